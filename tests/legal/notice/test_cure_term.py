"""How long who missed a term of an arrangement has, and what the letter on it has to say."""

from datetime import date
from decimal import Decimal

import pytest

from legal.notice.cure_term import against, cure_term, text_defects
from legal.policies import CURING, CurePolicy
from tests.legal.figures import FIGURES

HOLIDAYS = FIGURES.holidays
FRIDAY = date(2026, 11, 20)  # its post is there on Tuesday the 24th: Sunday and Monday do not count


def test_the_policy_gives_a_week_and_at_most_two() -> None:
    """Process law 4.1.6."""
    assert (CURING.least_days, CURING.most_days) == (7, 14)


@pytest.mark.parametrize(("leaves_on", "earliest", "latest"), [
    (FRIDAY, date(2026, 12, 1), date(2026, 12, 8)),
    (date(2026, 11, 26), date(2026, 12, 7), date(2026, 12, 14)),  # there on Saturday: the 5th is one too, so Monday
    (date(2026, 12, 16), date(2026, 12, 28), date(2027, 1, 4)),   # Christmas and the weekend after it; then New Year
])
def test_the_days_count_from_when_the_letter_is_there_and_end_on_a_working_day(
    leaves_on: date, earliest: date, latest: date
) -> None:
    found = cure_term(leaves_on, holidays=HOLIDAYS)
    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize(("cure_on", "why"), [
    (date(2026, 11, 30), "te vroeg"), (date(2026, 12, 1), ""), (date(2026, 12, 8), ""), (date(2026, 12, 9), "te laat"),
    (date(2026, 12, 5), "geen werkdag. Kies 07-12-2026"),
])
def test_both_borders(cure_on: date, why: str) -> None:
    found = against(cure_on, FRIDAY, holidays=HOLIDAYS)
    assert why in found
    assert bool(found) is bool(why)


def test_another_policy_gives_other_days() -> None:
    longer = CurePolicy(least_days=10, most_days=21)
    assert "minstens 10 dagen" in against(date(2026, 12, 3), FRIDAY, holidays=HOLIDAYS, policy=longer)


TEXT = "Betaal € 30,00 uiterlijk op 3 december 2026. Dit kost u niets extra. Bel ons op 030 000 00 00."
SAYS = {"asked": Decimal("30.00"), "cure_on": date(2026, 12, 3), "phone": "030 000 00 00"}


def test_a_text_with_everything_has_no_defect() -> None:
    assert text_defects(TEXT, **SAYS) == ()


@pytest.mark.parametrize(("gone", "defect"), [
    ("€ 30,00", "wat er van de termijn open staat"), ("3 december 2026", "de uiterste dag"),
    ("niets extra", "niets extra kost"), ("Bel ons op", "niet om te bellen"), ("030 000 00 00", "niet om te bellen"),
])
def test_a_text_without_one_of_them_is_refused_by_name(gone: str, defect: str) -> None:
    found = text_defects(TEXT.replace(gone, ""), **SAYS)
    assert len(found) == 1
    assert defect in found[0]
