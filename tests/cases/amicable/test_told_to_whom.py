"""Where several owe, an amount is told to one of them by name: only one that settles what all of them owe."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import asked, holds, payments
from cases.amicable.asked import AmountInput
from cases.amicable.payments import PaymentInput
from cases.correspondence import posting
from cases.errors import NotFound, Refused
from cases.models import Case, CaseEvent, ClosingReason, Debtor, EventKind, Letter, PaidTo, PartyRole, ToldAmount
from cases.progress import stages
from cases.store import DocumentStore
from tests.cases.parties.people import change, join, person
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice

OPENED, POSTED = date(2026, 9, 28), date(2026, 10, 5)
THROUGH = TODAY + timedelta(days=14)
PETRA = {"first_names": "Petra", "surname": "Jansen"}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro, with its costs due from whoever got a valid letter."""
    return make_case(session, store, today=OPENED)


def beside(session: Session, case: Case, role: PartyRole = PartyRole.DEBTOR, **given: object) -> Debtor:
    return join(session, case, role, person(**PETRA), on=OPENED, **given).person


def amounts(session: Session, case: Case) -> dict[str, tuple[Decimal | None, bool]]:
    found = asked.to_tell(session, case, on=TODAY, figures=FIGURES)
    return {each.person.name: (each.amount, each.settles) for each in found}


def tell(
    session: Session, case: Case, who: Debtor | None, seen: Decimal | None, *, on: date = TODAY, through: date = THROUGH
) -> ToldAmount:
    told = AmountInput(through_day=through, seen=seen, debtor_id=None if who is None else who.id)
    return asked.tell(session, by(today=on), case.id, told, figures=FIGURES)


def letter_to(session: Session, who: Debtor) -> int:
    return session.scalars(select(Letter.id).where(Letter.debtor_id == who.id)).one()


def test_who_owes_the_whole_is_told_by_name_and_paying_it_closes_the_case(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = beside(session, case)
    post_first_notice(session, store, case, posted_on=POSTED)
    found = amounts(session, case)
    owed = found["Petra Jansen"][0]
    assert found == {"Jansje de Vries": (owed, True), "Petra Jansen": (owed, True)}
    assert tell(session, case, petra, owed).debtor_id == petra.id
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.AMOUNT_TOLD)).one()
    assert events.read(event).what().startswith("Genoemd aan Petra Jansen: ")
    assert "Petra" not in events.read(event).client_reads(TODAY)
    assert owed is not None
    payments.register(session, by(now=NOW + timedelta(days=14)), case.id, PaymentInput(
        amount=owed, received_on=THROUGH, paid_to=PaidTo.AGENCY, debtor_id=petra.id
    ), figures=FIGURES)
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED


def test_who_owes_less_than_all_is_not_told_that_it_ends_there(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Her letter came back, so that she owes no costs: paying what she owes leaves those of him."""
    petra = beside(session, case)
    post_first_notice(session, store, case, posted_on=POSTED)
    posting.mark_returned(session, by(), letter_to(session, petra), returned_on=date(2026, 10, 12))
    found = amounts(session, case)
    (his, he_settles), (her, she_settles) = found["Jansje de Vries"], found["Petra Jansen"]
    assert his is not None
    assert her is not None
    assert (he_settles, she_settles, his - her) == (True, False, Decimal(75))
    for seen in (her, his):
        with pytest.raises(Refused, match="niet alles betaald"):
            tell(session, case, petra, seen)
    assert tell(session, case, None, his).debtor_id is None


def test_costs_of_the_other_that_fall_due_meanwhile_are_not_given_away(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Both are inside their term on 10 October, and owe the same; his costs fall due before the day that she was told.
    """
    petra = beside(session, case)
    post_first_notice(session, store, case, posted_on=POSTED)
    came_back, early = date(2026, 10, 9), date(2026, 10, 10)
    posting.mark_returned(session, by(today=came_back), letter_to(session, petra), returned_on=came_back)
    owed = asked.to_tell(session, case, on=early, figures=FIGURES)[1].amount
    with pytest.raises(Refused, match="komen er incassokosten bij"):
        tell(session, case, petra, owed, on=early, through=date(2026, 10, 30))
    tell(session, case, petra, owed, on=early, through=date(2026, 10, 12))


def test_a_share_a_guarantee_and_a_death_are_no_such_amount(session: Session, case: Case) -> None:
    guarantor = beside(session, case, PartyRole.GUARANTOR)
    assert list(amounts(session, case)) == ["Jansje de Vries"]
    with pytest.raises(NotFound):
        tell(session, case, guarantor, Decimal(500))
    change(session, case.debtor, died_on=date(2026, 10, 1))
    for hold in stages.open_holds(session, case.id):
        holds.end(session, by(), hold.id, case_id=case.id, outcome="Erfgenaam bekend", on=TODAY)
    assert amounts(session, case) == {}
    with pytest.raises(NotFound):
        tell(session, case, None, Decimal(500))
    heir = join(session, case, PartyRole.HEIR, person(surname="Erfgenaam"), share=(1, 3)).person
    ((amount, settles),) = amounts(session, case).values()
    assert not settles
    with pytest.raises(Refused, match="niet alles betaald"):
        tell(session, case, heir, amount)


def test_who_is_insolvent_is_told_nothing_and_the_other_is(session: Session, case: Case) -> None:
    petra = beside(session, case)
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"), stands_for_id=petra.id)
    assert list(amounts(session, case)) == ["Jansje de Vries"]
    with pytest.raises(NotFound):
        tell(session, case, petra, Decimal(500))
