"""A letter by e-mail: who may get one, that it is looked at again as it leaves, and what came of it."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import attempts, contacts, holds, mailing
from cases.amicable.attempts import Attempts
from cases.amicable.contacts import ContactInput
from cases.amicable.mailing import LEASE, Answer, Told
from cases.correspondence import ordering, posting, previewing
from cases.correspondence.kinds.payment_received import PaymentReceivedDetails
from cases.correspondence.kinds.reminder import ReminderDetails
from cases.correspondence.rules import rules
from cases.errors import AlreadyDone, Refused
from cases.models import (
    Case,
    CaseEvent,
    Contact,
    ContactChannel,
    ContactOutcome,
    ContactPoint,
    Delivery,
    DeliveryState,
    Document,
    EventKind,
    HoldKind,
    LetterKind,
    LetterState,
    MailOutcome,
    PointKind,
    PointSource,
    PointState,
    RoleName,
    Task,
    TaskState,
)
from cases.parties import contact_points, point_changes
from cases.parties.contact_points import Detail, Origin
from cases.setup import channel_stops, text_stops
from cases.setup.channel_stops import Outgoing
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from legal.policies import MAILING
from letters.catalogue import render
from tests.cases.amicable.mails import KIND, LEAVING, answered, case_by_mail, claimed, paid, planned, shown
from tests.cases.correspondence.answering import is_good
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make, make_case, make_user, post_first_notice


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return case_by_mail(session, store)


def open_tasks(session: Session) -> list[str]:
    return list(session.scalars(select(Task.what).where(Task.state == TaskState.OPEN, Task.key.startswith("mail:"))))


def told(session: Session, case: Case, *kinds: EventKind) -> list[EventKind]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds))
    return list(session.scalars(query.order_by(CaseEvent.id)))


class TestWhoMayGetOne:
    def test_whoever_wrote_from_his_address_lately(self, session: Session, case: Case) -> None:
        item = shown(session, case, PaymentReceivedDetails(payment=paid(session, case)))
        assert not item.skipped
        assert [each.mail_to for each in item.recipients] == ["jansje@voorbeeld.test"]

    def test_not_who_never_used_the_address_that_the_client_named(
        self, session: Session, store: DocumentStore
    ) -> None:
        case = make_case(session, store, today=OPENED)
        post_first_notice(session, store, case, posted_on=POSTED)
        item = shown(session, case, PaymentReceivedDetails(payment=paid(session, case)))
        assert "gaf dit e-mailadres niet zelf" in item.skipped

    @pytest.mark.parametrize(("days", "may"), [(MAILING.used_within_days, True), (MAILING.used_within_days + 1, False)])
    def test_lately_ends_after_the_days_of_the_policy(
        self, session: Session, case: Case, days: int, may: bool
    ) -> None:
        point = session.scalars(select(ContactPoint).where(ContactPoint.kind == PointKind.EMAIL)).one()
        point.recorded_at = NOW - timedelta(days=400)
        session.scalars(select(Contact)).one().contacted_at = NOW - timedelta(days=days)
        session.flush()
        item = shown(session, case, PaymentReceivedDetails(payment=paid(session, case)))
        assert (not item.skipped) is may

    def test_who_gave_it_himself(self, session: Session, case: Case) -> None:
        detail = Detail(kind=PointKind.EMAIL, value="nieuw@voorbeeld.test")
        point_changes.use(session, by(), case.debtor, detail, Origin(source=PointSource.DEBTOR, since=TODAY))
        item = shown(session, case, PaymentReceivedDetails(payment=paid(session, case)))
        assert [each.mail_to for each in item.recipients] == ["nieuw@voorbeeld.test"]

    def test_not_a_letter_from_whose_receipt_a_term_runs(self, session: Session, case: Case) -> None:
        preview = previewing.preview_by_mail(
            session, case.id, kind=LetterKind.INTERRUPTION_LETTER, letter_date=TODAY, figures=FIGURES, today=TODAY
        )
        assert "gaat per post" in preview.items[0].skipped

    def test_which_letters_may_go_by_email(self) -> None:
        assert {kind for kind, rule in rules().items() if not rule.by_post_alone and not rule.to_outsider} == {
            LetterKind.ARRANGEMENT_CONFIRMATION, LetterKind.BUDGET_FORM, LetterKind.CASE_CLOSED,
            LetterKind.COMPLAINT_ANSWERED, LetterKind.COMPLAINT_RECEIVED, LetterKind.DISPUTE_RECEIVED,
            LetterKind.PAYMENT_RECEIVED, LetterKind.PLAN_FINISHED, LetterKind.PLAN_PROPOSED,
            LetterKind.PROMISE_CONFIRMED, LetterKind.RECEIPT, LetterKind.REMINDER, LetterKind.TO_REPRESENTATIVE,
        }

    def test_an_order_of_what_was_shown_for_the_post_is_another(self, session: Session, case: Case) -> None:
        details = PaymentReceivedDetails(payment=paid(session, case))
        by_post = previewing.preview(
            session, [case.id], kind=KIND, letter_date=TODAY, figures=FIGURES, filled_in=details
        )
        assert by_post.items[0].mark != shown(session, case, details).mark


class TestWaiting:
    def test_it_leaves_after_the_waiting_time(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        assert delivery.leaves_at == NOW + timedelta(minutes=30)
        assert mailing.due(session, LEAVING - timedelta(seconds=1)) == []
        assert mailing.due(session, LEAVING) == [delivery.id]
        assert claimed(session, store, delivery, at=LEAVING - timedelta(seconds=1)) is None

    def test_one_that_is_not_made_yet_waits(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case, is_made=False)
        assert mailing.due(session, LEAVING) == []
        assert claimed(session, store, delivery) is None

    def test_it_can_be_taken_back_until_then(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        mailing.withdraw(session, by(), delivery.id, reason="vergissing")
        session.expire_all()
        assert (delivery.state, delivery.letter.state) == (DeliveryState.WITHDRAWN, LetterState.WITHDRAWN)
        assert claimed(session, store, delivery) is None
        with pytest.raises(AlreadyDone):
            mailing.withdraw(session, by(), delivery.id, reason="nog eens")

    def test_all_e_mail_is_held_back_and_let_go(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        channel_stops.stop(session, by(), Outgoing.EMAIL, reason="De mailserver is gekaapt")
        assert mailing.due(session, LEAVING) == []
        assert claimed(session, store, delivery) is None
        assert delivery.state is DeliveryState.PLANNED
        channel_stops.let_go(session, by(), Outgoing.EMAIL)
        assert mailing.due(session, LEAVING) == [delivery.id]
        assert claimed(session, store, delivery) is not None

    def test_confirming_the_post_leaves_it_alone(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        with pytest.raises(Refused, match="geen brief om te posten"):
            posting.confirm_posted(session, by(), delivery.letter.batch_id, posted_on=TODAY, figures=FIGURES)

    def test_those_ordered_first_leave_first(self, session: Session, store: DocumentStore, case: Case) -> None:
        other = case_by_mail(
            session, store, customer="K-1002", invoice="F-2", surname="Anders", email="ander@voorbeeld.test",
            born="02-06-1981", phone="06 87654321", street="Anderestraat",
        )
        second = planned(session, store, other, at=NOW + timedelta(minutes=1))
        first = planned(session, store, case)
        assert mailing.due(session, LEAVING + timedelta(hours=1)) == [first.id, second.id]


    def test_none_leaves_before_the_day_that_stands_on_it(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        """A term that it names would be longer than it says. Midnight here is eleven in the evening of UTC."""
        monday = TODAY + timedelta(days=2)
        delivery = planned(session, store, case, dated=monday)
        assert delivery.leaves_at.isoformat() == "2026-11-22T23:00:00+00:00"
        assert claimed(session, store, delivery) is None


class TestLookedAtAgain:
    def test_a_payment_takes_it_back(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        paid(session, case, "5.00")
        session.expire_all()
        assert delivery.state is DeliveryState.WITHDRAWN
        assert claimed(session, store, delivery) is None

    def test_a_hold_takes_it_back(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="Gemeente helpt", on=TODAY)
        session.expire_all()
        assert delivery.state is DeliveryState.WITHDRAWN
        assert claimed(session, store, delivery) is None

    def test_a_death_stops_it(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        case.debtor.died_on = TODAY
        session.flush()
        assert claimed(session, store, delivery) is None
        assert (delivery.state, delivery.letter.state) == (DeliveryState.STOPPED, LetterState.WITHDRAWN)
        assert "Overleden" in delivery.reason
        (asked,) = open_tasks(session)
        assert ".." not in asked

    def test_another_address_stops_it(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        detail = Detail(kind=PointKind.EMAIL, value="nieuw@voorbeeld.test")
        point_changes.use(session, by(), case.debtor, detail, Origin(source=PointSource.DEBTOR, since=TODAY))
        assert claimed(session, store, delivery) is None
        assert delivery.state is DeliveryState.STOPPED
        assert "niet meer in gebruik" in delivery.reason

    def test_other_words_than_those_of_the_letter_stop_it(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        delivery = planned(session, store, case)
        case.debtor.surname = "Anders"
        session.flush()
        assert claimed(session, store, delivery) is None
        assert "intussen veranderd" in delivery.reason

    def test_a_text_that_was_stopped_stops_it(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        text_stops.stop(
            session, by(make_user(session, RoleName.ADMIN).id), kind=KIND, version=delivery.letter.text_version,
            channels=[Channel.EMAIL], reason="fout",
        )
        assert claimed(session, store, delivery) is None
        assert delivery.state is DeliveryState.STOPPED

    def test_on_a_sunday_it_waits_for_monday(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        sunday = NOW + timedelta(days=1)
        assert claimed(session, store, delivery, at=sunday) is None
        assert delivery.state is DeliveryState.PLANNED
        assert "zondag" in delivery.reason.lower()
        assert delivery.leaves_at.isoformat() == "2026-11-23T06:00:00+00:00"
        assert claimed(session, store, delivery, at=delivery.leaves_at) is not None

    @pytest.mark.parametrize(("days", "leaves"), [(3, True), (4, False)])
    def test_one_that_comes_too_late_is_stopped(
        self, session: Session, store: DocumentStore, case: Case, days: int, leaves: bool
    ) -> None:
        delivery = planned(session, store, case)
        assert (claimed(session, store, delivery, at=NOW + timedelta(days=days)) is not None) is leaves


class TestAnswers:
    def test_accepted_counts_as_sent_that_day(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        taken = answered(session, store, delivery, Answer.ACCEPTED, "250 2.0.0 Ok: queued as 123456782")
        letter = delivery.letter
        assert delivery.state is DeliveryState.ACCEPTED
        assert (letter.state, letter.sent_on, letter.channel) == (LetterState.POSTED, TODAY, Channel.EMAIL)
        assert delivery.answer == "250 2.0.0 Ok: queued as 123456782"
        assert told(session, case, EventKind.MAIL_TAKEN, EventKind.LETTER_POSTED)[-2:] == [
            EventKind.MAIL_TAKEN, EventKind.LETTER_POSTED
        ]
        kept = session.get_one(Document, delivery.document_id)
        assert store.get(kept.sha256) == taken.content
        assert message_from_bytes(taken.content, policy=policy.default)["Message-ID"] == delivery.message_id
        assert is_good(session, store)

    def test_nobody_takes_it_twice(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        assert claimed(session, store, delivery) is not None
        assert delivery.letter.state is LetterState.SENDING
        assert claimed(session, store, delivery) is None
        with pytest.raises(Refused):
            mailing.withdraw(session, by(), delivery.id, reason="te laat")
        assert is_good(session, store)

    def test_what_comes_while_it_is_sent_does_not_take_it_back(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        delivery = planned(session, store, case)
        taken = claimed(session, store, delivery)
        assert taken is not None
        paid(session, case, "5.00")
        mailing.record(session, LEAVING, taken, Told(answer=Answer.ACCEPTED), figures=FIGURES)
        session.expire_all()
        assert delivery.letter.state is LetterState.POSTED

    def test_refused_waits_for_a_person(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        answered(session, store, delivery, Answer.REFUSED, "554 5.7.1 rejected")
        assert (delivery.state, delivery.letter.state) == (DeliveryState.REFUSED, LetterState.WITHDRAWN)
        assert delivery.contact_point.state is PointState.IN_USE
        assert "geweigerd" in open_tasks(session)[0]
        assert is_good(session, store)
        mailing.see_to(session, by(), delivery.id)
        assert open_tasks(session) == []
        with pytest.raises(AlreadyDone):
            mailing.see_to(session, by(), delivery.id)

    def test_an_address_that_is_none_is_out_of_use(self, session: Session, store: DocumentStore, case: Case) -> None:
        delivery = planned(session, store, case)
        answered(session, store, delivery, Answer.NO_SUCH_ADDRESS, "550 5.1.1 unknown")
        assert delivery.contact_point.state is PointState.RETURNED
        item = shown(session, case, PaymentReceivedDetails(payment=paid(session, case)))
        assert "niet bruikbaar" in item.skipped

    def test_not_now_is_tried_again_after_growing_pauses(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        delivery, at, pauses = planned(session, store, case), LEAVING, []
        for _ in range(5):
            answered(session, store, delivery, Answer.LATER, "451 later", at=at)
            assert (delivery.state, delivery.letter.state) == (DeliveryState.PLANNED, LetterState.RENDERED)
            pauses.append((delivery.leaves_at - at) // timedelta(minutes=1))
            at = delivery.leaves_at
        assert pauses == [1, 5, 15, 60, 60]
        first = delivery.message_id
        answered(session, store, delivery, Answer.ACCEPTED, at=at)
        assert delivery.message_id == first

    def test_a_server_that_is_away_says_nothing_of_the_letter(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        delivery = planned(session, store, case)
        taken = claimed(session, store, delivery)
        assert taken is not None
        mailing.give_back(session, taken)
        assert (delivery.state, delivery.attempts, delivery.leaves_at) == (DeliveryState.PLANNED, 0, LEAVING)


class TestUncertain:
    @pytest.fixture
    def uncertain(self, session: Session, store: DocumentStore, case: Case) -> Delivery:
        delivery = planned(session, store, case)
        answered(session, store, delivery, Answer.UNKNOWN)
        return delivery

    def test_it_is_never_sent_again_by_itself(
        self, session: Session, store: DocumentStore, uncertain: Delivery
    ) -> None:
        assert uncertain.state is DeliveryState.UNCERTAIN
        assert mailing.due(session, NOW + timedelta(days=2)) == []
        assert claimed(session, store, uncertain) is None
        assert "onzeker" in open_tasks(session)[0]
        assert is_good(session, store)

    def test_a_worker_that_died_leaves_it_uncertain(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        delivery = planned(session, store, case)
        taken = claimed(session, store, delivery)
        assert taken is not None
        assert mailing.lost(session, LEAVING + LEASE) == []
        later = LEAVING + LEASE + timedelta(seconds=1)
        assert mailing.lost(session, later) == [delivery.id]
        mailing.hold_for_lost(session, later, delivery.id)
        assert delivery.state is DeliveryState.UNCERTAIN
        # it was slow and not dead: its answer counts all the same
        mailing.record(session, later, taken, Told(answer=Answer.ACCEPTED), figures=FIGURES)
        session.expire_all()
        assert (delivery.state, delivery.letter.state) == (DeliveryState.ACCEPTED, LetterState.POSTED)
        assert open_tasks(session) == []

    def test_a_person_says_that_it_arrived(self, session: Session, store: DocumentStore, uncertain: Delivery) -> None:
        mailing.settle(session, by(), uncertain.id, MailOutcome.ARRIVED, figures=FIGURES)
        session.expire_all()
        assert (uncertain.letter.state, uncertain.letter.sent_on) == (LetterState.POSTED, TODAY)
        assert open_tasks(session) == []
        assert is_good(session, store)

    def test_a_person_lets_it_be_sent_again(self, session: Session, store: DocumentStore, uncertain: Delivery) -> None:
        first = uncertain.message_id
        mailing.settle(session, by(None, LEAVING), uncertain.id, MailOutcome.SEND_AGAIN, figures=FIGURES)
        answered(session, store, uncertain, Answer.ACCEPTED)
        assert uncertain.letter.state is LetterState.POSTED
        assert uncertain.message_id == first  # a mailbox that has it already knows it by that

    def test_a_payment_after_it_was_taken_keeps_it_from_being_sent_again(
        self, session: Session, store: DocumentStore, case: Case, uncertain: Delivery
    ) -> None:
        monday = NOW + timedelta(days=2)
        paid(session, case, "7.00", at=monday)
        assert uncertain.state is DeliveryState.UNCERTAIN
        mailing.settle(session, by(None, monday), uncertain.id, MailOutcome.SEND_AGAIN, figures=FIGURES)
        assert claimed(session, store, uncertain, at=monday) is None
        assert (uncertain.state, uncertain.letter.state) == (DeliveryState.STOPPED, LetterState.WITHDRAWN)
        assert "betaald" in uncertain.reason

    def test_a_person_gives_it_up(self, session: Session, store: DocumentStore, uncertain: Delivery) -> None:
        mailing.settle(session, by(), uncertain.id, MailOutcome.GIVEN_UP, figures=FIGURES)
        session.expire_all()
        assert uncertain.letter.state is LetterState.WITHDRAWN
        with pytest.raises(AlreadyDone):
            mailing.settle(session, by(), uncertain.id, MailOutcome.ARRIVED, figures=FIGURES)
        assert is_good(session, store)


def test_one_that_came_back_puts_its_address_out_of_use(
    session: Session, store: DocumentStore, case: Case
) -> None:
    delivery = planned(session, store, case)
    answered(session, store, delivery, Answer.ACCEPTED)
    posting.mark_returned(session, by(), delivery.letter_id, returned_on=TODAY)
    session.expire_all()
    assert delivery.contact_point.state is PointState.RETURNED
    address = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert address is not None
    assert address.is_usable


def reminded(session: Session, store: DocumentStore, case: Case, *, at: datetime = NOW) -> Delivery:
    """A reminder by e-mail, ordered and made."""
    details = ReminderDetails(pay_by=TODAY + timedelta(days=14))
    shown_now = previewing.preview_by_mail(
        session, case.id, kind=LetterKind.REMINDER, letter_date=TODAY, figures=FIGURES, today=TODAY, filled_in=details
    )
    assert not shown_now.skipping, shown_now.skipping[0].skipped
    batch = ordering.order_by_mail(
        session, by(None, at), shown_now.marks, kind=LetterKind.REMINDER, letter_date=TODAY, figures=FIGURES,
        filled_in=details,
    )
    make(session, store, batch, drawn=render)
    return session.scalars(select(Delivery).where(Delivery.letter_id == batch.letters[0].id)).one()


def test_one_that_perhaps_left_counts_as_an_attempt(session: Session, store: DocumentStore, case: Case) -> None:
    delivery = reminded(session, store, case)
    groups = {case.debtor_id: [case.debtor_id]}
    made = []
    for answer in (None, Answer.UNKNOWN):
        made.append(attempts.of_persons(session, groups, now=LEAVING)[case.debtor_id].made)
        if answer is not None:
            answered(session, store, delivery, answer)
    made.append(attempts.of_persons(session, groups, now=LEAVING)[case.debtor_id].made)
    assert made == [(), (), (LEAVING,)]


def test_one_that_left_counts_from_that_very_moment(session: Session, store: DocumentStore, case: Case) -> None:
    """Not from midnight: a call of the next morning falls within twenty-four hours."""
    answered(session, store, reminded(session, store, case), Answer.ACCEPTED)
    contacts.log(session, by(None, NOW - timedelta(hours=1)), case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.OTHER, right_party=True, call_back_on=TODAY
    ))
    found = attempts.of_persons(session, {case.debtor_id: [case.debtor_id]}, now=LEAVING + timedelta(hours=10))
    assert found[case.debtor_id] == Attempts(made=(LEAVING,), may_call_back=True)  # a letter is no call


def test_each_of_a_batch_is_told_at_the_moment_it_left(session: Session, store: DocumentStore, case: Case) -> None:
    other = case_by_mail(
        session, store, customer="K-1002", invoice="F-2", surname="Anders", email="ander@voorbeeld.test",
        born="02-06-1981", phone="06 87654321", street="Anderestraat",
    )
    first, second = reminded(session, store, case), reminded(session, store, other)
    second.letter.batch_id = first.letter.batch_id
    session.flush()
    monday = LEAVING + timedelta(days=2)
    answered(session, store, first, Answer.ACCEPTED)
    answered(session, store, second, Answer.ACCEPTED, at=monday)
    query = select(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_POSTED).order_by(CaseEvent.id.desc()).limit(2)
    assert [(each.case_id, each.recorded_at, each.effective_on) for each in session.scalars(query)] == [
        (other.id, monday, monday.date()), (case.id, LEAVING, TODAY)
    ]
