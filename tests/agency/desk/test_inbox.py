"""Post in at the desk: what came in is read, filed, moved, set aside and logged."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable.mailing import Answer
from cases.models import Case, Contact, ContactChannel, ContactOutcome, Delivery, Inbound, InboundState, Task, TaskState
from cases.queries.desk.inbox import FEW, PAGE_SIZE
from cases.store import DocumentStore
from tests.agency.desk.test_actions import Look, send, words
from tests.agency.desk.test_outbox import mailed  # noqa: F401 - a fixture
from tests.cases.amicable.letters_in import answer, bounce, came_in, id_of
from tests.cases.amicable.mails import answered
from tests.factories import make_case
from tests.papers import pdf

OTHER = {"customer": "K-2", "invoice": "F-2", "surname": "Ander", "email": "ander@voorbeeld.test",
         "born": "02-02-1971", "phone": "06 12345670", "house_number": "9"}


@pytest.fixture
def unknown(writing: Session, store: DocumentStore, case: Case) -> Inbound:
    """An e-mail of which nobody knows where it belongs, with a paper and one that may not come in."""
    mail = answer("Ik heb al betaald.\nZie de bijlage. <script>alert(1)</script>", From="Iemand <x@elders.test>")
    mail.add_attachment(pdf(), maintype="application", subtype="pdf", filename="bewijs.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="foto.exe")
    return kept(writing, came_in(writing, store, mail), case)


@pytest.fixture
def filed(writing: Session, store: DocumentStore, case: Case) -> Inbound:
    """An answer that the program filed by its sender."""
    return kept(writing, came_in(writing, store, answer(f"Over {case.number}: ik betaal vrijdag.")), case)


def kept(writing: Session, mail: Inbound, *others: Case) -> Inbound:
    """It is on record, and read once more: a later look would hold the database."""
    for each in (mail, *others):
        writing.refresh(each)
    writing.commit()
    return mail


def test_what_waits_is_shown_with_its_words_and_papers_and_nothing_in_it_runs(
    handler: FlaskClient, unknown: Inbound
) -> None:
    listed = words(handler.get("/post-in").text)
    assert "Iemand" in listed
    assert "Niet te zien is bij welk dossier dit hoort." in listed
    page = handler.get(f"/post-in/{unknown.id}").text
    assert "Ik heb al betaald." in page
    assert "<script>alert(1)" not in page
    assert "bewijs.pdf" in page
    assert "foto.exe is niet toegevoegd" in words(page)


def test_a_person_files_it_reads_it_and_logs_what_it_says(
    handler: FlaskClient, look: Look, unknown: Inbound, case: Case
) -> None:
    wrong = send(handler, f"/post-in/{unknown.id}/dossier", number="2026-999999")
    assert wrong.status_code == 422
    assert "Er is geen dossier met nummer 2026-999999" in words(wrong.text)
    send(handler, f"/post-in/{unknown.id}/dossier", number=case.number)
    assert look(select(Inbound.case_id)) == case.id
    shown = words(handler.get(f"/dossiers/{case.id}").text)
    assert "E-mail ontvangen" in shown
    assert "Lees en beantwoord de e-mail van x@elders.test" in shown
    nobody = send(handler, f"/post-in/{unknown.id}/gelezen", outcome="other", note="")
    assert nobody.status_code == 422
    done = send(
        handler, f"/post-in/{unknown.id}/gelezen", outcome=ContactOutcome.ASKS_INFORMATION.value, right_party="ja",
        note="Zegt te hebben betaald.",
    )
    assert done.location == f"/dossiers/{case.id}"
    assert look(select(Contact.channel).order_by(Contact.id.desc()).limit(1)) is ContactChannel.EMAIL_IN
    assert look(select(Task.state).where(Task.key == f"inbound:{unknown.id}")) is TaskState.DONE


def test_one_filed_wrongly_is_moved(
    handler: FlaskClient, look: Look, filed: Inbound, writing: Session, store: DocumentStore
) -> None:
    another = make_case(writing, store, **OTHER)
    number, case_id, was = another.number, another.id, filed.case_id
    writing.commit()
    send(handler, f"/post-in/{filed.id}/dossier", number=number)
    assert look(select(Inbound.case_id)) == case_id
    assert "hoorde niet bij dit dossier" in words(handler.get(f"/dossiers/{was}").text)


def test_one_that_is_no_answer_is_set_aside(handler: FlaskClient, look: Look, unknown: Inbound) -> None:
    send(handler, f"/post-in/{unknown.id}/opzij")
    assert look(select(Inbound.state)) is InboundState.IGNORED
    assert "Er wacht geen e-mail" in words(handler.get("/post-in").text)


def test_one_that_came_back_says_that_the_post_is_next(
    handler: FlaskClient, writing: Session, store: DocumentStore, mailed: Delivery  # noqa: F811 - the fixture
) -> None:
    answered(writing, store, mailed, Answer.ACCEPTED)
    back = kept(writing, came_in(writing, store, bounce(id_of(mailed))))
    case_id = back.case_id
    assert "volgende weg: de post" in words(handler.get("/post-in").text)
    assert "User unknown" in handler.get(f"/post-in/{back.id}").text
    outbox = words(handler.get("/uitgaand").text)
    assert "Teruggekomen" in outbox
    assert "Maak de brief voor de post" in outbox
    assert "E-mail kwam terug" in words(handler.get(f"/dossiers/{case_id}").text)


def test_no_such_mail(handler: FlaskClient) -> None:
    assert handler.get("/post-in/99").status_code == 404


def kept_ones(writing: Session, like: Inbound, state: InboundState, number: int) -> None:
    """So many more like this one, a minute apart, the first the newest."""
    for at in range(number):
        writing.add(Inbound(
            mark=f"{state}-{at}", message_id=f"<{state}-{at}@elders.test>", sender="x@elders.test", sender_name="",
            subject=f"{state.value} nummer {at}.", text="", received_at=like.received_at - timedelta(minutes=at + 1),
            state=state, reason="", document_id=like.document_id, document_ids=[], refused=[],
        ))
    writing.commit()


def subjects(page: str, state: InboundState) -> list[int]:
    return [int(each) for each in re.findall(rf"{state.value} nummer (\d+)\.", page)]


def test_every_email_is_reached_by_turning_pages(handler: FlaskClient, writing: Session, unknown: Inbound) -> None:
    kept_ones(writing, unknown, InboundState.WAITS, PAGE_SIZE)
    kept_ones(writing, unknown, InboundState.IGNORED, FEW + PAGE_SIZE + 1)
    first = handler.get("/post-in").text
    assert subjects(first, InboundState.WAITS) == list(reversed(range(PAGE_SIZE)))
    assert subjects(first, InboundState.IGNORED) == list(range(FEW))
    assert f"Er wachten {PAGE_SIZE + 1} e-mails" in words(first)
    assert set(re.findall(r'class="pager" aria-label="([^"]+)"', first)) == {
        "Pagina&#39;s van: Wacht op u", "Pagina&#39;s van: Geen antwoord",
    }
    waiting, ignored = map(html.unescape, re.findall(r'rel="next" href="([^"]+)"', first))
    rest = handler.get(waiting).text
    assert "Ik heb al betaald" not in rest
    assert f'href="/post-in/{unknown.id}"' in rest
    assert subjects(rest, InboundState.WAITS) == subjects(rest, InboundState.IGNORED) == []
    more = handler.get(ignored).text
    assert subjects(more, InboundState.IGNORED) == list(range(FEW, FEW + PAGE_SIZE))
    assert "Wacht op u" not in more
    last = handler.get(html.unescape(re.findall(r'rel="next" href="([^"]+)"', more)[0])).text
    assert subjects(last, InboundState.IGNORED) == [FEW + PAGE_SIZE]
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


@pytest.mark.parametrize("asked", ["lijst=wat", "na=verzonnen", "lijst=dossier&na=1~gisteren"])
def test_a_list_or_page_that_somebody_made_up_shows_the_first(
    handler: FlaskClient, unknown: Inbound, asked: str
) -> None:
    page = handler.get(f"/post-in?{asked}")
    assert page.status_code == 200
    assert (f'href="/post-in/{unknown.id}"' in page.text) is ("dossier" not in asked)
    assert ("In deze lijst staat geen e-mail" in page.text) is ("dossier" in asked)
