"""The amount of the costs in the text of a notice, read also when nobody noted it: which wordings name the right fee.

Law: art. 6:96 lid 6 BW. Principal 1,000.00 with a fee of 150.00 unless a test says otherwise; 181.50 with VAT.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal.facts import Channel
from legal.notice.notice_amounts import amounts_in, in_lines, plain
from legal.notice.notice_validity import NoticeClaim, NoticeVerdict, SentNotice, notice_defects
from legal.wording import dutch_euro
from tests.legal.factories import FIGURES

TERM = "Betaal {} binnen vijftien dagen nadat deze brief bij u is bezorgd."


def judged(
    consequence: str, *, principal: str = "1000.00", fee_named: str | None = None, reclaims_vat: bool = True
) -> NoticeVerdict:
    """The verdict on a letter with a right term and this consequence."""
    notice = SentNotice(
        sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, claims_named=("F1",), addressed_to=("A. Voorbeeld",),
        fee_named=None if fee_named is None else Decimal(fee_named),
        text=f"{TERM.format(dutch_euro(Decimal(principal)))}\n{consequence}",
    )
    claim = NoticeClaim(ref="F1", principal=Decimal(principal), default_from=date(2026, 2, 1))
    return notice_defects(
        notice, claims=(claim,), debtors=("A. Voorbeeld",), reclaims_vat=reclaims_vat, figures=FIGURES
    )


def codes(found: NoticeVerdict) -> list[str]:
    return [defect.code for defect in found.defects]


@pytest.mark.parametrize("consequence", [
    "Betaalt u niet op tijd, dan komen daar incassokosten bij van € 150,00.",
    "Betaalt u niet op tijd, dan betaalt u ook € 150,00 incassokosten.",
    "Anders brengen wij € 150,00 aan buitengerechtelijke incassokosten in rekening.",
    "De incassokosten bedragen EUR 150.",
    "De incassokosten bedragen 150 euro.",
    "De incassokosten zijn 150,00 (geen btw).",
    "Incassokosten: €150,-",
    "Incassokosten\n€ 150,--",
    "Anders komt daar € 150,00 bij.",
    "Anders wordt uw schuld verhoogd met € 150,00.",
    "De kosten daarvan zijn euro 150,00.",
    "De vergoeding voor buitengerechtelijke kosten is 15 % van € 1.000,00, dus € 150,00.",
    "Dan bent u 15 % incassokosten verschuldigd met een minimum van € 40,00; in uw geval € 150,00.",
    "Dan bent u incassokosten verschuldigd over de hoofdsom van € 1.000,00, te weten € 150,00.",
    "U betaalt dan € 1.000,00 hoofdsom, € 31,97 rente en € 150,00 kosten, in totaal € 1.181,97.",
    "Hoofdsom: € 1.000,00\nRente: € 31,97\nIncassokosten: € 150,00\nTotaal: € 1.181,97",
    "Om incassokosten te voorkomen betaalt u nu € 1.031,97. Anders volgen incassokosten van € 150,00.",
    "Zonder incassokosten betaalt u € 1.031,97; met incassokosten € 1.181,97. De incassokosten zijn € 150,00.",
    "Het totaal inclusief incassokosten is € 1.150,00, waarvan € 150,00 incassokosten.",
    "U betaalt dan **€ 150,00** incassokosten.",
    "Dan volgen incassokosten van\n€ 150,00.",
    "Dan volgt een vergoeding van € 150.00 voor incassokosten.",
    "Over de eerste € 2.500,00 is dat 15 %. De incassokosten zijn dus € 150,00.",
    "De buitengerechtelijke incassokosten (BIK) die dan voor uw rekening komen, bedragen € 150,00.",
    "Naast de hoofdsom en de rente bent u dan incassokosten verschuldigd ter hoogte van € 150,00.",
    "De vordering wordt dan vermeerderd met incassokosten van € 150,00 en met € 31,97 wettelijke rente.",
    "Exclusief kosten: € 1.031,97. Te betalen met kosten: € 1.181,97. De kosten zijn € 150,00.",
    "Incassokosten niet meegerekend is uw schuld € 1.031,97. De incassokosten zijn in totaal € 150,00.",
    "De kosten bedragen inclusief btw € 150,00, want over de kosten komt geen btw.",
    "Incassokosten vanaf 22 oktober 2026 € 150,00",
    "U bent dan gehouden tot vergoeding van € 150,00 kosten.",
    "De incassokosten komen bovenop uw schuld van € 1.031,97 en zijn € 150,00.",
    "De incassokosten zijn € 150,00. Bij de rechter komt daar nog € 322,00 griffierecht bij.",
    "De kosten van een procedure (€ 400,00 aan gerechtelijke kosten) komen later. De incassokosten zijn € 150,00.",
])
def test_a_text_that_names_the_right_fee_stands(consequence: str) -> None:
    found = judged(consequence)
    assert codes(found) == []
    assert (found.is_valid, found.most_that_can_be_claimed) == (True, None)


@pytest.mark.parametrize(("consequence", "principal"), [
    ("Anders betaalt u incassokosten: 15 % met een minimum van 40 euro.", "1000.00"),
    ("Anders betaalt u incassokosten: 15 % met een minimum van 40 euro.", "200.00"),  # here the fee is 40
    ("De incassokosten zijn 15 % (minimaal € 40,00, maximaal € 6.775,00).", "200.00"),
    ("De incassokosten zijn ten minste € 40,00.", "200.00"),
    ("De incassokosten zijn € 40,00 of 15 % van de hoofdsom.", "200.00"),
    ("De incassokosten zijn 15 % of € 40,00 als dat meer is.", "200.00"),
    ("De incassokosten kunnen oplopen tot € 150,00.", "1000.00"),
    ("De incassokosten zijn ongeveer € 150,00.", "1000.00"),
    ("De minimumvergoeding van\n€ 40,00 geldt.", "200.00"),
    ("Anders betaalt u incassokosten.", "1000.00"),
    ("Anders betaalt u incassokosten.", "40.00"),  # the principal in the text is as much as the fee
    ("Anders betaalt u honderdvijftig euro incassokosten.", "1000.00"),
    ("Anders betaalt u incassokosten over € 1.000,00.", "1000.00"),
    ("Het totaal inclusief incassokosten is € 1.150,00.", "1000.00"),
    ("U betaalt dan € 1.150,00 met incassokosten.", "1000.00"),
    ("U betaalt geen incassokosten als u € 1.000,00 betaalt.", "1000.00"),
    ("Eerder betaalde u een nota van € 150,00. Anders volgen er incassokosten.", "1000.00"),
    ("De rente is € 150,00. Anders volgen er incassokosten.", "1000.00"),
    ("Rente € 12,00\nIncassokosten\nHierover leest u meer op onze website.", "1000.00"),
    ("Dossier 150, factuur 2026-150,00, bellen 06-150,00.", "1000.00"),
    ("De rente is 150,00 %.", "1000.00"),
    ("Wij rekenen € 150,00 per jaar niet. De administratiekosten zijn € 150,00.", "2000.00"),
    ("De herinneringskosten zijn € 40,00. Anders volgen er incassokosten.", "200.00"),
])
def test_a_text_without_a_readable_fee_makes_no_costs_due(consequence: str, principal: str) -> None:
    """"15 % with a minimum of forty euro" tells how the fee is counted, not what it is."""
    found = judged(consequence, principal=principal)
    assert codes(found) == ["fee_missing"]
    assert not found.is_valid
    assert "niet gevonden" in found.defects[0].message


@pytest.mark.parametrize("consequence", [
    "Dan komen daar incassokosten bij van € 200,00.", "Dan betaalt u EUR 150,01 incassokosten.",
    "Dan betaalt u 1.500 euro aan incassokosten.", "Anders komt daar € 200,00 bij.",
    "De buitengerechtelijke kosten zijn € 1.234,56.", "Incassokosten: 200,-",
    "De kosten zijn van nu af € 500,00. De incassokosten van onze cliënt zijn daarom € 500,00.",
    "De incassokosten zijn € 181,50 (inclusief 21 % btw).", "Anders betaalt u € 181,50.",
])
def test_a_fee_above_the_scale_breaks_the_notice(consequence: str) -> None:
    """Also VAT that this creditor may not add."""
    found = judged(consequence)
    assert codes(found) == ["fee_too_high"]
    assert not found.is_valid


@pytest.mark.parametrize(("consequence", "most"), [
    ("Dan komen daar incassokosten bij van € 100,00.", "100.00"), ("Dan betaalt u € 149,99 incassokosten.", "149.99"),
    ("Incassokosten: 40 euro.", "40.00"), ("Anders komt daar € 48,4 bij.", "48.40"),
])
def test_a_fee_below_the_scale_is_the_most_that_can_be_claimed(consequence: str, most: str) -> None:
    found = judged(consequence)
    assert codes(found) == ["fee_too_low"]
    assert (found.is_valid, found.most_that_can_be_claimed) == (True, Decimal(most))


@pytest.mark.parametrize(("consequence", "found_codes", "most"), [
    ("De incassokosten zijn € 181,50 (inclusief btw).", [], None),
    ("De incassokosten zijn € 150,00 plus 21 % btw (€ 31,50), samen € 181,50.", [], None),
    ("De incassokosten zijn € 150,00.", ["fee_too_low"], "150.00"),  # the VAT was not announced
    ("De incassokosten zijn € 181,51.", ["fee_too_high"], None),
])
def test_vat_belongs_to_the_fee_of_a_creditor_who_declared(
    consequence: str, found_codes: list[str], most: str | None
) -> None:
    found = judged(consequence, reclaims_vat=False)
    assert codes(found) == found_codes
    assert found.most_that_can_be_claimed == (None if most is None else Decimal(most))


@pytest.mark.parametrize(("consequence", "principal", "reclaims_vat"), [
    ("Anders betaalt u € 40,00 incassokosten.", "40.00", True),
    ("Anders betaalt u € 40,00 incassokosten, het wettelijke minimum.", "200.00", True),
    ("De incassokosten zijn € 40,00 (minimum).", "200.00", True),
    ("De incassokosten zijn 48,40 (incl. btw).", "200.00", False),
    ("De incassokosten zijn € 1.025,00.", "25000.00", True),
    ("De incassokosten zijn € 6.775,00, het maximum.", "1000000.00", True),
])
def test_the_fee_follows_the_principal(consequence: str, principal: str, reclaims_vat: bool) -> None:
    assert codes(judged(consequence, principal=principal, reclaims_vat=reclaims_vat)) == []


@pytest.mark.parametrize(("fee_named", "named_in_text", "found_codes", "most"), [
    ("150.00", "150,00", [], None),
    ("100.00", "150,00", ["fee_differs", "fee_too_low"], "100.00"),
    ("150.00", "100,00", ["fee_differs", "fee_too_low"], "100.00"),
    ("100.00", "90,00", ["fee_differs", "fee_too_low"], "90.00"),
    ("150.00", "200,00", ["fee_differs", "fee_too_high"], None),
    ("200.00", "150,00", ["fee_differs", "fee_too_high"], None),
])
def test_what_the_debtor_could_read_goes_before_what_was_noted(
    fee_named: str, named_in_text: str, found_codes: list[str], most: str | None
) -> None:
    """The lowest of the two is the most that can be claimed, and the highest breaks the notice."""
    found = judged(f"Dan komen daar incassokosten bij van € {named_in_text}.", fee_named=fee_named)
    assert codes(found) == found_codes
    assert found.most_that_can_be_claimed == (None if most is None else Decimal(most))


def test_an_amount_that_is_the_fee_by_its_value_alone_stays_it_beside_another_that_was_noted() -> None:
    """No words tie it to the costs; that something else was noted does not make the text silent."""
    found = judged("Dan wordt het € 150,00 duurder voor u.", fee_named="100.00")
    assert codes(found) == ["fee_differs", "fee_too_low"]


def test_two_different_fees_contradict_also_in_words_of_another_kind() -> None:
    text = "Dan komt daar € 150,00 bij. De incassokosten bedragen EUR 200."
    assert codes(judged(text)) == ["amounts_contradict"]


@pytest.mark.parametrize(("written", "values"), [
    ("€ 40,00", ["40.00"]), ("€40", ["40"]), ("€ 40,-", ["40"]), ("€ 40,–", ["40"]), ("40,-", ["40"]),
    ("EUR 40", ["40"]), ("eur 40,5", ["40.50"]), ("40 EUR", ["40"]), ("40euro", ["40"]), ("euro: 40,00", ["40.00"]),
    ("€ 1.234,56", ["1234.56"]), ("€ 1 234,56", ["1234.56"]), ("€\u00a01.234", ["1234"]), ("€ 1,234.56", ["1234.56"]),
    ("€ 1234.56", ["1234.56"]), ("1.234,56", ["1234.56"]), ("€ 40, € 50 en 60 euro.", ["40", "50", "60"]),
    ("8,25 %", []), ("8,25 procent", []), ("20-10-2026", []), ("20.10.2026", []), ("artikel 6:96", []),
    ("NL91 ABNA 0417 1643 00", []), ("veertig euro", []), ("neuro 40", []), ("€ " + "9" * 40, []),
])
def test_amounts_are_read_as_people_write_them(written: str, values: list[str]) -> None:
    assert [amount.value for amount in amounts_in(plain(written))] == [Decimal(value) for value in values]


@given(cents=st.integers(1, 10**12))
def test_every_amount_that_we_write_is_read_back(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert [found.value for found in amounts_in(plain(f"Kosten: {dutch_euro(amount)}."))] == [amount]


@given(text=st.text(alphabet="€ 0123456789,.-%eurokostnincavdbij\n|()", max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = judged(text)
    assert found.most_that_can_be_claimed is None or 0 <= found.most_that_can_be_claimed < Decimal("150.00")
    assert in_lines(text).count("\n") == 0
