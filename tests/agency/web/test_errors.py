"""Every failure says what happened, whether anything was saved, what to do, and a code that is in the log."""

import gc
import logging
import re
from io import BytesIO
from typing import Any  # Any: a form made on the spot
from warnings import catch_warnings, simplefilter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from wtforms import StringField

from agency import database
from agency.web import errors
from agency.web.access import public
from agency.web.fields import DutchDateField, EuroField, UploadField, required
from agency.web.forms import BaseForm
from cases import errors as domain
from cases.models.accounts import Role, RoleName
from legal import errors as law
from tests.web import add_user, csrf_of, sign_in


def answer_to(app: Flask, error: Exception, **headers: str) -> tuple[int, str]:
    def view() -> str:
        raise error

    app.add_url_rule("/fout", view_func=public(view), endpoint="failing")
    answer = app.test_client().get("/fout", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer.status_code, answer.text


def family(base: type[Exception]) -> list[type[Exception]]:
    return [base, *(grandchild for child in base.__subclasses__() for grandchild in family(child))]


@pytest.mark.parametrize("kind", family(domain.DomainError), ids=lambda kind: kind.__name__)
def test_every_refusal_of_the_record_has_a_row_or_inherits_one(kind: type[Exception]) -> None:
    assert any(ancestor in errors.REFUSALS for ancestor in kind.__mro__)


@pytest.mark.parametrize(("error", "status", "said"), [
    (domain.CaseClosed("Dossier 2026-000123 is gesloten op 1 november."), 422, "is gesloten op 1 november"),
    (domain.EditConflict("S. Bakker wijzigde dit om 10:04."), 409, "S. Bakker wijzigde dit"),
    (domain.AlreadyDone("Dit bestand is al ingelezen."), 409, "al ingelezen"),
    (law.ParameterUnknown("no rate for 2030-01-01"), 422, "Cijfers"),
    (law.NotSupported("compounding by month"), 422, "nog niet"),
])
def test_a_refusal_is_shown_in_dutch_and_nothing_saved(app: Flask, error: Exception, status: int, said: str) -> None:
    code, page = answer_to(app, error)
    assert code == status
    assert said in page
    assert "niet" in re.findall(r"<strong>(.*?)</strong>", page)[-1]
    assert "no rate" not in page


def test_a_hidden_object_looks_as_one_that_does_not_exist(app: Flask) -> None:
    code, hidden = answer_to(app, domain.NotFound("Dossier 12 hoort bij een ander."))
    missing = app.test_client().get("/bestaat-niet")
    assert (code, missing.status_code) == (404, 404)

    def plain(page: str) -> str:
        return re.sub(r"<code>\w+</code>|content=\"[\w.-]+\"", "", page)

    assert plain(hidden) == plain(missing.text)


def test_a_bug_tells_nothing_about_itself_and_logs_its_code(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "agency.web.errors"):
        code, page = answer_to(app, KeyError("rekening van J. Jansen"))
    reference = re.findall(r"<code>(\w+)</code>", page)[0]
    assert code == 500
    assert "Jansen" not in page
    assert "Traceback" not in page
    assert "niet opgeslagen" in page
    assert reference in caplog.text


def broken(*_given: object, **_named: object) -> str:
    """A view that keeps something and then fails."""
    with database.transaction() as session:
        session.add(Role(name="half"))
        session.flush()
        raise KeyError("rekening van J. Jansen")


def test_a_bug_in_any_part_of_the_program_tells_nothing_and_leaves_nothing(app: Flask) -> None:
    """O3: one page of each blueprint fails in the middle of saving."""
    parts = {endpoint.rpartition(".")[0]: endpoint for endpoint in app.view_functions if endpoint != "static"}
    assert {"desk", "client_portal", "bailiff_portal", "admin", "calculator", "api", "auth", "security"} <= set(parts)
    visitor = app.test_client()
    token = csrf_of(visitor)
    for part, endpoint in parts.items():
        app.view_functions[endpoint] = public(broken)
        rule = next(app.url_map.iter_rules(endpoint))
        with app.test_request_context():
            address = rule.build(dict.fromkeys(rule.arguments, 1))
        assert address is not None
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = visitor.open(address[1], method=method, data={"csrf_token": token})
        assert answer.status_code == 500, (part, address)
        assert re.search(r"[0-9A-F]{8}", answer.text), part
        assert "Jansen" not in answer.text
        assert "Traceback" not in answer.text
    with app.app_context():
        assert database.session().scalar(select(func.count()).where(Role.name == "half")) == 0


def test_a_fragment_gets_the_message_in_place(app: Flask) -> None:
    app.add_url_rule("/weg", view_func=public(lambda: 1 / 0), endpoint="gone")
    answer = app.test_client().get("/weg", headers={"HX-Request": "true"})
    assert answer.status_code == 500
    assert answer.headers["HX-Retarget"] == "#meldingen"
    assert "<html" not in answer.text


def test_too_large_is_413_and_a_missing_token_is_explained(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    large = app.test_client().post("/inloggen", data={"email": "x" * 200})
    assert large.status_code == 413
    assert "groter dan 25 MB" in large.text
    assert "Formulier verlopen" in app.test_client().post("/inloggen", data={"email": "x"}).text
    app.config["MAX_CONTENT_LENGTH"] = 25_000_000
    fields = dict.fromkeys(map(str, range(2 * app.config["MAX_FORM_PARTS"])), "")
    many = app.test_client().post("/inloggen", data=fields, content_type="multipart/form-data")
    assert (many.status_code, "te veel onderdelen" in many.text) == (413, True)


def test_a_failed_view_leaves_nothing_half_saved(app: Flask) -> None:
    def view() -> str:
        with database.transaction() as session:
            session.add(Role(name="half"))
            session.flush()
            raise domain.Refused("Dit kan niet.")

    app.add_url_rule("/half", view_func=public(view), endpoint="half")
    assert app.test_client().get("/half").status_code == 422
    with app.app_context():
        assert database.session().scalar(select(func.count()).where(Role.name == "half")) == 0


def test_a_field_without_a_readable_name_is_refused_before_its_token_is_looked_for(
    app: Flask, client: FlaskClient
) -> None:
    """The library calls it None, and looked in its name for that of the token; found by requests by chance."""
    body = b'--b\r\nContent-Disposition: form-data; name="\n"\r\n\r\n1\r\n--b--\r\n'
    sign_in(client, add_user(app, RoleName.HANDLER))
    answer = client.post("/beveiliging/toegangssleutel", data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, "Verzoek niet begrepen" in answer.text) == (400, True)


def test_a_file_under_the_name_of_another_field_is_nothing(app: Flask) -> None:
    form: Any = type("OneWordForm", (BaseForm,), {"word": StringField("Woord"), "paper": UploadField("Stuk")})
    sent = {"word": (BytesIO(b"x"), "a.txt"), "paper": (BytesIO(b"y"), "b.txt")}
    with app.test_request_context("/", method="POST", data=sent):
        filled = form()
        assert not filled["word"].data
        assert filled["paper"].data.filename == "b.txt"


def test_a_body_that_breaks_off_in_a_file_leaves_nothing_open(client: FlaskClient) -> None:
    """Found by requests by chance: the library forgets the file that it began."""
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf a fi'
    with catch_warnings(record=True) as told:
        simplefilter("always")
        client.post("/inloggen", data=body, content_type="multipart/form-data; boundary=b")
        gc.collect()
    assert [each for each in told if issubclass(each.category, ResourceWarning)] == []


def test_what_is_sent_as_json_is_no_form(app: Flask) -> None:
    """It can hold half a sign, which no page can say again; found by requests by chance."""
    form: Any = type("OneWordForm", (BaseForm,), {"word": StringField("Woord")})
    sent = b'{"word": "\\ud800"}'
    with app.test_request_context("/", method="POST", data=sent, content_type="application/json"):
        assert not form()["word"].data


@pytest.mark.parametrize("host", ["<<<", "a b", "é"])
def test_a_request_to_a_site_that_cannot_be_is_not_understood(app: Flask, host: str) -> None:
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN))
    assert browser.get("/beveiliging/toegangssleutel", environ_overrides={"HTTP_HOST": host}).status_code == 400


def test_blanks_are_no_day_and_no_amount(app: Flask) -> None:
    form: Any = type("TypedForm", (BaseForm,), {
        "on": DutchDateField("Dag", validators=[required("Vul de dag in.")]),
        "amount": EuroField("Bedrag", validators=[required("Vul het bedrag in.")]),
    })
    with app.test_request_context("/", method="POST", data={"on": "   ", "amount": " "}):
        filled = form(meta={"csrf": False})
        assert not filled.validate()
        assert filled.errors == {"on": ["Vul de dag in."], "amount": ["Vul het bedrag in."]}
