"""What counts as an attempt on somebody: over his cases and clients, by whoever began, and which letters."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.amicable import attempts, contacts, linking
from cases.amicable.attempts import Attempts
from cases.amicable.contacts import ContactInput
from cases.models import Case, ContactChannel, ContactOutcome, LetterKind
from cases.parties import links
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import TODAY, by, make_case, make_client, post_first_notice

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


def log(session: Session, case: Case, channel: ContactChannel, *, now: datetime = NOW) -> None:
    contacts.log(session, by(now=now), case.id, ContactInput(
        channel=channel, outcome=ContactOutcome.OTHER, right_party=True
    ))


def of(session: Session, case: Case, *, letters: list[LetterKind] | None = None) -> Attempts:
    groups = links.groups_of(session, [case.debtor_id])
    return attempts.of_persons(session, groups, now=LATER, letters=letters)[case.debtor_id]


@pytest.mark.parametrize(("channel", "counts"), [
    (ContactChannel.PHONE_OUT, True), (ContactChannel.EMAIL_OUT, True), (ContactChannel.VISIT, True),
    (ContactChannel.PHONE_IN, False), (ContactChannel.EMAIL_IN, False), (ContactChannel.POST_IN, False),
])
def test_what_we_begin_counts(session: Session, case: Case, channel: ContactChannel, counts: bool) -> None:
    log(session, case, channel)
    assert of(session, case).made == ((NOW,) if counts else ())


def test_every_channel_is_one_or_the_other() -> None:
    """A new channel is thought of here."""
    ours = {*attempts.OUTGOING}
    assert {each for each in ContactChannel if each.value.endswith("_in")} == set(ContactChannel) - ours


def test_it_counts_for_thirty_days_and_is_shown_for_seven(session: Session, case: Case) -> None:
    for days in (31, 29, 8, 6):
        log(session, case, ContactChannel.PHONE_OUT, now=NOW - timedelta(days=days))
    found = of(session, case)
    assert found.made == tuple(NOW - timedelta(days=days) for days in (29, 8, 6))
    assert found.lately(LATER) == 1


def test_who_is_one_person_has_one_budget_over_clients(session: Session, store: DocumentStore, case: Case) -> None:
    other = make_case(session, store, client=make_client(session, name="Z B.V."), customer="K-9", invoice="F-9")
    log(session, case, ContactChannel.PHONE_OUT)
    log(session, other, ContactChannel.EMAIL_OUT)
    assert len(of(session, case).made) == 1
    linking.decide(session, by(), case.debtor_id, other.debtor_id, is_same=True, reason="Zelf gezegd")
    assert len(of(session, case).made) == 2
    assert of(session, other).made == of(session, case).made


def test_a_letter_counts_where_its_kind_does_and_the_fourteen_day_letter_does_not(
    session: Session, store: DocumentStore, case: Case
) -> None:
    post_first_notice(session, store, case, posted_on=TODAY)
    assert of(session, case).made == ()
    assert not attempts.is_counted(LetterKind.FIRST_NOTICE)
    assert not attempts.is_counted(LetterKind.DISPUTE_RECEIVED)
    made = of(session, case, letters=[LetterKind.FIRST_NOTICE]).made
    assert [each.date() for each in made] == [TODAY]


def test_a_call_that_he_asked_for_waits_until_somebody_tried(session: Session, case: Case) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for call_back_on in (tomorrow, TODAY):
        contacts.log(session, by(now=NOW - timedelta(hours=2)), case.id, ContactInput(
            channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.OTHER, right_party=True, call_back_on=call_back_on
        ))
        assert of(session, case).may_call_back is (call_back_on == TODAY)
    log(session, case, ContactChannel.PHONE_OUT)
    assert not of(session, case).may_call_back


def test_a_neighbour_asks_for_no_call(session: Session, case: Case) -> None:
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.OTHER, right_party=False, call_back_on=TODAY
    ))
    assert not of(session, case).may_call_back
