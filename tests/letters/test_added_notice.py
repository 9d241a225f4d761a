"""The notice of what came after the first letter: all that the law asks of a notice, of just these claims."""

from decimal import Decimal
from typing import Any

import pytest

from legal.notice.notice_text import text_defects
from letters.catalogue import content
from letters.document import plain_text
from letters.errors import FieldsMissing
from letters.examples import standard as factories
from tests.letters.reading import threats


def said(**changes: Any) -> str:
    return plain_text(content(factories.added_notice(**changes))).replace("\xa0", " ")


def test_it_names_what_was_added_and_nothing_of_the_first_letter() -> None:
    text = said()
    assert "2026-00245" in text
    assert "2026-00101" not in text
    assert "Op 1 mei 2026 schreven wij u over een andere rekening van Energie Voorbeeld B.V." in text
    assert "Deze brief gaat alleen daarover. Wat in die eerdere brief staat, blijft gelden." in text


def test_it_is_a_demand_with_term_consequence_and_amount() -> None:
    """Law: art. 6:96 lid 6 BW."""
    text = said()
    assert "Deze brief is een aanmaning." in text
    assert "binnen vijftien dagen nadat deze brief bij u is bezorgd" in text
    assert "Die kosten zijn € 37,58" in text
    assert text_defects(text, fee=Decimal("37.58")) == ()
    assert threats(text) == []


@pytest.mark.parametrize(("is_rest", "is_told"), [(True, True), (False, False)])
def test_it_says_why_the_costs_are_less_than_for_one_invoice(*, is_rest: bool, is_told: bool) -> None:
    told = "Dat is minder dan voor een losse rekening: al uw rekeningen van Energie Voorbeeld B.V. tellen samen"
    assert (told in said(is_rest=is_rest)) is is_told


def test_a_business_gets_none_and_a_fee_is_named() -> None:
    with pytest.raises(FieldsMissing):
        said(consumer=False)
    with pytest.raises(FieldsMissing):
        said(fee=Decimal("0.00"), total_with_costs=Decimal("254.86"))
