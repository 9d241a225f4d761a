"""Unwillingness asks a refusal and means, and is never concluded from silence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from legal.debtor.assessment import (
    THIN_REASON,
    AssessmentFacts,
    BrokenArrangement,
    Direction,
    Outcome,
    objections,
    signals,
)

SILENCE = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
REASON = "Zegt telefonisch niet te willen betalen en heeft een vast inkomen."


REFUSED = (date(2026, 11, 2),)
MEANS = (date(2026, 11, 1),)
DECIDABLE = AssessmentFacts(refused_on=REFUSED, means_shown_on=MEANS)


def against(known: AssessmentFacts, on: date | None = None) -> str:
    """What stands against "can, but will not", as one text."""
    return " ".join(objections(Outcome.ABLE_UNWILLING, known, REASON, on=on))


@pytest.mark.parametrize("times", [1, 3, 40])
def test_silence_alone_is_never_unwillingness(times: int) -> None:
    silence = tuple(date(2026, 9, 1) + timedelta(days=day) for day in range(times))
    known = AssessmentFacts(unanswered_on=silence, address_unknown_on=silence)
    assert "Geen reactie alleen is nooit betalingsonwil" in against(known)


def test_a_refusal_and_a_sign_of_means_are_enough_for_a_person_to_decide() -> None:
    assert against(DECIDABLE) == ""
    assert against(replace(DECIDABLE, unanswered_on=SILENCE)) == "", "silence does not speak for the debtor either"


def test_a_refusal_without_a_sign_of_means_is_not_unwillingness() -> None:
    known = AssessmentFacts(unanswered_on=SILENCE, refused_on=REFUSED)
    assert "geen sterk teken met een datum dat de debiteur kan betalen" in against(known)


def test_a_weak_sign_of_means_decides_nothing_alone() -> None:
    weak = AssessmentFacts(refused_on=REFUSED, orders_again_on=MEANS)
    assert "geen sterk teken" in against(weak)
    assert against(replace(weak, pays_newer_on=MEANS)) == ""


def test_an_unanswered_sign_of_inability_is_in_the_way_and_a_later_strong_sign_answers_it() -> None:
    said = replace(DECIDABLE, cannot_pay_said_on=(date(2026, 11, 3),))
    assert "onmacht is niet weerlegd: Zegt niet te kunnen betalen (03-11-2026)." in against(said)
    same_day = replace(said, can_pay_said_on=(date(2026, 11, 3),))
    assert "niet weerlegd" in against(same_day), "a day itself counts for the debtor"
    assert against(replace(said, can_pay_said_on=(date(2026, 11, 4),))) == ""


def test_what_the_bailiff_found_is_not_answered_by_what_the_client_tells() -> None:
    known = replace(DECIDABLE, seizures_on=(date(2026, 10, 1),))
    assert "niet weerlegd: Er liggen beslagen (01-10-2026)." in against(known)


@pytest.mark.parametrize("sign", ["paid_on", "promised_on", "arrangement_asked_on", "budget_given_on"])
def test_good_will_after_the_refusal_asks_for_a_talk_first(sign: str) -> None:
    after = replace(DECIDABLE, **{sign: (date(2026, 11, 2),)})
    assert "bleek goede wil" in against(after)
    assert against(replace(DECIDABLE, **{sign: (date(2026, 11, 1),)})) == "", "before the refusal it does not undo it"


def test_a_refusal_up_to_the_answer_was_part_of_the_dispute() -> None:
    answered = replace(DECIDABLE, dispute_answered_on=(date(2026, 11, 2),))
    assert "geen teken van weigering met een datum na de betwisting" in against(answered)
    assert against(replace(answered, refused_on=(date(2026, 11, 3),))) == ""


@pytest.mark.parametrize(("known", "last"), [
    (AssessmentFacts(refused_on=REFUSED, means_shown_on=REFUSED), date(2027, 1, 31)),
    (AssessmentFacts(refused_on=REFUSED, accounts_show_means_on=REFUSED), date(2027, 5, 1)),
])
def test_a_sign_counts_through_its_last_day(known: AssessmentFacts, last: date) -> None:
    """Papers ninety days, behaviour a hundred and eighty."""
    assert against(known, last) == ""
    assert against(known, last + timedelta(days=1)) != ""


@pytest.mark.parametrize("reason", [
    "x", "-", "zie boven", "Zie dossier, idem", "kan, maar wil niet betalen", "aaa bbb ccc",
])
def test_a_reason_that_says_nothing_is_refused(reason: str) -> None:
    assert objections(Outcome.ABLE_UNWILLING, DECIDABLE, reason) == (THIN_REASON,)


@pytest.mark.parametrize("reason", [
    "Weigert zonder verweer.", REASON, "Heeft werk; zegt dat hij principieel niet betaalt",
])
def test_a_reason_in_own_words_is_enough(reason: str) -> None:
    assert objections(Outcome.ABLE_UNWILLING, DECIDABLE, reason) == ()


def test_one_signal_is_not_enough() -> None:
    known = AssessmentFacts(cannot_pay_said_on=(date(2026, 11, 2),), unanswered_on=SILENCE)
    assert objections(Outcome.UNABLE_WILLING, known, REASON) == ("Er zijn minstens twee signalen met een datum nodig.",)


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
    known = replace(DECIDABLE, unanswered_on=SILENCE, **stop)
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
