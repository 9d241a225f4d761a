"""The desk in a browser without scripts: queue, list, search, case page, and who may not see them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency.web.formatting import euro
from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import statement
from cases.models import Case, HoldKind, PaidTo, RoleName
from tests.factories import FIGURES, TODAY, by
from tests.legal.figures import FIGURES_2026
from tests.web import asked, questions, stand_on

Login = Callable[[RoleName], FlaskClient]


def words(html: str) -> str:
    """The text of a page on one line, with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def plain(amount: Decimal) -> str:
    return euro(amount).replace("\u00a0", " ")


def test_the_empty_queue_offers_a_next_step(handler: FlaskClient) -> None:
    page = handler.get("/werkbak").text
    assert "De werkbak is leeg" in page
    assert 'href="/dossiers"' in page


def test_the_queue_says_why_and_counts_per_step(handler: FlaskClient, running_notice: Case) -> None:
    case = running_notice
    text = words(handler.get("/werkbak").text)
    assert case.number in text
    assert "veertiendagentermijn verstreken al 31 dagen" in text
    assert "Wachten op einde veertiendagentermijn (1)" in text


def test_the_queue_narrows_by_the_address_and_next_opens_the_first(handler: FlaskClient, case: Case) -> None:
    assert case.number not in handler.get("/werkbak?stap=call_back").text
    answer = handler.get("/werkbak/volgende")
    assert answer.location == f"/dossiers/{case.id}"
    assert handler.get("/werkbak/volgende?stap=call_back").location == "/werkbak"


def test_the_list_narrows_by_stage_client_hold_and_text(handler: FlaskClient, case: Case) -> None:
    for typed in ("/dossiers", "/dossiers?fase=amicable", "/dossiers?stilstand=nee", "/dossiers?tekst=vries",
                  f"/dossiers?opdrachtgever={case.client_id}", "/dossiers?volgorde=naam"):
        assert case.number in handler.get(asked(handler, typed)).text, typed
    for typed in ("/dossiers?fase=closed", "/dossiers?stilstand=ja", "/dossiers?tekst=jansen",
                  "/dossiers?opdrachtgever=99"):
        page = handler.get(asked(handler, typed)).text
        assert case.number not in page, typed
        assert "Geen dossier past bij dit filter" in page


def test_a_made_up_key_or_sort_gives_the_first_page(handler: FlaskClient, case: Case) -> None:
    assert case.number in handler.get("/dossiers?na=zomaar&volgorde=verzonnen").text


@pytest.mark.parametrize("key", [
    "{number}", "{payment_reference}", "K-1001", "F-1", "jansje@voorbeeld.test", "06-12 34 56 78", "+31 (0)6 12345678",
])
def test_an_exact_key_goes_straight_to_the_case(handler: FlaskClient, case: Case, key: str) -> None:
    text = key.format(number=case.number, payment_reference=case.payment_reference)
    assert handler.get(asked(handler, f"/zoeken?q={quote(text)}")).location == f"/dossiers/{case.id}"


@pytest.mark.parametrize("text", ["Vries", "de vries", "Jansje de Vries", "VRIES, Jansje", "1234ab 12", "1234 AB"])
def test_a_name_or_address_lists_the_case(handler: FlaskClient, case: Case, text: str) -> None:
    assert case.number in handler.get(asked(handler, f"/zoeken?q={quote(text)}")).text


@pytest.mark.usefixtures("case")
def test_a_search_without_result_names_what_can_be_searched(handler: FlaskClient) -> None:
    assert "Niets gevonden" in handler.get(asked(handler, "/zoeken?q=bestaatniet")).text


@pytest.mark.parametrize("day", [date(2026, 10, 20), date(2026, 10, 21), TODAY, date(2026, 12, 31)])
def test_the_balance_is_the_valuation_to_the_cent_on_any_day(
    handler: FlaskClient, writing: Session, case: Case, day: date
) -> None:
    owed = statement.valuation(writing, case, on=day, figures=FIGURES)
    writing.rollback()
    text = words(handler.get(f"/dossiers/{case.id}?op={day:%d-%m-%Y}").text)
    assert f"Te betalen op {day:%d-%m-%Y} {plain(owed.balance)}" in text
    assert plain(owed.interest) in text
    assert ("75,00" in text) == (owed.costs > 0)
    for line in owed.lines:
        assert plain(line.amount) in text
        assert line.law in text


def test_the_sum_behind_the_interest_is_on_the_page(handler: FlaskClient, case: Case) -> None:
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert re.search(r"16-06-2026 t/m \d\d-\d\d-2026: € 500,00 × \d,\d\d% × \d+ dagen / 365 = € \d+,\d\d", text)
    assert "art. 6:119" in text


def test_beyond_the_figures_the_last_known_day_is_shown_and_said(handler: FlaskClient, case: Case) -> None:
    stand_on(handler.application, FIGURES_2026)
    text = words(handler.get(f"/dossiers/{case.id}?op=31-03-2027").text)
    assert "gecontroleerd tot en met 31-12-2026" in text
    assert "Te betalen op 31-12-2026" in text


def test_a_day_that_cannot_be_read_keeps_what_was_typed(handler: FlaskClient, case: Case) -> None:
    answer = handler.get(f"/dossiers/{case.id}/saldo?op=31-3-27", headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'value="31-3-27"' in answer.text
    assert "vier cijfers" in answer.text


def test_a_payment_shows_where_it_went(handler: FlaskClient, writing: Session, case: Case) -> None:
    payments.register(
        writing, by(), case.id,
        PaymentInput(amount=Decimal("100.00"), received_on=date(2026, 11, 10), paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    writing.commit()
    split = statement.valuation(writing, case, on=TODAY, figures=FIGURES).payments[0]
    writing.rollback()
    text = words(handler.get(f"/dossiers/{case.id}").text)
    said = f"kosten {plain(split.costs)}, rente {plain(split.interest)}, hoofdsom {plain(split.principal)}"
    assert text.count(said) == 2  # in the balance and in the time line


def test_a_dispute_is_said_on_top_of_every_page_of_the_case(handler: FlaskClient, writing: Session, case: Case) -> None:
    holds.place(writing, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit iets besteld.", on=TODAY)
    writing.commit()
    for page in ("", "/betaling", "/regeling", "/gerechtelijk"):
        text = words(handler.get(f"/dossiers/{case.id}{page}").text)
        assert "Nooit iets besteld. Er gaan geen brieven en geen exploot uit." in text, page
        assert case.number in text


def test_the_case_page_asks_few_questions_of_the_database(handler: FlaskClient, case: Case) -> None:
    assert handler.get(f"/dossiers/{case.id}").status_code == 200  # the figures are read once and kept
    asked = questions(handler, f"/dossiers/{case.id}")
    assert len(asked) <= 22, "\n\n".join(asked)  # one of them whether the trace tells of this look already


def test_an_unknown_case_is_not_found(handler: FlaskClient) -> None:
    for address in ("/dossiers/99", "/dossiers/99/regeling", "/dossiers/99/gerechtelijk", "/brieven/99", "/stukken/99",
                    f"/dossiers/{10**18}", f"/dossiers/{10**30}/betaling"):
        assert handler.get(address).status_code == 404, address


@pytest.mark.parametrize("role", [RoleName.CLIENT, RoleName.BAILIFF, RoleName.ADMIN])
def test_others_do_not_get_in(login: Login, case: Case, role: RoleName) -> None:
    browser = login(role)
    for address in ("/werkbak", "/dossiers", "/zoeken", f"/dossiers/{case.id}", "/brieven", "/stukken/1"):
        assert browser.get(address).status_code == 403, address


def test_a_handler_cannot_confirm_or_give_to_the_bailiff(handler: FlaskClient, case: Case) -> None:
    for address in ("beoordeling/bevestigen", "beoordeling/afwijzen", "exploot/deurwaarder"):
        assert handler.post(f"/dossiers/{case.id}/{address}").status_code == 403


def test_a_stored_letter_opens_as_it_was_stored(handler: FlaskClient, writing: Session, case: Case) -> None:
    judged = statement.counting_notice(writing, case, figures=FIGURES)
    writing.rollback()
    assert judged is not None
    letter = judged.letter
    answer = handler.get(f"/stukken/{letter.pdf_id}")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert handler.get(f"/stukken/{letter.docx_id}").headers["Content-Disposition"].startswith("attachment")
