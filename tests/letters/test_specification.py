"""The specification that explains every cent."""

from decimal import Decimal

import pytest

from legal.facts import Remark
from letters.catalogue import content
from letters.document import plain_text
from letters.examples import standard as factories
from letters.words import euro


def test_every_line_payment_and_choice_stands_in_it() -> None:
    data = factories.specification()
    text = plain_text(content(data)).replace("\u00a0", " ")
    for line in data.valuation.lines:
        assert f"{euro(line.base)}".replace("\u00a0", " ") in text
        assert f"{euro(line.amount)}".replace("\u00a0", " ") in text
        assert line.law in text
        assert line.source in text
    assert "waarvan factuur 2026-00101 |  | € 0,00 | € 29,00 | € 71,00" in text
    assert f"Saldo | {euro(data.valuation.balance)}".replace("\u00a0", " ") in text
    assert "Dag van betaling: draagt nog rente" in text
    assert "2. KB nog niet bevestigd (één bron)" in text


def test_without_a_delivered_notice_it_says_that_no_costs_are_due() -> None:
    text = plain_text(content(factories.specification(valuation=factories.valuation())))
    assert "Zonder bezorging zijn er geen incassokosten verschuldigd." in text


def test_what_the_valuation_warns_of_is_said() -> None:
    valued = factories.valuation()._replace(remarks=(Remark(code="weak", text="Eén figuur heeft maar één bron."),))
    text = plain_text(content(factories.specification(valuation=valued)))
    assert "Let op\n\n- Eén figuur heeft maar één bron." in text


def test_what_went_back_stands_between_the_payments_and_their_total() -> None:
    valued = factories.specification().valuation
    back = valued._replace(paid=valued.paid - 30, balance=valued.balance + 30)
    row = "Terugbetaald, of van wie te veel betaalde"
    assert row not in plain_text(content(factories.specification()))
    text = plain_text(content(factories.specification(valuation=back)))
    assert f"{row} | {euro(Decimal(-30))}" in text


@pytest.mark.parametrize(("per_day", "is_said"), [("0.14", True), ("0.00", False), (None, False)])
def test_what_comes_on_each_day_is_said_only_where_anything_does(per_day: str | None, *, is_said: bool) -> None:
    data = factories.specification(daily_interest=None if per_day is None else Decimal(per_day))
    assert ("Elke dag later" in plain_text(content(data))) is is_said
