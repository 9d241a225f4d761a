"""The first letter, which is also the fourteen-day notice for a consumer."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.notice.letter_elements import ELEMENTS, WHERE
from legal.notice.term import REQUIRED_ELEMENTS, text_defects
from letters.blocks import CollectionBasis
from letters.catalogue import content
from letters.document import plain_text
from letters.errors import AmountsDiffer, FieldsMissing, NotYetInDefault, WordingRefused
from letters.examples import standard as factories
from letters.kinds.first_notice import FirstNoticeData
from letters.words import euro, long_date, short_date
from tests.letters.reading import threats

TERM = "binnen vijftien dagen nadat deze brief bij u is bezorgd"


def text_of(data: FirstNoticeData) -> str:
    return plain_text(content(data))


def test_the_consumer_letter_has_every_element_of_the_notice() -> None:
    data = factories.first_notice(
        fee_vat=Decimal("39.39"),
        vat_percent=Decimal(21),
        vat_declaration="Wij kunnen de btw niet verrekenen en verhogen de kosten daarom met btw.",
        total_with_costs=factories.valuation().balance + Decimal("226.97"),
    )
    text = text_of(data)
    says = {
        "demand": "Deze brief is een aanmaning.",
        "claims": euro(Decimal("250.50")),
        "principal_total": euro(Decimal("1250.50")),
        "term": TERM,
        "consequence": "Dan moet u ook incassokosten betalen.",
        "fee": f"{euro(Decimal('226.97'))} ({euro(Decimal('187.58'))} plus 21% btw, dat is {euro(Decimal('39.39'))})",
        "vat": "Energie Voorbeeld B.V. verklaard: Wij kunnen de btw niet verrekenen",
        "creditor": "Energie Voorbeeld B.V. heeft ons gevraagd om deze rekeningen bij u te innen",
        "payee_iban": "NL91\u00a0ABNA\u00a00417\u00a01643\u00a000",
        "reference": "Betalingskenmerk: 2026000042",
        "registration": "Incassobureau Voorbeeld B.V. · registratienummer incassoregister WKI-000123",
    }
    assert set(says) == {element.code for element in REQUIRED_ELEMENTS}
    assert [code for code, words in says.items() if words not in text] == []
    assert text_defects(text, fee=Decimal("226.97")) == ()


def test_the_letter_describes_the_claim_as_the_decree_asks() -> None:
    data = factories.first_notice()
    text = text_of(data)
    described = [
        "Mevrouw A.B. de Vries, Lindelaan 7, 9712 BC Groningen",
        "Incassobureau Voorbeeld B.V., Voorbeeldkade 12, 3511 AB Utrecht, KvK 12345678",
        "Energie Voorbeeld B.V., Stroomweg 1, 9711 AA Groningen",
        "telefoon 050 000 00 00, e-mail klant@energie.example",
        f"Alle rekeningen horen bij de overeenkomst van {long_date(date(2024, 3, 4))}.",
    ]
    for claim in data.claims:
        assert claim.reminder_term_until is not None
        described += [
            claim.invoice_number, claim.subject, short_date(claim.invoice_date),
            short_date(claim.due_date), short_date(claim.reminder_term_until), euro(claim.principal),
        ]  # fmt: skip
    for line in data.interest_lines:
        assert line.rate_percent is not None
        described.append(
            f"{short_date(line.first_day)} | {short_date(line.last_day)} | {line.days} | {euro(line.base)} | "
            f"{f'{line.rate_percent.normalize():f}'.replace('.', ',')}% | art. 6:119 BW | {euro(line.amount)}"
        )
    assert [words for words in described if words not in text] == []


def test_the_amounts_are_those_of_the_valuation() -> None:
    data = factories.first_notice()
    text = text_of(data)
    now = data.valuation
    assert f"Rekeningen (hoofdsom) | {euro(now.principal)}" in text
    assert f"Rente tot en met 21\u00a0november\u00a02026 | {euro(now.interest)}" in text
    assert f"Al betaald | {euro(-now.paid)}" in text
    assert f"Nu te betalen | {euro(now.balance)}" in text
    assert f"U moet dan in totaal {euro(now.balance + data.fee)} betalen" in text


@pytest.mark.parametrize(
    "words",
    ["betalingsregeling", "niet eens met de rekeningen",
     "kopie", "Klacht.", "Nederlandse Schuldhulproute", "uw gemeente",
     "Juridisch Loket", "Autoriteit Persoonsgegevens", "Wij kregen ze van Energie Voorbeeld B.V.", "twee jaar"],
)  # fmt: skip
def test_the_debtor_reads_about_rights_and_help(words: str) -> None:
    assert words in text_of(factories.first_notice())


def test_the_term_has_no_last_date_and_no_wrong_start() -> None:
    text = text_of(factories.first_notice())
    assert text.count(TERM) == 2
    assert "december 2026" not in text.replace("\u00a0", " ")
    for wrong in ("na heden", "na dagtekening", "na verzending", "uiterlijk"):
        assert wrong not in text.lower()


@pytest.mark.parametrize("data", [factories.first_notice(), factories.business_notice()])
def test_nothing_is_threatened(data: FirstNoticeData) -> None:
    assert threats(text_of(data)) == []
    assert threats("Anders leggen wij beslag op uw loon of volgt een dagvaarding.") == ["beslag", "dagvaarding"]


def test_a_business_gets_a_demand_with_the_costs_that_are_due() -> None:
    text = text_of(factories.business_notice())
    assert "vijftien dagen" not in text
    assert "Deze brief is een aanmaning." in text
    assert f"Incassokosten | {euro(Decimal('187.58'))}" in text


def test_after_assignment_the_letter_says_who_owns_the_claim() -> None:
    assigned = factories.creditor(basis=CollectionBasis.ASSIGNMENT)
    text = text_of(factories.first_notice(creditor=assigned))
    assert "Energie Voorbeeld B.V. heeft de vordering op u overgedragen aan ons" in text


def test_a_sentence_that_ends_in_a_company_name_has_one_full_stop() -> None:
    assert ".." not in text_of(factories.first_notice())


def test_every_empty_mandatory_field_is_named_with_who_can_supply_it() -> None:
    claims = (replace(factories.claims()[0], subject=" "), factories.claims()[1])
    data = factories.first_notice(
        agency=factories.agency(wki_registration_number="", kvk_number=""),
        creditor=factories.creditor(address=()),
        claims=claims,
        fee=Decimal(0),
    )
    with pytest.raises(FieldsMissing) as refused:
        content(data)
    assert {field.path for field in refused.value.fields} == {
        "agency.wki_registration_number", "agency.kvk_number", "creditor.address", "claims.0.subject", "fee",
    }  # fmt: skip
    assert "Waarvoor betaald moet worden ontbreekt (de opdrachtgever kan dit aanvullen)" in str(refused.value)


def test_vat_without_a_declaration_is_refused() -> None:
    with pytest.raises(FieldsMissing, match="verklaring van de schuldeiser over de btw"):
        content(factories.first_notice(fee_vat=Decimal("39.39"), vat_percent=Decimal(21)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total_now": Decimal("1188.08")}, "total_now"),
        ({"total_with_costs": Decimal("1.00")}, "total_with_costs"),
        ({"claims": factories.claims()[:1]}, "claims"),
        ({"valuation": factories.valuation(costs="187.58"), "total_now": Decimal("1375.65")}, "valuation.costs"),
    ],
)
def test_amounts_that_differ_from_the_valuation_are_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(AmountsDiffer) as refused:
        content(factories.first_notice(**changes))
    assert refused.value.field == field


def test_a_claim_not_yet_in_default_is_refused() -> None:
    early = (factories.claims()[0], replace(factories.claims()[1], default_from=date(2026, 11, 22)))
    with pytest.raises(NotYetInDefault, match="2026-00245"):
        content(factories.first_notice(claims=early))


def test_words_that_void_the_notice_are_refused_wherever_they_come_from() -> None:
    data = factories.first_notice(agency=factories.agency(complaints_text="Betaal binnen 14 dagen na heden."))
    with pytest.raises(WordingRefused):
        content(data)


def test_where_nothing_bears_interest_none_is_announced() -> None:
    assert "loopt de rente door" in text_of(factories.first_notice())
    assert "De rente loopt door" in text_of(factories.first_notice(settles=False))
    assert not re.search(r"rente (?:loopt )?door", text_of(factories.first_notice(interest_runs=False)))


SOLE_TRADER = factories.business_notice(natural_person=True)
LETTERS: dict[str, FirstNoticeData] = {
    "consumer": factories.first_notice(), "part": factories.first_notice(settles=False),
    "company": factories.business_notice(), "sole trader": SOLE_TRADER, "added": factories.added_notice(),
}
SAID = [
    (name, each.code) for name, data in LETTERS.items()
    for each in (*ELEMENTS[data.kind], *(one for holds in data.holds for one in WHERE[holds]))
]


@pytest.mark.parametrize(("name", "code"), SAID)
def test_a_text_without_an_element_or_with_what_it_may_not_say_is_refused(name: str, code: str) -> None:
    data = LETTERS[name]
    text = text_of(data)
    elements = (*ELEMENTS[data.kind], *(one for holds in data.holds for one in WHERE[holds]))
    element = next(each for each in elements if each.code == code)
    added = "Er is hulp bij uw gemeente. Dan bent u klaar: wij vragen u voor deze rekeningen niets meer."
    plain = text.replace("\xa0", " ")
    wrong = f"{plain}\n{added}" if element.never else element.words.sub("", plain)
    with pytest.raises(WordingRefused) as refused:
        data.refuse(wrong)
    assert code in refused.value.phrases


@pytest.mark.parametrize(("name", "municipal", "in_business"), [
    ("consumer", True, False), ("sole trader", True, True), ("company", False, True),
])
def test_help_with_debts_is_for_people_and_a_company_is_asked_to_call(
    name: str, municipal: bool, in_business: bool
) -> None:
    text = text_of(LETTERS[name])
    assert ("uw gemeente" in text.lower()) is municipal
    assert ("Bel voor hulp 030 000 00 11." in text) is municipal
    assert ("gaat het niet goed met uw bedrijf?" in text.lower()) is in_business
    assert ("Schuldhulproute" in text) is (name == "consumer")


def test_without_a_number_for_help_the_help_is_named_all_the_same() -> None:
    text = text_of(factories.first_notice(agency=factories.agency(debt_help_phone="")))
    assert "Er is gratis hulp bij uw gemeente" in text
    assert "Bel voor hulp" not in text


def test_the_dispute_body_is_named_and_a_letter_without_one_is_refused() -> None:
    text = text_of(factories.first_notice())
    assert "Dan kunt u naar Geschillencommissie Voorbeeld, www.geschillen.example." in text
    for data in (factories.first_notice(), factories.added_notice()):
        with pytest.raises(FieldsMissing, match="De geschillencommissie waarbij het incassobureau is aangesloten"):
            content(replace(data, agency=factories.agency(dispute_body="")))


@pytest.mark.parametrize("make", [factories.first_notice, factories.business_notice])
def test_who_pays_in_time_is_done_only_where_that_ends_it(make: Callable[..., FirstNoticeData]) -> None:
    done = "Dan bent u klaar: wij vragen u voor deze rekeningen niets meer."
    assert done in text_of(make(settles=True))
    assert "bent u klaar" not in text_of(make(settles=False))


def test_a_client_that_is_a_municipality_may_write_to_a_company() -> None:
    data = factories.business_notice(creditor=factories.creditor(name="Gemeente Voorbeeld"))
    assert "Gemeente Voorbeeld heeft ons gevraagd" in text_of(data)


def test_claims_of_different_agreements_say_each_their_own() -> None:
    other = replace(factories.claims()[1], contract_date=date(2025, 1, 6))
    text = text_of(factories.first_notice(claims=(factories.claims()[0], other)))
    assert "Levering gas en stroom december 2025 (overeenkomst van 04-03-2024)" in text
    assert "Levering gas en stroom mei 2026 (overeenkomst van 06-01-2025)" in text
    assert "Alle rekeningen horen bij" not in text


def test_a_consumer_by_the_name_of_a_company_is_told_of_help_all_the_same() -> None:
    """The client says that it is a consumer; the name made us think of a company."""
    text = plain_text(content(factories.first_notice(consumer=True, natural_person=False)))
    assert "hulp bij uw gemeente" in text.replace("\xa0", " ")
