"""Costs beside those of collection: of which kind, by which article, on which paper, and for whose account.

Only what the debtor bears is owed. A consumer bears nothing of it that no court awarded, because the scale covers the
rest; court fee, salary and after-costs need that award from everybody. Law: art. 6:96 lid 5 BW, art. 237 and 240 Rv.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.claims import following
from cases.claims.following import Basis, Foreseen
from cases.claims.untrue import untrue_of
from cases.correspondence import shared_letters
from cases.counting import case_facts, replays
from cases.counting.replays import Side
from cases.documents import NewDocument
from cases.errors import Incomplete, NotFound, Refused
from cases.events.debts import Change, OtherCostBooked, OtherCostWithdrawn
from cases.models import Case, CostBearer, DocumentKind, LedgerEntry, LedgerKind, OtherCost
from cases.names import name
from cases.progress.stages import open_case, running_arrangement
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.counting.burdened_account import LAWS
from legal.counting.valuation import DebtorKind
from legal.facts import CostKind
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import short_date

BY_AWARD = (CostKind.COURT_FEE, CostKind.SALARY, CostKind.AFTER_COSTS)


@dataclass(frozen=True, kw_only=True)
class CostInput:
    """Costs as they are told: `amount` in euro, owed from `on`; `is_awarded`: a court put them on the debtor."""

    kind: CostKind
    amount: Decimal
    on: date
    borne_by: CostBearer
    is_awarded: bool = False
    interest_from: date | None = None


def needs_award(kind: CostKind, debtor: DebtorKind) -> bool:
    """Whether the debtor bears these costs only where a court said so."""
    return debtor is DebtorKind.CONSUMER or kind in BY_AWARD


def of_case(session: Session, case_id: int) -> list[OtherCost]:
    """What stands of a case, whoever bears it, by day."""
    back = select(OtherCost.withdraws_id).where(OtherCost.case_id == case_id, OtherCost.withdraws_id.is_not(None))
    query = select(OtherCost).where(
        OtherCost.case_id == case_id, OtherCost.withdraws_id.is_(None), OtherCost.id.not_in(back)
    ).options(joinedload(OtherCost.document))
    return list(session.scalars(query.order_by(OtherCost.incurred_on, OtherCost.id)))


def foresee(session: Session, case_id: int, told: CostInput, *, today: date, figures: Figures) -> Foreseen:
    """What booking this would change; nothing is written. Raises as `book` does."""
    case = open_case(session, case_id, lock=False)
    _check(session, case, told, today=today)
    return _foreseen(session, case, told, today, figures)


def book(
    session: Session, act: Act, store: DocumentStore, case_id: int, told: CostInput, *, basis: Basis, figures: Figures
) -> OtherCost:
    """Put costs on record with their paper; those of the debtor are an entry, and owed from their day.

    Letters that did not leave are withdrawn then, and an order is halted. Raises NotFound, CaseClosed, Refused,
    FileRefused, and what `Basis` does.
    """
    case = shared_letters.lock_open(session, case_id)
    _check(session, case, told, today=act.today)
    basis.check(_foreseen(session, case, told, act.today, figures))
    before = replays.side(session, case, figures=figures)
    paper = basis.keep(session, act, store, NewDocument(
        kind=DocumentKind.COST_PROOF, title=f"{name(told.kind)} van {short_date(told.on)}", case_id=case_id
    ))
    cost = _cost(case, told)
    cost.recorded_at, cost.recorded_by, cost.note, cost.document_id = act.now, act.actor_id, basis.note, paper.id
    if told.borne_by is CostBearer.DEBTOR:
        entry = _entry(case, told)
        entry.recorded_at, entry.recorded_by, entry.note = act.now, act.actor_id, basis.note
        session.add(entry)
        session.flush()
        cost.entry_id = entry.id
    session.add(cost)
    session.flush()
    told_of = OtherCostBooked(
        cost=told.kind, amount=cost.amount, borne_by=told.borne_by, law=LAWS[told.kind], is_awarded=told.is_awarded,
        interest_from=told.interest_from, entry_id=cost.entry_id, reason=basis.note, document_id=paper.id,
    )
    _finish(session, act, case, before, told_of, on=told.on, figures=figures)
    return cost


def withdraw(session: Session, act: Act, cost_id: int, *, case_id: int, reason: str, figures: Figures) -> OtherCost:
    """Take back costs that were entered in error, by a row that names them. Raises NotFound, Incomplete."""
    case = shared_letters.lock_open(session, case_id)
    cost = next((each for each in of_case(session, case_id) if each.id == cost_id), None)
    if cost is None:
        raise NotFound("Deze kosten bestaan niet, of zijn al teruggenomen.")
    if not reason.strip():
        raise Incomplete("Vul in waarom deze kosten niet kloppen.")
    without_citizen_number(reason)
    before = replays.side(session, case, figures=figures)
    counter_id = None if cost.entry_id is None else _take_back(session, act, cost, reason=reason)
    back = OtherCost(
        case_id=case_id, claim_id=cost.claim_id, kind=cost.kind, amount=cost.amount, incurred_on=cost.incurred_on,
        interest_from=cost.interest_from, borne_by=cost.borne_by, is_awarded=cost.is_awarded, entry_id=counter_id,
        withdraws_id=cost.id, note=reason.strip()[:300], recorded_at=act.now, recorded_by=act.actor_id,
    )
    session.add(back)
    session.flush()
    told_of = OtherCostWithdrawn(
        cost=cost.kind, amount=cost.amount, entry_id=counter_id, reason=back.note, borne_by=cost.borne_by
    )
    _finish(session, act, case, before, told_of, on=act.today, figures=figures)
    return back


def _take_back(session: Session, act: Act, cost: OtherCost, *, reason: str) -> int:
    entry = session.get_one(LedgerEntry, cost.entry_id)
    counter = LedgerEntry(
        case_id=entry.case_id, kind=LedgerKind.OTHER_COST, amount=-entry.amount, effective_on=entry.effective_on,
        recorded_at=act.now, recorded_by=act.actor_id, reverses_id=entry.id, note=reason.strip()[:300],
    )
    session.add(counter)
    session.flush()
    return counter.id


def _finish(
    session: Session, act: Act, case: Case, before: Side, told: Change, *, on: date, figures: Figures
) -> None:
    """What nobody asks of the debtor changes nothing of the case."""
    happened = following.tell(session, act, case, before, told, on=on, figures=figures)
    changed = happened.told.changed
    if changed is None or changed.before != changed.after:
        following.follow(session, act, case, happened.after, figures=figures)


def _foreseen(session: Session, case: Case, told: CostInput, today: date, figures: Figures) -> Foreseen:
    entered = case_facts.entered_of(session, [case])
    before = replays.side(session, case, figures=figures, entered=entered)
    if told.borne_by is not CostBearer.DEBTOR:
        return following.foreseen(before, before, today=today, figures=figures, untrue=())
    then = entered.with_(_entry(case, told), _cost(case, told))
    after = replays.side(session, case, figures=figures, entered=then)
    balance = replays.count(after, today=today, figures=figures).balance
    return following.foreseen(
        before, after, today=today, figures=figures,
        untrue=untrue_of(session, case, today=today, balance=balance),
    )


def _entry(case: Case, told: CostInput) -> LedgerEntry:
    return LedgerEntry(
        case_id=case.id, kind=LedgerKind.OTHER_COST, amount=round_cents(told.amount), effective_on=told.on
    )


def _cost(case: Case, told: CostInput) -> OtherCost:
    return OtherCost(
        case_id=case.id, kind=told.kind, amount=round_cents(told.amount), incurred_on=told.on,
        interest_from=told.interest_from, borne_by=told.borne_by, is_awarded=told.is_awarded,
    )


def _check(session: Session, case: Case, told: CostInput, *, today: date) -> None:
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    first = min(claim.invoice_date for claim in case.claims)
    if not first <= told.on <= today:
        raise Refused(f"Kies een dag van {short_date(first)} (de eerste factuur) tot en met vandaag.")
    if told.interest_from is not None and told.interest_from < told.on:
        raise Refused("Rente over kosten loopt niet voordat zij verschuldigd zijn.")
    if told.borne_by is not CostBearer.DEBTOR:
        if told.interest_from is not None:
            raise Refused("Alleen over kosten die de debiteur draagt, loopt rente.")
        return
    if needs_award(told.kind, case.debtor_kind) and not told.is_awarded:
        raise Refused(
            f"{name(told.kind)}: deze kosten draagt de debiteur alleen als de rechter ze heeft toegewezen "
            f"({LAWS[told.kind]}; art. 6:96 lid 5 BW). Leg ze anders vast voor rekening van de opdrachtgever."
        )
    if running_arrangement(session, case.id) is not None:
        raise Refused("Er loopt een regeling. Beëindig die eerst: de termijnen zouden samen te weinig zijn.")
