"""A credit note before and after the notice, told day by day: what stands open, where the case stands, what was said.

Letters are asked for their text. The daily run is done every day, as the clock does.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.correspondence import dossiers
from cases.correspondence.rules import rule_of
from cases.counting import statement
from cases.documents import File
from cases.models import (
    Case,
    ClosingReason,
    CreditEffect,
    LedgerKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    Overpaid,
    Stage,
)
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.amicable.endings import on, owed, pay, posted_case, whats_wrong
from tests.factories import FIGURES, SMALL_PDF, post_first_notice

POSTED, LAST_FREE, DUE = date(2026, 11, 2), date(2026, 11, 18), date(2026, 11, 19)


@dataclass
class Story:
    """A case that is lived day by day, and everything that is looked at after each day."""

    session: Session
    store: DocumentStore
    case: Case
    day: date = POSTED

    def until(self, day: date) -> None:
        """Let the days pass, each with its daily run; the record holds after every one of them."""
        while self.day < day:
            self.day += timedelta(days=1)
            daily_run.run(self.session, day=self.day, figures=FIGURES, now=on(self.day).now)
        self.session.refresh(self.case)

    def credit(self, amount: str, dated: date) -> None:
        """A credit note that comes in today."""
        told = CreditInput(
            claim_id=self.case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal(amount), on=dated,
            effect=CreditEffect.FROM_ORIGIN,
        )
        seen = credits_.foresee(self.session, self.case.id, told, today=self.day, figures=FIGURES).mark
        basis = Basis(reason="Mail van de opdrachtgever", paper=File("creditnota.pdf", SMALL_PDF), seen=seen)
        credits_.credit(
            self.session, on(self.day), self.store, self.case.id, told, basis=basis, figures=FIGURES
        )
        self.session.refresh(self.case)

    def stands(self) -> tuple[Stage, NextStep, Decimal]:
        """Where the case stands, and the costs of today."""
        counted = statement.valuation(self.session, self.case, on=self.day, figures=FIGURES)
        return self.case.stage, self.case.next_step, counted.costs

    def holds(self) -> None:
        """Nothing on record is wrong."""
        assert whats_wrong(self.session, self.store, self.day) == []
        self.case = self.session.get_one(Case, self.case.id)

    def letter_of_today(self) -> str:
        """The text of a first letter that would be made today, with plain spaces."""
        dossier = dossiers.dossier_of(self.session, self.case, figures=FIGURES)
        data = rule_of(LetterKind.FIRST_NOTICE).data(dossier, letter_date=self.day)
        return plain_text(content(data)).replace("\u00a0", " ")


@pytest.fixture
def story(session: Session, store: DocumentStore) -> Story:
    """500 euro; the letter of 2 November names 75 euro from the 19th."""
    return Story(session, store, posted_case(session, store))


def test_a_credit_note_of_before_the_letter_that_comes_in_its_term(story: Story) -> None:
    """Written on 30 October, told on 10 November: the letter named too much, and a new one goes out."""
    story.until(date(2026, 11, 10))
    assert story.stands() == (Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM, 0)
    story.credit("200.00", date(2026, 10, 30))
    assert story.stands() == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE, 0)
    story.holds()
    story.until(DUE)
    assert story.stands() == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE, 0)  # the first letter makes no costs due
    text = story.letter_of_today()
    for said in ("Rekening (hoofdsom) | € 300,00", "Van deze rekening is € 200,00 afgetrokken", "€ 45,00"):
        assert said.replace(" | ", " ") in " ".join(text.replace("|", " ").split()), said
    post_first_notice(story.session, story.store, story.case, posted_on=story.day, act=on(story.day))
    story.until(date(2026, 12, 8))
    stage, step, costs = story.stands()
    assert (stage, step, costs) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR, Decimal("45.00"))
    letters = story.session.scalars(select(Letter).where(Letter.case_id == story.case.id).order_by(Letter.id)).all()
    assert [(letter.state, letter.fee) for letter in letters] == [
        (LetterState.POSTED, Decimal("75.00")), (LetterState.POSTED, Decimal("45.00")),
    ]
    story.holds()


def test_a_credit_note_of_after_the_letter_in_its_term(story: Story) -> None:
    """The letter stands; the costs are counted over what is left, as after a part payment in time."""
    story.until(date(2026, 11, 10))
    story.credit("200.00", date(2026, 11, 9))
    assert story.stands() == (Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM, 0)
    story.until(DUE)
    assert story.stands() == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR, Decimal("45.00"))
    story.holds()


def test_a_credit_note_after_the_costs_were_paid(story: Story) -> None:
    """The costs become less, what was paid of them goes on to interest and principal, the rest goes back."""
    story.until(DUE)
    pay(story.session, story.case, owed(story.session, story.case, DUE), DUE)
    assert story.case.closing_reason is ClosingReason.PAID_IN_FULL
    story.until(date(2026, 11, 25))
    story.credit("200.00", date(2026, 11, 24))
    left = owed(story.session, story.case, story.day)
    assert left < Decimal("-230.00")  # 200, 30 of the costs, and the interest over 200
    assert story.session.get(Overpaid, story.case.id) is not None
    story.holds()


@pytest.mark.parametrize("dated", [POSTED, POSTED + timedelta(days=1)])
def test_the_day_of_the_letter_itself_is_the_border(story: Story, dated: date) -> None:
    story.until(date(2026, 11, 10))
    story.credit("200.00", dated)
    story.until(DUE)
    assert story.stands()[2] == (0 if dated == POSTED else Decimal("45.00"))


def test_everything_credited_in_the_term_ends_the_case_without_a_cent(story: Story) -> None:
    story.until(date(2026, 11, 10))
    story.credit("500.00", date(2026, 11, 9))
    assert (story.case.stage, story.case.closing_reason) == (Stage.CLOSED, ClosingReason.CREDITED)
    story.until(date(2026, 12, 1))
    assert owed(story.session, story.case, story.day) == 0
    story.holds()


