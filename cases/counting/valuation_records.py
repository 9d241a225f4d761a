"""Why a stored result says what it says: its facts with policy, totals, figures and program, kept with the result."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any  # Any: what goes into JSON

from sqlalchemy.orm import Session

from cases.counting import figure_sets, statement
from cases.models import Case, CaseEvent, Letter, ValuationRecord, Writ
from cases.program import program
from cases.schema.ids import add_numbered
from legal.counting.reach import reach
from legal.counting.valuation import valuate
from legal.facts import CaseFacts, Debtor, Notice, Unnamed
from legal.parameters import Figures
from legal.policies import CostsPolicy, CountingPolicy

VERDICT = ("defects", "claims", "most_costs")
TOTALS = ("principal", "interest", "costs", "vat_on_costs", "paid", "balance")


def snapshot(session: Session, case: Case, *, on: date, figures: Figures) -> dict[str, Any]:
    """Everything that decides what is owed on `case` through `on`, or the last day that can be counted, and its sum.

    `request` is a request of `agency quote`: answered with the figures of the fingerprint it gives the same totals.
    """
    return snapshot_of(statement.facts_of(session, case, figures=figures), on=on, figures=figures)


def snapshot_of(facts: CaseFacts, *, on: date, figures: Figures) -> dict[str, Any]:
    """`snapshot` of facts that were read already."""
    counted = reach(facts, wanted=on, figures=figures).day
    valuation = valuate(facts, on=counted, figures=figures)
    return {
        "request": as_request(facts, on=counted),
        "totals": {key: str(getattr(valuation, key)) for key in TOTALS},
        "figures": figure_sets.fingerprint(figures),
        "program": program(),
    }


def keep(
    session: Session, made: Letter | Writ | CaseEvent, reasons: dict[str, Any], *, figures: Figures, now: datetime
) -> ValuationRecord:
    """Keep a snapshot with what was made from it, and the figures it used."""
    (record,) = keep_many(session, [(made, reasons)], figures=figures, now=now)
    return record


def keep_many(
    session: Session, made: Sequence[tuple[Letter | Writ | CaseEvent, dict[str, Any]]], *, figures: Figures,
    now: datetime,
) -> list[ValuationRecord]:
    """Keep each snapshot with what was made from it; what was made has its id already."""
    sha256 = figure_sets.keep(session, figures, now=now)
    records = [
        ValuationRecord(
            case_id=each.case_id, letter_id=each.id if isinstance(each, Letter) else None,
            writ_id=each.id if isinstance(each, Writ) else None,
            event_id=each.id if isinstance(each, CaseEvent) else None,
            as_of=date.fromisoformat(reasons["request"]["on"]), figure_set_sha256=sha256, reasons=reasons, kept_at=now,
        )
        for each, reasons in made
    ]
    add_numbered(session, records)
    session.flush()
    return records


def keep_with(
    session: Session, case: Case, event: CaseEvent, *, on: date, figures: Figures, now: datetime
) -> ValuationRecord | None:
    """Keep with an event what its amounts and days were counted from: the case as it stands with it, through `on`.

    Counted through the last day that can be counted when that comes first. Nothing is kept where nothing was ever owed:
    there the law counts nothing.
    """
    session.flush()
    facts = statement.facts_of(session, case, figures=figures)
    if not facts.claims:
        return None
    counted = snapshot_of(facts, on=on, figures=figures)
    return keep(session, event, counted, figures=figures, now=now)


def as_request(facts: CaseFacts, *, on: date) -> dict[str, Any]:
    """The request of `agency quote` that asks what is owed on these facts through `on`, with the policies in full."""
    request = {
        "on": on.isoformat(), **_plain(facts), "policy": _in_full(facts.policy),
        "costs_policy": _in_full(facts.costs_policy),
    }
    _tell_notices(request, facts)
    _tell_notices(request.get("unnamed", {}), facts.unnamed)
    for told, debtor in zip(request.get("debtors", ()), facts.debtors, strict=True):
        _tell_notices(told, debtor)
    return request


def _tell_notices(told: dict[str, Any], owner: CaseFacts | Debtor | Unnamed) -> None:
    if owner.notice is not None:
        told["notice"] = _notice(owner.notice)
    if owner.later_notices:
        told["later_notices"] = [_notice(each) for each in owner.later_notices]


def _in_full(policy: CountingPolicy | CostsPolicy) -> dict[str, Any]:
    """Every choice, those that are the default too: a default may change, an answer may not."""
    return {key: _plain(value) for key, value in asdict(policy).items()}


def _notice(notice: Notice) -> dict[str, Any]:
    """The notice with its verdict as it was found: a request of the quote would else judge it by its contents.

    The quote knows no country; that a letter went abroad unproved stands in the verdict.
    """
    told = _plain(notice)
    told.pop("is_abroad", None)
    verdict = {key: told.pop(key) for key in VERDICT if key in told}
    return {**told, "verdict": verdict} if verdict else told


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = ((each.name, getattr(value, each.name)) for each in fields(value) if not _is_default(each, value))
        return {key: _plain(each) for key, each in held}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _is_default(each: Field[Any], owner: object) -> bool:
    return each.default is not MISSING and getattr(owner, each.name) == each.default
