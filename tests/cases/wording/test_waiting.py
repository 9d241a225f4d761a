"""Why a case is in the queue and since when: every step has its words, and the odd ones have others."""

from datetime import date, timedelta

import pytest

from cases.models import HoldKind, NextStep, StopCause
from cases.wording import waiting
from cases.wording.waiting import NEW_LETTER, OLDER_DRAFT, REASONS, TERM_RUNS, halted_by, since
from tests.factories import TODAY

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def reason(step: NextStep, day: date | None = TODAY, *holds: HoldKind, had_notice: bool = False, left: str = "") -> str:
    return waiting.reason(step, day, TODAY, holds=holds, had_notice=had_notice, left=left)


@pytest.mark.parametrize("step", NextStep)
def test_every_step_says_why_its_case_waits(step: NextStep) -> None:
    assert reason(step) == ("" if step is NextStep.NONE else REASONS[step])
    assert reason(step, None) == ""


def test_only_doing_nothing_has_no_reason() -> None:
    assert set(NextStep) - REASONS.keys() == {NextStep.NONE}


def test_a_term_runs_until_its_day() -> None:
    found = [reason(NextStep.WAIT_NOTICE_TERM, day) for day in (TOMORROW, TODAY, YESTERDAY)]
    assert found == [TERM_RUNS, *["veertiendagentermijn verstreken"] * 2]


def test_a_draft_of_another_day_says_of_which() -> None:
    found = [reason(NextStep.GIVE_TO_BAILIFF, day) for day in (TOMORROW, TODAY, YESTERDAY)]
    assert found == [*["exploot klaar voor de deurwaarder"] * 2, OLDER_DRAFT.format(day=YESTERDAY)]


def test_after_a_letter_that_failed_a_new_one_is_needed() -> None:
    assert reason(NextStep.SEND_FIRST_NOTICE, had_notice=True) == NEW_LETTER
    assert reason(NextStep.CONTACT_DEBTOR, had_notice=True) == "contact opnemen"


def test_holds_are_named_where_they_are_the_step() -> None:
    both = (HoldKind.DISPUTE, HoldKind.DECEASED)
    assert reason(NextStep.REVIEW_HOLD, TODAY, *both) == "betwisting, overlijden: beoordelen"
    assert reason(NextStep.ASSESS, TODAY, *both) == "onwil of onmacht beoordelen"


def test_a_halted_order_says_how_long_is_left() -> None:
    assert reason(NextStep.REVIEW_STOP, left="nog 2 dagen") == "exploot stilgezet: beoordelen; nog 2 dagen"


@pytest.mark.parametrize(("ago", "waits", "promised"), [
    (-2, "over 2 dagen", "over 2 dagen"), (-1, "morgen", "morgen"), (0, "sinds vandaag", "vandaag"),
    (1, "sinds gisteren", "1 dag te laat"), (2, "al 2 dagen", "2 dagen te laat"),
])
def test_a_day_that_was_promised_is_late_the_day_after(ago: int, waits: str, promised: str) -> None:
    day = TODAY - timedelta(days=ago)
    assert (since(day, TODAY, is_promised=False), since(day, TODAY, is_promised=True)) == (waits, promised)


def test_without_a_day_nothing_is_said() -> None:
    assert since(None, TODAY, is_promised=True) == ""


def test_the_causes_of_a_halt_are_one_sentence_each_once() -> None:
    assert halted_by([]) == ""
    assert halted_by([StopCause.PAID_PART, StopCause.QUESTION, StopCause.PAID_PART]) == (
        "Er is een deel betaald; de debiteur vraagt informatie"
    )
