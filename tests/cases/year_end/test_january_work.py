"""Work of January while no rate is known: letters, arrangements, money, the gate. Nothing stops or is untrue."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import arrangements, payment_doubts
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import making, ordering, posting, previewing
from cases.counting import statement
from cases.legal_track import gate
from cases.models import Arrangement, Case, Letter, LetterKind, LetterState, PaidTo, Stage
from cases.queries.balance import balance
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.catalogue import content, render
from letters.document import plain_text
from tests.cases.year_end.turn import (
    EARLY,
    FEE,
    LAST,
    MIDDLE,
    at,
    business_case,
    december_case,
    pay,
    with_notice,
    with_rates,
)
from tests.factories import by
from tests.legal.figures import FIGURES_2026

DAY = date(2027, 1, 5)
OPEN = Decimal("692.80")  # 688,20 with 61 days at 4 %: 4,60


def ordered(session: Session, case: Case, kind: LetterKind, *, on: date, figures: Figures = FIGURES_2026) -> Letter:
    shown = previewing.preview(session, [case.id], kind=kind, letter_date=on, figures=figures)
    assert not shown.skipping, shown.skipping[0].skipped
    batch = ordering.order(session, by(None, at(on)), shown.marks, kind=kind, letter_date=on, figures=figures)
    return batch.letters[0]


def plain(said: str) -> str:
    return " ".join(said.replace("|", " ").split())


def text_of(session: Session, letter: Letter, *, on: date, figures: Figures = FIGURES_2026) -> str:
    claimed = making.claim(session, [letter.id], now=at(on), lease=timedelta(minutes=5))
    work = next(each for each in making.work(session, claimed, figures=figures) if isinstance(each, making.Work))
    return plain(plain_text(content(work.data)))


def arranged(session: Session, case: Case, *, on: date, figures: Figures = FIGURES_2026) -> Arrangement:
    schedule = arrangements.propose(
        session, case.id, agreed_on=on, first_due_on=on + timedelta(days=20), figures=figures, number=3
    )
    return arrangements.make(
        session, by(None, at(on)), case.id, schedule, note="", client_agreed=False, figures=figures
    )


def test_a_first_letter_of_january_counts_interest_through_december_and_says_so(
    session: Session, store: DocumentStore
) -> None:
    case = december_case(session, store)
    letter = ordered(session, case, LetterKind.FIRST_NOTICE, on=DAY)
    said = text_of(session, letter, on=DAY)
    assert "5 januari 2027" in said
    assert "Rente tot en met 31 december 2026 € 4,60" in said
    assert "Betaal € 692,80 binnen vijftien dagen" in said
    assert "Die kosten zijn € 103,23" in said
    assert "per dag" not in said  # nobody knows yet what a day adds


def test_a_letter_of_january_can_be_posted_and_its_term_ends_without_any_rate(
    session: Session, store: DocumentStore
) -> None:
    case = december_case(session, store)
    letter = ordered(session, case, LetterKind.FIRST_NOTICE, on=DAY)
    claimed = making.claim(session, [letter.id], now=at(DAY), lease=timedelta(minutes=5))
    made = [
        making.put(store, work, render(work.data))
        for work in making.work(session, claimed, figures=FIGURES_2026) if isinstance(work, making.Work)
    ]
    making.finish(session, made, now=at(DAY))
    posting.confirm_posted(session, by(None, at(DAY)), letter.batch_id, posted_on=DAY, figures=FIGURES_2026)
    session.refresh(letter)
    assert letter.state is LetterState.POSTED
    judged = statement.counting_notice(session, case, figures=FIGURES_2026)
    assert judged is not None
    assert judged.is_valid


def test_a_letter_to_a_business_whose_costs_fell_due_in_january_names_them(
    session: Session, store: DocumentStore
) -> None:
    case = business_case(session, store, opened_on=DAY)
    said = text_of(session, ordered(session, case, LetterKind.FIRST_NOTICE, on=DAY), on=DAY)
    assert "Incassokosten € 103,23" in said
    # 688,20 × 10,40 % × 61/365 = 11,96
    assert "Rente tot en met 31 december 2026 € 11,96" in said
    assert "Nu te betalen € 803,39" in said


def test_no_letter_names_too_much_after_money_that_cannot_be_counted_yet(
    session: Session, store: DocumentStore
) -> None:
    case = december_case(session, store)
    pay(session, case, "100.00", EARLY, FIGURES_2026)
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=DAY, figures=FIGURES_2026
    )
    (skipped,) = shown.skipping
    assert "na 31-12-2026 is € 100,00 betaald" in plain(skipped.skipped)
    assert "De wettelijke rente is gecontroleerd tot en met 31-12-2026. Een beheerder" in skipped.skipped
    known = with_rates("statutory_interest")
    assert not previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=DAY, figures=known
    ).skipping


def test_an_arrangement_of_january_starts_from_the_balance_on_the_screen(
    session: Session, store: DocumentStore
) -> None:
    case = with_notice(session, store)
    schedule = arrangements.propose(
        session, case.id, agreed_on=DAY, first_due_on=date(2027, 1, 25), figures=FIGURES_2026, number=3
    )
    head = balance(session, case, on=DAY, figures=FIGURES_2026)
    assert schedule.total == head.total == OPEN
    assert schedule.counted.reach.day == head.on == LAST
    assert sum(term.amount for term in schedule.terms) == OPEN
    assert (schedule.later_interest, schedule.costs_rest) == (None, False)
    assert "€ 103,23, verschuldigd sinds 01-01-2027" in plain(schedule.counted.later_costs_in_words)


@pytest.mark.parametrize("figures", [FIGURES_2026, with_rates("statutory_interest")], ids=["unknown", "known by then"])
def test_the_letter_about_it_says_what_was_agreed_also_when_the_rate_came_meanwhile(
    session: Session, store: DocumentStore, figures: Figures
) -> None:
    case = with_notice(session, store)
    made = arranged(session, case, on=DAY)
    assert (made.counted_through, made.total) == (LAST, OPEN)
    letter = ordered(session, case, LetterKind.ARRANGEMENT_CONFIRMATION, on=MIDDLE, figures=figures)
    said = text_of(session, letter, on=MIDDLE, figures=figures)
    assert "Berekend tot en met 31 december 2026" in said
    assert "Totaal van de regeling € 692,80" in said
    assert "nog niet bekend hoeveel rente er na 31 december 2026 bij komt" in said
    assert "Sinds 1 januari 2027 bent u ook incassokosten verschuldigd, € 103,23." in said


def test_what_came_in_before_the_agreement_is_off_its_total_and_covers_no_term(
    session: Session, store: DocumentStore
) -> None:
    case = with_notice(session, store)
    pay(session, case, "100.00", EARLY, FIGURES_2026)
    made = arranged(session, case, on=DAY)
    assert made.total == OPEN - Decimal("100.00")
    said = text_of(session, ordered(session, case, LetterKind.ARRANGEMENT_CONFIRMATION, on=DAY), on=DAY)
    assert "Betaald na 31 december 2026" in said
    assert "Totaal van de regeling € 592,80" in said
    assert "Sinds de afspraak ontvingen wij al" not in said


def test_an_arrangement_of_december_is_as_it_was(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    made = arranged(session, case, on=date(2026, 12, 20))
    assert made.counted_through is None
    assert made.costs_rest
    said = text_of(session, ordered(session, case, LetterKind.ARRANGEMENT_CONFIRMATION, on=DAY), on=DAY)
    assert "Berekend tot en met 20 december 2026" in said
    assert "nog niet bekend hoeveel rente" not in said


@pytest.mark.parametrize(("amount", "asked"), [("692.80", False), ("796.03", False), ("796.04", True)])
def test_a_payment_is_doubted_only_beyond_balance_and_costs_that_are_known(
    session: Session, store: DocumentStore, amount: str, *, asked: bool
) -> None:
    """692,80 of 31 December and the fee of 1 January; the interest of January comes on top."""
    case = with_notice(session, store)
    told = PaymentInput(amount=Decimal(amount), received_on=DAY, paid_to=PaidTo.AGENCY)
    found = payment_doubts.questions(session, case, told, today=DAY, figures=FIGURES_2026, by_client=False)
    assert bool(found) is asked


def test_the_gate_judges_all_that_needs_no_rate(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    known, unknown = (
        {item.code: item for item in gate.requirements(session, case, on=DAY, figures=figures)}
        for figures in (with_rates("statutory_interest"), FIGURES_2026)
    )
    assert list(known) == list(unknown)
    differ = [code for code in known if known[code].met != unknown[code].met]
    assert differ == []
    assert "gerekend tot en met 31-12-2026" in unknown["balance"].found
    assert "zitten er nog niet in" in unknown["balance"].warning
    assert "€ 103,23" in plain(unknown["balance"].warning)
    assert (known["balance"].warning, "gerekend" in known["balance"].found) == ("", False)


def test_costs_named_in_december_are_in_the_gate_from_their_day(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    found = {item.code: item for item in gate.requirements(session, case, on=DAY, figures=FIGURES_2026)}
    assert found["notice"].met
    assert f"{LAST:%d-%m-%Y}" in found["notice"].found


def test_a_fee_is_the_same_for_who_asks_before_and_after(session: Session, store: DocumentStore) -> None:
    case = with_notice(session, store)
    later = balance(session, case, on=DAY, figures=FIGURES_2026).later_costs
    counted = balance(session, case, on=DAY, figures=with_rates("statutory_interest")).valuation
    assert later is not None
    assert counted is not None
    assert later.amount == counted.costs == FEE
    assert case.stage is not Stage.CLOSED
