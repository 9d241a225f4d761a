"""A message to a mobile phone that asks to call us: when it leaves, when it may not, and what came of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable import contact_gate, contacts, debtor_editing, holds, messaging
from cases.amicable.contacts import ContactInput
from cases.amicable.mailing import LEASE, Answer, Told
from cases.amicable.messaging import SaysOtherwise
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import (
    Case,
    CaseEvent,
    ContactChannel,
    ContactOutcome,
    DeliveryState,
    EventKind,
    HoldKind,
    MessageOutcome,
    PartyRole,
    PointKind,
    PointSource,
    PointState,
    SetUpChange,
    Stage,
    Task,
    TaskState,
    TextMessage,
)
from cases.parties import people_in_case, point_changes
from cases.parties.contact_points import Detail, Origin
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from cases.setup import channel_stops, organisations
from cases.setup.channel_stops import Outgoing
from cases.store import DocumentStore
from legal.debtor.contact_rules import Way
from legal.debtor.quiet_words import betrayals
from tests.cases.amicable.messages import LEAVING, QUIET, SAID, answered, case_to_message, claimed, ordered, shown
from tests.cases.parties.people import join, person
from tests.cases.setup.test_registration import registered_through
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case

MONDAY_SEVEN = datetime.fromisoformat("2026-11-23T06:00:00+00:00")


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return case_to_message(session, store)


def told(session: Session, case: Case) -> list[EventKind]:
    """What the time line says of messages."""
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return [kind for kind in session.scalars(query) if kind.value.startswith("sms_")]


def tasks_of(session: Session) -> list[str]:
    query = select(Task.what).where(Task.state == TaskState.OPEN, Task.key.startswith("sms:"))
    return list(session.scalars(query))


def tried(session: Session, case: Case, *, at: datetime) -> int:
    """How often the gate counts that he was approached in the last seven days."""
    found = contact_gate.standings_of(session, case, [case.debtor], now=at, figures=FIGURES)
    return found[case.debtor_id].attempts.lately(at)


def log(session: Session, case: Case, channel: ContactChannel, outcome: ContactOutcome, *, right: bool | None) -> None:
    contacts.log(session, by(now=NOW + timedelta(minutes=5)), case.id, ContactInput(
        channel=channel, outcome=outcome, right_party=right, note="Zo gezegd"
    ))


class TestOrdering:
    def test_what_is_shown_is_what_leaves(self, session: Session, case: Case) -> None:
        look = shown(session, case)
        assert (look.number, look.text, look.why_not, look.waits) == ("+31612345678", SAID, "", "")
        assert look.leaves_at == LEAVING
        message = ordered(session, case)
        taken = claimed(session, message)
        assert taken is not None
        assert (taken.number, taken.text, taken.mark) == ("+31612345678", SAID, message.mark)

    def test_it_gives_nothing_away(self, session: Session, case: Case) -> None:
        assert betrayals(shown(session, case).text, creditors=[case.client.name], own=[QUIET]) == ()

    def test_other_words_than_were_seen_are_not_ordered(self, session: Session, case: Case) -> None:
        with pytest.raises(SaysOtherwise):
            messaging.order(session, by(), case.id, case.debtor_id, seen="+31612345678 Betaal!", figures=FIGURES)

    def test_who_owes_nothing_here_gets_none(self, session: Session, case: Case) -> None:
        with pytest.raises(NotFound):
            shown(session, case, case.debtor_id + 1000)

    def test_at_night_it_is_planned_for_the_morning(self, session: Session, case: Case) -> None:
        evening = datetime.fromisoformat("2026-11-21T18:50:00+00:00")  # ten to eight here, and Sunday follows
        look = shown(session, case, at=evening)
        assert (look.why_not, look.leaves_at) == ("", MONDAY_SEVEN)
        assert "20.00" in look.waits

    def test_a_second_one_to_the_same_person_waits_its_turn(
        self, session: Session, case: Case, store: DocumentStore
    ) -> None:
        ordered(session, case)
        with pytest.raises(Refused, match="staat al een sms"):
            ordered(session, case)
        other = make_case(session, store, invoice="F-2")
        assert (other.debtor_id, other.id != case.id) == (case.debtor_id, True)
        assert case.number in shown(session, other).why_not

    def test_who_speaks_for_him_gets_it(self, session: Session, case: Case) -> None:
        join(
            session, case, PartyRole.ADMINISTRATOR, person(surname="Kok", phone="+31 6 87654321"),
            stands_for_id=case.debtor_id,
        )
        message = ordered(session, case)
        answered(session, message, Answer.ACCEPTED)
        assert message.number == "+31687654321"
        last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
        assert last is not None
        assert "Kok" in last.data["person"]


def spoil(session: Session, case: Case) -> None:
    point = people_in_case.of_case(session, case).points_of(case.debtor_id)[PointKind.PHONE]
    debtor_editing.mark_point(session, by(), case.debtor_id, point.id, state=PointState.WRONG, reason="Een ander")


def another_number(session: Session, case: Case, number: str = "06 87654321") -> None:
    point_changes.use(
        session, by(), case.debtor, Detail(kind=PointKind.PHONE, value=number),
        Origin(source=PointSource.DEBTOR, since=TODAY),
    )


def landline(session: Session, case: Case) -> None:
    another_number(session, case, "030 765 43 21")


def hold(kind: HoldKind) -> Callable[[Session, Case], None]:
    def place(session: Session, case: Case) -> None:
        holds.place(session, by(), case.id, kind=kind, reason="Zo gemeld", on=TODAY)
    return place


def die(session: Session, case: Case) -> None:
    case.debtor.died_on = TODAY
    session.flush()


def close(session: Session, case: Case) -> None:
    case.stage, case.closed_on = Stage.CLOSED, TODAY
    session.flush()


def lose_registration(session: Session, _case: Case) -> None:
    registered_through(session, TODAY - timedelta(days=1))


def lose_name(session: Session, _case: Case) -> None:
    profile = organisations.agency_profile(session)
    assert profile is not None
    profile.other_registered_names = ["Incasso Noord"]
    session.flush()


def call_away(session: Session, case: Case) -> None:
    """Three calls in a week, which nobody answered."""
    for hours in (30, 60, 90):
        contacts.log(session, by(now=NOW - timedelta(hours=hours)), case.id, ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.NO_ANSWER
        ))


# What keeps a message here: refused as it is ordered, and stopped or held back where it happens after that.
NOT = {
    "landline": (landline, "geen Nederlands mobiel nummer", "niet meer in gebruik"),
    "wrong number": (spoil, "Telefoon", "niet meer in gebruik"),
    "death": (die, "art. 4:185 BW", "Overleden"),
    "hold": (hold(HoldKind.CLIENT_REQUEST), "opdrachtgever vroeg om te wachten", "opdrachtgever vroeg om te wachten"),
    "debt help": (hold(HoldKind.DEBT_HELP), "schuldhulpverlener", "schuldhulpverlener"),
    "represented by somebody unknown": (hold(HoldKind.REPRESENTED), "vertegenwoordiger", "vertegenwoordiger"),
    "closed": (close, "Dossier gesloten", "Dossier gesloten"),
    "registration": (lose_registration, "art. 4 Wki", "art. 4 Wki"),
    "no name that others may read": (lose_name, "art. 11 lid 1 Wki", "art. 11 lid 1 Wki"),
}


@pytest.mark.parametrize(("happens", "says", "_after"), NOT.values(), ids=NOT)
def test_what_keeps_it_from_being_ordered(
    session: Session, case: Case, happens: Callable[[Session, Case], None], says: str, _after: str
) -> None:
    happens(session, case)
    assert says in shown(session, case).why_not
    with pytest.raises(Refused):
        ordered(session, case)
    assert session.scalar(select(func.count(TextMessage.id))) == 0


@pytest.mark.parametrize(("happens", "_before", "says"), NOT.values(), ids=NOT)
def test_what_stops_it_as_it_leaves(
    session: Session, case: Case, happens: Callable[[Session, Case], None], _before: str, says: str
) -> None:
    message = ordered(session, case)
    happens(session, case)
    assert claimed(session, message) is None
    assert message.state is DeliveryState.STOPPED
    assert says in message.reason
    assert told(session, case) == [EventKind.SMS_ORDERED, EventKind.SMS_NOT_SENT]
    assert len(tasks_of(session)) == 1
    assert tried(session, case, at=LEAVING) == 0
    messaging.see_to(session, by(), message.id)
    assert tasks_of(session) == []
    with pytest.raises(AlreadyDone):
        messaging.see_to(session, by(), message.id)


class TestLookedAtAgain:
    def test_a_dispute_leaves_the_way_open_as_a_call_is(self, session: Session, case: Case) -> None:
        """The gate closes post alone then: one may still talk, about the dispute."""
        message = ordered(session, case)
        hold(HoldKind.DISPUTE)(session, case)
        assert contact_gate.ask(session, case, case.debtor, Way.PHONE, now=LEAVING, figures=FIGURES).allowed
        assert claimed(session, message) is not None

    def test_another_mobile_number_stops_it(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        another_number(session, case)
        assert claimed(session, message) is None
        assert "niet meer in gebruik" in message.reason

    def test_another_phone_of_the_agency_stops_it(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        profile = organisations.agency_profile(session)
        assert profile is not None
        profile.phone = "030 999 99 99"
        session.flush()
        assert claimed(session, message) is None
        assert "intussen veranderd" in message.reason

    def test_who_called_meanwhile_is_not_asked_to_call(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        log(session, case, ContactChannel.PHONE_IN, ContactOutcome.ASKS_INFORMATION, right=True)
        assert claimed(session, message) is None
        assert "intussen gesproken" in message.reason

    def test_a_call_that_nobody_answered_does_not_stop_it(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        log(session, case, ContactChannel.PHONE_OUT, ContactOutcome.NO_ANSWER, right=None)
        assert claimed(session, message) is not None

    def test_a_representative_who_came_meanwhile_stops_it(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        join(session, case, PartyRole.ADMINISTRATOR, person(surname="Kok"), stands_for_id=case.debtor_id)
        assert claimed(session, message) is None
        assert "gaat intussen naar een ander" in message.reason

    def test_of_two_about_two_cases_that_were_ordered_at_once_one_leaves(
        self, session: Session, case: Case, store: DocumentStore
    ) -> None:
        first, other = ordered(session, case), make_case(session, store, invoice="F-2")
        second = TextMessage(
            case_id=other.id, debtor_id=other.debtor_id, contact_point_id=first.contact_point_id, number=first.number,
            text=first.text, state=DeliveryState.PLANNED, planned_at=first.planned_at, leaves_at=first.leaves_at,
            mark="b" * 32,
        )
        session.add(second)
        session.flush()
        answered(session, first, Answer.ACCEPTED)
        assert claimed(session, second) is None
        assert "een andere sms" in second.reason

    def test_an_email_that_nobody_read_yet_is_read_first(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        task = tasks.set(session, by(), TaskInput(
            what="Lees de e-mail", due_on=TODAY, case_id=case.id, key="inbound:1"
        ))
        assert claimed(session, message) is None
        assert (message.state, message.leaves_at) == (DeliveryState.PLANNED, LEAVING + timedelta(hours=1))
        assert "Post in" in message.reason
        tasks.done(session, by(), task.id)
        assert claimed(session, message, at=message.leaves_at) is not None

    def test_on_a_sunday_it_waits_for_monday(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        assert claimed(session, message, at=NOW + timedelta(days=1)) is None
        assert (message.state, message.leaves_at) == (DeliveryState.PLANNED, MONDAY_SEVEN)
        assert "zondag" in message.reason
        assert claimed(session, message, at=MONDAY_SEVEN) is not None

    def test_calls_meanwhile_use_up_the_attempts(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        call_away(session, case)
        assert claimed(session, message) is None
        assert message.state is DeliveryState.PLANNED
        assert "3 keer benaderd" in message.reason
        assert message.leaves_at == NOW + timedelta(hours=7 * 24 - 90)

    def test_none_is_ordered_for_a_day_so_far_away(self, session: Session, case: Case) -> None:
        call_away(session, case)
        assert "Het mag weer vanaf" in shown(session, case).why_not

    @pytest.mark.parametrize(("days", "leaves"), [(3, True), (4, False)])
    def test_one_that_comes_too_late_is_stopped(self, session: Session, case: Case, days: int, leaves: bool) -> None:
        message = ordered(session, case)
        assert (claimed(session, message, at=NOW + timedelta(days=days)) is not None) is leaves

    def test_not_before_its_time(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        assert messaging.due(session, LEAVING - timedelta(seconds=1)) == []
        assert claimed(session, message, at=LEAVING - timedelta(seconds=1)) is None
        assert messaging.due(session, LEAVING) == [message.id]


class TestStopping:
    def test_one_is_taken_back(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        messaging.withdraw(session, by(), message.id)
        assert message.state is DeliveryState.WITHDRAWN
        assert claimed(session, message) is None
        assert told(session, case)[-1] is EventKind.SMS_NOT_SENT
        assert tasks_of(session) == []
        with pytest.raises(AlreadyDone):
            messaging.withdraw(session, by(), message.id)
        ordered(session, case)

    def test_one_that_is_being_sent_is_not(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        assert claimed(session, message) is not None
        with pytest.raises(Refused):
            messaging.withdraw(session, by(), message.id)

    def test_all_are_held_back_and_let_go(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        with pytest.raises(Incomplete):
            channel_stops.stop(session, by(), Outgoing.SMS, reason=" ")
        channel_stops.stop(session, by(), Outgoing.SMS, reason="Verkeerde tekst")
        with pytest.raises(AlreadyDone):
            channel_stops.stop(session, by(), Outgoing.SMS, reason="nog eens")
        assert messaging.due(session, LEAVING) == []
        assert claimed(session, message) is None
        assert message.state is DeliveryState.PLANNED
        assert "Verkeerde tekst" in shown(session, case).why_not
        channel_stops.let_go(session, by(), Outgoing.SMS)
        with pytest.raises(AlreadyDone):
            channel_stops.let_go(session, by(), Outgoing.SMS)
        assert claimed(session, message) is not None
        changes = select(SetUpChange.old_value, SetUpChange.new_value).where(SetUpChange.field == "sms_stopped")
        assert [tuple(each) for each in session.execute(changes.order_by(SetUpChange.id))] == [
            ("", "Verkeerde tekst"), ("Verkeerde tekst", "")
        ]


class TestAnswers:
    def test_accepted_is_an_attempt_over_all_his_cases(
        self, session: Session, case: Case, store: DocumentStore
    ) -> None:
        other = make_case(session, store, invoice="F-2")
        assert (other.debtor_id, other.id != case.id) == (case.debtor_id, True)
        message = ordered(session, case)
        answered(session, message, Answer.ACCEPTED, "in de map")
        assert (message.state, message.answer) == (DeliveryState.ACCEPTED, "in de map")
        assert told(session, case) == [EventKind.SMS_ORDERED, EventKind.SMS_TAKEN, EventKind.SMS_SENT]
        assert (tried(session, other, at=LEAVING), tried(session, other, at=LEAVING - timedelta(seconds=1))) == (1, 0)
        second = ordered(session, case, at=LEAVING + timedelta(hours=1))
        answered(session, second, Answer.ACCEPTED, at=second.leaves_at)
        assert "2 keer benaderd" in shown(session, other, at=second.leaves_at).waits

    def test_nobody_takes_it_twice(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        assert claimed(session, message) is not None
        assert claimed(session, message) is None

    def test_refused_waits_for_a_person_and_counts_not(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        answered(session, message, Answer.REFUSED, "unknown number")
        assert message.state is DeliveryState.REFUSED
        assert len(tasks_of(session)) == 1
        assert tried(session, case, at=LEAVING) == 0

    def test_one_that_has_to_wait_comes_later(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        answered(session, message, Answer.LATER)
        assert (message.state, message.leaves_at) == (DeliveryState.PLANNED, LEAVING + timedelta(minutes=1))
        assert tried(session, case, at=LEAVING) == 0

    def test_what_could_not_be_handed_over_waits_as_if_it_was_not_taken(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        taken = claimed(session, message)
        assert taken is not None
        messaging.give_back(session, taken)
        assert (message.state, message.attempts, message.went_at) == (DeliveryState.PLANNED, 0, None)
        again = claimed(session, message)
        assert again is not None
        assert again.mark == taken.mark

    def test_without_an_answer_it_is_uncertain_and_counts(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        taken = claimed(session, message)
        assert taken is not None
        messaging.hold_for_lost(session, LEAVING + LEASE, message.id)
        assert message.state is DeliveryState.SENDING
        late = LEAVING + LEASE + timedelta(seconds=1)
        assert messaging.lost(session, late) == [message.id]
        messaging.hold_for_lost(session, late, message.id)
        assert message.state is DeliveryState.UNCERTAIN
        assert messaging.due(session, late) == []
        assert claimed(session, message, at=late) is None
        assert tried(session, case, at=late) == 1
        assert "nog onzeker" in shown(session, case, at=late).why_not
        assert len(tasks_of(session)) == 1

    def test_an_answer_that_comes_after_all_counts(self, session: Session, case: Case) -> None:
        message = ordered(session, case)
        taken = claimed(session, message)
        assert taken is not None
        late = LEAVING + LEASE + timedelta(seconds=1)
        messaging.hold_for_lost(session, late, message.id)
        messaging.record(session, late, taken, Told(answer=Answer.ACCEPTED))
        assert message.state is DeliveryState.ACCEPTED
        assert tasks_of(session) == []

    @pytest.mark.parametrize(("outcome", "became"), [
        (MessageOutcome.ARRIVED, DeliveryState.ACCEPTED), (MessageOutcome.SEND_AGAIN, DeliveryState.PLANNED),
        (MessageOutcome.GIVEN_UP, DeliveryState.WITHDRAWN),
    ])
    def test_a_person_says_what_came_of_it(
        self, session: Session, case: Case, outcome: MessageOutcome, became: DeliveryState
    ) -> None:
        message = ordered(session, case)
        taken = answered(session, message, Answer.UNKNOWN)
        messaging.settle(session, by(now=LEAVING), message.id, outcome)
        assert message.state is became
        assert tasks_of(session) == []
        assert tried(session, case, at=LEAVING) == 1
        with pytest.raises(AlreadyDone):
            messaging.settle(session, by(now=LEAVING), message.id, outcome)
        messaging.record(session, LEAVING, taken, Told(answer=Answer.REFUSED))
        assert message.state is became
        again = claimed(session, message)
        assert (again is not None) is (outcome is MessageOutcome.SEND_AGAIN)
        assert again is None or again.mark == taken.mark
