"""An agreed penalty in what leaves: its own row that adds up, its article, and what a payment took of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any  # factories of every kind

import pytest

from legal.facts import Line, LineKind
from legal.parameters import Confidence
from letters.catalogue import content
from letters.document import plain_text
from letters.dossier import dossier
from letters.examples import standard as factories
from letters.kind import Valued
from tests.letters.test_bundle import SCHEMA, faults

PENALTY = Decimal("60.00")
LINE = Line("F2", LineKind.PENALTY, date(2026, 7, 1), date(2026, 7, 1), 0, PENALTY, None, PENALTY,
            "art. 6:91 BW, bedongen boete", "opgave van de schuldeiser", Confidence.TWO_SOURCES)  # fmt: skip


def penalised(make: Callable[..., Any], **changes: Any) -> Any:
    """A document of which the second invoice bears a penalty in the place of its interest."""
    data = make()
    now = data.valuation
    lines = tuple(line for line in now.lines if line.claim != "F2" or line.kind is not LineKind.INTEREST)
    payments = tuple(replace(each, penalty=Decimal("7.00"), amount=each.amount + 7) for each in now.payments)
    balance = now.balance + PENALTY
    amounts = {"total_now": balance, "total_with_costs": balance + 187} if hasattr(data, "total_with_costs") else {}
    return make(
        valuation=now._replace(penalty=PENALTY, balance=balance, lines=(*lines, LINE), payments=payments),
        **amounts | changes,
    )


def text_of(data: Valued) -> str:
    return plain_text(content(data)).replace("\u00a0", " ")


@pytest.mark.parametrize("make", [
    factories.specification, factories.first_notice, factories.added_notice, factories.summons_writ,
])
def test_it_has_a_row_its_articles_and_that_a_court_may_lower_it(make: Callable[..., Any]) -> None:
    changes = {} if make is not factories.first_notice else {"total_with_costs": factories.valuation().balance + PENALTY
                                                            + Decimal("187.58")}  # fmt: skip
    if make is factories.added_notice:
        changes = {"total_with_costs": Decimal("292.44") + PENALTY}
    text = text_of(penalised(make, **changes))
    assert "€ 60,00" in text
    for word in ("boete", "6:91", "6:92", "6:94"):
        assert word in text
    if make is not factories.added_notice:
        assert "waarvan" in text
        assert "€ 7,00" in text


@pytest.mark.parametrize("make", [
    factories.specification, factories.first_notice, factories.added_notice, factories.summons_writ,
    factories.arrangement_confirmation,
])
def test_without_one_nothing_of_it_is_said(make: Callable[..., Any]) -> None:
    assert "boete" not in text_of(make())


def test_the_dossier_for_the_bailiff_holds_it_only_where_it_is_owed() -> None:
    with_it, without = (
        dossier(data)["valuation"] for data in (penalised(factories.summons_writ), factories.summons_writ())
    )
    assert (with_it["penalty"]["cents"], with_it["payments"][0]["penalty"]["cents"]) == (6000, 700)
    assert "penalty" not in without
    assert "penalty" not in without["payments"][0]
    assert faults(dossier(penalised(factories.summons_writ)), SCHEMA) == []
