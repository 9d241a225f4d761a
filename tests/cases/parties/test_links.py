"""Debtors who are one person: found by likeness, decided by a person, seen together, undone without loss."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.claims import arriving, uploads
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.claims import PersonLinkDecided
from cases.invariants.verifying import verify
from cases.models import Case, CaseEvent, Client, EventKind, LinkState, NextStep, PartyLink
from cases.parties import links
from cases.queries.desk import case_page, same_person
from cases.store import DocumentStore
from tests.cases.invariants.good_record import looked_at
from tests.cases.selects import selects
from tests.factories import FIGURES, TODAY, by, claim_file, claim_row, make_agency, make_client

TakeIn = Callable[..., Case]
MOVED = {"street": "Kade", "house_number": "3", "postal_code": "9711 AB", "phone": "", "email": ""}


@pytest.fixture
def take_in(session: Session, store: DocumentStore) -> TakeIn:
    """Take in one row of a client, "A" unless told otherwise; the newest case of that debtor."""
    make_agency(session)

    def done(client: str = "A B.V.", **row: str) -> Case:
        owner = session.scalar(select(Client).where(Client.name == client)) or make_client(session, name=client)
        shown = uploads.preview(
            session, by(), store, client_id=owner.id, content=claim_file(claim_row(**row)), filename="lijst.csv"
        )
        arriving.confirm(session, by(), store, upload_id=shown.id, client_id=owner.id, figures=FIGURES)
        claim_of = select(Case).where(Case.client_id == owner.id).order_by(Case.id.desc())
        return session.scalars(claim_of).first()  # type: ignore[return-value]  # one was just made or joined
    return done


def decide(session: Session, one: Case, other: Case, *, is_same: bool = True, reason: str = "Zelf gezegd") -> PartyLink:
    return links.decide(session, by(), one.debtor_id, other.debtor_id, is_same=is_same, reason=reason)


def others(session: Session, case: Case) -> list[str]:
    return [each.number for each in case_page.case_page(session, case.id, today=TODAY, figures=FIGURES).others]


@pytest.mark.parametrize("again", [
    {}, {"customer": "77"}, {"first_name": "J.", "born": ""}, {"surname": "VRIES", "born": ""},
    MOVED, {"born": "", "phone": "", "email": ""}, {"born": "", **MOVED, "phone": "0031612345678"},
    {"born": "", **MOVED, "email": "JANSJE@voorbeeld.test"}, {"born": "05-01-1980"}, {"surname": "Vriess"},
    {"surname": "Vries-Bakker", "born": ""},
], ids=str)
def test_a_person_at_another_client_is_proposed_with_the_grounds(
    session: Session, take_in: TakeIn, again: dict[str, str]
) -> None:
    first, second = take_in(), take_in("Z B.V.", **again)
    (found,) = links.candidates(session, first.debtor)
    assert found.debtor.id == second.debtor_id
    assert found.likeness.reasons
    assert [each.debtor.id for each in links.candidates(session, second.debtor)] == [first.debtor_id]
    assert others(session, first) == [], "nothing is linked before a person says so"


@pytest.mark.parametrize("other", [
    {"first_name": "Piet"}, {"born": "03-03-1960"}, {"born": "", **MOVED},
    {"surname": "Bakker", "prefix": "", "born": ""},
    {"first_name": "Jansje en Piet", "surname": "Bakker", "prefix": "", "born": ""},
], ids=str)
def test_somebody_else_is_not_proposed(session: Session, take_in: TakeIn, other: dict[str, str]) -> None:
    first = take_in()
    take_in("Z B.V.", **other)
    assert links.candidates(session, first.debtor) == []


def test_a_confirmed_person_is_seen_whole_and_undoing_loses_nothing(session: Session, take_in: TakeIn) -> None:
    first, second, third = take_in(), take_in("Z B.V."), take_in("Q B.V.")
    cases = select(Case.id, Case.debtor_id, Case.number).order_by(Case.id)
    before = session.execute(cases).all()
    decide(session, first, second)
    decide(session, second, third)
    assert others(session, first) == [second.number, third.number]
    assert links.group_of(session, third.debtor_id) == {first.debtor_id, second.debtor_id, third.debtor_id}
    told = [events.read(row) for row in session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.PERSON_LINK_DECIDED).order_by(CaseEvent.id)
    )]
    assert [each.other for each in told if isinstance(each, PersonLinkDecided)][:2] == [
        "Jansje de Vries bij Z B.V., klantnummer K-1001", "Jansje de Vries bij A B.V., klantnummer K-1001"
    ]
    decide(session, second, third, is_same=False, reason="Toch haar zus")
    assert others(session, first) == [second.number]
    assert others(session, third) == []
    assert session.execute(cases).all() == before
    assert [link.state for link in session.scalars(select(PartyLink).order_by(PartyLink.id))] == [
        LinkState.CONFIRMED, LinkState.REFUSED
    ]


def test_what_was_refused_is_not_proposed_again_and_can_be_undone(session: Session, take_in: TakeIn) -> None:
    first, second = take_in(), take_in("Z B.V.")
    decide(session, first, second, is_same=False)
    assert links.candidates(session, first.debtor) == []
    assert [each.debtor.id for each in same_person.same_person_page(session, first).apart] == [second.debtor_id]
    decide(session, first, second)
    assert others(session, first) == [second.number]


def test_a_link_takes_a_reason_and_contradicts_neither_facts_nor_links(session: Session, take_in: TakeIn) -> None:
    first, second, third = take_in(), take_in("Z B.V."), take_in("Q B.V.")
    older = take_in("O B.V.", born="03-03-1950")
    with pytest.raises(Incomplete):
        decide(session, first, second, reason=" ")
    with pytest.raises(Refused, match="geboortedata verschillen"):
        decide(session, first, older)
    with pytest.raises(NotFound):
        links.decide(session, by(), first.debtor_id, first.debtor_id, is_same=True, reason="x")
    with pytest.raises(NotFound):
        links.decide(session, by(), first.debtor_id, 999, is_same=True, reason="x")
    decide(session, first, second)
    with pytest.raises(AlreadyDone):
        decide(session, second, first)
    decide(session, second, third)
    with pytest.raises(Refused, match="via een derde"), session.begin_nested():
        decide(session, first, third, is_same=False)
    decide(session, second, third, is_same=False)
    with pytest.raises(Refused, match="eerder vastgelegd als een ander"), session.begin_nested():
        decide(session, first, third)


def test_a_new_invoice_of_one_person_joins_the_case_that_waits_for_its_letter(
    session: Session, store: DocumentStore, take_in: TakeIn
) -> None:
    first, second = take_in(), take_in(customer="K-2", invoice="F-2")
    assert first.debtor_id != second.debtor_id, "two customer numbers are two debtors until a person joins them"
    decide(session, first, second)
    assert take_in(customer="K-2", invoice="F-3").id == second.id, "his own case that waits goes first"
    second.next_step = NextStep.CONFIRM_POSTING
    session.flush()
    take_in(customer="K-2", invoice="F-4")
    assert [claim.invoice_number for claim in first.claims] == ["F-1", "F-4"]
    assert verify(looked_at(session, store), numbers={4, 6}).is_good


def test_who_may_be_the_same_is_found_by_as_many_questions_for_many(session: Session, take_in: TakeIn) -> None:
    first = take_in()

    def asked() -> int:
        with selects(session.get_bind()) as found:  # type: ignore[arg-type]  # bound to an engine
            links.candidates(session, first.debtor)
        return len(found)

    few = asked()
    for number in range(4):
        take_in(f"Z{number} B.V.")
    assert asked() <= few
