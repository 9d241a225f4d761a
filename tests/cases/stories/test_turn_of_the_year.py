"""Letters of December through January, with the rates of 2027 coming on the 4th, on the 12th, and not at all.

Each consumer owes 688.20 since 1 November at 4 % a year, 5 % from 2027 (made up): 4.60 through 31 December, 0.0943 a
day after it; 15 % are 103.23. The letter of Tuesday 15 December is there on the 17th and free through the 31st; that
of the 29th is there on the 31st and free through 14 January.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from cases.amicable import arrangements, asked
from cases.models import Case, ClosingReason, LedgerKind, LetterKind, OpenDifference, Overpaid, Stage
from tests.cases.amicable.endings import entries
from tests.cases.stories.telling import Story
from tests.cases.year_end.turn import EARLY, LAST, MIDDLE, business_case, december_case, figures_on

OPENED, FIRST, SECOND = date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 29)
FIFTH, FREE_OF_SECOND, END = date(2027, 1, 5), date(2027, 1, 14), date(2027, 1, 29)
AT_TURN, FEE = Decimal("692.80"), Decimal("103.23")


@pytest.fixture(params=[
    pytest.param(EARLY, id="on the 4th"), pytest.param(MIDDLE, id="on the 12th"), pytest.param(None, id="never")
])
def come_on(request: pytest.FixtureRequest) -> date | None:
    day: date | None = request.param
    return day


@pytest.fixture
def year(story: Story, come_on: date | None) -> Story:
    return replace(story, day=OPENED, figures_on=lambda day: figures_on(day, come_on=come_on))


def is_known(story: Story) -> bool:
    """Whether today can be counted."""
    return story.figures.statutory_interest.checked_through >= story.day


def debtor(story: Story, number: int) -> Case:
    names = ("Bakker", "Smit", "Visser", "Meijer", "Bos")
    return december_case(
        story.session, story.store, customer=f"K-{number}", invoice=f"F-{number}", surname=names[number], prefix="",
        born=f"0{number + 1}-03-1970",
    )


def test_who_pays_what_his_letter_asked_within_its_term_is_done_whatever_is_known(year: Story) -> None:
    early, late = debtor(year, 1), debtor(year, 2)
    year.until(FIRST)
    first = year.write(early).letters[0].facts["total_now"]
    year.until(SECOND)
    second = year.write(late).letters[0].facts["total_now"]
    assert (first, second) == ("691.59", "692.65")  # 45 days: 3.39; 59 days: 4.45

    year.until(LAST)
    year.pay(early, first)
    assert (early.closing_reason, year.owed(early)) == (ClosingReason.PAID_AS_ASKED, 0)
    year.until(FREE_OF_SECOND)
    year.pay(late, second)
    assert late.closing_reason is ClosingReason.PAID_AS_ASKED
    year.until(END)
    assert (early.stage, late.stage) == (Stage.CLOSED, Stage.CLOSED)
    waits = year.session.get(OpenDifference, late.id) is not None
    assert waits is not is_known(year), "booked off once it can be counted, and not before"
    assert year.session.scalars(select(Overpaid.case_id)).all() == []
    if is_known(year):
        assert (year.owed(late), entries(year.session, late, LedgerKind.SMALL_DIFFERENCE)) == (0, [Decimal("-1.47")])


def test_who_pays_in_january_what_the_screen_says_of_december(year: Story) -> None:
    """After the term the costs are due too: without them it is a part, with them it is all that anybody could ask."""
    part, all_of_it = debtor(year, 1), debtor(year, 2)
    year.until(FIRST)
    year.write(part, all_of_it)
    year.until(FIFTH)
    shown = year.counted(part)
    assert shown.valuation.on == (FIFTH if is_known(year) else LAST)
    year.pay(part, AT_TURN)
    year.pay(all_of_it, shown.with_costs.balance)
    assert (part.stage, all_of_it.stage) == (Stage.AMICABLE, Stage.CLOSED)
    year.until(END)
    assert (part.stage, all_of_it.stage) == (Stage.AMICABLE, Stage.CLOSED)
    if is_known(year):
        assert year.owed(all_of_it) == 0
        assert FEE < year.owed(part) < FEE + 2


@pytest.mark.parametrize("came", ["0.00", "200.00"])
def test_the_amount_that_is_told_in_january_has_the_costs_of_january_in_it(year: Story, came: str) -> None:
    """And what came in meanwhile off it; paid within its term it is the end, a cent less is not."""
    exact, less = debtor(year, 1), debtor(year, 2)
    year.until(FIRST)
    year.write(exact, less)
    year.until(EARLY)
    if came != "0.00":
        year.pay(exact, came)
        year.pay(less, came)
    year.until(FIFTH)
    through, told = date(2027, 1, 19), {}
    for case in (exact, less):
        told[case] = year.counted(case).to_ask
        asked.tell(
            year.session, year.act(), case.id, asked.AmountInput(through_day=through, seen=told[case]),
            figures=year.figures,
        )
    assert told[exact] is not None
    if not is_known(year):
        assert told[exact] == AT_TURN + FEE - Decimal(came)
    year.until(through)
    year.pay(exact, told[exact])
    year.pay(less, told[less] - Decimal("0.01"))
    assert (exact.closing_reason, less.closing_reason) == (ClosingReason.PAID_AS_ASKED, None)
    year.until(END)
    assert (exact.stage, less.stage) == (Stage.CLOSED, Stage.AMICABLE)
    if is_known(year):
        assert year.owed(exact) == 0


def test_an_arrangement_of_january_asks_no_cent_twice(year: Story) -> None:
    """Agreed on the 5th over what the screen says; its terms are kept, and what is left is the interest since."""
    case = debtor(year, 1)
    year.until(FIRST)
    year.write(case)
    year.until(FIFTH)
    schedule = arrangements.propose(
        year.session, case.id, agreed_on=FIFTH, first_due_on=date(2027, 1, 11), figures=year.figures, number=2
    )
    total = sum(term.amount for term in schedule.terms)
    assert total == year.counted(case).open_now
    arrangements.make(
        year.session, year.act(), case.id, schedule, note="", client_agreed=False, figures=year.figures
    )
    assert year.refused(case, LetterKind.ARRANGEMENT_CONFIRMATION) == ""
    year.until(date(2027, 1, 11))
    year.pay(case, schedule.terms[0].amount)
    year.until(END)
    assert case.stage is Stage.ARRANGEMENT
    assert year.counted(case).open_now < total


def test_a_first_letter_of_january_says_through_which_day_it_counts(year: Story) -> None:
    case = debtor(year, 1)
    year.until(FIFTH)
    batch = year.write(case)
    said = batch.letters[0].facts
    counted = FIFTH if is_known(year) else LAST
    assert said["counted_through"] == counted.isoformat()
    assert said["total_now"] == ("693.27" if is_known(year) else "692.80")  # 5 days at 5 %: 0.47
    year.until(date(2027, 1, 21))  # there on the 7th, free through the 21st
    year.pay(case, said["total_now"])
    assert case.closing_reason is ClosingReason.PAID_AS_ASKED
    year.until(END)
    assert case.stage is Stage.CLOSED


def test_a_letter_ordered_before_the_turn_and_not_posted_names_no_day_that_is_over(year: Story) -> None:
    """Ordered and made on 31 December, posted on 4 January: its term runs from then."""
    case = debtor(year, 1)
    year.until(LAST)
    batch = year.order(case)
    assert year.make(batch) == 1
    year.until(EARLY)
    year.post(batch)
    assert batch.letters[0].sent_on == EARLY
    year.until(date(2027, 1, 20))  # there on the 6th: free through the 20th
    assert year.counted(case).with_costs.costs == 0
    year.until(date(2027, 1, 21))
    assert year.counted(case).with_costs.costs == FEE


def test_a_business_at_the_commercial_rate_waits_for_its_own_figure(year: Story) -> None:
    case = business_case(year.session, year.store)
    year.until(FIRST)
    year.write(case)
    year.until(FIFTH)
    shown = year.counted(case)
    assert shown.valuation.on == (FIFTH if is_known(year) else LAST)
    assert shown.why.startswith("" if is_known(year) else "De wettelijke handelsrente is gecontroleerd")
    year.pay(case, shown.with_costs.balance)
    year.until(END)
    assert case.stage is Stage.CLOSED
