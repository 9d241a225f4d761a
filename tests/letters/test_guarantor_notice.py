"""A guarantor is told at the same time as the debtor is asked, what he can be asked then, and nothing now."""

from decimal import Decimal
from typing import Any

import pytest

from letters.catalogue import content
from letters.document import plain_text
from letters.errors import AmountsDiffer
from letters.examples import standard as factories
from tests.letters.reading import threats


def said(**changes: Any) -> str:
    return plain_text(content(factories.guarantor_notice(**changes))).replace("\xa0", " ")


def test_it_says_for_whom_and_how_much_at_most() -> None:
    """Law: art. 7:855 BW."""
    text = said()
    assert "staat u borg voor A.B. de Vries" in text
    assert "Dan vragen wij u ten hoogste € 400,00." in text
    assert "nooit meer dan € 400,00: daarvoor staat u borg" in text
    assert "artikel 7:855 van het Burgerlijk Wetboek" in text
    assert "nooit meer dan" not in said(most=None)


def test_it_asks_for_no_money_and_threatens_with_nothing() -> None:
    text = said()
    assert "U hoeft nu niets te betalen." in text
    assert "Betalingskenmerk" in text
    assert threats(text) == []


def test_no_more_is_told_than_was_guaranteed() -> None:
    with pytest.raises(AmountsDiffer):
        content(factories.guarantor_notice(most=Decimal("399.99")))
