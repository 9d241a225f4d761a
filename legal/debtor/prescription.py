"""Prescription (verjaring): the first day on which a claim is barred, after every interruption (stuiting)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from legal.calendar import ONE_DAY, add_months, years_later
from legal.errors import InvalidFacts
from legal.facts import DebtorKind

# Terms are rules of the code itself, not figures that a decree changes: they stand here and not among the parameters.
LONGEST_NEW_TERM = 5  # art. 3:319 lid 2 BW
LONG_STOP = 20  # art. 3:307 lid 2, 3:309 and 3:310 lid 1 BW
FOLLOW_UP_MONTHS = 6  # art. 3:316 lid 2 and 3:317 lid 2 BW
EXTENSION_MONTHS = 6  # art. 3:320 BW
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


class RegimeGround(StrEnum):
    """Why a claim is counted by its regime."""

    STATED = "stated"
    PERIODIC_TERM = "periodic_term"
    BUSINESS = "business"
    CAREFUL = "careful"


class InterruptionKind(StrEnum):
    """What happened that may interrupt prescription."""

    DEMAND = "demand"                                            # art. 3:317 lid 1 BW
    RESERVATION = "reservation"                                  # art. 3:317 lid 1 BW
    ACKNOWLEDGEMENT = "acknowledgement"                          # art. 3:318 BW
    ACTION = "action"                                            # art. 3:316 lid 1 BW
    WITHDRAWN_ACTION = "withdrawn_action"                        # art. 3:316 lid 2 BW: interrupts nothing
    FAILED_ACTION = "failed_action"                              # art. 3:316 lid 2 BW: only with a new one in time
    STATEMENT_WITHOUT_RESERVATION = "statement_without_reservation"


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
LONG_STOP_LAWS = {
    PrescriptionRegime.CONTRACT: "art. 3:307 lid 2 BW",
    PrescriptionRegime.UNDUE_PAYMENT: "art. 3:309 BW",
    PrescriptionRegime.DAMAGES: "art. 3:310 lid 1 BW",
}


@dataclass(frozen=True, kw_only=True)
class CountedRegime:
    """The regime by which a claim is counted, and why."""

    regime: PrescriptionRegime
    ground: RegimeGround

    @property
    def is_assumed(self) -> bool:
        """Whether nobody stated what kind of claim it is, and the shortest term that may run is counted."""
        return self.ground is RegimeGround.CAREFUL

    @property
    def years(self) -> int:
        """The years of its term."""
        return TERMS[self.regime].years


@dataclass(frozen=True, kw_only=True)
class Interruption:
    """An event towards one debtor; `on` is the day on which it worked: receipt, acknowledgement, service.

    `ended_on`: the day on which the lawsuit of a failed action ended; other kinds have none.
    """

    kind: InterruptionKind
    on: date
    ended_on: date | None = None


class ExtensionGround(StrEnum):
    """Why the end of a term is put off, art. 3:321 lid 1 BW."""

    SPOUSES = "spouses"                                  # onder a
    LEGAL_REPRESENTATIVE = "legal_representative"        # onder b: until the final account is closed
    ADMINISTRATOR = "administrator"                      # onder c: until the final account is closed
    DIRECTOR = "director"                                # onder d
    ACCEPTED_ESTATE = "accepted_estate"                  # onder e
    HIDDEN_DEBT = "hidden_debt"                          # onder f
    REGISTERED_PARTNERS = "registered_partners"          # onder g


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A ground that existed from `first_day` through `last_day`.

    For one that still exists give the day asked: the answer is then the earliest that can be.
    """

    ground: ExtensionGround
    first_day: date
    last_day: date


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

    def alarm_on(self, day: date) -> int | None:
        """The closest alarm that was reached on `day`, in months; None before the first one and once barred."""
        if self.is_barred(day):
            return None
        reached = [months for months, alarm in zip(ALARM_MONTHS, self.alarms(), strict=True) if alarm <= day]
        return min(reached, default=None)

    def limited_by(self, main: "Prescription") -> "Prescription":
        """This prescription of interest or another side claim, never later than that of the main claim.

        Law: art. 3:312 and 3:324 lid 4 BW.
        """
        if self.barred_from <= main.barred_from:
            return self
        article = "art. 3:324 lid 4 BW" if main.regime is PrescriptionRegime.JUDGMENT else "art. 3:312 BW"
        return replace(self, barred_from=main.barred_from, law=f"{self.law}; {article}")


def careful_regime(
    stated: PrescriptionRegime | None, *, debtor: DebtorKind, is_periodic: bool = False
) -> CountedRegime:
    """The regime to count by for a claim of which nobody may have `stated` the kind.

    What was stated goes first. Towards a consumer the two years of a consumer sale are counted, also for a term of an
    agreement: whether energy, water and heat are a sale is uncertain, an alarm that comes too early costs nothing, one
    that comes too late costs the claim. Between businesses there is no such sale. `is_periodic`: the claim is known as
    a term of an agreement, payable by the year or shorter. Law: art. 3:307 lid 1, 3:308 and 7:28 BW.
    """
    if stated is not None:
        return CountedRegime(regime=stated, ground=RegimeGround.STATED)
    if debtor is DebtorKind.CONSUMER:
        return CountedRegime(regime=PrescriptionRegime.CONSUMER_SALE, ground=RegimeGround.CAREFUL)
    if is_periodic:
        return CountedRegime(regime=PrescriptionRegime.PERIODIC, ground=RegimeGround.PERIODIC_TERM)
    return CountedRegime(regime=PrescriptionRegime.CONTRACT, ground=RegimeGround.BUSINESS)


def prescription(
    regime: PrescriptionRegime,
    *,
    due_date: date,
    interruptions: Iterable[Interruption] = (),
    extensions: Iterable[Extension] = (),
    long_stop_from: date | None = None,
    is_performance: bool = True,
) -> Prescription:
    """The prescription of a claim that became due on `due_date` (judgment: its day; damages: the day of knowledge).

    The term starts the day after. An interruption before the claim is barred starts a new term the day after it: as
    long as the old one, at most five years, and never ending earlier. A term that would end during a ground for
    extension or within six months after it runs on until six months after it. `long_stop_from`: the event or the first
    day on which performance could be claimed, from which twenty years run; a loan for indefinite time is `contract`
    with `due_date` the day against which it was called. `is_performance` False: a claim for something other than
    performance, where a demand works only when an action follows within six months. After an appeal against a judgment
    `due_date` is the day on which that ended (art. 3:324 lid 2). Law: art. 3:306-3:321, 3:324, 3:325 and 7:28 BW.

    >>> prescription(PrescriptionRegime.PERIODIC, due_date=date(2021, 12, 31)).barred_from
    datetime.date(2027, 1, 1)
    >>> demand = Interruption(on=date(2026, 5, 1), kind=InterruptionKind.RESERVATION)
    >>> prescription(PrescriptionRegime.PERIODIC, due_date=date(2021, 12, 31), interruptions=[demand]).barred_from
    datetime.date(2031, 5, 2)
    """
    term = TERMS[regime]
    start = due_date + ONE_DAY
    barred_from, law = years_later(start, term.years), term.law
    if long_stop_from is not None:
        barred_from, law = _with_long_stop(regime, barred_from, law, long_stop_from)
    new_years = min(term.years, LONGEST_NEW_TERM)
    grounds = tuple(extensions)
    end = _extended(barred_from, grounds)
    is_extended = end > barred_from
    events = sorted(interruptions, key=lambda event: event.on)
    counted = []
    for event in events:
        if not start <= event.on < end or not _works(event, events, is_performance=is_performance):
            continue
        renewed = max(end, years_later(event.on + ONE_DAY, new_years), _end_of_follow_up(event))
        end = _extended(renewed, grounds)
        is_extended = is_extended or end > renewed
        counted.append(event)
    law = f"{law} en art. 3:319 BW" if counted else law
    law = f"{law}; art. 3:320 BW" if is_extended else law
    return Prescription(regime=regime, barred_from=end, law=law, counted=tuple(counted))


def prescription_per_debtor(
    regime: PrescriptionRegime,
    *,
    due_date: date,
    interruptions: Mapping[str, Iterable[Interruption]],
    extensions: Sequence[Extension] = (),
    long_stop_from: date | None = None,
    is_performance: bool = True,
) -> dict[str, Prescription]:
    """The prescription towards each joint debtor by name: an event towards one does not help against the others.

    That it does not is general knowledge, not read in a source: the careful reading. Law: art. 3:316-3:319 BW.
    """
    return {
        debtor: prescription(
            regime, due_date=due_date, interruptions=events, extensions=extensions, long_stop_from=long_stop_from,
            is_performance=is_performance,
        )
        for debtor, events in interruptions.items()
    }


def _with_long_stop(
    regime: PrescriptionRegime, barred_from: date, law: str, long_stop_from: date
) -> tuple[date, str]:
    """The earlier of the term and twenty years from the day after `long_stop_from`."""
    if regime not in LONG_STOP_LAWS:
        raise InvalidFacts(f"bij {regime} loopt geen tweede termijn van twintig jaar", field="long_stop_from")
    stop = years_later(long_stop_from + ONE_DAY, LONG_STOP)
    if stop < barred_from:
        return stop, f"{LONG_STOP_LAWS[regime]} (twintig jaar)"
    return barred_from, law


def _extended(barred_from: date, extensions: Sequence[Extension]) -> date:
    """The end after every ground that it falls in, or within six months after."""
    for each in sorted(extensions, key=lambda extension: extension.last_day):
        last_day_after = add_months(each.last_day, EXTENSION_MONTHS)
        if each.first_day < barred_from <= last_day_after:
            barred_from = last_day_after + ONE_DAY
    return barred_from


def _works(event: Interruption, events: Sequence[Interruption], *, is_performance: bool) -> bool:
    """Whether an event interrupts, seen with the actions that follow it."""
    match event.kind:
        case InterruptionKind.ACKNOWLEDGEMENT | InterruptionKind.ACTION:
            return True
        case InterruptionKind.RESERVATION:
            return is_performance
        case InterruptionKind.DEMAND:
            return is_performance or _is_followed(event.on, events)
    ended_on = _failed_on(event)
    return ended_on is not None and _is_followed(ended_on, events)


def _is_followed(day: date, events: Sequence[Interruption]) -> bool:
    """Whether an action follows within six months after `day`."""
    last = add_months(day, FOLLOW_UP_MONTHS)
    return any(event.kind is InterruptionKind.ACTION and day < event.on <= last for event in events)


def _failed_on(event: Interruption) -> date | None:
    """The day on which the lawsuit of a failed action ended; None for what is no failed action, or still runs."""
    return event.ended_on if event.kind is InterruptionKind.FAILED_ACTION else None


def _end_of_follow_up(event: Interruption) -> date:
    """First day after the six months in which a new action must follow a failed one; else the event itself."""
    ended_on = _failed_on(event)
    return event.on if ended_on is None else add_months(ended_on, FOLLOW_UP_MONTHS) + ONE_DAY
