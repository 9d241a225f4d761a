"""Several owe, and their invoices move: what each owes, by which letter and with what went back, stays the same."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import refunds
from cases.claims import moving
from cases.claims.moving import Moving
from cases.correspondence import posting
from cases.counting import per_person, statement
from cases.errors import Refused
from cases.invariants import verify
from cases.models import Case, CaseParty, Letter, LetterKind, OrderStop, PartyRole, StopCause, Writ
from cases.store import DocumentStore
from legal.money import ZERO
from tests.cases.amicable.test_refunds_of_several import pay, refund
from tests.cases.claims.bookings import INVOICES, Desk, open_case, write
from tests.cases.claims.test_adding import add
from tests.cases.correspondence.test_added_per_person import post_added
from tests.cases.invariants.good_record import looked_at
from tests.cases.legal_track.served import give_to
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, NOW, TODAY, by, make_bailiff_office

MAIN, PETRA = "Jansje de Vries", "Petra Jansen"
DUE = date(2026, 12, 14)  # the term of a letter of 21 November is over
LATER = by(now=NOW + (DUE - TODAY))


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Two invoices of 600 euro, not yet written about."""
    return open_case(session, store, INVOICES[:2])


@pytest.fixture
def petra(session: Session, store: DocumentStore, case: Case) -> CaseParty:
    """She owes it too; the term of both their letters is over."""
    joined = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=date(2026, 9, 1))
    write(session, store, case)
    return joined


def split(session: Session, case: Case, number: str, into: Case | None = None, on: date = TODAY) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number == number)
    return moving.move(session, LATER if on == DUE else by(), case.id, Moving(
        claim_ids=ids, reason="Apart", into_id=None if into is None else into.id
    ), figures=FIGURES)


def owes(session: Session, *cases: Case, on: date = TODAY) -> dict[str, tuple[Decimal, Decimal]]:
    """By name what each owes in these cases together, and the costs in it."""
    session.expire_all()
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for case in cases:
        record = statement.record_of(session, case, figures=FIGURES)
        for one in per_person.owed_by_each(case, record, on=on, figures=FIGURES):
            owed, costs = found.get(one.person.name, (ZERO, ZERO))
            found[one.person.name] = owed + one.owes, costs + one.costs
    return found


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store)).is_good


def test_an_added_invoice_that_is_split_off_keeps_the_notice_to_each(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    add(session, store, case, invoice_number="F-9")
    number = "F-9"
    letters = post_added(session, store, case)
    before = owes(session, case, on=DUE)
    assert before[MAIN][1] == before[PETRA][1] > Decimal("90.00")
    other = split(session, case, number, on=DUE)
    assert owes(session, case, other, on=DUE) == before
    posting.mark_returned(session, LATER, letters[petra.person_id].id, returned_on=DUE)
    after = owes(session, case, other, on=DUE)
    assert after[MAIN] == before[MAIN]
    assert after[PETRA][1] == Decimal("90.00"), "her first letter stands, that of the added invoice came back"
    back = split(session, other, number, into=case, on=DUE)
    assert (back.id, owes(session, case, on=DUE)) == (case.id, after)
    assert is_good(session, store)


@pytest.mark.parametrize("returned", ["her first letter", "the added one to him", "the added one to her"])
def test_a_letter_that_comes_back_halts_the_order_in_every_case_with_invoices_that_it_named(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty, returned: str
) -> None:
    add(session, store, case, invoice_number="F-9")
    added = post_added(session, store, case)
    first = session.scalars(select(Letter).where(
        Letter.kind == LetterKind.FIRST_NOTICE, Letter.debtor_id == petra.person_id
    )).one()
    is_first = returned == "her first letter"
    other = split(session, case, "F-2" if is_first else "F-9", on=DUE)
    third = split(session, case, "F-9" if is_first else "F-2", on=DUE)
    office = make_bailiff_office(session)
    for each in (case, other, third):
        give_to(session, store, each, office, LATER.now)
    letter = first if is_first else added[case.debtor_id if returned.endswith("him") else petra.person_id]
    posting.mark_returned(session, LATER, letter.id, returned_on=DUE)
    halted = session.execute(select(Writ.case_id, OrderStop.cause).join(OrderStop.writ).order_by(Writ.case_id))
    assert [tuple(each) for each in halted] == [
        (case.id, StopCause.LETTER_RETURNED), (other.id, StopCause.LETTER_RETURNED)
    ], "the letter named nothing of the third"


def test_what_went_back_to_her_stays_hers_and_no_invoice_leaves_a_case_that_closed_by_it(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    before = owes(session, case)
    pay(session, case, str(before[PETRA][0] - 300), on=date(2026, 10, 5))
    pay(session, case, "350.00", petra, on=TODAY)
    (hers,) = refunds.surpluses(session, case, today=TODAY, figures=FIGURES)
    assert hers.person is not None
    assert hers.person.id == petra.person_id
    refund(session, case, hers.amount, petra)
    with pytest.raises(Refused, match="Gesloten"):
        split(session, case, "F-2")
    assert refunds.surpluses(session, case, today=TODAY, figures=FIGURES) == ()
    assert owes(session, case)[PETRA][0] == ZERO
    assert is_good(session, store)


@pytest.mark.parametrize("payer", [True, False])
def test_a_penalty_is_owed_by_both_wherever_its_invoice_stands(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty, *, payer: bool
) -> None:
    desk = Desk(session, store, case)
    desk.penalise("F-2", "40.00", date(2026, 7, 1))
    desk.pay("130.00", date(2026, 10, 5), "F-2", debtor_id=petra.person_id if payer else None)
    before = owes(session, case)
    other = split(session, case, "F-2")
    assert owes(session, case, other) == before
    assert split(session, other, "F-2", into=case).id == case.id
    assert owes(session, case) == before
    assert is_good(session, store)
