"""A large batch at the desk: more cases than one preview holds, a bar that moves, and what is told of the others."""

import html
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency import database
from agency.background import batches
from agency.background.setting import Pace
from cases.amicable import holds
from cases.correspondence import ordering, previewing
from cases.models import Case, Document, Hold, Letter, LetterBatch, LetterState, NextStep
from cases.store import DocumentStore
from letters.catalogue import Rendered
from tests.agency.desk.test_actions import Look, preview_of, send, words
from tests.factories import SMALL_PDF, TODAY, by, make, make_case, make_letters, order_first_notice

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def cases(writing: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Three cases, where one is done at a time."""
    monkeypatch.setattr(ordering, "PIECE", 1)
    made = [
        make_case(writing, store, customer=f"K-{n}", invoice=f"F-{n}", surname=name, house_number=str(n))
        for n, name in enumerate(("Jansen", "Bakker", "Visser"), 1)
    ]
    writing.commit()
    return made


def work(app: Flask, store: DocumentStore) -> None:
    """What the worker does."""
    with app.app_context():
        batches.go_on(1, store, Pace())
        database.session().close()


def ordered(handler: FlaskClient, cases: list[Case]) -> str:
    """The page of a batch of these cases, right after it was ordered."""
    sent = preview_of(send(handler, "/brieven/voorbeeld", dossier=[case.id for case in cases]).text)
    return handler.get(send(handler, "/brieven", **sent).location).text


def made(app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]) -> None:
    """A batch of these cases whose letters wait for the post."""
    ordered(handler, cases)
    work(app, store)
    make_letters(writing, store, writing.get_one(LetterBatch, 1))
    writing.commit()


def bar(page: str) -> tuple[str, str]:
    found = re.search(r'<progress[^>]*max="(\d+)" value="(\d+)"', page)
    assert found is not None
    return found[2], found[1]


@pytest.mark.parametrize("choice", ["filter", "ticked"])
def test_a_preview_says_what_it_leaves_for_the_next_one(
    handler: FlaskClient, cases: list[Case], monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    monkeypatch.setattr(previewing, "MOST_PREVIEWED", 2)
    chosen = {"alles": "1"} if choice == "filter" else {"dossier": [case.id for case in cases]}
    page = send(handler, "/brieven/voorbeeld", **chosen).text
    told = "U koos 3 dossiers. Dit voorbeeld gaat over de eerste 2. 1 ander dossier bekijkt en bestelt u apart."
    assert told in words(page)
    assert "Visser" not in page
    rest = re.search(r'name="rest" value="([^"]+)"', page)
    assert rest is not None
    following = send(handler, "/brieven/voorbeeld", rest=rest[1].replace("&amp;", "&")).text
    assert "Eerste brief: 1 brief" in words(following)
    assert "Visser" in following
    assert "U koos" not in following
    again = send(handler, "/brieven/voorbeeld/datum", **preview_of(page), rest=rest[1].replace("&amp;", "&")).text
    assert told in words(again)


def test_a_batch_is_ordered_made_and_posted_under_one_bar(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    page = ordered(handler, cases)
    assert "1 van 3 brieven besteld, 0 gemaakt" in words(page)
    assert bar(page) == ("1", "6")
    assert "Posten bevestigen" not in page
    assert "wordt besteld" in words(handler.get("/brieven").text)
    refused = send(handler, "/brieven/1/gepost", on="21-11-2026")
    assert refused.status_code == 422
    assert handler.get("/brieven/1/drukwerk").status_code == 422
    work(app, store)
    fragment = handler.get("/brieven/1", headers=FRAGMENT).text
    assert "0 van 3 brieven gemaakt" in words(fragment)
    assert bar(fragment) == ("3", "6")
    make_letters(writing, store, writing.get_one(LetterBatch, 1))
    writing.commit()
    assert "Posten bevestigen" in handler.get("/brieven/1", headers=FRAGMENT).text
    assert send(handler, "/brieven/1/gepost", on="21-11-2026").status_code == 302
    page = handler.get("/brieven/1").text
    assert "Gepost op 21-11-2026: 1 van 3 dossiers bijgewerkt" in words(page)
    assert "Op de post" in words(page)
    assert bar(page) == ("1", "3")
    work(app, store)
    done = handler.get("/brieven/1", headers=FRAGMENT)
    assert done.headers["HX-Retarget"] == "#verzending"
    assert "Alle 3 brieven zijn gemaakt. Gepost op 21-11-2026 ." in words(done.text)
    assert handler.get("/brieven/1/drukwerk").data.startswith(b"%PDF-")


def test_a_letter_on_its_way_is_booked_when_something_is_recorded_of_it(
    app: Flask, handler: FlaskClient, writing: Session, look: Look, store: DocumentStore, cases: list[Case]
) -> None:
    made(app, handler, writing, store, cases)
    send(handler, "/brieven/1/gepost", on="21-11-2026")
    case_id, letter_id = cases[-1].id, look(select(func.max(Letter.id)))
    assert "Op de post" in words(handler.get(f"/dossiers/{case_id}").text)
    assert send(handler, f"/dossiers/{case_id}/brieven/{letter_id}/retour", on="21-11-2026").status_code == 302
    text = words(handler.get(f"/dossiers/{case_id}").text)
    assert "De brief kwam op 21-11-2026 terug" in text


def test_a_letter_that_left_and_cannot_be_booked_is_told_with_a_code(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    made(app, handler, writing, store, cases)
    policy = cases[1].policy
    cases[1].policy = policy | {"rounding": "half of it"}
    writing.commit()
    send(handler, "/brieven/1/gepost", on="21-11-2026")
    work(app, store)
    cases[1].policy = policy
    writing.commit()
    page = words(handler.get("/brieven/1", headers=FRAGMENT).text)
    assert "Van 1 brief die weg is, kon het dossier niet worden bijgewerkt. Daar lopen geen termijnen." in page
    assert re.search(
        r"Op de post Het dossier kon niet worden bijgewerkt: een fout in het programma; meld dit met code \w{8}\.", page
    )
    assert "Gepost op 21-11-2026" in page
    assert "1 niet bijgewerkt" in words(handler.get("/brieven").text)
    case = words(handler.get(f"/dossiers/{cases[1].id}").text)
    assert "Brief gepost, dossier niet bijgewerkt" in case
    assert "Tot dat lukt, lopen er geen termijnen. Wijzigt u dit dossier eerder, dan telt de brief niet." in case
    send(handler, f"/dossiers/{cases[1].id}/betwisting", reason="Klopt niet")
    assert "niet bijgewerkt" not in words(handler.get("/brieven").text)


def test_a_case_that_changed_meanwhile_is_told_and_previewed_again(
    app: Flask, handler: FlaskClient, store: DocumentStore, cases: list[Case]
) -> None:
    ordered(handler, cases)
    send(handler, f"/dossiers/{cases[1].id}/betwisting", reason="Klopt niet")
    work(app, store)
    page = handler.get("/brieven/1").text
    assert "0 van 2 brieven gemaakt" in words(page)
    assert "1 dossier kreeg geen brief, omdat er na het voorbeeld iets veranderde of misging." in words(page)
    assert f"{cases[1].number} Jansje de Bakker staat stil: betwisting" in words(page)
    again = words(send(handler, "/brieven/voorbeeld", verzending="1").text)
    assert cases[1].number in again
    assert cases[0].number not in again


def test_a_case_that_got_its_letter_after_all_is_not_previewed_again(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    ordered(handler, cases)
    send(handler, f"/dossiers/{cases[1].id}/betwisting", reason="Klopt niet")
    send(handler, f"/dossiers/{cases[2].id}/betwisting", reason="Klopt niet")
    work(app, store)
    for case in cases[1:]:
        lift(writing, case)
        order_first_notice(writing, case)
        writing.commit()
        page = handler.get("/brieven/1").text
        assert f"Jansje de {case.debtor.surname} Kreeg deze brief in verzending {case.id}" in words(page)
        again = 'name="verzending" value="1"' in page
        assert again == (case is cases[1]), "as long as one of them has no letter"
        if again:
            following = send(handler, "/brieven/voorbeeld", verzending="1").text
            assert "Visser" in following
            assert "Bakker" not in following


def test_a_letter_that_a_left_out_case_got_and_lost_again_is_none(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    ordered(handler, cases)
    send(handler, f"/dossiers/{cases[1].id}/betwisting", reason="Klopt niet")
    work(app, store)
    lift(writing, cases[1])
    batch = order_first_notice(writing, cases[1])
    ordering.withdraw(writing, by(), batch.letters[0].id, reason="Toch niet", on=TODAY)
    writing.commit()
    page = words(handler.get("/brieven/1").text)
    assert "Kreeg deze brief" not in page
    assert "Bakker" in send(handler, "/brieven/voorbeeld", verzending="1").text


def lift(writing: Session, case: Case) -> None:
    """End what stops a case."""
    (hold,) = writing.scalars(select(Hold).where(Hold.case_id == case.id))
    holds.end(writing, by(), hold.id, case_id=case.id, outcome="Opgelost", on=TODAY)
    writing.commit()


def test_another_date_than_was_shown_is_shown_before_it_is_ordered(handler: FlaskClient, cases: list[Case]) -> None:
    page = send(handler, "/brieven/voorbeeld", dossier=[case.id for case in cases]).text
    sent = {**preview_of(page), "shown_on": "2026-11-21", "letter_date": "24-11-2026"}
    answer = send(handler, "/brieven", **sent)
    assert answer.status_code == 422
    told = "U koos een andere briefdatum. Er is niets besteld; hieronder staat het voorbeeld met die datum."
    assert told in words(answer.text)
    assert "Er zijn nog geen brieven besteld" in handler.get("/brieven").text
    assert 'name="shown_on" type="hidden" value="2026-11-24"' in answer.text
    then = {**preview_of(answer.text), "shown_on": "2026-11-24"}
    assert send(handler, "/brieven", **then).location == "/brieven/1"


def test_after_a_batch_the_rest_of_what_was_chosen_is_one_click_away(
    handler: FlaskClient, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "MOST_PREVIEWED", 2)
    page = send(handler, "/brieven/voorbeeld", dossier=[case.id for case in cases]).text
    rest = re.search(r'name="rest" [^>]*value="([^"]+)"', page)
    assert rest is not None
    batch = handler.get(send(handler, "/brieven", **preview_of(page), rest=html.unescape(rest[1])).location).text
    assert "1 dossier dat u koos, staat niet in deze verzending." in words(batch)
    again = re.search(r'name="rest" value="([^"]+)"', batch)
    assert again is not None
    following = send(handler, "/brieven/voorbeeld", rest=html.unescape(again[1])).text
    assert "Eerste brief: 1 brief" in words(following)
    assert "Visser" in following


@pytest.mark.parametrize("rest", ["", "over=zeven", "%00", "over=1&dossier=x"])
def test_the_rest_in_an_address_can_be_anything(handler: FlaskClient, cases: list[Case], rest: str) -> None:
    ordered(handler, cases)
    assert handler.get("/brieven/1", query_string={"rest": rest}).status_code == 200


def test_who_confirms_the_post_second_reads_when_it_went(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    made(app, handler, writing, store, cases)
    send(handler, "/brieven/1/gepost", on="21-11-2026")
    assert "gepost, wordt bijgewerkt" in words(handler.get("/brieven").text)
    assert "De brief is op de post; het dossier wordt bijgewerkt." in words(
        handler.get(f"/dossiers/{cases[2].id}").text
    )
    again = send(handler, "/brieven/1/gepost", on="20-11-2026")
    assert again.location == "/brieven/1"
    page = words(handler.get("/brieven/1").text)
    assert "Deze verzending is al bevestigd: gepost op 21-11-2026." in page
    work(app, store)
    assert "gepost op 21-11-2026" in words(handler.get("/brieven").text)
    assert "wordt bijgewerkt" not in words(handler.get(f"/dossiers/{cases[2].id}").text)


def test_an_order_of_which_every_case_changed_says_that_nothing_was_ordered(
    app: Flask, handler: FlaskClient, store: DocumentStore, cases: list[Case]
) -> None:
    send(handler, f"/dossiers/{cases[0].id}/betwisting", reason="Klopt niet")
    ordered(handler, cases)
    for case in cases[1:]:
        send(handler, f"/dossiers/{case.id}/betwisting", reason="Klopt niet")
    work(app, store)
    page = words(handler.get("/brieven/1").text)
    assert "Er is geen brief besteld." in page
    assert "2 dossiers kregen geen brief" in page
    assert "niets te posten" in words(handler.get("/brieven").text)


def test_what_changed_in_the_first_piece_refuses_the_whole(handler: FlaskClient, cases: list[Case]) -> None:
    sent = preview_of(send(handler, "/brieven/voorbeeld", dossier=[case.id for case in cases]).text)
    send(handler, f"/dossiers/{cases[0].id}/betwisting", reason="Klopt niet")
    answer = send(handler, "/brieven", **sent)
    assert answer.status_code == 422
    assert "Er is intussen iets veranderd" in answer.text
    assert "Er zijn nog geen brieven besteld" in handler.get("/brieven").text


def test_a_letter_whose_file_is_damaged_is_named_and_the_others_are_printed(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, cases: list[Case]
) -> None:
    ordered(handler, cases)
    work(app, store)
    make(writing, store, writing.get_one(LetterBatch, 1), drawn=lambda data: Rendered(
        docx=b"PK", pdf=SMALL_PDF + f"%{data.claims[0].ref}".encode(), text="", version="v1", title="Eerste brief"
    ))
    writing.commit()
    whole = pages_of(handler.get("/brieven/1/drukwerk").data)
    broken = look(select(Document).join(Letter, Letter.pdf_id == Document.id).where(Letter.case_id == cases[1].id))
    store.path(broken.sha256).write_bytes(b"%PDF-1.4 half")
    sheet, back, *others = pages_of(handler.get("/brieven/1/drukwerk").data)
    assert "Niet afgedrukt" in sheet
    assert f"De brief in dossier {cases[1].number} aan Jansje de Bakker is nu niet af te drukken." in sheet
    assert (back, len(others)) == ("", len(whole) * 2 // 3)
    page = handler.get(f"/stukken/{broken.id}")
    assert page.status_code == 500
    for said in ("Bestand niet in orde", f"“{broken.title} ({broken.filename})” is beschadigd", "geen download"):
        assert said in page.text, said

    aside = store.root.rename(store.root.with_name("aside"))
    store.root.touch()  # as when a disk on the network is gone
    for address in (f"/stukken/{broken.id}", "/brieven/1/drukwerk"):
        away = handler.get(address)
        assert (away.status_code, "De opslag van documenten is nu niet te bereiken." in away.text) == (503, True)
    store.root.unlink()
    aside.rename(store.root)

    asked = send(handler, "/brieven/1/gepost", on="21-11-2026")
    assert asked.status_code == 422
    assert f"De brief in dossier {cases[1].number}" in words(asked.text)
    assert "Is deze brief toch gepost?" in words(asked.text)
    assert look(select(func.count()).where(Letter.sent_on.is_not(None))) == 0
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', asked.text)
    assert seen is not None
    assert send(handler, "/brieven/1/gepost", on="21-11-2026", seen=seen[1], sure="1").status_code == 302


def test_letters_that_wait_for_room_say_so(app: Flask, handler: FlaskClient, cases: list[Case]) -> None:
    app.config["STORE_SPARE"] = 2**62
    assert "De opslag van documenten is vol." in ordered(handler, cases)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, as it runs."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_whole_batch_is_taken_back_with_its_reason(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case], look: Look
) -> None:
    ordered(handler, cases)
    early = send(handler, "/brieven/1/intrekken", reason="Verkeerde opdrachtgever")
    assert early.status_code == 302
    assert "Nog niet alle brieven zijn besteld" in words(handler.get("/brieven/1").text)
    work(app, store)
    make_letters(writing, store, writing.get_one(LetterBatch, 1))
    writing.commit()
    assert "Trek alle 3 brieven in" in words(handler.get("/brieven/1").text)
    empty = send(handler, "/brieven/1/intrekken", reason=" ")
    assert (empty.status_code, "Vul de reden in." in words(empty.text)) == (422, True)
    done = send(handler, "/brieven/1/intrekken", reason="Verkeerde opdrachtgever")
    assert done.status_code == 302
    page = words(handler.get("/brieven/1").text)
    assert "3 brieven zijn ingetrokken. Er gaat niets van weg." in page
    assert "Trek alle" not in page
    gone = Letter.state == LetterState.WITHDRAWN, Letter.error == "Verkeerde opdrachtgever", ~Letter.standing
    assert look(select(func.count(Letter.id)).where(*gone)) == 3
    assert look(select(func.count(Case.id)).where(Case.next_step == NextStep.SEND_FIRST_NOTICE)) == 3
    again = send(handler, "/brieven/1/intrekken", reason="Nog eens")
    assert again.status_code == 302
    assert "is niets meer in te trekken" in words(handler.get("/brieven/1").text)


def test_what_left_of_it_stays(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, cases: list[Case]
) -> None:
    made(app, handler, writing, store, cases)
    send(handler, "/brieven/1/gepost", on="21-11-2026")
    work(app, store)
    send(handler, "/brieven/1/intrekken", reason="Te laat")
    page = words(handler.get("/brieven/1").text)
    assert "is niets meer in te trekken" in page
    assert "Verzending intrekken" not in page
