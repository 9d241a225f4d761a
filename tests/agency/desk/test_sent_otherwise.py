"""A form comes again under the token it had: the same words get the same answer, other words are refused (R5)."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from werkzeug.datastructures import MultiDict

from cases.models import Case, Contact, Document, DocumentKind, LedgerEntry, RoleName, Submission
from tests.agency.desk.test_actions import CONTACT, PAYMENT, how_many, send, words
from tests.papers import pdf
from tests.web import add_user, csrf_of, sign_in

Look = Callable[[Select[Any]], Any]
SAID = "Dit formulier is al eerder verstuurd, met andere gegevens."


def token_on(page: str) -> str:
    """The token of the form whose words stand on the page."""
    form = next(each for each in page.split("<form")[1:] if "Betaalt maandag" in each)
    found = re.search(r'name="token"[^>]*value="([^"]+)"', form)
    assert found is not None
    return found[1]


def test_other_words_are_refused_and_kept_and_count_when_they_are_sent_once_more(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    address = f"/dossiers/{case.id}/contact"
    assert send(handler, address, token="same", **CONTACT).status_code == 302
    other = CONTACT | {"note": "Betaalt maandag"}
    for _ in range(2):
        refused = send(handler, address, token="same", **other)
        assert (refused.status_code, look(how_many(Contact))) == (422, 1)
        assert SAID in words(refused.text)
        assert "is niet opgeslagen" in words(refused.text)
    assert token_on(refused.text) != "same"
    again = other | {"token": token_on(refused.text)}
    assert [send(handler, address, **again).status_code for _ in range(2)] == [302, 302]
    assert look(how_many(Contact)) == 2
    assert send(handler, address, token="same", **CONTACT).status_code == 302, "the first words are still on record"
    assert look(how_many(Contact)) == 2


def test_the_order_of_fields_the_ends_of_lines_and_a_new_log_in_make_no_other_words(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    address = f"/dossiers/{case.id}/contact"
    note = "Eerste regel\r\nTweede regel"
    sent = CONTACT | {"note": note, "token": "same"}
    assert send(handler, address, **sent).status_code == 302
    assert send(handler, address, **dict(reversed(sent.items()))).status_code == 302
    assert send(handler, address, **(sent | {"note": note.replace("\r\n", "\n")})).status_code == 302
    handler.post("/uitloggen", data={"csrf_token": csrf_of(handler)})
    assert sign_in(handler, "handler@voorbeeld.test").status_code == 302
    assert send(handler, address, **sent).status_code == 302
    assert look(how_many(Contact)) == 1


@pytest.mark.parametrize("change", [
    {"erbij": "x"}, {"note": "betaalt vrijdag"}, {"outcome": "refuses"}, {"right_party": ["ja", "nee"]},
])
def test_one_word_more_or_less_is_another_form(
    handler: FlaskClient, look: Look, case: Case, change: dict[str, Any]
) -> None:
    send(handler, f"/dossiers/{case.id}/contact", token="same", **CONTACT)
    data = MultiDict(CONTACT | {"csrf_token": csrf_of(handler), "token": "same"} | change)
    refused = handler.post(f"/dossiers/{case.id}/contact", data=data)
    assert (refused.status_code, SAID in words(refused.text)) == (422, True)
    assert look(how_many(Contact)) == 1


def test_a_token_is_of_one_address_and_of_one_user(
    handler: FlaskClient, login: Callable[[RoleName], FlaskClient], look: Look, case: Case
) -> None:
    assert send(handler, f"/dossiers/{case.id}/contact", token="same", **CONTACT).status_code == 302
    elsewhere = send(handler, f"/dossiers/{case.id}/betaling", token="same", **PAYMENT)
    assert (elsewhere.status_code, SAID in words(elsewhere.text)) == (422, True)
    other = login(RoleName.LEGAL_LEAD)
    assert send(other, f"/dossiers/{case.id}/contact", token="same", **CONTACT).status_code == 422
    assert (look(how_many(Contact)), look(how_many(LedgerEntry))) == (1, 1)


def test_without_a_token_each_counts(handler: FlaskClient, look: Look, case: Case) -> None:
    for without in ({}, {"token": ""}):
        for note in ("Betaalt vrijdag", "Betaalt maandag"):
            given = CONTACT | {"note": note} | without
            assert send(handler, f"/dossiers/{case.id}/contact", **given).status_code == 302
    assert look(how_many(Contact)) == 4


def test_a_file_counts_by_what_is_in_it_and_its_name(handler: FlaskClient, look: Look, case: Case) -> None:
    first, second = pdf(), pdf(pages=2)

    def add(content: bytes, name: str) -> tuple[int, bool]:
        answer = handler.post(f"/dossiers/{case.id}/stukken", data={
            "kind": "invoice", "claim_id": str(case.claims[0].id), "title": "Factuur", "csrf_token": csrf_of(handler),
            "token": "t", "file": (BytesIO(content), name),
        })
        return answer.status_code, SAID in words(answer.text)

    assert add(first, "a.pdf") == (302, False)
    assert add(first, "a.pdf") == (302, False)
    assert add(second, "a.pdf") == (422, True)
    assert add(first, "b.pdf") == (422, True)
    assert look(how_many(Document).where(Document.kind == DocumentKind.INVOICE)) == 1


def test_the_same_payment_gets_the_same_answer_and_is_told_so(handler: FlaskClient, look: Look, case: Case) -> None:
    first, second = (send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    told = words(handler.get(second.location).text)
    assert "Dit formulier was al verwerkt; er is niets dubbel opgeslagen." in told
    assert "Betaling van € 100,00 geboekt" in told
    assert look(how_many(LedgerEntry)) == 2


def test_of_the_words_a_fingerprint_is_kept_that_nobody_can_try_words_on(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    digest = look(select(Submission.digest).where(Submission.token == "pay"))
    assert re.fullmatch("[0-9a-f]{64}", digest)
    for said in (PAYMENT["amount"], str(PAYMENT), "&".join(f"{name}={value}" for name, value in PAYMENT.items())):
        assert digest != hashlib.sha256(said.encode()).hexdigest()
    assert set(Submission.__table__.columns.keys()) == {"token", "user_id", "handled_at", "digest", "answer"}


def test_a_form_of_before_there_were_fingerprints_was_handled(
    handler: FlaskClient, writing: Any, look: Look, case: Case
) -> None:
    send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    writing.execute(Submission.__table__.update().values(digest=None, answer=None))
    writing.commit()
    answer = send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    assert answer.location == f"/dossiers/{case.id}"
    assert "was al geboekt" in words(handler.get(answer.location).text)
    assert look(how_many(LedgerEntry)) == 2


def test_who_is_not_the_user_of_the_token_learns_nothing_of_it(
    handler: FlaskClient, app: Any, case: Case
) -> None:
    send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    other = app.test_client()
    sign_in(other, add_user(app, RoleName.HANDLER, email="ander@voorbeeld.test"))
    answer = send(other, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    assert answer.status_code == 422
