"""What a letter or a writ was counted from is kept with it, and is enough to count it again."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from agency.quote import answer
from cases import figure_sets, payments, reasons, statement
from cases.models import FigureSet, Letter, PaidTo, ValuationRecord
from legal.facts import InterestKind
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    make_case,
    make_letters,
    make_store,
    make_terms,
    order_first_notice,
    post_first_notice,
)
from tests.factories import make_client as make_creditor


def counted_again(session: Session, record: ValuationRecord) -> dict[str, str]:
    """The totals by `agency quote`, from what is kept alone."""
    kept = figure_sets.restore(session, record.figure_set_sha256, like=FIGURES)
    found, status = answer(json.dumps(record.reasons["request"]), kept)
    assert status == 0, found
    return {key: json.loads(found)[key] for key in reasons.TOTALS}


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
    series = FIGURES.statutory_interest
    later = series.extended(series.values[-1].__class__(
        value=Decimal("9.00"), first_day=date(2027, 1, 1), sources=series.values[-1].sources,
        confidence=series.values[-1].confidence,
    ), checked_through=date(2027, 12, 31))
    changed = FIGURES.__class__(**{**vars(FIGURES), "statutory_interest": later})
    assert figure_sets.fingerprint(changed) != figure_sets.fingerprint(FIGURES)


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
        session, case.id, Decimal("100.00"), received_on=date(2026, 11, 2), paid_to=PaidTo.AGENCY, today=TODAY,
        figures=FIGURES, actor_id=None, now=NOW,
    )
    session.flush()
    taken = reasons.snapshot(session, case, on=TODAY, figures=FIGURES)
    record = reasons.keep(
        session, case.id, json.loads(json.dumps(taken)), figures=FIGURES, now=NOW,
        letter_id=session.scalars(select(Letter.id)).one(),
    )
    expected = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert expected.costs > 0
    assert expected.paid == Decimal("100.00")
    assert counted_again(session, record) == {key: str(getattr(expected, key)) for key in reasons.TOTALS}
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text("UPDATE valuation_record SET reasons = '{}'"))
    session.rollback()
