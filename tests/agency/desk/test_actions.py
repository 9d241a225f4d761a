"""What a handler does on a case: each form once, each refusal with what was typed, each result on the page."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.amicable import arrangements, contacts
from cases.amicable.contacts import ContactInput
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    Contact,
    ContactChannel,
    ContactOutcome,
    Hold,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterBatch,
    LetterState,
    RoleName,
)
from cases.progress import stages
from cases.store import DocumentStore
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_bailiff_office,
    make_case,
    make_letters,
    order_first_notice,
    show_means,
)
from tests.web import asked, csrf_of

Login = Callable[[RoleName], FlaskClient]
Look = Callable[[Select[Any]], Any]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def send(browser: FlaskClient, address: str, *, htmx: bool = False, **values: object) -> TestResponse:
    """Send a form with the token of the session."""
    data = {"csrf_token": csrf_of(browser), **values}
    return browser.post(address, data=data, headers={"HX-Request": "true"} if htmx else {})


def how_many(model: type) -> Select[int]:
    return select(func.count()).select_from(model)


CONTACT = {"channel": "phone_out", "outcome": "promises_payment", "right_party": "ja", "note": "Betaalt vrijdag",
           "call_back_on": "27-11-2026"}


def test_a_contact_is_logged_and_the_next_step_follows(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/contact", token="a", **CONTACT)
    assert answer.location == f"/dossiers/{case.id}"
    text = words(handler.get(answer.location).text)
    assert "Bel uit: belooft te betalen" in text
    assert "Betaalt vrijdag" in text
    assert "Volgende stap: terugbellen, op 27-11-2026" in text


def test_a_contact_with_htmx_answers_the_piece_that_changed(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/contact", htmx=True, token="a", **CONTACT)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="dossierkop" hx-swap-oob="true"' in answer.text
    assert "Bel uit: belooft te betalen" in words(answer.text)


def test_the_same_form_twice_logs_one_contact(handler: FlaskClient, look: Look, case: Case) -> None:
    for _ in range(2):
        assert send(handler, f"/dossiers/{case.id}/contact", token="same", **CONTACT).status_code == 302
    assert look(how_many(Contact)) == 1


def test_a_refused_contact_keeps_what_was_typed_and_its_token(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/contact", token="t", **(CONTACT | {"right_party": ""}))
    assert answer.status_code == 422
    assert "Geef aan of u de debiteur zelf" in answer.text
    assert "Betaalt vrijdag" in answer.text
    assert "<title>Fout:" in answer.text
    assert send(handler, f"/dossiers/{case.id}/contact", token="t", **CONTACT).status_code == 302
    assert look(how_many(Contact)) == 1


def test_a_citizen_service_number_in_a_note_is_refused(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/contact", **(CONTACT | {"note": "bsn 111222333"}))
    assert answer.status_code == 422
    assert "burgerservicenummer" in answer.text


PAYMENT = {"amount": "100,00", "received_on": "10-11-2026", "paid_to": "agency", "claim_id": "", "note": ""}


def test_a_payment_says_where_it_went_and_counts_once(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    text = words(handler.get(answer.location).text)
    assert "Betaling van € 100,00 geboekt: kosten € 75,00, rente € 8,11, hoofdsom € 16,89 (art. 6:44 BW)." in text
    answer = send(handler, f"/dossiers/{case.id}/betaling", token="pay", **PAYMENT)
    assert "er is niets dubbel opgeslagen" in words(handler.get(answer.location).text)
    assert look(how_many(LedgerEntry)) == 2  # the principal and one payment


def test_a_payment_in_the_future_is_refused_on_the_form(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/betaling", **(PAYMENT | {"received_on": "22-11-2026"}))
    assert answer.status_code == 422
    assert "ligt in de toekomst" in answer.text
    assert 'value="22-11-2026"' in answer.text


def test_a_payment_is_reversed_with_a_reason(handler: FlaskClient, look: Look, case: Case) -> None:
    send(handler, f"/dossiers/{case.id}/betaling", **PAYMENT)
    entry = look(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.PAYMENT))
    address = f"/dossiers/{case.id}/betaling/{entry}/terugboeken"
    assert "€ 100,00" in words(handler.get(address).text)
    assert send(handler, address, reason="").status_code == 422
    assert send(handler, address, reason="Gestorneerd door de bank").status_code == 302
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Betaling van € 100,00 teruggeboekt" in text
    assert "Gestorneerd door de bank" in text
    assert handler.get(address).status_code == 302


def test_a_schedule_is_shown_before_anything_is_saved(handler: FlaskClient, writing: Session, case: Case) -> None:
    text = words(handler.get(f"/dossiers/{case.id}/regeling?termijnen=2&vanaf=01-12-2026").text)
    owed = arrangements.propose(
        writing, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=2
    )
    running = stages.running_arrangement(writing, case.id)
    writing.rollback()
    assert running is None
    assert f"1 01-12-2026 € {owed.terms[0].amount}".replace(".", ",") in text
    assert "De laatste termijn is op 04-01-2027" in text  # 1 January is a holiday, then a weekend


def test_a_shown_schedule_is_kept_and_followed(handler: FlaskClient, look: Look, case: Case) -> None:
    page = handler.get(f"/dossiers/{case.id}/regeling?bedrag=200&vanaf=01-12-2026").text
    sent = dict(re.findall(r'name="(amount|number|first_due_on|seen|token)"[^>]*value="([^"]*)"', page))
    answer = send(handler, f"/dossiers/{case.id}/regeling", note="", **sent)
    assert answer.status_code == 302
    text = words(handler.get(answer.location).text)
    assert "Lopende regeling van 21-11-2026" in text
    assert "1 01-12-2026 € 200,00 € 0,00 open" in text
    send(handler, f"/dossiers/{case.id}/regeling/beeindigen", broken="nee", reason="Debiteur wil alles ineens betalen")
    assert look(select(Arrangement.state)) is ArrangementState.ENDED


def test_a_schedule_that_changed_meanwhile_is_shown_again(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(
        handler, f"/dossiers/{case.id}/regeling", amount="", number="3", first_due_on="01-12-2026", seen="iets anders",
    )
    assert answer.status_code == 422
    assert "Het saldo is intussen veranderd" in answer.text
    assert look(how_many(Arrangement)) == 0


@pytest.mark.parametrize("asked", ["bedrag=10&termijnen=3", "bedrag=0,001", "termijnen=99", "bedrag=1"])
def test_an_impossible_schedule_is_refused_in_words(handler: FlaskClient, case: Case, asked: str) -> None:
    answer = handler.get(f"/dossiers/{case.id}/regeling?{asked}")
    assert answer.status_code == 422
    assert "Controleer uw invoer" in answer.text


def test_a_dispute_stops_letters_and_ends_with_its_outcome(
    handler: FlaskClient, writing: Session, look: Look, store: DocumentStore
) -> None:
    waiting = make_case(writing, store)
    writing.commit()
    answer = send(handler, f"/dossiers/{waiting.id}/betwisting", reason="De meterstand klopt niet")
    assert answer.location == f"/dossiers/{waiting.id}"
    preview = words(send(handler, "/brieven/voorbeeld", dossier=waiting.id).text)
    assert "Eerste brief: geen brieven" in preview
    assert "staat stil: betwisting" in preview
    hold = look(select(Hold.id))
    assert send(handler, f"/dossiers/{waiting.id}/stilstand/{hold}/beeindigen", outcome="").status_code == 422
    send(handler, f"/dossiers/{waiting.id}/stilstand/{hold}/beeindigen", outcome="Netbeheerder bevestigt de stand")
    assert "1 brief" in words(send(handler, "/brieven/voorbeeld", dossier=waiting.id).text)


def test_a_hold_has_its_kind_and_review_day(handler: FlaskClient, case: Case) -> None:
    assert send(handler, f"/dossiers/{case.id}/stilstand", reason="Wijkteam belde").status_code == 422
    send(handler, f"/dossiers/{case.id}/stilstand", kind="debt_help", reason="Wijkteam belde", review_on="21-12-2026")
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Schuldhulpverlening sinds 21-11-2026. Wijkteam belde" in text
    assert "betwisting of pauze beoordelen, op 21-12-2026" in text


def preview_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(shown|letter_date|token)"[^>]*value="([^"]*)"', page))


def test_what_was_previewed_is_what_is_ordered(
    handler: FlaskClient, writing: Session, look: Look, store: DocumentStore
) -> None:
    first = make_case(writing, store)
    second = make_case(writing, store, customer="K-2", invoice="F-2", surname="Jansen", house_number="14")
    writing.commit()
    page = send(handler, "/brieven/voorbeeld", dossier=[first.id, second.id]).text
    assert "Eerste brief: 2 brieven" in words(page)
    sent = preview_of(page)
    first_answer, answer = (send(handler, "/brieven", **sent) for _ in range(2))
    assert answer.location == first_answer.location == "/brieven/1"
    assert look(how_many(LetterBatch)) == 1
    assert look(how_many(Letter)) == 2
    batch = words(handler.get("/brieven/1").text)
    assert "0 van 2 brieven gemaakt" in batch


def test_all_in_the_filter_are_previewed(handler: FlaskClient, writing: Session, store: DocumentStore) -> None:
    make_case(writing, store)
    make_case(writing, store, customer="K-2", invoice="F-2", surname="Jansen", house_number="14")
    writing.commit()
    assert "2 brieven" in words(send(handler, "/brieven/voorbeeld", alles="1").text)
    sought = asked(handler, "/dossiers?tekst=jansen").split("z=")[1].split("&")[0]
    assert "1 brief" in words(send(handler, "/brieven/voorbeeld", alles="1", z=sought).text)
    assert send(handler, "/brieven/voorbeeld", terug="https://elders.test/").location == "/dossiers"


def test_an_order_of_an_outdated_preview_is_refused(
    handler: FlaskClient, writing: Session, look: Look, store: DocumentStore
) -> None:
    waiting = make_case(writing, store)
    writing.commit()
    sent = preview_of(send(handler, "/brieven/voorbeeld", dossier=waiting.id).text)
    send(handler, f"/dossiers/{waiting.id}/betwisting", reason="Klopt niet")
    answer = send(handler, "/brieven", **sent)
    assert answer.status_code == 422
    assert "Er is intussen iets veranderd" in answer.text
    assert look(how_many(Letter)) == 0


def test_progress_stops_asking_when_all_is_made_and_posting_starts_the_term(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    waiting = make_case(writing, store)
    batch = order_first_notice(writing, waiting)
    writing.commit()
    fragment = handler.get(f"/brieven/{batch.id}", headers={"HX-Request": "true"}).text
    assert "every 2s" in fragment
    assert "<html" not in fragment
    assert send(handler, f"/brieven/{batch.id}/gepost", on="21-11-2026").status_code == 422
    make_letters(writing, store, batch)
    writing.commit()
    assert "every 2s" not in handler.get(f"/brieven/{batch.id}", headers={"HX-Request": "true"}).text
    assert handler.get(f"/brieven/{batch.id}/drukwerk").data.startswith(b"%PDF-")
    assert send(handler, f"/brieven/{batch.id}/gepost", on="21-11-2026").status_code == 302
    assert "Gepost op 21-11-2026" in words(handler.get(f"/brieven/{batch.id}").text)
    assert "Veertiendagentermijn loopt" in words(handler.get(f"/dossiers/{waiting.id}").text)


def test_a_letter_that_failed_is_previewed_again(handler: FlaskClient, writing: Session, store: DocumentStore) -> None:
    waiting = make_case(writing, store)
    batch = order_first_notice(writing, waiting)
    batch.letters[0].state, batch.letters[0].error = LetterState.FAILED, "het adres is niet compleet"
    writing.commit()
    assert "het adres is niet compleet" in handler.get(f"/brieven/{batch.id}").text
    again = send(handler, f"/dossiers/{waiting.id}/brieven/{batch.letters[0].id}/opnieuw")
    assert "Eerste brief: 1 brief" in words(again.text)


def test_a_returned_letter_takes_the_costs_away(handler: FlaskClient, look: Look, case: Case) -> None:
    letter = look(select(Letter.id))
    send(handler, f"/dossiers/{case.id}/brieven/{letter}/retour", on="20-10-2026")
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "De brief kwam op 20-10-2026 terug" in text
    assert "Incassokosten (niet verschuldigd)" in text
    assert send(handler, f"/dossiers/99/brieven/{letter}/retour").status_code == 404


def test_evidence_is_added_and_a_file_of_another_kind_refused(handler: FlaskClient, case: Case) -> None:
    values = {"kind": "invoice", "claim_id": case.claims[0].id, "title": "Factuur F-1"}
    good = send(handler, f"/dossiers/{case.id}/stukken", file=(BytesIO(SMALL_PDF), "factuur.pdf"), **values)
    assert good.status_code == 302
    assert "Factuur F-1" in handler.get(f"/dossiers/{case.id}").text
    bad = send(handler, f"/dossiers/{case.id}/stukken", file=(BytesIO(b"MZ"), "factuur.pdf"), **values)
    assert bad.status_code == 422
    assert "is geen PDF, PNG of JPEG" in bad.text
    assert "Kies een bestand" in send(handler, f"/dossiers/{case.id}/stukken", **values).text


UNWILLING = "Weigert zonder verweer en zegt dat geld niet het punt is"


@pytest.fixture
def refusing(writing: Session, case: Case) -> Case:
    """A case whose debtor refused twice without a defence."""
    for _ in range(2):
        contacts.log(
            writing, by(), case.id,
            ContactInput(
                channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.REFUSES, right_party=True,
                note="Weigert zonder verweer",
            ),
        )
    show_means(writing, case)
    writing.commit()
    return case


def test_silence_alone_is_refused_as_unwillingness(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/beoordeling", outcome="able_unwilling", reason="Reageert nergens op")
    assert answer.status_code == 422
    assert "Geen reactie alleen is nooit betalingsonwil" in answer.text
    assert "Reageert nergens op" in answer.text


def test_unwillingness_is_confirmed_by_the_legal_lead_and_the_gate_names_what_is_missing(
    handler: FlaskClient, login: Login, writing: Session, refusing: Case
) -> None:
    make_bailiff_office(writing)
    writing.commit()
    base = f"/dossiers/{refusing.id}"
    assert send(handler, f"{base}/beoordeling", outcome="able_unwilling", reason=UNWILLING).status_code == 302
    lead = login(RoleName.LEGAL_LEAD)
    assert send(lead, f"{base}/beoordeling/bevestigen", note="Akkoord").status_code == 302
    text = words(handler.get(f"{base}/gerechtelijk").text)
    assert "Bevestigd: kan, maar wil niet betalen (betalingsonwil)" in text
    assert "Er is niet in het insolventieregister gekeken" in text
    assert "Factuur ontbreekt bij: F-1. Wie: opdrachtgever." in text
    refused = send(handler, f"{base}/exploot", bailiff_office_id="1")
    assert refused.status_code == 422
    assert "Er ontbreekt:" in refused.text
    check = {"register": "insolvency", "checked_on": "21-11-2026", "found": "nee", "note": ""}
    assert send(handler, f"{base}/register", **check).status_code == 422  # without proof
    assert send(handler, f"{base}/register", file=(BytesIO(SMALL_PDF), "cir.pdf"), **check).status_code == 302
    assert "Centraal Insolventieregister" in words(handler.get(f"{base}/gerechtelijk").text)


def test_nobody_confirms_an_own_assessment(login: Login, refusing: Case) -> None:
    lead = login(RoleName.LEGAL_LEAD)
    send(lead, f"/dossiers/{refusing.id}/beoordeling", outcome="able_unwilling", reason=UNWILLING)
    answer = send(lead, f"/dossiers/{refusing.id}/beoordeling/bevestigen", note="")
    assert answer.status_code == 422
    assert "Iemand anders dan degene die beoordeelde" in answer.text


def test_amounts_are_dutch(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/betaling", **(PAYMENT | {"amount": "12.50"}))
    assert answer.status_code == 422
    assert "achter een komma" in answer.text


def test_a_defective_notice_is_said_and_a_new_letter_can_be_made(handler: FlaskClient, look: Look, case: Case) -> None:
    """The client got 100 euro before the letter left: it named too much, and no costs are due until a new one."""
    paid = {"amount": "100,00", "received_on": "30-09-2026", "paid_to": "client", "token": "p"}
    send(handler, f"/dossiers/{case.id}/betaling", **paid)
    page = handler.get(f"/dossiers/{case.id}").text
    text = words(page)
    assert "Veertiendagenbrief gebrekkig. Brief van 02-10-2026: De brief noemt € 75,00" in text
    assert "art. 6:96 lid 5 en 6 BW" in text
    assert "Er zijn geen incassokosten verschuldigd, ook later niet" in text
    assert "Volgende stap: nieuwe veertiendagenbrief maken. De oude blijft in het dossier." in text
    assert "Incassokosten (niet verschuldigd) € 0,00" in text
    assert "Nieuwe veertiendagenbrief maken" in page
    assert "fee_too_high" not in page
    shown = words(send(handler, "/brieven/voorbeeld", dossier=str(case.id)).text)
    assert "Geheel nieuwe brief: die van 02-10-2026 maakt geen incassokosten verschuldigd" in shown
    preview = send(handler, "/brieven/voorbeeld", dossier=str(case.id)).text
    answer = send(handler, "/brieven", **preview_of(preview))
    assert answer.status_code == 302
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Een nieuwe veertiendagenbrief is al besteld." in text
    assert look(how_many(Letter)) == 2
    assert "Nieuwe veertiendagenbrief maken" not in handler.get(f"/dossiers/{case.id}").text


def test_a_valid_notice_offers_no_second_letter(handler: FlaskClient, case: Case) -> None:
    page = handler.get(f"/dossiers/{case.id}").text
    assert "gebrekkig" not in page
    assert "Eerste brief <kbd>" not in page
    assert "Nieuwe brief <kbd>" not in page
