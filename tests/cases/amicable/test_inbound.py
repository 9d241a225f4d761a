"""E-mails that come in: kept once, filed where that is certain, work for a person, and nothing believed too soon."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import documents
from cases.acts import Act
from cases.amicable import inbound_decisions, mailing
from cases.amicable.contacts import ContactInput
from cases.amicable.mailing import Answer, NotYet
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
    Inbound,
    InboundBy,
    InboundState,
    Letter,
    PointKind,
    PointState,
    RoleName,
    Stage,
    Task,
    TaskState,
    User,
)
from cases.parties import mail_addresses
from cases.progress import tasks
from cases.store import DocumentStore
from tests.cases.amicable.letters_in import answer, bounce, came_in, id_of
from tests.cases.amicable.mails import LEAVING, answered, case_by_mail, claimed, paid, planned
from tests.factories import TODAY, by, make_case, make_user
from tests.papers import pdf

HTML = (
    b"From: jansje@voorbeeld.test\r\nContent-Type: text/html\r\n\r\n<head><title>x</title></head>"
    b"<p>Ik betaal</p><script>kwaad()</script><p>morgen &amp; later"
)
pytestmark = pytest.mark.usefixtures("case")

OTHER = {"customer": "K-2", "invoice": "F-2", "surname": "Ander", "email": "ander@voorbeeld.test",
         "born": "02-02-1971", "phone": "06 12345670", "house_number": "9"}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return case_by_mail(session, store)


@pytest.fixture
def sent(session: Session, store: DocumentStore, case: Case) -> Delivery:
    """An e-mail that the mail server took."""
    found = planned(session, store, case)
    answered(session, store, found, Answer.ACCEPTED)
    return found


def open_tasks(session: Session, case: Case) -> list[str]:
    query = select(Task.what).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    return list(session.scalars(query.order_by(Task.id)))


def events_of(session: Session, case: Case, *kinds: EventKind) -> list[EventKind]:
    query = select(CaseEvent.kind).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds))
    return list(session.scalars(query.order_by(CaseEvent.id)))


def mail_point(session: Session, case: Case) -> ContactPoint:
    return session.scalars(select(ContactPoint).where(
        ContactPoint.debtor_id == case.debtor_id, ContactPoint.kind == PointKind.EMAIL
    )).one()


class TestOneThatCameBack:
    def test_it_was_not_received_and_the_post_is_next(
        self, session: Session, store: DocumentStore, case: Case, sent: Delivery
    ) -> None:
        row = came_in(session, store, bounce(id_of(sent)))
        assert (row.state, row.case_id, row.delivery_id) == (InboundState.BOUNCE, case.id, sent.id)
        assert (sent.state, sent.letter.returned_on) == (DeliveryState.BOUNCED, TODAY)
        assert "User unknown" in sent.answer
        assert mail_point(session, case).state is PointState.RETURNED
        assert any("Stuur de brief per post" in each for each in open_tasks(session, case))
        assert events_of(session, case, EventKind.MAIL_BOUNCED, EventKind.LETTER_RETURNED) == [
            EventKind.MAIL_BOUNCED, EventKind.LETTER_RETURNED
        ]

    def test_twice_it_counts_once(self, session: Session, store: DocumentStore, case: Case, sent: Delivery) -> None:
        came_in(session, store, bounce(id_of(sent)))
        again = came_in(session, store, bounce(id_of(sent), status="5.2.1"))
        assert again.state is InboundState.BOUNCE
        assert events_of(session, case, EventKind.MAIL_BOUNCED) == [EventKind.MAIL_BOUNCED]

    def test_one_of_which_it_was_uncertain_had_left(self, session: Session, store: DocumentStore, case: Case) -> None:
        found = planned(session, store, case)
        answered(session, store, found, Answer.UNKNOWN)
        came_in(session, store, bounce(id_of(found)))
        assert (found.state, found.letter.sent_on) == (DeliveryState.BOUNCED, TODAY)

    def test_while_it_is_being_sent_it_is_too_soon(self, session: Session, store: DocumentStore, case: Case) -> None:
        found = planned(session, store, case)
        claimed(session, store, found)
        with pytest.raises(NotYet):
            came_in(session, store, bounce(id_of(found)))

    def test_a_delay_is_no_return(self, session: Session, store: DocumentStore, sent: Delivery) -> None:
        row = came_in(session, store, bounce(id_of(sent), action="delayed", status="4.4.1"))
        assert (row.state, sent.state) == (InboundState.IGNORED, DeliveryState.ACCEPTED)

    def test_of_one_that_is_not_ours_a_person_looks(self, session: Session, store: DocumentStore, case: Case) -> None:
        row = came_in(session, store, bounce("<nooit-verstuurd@elders.test>"))
        assert (row.state, row.case_id) == (InboundState.WAITS, None)
        assert mail_point(session, case).state is PointState.IN_USE

    def test_a_person_sees_to_it(self, session: Session, store: DocumentStore, case: Case, sent: Delivery) -> None:
        came_in(session, store, bounce(id_of(sent)))
        mailing.see_to(session, handler(session), sent.id)
        assert not any("kwam terug" in each for each in open_tasks(session, case))


class TestAnAnswer:
    def test_goes_to_the_case_of_what_it_answers_and_becomes_work(
        self, session: Session, store: DocumentStore, case: Case, sent: Delivery
    ) -> None:
        row = came_in(session, store, answer(In_Reply_To=id_of(sent), From="iemand@elders.test"))
        assert (row.state, row.by, row.case_id, row.text) == (
            InboundState.FILED, InboundBy.REPLY, case.id, "Ik betaal vrijdag."
        )
        assert row.document.case_id == case.id
        assert any("iemand@elders.test" in each for each in open_tasks(session, case))
        assert events_of(session, case, EventKind.MAIL_RECEIVED) == [EventKind.MAIL_RECEIVED]

    @pytest.mark.parametrize("where", ["Subject", "text"])
    @pytest.mark.parametrize("what", ["number", "payment_reference"])
    def test_is_known_by_a_number_in_it(
        self, session: Session, store: DocumentStore, case: Case, where: str, what: str
    ) -> None:
        said = f"Over {getattr(case, what)}."
        mail = answer(From="iemand@elders.test", Subject=said) if where == "Subject" else answer(
            said, From="iemand@elders.test"
        )
        row = came_in(session, store, mail)
        assert (row.case_id, row.by) == (case.id, InboundBy.REFERENCE)

    def test_is_known_by_an_address_of_one_open_case(self, session: Session, store: DocumentStore, case: Case) -> None:
        row = came_in(session, store, answer(From="JANSJE@voorbeeld.test"))
        assert (row.case_id, row.by) == (case.id, InboundBy.ADDRESS)

    def test_with_the_numbers_of_two_cases_waits_for_a_person(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        another = make_case(session, store, **OTHER)
        row = came_in(session, store, answer(f"Over {case.number} en {another.number}.", From="x@elders.test"))
        assert (row.state, row.case_id) == (InboundState.WAITS, None)

    def test_from_somebody_unknown_waits_as_work_for_whoever_is_first(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        row = came_in(session, store, answer(From="x@elders.test"))
        assert (row.state, row.case_id) == (InboundState.WAITS, None)
        assert "niet te zien" in row.reason
        waiting = session.scalars(select(Task).where(Task.case_id.is_(None), Task.state == TaskState.OPEN)).one()
        assert "Post in" in waiting.what
        assert came_in(session, store, answer(From="y@elders.test")).state is InboundState.WAITS
        inbound_decisions.file_by_hand(session, handler(session), row.id, case.number)
        assert waiting.state is TaskState.OPEN
        inbound_decisions.set_aside(session, handler(session), row.id + 1)
        assert waiting.state is TaskState.DROPPED

    def test_says_nothing_of_who_wrote_it_before_a_person_looked(
        self, session: Session, store: DocumentStore
    ) -> None:
        before = session.scalar(select(func.count(Contact.id)))
        came_in(session, store, answer())
        assert session.scalar(select(func.count(Contact.id))) == before

    def test_lets_a_letter_that_is_about_to_leave_wait_until_it_is_read(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        leaving = planned(session, store, case)
        row = came_in(session, store, answer())
        assert claimed(session, store, leaving) is None
        assert (leaving.state, "lees die eerst" in leaving.reason) == (DeliveryState.PLANNED, True)
        looked(session, row)
        assert claimed(session, store, leaving, at=leaving.leaves_at) is not None

    def test_also_where_nobody_knows_yet_about_which_of_his_cases_it_is(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        another = make_case(session, store, invoice="F-9")
        assert another.debtor_id == case.debtor_id
        leaving = planned(session, store, case)
        row = came_in(session, store, answer(From="JANSJE@voorbeeld.test"))
        assert (row.state, row.case_id) == (InboundState.WAITS, None)
        assert claimed(session, store, leaving) is None
        inbound_decisions.file_by_hand(session, handler(session), row.id, another.number)
        assert claimed(session, store, leaving, at=leaving.leaves_at) is None
        looked(session, row)
        assert claimed(session, store, leaving, at=leaving.leaves_at) is not None

    def test_from_another_address_does_not_say_that_the_one_on_record_works(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        """Law: HR 14-6-2013, ECLI:NL:HR:2013:BZ4104: an address that he used lately."""
        point = mail_point(session, case)
        before = mail_addresses.last_used(session, case.debtor, point)
        monday = LEAVING + timedelta(days=2)
        for number, sender, used_on in ((1, "nieuw@elders.test", before), (2, "Jansje@voorbeeld.test", monday.date())):
            row = came_in(session, store, answer(f"Over {case.number}.", number=number, From=sender))
            inbound_decisions.log_contact(session, by(handler(session).actor_id, monday), row.id, ContactInput(
                channel=ContactChannel.EMAIL_IN, outcome=ContactOutcome.OTHER, right_party=True, note="Gelezen",
            ))
            assert mail_addresses.last_used(session, case.debtor, point) == used_on

    def test_a_task_that_was_ended_counts_as_read(self, session: Session, store: DocumentStore, case: Case) -> None:
        leaving = planned(session, store, case)
        came_in(session, store, answer())
        task = session.scalars(select(Task).where(Task.case_id == case.id, Task.key.startswith("inbound:"))).one()
        tasks.done(session, handler(session), task.id)
        assert claimed(session, store, leaving) is not None


    def test_stays_work_when_its_case_closes(self, session: Session, store: DocumentStore, case: Case) -> None:
        """It may say that he paid twice, or be a complaint."""
        row = came_in(session, store, answer("Ik betaalde dubbel."))
        paid(session, case, "2000.00")
        assert case.stage is Stage.CLOSED
        assert any("Lees en beantwoord" in each for each in open_tasks(session, case))
        inbound_decisions.log_contact(session, handler(session), row.id, ContactInput(
            channel=ContactChannel.EMAIL_IN, outcome=ContactOutcome.OTHER, right_party=True, note="Gelezen",
        ))
        assert not any("Lees en beantwoord" in each for each in open_tasks(session, case))


class TestNoAnswer:
    @pytest.mark.parametrize("header", [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x=1"}, {"Precedence": "bulk"},
        {"List_Id": "<nieuws.elders.test>"},
    ])
    def test_an_automatic_one_is_kept_and_asks_nothing(
        self, session: Session, store: DocumentStore, case: Case, sent: Delivery, header: dict[str, str]
    ) -> None:
        before = open_tasks(session, case)
        row = came_in(session, store, answer("Ik ben op vakantie.", In_Reply_To=id_of(sent), **header))
        assert (row.state, row.case_id) == (InboundState.IGNORED, case.id)
        assert open_tasks(session, case) == before

    @pytest.mark.parametrize("sender", ["MAILER-DAEMON@elders.test", "Postmaster <postmaster@elders.test>"])
    def test_what_a_mail_server_says_in_words_of_its_own_is_read_by_a_person(
        self, session: Session, store: DocumentStore, case: Case, sent: Delivery, sender: str
    ) -> None:
        """It may say that a letter never arrived, from which a term is counted."""
        words = {"From": sender, "Auto_Submitted": "auto-replied", "Subject": "failure notice"}
        row = came_in(session, store, answer("Hi. I was not able to deliver.", In_Reply_To=id_of(sent), **words))
        assert (row.state, row.case_id, row.delivery_id) == (InboundState.FILED, case.id, sent.id)
        assert any("Lees en beantwoord" in each for each in open_tasks(session, case))
        unknown = came_in(session, store, answer("Hi. I was not able to deliver.", number=2, **words))
        assert (unknown.state, "niet aankwam" in unknown.reason) == (InboundState.WAITS, True)

    def test_what_a_person_wrote_says_no(self, session: Session, store: DocumentStore) -> None:
        assert came_in(session, store, answer(Auto_Submitted="no")).state is InboundState.FILED

    def test_our_own_that_comes_round_is_none(self, session: Session, store: DocumentStore, sent: Delivery) -> None:
        assert sent.document_id is not None
        own = documents.content(store, session.get_one(Document, sent.document_id))
        assert came_in(session, store, own).state is InboundState.IGNORED


class TestOnce:
    def test_the_same_message_is_kept_once(self, session: Session, store: DocumentStore) -> None:
        first, second = came_in(session, store, answer()), came_in(session, store, answer(Received="elders"))
        assert first.id == second.id
        assert session.scalar(select(func.count(Inbound.id))) == 1
        assert session.scalar(select(func.count(Document.id)).where(Document.title.startswith("E-mail van"))) == 1

    def test_another_under_the_same_message_id_is_not_lost(
        self, session: Session, store: DocumentStore
    ) -> None:
        came_in(session, store, answer("Eerste"))
        came_in(session, store, answer("Tweede"))
        assert list(session.scalars(select(Inbound.text).order_by(Inbound.id))) == ["Eerste", "Tweede"]


class TestWhatIsKept:
    def test_the_message_as_it_came(self, session: Session, store: DocumentStore) -> None:
        mail = answer()
        row = came_in(session, store, mail)
        assert documents.content(store, row.document) == mail.as_bytes()

    def test_an_attachment_that_may_be_kept_is_a_paper_of_the_case(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        mail = answer()
        mail.add_attachment(pdf(), maintype="application", subtype="pdf", filename="bewijs.pdf")
        row = came_in(session, store, mail)
        paper = session.get_one(Document, row.document_ids[0])
        assert (paper.filename, paper.case_id, row.refused) == ("bewijs.pdf", case.id, [])

    def test_one_that_may_not_is_named_and_nowhere_kept(
        self, session: Session, store: DocumentStore
    ) -> None:
        mail = answer()
        mail.add_attachment(b"MZ\x90\x00kwaad", maintype="application", subtype="pdf", filename="factuur.pdf.exe")
        row = came_in(session, store, mail)
        assert row.document_ids == []
        assert "factuur.pdf.exe" in row.refused[0]
        kept = documents.content(store, row.document)
        assert b"Ik betaal vrijdag." in kept
        assert b"kwaad" not in kept

    def test_no_citizen_number(self, session: Session, store: DocumentStore) -> None:
        row = came_in(session, store, answer("Mijn burgerservicenummer is 111222333.", Subject="BSN 111222333"))
        kept = documents.content(store, row.document).decode()
        for words in (row.text, row.subject, kept):
            assert "111222333" not in words
            assert "*********" in words


class TestHostile:
    def test_without_words_that_can_be_read_it_waits_for_a_person(
        self, session: Session, store: DocumentStore
    ) -> None:
        nested = b"From: jansje@voorbeeld.test\r\nMessage-ID: <nest@x>\r\n" + b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
        )
        row = came_in(session, store, nested)
        assert (row.state, row.sender, row.text) == (InboundState.WAITS, "jansje@voorbeeld.test", "")
        assert "kon niet worden gelezen" in row.reason

    @pytest.mark.parametrize(("raw", "text"), [
        (b"From: jansje@voorbeeld.test\r\n\r\nHallo\x00 daar \xff", "Hallo  daar \N{REPLACEMENT CHARACTER}"),
        (b"From: jansje@voorbeeld.test\r\nContent-Type: text/plain; charset=x-\xff-niets\r\n\r\nHallo", "Hallo"),
        (b"From: jansje@voorbeeld.test\r\nX: " + b"a" * 10_000_000 + b"\r\n\r\nHallo", "Hallo"),
        (HTML, "Ik betaal\nmorgen & later"),
    ], ids=["nul", "charset", "header", "html"])
    def test_what_can_be_read_is_read(
        self, session: Session, store: DocumentStore, case: Case, raw: bytes, text: str
    ) -> None:
        row = came_in(session, store, raw)
        assert (row.text, row.case_id) == (text, case.id)

    def test_files_beyond_the_first_are_told_of(self, session: Session, store: DocumentStore) -> None:
        mail = answer()
        for n in range(22):
            mail.add_attachment(b"", maintype="application", subtype="pdf", filename=f"{n}.pdf")
        assert came_in(session, store, mail).refused[-1].startswith("Nog 2 bijlagen")


class TestByAPerson:
    def test_one_that_waited_is_filed(self, session: Session, store: DocumentStore, case: Case) -> None:
        row = came_in(session, store, answer(From="x@elders.test"))
        inbound_decisions.file_by_hand(session, handler(session), row.id, case.number)
        assert (row.state, row.by, row.case_id) == (InboundState.FILED, InboundBy.PERSON, case.id)
        assert any("x@elders.test" in each for each in open_tasks(session, case))

    def test_one_filed_wrongly_moves_with_its_papers_and_both_cases_tell(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        another = make_case(session, store, **OTHER)
        row = came_in(session, store, answer())
        inbound_decisions.file_by_hand(session, handler(session), row.id, another.number)
        session.expire_all()
        assert (row.case_id, row.document.case_id) == (another.id, another.id)
        assert not any("Lees en beantwoord" in each for each in open_tasks(session, case))
        assert any("Lees en beantwoord" in each for each in open_tasks(session, another))
        assert events_of(session, case, EventKind.MAIL_MOVED) == [EventKind.MAIL_MOVED]
        assert events_of(session, another, EventKind.MAIL_RECEIVED) == [EventKind.MAIL_RECEIVED]

    def test_what_came_of_it_is_a_contact_and_ends_the_task(
        self, session: Session, store: DocumentStore, case: Case
    ) -> None:
        row = came_in(session, store, answer())
        looked(session, row)
        assert row.contact is not None
        assert (row.contact.channel, row.contact.case_id) == (ContactChannel.EMAIL_IN, case.id)
        assert not any("Lees en beantwoord" in each for each in open_tasks(session, case))
        with pytest.raises(Refused):
            inbound_decisions.file_by_hand(session, handler(session), row.id, case.number)
        with pytest.raises(AlreadyDone):
            looked(session, row)

    def test_one_that_is_no_answer_is_set_aside(self, session: Session, store: DocumentStore) -> None:
        row = came_in(session, store, answer(From="x@elders.test"))
        inbound_decisions.set_aside(session, handler(session), row.id)
        assert row.state is InboundState.IGNORED
        with pytest.raises(AlreadyDone):
            inbound_decisions.set_aside(session, handler(session), row.id)

    def test_one_on_a_case_is_not_set_aside(self, session: Session, store: DocumentStore) -> None:
        row = came_in(session, store, answer())
        with pytest.raises(Refused):
            inbound_decisions.set_aside(session, handler(session), row.id)

    def test_no_case_with_that_number(self, session: Session, store: DocumentStore) -> None:
        row = came_in(session, store, answer(From="x@elders.test"))
        with pytest.raises(Refused, match="Er is geen dossier met nummer 2026-999999"):
            inbound_decisions.file_by_hand(session, handler(session), row.id, "2026-999999")

    def test_a_bounce_stays_where_it_belongs(self, session: Session, store: DocumentStore, sent: Delivery) -> None:
        row = came_in(session, store, bounce(id_of(sent)))
        letter = session.get_one(Letter, sent.letter_id)
        with pytest.raises(Refused):
            inbound_decisions.file_by_hand(session, handler(session), row.id, letter.case.number)


def handler(session: Session) -> Act:
    """What somebody of the agency does."""
    found = session.scalar(select(User.id).where(User.name == "Iemand"))
    return by(found or make_user(session, RoleName.HANDLER, name="Iemand").id, LEAVING)


def looked(session: Session, row: Inbound) -> None:
    inbound_decisions.log_contact(session, handler(session), row.id, ContactInput(
        channel=ContactChannel.EMAIL_IN, outcome=ContactOutcome.PROMISES_PAYMENT, right_party=True, note="Vrijdag",
    ))
