"""The result of the calculator on paper."""

from dataclasses import replace
from datetime import date

import pytest

from letters.calculation_data import CalculatedClaim, CalculationData
from letters.catalogue import DocumentKind, content
from letters.document import plain_text
from letters.errors import AmountsDiffer, FieldsMissing
from letters.words import euro
from tests.letters import factories


def calculation() -> CalculationData:
    valued = factories.specification()
    return CalculationData(
        made_on=date(2026, 11, 21), made_by="Voorbeeld Incasso B.V.", consumer=True, reclaims_vat=True,
        claims=tuple(
            CalculatedClaim(ref=claim.ref, interest_from=claim.default_from, interest="Wettelijke rente")
            for claim in valued.claims
        ),
        valuation=valued.valuation,
    )


def test_every_line_and_choice_stands_in_it() -> None:
    data = calculation()
    text = plain_text(content(DocumentKind.CALCULATION, data)).replace("\u00a0", " ")
    for line in data.valuation.lines:
        assert euro(line.amount).replace("\u00a0", " ") in text
        assert line.law in text
        assert line.source in text
    assert "Dag van betaling: draagt nog rente" in text
    assert "Voorbeeld Incasso B.V." in text


def test_without_claims_or_about_others_it_is_not_made() -> None:
    with pytest.raises(FieldsMissing):
        content(DocumentKind.CALCULATION, replace(calculation(), claims=()))
    other = tuple(replace(claim, ref="X") for claim in calculation().claims)
    with pytest.raises(AmountsDiffer):
        content(DocumentKind.CALCULATION, replace(calculation(), claims=other))
