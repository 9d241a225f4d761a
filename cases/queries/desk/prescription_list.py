"""Open cases in which a claim is barred soon or already: the list "Verjaring" of the desk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ScalarSelect, Select, func, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager

from cases.counting import awaited_letters
from cases.counting.prescriptions import (
    LAST_MONTHS,
    WATCHED_MONTHS,
    last_day_within,
    regime_of,
    standing,
    term_in_words,
    turns_on_its_kind,
)
from cases.models import CREDITS, Claim, Interruption, LedgerEntry, LedgerKind, Letter
from cases.queries.counts import MOST_COUNTED, of_open_case
from cases.queries.desk import work
from cases.queries.desk.work import PAGE_SIZE, CaseRow
from cases.queries.keyset import FIRST_PAGE, Order, Page, Part, Turned, page_of_ranks, read_number
from cases.wording.time_left import time_left
from legal.money import ZERO

MOST_CLAIMS = 3
_PAID = (LedgerKind.PAYMENT, LedgerKind.PAYMENT_REVERSED)


@dataclass(frozen=True, kw_only=True)
class WatchedClaim:
    """A claim that is barred from `barred_from`, in how long in words, and whether within a month or already.

    `term`: which term was counted, in words; `is_assumed` where nobody stated what kind of claim it is. `unless`: which
    letter would have interrupted, as a sentence goes on.
    """

    invoice_number: str
    term: str
    is_assumed: bool
    barred_from: date
    left: str
    urgent: bool
    unless: str = ""


@dataclass(frozen=True, kw_only=True)
class PrescriptionRow:
    """A case with the claims that are barred within the months watched: first those that can still be interrupted.

    `claims` are at most MOST_CLAIMS of them and `more` the rest. `principal` is that of all of them, `received` what
    was paid on the case: what of it went to principal is counted on the page of the case alone.
    """

    case: CaseRow
    claims: tuple[WatchedClaim, ...]
    more: int
    principal: Decimal
    received: Decimal


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How many open cases stand in the list, and whether a claim in it is barred within a month: what can be saved."""

    count: int
    urgent: bool


def watch(session: Session, *, today: date) -> Watch:
    """What the link to the list says, in one query. The count is that of `counts`."""
    count, soonest = session.execute(select(*watched_columns(today=today))).one()
    return watch_of(count, soonest, today=today)


def watched_columns(*, today: date) -> tuple[ScalarSelect[int], ScalarSelect[date]]:
    """The count and the soonest day of `watch`, for who asks more in one query."""
    soon, gone = _still_open(today), _all_barred(today)
    either = union_all(soon.with_only_columns(Claim.case_id), gone.with_only_columns(Claim.case_id)).subquery()
    number = select(func.count()).select_from(select(either.c.case_id).limit(MOST_COUNTED + 1).subquery())
    first = soon.with_only_columns(Claim.barred_from).order_by(Claim.barred_from).limit(1)
    return number.scalar_subquery(), first.scalar_subquery()


def watch_of(count: int, soonest: date | None, *, today: date) -> Watch:
    """What those two say."""
    return Watch(count=count, urgent=soonest is not None and _is_urgent(soonest, today))


def watched(
    session: Session, *, today: date, turned: Turned = FIRST_PAGE,
) -> Page[PrescriptionRow]:
    """Open cases with a claim that is barred within twelve months or already.

    Soonest first of what can still be interrupted; cases in which everything is barred come last.
    """
    by_day = Order(
        column=Claim.barred_from, id_column=Claim.case_id, read=date.fromisoformat, write=date.isoformat, rank=0
    )
    by_number = Order(column=Claim.case_id, id_column=Claim.case_id, read=read_number, write=str, rank=1)
    parts: list[Part] = [
        (_still_open(today).with_only_columns(Claim.barred_from, Claim.case_id), by_day),
        (_all_barred(today).with_only_columns(Claim.case_id, Claim.case_id), by_number),
    ]
    found = page_of_ranks(session, parts, turned, size=PAGE_SIZE)
    ids = [row.case_id for row in found.rows]
    cases = {row.id: row for row in work.rows(session, ids, today=today)}
    claims, (received, less) = _claims(session, ids, today), _booked(session, ids)
    shown = {case_id: claims[case_id][:MOST_CLAIMS] for case_id in ids}
    those = [claim for of_case in shown.values() for claim in of_case]
    interruptions = standing(session, those)
    letters = awaited_letters.awaited(
        session, those, interruptions, {claim.id: claim.barred_from for claim in those}
    )
    rows = tuple(
        PrescriptionRow(
            case=cases[row.case_id],
            claims=tuple(
                _watched(claim, interruptions[claim.id], letters.get(claim.id, ()), today)
                for claim in shown[row.case_id]
            ),
            more=max(0, len(claims[row.case_id]) - MOST_CLAIMS),
            principal=sum((claim.principal - less.get(claim.id, ZERO) for claim in claims[row.case_id]), ZERO),
            received=received.get(row.case_id, ZERO),
        )
        for row in found.rows
    )
    return Page(rows=rows, after=found.after, before=found.before)


def _watched(
    claim: Claim, interruptions: Sequence[Interruption], letters: Sequence[Letter], today: date
) -> WatchedClaim:
    regime = regime_of(claim)
    is_doubtful = bool(letters) or turns_on_its_kind(claim, interruptions, on=today)
    return WatchedClaim(
        invoice_number=claim.invoice_number, barred_from=claim.barred_from,
        left=time_left(claim.barred_from, today, is_doubtful=is_doubtful and claim.barred_from <= today),
        unless=awaited_letters.unless(letters),
        urgent=_is_urgent(claim.barred_from, today), term=term_in_words(regime), is_assumed=regime.is_assumed,
    )


def _is_urgent(barred_from: date, today: date) -> bool:
    return barred_from <= last_day_within(LAST_MONTHS, today=today)


def _still_open(today: date) -> Select[int]:
    """Of each open case the claim that is barred first of those that are not yet, where that is within the months.

    Compared with a value and not by a join: so the database walks the index of days, and stops where the page is full.
    """
    other, last = aliased(Claim), last_day_within(WATCHED_MONTHS, today=today)
    first = (
        select(other.id).where(other.case_id == Claim.case_id, other.barred_from > today)
        .order_by(other.barred_from, other.id).limit(1).correlate(Claim).scalar_subquery()
    )
    return _of_open_cases().where(Claim.barred_from > today, Claim.barred_from <= last, Claim.id == first)


def _all_barred(today: date) -> Select[int]:
    """Of each open case of which every claim of the list is barred the one that was entered first."""
    other, last = aliased(Claim), last_day_within(WATCHED_MONTHS, today=today)
    of_case = select(func.max(other.barred_from)).where(other.case_id == Claim.case_id).correlate(Claim)
    latest = of_case.where(other.barred_from <= last).scalar_subquery()
    first = of_case.with_only_columns(func.min(other.id)).where(other.barred_from <= today).scalar_subquery()
    return _of_open_cases().where(Claim.barred_from <= today, latest <= today, Claim.id == first)


def _of_open_cases() -> Select[int]:
    return select(Claim.case_id).where(of_open_case())


def _claims(session: Session, case_ids: list[int], today: date) -> dict[int, list[Claim]]:
    query = (
        select(Claim).join(Claim.case).options(contains_eager(Claim.case))
        .where(Claim.case_id.in_(case_ids), Claim.barred_from <= last_day_within(WATCHED_MONTHS, today=today))
        .order_by(Claim.barred_from <= today, Claim.barred_from, Claim.id)
    )
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in session.scalars(query):
        found[claim.case_id].append(claim)
    return found


def _booked(session: Session, case_ids: list[int]) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What came in by case, and what was credited by claim (euro)."""
    query = select(LedgerEntry.case_id, LedgerEntry.claim_id, LedgerEntry.kind, LedgerEntry.amount).where(
        LedgerEntry.case_id.in_(case_ids), LedgerEntry.kind.in_((*_PAID, *CREDITS))
    )
    received: dict[int, Decimal] = defaultdict(lambda: ZERO)
    less: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for case_id, claim_id, kind, amount in session.execute(query):
        if kind in _PAID:
            received[case_id] -= amount
        elif claim_id is not None:
            less[claim_id] -= amount
    return received, less
