"""A story as it is sent: what the case is, and what happens on which days. Strict; raises Bad with the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.quote.request import INVALID, Bad, Fields
from legal.facts import ContractRate, DebtorKind, InterestKind
from legal.interest import PER_MONTH, PER_YEAR

NOT_SUPPORTED = "not_supported"
GIVEN = ("today", "debtor", "creditor_reclaims_vat", "claims", "handed_over_on", "joint")
CLAIM = ("ref", "principal", "interest_from", "interest", "contract_rate")
# The fields of each event; of those that are None the record has no service yet, and why.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "notice": ("channel", "claims", "to", "fee_named"), "delivered": ("to",), "returned": ("to",),
    "payment": ("amount", "claim", "by", "method"), "reversal": ("of", "amount"), "dispute": ("claim", "amount"),
    "dispute_closed": ("outcome", "claim", "amount"), "plan": ("terms", "by"), "death": ("who", "heirs"),
    "guardianship": ("representative", "who"), "debt_help": ("body",), "day": (), "receipt_denied": ("to",),
    "credit_note": ("claim", "amount", "dated"),
}
NOT_YET: Mapping[str, str] = {
    "bounced": "brieven gaan alleen per post", "judgment": "een vonnis vastleggen",
}


@dataclass(frozen=True, kw_only=True)
class GivenClaim:
    """One claim of the case."""

    ref: str
    principal: Decimal
    interest_from: date
    interest: InterestKind
    rate: ContractRate | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """The case as it is handed in on `opened_on`.

    `joint`: the names of who owe it together, the debtor of the case first.
    """

    opened_on: date
    debtor: DebtorKind
    reclaims_vat: bool
    claims: tuple[GivenClaim, ...]
    joint: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens; its fields are read by what plays it."""

    kind: str
    fields: Fields


@dataclass(frozen=True, kw_only=True)
class StoryDay:
    """What happens on a day, in this order."""

    on: date
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case with its days, oldest first."""

    given: Given
    days: tuple[StoryDay, ...]


def not_yet(fields: Fields, key: str, why: str) -> Bad:
    """What the story asks has no service on the record yet."""
    return Bad(fields.at(key), NOT_SUPPORTED, f"Dit kan het programma nog niet: {why}.")


def read_story(content: object) -> Story:
    """The story. Raises Bad, with code not_supported for an event that the record has no service for."""
    fields = Fields(content, "", ("id", "given", "days"))
    given = _given(Fields(fields.need("given"), "given", GIVEN))
    days = tuple(_day(row) for row in fields.rows("days", ("on", "events")))
    order = [given.opened_on, *(day.on for day in days)]
    if order != sorted(order):
        raise fields.refuse("days", "de dagen staan niet op volgorde, of liggen voor de eerste dag van het dossier")
    return Story(given=given, days=days)


def _given(fields: Fields) -> Given:
    joint = fields.texts_or_none("joint") or ()
    if len(set(joint)) != len(joint) or not all(name.strip() for name in joint):
        raise fields.refuse("joint", "namen werden verwacht, elk een andere")
    claims = tuple(_claim(row) for row in fields.rows("claims", CLAIM))
    if not claims:
        raise fields.refuse("claims", "ten minste één vordering werd verwacht")
    return Given(
        opened_on=fields.day_or_none("handed_over_on") or fields.day("today"),
        debtor=fields.choice("debtor", DebtorKind), reclaims_vat=fields.flag("creditor_reclaims_vat"), claims=claims,
        joint=joint,
    )


def _claim(fields: Fields) -> GivenClaim:
    return GivenClaim(
        ref=fields.text("ref"), principal=fields.amount("principal"), interest_from=fields.day("interest_from"),
        interest=fields.choice("interest", InterestKind), rate=_rate(fields),
    )


def _rate(fields: Fields) -> ContractRate | None:
    if fields.get("contract_rate") is None:
        return None
    rate = Fields(fields.get("contract_rate"), fields.at("contract_rate"), ("percent", "per", "compound"))
    per = rate.text("per")
    if per not in (PER_MONTH, PER_YEAR):
        raise rate.refuse("per", f"{PER_MONTH} of {PER_YEAR} werd verwacht")
    return ContractRate(percent=rate.percent("percent"), per=per, compound=rate.flag("compound", default=False))


def _day(fields: Fields) -> StoryDay:
    rows = fields.listed("events") if fields.get("events") is not None else []
    events = [_event(row, f"{fields.at('events')}.{index}") for index, row in enumerate(rows)]
    return StoryDay(on=fields.day("on"), events=tuple(events))


def _event(content: object, path: str) -> Event:
    if not isinstance(content, dict):
        raise Bad(path, INVALID, "een object werd verwacht")
    kind = content.get("kind")
    if kind in NOT_YET:
        raise Bad(f"{path}.kind", NOT_SUPPORTED, f"Dit kan het programma nog niet: {NOT_YET[str(kind)]}.")
    if not isinstance(kind, str) or kind not in EVENTS:
        raise Bad(f"{path}.kind", INVALID, "een van " + ", ".join([*EVENTS, *NOT_YET]) + " werd verwacht")
    return Event(kind=kind, fields=Fields(content, path, ("kind", *EVENTS[kind])))
