"""A database of before cases could end otherwise: nothing changes in it, and who paid too much is found."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import refunds
from cases.amicable.refunds import RefundInput
from cases.models import Case, LedgerEntry, Overpaid, PaidTo
from cases.schema import migrate
from tests.cases.amicable.endings import on, owed, pay, posted_case
from tests.factories import FIGURES, TODAY, make_store

PAID = date(2026, 11, 20)


def entries(engine: Engine) -> list[tuple[object, ...]]:
    """The whole ledger."""
    with Session(engine) as session:
        return [tuple(row) for row in session.execute(select(LedgerEntry.__table__).order_by(LedgerEntry.id))]


@pytest.mark.superuser
def test_cases_of_before_that_were_paid_too_much_come_in_the_list(engine: Engine, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with Session(engine, expire_on_commit=False) as session:
        open_case, paid, too_much = (
            posted_case(session, store, customer=f"K-{at}", invoice=f"F-{at}", surname=name, born=f"0{at}-02-1970")
            for at, name in ((1, "Bakker"), (2, "Smit"), (3, "Visser"))
        )
        pay(session, open_case, "100.00", PAID)
        pay(session, paid, owed(session, paid, PAID), PAID)
        pay(session, too_much, owed(session, too_much, PAID) + 40, PAID)
        session.commit()
        ids = {paid.id, too_much.id}
    before = entries(engine)
    migrate.downgrade(engine, "0018")
    migrate.upgrade(engine)
    assert entries(engine) == before
    with Session(engine) as session:
        assert set(session.scalars(select(Overpaid.case_id))) == ids
        daily_run.run(session, day=TODAY, figures=FIGURES, now=on(TODAY).now)
        assert session.scalars(select(Overpaid.case_id)).all() == [too_much.id]
        assert owed(session, session.get_one(Case, too_much.id), TODAY) == -40


@pytest.mark.superuser
def test_there_is_no_way_back_once_money_went_back(engine: Engine, tmp_path: Path) -> None:
    with Session(engine, expire_on_commit=False) as session:
        case = posted_case(session, make_store(tmp_path))
        pay(session, case, owed(session, case, PAID) + 40, PAID)
        refunds.record(session, on(TODAY), case.id, RefundInput(
            amount=Decimal("40.00"), paid_on=TODAY, paid_by=PaidTo.AGENCY, how="Overgemaakt"
        ), figures=FIGURES)
        session.commit()
    with pytest.raises(RuntimeError, match="money was booked off or paid back"):
        migrate.downgrade(engine, "0018")
