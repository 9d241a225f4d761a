"""What a payment, a credit or a cost changed in what was booked before, as its event keeps it.

It is kept because it could not be found again: it rests on the record, the law and the figures of that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from cases.events.codec import Json
from legal.counting.replay import Standing
from legal.facts import BookedPayment, Share
from legal.money import ZERO
from letters.words import euro

PENALTY = "penalty"  # kept and said only where there is one
TOTALS = {
    "interest": "rente", "costs": "incassokosten", "vat_on_costs": "btw over de incassokosten",
    "principal_open": "hoofdsom nog open", PENALTY: "boete", "balance": "saldo",
}
OTHER_COSTS = "other_costs"
_SAID = ("interest", "costs", "vat_on_costs", PENALTY)
_PARTS = ("costs", "interest", "principal", "unallocated", PENALTY)
_SHARE = ("costs", "interest", "principal", PENALTY)


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
class Recounting:
    """The count through `on` before and after something was booked, and the payments that are counted otherwise."""

    on: date
    before: Standing
    after: Standing
    recounted: tuple[Recount, ...]

    @property
    def totals(self) -> tuple[Total, ...]:
        """Every total before and after; a penalty only where there is one on either side."""
        return tuple(
            Total(name=name, before=getattr(self.before, name), after=getattr(self.after, name)) for name in TOTALS
            if name != PENALTY or self.before.penalty or self.after.penalty
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

    def in_words(self) -> str:
        """The differences in one line of amounts, empty where there are none; the balance stands elsewhere."""
        number = len(self.recounted)
        said = []
        if number:
            said.append(f"{number} eerder geboekte {'betaling' if number == 1 else 'betalingen'} anders geteld")
        said += [
            f"{TOTALS[total.name]} {euro(abs(total.change))} {'lager' if total.change < 0 else 'hoger'}"
            for total in self.totals if total.change and total.name in _SAID
        ]
        return ", ".join(said)

    def as_data(self) -> dict[str, Json]:
        """What an event keeps of it. Amounts and days are text; of a split the parts that are nothing are left out."""
        return {
            "on": self.on.isoformat(),
            "before": _standing(self.before),
            "after": _standing(self.after),
            "recounted": [
                {
                    "entry_id": each.entry_id, "received_on": each.before.received_on.isoformat(),
                    "amount": str(each.before.amount), "before": _split(each.before), "after": _split(each.after),
                }
                for each in self.recounted
            ],
        }

    @classmethod
    def of_data(cls, kept: Mapping[str, Any]) -> Self:  # Any: what the event kept as JSON
        """What an event kept."""
        return cls(**cls._read(kept))

    @staticmethod
    def _read(kept: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON, and fields of every kind
        return {
            "on": date.fromisoformat(kept["on"]),
            "before": _read_standing(kept["before"]),
            "after": _read_standing(kept["after"]),
            "recounted": tuple(
                Recount(
                    entry_id=each["entry_id"], before=_read_booked(each, each["before"]),
                    after=_read_booked(each, each["after"]),
                )
                for each in kept["recounted"]
            ),
        }


@dataclass(frozen=True, kw_only=True)
class Replayed(Recounting):
    """What one payment changed by coming or going.

    `payment` is that payment: as it was counted when it was booked, or until it was reversed.
    """

    payment: BookedPayment

    def as_data(self) -> dict[str, Json]:
        """With the payment."""
        return super().as_data() | {"payment": _booked(self.payment)}

    @staticmethod
    def _read(kept: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
        return Recounting._read(kept) | {"payment": _read_booked(kept["payment"], kept["payment"])}


@dataclass(frozen=True, kw_only=True)
class Corrected(Recounting):
    """What a credit, other costs or an added invoice changed by coming or going.

    `credited`: how much less principal is owed (negative: more); `other_costs`: how much more of those. In euro.
    """

    credited: Decimal = ZERO
    other_costs: Decimal = ZERO

    @property
    def totals(self) -> tuple[Total, ...]:
        """Every total before and after; other costs only as what came on top."""
        found = super().totals
        if not self.other_costs:
            return found
        more = Total(name=OTHER_COSTS, before=ZERO, after=self.other_costs)
        return (*found[:-1], more, found[-1])

    def as_data(self) -> dict[str, Json]:
        """With what became less and more."""
        return super().as_data() | {"credited": str(self.credited), "other_costs": str(self.other_costs)}

    @staticmethod
    def _read(kept: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
        less, more = Decimal(kept["credited"]), Decimal(kept["other_costs"])
        return Recounting._read(kept) | {"credited": less, "other_costs": more}


def _no_share(ref: str) -> Share:
    return Share(ref=ref, costs=ZERO, interest=ZERO, principal=ZERO)


def _standing(standing: Standing) -> dict[str, Json]:
    due_from = standing.costs_claimable_from
    amounts: dict[str, Json] = {
        name: str(getattr(standing, name)) for name in TOTALS if name != PENALTY or standing.penalty
    }
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


def _read_standing(kept: Mapping[str, Any]) -> Standing:  # Any: JSON
    due_from = kept["costs_claimable_from"]
    return Standing(
        **{name: Decimal(kept[name]) for name in TOTALS if name in kept},
        costs_claimable_from=date.fromisoformat(due_from) if due_from else None,
    )


def _read_booked(head: Mapping[str, Any], split: Mapping[str, Any]) -> BookedPayment:  # Any: JSON
    return BookedPayment(
        received_on=date.fromisoformat(head["received_on"]), amount=Decimal(head["amount"]),
        **{name: Decimal(split.get(name, ZERO)) for name in _PARTS},
        per_claim=tuple(
            Share(ref=ref, **{name: Decimal(share.get(name, ZERO)) for name in _SHARE})
            for ref, share in split["per_claim"].items()
        ),
    )
