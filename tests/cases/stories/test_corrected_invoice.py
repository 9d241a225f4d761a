"""An invoice is corrected while its first letter is on its way: after the preview, the order, the making, the post."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest

from cases.claims import corrections
from cases.claims.corrections import Correction, NamedByLetter
from cases.claims.stated import stated
from cases.correspondence import ordering, previewing
from cases.errors import PreviewOutdated
from cases.models import Case, LetterKind, LetterState, Stage
from tests.cases.stories.telling import Story
from tests.factories import make_case

POSTED = date(2026, 11, 2)
KIND = LetterKind.FIRST_NOTICE


@pytest.fixture
def case(story: Story) -> Case:
    """500.00 since 16 June; on 2 November 7.67 interest is due over it."""
    made = make_case(story.session, story.store, today=story.day)
    story.until(POSTED)
    return made


def correct(story: Story, case: Case, **changes: Any) -> None:
    claim = case.claims[0]
    asked = Correction(
        told=replace(stated(claim), **changes), reason="Mail van de opdrachtgever", seen=corrections.mark(claim)
    )
    corrections.correct(story.session, story.act(), case.id, claim.id, asked, figures=story.figures)


def preview(story: Story, *cases: Case) -> previewing.BatchPreview:
    return previewing.preview(
        story.session, [case.id for case in cases], kind=KIND, letter_date=story.day, figures=story.figures
    )


@pytest.mark.parametrize("changes", [
    {"principal": Decimal("400.00")}, {"invoice_number": "F-11"}, {"invoice_date": date(2026, 6, 2)},
    {"due_date": date(2026, 6, 20)}, {"subject": "Levering gas"},
])
def test_between_preview_and_order_nothing_is_ordered_and_the_new_preview_says_what_the_letter_will(
    story: Story, case: Case, changes: dict[str, Any]
) -> None:
    """Also where no amount changed: who looked at the letter saw another invoice."""
    shown = preview(story, case)
    correct(story, case, **changes)
    with pytest.raises(PreviewOutdated, match=case.number):
        ordering.order(
            story.session, story.act(), shown.marks, kind=KIND, letter_date=story.day, figures=story.figures
        )
    now = preview(story, case)
    batch = ordering.order(
        story.session, story.act(), now.marks, kind=KIND, letter_date=story.day, figures=story.figures
    )
    assert story.make(batch) == 1
    story.post(batch)
    assert story.owed(case) == now.sending[0].total_now
    (said,) = now.sending[0].claims
    assert all(getattr(said, name) == value for name, value in changes.items())


def test_the_others_of_the_same_preview_wait_too_and_are_not_ordered_twice(story: Story, case: Case) -> None:
    other = make_case(
        story.session, story.store, today=story.day, customer="K-2", invoice="F-2", surname="Bakker", prefix=""
    )
    shown = preview(story, case, other)
    correct(story, case, principal=Decimal("400.00"))
    with pytest.raises(PreviewOutdated) as refused:
        ordering.order(
            story.session, story.act(), shown.marks, kind=KIND, letter_date=story.day, figures=story.figures
        )
    assert other.number not in str(refused.value)
    batch = story.order(case, other)
    assert len(batch.letters) == 2


@pytest.mark.parametrize("is_made", [False, True])
def test_after_the_order_the_letter_is_withdrawn_and_a_new_one_says_the_new_amount(
    story: Story, case: Case, is_made: bool
) -> None:
    batch = story.order(case)
    if is_made:
        story.make(batch)
    correct(story, case, principal=Decimal("400.00"))
    story.session.refresh(batch.letters[0])
    assert batch.letters[0].state is LetterState.WITHDRAWN
    assert story.make(batch) == 0
    new = story.write(case)
    assert new.letters[0].facts["total_now"] == "406.14"  # 140 days over 400.00: 6.14
    story.until(date(2026, 11, 19))
    assert story.counted(case).valuation.costs == Decimal("60.00")
    assert case.stage is Stage.AMICABLE


def test_after_the_post_the_letter_stands_and_the_invoice_too(story: Story, case: Case) -> None:
    story.write(case)
    with pytest.raises(NamedByLetter, match="wordt niet herschreven"):
        correct(story, case, principal=Decimal("400.00"))
    assert story.owed(case) == Decimal("507.67")
