"""What an SMS, a voicemail, an envelope and a subject may not say: the words of debt, amounts and creditors."""

import pytest

from legal.debtor.quiet_words import (
    Betrays,
    Sender,
    betrayals,
    call_us,
    is_allowed_message,
    quiet_name,
    return_address,
)

CREDITORS = ("Stroomdal Energie B.V.", "Stichting Kinderopvang De Zevensprong", "Bol", "N.V. Waterland")
LOUD, QUIET = "Voorbeeld Incasso B.V.", "Voorbeeld Diensten B.V."
PHONE, NUMBER = "030 123 45 67", "WKI-000001"
SAID = f"Wilt u ons bellen? {QUIET}, {PHONE}, registratienummer {NUMBER}"


def sender(*names: str) -> Sender:
    return Sender(names=names, phone=PHONE, registration_number=NUMBER)


@pytest.mark.parametrize("text", [
    "U heeft een schuld bij ons", "Uw huurschuld", "Voorbeeld Incasso", "INCASSO", "Inkasso", "incassobureau",
    "Uw energierekening", "de rekening", "rekeningnummer", "Factuur 2026-1", "uw facturen", "Onze vordering",
    "vorderingen op u", "Betaal vandaag", "U hebt niet betaald", "betalingsherinnering", "Wij wachten op uw betaling",
    "betalingsregeling", "achterstand", "huurachterstand", "achterstallig", "Aanmaning", "laatste aanmaning",
    "Herinnering", "de deurwaarder komt", "gerechtsdeurwaarder", "dagvaarding", "een rechter", "rechtbank",
    "gerechtelijke stappen", "beslag op uw loon", "beslaglegging", "vonnis", "exploot", "ingebrekestelling",
    "veertiendagenbrief", "14-dagenbrief", "openstaand", "uw debiteurnummer", "crediteur", "krediet", "een lening",
    "incassokosten", "kosten", "wettelijke rente", "wanbetaler", "sommatie", "wij sommeren", "invordering", "saldo",
    "het bedrag", "aflossing", "faillissement", "failliet", "BKR", "schuldhulp", "schuldeiser", "in\u00adcas\u200bso",
    "ｉｎｃａｓｓｏ", "your debt", "unpaid invoice", "payment overdue", "debt collection", "Credit Care",
    "NL91 ABNA 0417164300", "IBAN",
])
def test_a_word_of_debt_is_found(text: str) -> None:
    assert Betrays.DEBT in {each.betrays for each in betrayals(text)}


@pytest.mark.parametrize("text", [
    "€ 12,50", "12,50", "1.234,56", "€5", "5 euro", "vijftig euro", "EUR 100", "100,-", "25,–", "drie cent",
    "tien euro's", "$ 5",
])
def test_an_amount_is_found(text: str) -> None:
    assert Betrays.AMOUNT in {each.betrays for each in betrayals(text)}


@pytest.mark.parametrize(("text", "found"), [
    ("Namens Stroomdal Energie B.V.", "stroomdal energie"), ("van STROOMDAL", "stroomdal"),
    ("over De Zevensprong", "zevensprong"), ("uw bestelling bij Bol", "bol"), ("Waterland belt u", "waterland"),
])
def test_a_creditor_is_found_with_its_form_or_without(text: str, found: str) -> None:
    assert [(each.betrays, each.found) for each in betrayals(text, creditors=CREDITORS)] == [(Betrays.CREDITOR, found)]


@pytest.mark.parametrize("text", [
    SAID, "Wilt u ons bellen?", "Bericht van Voorbeeld Diensten", "Uw bericht van 3 november 2026",
    "Wij bellen u terug op 23-11-2026 om 9.30 uur", "Onze verontschuldigingen voor de vertraging", "onschuldig",
    "Bevordering van uw welzijn", "Een berekening van de route", "rechterkant van de straat", "hulpverlening",
    "Kenmerk 2026-000123", "030 123 45 67", "dienstverlening", "Antwoord op uw vraag", "symbol", "stroomdalletje",
    "concurrenten en transparantie", "u bent gerechtigd",
])
def test_a_text_without_these_may_be_seen(text: str) -> None:
    assert betrayals(text, creditors=CREDITORS) == ()


def test_our_own_quiet_name_is_no_creditor_even_where_words_are_shared() -> None:
    creditors = ["Voorbeeld Energie B.V."]
    assert betrayals(SAID, creditors=creditors) != ()
    assert betrayals(SAID, creditors=creditors, own=[QUIET]) == ()
    assert betrayals(f"{SAID} namens Voorbeeld Energie", creditors=creditors, own=[QUIET]) != ()


@pytest.mark.parametrize(("names", "chosen"), [
    ([LOUD, QUIET], QUIET), ([QUIET, LOUD], QUIET), ([LOUD], None), ([LOUD, "INCASSO Noord", "Schuldservice"], None),
    ([], None), ([LOUD, " "], None), ([LOUD, "Credit Care"], None),
])
def test_the_name_that_is_used_gives_nothing_away(names: list[str], chosen: str | None) -> None:
    assert quiet_name(names) == chosen
    assert return_address(names, ("Postbus 1", "3500 AA  Utrecht")) == (
        *([chosen] if chosen else []), "Postbus 1", "3500 AA  Utrecht"
    )
    assert call_us(sender(*names)) == (SAID if chosen else None)


@pytest.mark.parametrize(("text", "allowed"), [
    (SAID, True), (f"{SAID}.", False), (SAID.replace(QUIET, LOUD), False), (SAID.replace(NUMBER, ""), False),
    (f"Wilt u ons bellen? {QUIET}, {PHONE}", False), (SAID.lower(), False), ("", False),
    (f"{SAID} U krijgt anders een brief.", False),
])
def test_only_that_one_text_leaves(text: str, allowed: bool) -> None:
    assert is_allowed_message(text, sender(LOUD, QUIET)) is allowed
    assert not is_allowed_message(text, sender(LOUD))


@pytest.mark.parametrize("missing", [
    Sender(names=(QUIET,), phone="", registration_number=NUMBER),
    Sender(names=(QUIET,), phone=PHONE, registration_number=""),
])
def test_without_phone_or_number_nothing_is_left(missing: Sender) -> None:
    assert call_us(missing) is None
