"""The draft of the bailiff-served demand (sommatie-exploot)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from legal.court.writ import REQUIRED_CONTENT, uncommon_abbreviations
from letters.abbreviations import hours_written_out, law_written_out
from letters.blocks import CollectionBasis, PrintedBasis
from letters.catalogue import content
from letters.document import Heading, Items, Paragraph, Table, plain_text
from letters.errors import AmountsDiffer, FieldsMissing
from letters.examples import standard as factories
from letters.kinds.summons_writ import Addressee, RequestingParty, SummonsWritData
from letters.words import euro


def text_of(data: SummonsWritData) -> str:
    return plain_text(content(data)).replace("\u00a0", " ")


def open_fields(data: SummonsWritData) -> list[str]:
    texts = []
    for block in content(data).blocks:
        match block:
            case Heading() | Paragraph():
                texts.append(block.text)
            case Items():
                texts += block.items
            case Table():
                texts += [cell for row in block.rows for cell in row.cells]
            case _:
                pass
    return [run.text for text in texts for run in text if run.open_field]


IN_ORDER = [
    "CONCEPT – uitsluitend bestemd voor de gerechtsdeurwaarder",
    "Heden, [datum voluit in letters]",
    "op verzoek van Energie Voorbeeld B.V., besloten vennootschap met beperkte aansprakelijkheid, gevestigd te",
    "handelsregister van de Kamer van Koophandel onder nummer 87654321",
    "als lasthebber optreedt Incassobureau Voorbeeld B.V.",
    "incassoregister onder registratienummer WKI-000123",
    "woonplaats kiezende te Gracht 3, 9712 AA Groningen, ten kantore van Gerechtsdeurwaarderskantoor Voorbeeld",
    "heb ik, [voornamen en naam van de gerechtsdeurwaarder]",
    "Anna Berta de Vries, geboren op 2 maart 1984, wonende te 9712 BC Groningen, aan het adres Lindelaan 7",
    "afschrift hiervan latende aan: [naam en hoedanigheid",
    "overeenkomst gesloten tot levering van gas en stroom",
    "sinds 1 februari 2026 in verzuim (artikel 6:83, onder a, van het Burgerlijk Wetboek)",
    "met een redelijke termijn tot en met 15 juni 2026",
    "Bij brief van 5 oktober 2026, verzonden per gewone post",
    "naar mag worden aangenomen bezorgd op 7 oktober 2026",
    "verschuldigd sinds 22 oktober 2026",
    "Op 2 november 2026 is de geadresseerde gebeld",
    "2026-00101 | 01-02-2026 | 30-06-2026 | 150 | € 1.000,00 | 4 procent | € 16,44",
    "De rente berust op artikel 6:119 van het Burgerlijk Wetboek.",
    "20 oktober 2026 | € 0,00 | € 29,00 | € 71,00 | € 100,00",
    "Buitengerechtelijke incassokosten | € 187,58",
    "Totaal verschuldigd | € 1.375,65",
    "Zij bedraagt thans € 0,14 per dag",
    "gesommeerd om binnen zeven dagen na de dag van betekening van dit exploot te betalen het bedrag van € 1.375,65",
    "Naam: Stichting Derdengelden Voorbeeld",
    "Betalingskenmerk: 2026000042",
    "voornemens is de vordering voor te leggen aan de bevoegde rechter",
    "stuit (artikel 3:317 lid 1 van het Burgerlijk Wetboek)",
    "geldt dit exploot als ingebrekestelling",
    "Hoe betaalt u?",
    "betalingsregeling",
    "Bent u het niet eens met de vordering",
    "Nederlandse Schuldhulproute",
    "De kosten van dit exploot bedragen [kosten van het exploot]",
    "[handtekening van de gerechtsdeurwaarder]",
    "Productie 3: Veertiendagenbrief van 5 oktober 2026",
]


def test_everything_a_writ_asks_stands_in_it_in_its_order() -> None:
    text = text_of(factories.summons_writ())
    at = 0
    for words in IN_ORDER:
        found = text.find(words, at)
        assert found >= 0, f"missing or out of order: {words}"
        at = found


REQUIRED = {
    "service_date": "Heden, [datum voluit in letters]",
    "requesting_party": "op verzoek van Energie Voorbeeld B.V.",
    "bailiff": "heb ik, [voornamen en naam van de gerechtsdeurwaarder]",
    "addressee": "Anna Berta de Vries, geboren op 2 maart 1984, wonende te 9712 BC Groningen",
    "copy_left_with": "afschrift hiervan latende aan: [",
    "signature": "[handtekening van de gerechtsdeurwaarder]",
    "foot_costs": "De kosten van dit exploot bedragen [kosten van het exploot]",
    "grounds": "1. Waarop de vordering berust",
    "fourteen_day_notice": "De laatste dag om zonder incassokosten te betalen was 21 oktober 2026",
    "specification": "Specificatie | Bedrag",
    "daily_interest": "Zij bedraagt thans € 0,14 per dag",
    "summons": "gesommeerd om binnen zeven dagen",
    "reservation": "die de verjaring van de vordering stuit",
    "help": "6. Informatie voor u, de geadresseerde",
}


def test_no_element_that_the_law_asks_of_a_writ_is_missing() -> None:
    text = text_of(factories.summons_writ())
    assert set(REQUIRED) == {element.code for element in REQUIRED_CONTENT}
    assert [code for code, words in REQUIRED.items() if words not in text] == []
    assert text.startswith(IN_ORDER[0])


def test_only_what_the_bailiff_fills_is_open() -> None:
    assert open_fields(factories.summons_writ()) == [
        "datum voluit in letters",
        "voornamen en naam van de gerechtsdeurwaarder",
        "hoedanigheid en plaats van vestiging",
        "kantooradres van de gerechtsdeurwaarder",
        "naam en hoedanigheid van degene aan wie het afschrift is gelaten, of de wijze van achterlaten",
        "kosten van het exploot",
        "handtekening van de gerechtsdeurwaarder",
    ]


COMPANY = Addressee(
    company_name="Bakkerij Voorbeeld B.V.", legal_form="besloten vennootschap", kvk_number="11223344", street="Markt",
    number="1", postcode="9711 AA", place="Groningen",
)  # fmt: skip
ASSIGNEE = RequestingParty(
    name="Incassobureau Voorbeeld B.V.", legal_form="besloten vennootschap", seat="Utrecht",
    address=("Voorbeeldkade 12", "3511 AB Utrecht"), kvk_number="12345678",
)  # fmt: skip
VARIANTS = [
    factories.summons_writ(),
    factories.summons_writ(consumer=False, addressee=COMPANY, notice=None, court_intended=False),
    factories.summons_writ(
        creditor=factories.creditor(basis=CollectionBasis.ASSIGNMENT), requesting_party=ASSIGNEE,
        known_defences=("Op 3 mei schreef de geadresseerde op grond van artikel 6:52 BW niet te betalen.",),
    ),
    factories.summons_writ(
        valuation=factories.valuation(costs="187.58", vat="39.39", notice=factories.NOTICE_TERM),
        vat_declaration="De schuldeiser kan de btw niet verrekenen en verhoogt de kosten daarom.",
    ),
]  # fmt: skip


@pytest.mark.parametrize("data", VARIANTS)
def test_the_words_of_a_writ_are_common(data: SummonsWritData) -> None:
    assert uncommon_abbreviations(text_of(data)) == ()


def test_a_consumer_does_not_pay_for_the_writ() -> None:
    assert "U hoeft ze niet te betalen." in text_of(factories.summons_writ())


def test_the_court_is_only_announced_when_that_is_meant() -> None:
    assert "bevoegde rechter" not in text_of(factories.summons_writ(court_intended=False))


def test_the_sum_demanded_is_the_balance_of_the_valuation() -> None:
    data = VARIANTS[3]
    text = text_of(data)
    assert text.count(euro(data.valuation.balance).replace("\u00a0", " ")) == 3
    assert f"Omzetbelasting over de incassokosten | {euro(Decimal('39.39'))}".replace("\u00a0", " ") in text


def test_an_assigned_claim_is_demanded_by_the_assignee() -> None:
    text = text_of(VARIANTS[2])
    assert "op verzoek van Incassobureau Voorbeeld B.V." in text
    assert "door overdracht (cessie) heeft verkregen van Energie Voorbeeld B.V." in text
    assert "Op 3 mei schreef de geadresseerde op grond van artikel 6:52 BW niet te betalen." in text


def test_what_is_missing_is_listed_by_name() -> None:
    claims = (
        replace(factories.claims()[0], default_basis=None),
        replace(factories.claims()[1], default_basis=PrintedBasis.OTHER),
    )
    data = factories.summons_writ(
        claims=claims,
        addressee=replace(factories.summons_writ().addressee, first_names=None),
        notice=None,
        exhibits=(),
    )
    with pytest.raises(FieldsMissing) as refused:
        content(data)
    assert {field.path for field in refused.value.fields} == {
        "addressee.given_names", "claims.0.default_basis", "claims.1.default_explanation", "notice", "exhibits",
    }  # fmt: skip


TO_THE_LETTER = "Abonn. Max. Havelaar voor Jan. Jansen BV. te Div. Werken.. ivm gem. Utrecht, q.q. h.o.d.n. e.v."


def test_what_others_wrote_is_printed_to_the_letter() -> None:
    claims = (replace(factories.claims()[0], subject=TO_THE_LETTER), factories.claims()[1])
    exhibits = (replace(factories.summons_writ().exhibits[0], title=TO_THE_LETTER),)
    text = text_of(factories.summons_writ(
        claims=claims, agreement=f"De overeenkomst betreft: “{TO_THE_LETTER}”.", exhibits=exhibits,
        known_defences=(TO_THE_LETTER,),
    ))
    assert text.count(TO_THE_LETTER) == 4
    assert f"“{TO_THE_LETTER}”" in text, "the words of the client stand between quotation marks"


@pytest.mark.parametrize(("known", "printed"), [
    ({"first_names": None, "initials": "A.B."}, "A.B. de Vries, van wie alleen de voorletters bekend zijn, geboren"),
    ({"birth_date": None}, "Anna Berta de Vries, wonende te"),
    ({"trade_name": "Klussen BV. Nee"}, "handelend onder de naam Klussen BV. Nee, gevestigd te 9712 BC"),
])
def test_a_person_is_named_by_what_is_known(known: dict[str, str | None], printed: str) -> None:
    assert printed in text_of(factories.summons_writ(addressee=replace(factories.summons_writ().addressee, **known)))


@pytest.mark.parametrize("known", [
    {"kvk_number": None}, {"legal_form": None}, {"kvk_number": None, "legal_form": None},
])
def test_a_company_needs_no_register_number_and_no_form_beside_its_name(known: dict[str, str | None]) -> None:
    text = text_of(factories.summons_writ(consumer=False, notice=None, addressee=replace(COMPANY, **known)))
    assert "Bakkerij Voorbeeld B.V., " in text
    assert "None" not in text


def test_the_sections_count_on_where_the_court_is_not_meant() -> None:
    numbers = [line.split(".")[0] for line in text_of(factories.summons_writ(court_intended=False)).split("\n")
               if line[:1].isdigit() and line[1:3] == ". "]
    assert numbers == ["1", "2", "3", "4", "5", "6"]
    assert "Aanzegging" not in text_of(factories.summons_writ(court_intended=False))


def test_by_mandate_the_creditor_is_the_requesting_party() -> None:
    with pytest.raises(AmountsDiffer):
        content(factories.summons_writ(requesting_party=ASSIGNEE))


@pytest.mark.parametrize(("short", "full"), [
    ("art. 6:96 lid 6 BW", "artikel 6:96 lid 6 van het Burgerlijk Wetboek"),
    ("art. 6:119a BW, bedongen rente", "artikel 6:119a van het Burgerlijk Wetboek, bedongen rente"),
])
def test_the_law_is_cited_in_full(short: str, full: str) -> None:
    assert law_written_out(short) == full


def test_telephone_hours_are_written_out() -> None:
    assert hours_written_out("ma-vr 9.00-17.00 uur") == "maandag tot en met vrijdag 9.00-17.00 uur"


def test_a_business_reads_nothing_of_a_consumer_notice() -> None:
    assert "vijftien dagen" not in text_of(factories.summons_writ(consumer=False))


def test_what_one_paid_too_much_is_said_where_it_lowers_nothing_of_another() -> None:
    data = factories.summons_writ()
    assert "meer dan wie dat betaalde" not in text_of(data)
    surplus = replace(data, valuation=data.valuation._replace(too_much=Decimal("10.00")))
    assert "Van wat is ontvangen is € 10,00 meer dan wie dat betaalde zelf verschuldigd was." in text_of(surplus)


def test_where_nothing_bears_interest_none_is_demanded_for_later() -> None:
    running, resting = (
        plain_text(content(factories.summons_writ(interest_runs=runs))).replace("\u00a0", " ") for runs in (True, False)
    )
    assert "loopt de rente door" in running
    assert "vermeerderd met de rente" in running
    assert "loopt de rente door" not in resting
    assert "vermeerderd met de rente" not in resting
    assert "wordt geen verdere rente gevorderd" in resting
