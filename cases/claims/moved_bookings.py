"""What lowers or burdens invoices that go to another case: a credit goes with its invoice, other costs are of the case.

Each is taken back where it stood and booked anew where it goes, of its own day, known since it was known, with its
paper. So a letter that named too much by a credit stays so judged, in both cases.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.claims import other_costs
from cases.counting import ledger_entries
from cases.events.debts import ClaimCredited, CreditWithdrawn, OtherCostBooked, OtherCostWithdrawn
from cases.models import CREDITS, Case, Claim, Document, EntryPaper, LedgerEntry, OtherCost
from legal.counting.burdened_account import LAWS
from legal.money import ZERO


def take_credits(session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim]) -> Decimal:
    """Book in `into` what was credited of these claims of `case`; how much that is (euro)."""
    numbers = {claim.id: claim.invoice_number for claim in claims}
    taken = ZERO
    for entry in ledger_entries.entries_by_case(session, [case.id], CREDITS).get(case.id, []):
        if entry.claim_id not in numbers:
            continue
        number = numbers[entry.claim_id]
        back = _take_back(session, act, entry, reason=f"gaat mee met factuur {number} naar dossier {into.number}")
        events.record(session, act, case.id, CreditWithdrawn(
            entry_id=back.id, invoice=number, amount=back.amount, reason=back.note, other=into.number
        ), effective_on=act.today)
        _book_credit(session, act, entry, into, number, came_from=case)
        taken -= entry.amount
    return taken


def take_costs(session: Session, act: Act, case: Case, into: Case) -> Decimal:
    """Book in `into` all other costs of `case`, which is left without claims; how much of it the debtor bears (euro).
    """
    taken = ZERO
    for cost in other_costs.of_case(session, case.id):
        reason = f"gaan mee naar dossier {into.number}: hier staat geen factuur meer"
        entry = None if cost.entry_id is None else session.get_one(LedgerEntry, cost.entry_id)
        counter = None if entry is None else _take_back(session, act, entry, reason=reason)
        session.add(_again(cost, act, case, counter, note=reason, withdraws_id=cost.id))
        events.record(session, act, case.id, OtherCostWithdrawn(
            cost=cost.kind, amount=cost.amount, entry_id=counter and counter.id, reason=reason, other=into.number
        ), effective_on=act.today)
        _book_cost(session, act, cost, entry, into, came_from=case)
        taken += ZERO if entry is None else entry.amount
    return taken


def _take_back(session: Session, act: Act, entry: LedgerEntry, *, reason: str) -> LedgerEntry:
    back = LedgerEntry(
        case_id=entry.case_id, claim_id=entry.claim_id, kind=entry.kind, amount=-entry.amount,
        effective_on=entry.effective_on, effect=entry.effect, recorded_at=act.now, recorded_by=act.actor_id,
        reverses_id=entry.id, note=reason[:300],
    )
    session.add(back)
    session.flush()
    return back


def _book_again(session: Session, entry: LedgerEntry, into: Case, *, came_from: Case) -> LedgerEntry:
    again = LedgerEntry(
        case_id=into.id, claim_id=entry.claim_id, kind=entry.kind, amount=entry.amount,
        effective_on=entry.effective_on, effect=entry.effect, recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by, note=_note(entry.note, came_from),
    )
    session.add(again)
    session.flush()
    return again


def _note(note: str, came_from: Case) -> str:
    return f"Meegekomen uit dossier {came_from.number}. {note}".strip()[:300]


def _book_credit(
    session: Session, act: Act, entry: LedgerEntry, into: Case, number: str, *, came_from: Case
) -> None:
    assert entry.effect is not None, "a credit says from when"
    again = _book_again(session, entry, into, came_from=came_from)
    paper = session.get_one(EntryPaper, entry.id)
    session.add(EntryPaper(entry_id=again.id, document_id=paper.document_id))
    _move_paper(session, paper.document_id, came_from, into)
    events.record(session, act, into.id, ClaimCredited(
        entry_id=again.id, booked=entry.kind, invoice=number, amount=-entry.amount, effect=entry.effect,
        reason=again.note, document_id=paper.document_id, other=came_from.number,
    ), effective_on=entry.effective_on)


def _book_cost(
    session: Session, act: Act, cost: OtherCost, entry: LedgerEntry | None, into: Case, *, came_from: Case
) -> None:
    again = None if entry is None else _book_again(session, entry, into, came_from=came_from)
    same = _again(cost, act, into, again, note=_note(cost.note, came_from))
    same.document_id, same.recorded_at, same.recorded_by = cost.document_id, cost.recorded_at, cost.recorded_by
    session.add(same)
    _move_paper(session, cost.document_id, came_from, into)
    events.record(session, act, into.id, OtherCostBooked(
        cost=cost.kind, amount=cost.amount, borne_by=cost.borne_by, law=LAWS[cost.kind], is_awarded=cost.is_awarded,
        interest_from=cost.interest_from, entry_id=same.entry_id, reason=same.note, document_id=cost.document_id,
        other=came_from.number,
    ), effective_on=cost.incurred_on)


def _again(
    cost: OtherCost, act: Act, case: Case, entry: LedgerEntry | None, *, note: str, withdraws_id: int | None = None
) -> OtherCost:
    return OtherCost(
        case_id=case.id, claim_id=cost.claim_id, kind=cost.kind, amount=cost.amount, incurred_on=cost.incurred_on,
        interest_from=cost.interest_from, borne_by=cost.borne_by, is_awarded=cost.is_awarded,
        entry_id=entry and entry.id, withdraws_id=withdraws_id, note=note[:300], recorded_at=act.now,
        recorded_by=act.actor_id,
    )


def _move_paper(session: Session, document_id: int | None, case: Case, into: Case) -> None:
    session.execute(
        update(Document).where(Document.id == document_id, Document.case_id == case.id).values(case_id=into.id)
    )
