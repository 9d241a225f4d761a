"""Unwillingness is never concluded from silence."""

from datetime import date

import pytest

from legal.assessment import AssessmentFacts, BrokenArrangement, Direction, Outcome, objections, signals

SILENCE = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
REASON = "Zegt telefonisch niet te willen betalen en heeft een vast inkomen."


def test_silence_alone_is_never_unwillingness() -> None:
    (objection,) = objections(Outcome.ABLE_UNWILLING, AssessmentFacts(unanswered_on=SILENCE), REASON)
    assert "Geen reactie alleen is nooit betalingsonwil" in objection


def test_a_refusal_with_a_second_signal_is_enough_for_a_person_to_decide() -> None:
    known = AssessmentFacts(unanswered_on=SILENCE[:1], refused_on=(date(2026, 11, 2),))
    assert objections(Outcome.ABLE_UNWILLING, known, REASON) == ()


def test_one_signal_is_not_enough() -> None:
    known = AssessmentFacts(refused_on=(date(2026, 11, 2),))
    assert objections(Outcome.ABLE_UNWILLING, known, REASON) == ("Er zijn minstens twee signalen met een datum nodig.",)


def test_a_reason_is_always_asked() -> None:
    for outcome in Outcome:
        assert objections(outcome, AssessmentFacts(), "  ") == ("Geef de reden van de beoordeling.",)


def test_unknown_needs_only_a_reason() -> None:
    assert objections(Outcome.UNKNOWN, AssessmentFacts(), "Nog geen contact.") == ()


@pytest.mark.parametrize(
    "stop",
    [
        {"disputed_on": (date(2026, 11, 3),)},
        {"debt_help_on": (date(2026, 11, 3),)},
        {"insolvency_on": (date(2026, 11, 3),)},
        {"guardianship_on": (date(2026, 11, 3),)},
    ],
)
def test_a_dispute_or_legal_hold_stops_unwillingness(stop: dict[str, tuple[date, ...]]) -> None:
    known = AssessmentFacts(unanswered_on=SILENCE, refused_on=(date(2026, 11, 2),), **stop)
    assert len(objections(Outcome.ABLE_UNWILLING, known, REASON)) == 1
    assert objections(Outcome.UNABLE_WILLING, known, REASON) == ()


def test_signals_are_listed_oldest_first_with_direction_and_source() -> None:
    known = AssessmentFacts(
        unanswered_on=SILENCE[:2],
        arrangements_broken=(BrokenArrangement(broken_on=date(2026, 9, 15), terms_kept=1),),
        low_income_on=(date(2026, 8, 1),),
        open_claims=3,
    )
    found = signals(known)
    assert [signal.code for signal in found] == [
        "low_income", "unanswered", "arrangement_broken", "unanswered", "many_claims",
    ]  # fmt: skip
    assert found[0].direction is Direction.CANNOT
    assert "vroeg gebroken" in found[2].text
    assert all(signal.source and signal.weight for signal in found)


def test_a_late_break_asks_for_a_change_in_income() -> None:
    (signal,) = signals(
        AssessmentFacts(arrangements_broken=(BrokenArrangement(broken_on=date(2026, 9, 15), terms_kept=6),))
    )
    assert "inkomen" in signal.text
