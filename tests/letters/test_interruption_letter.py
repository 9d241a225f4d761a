"""The letter that interrupts prescription reserves the right to performance unambiguously, and asks for nothing."""

from typing import Any

import pytest

from letters.blocks import CollectionBasis
from letters.catalogue import content
from letters.document import plain_text
from letters.errors import FieldsMissing
from letters.examples import standard as factories
from tests.letters.reading import threats


def said(**changes: Any) -> str:
    return plain_text(content(factories.interruption_letter(**changes))).replace("\xa0", " ")


def test_the_right_to_performance_is_reserved_unambiguously_with_the_article() -> None:
    """Law: art. 3:317 lid 1 BW."""
    text = said()
    assert f"{factories.creditor().name} behoudt zich ondubbelzinnig het recht voor op nakoming" in text
    assert "artikel 3:317 lid 1 van het Burgerlijk Wetboek" in text


def test_after_assignment_it_is_our_own_right() -> None:
    text = said(creditor=factories.creditor(basis=CollectionBasis.ASSIGNMENT))
    assert "Wij behouden ons ondubbelzinnig het recht voor op nakoming" in text
    assert "namens" not in text


def test_it_names_every_claim() -> None:
    data = factories.interruption_letter()
    text = said()
    assert [claim.invoice_number for claim in data.claims if claim.invoice_number not in text] == []


def test_it_asks_for_no_money_and_threatens_with_nothing() -> None:
    text = said()
    assert "U hoeft door deze brief nu niets te doen." in text
    assert "Nu te betalen" not in text
    assert threats(text) == []


def test_it_helps_who_disputes_has_paid_or_cannot_pay() -> None:
    text = said()
    for words in ("niet eens", "al betaald", "betalingsregeling", "Nederlandse Schuldhulproute"):
        assert words in text


def test_a_letter_about_no_claim_is_refused() -> None:
    with pytest.raises(FieldsMissing):
        content(factories.interruption_letter(claims=()))
