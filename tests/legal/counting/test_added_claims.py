"""What an invoice that joins a case changes in the count: the payments that are counted otherwise, and every total."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.counting.replay import after_addition
from legal.errors import InvalidFacts
from tests.legal.factories import claim, facts, paid, value

ON = date(2026, 11, 21)


def test_a_payment_that_no_claim_was_named_for_goes_to_the_oldest_of_them_all() -> None:
    case = facts(claim("1000.00"), payments=(paid(date(2026, 6, 1), "300.00"),))
    older = replace(claim("200.00"), ref="F0", interest_from=date(2025, 2, 1))
    before, after = value(case, ON), value(replace(case, claims=(*case.claims, older)), ON)
    found = after_addition(before, after)
    assert (found.credited, found.other_costs) == (Decimal("-200.00"), 0)
    (payment,) = found.recounted
    assert [share.ref for share in payment.before.per_claim] == ["F1"]
    taken = {share.ref: share.interest + share.principal for share in payment.after.per_claim}
    assert taken["F0"] > 200 > taken["F1"]
    assert found.after.balance - found.before.balance == after.balance - before.balance


def test_a_claim_that_is_gone_or_another_day_is_refused() -> None:
    case = facts(claim("1000.00"))
    other = replace(case, claims=(replace(claim("1000.00"), ref="F2"),))
    with pytest.raises(InvalidFacts):
        after_addition(value(case, ON), value(other, ON))
    with pytest.raises(InvalidFacts):
        after_addition(value(case, ON), value(case, date(2026, 11, 20)))
