"""The rules for consumers stand in the gate as advice, point by point, and the client signs what may be lost."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.errors import AlreadyDone, EditConflict, Incomplete, NotFound, Refused
from cases.legal_track import consumer_duties, gate
from cases.models import Case, CaseEvent, EventKind, RoleName, User
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.court.consumer_duties import ClauseStatus, ConsumerContract, ContractChannel, Light
from legal.court.gate import GateItem
from tests.agency.portals import pre_legal_case, staff
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, make_client, make_user

FULL = ConsumerContract(
    channel=ContractChannel.DISTANCE, concluded_how_and_when=True, product_described=True, price_shown=True,
    order_button_clear=True, confirmation_sent=True, withdrawal_explained=True, delivery_proved=True,
    terms_provided=True, clauses=ClauseStatus.FAIR,
)
SOURCE = "Bestelbevestiging van 3 mei"


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case in preparation for the writ."""
    make_agency(session)
    make_client(session)
    return pre_legal_case(session, store, staff(session))


@pytest.fixture
def client_user(session: Session, case: Case) -> User:
    return make_user(session, RoleName.CLIENT, client_id=case.client_id)


def state(session: Session, case: Case, **changes: object) -> None:
    consumer_duties.state(session, by(None, today=TODAY), case.id, replace(FULL, **changes), source=SOURCE)  # type: ignore[arg-type]


def accept(session: Session, case: Case, user: User, points: str, *, client_id: int | None = None) -> None:
    consumer_duties.accept_loss(
        session, by(user.id, today=TODAY), case.id, client_id=client_id or case.client_id, points=points
    )


def in_gate(session: Session, case: Case) -> GateItem:
    items = gate.requirements(session, case, on=TODAY, figures=FIGURES)
    return next(item for item in items if item.code == "consumer_duties")


def test_until_somebody_looked_the_gate_warns_and_closes_nothing(session: Session, case: Case) -> None:
    item = in_gate(session, case)
    assert item.met
    assert "vermindering of afwijzing te verwachten" in item.warning
    assert not consumer_duties.is_acceptance_asked(session, case), "nobody looked yet: there is nothing to sign"


def test_a_complete_list_is_green(session: Session, case: Case) -> None:
    state(session, case)
    item = in_gate(session, case)
    assert (item.met, item.warning, item.found) == (True, "", "Alle punten zijn aangetoond.")
    assert not consumer_duties.is_acceptance_asked(session, case)


def test_a_missing_point_names_its_effect_and_the_client_signs(
    session: Session, case: Case, client_user: User
) -> None:
    state(session, case, order_button_clear=False)
    found = consumer_duties.review(session, case)
    assert found is not None
    assert (found.verdict.light, found.points) == (Light.RED, "order_button")
    assert "25%" in found.lacking[0].effect_text
    assert "1 punt is niet aangetoond" in in_gate(session, case).warning
    assert consumer_duties.is_acceptance_asked(session, case)
    accept(session, case, client_user, "order_button")
    item = in_gate(session, case)
    assert item.warning == ""
    assert "aanvaardde het verwachte verlies" in item.found
    assert not consumer_duties.is_acceptance_asked(session, case)
    with pytest.raises(AlreadyDone):
        accept(session, case, client_user, "order_button")


def test_another_point_asks_the_client_anew(session: Session, case: Case, client_user: User) -> None:
    state(session, case, order_button_clear=False)
    accept(session, case, client_user, "order_button")
    state(session, case, order_button_clear=False, delivery_proved=False)
    assert consumer_duties.is_acceptance_asked(session, case)
    with pytest.raises(EditConflict):
        accept(session, case, client_user, "order_button")
    accept(session, case, client_user, "order_button,delivery")
    state(session, case, order_button_clear=False)
    assert not consumer_duties.is_acceptance_asked(session, case), "that very list was signed before"


def test_it_is_of_this_client_and_only_while_the_writ_is_prepared(
    session: Session, store: DocumentStore, case: Case, client_user: User
) -> None:
    state(session, case, delivery_proved=None)
    with pytest.raises(NotFound):
        accept(session, case, client_user, "delivery", client_id=case.client_id + 1)
    early = make_case(session, store, customer="K-9", surname="Bakker", invoice="F-9")
    state(session, early, delivery_proved=None)
    with pytest.raises(Refused):
        accept(session, early, client_user, "delivery")


def test_against_a_business_nothing_is_asked(session: Session, store: DocumentStore) -> None:
    made = make_case(session, store)
    made.debtor_kind = DebtorKind.BUSINESS
    session.flush()
    assert consumer_duties.review(session, made) is None
    with pytest.raises(Refused):
        state(session, made)


def test_what_was_stated_is_told_with_its_source(session: Session, case: Case) -> None:
    with pytest.raises(Incomplete):
        consumer_duties.state(session, by(None, today=TODAY), case.id, FULL, source=" ")
    state(session, case, price_shown=False)
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CONSUMER_DUTIES_STATED)).one()
    assert events.read(told).parts() == ("nog niet aangetoond: Prijs getoond voor de bestelling", SOURCE)
