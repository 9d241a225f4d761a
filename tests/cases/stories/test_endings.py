"""Cases that end, told day by day: withdrawn, ten cents left, paid as asked, closed and opened and closed again.

One invoice of 500.00, in default since 16 June 2026, at 4 % a year: 0.054795 a day. The letter of Monday 2 November is
there on the 4th; it can be paid without costs through the 18th, and from the 19th 75.00 is due.
"""

from datetime import date
from decimal import Decimal

import pytest

from cases.amicable import holds, refunds, reopening, write_off_decisions
from cases.amicable.refunds import RefundInput
from cases.errors import CaseClosed, Refused
from cases.models import (
    Case,
    ClosingReason,
    HoldKind,
    LedgerKind,
    LetterKind,
    LetterState,
    Overpaid,
    PaidTo,
    RoleName,
    Stage,
)
from cases.progress import stages
from cases.queries.client import portfolio
from tests.cases.amicable.endings import allow_alone, entries
from tests.cases.stories.telling import Story
from tests.factories import make_agency, make_case, make_client, make_terms, make_user

POSTED, LAST_FREE, COSTS = date(2026, 11, 2), date(2026, 11, 18), date(2026, 11, 19)
ASKED = Decimal("507.67")       # 140 days: 7.67
ON_LAST_FREE = Decimal("508.55")  # 156 days: 8.55
ON_COSTS = Decimal("583.60")    # 157 days: 8.60, and 75.00
AFTERWARDS = date(2026, 12, 14)


def opened(story: Story, *, small_difference: str = "0.00") -> Case:
    """A case whose first letter was posted on 2 November."""
    make_agency(story.session)
    client = make_client(story.session, terms=make_terms(small_difference=Decimal(small_difference)))
    case = make_case(story.session, story.store, client=client, today=story.day)
    story.until(POSTED)
    story.write(case)
    assert story.owed(case) == ASKED
    return case


def test_a_case_is_withdrawn_while_money_and_a_letter_are_on_their_way(story: Story) -> None:
    case = opened(story)
    story.until(date(2026, 11, 10))
    story.pay(case, "100.00")
    batch = story.order(case, kind=LetterKind.INTERRUPTION_LETTER)
    story.make(batch)

    story.until(date(2026, 11, 12))
    story.close(case, ClosingReason.WITHDRAWN_BY_CLIENT)
    assert [letter.state for letter in batch.letters] == [LetterState.WITHDRAWN]
    assert (case.stage, story.owed(case)) == (Stage.CLOSED, 0)

    story.until(COSTS)  # the term of the letter ends over a case that nobody asks anything of
    assert (case.stage, story.owed(case), entries(story.session, case, LedgerKind.PAYMENT)) == (
        Stage.CLOSED, 0, [Decimal("-100.00")]
    )
    story.pay(case, "50.00")  # was on its way: it is the debtor's, until somebody decides
    assert (case.stage, story.owed(case)) == (Stage.CLOSED, Decimal("-50.00"))
    assert story.session.get(Overpaid, case.id) is not None

    story.until(date(2026, 11, 23))
    refunds.record(story.session, story.act(), case.id, RefundInput(
        amount=Decimal("50.00"), paid_on=story.day, paid_by=PaidTo.AGENCY, how="Overgemaakt"
    ), figures=story.figures)
    assert (story.owed(case), story.session.get(Overpaid, case.id)) == (0, None)
    story.until(AFTERWARDS)
    assert (case.stage, case.closing_reason, story.owed(case)) == (
        Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT, 0
    )


def test_ten_cents_left_close_the_case_are_shown_to_the_client_and_come_back_with_a_storno(story: Story) -> None:
    case = opened(story, small_difference="0.10")
    story.until(COSTS)
    assert story.owed(case) == ON_COSTS
    entry = story.pay(case, ON_COSTS - Decimal("0.10"))
    assert (case.closing_reason, story.owed(case)) == (ClosingReason.SMALL_DIFFERENCE, 0)

    story.until(date(2026, 12, 3))
    assert story.owed(case) == 0
    november = (date(2026, 11, 1), Decimal("0.10"), 1)
    assert portfolio.small_differences(story.session, case.client_id, today=story.day) == (november,)
    story.storno(case, entry)
    assert case.stage is Stage.AMICABLE
    assert story.owed(case) == Decimal("584.37")  # 171 days: 9.37
    assert portfolio.small_differences(story.session, case.client_id, today=story.day) == ()

    story.until(date(2026, 12, 10))
    story.pay(case, story.owed(case) - Decimal("0.10"))
    story.until(AFTERWARDS)
    assert (case.closing_reason, story.owed(case)) == (ClosingReason.SMALL_DIFFERENCE, 0)
    december = (date(2026, 12, 1), Decimal("0.10"), 1)
    assert portfolio.small_differences(story.session, case.client_id, today=story.day) == (december,)


def test_ten_cents_left_stay_where_the_client_agreed_to_nothing_and_a_handler_books_them_off(story: Story) -> None:
    case = opened(story)
    handler = make_user(story.session, RoleName.HANDLER)
    allow_alone(story.session, handler="5.00", lead="50.00")
    story.until(COSTS)
    story.pay(case, ON_COSTS - Decimal("0.10"))
    assert case.stage is Stage.AMICABLE
    story.until(date(2026, 12, 31))
    assert (case.stage, story.owed(case)) == (Stage.AMICABLE, Decimal("0.10")), "43 days over 0.10 are no cent"
    assert story.close(case, ClosingReason.SETTLED, actor_id=handler.id) is None
    assert (case.stage, case.closing_reason, story.owed(case)) == (Stage.CLOSED, ClosingReason.SETTLED, 0)


@pytest.mark.parametrize(("amount", "paid_on", "closes", "left"), [
    pytest.param(ASKED, LAST_FREE, True, "0.00", id="exactly, on the last day of the term"),
    pytest.param(ASKED, POSTED, True, "0.00", id="exactly, on the day of the letter"),
    # a day later 75.00 is due, of which the money pays first: 583.60 less 507.67
    pytest.param(ASKED, COSTS, False, "75.93", id="exactly, a day later"),
    pytest.param(ASKED - Decimal("0.01"), LAST_FREE, False, "0.89", id="a cent less, on the last day"),
])
def test_paid_what_the_letter_asked(story: Story, amount: Decimal, paid_on: date, closes: bool, left: str) -> None:
    case = opened(story)
    story.until(paid_on)
    story.pay(case, amount)
    assert (case.stage is Stage.CLOSED) is closes
    assert story.owed(case) == Decimal(left)
    story.until(AFTERWARDS)
    assert (case.stage is Stage.CLOSED) is closes
    if closes:
        assert (case.closing_reason, story.owed(case)) == (
            ClosingReason.PAID_IN_FULL if paid_on == POSTED else ClosingReason.PAID_AS_ASKED, 0
        )
    else:
        assert case.stage is Stage.AMICABLE


def test_money_of_the_last_free_day_that_is_booked_when_costs_were_due_closes_the_case(story: Story) -> None:
    case = opened(story)
    story.until(date(2026, 11, 24))
    assert (case.stage, story.owed(case)) == (Stage.AMICABLE, Decimal("583.88"))  # 162 days: 8.88
    story.pay(case, ASKED, on=LAST_FREE)
    assert (case.closing_reason, story.owed(case)) == (ClosingReason.PAID_AS_ASKED, 0)
    story.until(AFTERWARDS)
    assert story.owed(case) == 0


def test_closed_opened_and_closed_again_the_debt_is_the_same_each_time_it_is_open(story: Story) -> None:
    case = opened(story)
    handler, lead = make_user(story.session, RoleName.HANDLER), make_user(story.session, RoleName.LEGAL_LEAD)
    story.until(date(2026, 11, 10))
    stages_before = case.stage
    story.close(case, ClosingReason.WITHDRAWN_BY_CLIENT, actor_id=handler.id)
    with pytest.raises(CaseClosed):
        story.close(case, ClosingReason.WITHDRAWN_BY_CLIENT, actor_id=handler.id)

    story.until(date(2026, 11, 16))  # inside the term still
    reopening.reopen(
        story.session, story.act(handler.id), case.id, reason="De opdrachtgever vergiste zich", figures=story.figures
    )
    assert (case.stage, case.closing_reason) == (stages_before, None)
    assert story.owed(case) == Decimal("508.44")  # 154 days: 8.44
    with pytest.raises(Refused, match="niet gesloten"):
        reopening.reopen(story.session, story.act(), case.id, reason="Nog eens", figures=story.figures)

    story.until(COSTS)
    assert (case.stage, story.owed(case)) == (Stage.AMICABLE, ON_COSTS)
    story.pay(case, "100.00")
    waiting = story.close(case, ClosingReason.UNCOLLECTABLE, actor_id=handler.id)
    assert waiting is not None, "nobody may book off alone here"
    assert case.stage is Stage.AMICABLE

    story.until(date(2026, 11, 25))
    write_off_decisions.confirm(
        story.session, story.act(lead.id), case.id, note="Eens", figures=story.figures
    )
    story.session.refresh(case)
    assert (case.closing_reason, story.owed(case)) == (ClosingReason.UNCOLLECTABLE, 0)

    story.until(date(2026, 12, 7))
    reopening.reopen(story.session, story.act(lead.id), case.id, reason="Heeft weer werk", figures=story.figures)
    # of 583.60 there was 100.00 paid: 75.00 costs, 8.60 interest, 16.40 principal; 18 days over 483.60 are 0.95
    assert (case.stage, story.owed(case)) == (Stage.AMICABLE, Decimal("484.55"))
    story.pay(case, story.owed(case))
    story.until(AFTERWARDS)
    assert (case.stage, case.closing_reason, story.owed(case)) == (Stage.CLOSED, ClosingReason.PAID_IN_FULL, 0)


def test_a_case_that_closed_while_it_stood_still_stands_still_again_when_it_opens(story: Story) -> None:
    case = opened(story)
    story.until(date(2026, 11, 9))
    holds.place(
        story.session, story.act(), case.id, kind=HoldKind.DECEASED, reason="Dochter belde", on=story.day,
        review_on=None,
    )
    story.close(case, ClosingReason.WITHDRAWN_BY_CLIENT)
    assert stages.open_holds(story.session, case.id) == []
    story.until(date(2026, 11, 30))
    reopening.reopen(story.session, story.act(), case.id, reason="Toch door naar de erven", figures=story.figures)
    assert [hold.kind for hold in stages.open_holds(story.session, case.id)] == [HoldKind.DECEASED]
    story.until(AFTERWARDS)
    assert case.stage is Stage.AMICABLE
    assert "overl" in story.refused(case)
