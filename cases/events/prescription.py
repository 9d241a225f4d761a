"""Prescription (verjaring): interrupted, near, and the kind of a claim that its term follows from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from cases.events.base import Event, Look, Words
from cases.models import EventKind
from cases.names import name
from legal.counting.valuation import DeliveryBasis
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from letters.words import short_date

RECEIVED = " is ontvangen"


def moved_day(was: date, became: date) -> str:
    """The first day barred as it was and as it is."""
    if was == became:
        return f"verjaart nog steeds op {short_date(became)}"
    return f"verjaarde op {short_date(was)}, nu op {short_date(became)}"


@dataclass(frozen=True, kw_only=True)
class PrescriptionInterrupted(Event):
    """By a report of service (`writ_id`), or by what a handler recorded: the rest, `document_id` being the proof.

    `basis`: how it is known that a letter of ours was received; None for anything else.
    `barred_from` is the first day on which one of the `invoices` is barred.
    """

    kind: ClassVar = EventKind.PRESCRIPTION_INTERRUPTED
    label: ClassVar = "Verjaring gestuit"
    look: ClassVar = Look("clock-history")
    client_sees: ClassVar = ("law",)
    law: str
    basis: DeliveryBasis | None = None
    writ_id: int | None = None
    interruption: InterruptionKind | None = None
    note: Words | None = None
    invoices: str | None = None
    barred_from: date | None = None

    def what(self) -> str:
        """By what."""
        return self.label if self.interruption is None else f"{self.label}: {name(self.interruption).lower()}"

    def parts(self) -> tuple[str, ...]:
        """Which invoices, until when, and by which article."""
        invoices = self.invoices or ""
        return (
            f"{'facturen' if ',' in invoices else 'factuur'} {invoices}" if invoices else "",
            f"verjaart nu niet eerder dan op {short_date(self.barred_from)}" if self.barred_from else "",
            f"ontvangst {name(self.basis)}" if self.basis else "", self.law, self.note or "",
        )

    def client_parts(self) -> tuple[str, ...]:
        """By which article."""
        return (self.law,)


@dataclass(frozen=True, kw_only=True)
class NearClaim:
    """An invoice that is barred within so many months, 0 when it is; `assumed`: nobody stated of what kind it is.

    `unless`: which letter would have interrupted, as a sentence goes on, where its receipt was not on record then.
    """

    invoice: str
    barred_from: date
    months: int
    assumed: bool = False
    unless: str | None = None

    @property
    def kind(self) -> str:
        """As what it is barred where nobody stated of what kind it is, in words with a space behind them."""
        return "als consumentenkoop " if self.assumed else ""

    @property
    def as_barred(self) -> str:
        """Since when, in words."""
        unless = f", {self.unless}" if self.unless else ""
        return f"factuur {self.invoice} is {self.kind}verjaard sinds {short_date(self.barred_from)}{unless}"


@dataclass(frozen=True, kw_only=True)
class PrescriptionAlarm(Event):
    """Claims that are barred soon or already, in the order of that day."""

    kind: ClassVar = EventKind.PRESCRIPTION_ALARM
    label: ClassVar = "Verjaring nadert"
    look: ClassVar = Look("exclamation-triangle")
    claims: tuple[NearClaim, ...]

    @classmethod
    def of_data(cls, kept: Mapping[str, Any]) -> Self:  # Any: JSON
        """The first rows held one claim and no list."""
        return super().of_data(kept if "claims" in kept else {"claims": [kept]})

    def what(self) -> str:
        """The soonest that can still be saved; else the first that is barred."""
        if not self._near:
            return f"F{self._barred[0][1:]}"
        first = self._near[0]
        within = f"binnen {first.months} {'maand' if first.months == 1 else 'maanden'}"
        return f"Factuur {first.invoice} verjaart {first.kind}op {short_date(first.barred_from)}, {within}"

    def parts(self) -> tuple[str, ...]:
        """The others, and what to do."""
        unknown = any(claim.assumed for claim in self.claims)
        state_it = "leg de soort vordering vast: nu is 2 jaar aangenomen" if unknown else ""
        if not self._near:
            awaited = _record_it(self.claims)
            return (*self._barred[1:], awaited, state_it or ("" if awaited else "vraag de juridisch verantwoordelijke"))
        return (
            *(f"factuur {claim.invoice} op {short_date(claim.barred_from)}" for claim in self._near[1:]), *self._barred,
            "stuur een stuitingsbrief (art. 3:317 BW) of krijg een erkenning van de debiteur (art. 3:318 BW)", state_it,
            _record_it(self._near),
        )

    @property
    def _near(self) -> list[NearClaim]:
        return [claim for claim in self.claims if claim.months]

    @property
    def _barred(self) -> list[str]:
        return [claim.as_barred for claim in self.claims if not claim.months]


def _record_it(claims: Iterable[NearClaim]) -> str:
    """What to do where a letter may have interrupted already."""
    waits = next((claim for claim in claims if claim.unless), None)
    if waits is None or waits.unless is None:
        return ""
    return f"leg de ontvangst vast van {waits.unless.removeprefix('tenzij ').removesuffix(RECEIVED)}"


@dataclass(frozen=True, kw_only=True)
class InterruptionWithdrawn(Event):
    """An interruption was wrong; `was` and `barred_from` are the first day barred before and after."""

    kind: ClassVar = EventKind.INTERRUPTION_WITHDRAWN
    label: ClassVar = "Stuiting ingetrokken"
    look: ClassVar = Look("x-circle")
    client_sees: ClassVar = ()
    interruption: InterruptionKind
    interrupted_on: date
    invoice: str
    was: date
    barred_from: date
    reason: Words

    def what(self) -> str:
        """Which one."""
        return f"{self.label}: {name(self.interruption).lower()} van {short_date(self.interrupted_on)}"

    def parts(self) -> tuple[str, ...]:
        """What it moved, and why."""
        return (f"factuur {self.invoice}", moved_day(self.was, self.barred_from), self.reason)


@dataclass(frozen=True, kw_only=True)
class RestatedClaim:
    """An invoice of which the kind was stated: the term in words, and the first day barred, before and after."""

    invoice: str
    was: str
    became: str
    barred_was: date
    barred_from: date


@dataclass(frozen=True, kw_only=True)
class ClaimKindStated(Event):
    """Somebody stated of what kind these claims are."""

    kind: ClassVar = EventKind.CLAIM_KIND_STATED
    label: ClassVar = "Soort vordering vastgelegd"
    look: ClassVar = Look("clock-history")
    regime: PrescriptionRegime
    reason: Words
    claims: tuple[RestatedClaim, ...]

    def what(self) -> str:
        """Which kind."""
        return f"{self.label}: {name(self.regime).lower()}"

    def parts(self) -> tuple[str, ...]:
        """What it moved, and why."""
        return (
            *(
                f"factuur {each.invoice}: was {each.was}, is nu {each.became}; "
                f"{moved_day(each.barred_was, each.barred_from)}" for each in self.claims
            ),
            self.reason,
        )
