"""No writ goes to who is spoken for or to an address that does not hold; an order that was given is taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import contacts, debtor_editing
from cases.amicable.contacts import ContactInput
from cases.models import (
    ContactChannel,
    ContactOutcome,
    NextStep,
    OrderStop,
    PartyRole,
    PointKind,
    PointSource,
    Stage,
    WritState,
)
from cases.parties.contact_points import Detail, Origin
from cases.store import DocumentStore
from tests.cases.legal_track.writ_cases import draft, give, missing, ready_case
from tests.cases.parties.people import HERE, join, person
from tests.factories import TODAY, by, confirm_address


def test_a_writ_waits_for_a_word_with_who_was_asked_to_speak(session: Session, store: DocumentStore) -> None:
    """An administrator is served himself (`test_writ_for_several`); a lawyer or who was authorised is not."""
    case = ready_case(session, store)
    assert missing(session, case) == {}
    join(session, case, PartyRole.LAWYER, person(surname="Advocaat"))
    (why,) = missing(session, case).values()
    assert "alles gaat via Advocaat, advocaat van Jansje de Vries" in why


def test_a_writ_waits_for_an_address_that_holds(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.VISIT, outcome=ContactOutcome.WRONG_NUMBER
    ))
    (why,) = missing(session, case).values()
    assert "niet bruikbaar (niet van deze persoon" in why
    confirm_address(session, case)
    assert missing(session, case) == {}


def test_an_order_that_lies_with_the_bailiff_is_recalled_when_somebody_speaks_for_the_debtor(
    session: Session, store: DocumentStore
) -> None:
    case = ready_case(session, store)
    draft(session, store, case)
    writ = give(session, store, case)
    assert case.stage is Stage.WITH_BAILIFF
    join(session, case, PartyRole.ADMINISTRATOR, person(surname="Zeker"), on=TODAY)
    session.refresh(writ)
    assert writ.state is WritState.WITHDRAWN
    assert (case.stage, case.next_step) == (Stage.PRE_LEGAL, NextStep.COMPLETE_FILE)


def test_another_address_halts_an_order_that_names_the_old_one(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    draft(session, store, case)
    give(session, store, case)
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.REGISTER, since=TODAY),
    )
    assert len(session.scalars(select(OrderStop)).all()) == 1
    assert case.next_step is NextStep.REVIEW_STOP
