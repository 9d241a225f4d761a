"""The registration ends on Monday 30 November with letters ordered, made and posted; it is renewed on 10 December."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cases.amicable import arrangements, barriers
from cases.correspondence import ordering
from cases.errors import Refused
from cases.legal_track import gate
from cases.models import Case, LetterBatch, LetterKind, LetterState, Stage
from cases.setup import organisations, registration
from cases.setup.registration import NotRegistered
from tests.cases.stories.telling import Story
from tests.factories import make_case

LAST, AFTER, RENEWED = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 10)
COMPANY = {"company": "Bouw Smit B.V.", "legal_form": "bv", "kvk": "12345679"}


def registered_through(story: Story, day: date) -> None:
    """The administrator enters until when it is valid."""
    profile = organisations.agency_profile(story.session)
    assert profile is not None
    organisations.save_agency_profile(
        story.session, story.act(), replace(organisations.profile_values(profile), wki_valid_until=day)
    )


def person(story: Story, number: int, **row: str) -> Case:
    values = {"customer": f"K-{number}", "invoice": f"F-{number}", "surname": f"Bakker{number}", "prefix": ""}
    born = {} if row else {"born": f"0{number}-02-1970"}
    return make_case(story.session, story.store, today=story.day, **(values | born | row))


def states(batch: LetterBatch) -> list[LetterState]:
    return [letter.state for letter in batch.letters]


@pytest.fixture
def told(story: Story) -> tuple[Story, dict[str, tuple[Case, LetterBatch]]]:
    """On the last day: one letter posted, one made, one ordered, one made to a company, and one together with it."""
    names = ("posted", "made", "ordered", "both")
    cases = {name: person(story, number) for number, name in enumerate(names, start=1)}
    cases["company"] = person(story, 7, **COMPANY)
    registered_through(story, LAST)
    story.until(LAST)
    batches = {name: story.order(cases[name]) for name in ("posted", "made", "ordered")}
    batches["both"] = batches["company"] = story.order(cases["both"], cases["company"])
    for name in ("posted", "made", "both"):
        story.make(batches[name])
    story.post(batches["posted"])
    return story, {name: (case, batches[name]) for name, case in cases.items()}


def test_the_day_after_nothing_leaves_to_a_person_and_everything_says_why(
    told: tuple[Story, dict[str, tuple[Case, LetterBatch]]]
) -> None:
    story, by_name = told
    story.until(AFTER)
    assert story.make(by_name["ordered"][1]) == 0
    assert "art. 4 Wki" in (by_name["ordered"][1].letters[0].error or "")
    for name in ("made", "both"):
        with pytest.raises(NotRegistered, match="Wki"):
            story.post(by_name[name][1])
    assert states(by_name["made"][1]) == [LetterState.RENDERED]
    for name in ("posted", "made", "ordered", "both"):
        case = by_name[name][0]
        assert "art. 4 Wki" in story.refused(case, LetterKind.INTERRUPTION_LETTER)
        (closed,) = barriers.of_case(story.session, case, on=story.day)
        assert closed.closed == barriers.EVERY_WAY
        unmet = [item.code for item in gate.requirements(
            story.session, case, on=story.day, figures=story.figures
        ) if not item.met]
        assert "registration" in unmet
    assert barriers.of_case(story.session, by_name["company"][0], on=story.day) == ()
    announced = registration.announcement(story.session, on=story.day)
    assert announced is not None
    assert announced.is_stopped


def test_the_letter_to_the_company_goes_once_that_to_the_person_is_taken_out(
    told: tuple[Story, dict[str, tuple[Case, LetterBatch]]]
) -> None:
    story, by_name = told
    story.until(AFTER)
    batch, own = by_name["both"][1], by_name["both"][0].id
    letter = next(letter for letter in batch.letters if letter.case_id == own)
    ordering.withdraw(story.session, story.act(), letter.id, reason="geen registratie", on=story.day)
    story.post(batch)
    assert sorted(states(batch)) == sorted([LetterState.WITHDRAWN, LetterState.POSTED])
    assert by_name["company"][0].stage is Stage.NOTICE_RUNNING
    assert by_name["both"][0].stage is Stage.INTAKE


def test_what_left_in_time_keeps_its_term_and_an_arrangement_is_agreed_without_its_letter(
    told: tuple[Story, dict[str, tuple[Case, LetterBatch]]]
) -> None:
    """The debtor calls himself: what he agrees is a fact. The letter about it waits."""
    story, by_name = told
    case = by_name["posted"][0]
    story.until(date(2026, 12, 17))  # received on 2 December; the last free day is the 16th
    assert (case.stage, story.counted(case).valuation.costs) == (Stage.AMICABLE, Decimal("75.00"))
    schedule = arrangements.propose(
        story.session, case.id, agreed_on=story.day, first_due_on=story.day, figures=story.figures, number=3
    )
    arrangements.make(
        story.session, story.act(), case.id, schedule, note="", client_agreed=False, figures=story.figures
    )
    assert "art. 4 Wki" in story.refused(case, LetterKind.ARRANGEMENT_CONFIRMATION)
    registered_through(story, date(2027, 11, 30))
    assert story.refused(case, LetterKind.ARRANGEMENT_CONFIRMATION) == ""


def test_with_a_new_registration_the_letters_go_each_once(
    told: tuple[Story, dict[str, tuple[Case, LetterBatch]]]
) -> None:
    story, by_name = told
    story.until(AFTER)
    assert story.make(by_name["ordered"][1]) == 0
    story.until(RENEWED)
    registered_through(story, date(2027, 11, 30))
    story.post(by_name["made"][1])
    assert states(by_name["made"][1]) == [LetterState.POSTED]
    assert by_name["made"][0].stage is Stage.NOTICE_RUNNING
    assert story.refused(by_name["ordered"][0]) != "", "the letter that could not be made still stands there"
    with pytest.raises(Refused):
        story.post(by_name["ordered"][1])
    assert registration.announcement(story.session, on=story.day) is None
