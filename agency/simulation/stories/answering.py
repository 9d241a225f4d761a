"""What the record says of the case of a story at the end of a day, in the words of the contract."""

from decimal import Decimal
from typing import Any  # Any: what JSON says

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.simulation.stories import persons
from agency.simulation.stories.opening import Opened
from agency.simulation.world import World
from cases.amicable import barriers, settling
from cases.counting import ledger_entries, per_person, reaching, statement
from cases.counting.instalments import uncovered_terms
from cases.counting.statement import CaseRecord
from cases.events import read
from cases.events.stages import StageChanged
from cases.legal_track import gate
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    CaseEvent,
    ContactChannel,
    EventKind,
    HoldKind,
    LedgerKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    Overpaid,
    Stage,
)
from cases.progress import stages
from legal.errors import LawError
from legal.facts import NoticeTerm, Valuation
from legal.money import ZERO

LETTERS = {LetterKind.FIRST_NOTICE: "notice", LetterKind.ARRANGEMENT_CONFIRMATION: "plan_confirmed"}
PLANS = {
    ArrangementState.RUNNING: "running", ArrangementState.BROKEN: "lapsed", ArrangementState.ENDED: "lapsed",
    ArrangementState.KEPT: "finished",
}
AMOUNTS = ("principal", "interest", "costs", "vat_on_costs", "paid", "balance")


def answer_day(world: World, opened: Opened) -> dict[str, Any]:
    """Everything that the contract asks of today; None for what the record does not hold."""
    session = world.session
    case = session.get_one(Case, opened.case_id, populate_existing=True)
    record = statement.record_of(session, case, figures=world.figures)
    try:
        owed = reaching.counted(record, wanted=world.day, figures=world.figures).valuation
    except LawError:
        owed = None
    term = statement.notice_term(case, record.counting, figures=world.figures)
    posted = _posted_today(world, case)
    return {
        "on": world.day.isoformat(), **_amounts(owed), **_money(record, owed), "court_costs": None,
        "term": _term(term),
        "state": _state(case), "plan": _plan(session, case), "disputed": _disputed(session, case, owed),
        "may": _may(world, case), "letters": [LETTERS[letter.kind] for letter in posted if letter.kind in LETTERS],
        "tasks": _tasks(session, case, owed), "remarks": _remarks(world, case, record, owed),
        "interest_through": None if owed is None else owed.on.isoformat(),
        "imputed": _imputed(world, record, owed), "unallocated": _unallocated(owed),
        "per_claim": _per_claim(opened, owed),
        "per_debtor": _per_debtor(world, opened, case, record, owed), "addressee": _addressee(opened, posted),
        **_letter(posted),
    }


def _amounts(owed: Valuation | None) -> dict[str, str | None]:
    return {name: None if owed is None else str(getattr(owed, name)) for name in AMOUNTS}


def _money(record: CaseRecord, owed: Valuation | None) -> dict[str, str]:
    """What was paid as money, and what was booked off beside it where anything was."""
    if owed is None:
        return {}
    booked = [entry for entry in record.payments if entry.effective_on <= owed.on]
    off = ledger_entries.together(entry for entry in booked if entry.kind is not LedgerKind.PAYMENT)
    apart = owed.too_much if owed.balance > ZERO else ZERO  # of one of several, while another owes
    return {"paid": str(owed.paid + apart - off)} | ({"booked_off": str(off)} if off else {})


def _term(term: NoticeTerm | None) -> dict[str, str | None]:
    days = {
        "last_free_day": term and term.last_free_day, "costs_claimable_from": term and term.costs_claimable_from,
    }
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _state(case: Case) -> str:
    if case.stage is not Stage.CLOSED:
        return "open"
    return "paid" if case.closing_reason in settling.BY_PAYMENT else "closed"


def _plan(session: Session, case: Case) -> str | None:
    """How the newest arrangement stands; missed while a term that the daily run marked is not covered."""
    newest = session.scalar(
        select(Arrangement).where(Arrangement.case_id == case.id).order_by(Arrangement.id.desc()).limit(1)
    )
    if newest is None:
        return None
    if newest.state is ArrangementState.RUNNING and _is_missed(session, newest):
        return "missed"
    return PLANS[newest.state]


def _is_missed(session: Session, running: Arrangement) -> bool:
    return any(term.missed_on is not None for term in uncovered_terms(session, running))


def _disputed(session: Session, case: Case, owed: Valuation | None) -> str | None:
    """The principal that is open under a dispute, which holds the whole case; None without one."""
    if owed is None or not _is_held(session, case, HoldKind.DISPUTE):
        return None
    paid = sum((payment.principal for payment in owed.payments), Decimal("0.00"))
    return str(owed.principal - paid)


def _may(world: World, case: Case) -> dict[str, bool]:
    """Whether a letter that asks for money, a call, and the bailiff are allowed today."""
    session = world.session
    is_open = case.stage is not Stage.CLOSED
    against = barriers.closing(barriers.of_case(session, case, on=world.day), ContactChannel.PHONE_OUT)
    return {
        "letter": is_open and not stages.open_holds(session, case.id), "call": is_open and not against,
        "bailiff": is_open and _gate_is_open(world, case),
    }


def _gate_is_open(world: World, case: Case) -> bool:
    if not gate.is_in_preparation(case):
        return False
    return all(item.met for item in gate.requirements(world.session, case, on=world.day, figures=world.figures))


def _tasks(session: Session, case: Case, owed: Valuation | None) -> list[str]:
    """What waits for a person, as far as the contract has a word for it."""
    tasks = []
    if owed is not None and owed.balance < 0 and session.get(Overpaid, case.id) is not None:
        tasks.append("refund_proposed")
    if case.next_step in (NextStep.REVIEW_HOLD, NextStep.REVIEW_STOP):
        tasks.append("review")
    if _is_held(session, case, HoldKind.DISPUTE):
        tasks.append("question_to_client")
    first = _last_first_letter(session, case)
    if first is None or case.stage is Stage.CLOSED:
        return tasks
    if case.next_step is NextStep.SEND_FIRST_NOTICE:
        tasks += ["address_check"] * (first.returned_on is not None) + ["new_notice_or_proof"]
    elif first.receipt_disputed_on is not None and first.delivered_on is None:
        tasks.append("new_notice_or_proof")
    return tasks


def _remarks(world: World, case: Case, record: CaseRecord, owed: Valuation | None) -> list[str]:
    remarks = [] if owed is not None and owed.on == world.day else ["figure_missing"]
    if record.counting is not None and any(defect.code == "fee_too_high" for defect in record.counting.breaking):
        remarks.append("notice_named_too_much")
    if stages.open_holds(world.session, case.id):
        remarks.append("hold")
    reopened = (
        told for told in map(read, world.session.scalars(select(CaseEvent).where(
            CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.STAGE_CHANGED,
            CaseEvent.effective_on == world.day,
        ))) if isinstance(told, StageChanged) and told.was is Stage.CLOSED
    )
    return [*remarks, "reopened"] if any(True for _ in reopened) else remarks


def _imputed(world: World, record: CaseRecord, owed: Valuation | None) -> list[dict[str, str]]:
    """Where the payments of today went."""
    splits = () if owed is None else owed.payments
    booked = [entry for entry in record.payments if owed is not None and entry.effective_on <= owed.on]
    return [
        {name: str(getattr(payment, name)) for name in ("amount", "costs", "interest", "principal", "unallocated")}
        for entry, payment in zip(booked, splits, strict=True)
        if payment.received_on == world.day and entry.kind is LedgerKind.PAYMENT
    ]


def _unallocated(owed: Valuation | None) -> str | None:
    if owed is None:
        return None
    return str(sum((payment.unallocated for payment in owed.payments), Decimal("0.00")))


def _per_claim(opened: Opened, owed: Valuation | None) -> list[dict[str, str]]:
    refs = {str(claim_id): ref for ref, claim_id in opened.claims.items()}
    return [
        {"ref": refs[claim.ref]} | {
            name: str(getattr(claim, name)) for name in ("principal", "interest", "paid", "balance")
        }
        for claim in (() if owed is None else owed.claims)
    ]


def _per_debtor(
    world: World, opened: Opened, case: Case, record: CaseRecord, owed: Valuation | None
) -> list[dict[str, str | None]] | None:
    """What each of several owes; None where one owes all."""
    if owed is None or not record.facts.debtors:
        return None
    return [
        {
            "ref": persons.name_of(opened.people, each.person), "owes": str(each.owes), "costs": str(each.costs),
            "costs_claimable_from": None if each.costs_from is None else each.costs_from.isoformat(),
            "share": each.share or None, "paid": str(each.paid),
        } | ({"too_much": str(each.too_much)} if each.too_much else {})
        for each in per_person.owed_by_each(case, record, on=owed.on, figures=world.figures)
    ]


def _addressee(opened: Opened, posted: list[Letter]) -> str | None:
    """Who got the letters of today, by name; None without any."""
    found = [
        letter.party.person.name if letter.party is not None else persons.name_of(opened.people, letter.debtor)
        for letter in posted
    ]
    return " en ".join(found) or None


def _posted_today(world: World, case: Case) -> list[Letter]:
    query = select(Letter).where(
        Letter.case_id == case.id, Letter.state == LetterState.POSTED, Letter.sent_on == world.day
    )
    return list(world.session.scalars(query.order_by(Letter.id)))


def _letter(posted: list[Letter]) -> dict[str, str | None]:
    """What the first letter of today asks, and which costs it announces."""
    notice = next((letter for letter in posted if letter.kind is LetterKind.FIRST_NOTICE), None)
    if notice is None or notice.content is None:
        return {"letter_asks": None, "letter_fee": None}
    fee = notice.content.fee
    return {"letter_asks": notice.facts["total_now"], "letter_fee": None if fee is None else str(fee)}


def _is_held(session: Session, case: Case, kind: HoldKind) -> bool:
    return any(hold.kind is kind for hold in stages.open_holds(session, case.id))


def _last_first_letter(session: Session, case: Case) -> Letter | None:
    query = select(Letter).where(
        Letter.case_id == case.id, Letter.kind == LetterKind.FIRST_NOTICE, Letter.sent_on.is_not(None),
    )
    return session.scalar(query.order_by(Letter.id.desc()).limit(1))
