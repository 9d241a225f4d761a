"""What holds a person holds him at every client once he is known to be him; and no longer once he is somebody else."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import holds, linking
from cases.invariants.verifying import verify
from cases.models import Case, CaseEvent, EventKind, Hold, HoldKind, LetterState, NextStep, PartyRole
from cases.progress import stages
from cases.queries.client import client_timeline
from cases.store import DocumentStore
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties import people
from tests.factories import TODAY, by, claim_row, make_case, make_client, make_upload, order_first_notice

OF_PERSON = (
    HoldKind.DECEASED, HoldKind.INSOLVENCY, HoldKind.DEBT_HELP, HoldKind.VULNERABLE, HoldKind.REPRESENTED,
)


@pytest.fixture
def first(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


@pytest.fixture
def elsewhere(session: Session, store: DocumentStore) -> Case:
    """The same person at another client, who is not known to be him yet."""
    return make_case(session, store, client=make_client(session, name="Z B.V."), invoice="Z-1")


def link(session: Session, one: Case, other: Case, *, is_same: bool = True) -> None:
    linking.decide(session, by(), one.debtor_id, other.debtor_id, is_same=is_same, reason="Zelf gezegd")


def held(session: Session, case: Case) -> list[HoldKind]:
    return [hold.kind for hold in stages.open_holds(session, case.id)]


def place(session: Session, case: Case, kind: HoldKind) -> Hold:
    return holds.place(session, by(), case.id, kind=kind, reason="Gehoord aan de telefoon", on=TODAY)


@pytest.mark.parametrize("kind", OF_PERSON)
def test_what_holds_a_person_withdraws_his_letters_at_another_client(
    session: Session, store: DocumentStore, first: Case, elsewhere: Case, kind: HoldKind
) -> None:
    letter = order_first_notice(session, elsewhere).letters[0]
    link(session, first, elsewhere)
    place(session, first, kind)
    session.refresh(letter)
    assert (held(session, elsewhere), letter.state) == ([kind], LetterState.WITHDRAWN)
    assert elsewhere.next_step is NextStep.REVIEW_HOLD
    assert verify(looked_at(session, store)).is_good


@pytest.mark.parametrize("kind", OF_PERSON)
def test_a_link_carries_what_was_known_and_undoing_it_ends_that(
    session: Session, store: DocumentStore, first: Case, elsewhere: Case, kind: HoldKind
) -> None:
    place(session, first, kind)
    assert held(session, elsewhere) == []
    link(session, first, elsewhere)
    assert held(session, elsewhere) == [kind]
    link(session, first, elsewhere, is_same=False)
    assert (held(session, first), held(session, elsewhere)) == ([kind], [])
    assert elsewhere.next_step is NextStep.SEND_FIRST_NOTICE
    assert verify(looked_at(session, store)).is_good


def test_an_own_hold_stays_when_the_link_is_undone(session: Session, first: Case, elsewhere: Case) -> None:
    place(session, elsewhere, HoldKind.DEBT_HELP)
    link(session, first, elsewhere)
    link(session, first, elsewhere, is_same=False)
    assert (held(session, first), held(session, elsewhere)) == ([], [HoldKind.DEBT_HELP])


@pytest.mark.parametrize("kind", [HoldKind.DISPUTE, HoldKind.CLIENT_REQUEST, HoldKind.PAYMENT_CHECK])
def test_what_is_about_a_debt_or_the_wish_of_a_client_stays_there(
    session: Session, first: Case, elsewhere: Case, kind: HoldKind
) -> None:
    link(session, first, elsewhere)
    place(session, first, kind)
    assert held(session, elsewhere) == []


def test_a_death_on_record_holds_him_everywhere(session: Session, first: Case, elsewhere: Case) -> None:
    link(session, first, elsewhere)
    people.change(session, first.debtor, died_on=date(2026, 11, 1))
    assert held(session, elsewhere) == [HoldKind.DECEASED]


@pytest.mark.parametrize("linked_first", [True, False])
def test_an_administrator_asks_at_the_other_client_who_that_is(
    session: Session, first: Case, elsewhere: Case, *, linked_first: bool
) -> None:
    if linked_first:
        link(session, first, elsewhere)
    people.join(session, first, PartyRole.ADMINISTRATOR, people.person(company_name="Bewind B.V."))
    if not linked_first:
        link(session, first, elsewhere)
    assert (held(session, first), held(session, elsewhere)) == ([], [HoldKind.REPRESENTED])
    people.join(session, elsewhere, PartyRole.ADMINISTRATOR, people.person(company_name="Bewind B.V."))
    assert held(session, elsewhere) == []


def test_a_new_case_at_the_other_client_stands_still_at_once(
    session: Session, store: DocumentStore, first: Case, elsewhere: Case
) -> None:
    link(session, first, elsewhere)
    place(session, first, HoldKind.INSOLVENCY)
    for hold in stages.open_holds(session, elsewhere.id):
        holds.end(session, by(), hold.id, case_id=elsewhere.id, outcome="Hier niet", on=TODAY)
    elsewhere.next_step = NextStep.CONTACT_DEBTOR
    make_upload(session, store, elsewhere.client, claim_row(invoice="Z-2"))
    newest = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert newest is not None
    assert newest.id != elsewhere.id
    assert held(session, newest) == [HoldKind.INSOLVENCY]


def test_another_client_reads_only_that_its_case_stands_still(
    session: Session, first: Case, elsewhere: Case
) -> None:
    link(session, first, elsewhere)
    place(session, first, HoldKind.DEBT_HELP)
    (hold,) = stages.open_holds(session, elsewhere.id)
    assert holds.is_private(session, hold)
    told = [events.read(row) for row in session.scalars(select(CaseEvent).where(
        CaseEvent.case_id == elsewhere.id, CaseEvent.kind == EventKind.HOLD_PLACED
    ))]
    assert [each.client_reads(TODAY) for each in told] == ["Dossier stilgezet"]
    shown = " ".join(str(entry) for entry in client_timeline.timeline(session, elsewhere))
    assert "chuldhulp" not in shown
    assert first.number not in shown
