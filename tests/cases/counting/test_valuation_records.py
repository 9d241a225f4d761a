"""What a letter, a writ or an event was counted from is kept with it, and is enough to count it again."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from agency.quote.answering import answer
from cases import daily_run
from cases.amicable import arrangements, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.counting import figure_sets, statement, valuation_records
from cases.models import CaseEvent, EventKind, FigureSet, Letter, PaidTo, ValuationRecord
from cases.program import program
from legal.facts import InterestKind
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    make_case,
    make_letters,
    make_store,
    make_terms,
    order_first_notice,
    post_first_notice,
)
from tests.factories import make_client as make_creditor
from tests.legal.figures import FIGURES_2026
from tests.owner import as_owner


def counted_again(session: Session, record: ValuationRecord) -> dict[str, str]:
    """The totals by `agency quote`, from what is kept alone."""
    kept = figure_sets.restore(session, record.figure_set_sha256, like=FIGURES)
    found, status = answer(json.dumps(record.reasons["request"]), kept)
    assert status == 0, found
    return {key: json.loads(found)[key] for key in valuation_records.TOTALS}


def test_the_figures_come_back_from_the_record_exactly(session: Session) -> None:
    sha256 = figure_sets.keep(session, FIGURES, now=NOW)
    assert figure_sets.keep(session, FIGURES, now=NOW) == sha256
    session.flush()
    session.expire_all()
    restored = figure_sets.restore(session, sha256, like=FIGURES)
    assert restored == FIGURES
    assert figure_sets.fingerprint(restored) == sha256
    assert len(list(session.scalars(select(FigureSet.sha256)))) == 1


def test_another_figure_gives_another_fingerprint() -> None:
    series = FIGURES_2026.statutory_interest
    later = series.extended(series.values[-1].__class__(
        value=Decimal("9.00"), first_day=date(2027, 1, 1), sources=series.values[-1].sources,
        confidence=series.values[-1].confidence,
    ), checked_through=date(2027, 12, 31))
    changed = FIGURES_2026.__class__(**{**vars(FIGURES_2026), "statutory_interest": later})
    assert figure_sets.fingerprint(changed) != figure_sets.fingerprint(FIGURES_2026)


def test_a_letter_keeps_what_it_was_counted_from(session: Session, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    case = make_case(session, store)
    make_letters(session, store, order_first_notice(session, case))
    letter = session.scalars(select(Letter)).one()
    record = session.scalars(select(ValuationRecord).where(ValuationRecord.letter_id == letter.id)).one()
    assert record.reasons["totals"]["balance"] == letter.facts["total_now"]
    assert counted_again(session, record) == record.reasons["totals"]
    request = record.reasons["request"]
    kept = {key: value if isinstance(value, bool) else str(value) for key, value in case.policy.items()}
    assert request["policy"] | request["costs_policy"] == kept
    assert record.as_of == TODAY
    assert record.reasons["figures"] == record.figure_set_sha256 == figure_sets.fingerprint(FIGURES)
    assert len(record.reasons["program"]["law_sha256"]) == 64


def test_a_payment_a_notice_and_an_agreed_rate_are_in_the_snapshot(session: Session, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    creditor = make_creditor(session, terms=make_terms(
        interest=InterestKind.CONTRACTUAL, contract_percent=Decimal("1.5"), contract_per="month",
    ))
    case = make_case(session, store, client=creditor, today=date(2026, 9, 28))
    post_first_notice(session, store, case, posted_on=date(2026, 10, 2))
    payments.register(
        session, by(), case.id,
        PaymentInput(amount=Decimal("100.00"), received_on=date(2026, 11, 2), paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    session.flush()
    taken = valuation_records.snapshot(session, case, on=TODAY, figures=FIGURES)
    record = valuation_records.keep(
        session, session.scalars(select(Letter)).one(), json.loads(json.dumps(taken)), figures=FIGURES, now=NOW
    )
    expected = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert expected.costs > 0
    assert expected.paid == Decimal("100.00")
    assert counted_again(session, record) == {key: str(getattr(expected, key)) for key in valuation_records.TOTALS}
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), "UPDATE valuation_record SET reasons = '{}'")
    session.rollback()


def told(session: Session, kind: EventKind) -> tuple[CaseEvent, dict[str, Any]]:
    """The one event of a kind, and the answer of `agency quote` to what it kept, with the figures that it kept."""
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == kind)).one()
    record = session.scalars(select(ValuationRecord).where(ValuationRecord.event_id == event.id)).one()
    kept = figure_sets.restore(session, record.figure_set_sha256, like=FIGURES)
    found, status = answer(json.dumps(record.reasons["request"]), kept)
    assert status == 0, found
    again = json.loads(found)
    assert {key: again[key] for key in valuation_records.TOTALS} == record.reasons["totals"]
    return event, again


def test_every_event_that_tells_an_amount_or_a_day_keeps_what_it_was_counted_from(
    session: Session, tmp_path: Path
) -> None:
    """From the first letter to a payment taken back: what the time line says can be counted again years later."""
    case = make_case(session, make_store(tmp_path), today=date(2026, 9, 28))
    (letter,) = post_first_notice(session, make_store(tmp_path), case, posted_on=date(2026, 10, 2)).letters
    posted, again = told(session, EventKind.LETTER_POSTED)
    assert posted.data["costs_claimable_from"] == again["costs_claimable_from"] == "2026-10-21"

    posting.prove_delivery(session, by(), letter.id, delivered_on=date(2026, 10, 7), figures=FIGURES)
    delivered, again = told(session, EventKind.DELIVERY_PROVED)
    assert delivered.data["costs_claimable_from"] == again["costs_claimable_from"] == "2026-10-22"

    daily_run.run(session, day=date(2026, 10, 22), figures=FIGURES, now=NOW)
    ended, again = told(session, EventKind.NOTICE_TERM_ENDED)
    assert ended.data["last_free_day"] == again["notice"]["last_free_day"] == "2026-10-21"

    entry = payments.register(
        session, by(), case.id,
        PaymentInput(amount=Decimal("60.00"), received_on=date(2026, 11, 2), paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    paid, again = told(session, EventKind.PAYMENT_REGISTERED)
    assert paid.data["balance"] == again["balance"]
    assert {key: paid.data[key] for key in ("costs", "interest", "principal")} == {
        key: again["payments"][0][key] for key in ("costs", "interest", "principal")
    }

    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    made, again = told(session, EventKind.ARRANGEMENT_MADE)
    assert made.data["total"] == again["balance"]

    payments.reverse(session, by(), entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    taken_back, again = told(session, EventKind.PAYMENT_REVERSED)
    assert taken_back.data["balance"] == again["balance"]
    assert again["payments"] == []


def test_every_event_says_which_program_wrote_it(session: Session, tmp_path: Path) -> None:
    make_case(session, make_store(tmp_path))
    for event in session.scalars(select(CaseEvent)):
        assert event.program.split()[-1] == program()["law_sha256"]
