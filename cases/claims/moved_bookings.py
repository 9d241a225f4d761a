"""What lowers or burdens invoices that go to another case: a credit goes with its invoice, other costs are of the case.

Each is taken back where it stood and booked anew where it goes, of its own day, known since it was known, with its
paper. So a letter that named too much by a credit stays so judged, in both cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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


def take_costs(session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim]) -> Decimal:
    """Let the other costs of `case` stay while it keeps claims, counted on the first of those; how much goes (euro).

    Else all of them go along, on the claim that they were counted on.
    """
    going = {claim.id for claim in claims}
    is_emptied = len(going) == len(case.claims)
    taken = ZERO
    for each in _costs_of(session, case):
        if is_emptied:
            reason = f"gaan mee naar dossier {into.number}: hier staat geen factuur meer"
            _book_elsewhere(session, act, each, _Place(into, each.host or case.claims[0].id), reason=reason)
            taken += ZERO if each.entry is None else each.entry.amount
        elif each.host in going:
            reason = f"blijven bij dit dossier: de factuur ging naar dossier {into.number}"
            _book_elsewhere(session, act, each, _Place(case, None), reason=reason)
    return taken


def hold_costs_fast(session: Session, act: Act, into: Case, claims: Sequence[Claim]) -> None:
    """Costs of a case are counted on its first claim: they stay on that where an earlier one comes in."""
    if not into.claims or min(_order(claim) for claim in claims) > _order(into.claims[0]):
        return
    first = into.claims[0]
    for each in _costs_of(session, into):
        if each.entry is not None and each.host is None:
            reason = f"blijven geteld bij factuur {first.invoice_number}: er komen facturen bij"
            _book_elsewhere(session, act, each, _Place(into, first.id), reason=reason)


def _order(claim: Claim) -> tuple[date, int]:
    return claim.due_date, claim.id


@dataclass(frozen=True)
class _Cost:
    """Other costs that stand, with their entry where the debtor bears them. `host`: the claim that it names."""

    cost: OtherCost
    entry: LedgerEntry | None

    @property
    def host(self) -> int | None:
        return None if self.entry is None else self.entry.claim_id


@dataclass(frozen=True)
class _Place:
    """Where other costs are counted: in which case, on which claim; None for its first one."""

    case: Case
    claim_id: int | None


def _costs_of(session: Session, case: Case) -> list[_Cost]:
    return [
        _Cost(cost, None if cost.entry_id is None else session.get_one(LedgerEntry, cost.entry_id))
        for cost in other_costs.of_case(session, case.id)
    ]


def _book_elsewhere(session: Session, act: Act, of: _Cost, place: _Place, *, reason: str) -> None:
    """The same costs, counted on another claim or in another case."""
    cost, entry, into = of.cost, of.entry, place.case
    case = session.get_one(Case, cost.case_id)
    other = "" if into is case else into.number
    counter = None if entry is None else _take_back(session, act, entry, reason=reason)
    session.add(_again(cost, act, case, counter, note=reason, withdraws_id=cost.id))
    events.record(session, act, case.id, OtherCostWithdrawn(
        cost=cost.kind, amount=cost.amount, entry_id=None if counter is None else counter.id, reason=reason,
        other=other, borne_by=cost.borne_by,
    ), effective_on=act.today)
    again = None if entry is None else _book_again(session, entry, into, claim_id=place.claim_id, came_from=case)
    same = _again(cost, act, into, again, note=_note(cost.note, case, into))
    same.document_id, same.recorded_at, same.recorded_by = cost.document_id, cost.recorded_at, cost.recorded_by
    session.add(same)
    _move_paper(session, cost.document_id, case, into)
    events.record(session, act, into.id, OtherCostBooked(
        cost=cost.kind, amount=cost.amount, borne_by=cost.borne_by, law=LAWS[cost.kind], is_awarded=cost.is_awarded,
        interest_from=cost.interest_from, entry_id=same.entry_id, reason=same.note, document_id=cost.document_id,
        other=case.number if other else "",
    ), effective_on=cost.incurred_on)


def _take_back(session: Session, act: Act, entry: LedgerEntry, *, reason: str) -> LedgerEntry:
    back = LedgerEntry(
        case_id=entry.case_id, claim_id=entry.claim_id, kind=entry.kind, amount=-entry.amount,
        effective_on=entry.effective_on, effect=entry.effect, recorded_at=act.now, recorded_by=act.actor_id,
        reverses_id=entry.id, note=reason[:300],
    )
    session.add(back)
    session.flush()
    return back


def _book_again(
    session: Session, entry: LedgerEntry, into: Case, *, claim_id: int | None, came_from: Case
) -> LedgerEntry:
    again = LedgerEntry(
        case_id=into.id, claim_id=claim_id, kind=entry.kind, amount=entry.amount,
        effective_on=entry.effective_on, effect=entry.effect, recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by, note=_note(entry.note, came_from, into),
    )
    session.add(again)
    session.flush()
    return again


def _note(note: str, came_from: Case, into: Case) -> str:
    return note if into is came_from else f"Meegekomen uit dossier {came_from.number}. {note}".strip()[:300]


def _book_credit(
    session: Session, act: Act, entry: LedgerEntry, into: Case, number: str, *, came_from: Case
) -> None:
    assert entry.effect is not None, "a credit says from when"
    again = _book_again(session, entry, into, claim_id=entry.claim_id, came_from=came_from)
    paper = session.get_one(EntryPaper, entry.id)
    session.add(EntryPaper(entry_id=again.id, document_id=paper.document_id))
    _move_paper(session, paper.document_id, came_from, into)
    events.record(session, act, into.id, ClaimCredited(
        entry_id=again.id, booked=entry.kind, invoice=number, amount=-entry.amount, effect=entry.effect,
        reason=again.note, document_id=paper.document_id, other=came_from.number,
    ), effective_on=entry.effective_on)


def _again(
    cost: OtherCost, act: Act, case: Case, entry: LedgerEntry | None, *, note: str, withdraws_id: int | None = None
) -> OtherCost:
    return OtherCost(
        case_id=case.id, claim_id=cost.claim_id, kind=cost.kind, amount=cost.amount, incurred_on=cost.incurred_on,
        interest_from=cost.interest_from, borne_by=cost.borne_by, is_awarded=cost.is_awarded,
        entry_id=None if entry is None else entry.id, withdraws_id=withdraws_id, note=note[:300], recorded_at=act.now,
        recorded_by=act.actor_id,
    )


def _move_paper(session: Session, document_id: int | None, case: Case, into: Case) -> None:
    session.execute(
        update(Document).where(Document.id == document_id, Document.case_id == case.id).values(case_id=into.id)
    )
