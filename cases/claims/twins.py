"""What is one although it stands twice on record: debtors who are one person, and invoices that only look the same."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.intake import ClaimRow, invoice_numbers
from cases.models import Case, CaseParty, Claim, NextStep, PartyRole, Stage
from cases.parties import links

BY_AGREEMENT = (PartyRole.DEBTOR, PartyRole.GUARANTOR)


def of_answered(session: Session, client_id: int, rows: Iterable[ClaimRow]) -> dict[int, int]:
    """By row, how many invoices with its number, day and amount there are, where a person said that it is another one.

    Of a row that nobody was asked about there is no other: the database would refuse it.
    """
    keys = {row: invoice_numbers.key(row.invoice_number) for row in rows}
    standing: dict[tuple[object, ...], int] = {}
    of_keys = select(Claim.invoice_key, Claim.invoice_date, Claim.principal, func.max(Claim.twin)).where(
        Claim.client_id == client_id, Claim.invoice_key.in_(set(keys.values()))
    ).group_by(Claim.invoice_key, Claim.invoice_date, Claim.principal)
    for *same, twin in session.execute(of_keys) if keys else ():
        standing[tuple(same)] = twin + 1
    found = {}
    for row, key in keys.items():
        same_row = (key, row.invoice_date, row.amount)
        found[row.row] = standing.get(same_row, 0)
        standing[same_row] = found[row.row] + 1
    return found


def with_others(session: Session, case_ids: Collection[int]) -> set[int]:
    """Those of these cases in which somebody else owes by an agreement of his own: of another invoice that is not said.

    A partner or an heir owes whatever his firm or the deceased owes. A person says it where he adds an invoice by hand.
    """
    query = select(CaseParty.case_id).where(
        CaseParty.case_id.in_(case_ids), CaseParty.role.in_(BY_AGREEMENT), CaseParty.through_day.is_(None)
    )
    return set(session.scalars(query)) if case_ids else set()


def with_waiting_case(
    session: Session, client_id: int, debtor_ids: Sequence[int], are_new: Collection[int]
) -> list[int]:
    """The debtors, where one is the same person as another of this client whose case waits for its letter: that one.

    So one letter names all claims of one creditor on one person. Law: art. 6:96 lid 7 BW.
    """
    groups = links.groups_of(session, set(debtor_ids) - set(are_new))
    together = set().union(*(group for group in groups.values() if len(group) > 1))
    if not together:
        return list(debtor_ids)
    cases = session.execute(select(Case.id, Case.debtor_id).where(
        Case.client_id == client_id, Case.debtor_id.in_(together), Case.stage == Stage.INTAKE,
        Case.next_step == NextStep.SEND_FIRST_NOTICE,
    ).order_by(Case.id)).all()
    shared = with_others(session, [case_id for case_id, _ in cases])
    waiting = [debtor_id for case_id, debtor_id in cases if case_id not in shared]
    return [
        debtor_id if debtor_id in waiting else next((w for w in waiting if w in groups.get(debtor_id, ())), debtor_id)
        for debtor_id in debtor_ids
    ]
