"""What a payment changed in what was booked before: found when it comes or goes, kept with its event, told later.

It is kept because it could not be found again: it rests on the record, the law and the figures of that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cases.counting import statement
from cases.events import Json
from cases.models import Case
from legal.counting.replay import Standing, after_booking, after_reversal
from legal.errors import LawError
from legal.facts import BookedPayment, Share, Valuation
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro, short_date

KEY = "replay"
# An old event has neither this nor a split; one that could not be counted says here why.
UNCOUNTED = "uncounted"
TOTALS = {
    "interest": "rente", "costs": "incassokosten", "vat_on_costs": "btw over de incassokosten",
    "principal_open": "hoofdsom nog open", "balance": "saldo",
}
_SAID = ("interest", "costs", "vat_on_costs")
_PARTS = ("costs", "interest", "principal", "unallocated")
_SHARE = ("costs", "interest", "principal")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A case counted through `on`, with the ledger entries of its payments in their order; `refusal` says why not."""

    on: date
    valuation: Valuation | None
    entry_ids: tuple[int, ...] = ()
    refusal: str = ""

    @property
    def balance(self) -> Decimal | None:
        """What is owed; None where it is not counted."""
        return None if self.valuation is None else self.valuation.balance

    @property
    def why_not(self) -> str:
        """Why a payment on this record is not counted."""
        return self.refusal or f"de wettelijke cijfers zijn gecontroleerd tot en met {short_date(self.on)}"


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A payment booked before that is counted otherwise: in its split, or in the invoices that took it."""

    entry_id: int
    before: BookedPayment
    after: BookedPayment

    @property
    def shares(self) -> tuple[tuple[Share, Share], ...]:
        """What each claim took of it before and after; nothing where it took none."""
        before, after = ({share.ref: share for share in each.per_claim} for each in (self.before, self.after))
        refs = dict.fromkeys([*before, *after])
        return tuple((before.get(ref, _no_share(ref)), after.get(ref, _no_share(ref))) for ref in refs)


@dataclass(frozen=True, kw_only=True)
class Total:
    """One total before and after, in euro; `name` is that of `Standing`."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What came on top; negative when it is less."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What one payment changed by coming or going, in the count through `on`.

    `payment` is that payment: as it was counted when it was booked, or until it was reversed.
    """

    on: date
    payment: BookedPayment
    before: Standing
    after: Standing
    recounted: tuple[Recount, ...]

    @property
    def totals(self) -> tuple[Total, ...]:
        """Every total before and after."""
        return tuple(
            Total(name=name, before=getattr(self.before, name), after=getattr(self.after, name)) for name in TOTALS
        )

    @property
    def are_costs_changed(self) -> bool:
        """Whether the collection costs, their VAT, or the day on which they fall due became otherwise."""
        one, other = self.before, self.after
        return (one.costs, one.vat_on_costs, one.costs_claimable_from) != (
            other.costs, other.vat_on_costs, other.costs_claimable_from
        )

    @property
    def reaches_others(self) -> bool:
        """Whether more changed than this payment itself and the interest since its day: then a person must look."""
        return bool(self.recounted) or self.are_costs_changed


def counted(
    session: Session, case: Case, *, today: date, figures: Figures, without: int | None = None
) -> Counted:
    """The case counted through today, or through the last day that the figures were checked for.

    `without`: the entry of a payment that is left out.
    """
    on = statement.last_known_day(figures, today)
    try:
        record = statement.record_of(session, case, figures=figures, without=without)
        valuation = statement.valuation_of(record, on=on, figures=figures)
    except LawError as refusal:
        return Counted(on=on, valuation=None, refusal=str(refusal))
    return Counted(on=on, valuation=valuation, entry_ids=tuple(x.id for x in record.payments if x.effective_on <= on))


def between(before: Counted, after: Counted) -> Replayed | None:
    """What the one payment that came or went in between changed; None where that payment is not counted.

    Raises InvalidFacts where the two differ in more than one payment.
    """
    if before.valuation is None or after.valuation is None or before.entry_ids == after.entry_ids:
        return None
    moved = set(before.entry_ids) ^ set(after.entry_ids)
    came = len(after.entry_ids) > len(before.entry_ids)
    longer = after.entry_ids if came else before.entry_ids
    place = next(place for place, entry_id in enumerate(longer) if entry_id in moved)
    found = (after_booking if came else after_reversal)(before.valuation, after.valuation, place=place)
    stood = [entry_id for entry_id in longer if entry_id not in moved]
    return Replayed(
        on=found.on, payment=found.payment, before=found.before, after=found.after,
        recounted=tuple(
            Recount(entry_id=stood[each.place], before=each.before, after=each.after) for each in found.recounted
        ),
    )


def as_data(replayed: Replayed) -> dict[str, Json]:
    """What an event keeps of it. Amounts and days are text; of a split the parts that are nothing are left out."""
    return {
        "on": replayed.on.isoformat(),
        "payment": _booked(replayed.payment),
        "before": _standing(replayed.before),
        "after": _standing(replayed.after),
        "recounted": [
            {
                "entry_id": each.entry_id, "received_on": each.before.received_on.isoformat(),
                "amount": str(each.before.amount), "before": _split(each.before), "after": _split(each.after),
            }
            for each in replayed.recounted
        ],
    }


def read(data: Mapping[str, Any]) -> Replayed | None:  # Any: what the event kept as JSON
    """What an event kept; None where it kept nothing: an old one, or a payment that was not counted."""
    kept = data.get(KEY)
    if not kept:
        return None
    return Replayed(
        on=date.fromisoformat(kept["on"]),
        payment=_read_booked(kept["payment"], kept["payment"]),
        before=_read_standing(kept["before"]),
        after=_read_standing(kept["after"]),
        recounted=tuple(
            Recount(
                entry_id=each["entry_id"], before=_read_booked(each, each["before"]),
                after=_read_booked(each, each["after"]),
            )
            for each in kept["recounted"]
        ),
    )


def in_words(replayed: Replayed) -> str:
    """The differences in one line of amounts, empty where there are none; the balance stands elsewhere."""
    number = len(replayed.recounted)
    said = []
    if number:
        said.append(f"{number} eerder geboekte {'betaling' if number == 1 else 'betalingen'} anders geteld")
    said += [
        f"{TOTALS[total.name]} {euro(abs(total.change))} {'lager' if total.change < 0 else 'hoger'}"
        for total in replayed.totals if total.change and total.name in _SAID
    ]
    return ", ".join(said)


def _no_share(ref: str) -> Share:
    return Share(ref=ref, costs=ZERO, interest=ZERO, principal=ZERO)


def _standing(standing: Standing) -> dict[str, Json]:
    due_from = standing.costs_claimable_from
    amounts: dict[str, Json] = {name: str(getattr(standing, name)) for name in TOTALS}
    return amounts | {"costs_claimable_from": None if due_from is None else due_from.isoformat()}


def _booked(payment: BookedPayment) -> dict[str, Json]:
    head: dict[str, Json] = {"received_on": payment.received_on.isoformat(), "amount": str(payment.amount)}
    return head | _split(payment)


def _split(payment: BookedPayment) -> dict[str, Json]:
    parts: dict[str, Json] = {name: str(value) for name in _PARTS if (value := getattr(payment, name))}
    return parts | {"per_claim": {
        share.ref: {name: str(value) for name in _SHARE if (value := getattr(share, name))}
        for share in payment.per_claim
    }}


def _read_standing(kept: Mapping[str, Any]) -> Standing:
    due_from = kept["costs_claimable_from"]
    return Standing(
        **{name: Decimal(kept[name]) for name in TOTALS},
        costs_claimable_from=date.fromisoformat(due_from) if due_from else None,
    )


def _read_booked(head: Mapping[str, Any], split: Mapping[str, Any]) -> BookedPayment:
    return BookedPayment(
        received_on=date.fromisoformat(head["received_on"]), amount=Decimal(head["amount"]),
        **{name: Decimal(split.get(name, ZERO)) for name in _PARTS},
        per_claim=tuple(
            Share(ref=ref, **{name: Decimal(share.get(name, ZERO)) for name in _SHARE})
            for ref, share in split["per_claim"].items()
        ),
    )
