"""Prescription (verjaring): the first day on which a claim is barred, after every interruption (stuiting)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from legal.calendar import ONE_DAY, add_months, years_later

# Terms are rules of the code itself, not figures that a decree changes: they stand here and not among the parameters.
LONGEST_NEW_TERM = 5  # art. 3:319 lid 2 BW
ALARM_MONTHS = (12, 6, 3, 1)


class PrescriptionRegime(StrEnum):
    """Which term runs for a claim."""

    CONTRACT = "contract"
    CONSUMER_SALE = "consumer_sale"
    PERIODIC = "periodic"
    UNDUE_PAYMENT = "undue_payment"
    DAMAGES = "damages"
    JUDGMENT = "judgment"
    JUDGMENT_PERIODIC = "judgment_periodic"
    OTHER = "other"


class InterruptionKind(StrEnum):
    """What happened that may interrupt prescription."""

    DEMAND = "demand"                                            # art. 3:317 lid 1 BW
    RESERVATION = "reservation"                                  # art. 3:317 lid 1 BW
    ACKNOWLEDGEMENT = "acknowledgement"                          # art. 3:318 BW
    ACTION = "action"                                            # art. 3:316 lid 1 BW
    WITHDRAWN_ACTION = "withdrawn_action"                        # art. 3:316 lid 2 BW: interrupts nothing
    STATEMENT_WITHOUT_RESERVATION = "statement_without_reservation"


INTERRUPTING = frozenset(
    {
        InterruptionKind.DEMAND,
        InterruptionKind.RESERVATION,
        InterruptionKind.ACKNOWLEDGEMENT,
        InterruptionKind.ACTION,
    }
)


@dataclass(frozen=True, kw_only=True)
class Term:
    """The years of a regime and the article that sets them."""

    years: int
    law: str


TERMS = {
    PrescriptionRegime.CONTRACT: Term(years=5, law="art. 3:307 lid 1 BW"),
    PrescriptionRegime.CONSUMER_SALE: Term(years=2, law="art. 7:28 BW"),
    PrescriptionRegime.PERIODIC: Term(years=5, law="art. 3:308 BW"),
    PrescriptionRegime.UNDUE_PAYMENT: Term(years=5, law="art. 3:309 BW"),
    PrescriptionRegime.DAMAGES: Term(years=5, law="art. 3:310 lid 1 BW"),
    PrescriptionRegime.JUDGMENT: Term(years=20, law="art. 3:324 lid 1 BW"),
    PrescriptionRegime.JUDGMENT_PERIODIC: Term(years=5, law="art. 3:324 lid 3 BW"),
    PrescriptionRegime.OTHER: Term(years=20, law="art. 3:306 BW"),
}


@dataclass(frozen=True, kw_only=True)
class Interruption:
    """An event towards one debtor; `on` is the day on which it worked: receipt, acknowledgement, service."""

    kind: InterruptionKind
    on: date


@dataclass(frozen=True, kw_only=True)
class Prescription:
    """The term as it stands: `barred_from` is the first day on which the claim is barred.

    `counted` are the interruptions that worked, oldest first; the others did not interrupt or came too late.
    """

    regime: PrescriptionRegime
    barred_from: date
    law: str
    counted: tuple[Interruption, ...]

    def is_barred(self, day: date) -> bool:
        """Whether the claim can no longer be enforced on `day`, when the debtor invokes it (art. 3:322 lid 1 BW)."""
        return day >= self.barred_from

    def alarms(self) -> tuple[date, ...]:
        """The days 12, 6, 3 and 1 months before the claim is barred."""
        return tuple(add_months(self.barred_from, -months) for months in ALARM_MONTHS)


def prescription(
    regime: PrescriptionRegime, *, due_date: date, interruptions: Iterable[Interruption] = ()
) -> Prescription:
    """The prescription of a claim that became due on `due_date` (judgment: its day; damages: the day of knowledge).

    The term starts the day after. An interruption before the claim is barred starts a new term the day after it: as
    long as the old one, at most five years, and never ending earlier. Law: art. 3:306-3:319 and 7:28 BW.
    """
    term = TERMS[regime]
    start = due_date + ONE_DAY
    barred_from = years_later(start, term.years)
    new_years = min(term.years, LONGEST_NEW_TERM)
    counted = []
    for event in sorted(interruptions, key=lambda event: event.on):
        if event.kind in INTERRUPTING and start <= event.on < barred_from:
            barred_from = max(barred_from, years_later(event.on + ONE_DAY, new_years))
            counted.append(event)
    law = f"{term.law} en art. 3:319 BW" if counted else term.law
    return Prescription(regime=regime, barred_from=barred_from, law=law, counted=tuple(counted))
