"""A user of the agency whose space is full is told what to do; colleagues go on, an administrator sees it coming."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select

from cases.models import Case, Document, DocumentKind, RoleName
from cases.store import Space
from tests.agency.desk.test_evidence import add
from tests.agency.portals import browser_of
from tests.papers import pdf
from tests.web import csrf_of

Look = Callable[[Select[Any]], Any]


def test_a_full_user_is_refused_in_words_his_colleague_goes_on_and_the_administrator_sees_it(
    app: Flask, handler: FlaskClient, look: Look, case: Case
) -> None:
    app.config["USER_SPACE"] = Space(files=1, size=0)
    admin = browser_of(app, RoleName.ADMIN, email="beheer@bureau.test")
    assert "geen stukken meer aanleveren" not in admin.get("/beheer").text
    assert add(handler, case, pdf()).status_code == 302
    refused = add(handler, case, pdf() + b"\n%twee")
    assert refused.status_code == 422
    assert "Er is niets opgeslagen. Vraag een beheerder om meer ruimte" in refused.text
    assert "Factuur F-1" in refused.text, "what was typed stays"
    assert look(select(func.count()).select_from(Document).where(Document.kind == DocumentKind.INVOICE)) == 1
    note = {"csrf_token": csrf_of(handler), "token": "n", "words": "Gebeld."}
    assert handler.post(f"/dossiers/{case.id}/notitie", data=note).status_code == 302, "other work goes on"
    assert "kan geen stukken meer aanleveren" in admin.get("/beheer").text
    colleague = browser_of(app, RoleName.LEGAL_LEAD, email="jurist@bureau.test")
    assert add(colleague, case, pdf() + b"\n%drie", token="u").status_code == 302
    app.config["USER_SPACE"] = Space(files=5, size=0)
    assert add(handler, case, pdf() + b"\n%vier", token="v").status_code == 302
