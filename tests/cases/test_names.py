"""Every choice in the record has its Dutch word; the kinds of event have it in their class."""

from enum import StrEnum

import pytest

from cases import models
from cases.names import name
from legal.counting import valuation
from legal.debtor.assessment import Direction

CHOICES = [
    member
    for module in (models, valuation)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum)
    and kind not in (StrEnum, models.EventKind, models.LedgerKind, valuation.LineKind, valuation.Liability)
    for member in kind
] + list(Direction)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_every_choice_has_a_dutch_name(choice: StrEnum) -> None:
    assert name(choice).strip()


def test_equal_values_of_two_choices_keep_their_own_names() -> None:
    assert name(models.UploadState.CONFIRMED) == "Ingelezen"
    assert name(models.AssessmentState.CONFIRMED) == "Bevestigd"
