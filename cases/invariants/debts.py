"""130: what lowers a claim is of one, with its paper, and no more than it; other costs and penalties are whole."""

from collections.abc import Iterator

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import CREDITS, Claim, CostBearer, EntryPaper, LedgerEntry, LedgerKind, OtherCost


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Credits without a claim or a paper, claims of which too much was credited, and costs that do not add up."""
    is_credit = LedgerEntry.kind.in_(CREDITS)
    entries = select(LedgerEntry.id).order_by(LedgerEntry.id)
    yield from all_of(
        looked, "ledger_entry", entries.where(is_credit, LedgerEntry.claim_id.is_(None)),
        "een creditering hoort bij geen factuur",
    )
    paper = exists().where(EntryPaper.entry_id == LedgerEntry.id).correlate(LedgerEntry)
    yield from all_of(
        looked, "ledger_entry", entries.where(is_credit, LedgerEntry.reverses_id.is_(None), ~paper),
        "een creditering heeft geen stuk",
    )
    credited = (
        select(Claim.id).join(LedgerEntry, LedgerEntry.claim_id == Claim.id).where(is_credit)
        .group_by(Claim.id, Claim.principal).having(func.sum(LedgerEntry.amount) + Claim.principal < 0)
        .order_by(Claim.id)
    )
    yield from all_of(looked, "claim", credited, "er is meer gecrediteerd dan de factuur")
    of_cost = exists().where(OtherCost.entry_id == LedgerEntry.id).correlate(LedgerEntry)
    yield from all_of(
        looked, "ledger_entry", entries.where(LedgerEntry.kind == LedgerKind.OTHER_COST, ~of_cost),
        "van deze kosten is niet vastgelegd welke het zijn",
    )
    yield from _of_costs(looked)
    penalised = select(Claim.id).order_by(Claim.id).where(or_(
        Claim.penalty.is_(None) != Claim.penalty_from.is_(None), Claim.penalty <= 0,
        Claim.penalty.is_(None) & Claim.penalty_clause.is_not(None),
    ))
    yield from all_of(looked, "claim", penalised, "van de boete ontbreekt het bedrag of de dag")


def _of_costs(looked: Looked) -> Iterator[Wrong]:
    entry, taken_back = aliased(LedgerEntry), aliased(OtherCost)
    costs = select(OtherCost.id).order_by(OtherCost.id)
    is_owed = OtherCost.borne_by == CostBearer.DEBTOR
    yield from all_of(
        looked, "other_cost", costs.where(is_owed != OtherCost.entry_id.is_not(None)),
        "alleen kosten van de debiteur staan in de boekingen",
    )
    differs = costs.join(entry, entry.id == OtherCost.entry_id).where(or_(
        entry.kind != LedgerKind.OTHER_COST, entry.case_id != OtherCost.case_id,
        entry.effective_on != OtherCost.incurred_on, func.abs(entry.amount) != OtherCost.amount,
    ))
    yield from all_of(looked, "other_cost", differs, "de boeking is een andere dan deze kosten")
    pairs = costs.join(taken_back, OtherCost.withdraws_id == taken_back.id).where(or_(
        taken_back.withdraws_id.is_not(None), taken_back.case_id != OtherCost.case_id,
        taken_back.amount != OtherCost.amount,
    ))
    yield from all_of(looked, "other_cost", pairs, "wat is teruggenomen, is niet dezelfde kosten")
