"""An invoice is made of the other kind on its page: shown first, and the case opens in which it stands then."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.models import Case, RoleName
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.agency.desk.test_actions import words
from tests.cases.claims.test_kind_per_claim import SOLE_TRADE, business_client, taken_in
from tests.factories import post_first_notice
from tests.web import csrf_of

Login = Callable[[RoleName], FlaskClient]
Look = Callable[[Select[Any]], Any]


@pytest.fixture
def address(writing: Session, store: DocumentStore) -> str:
    """The page of the second of two invoices of a sole trade, before its letter."""
    rows = ((SOLE_TRADE | {"invoice": number}, "zakelijk") for number in ("F-1", "F-2"))
    (case,) = taken_in(writing, store, business_client(writing), *rows)
    made = f"/dossiers/{case.id}/facturen/{case.claims[1].id}/zakelijk"
    writing.commit()
    return made


def send(browser: FlaskClient, address: str, **typed: str) -> Any:
    return browser.post(address, data={"csrf_token": csrf_of(browser), "token": "1", "reason": "Mail"} | typed)


def test_it_is_shown_confirmed_and_stands_in_a_case_of_its_kind(
    handler: FlaskClient, look: Look, address: str
) -> None:
    case_page = address.partition("/facturen")[0]
    correcting = handler.get(address.replace("zakelijk", "corrigeren"))
    assert "Deze factuur telt als zakelijk." in words(correcting.text)
    asked = send(handler, address)
    assert asked.status_code == 422
    assert "Factuur F-2 wordt privé en gaat naar een nieuw dossier." in words(asked.text)
    assert look(select(func.count()).select_from(Case)) == 1
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{32})"', asked.text)
    assert seen
    done = send(handler, address, seen=seen[1], sure="y")
    assert done.status_code == 302
    assert done.location != case_page
    assert look(select(Case.debtor_kind).where(Case.id == int(done.location.rpartition("/")[2]))) is DebtorKind.CONSUMER
    page = words(handler.get(done.location).text)
    assert "F-2" in page
    assert handler.get(address).status_code == 404, "the invoice is not in the old case any more"


def test_without_a_reason_it_comes_back(handler: FlaskClient, address: str) -> None:
    assert "Vul in waaruit dit blijkt." in words(send(handler, address, reason="").text)


def test_after_a_letter_the_page_says_why_not(
    handler: FlaskClient, writing: Session, store: DocumentStore, address: str
) -> None:
    post_first_notice(writing, store, writing.scalars(select(Case)).one())
    writing.commit()
    assert "kan nu niet privé worden" in words(handler.get(address).text)
