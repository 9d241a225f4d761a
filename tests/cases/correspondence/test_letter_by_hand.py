"""Which letters can be chosen for a case, and why one may not be made now."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import by_hand
from cases.correspondence.by_hand import Offer
from cases.correspondence.dossiers import dossier_of
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import LetterGroup
from cases.models import Case, LetterKind, PaidTo, Stage
from cases.store import DocumentStore
from letters.errors import NothingOwed
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    return made


def offered(session: Session, case: Case) -> dict[LetterKind, Offer]:
    found = by_hand.offers(session, case, today=TODAY, figures=FIGURES)
    return {offer.rule.kind: offer for listed in found.values() for offer in listed}


def test_every_kind_is_offered_once_by_its_group_in_order(session: Session, case: Case) -> None:
    found = by_hand.offers(session, case, today=TODAY, figures=FIGURES)
    listed = [offer.rule.kind for offers in found.values() for offer in offers]
    assert sorted(listed) == sorted(LetterKind)
    assert list(found) == [group for group in LetterGroup if group in found]
    assert all(offer.rule.group is group for group, offers in found.items() for offer in offers)


def test_one_that_may_not_be_made_says_why(session: Session, case: Case) -> None:
    found = offered(session, case)
    assert found[LetterKind.INTERRUPTION_LETTER].why_not == ""
    assert "heeft deze brief al" in found[LetterKind.FIRST_NOTICE].why_not
    assert found[LetterKind.MISSED_TERM].why_not == "er loopt geen betalingsregeling"


def test_a_closed_case_gets_none_of_those_that_ask(session: Session, case: Case) -> None:
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("5000.00"), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    assert case.stage is Stage.CLOSED
    assert offered(session, case)[LetterKind.MISSED_TERM].why_not == "dossier is gesloten"


def test_a_letter_that_asks_nothing_may_go_to_who_owes_nothing(session: Session, case: Case) -> None:
    dossier = dossier_of(session, case, figures=FIGURES)
    valuation = dossier.valuation(TODAY)._replace(balance=Decimal("0.00"))
    with pytest.raises(NothingOwed):
        letter_values(dossier, valuation, letter_date=TODAY)
    assert letter_values(dossier, valuation, letter_date=TODAY, may_owe_nothing=True)["total_now"] == 0
