"""A database of before claims could be lowered after a letter: nothing changes in it, and no amount either."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.documents import File
from cases.models import Case, Claim, ClientTerms, CreditEffect, LedgerEntry, LedgerKind, Letter
from cases.schema import migrate
from legal.facts import ClaimNature
from tests.cases.amicable.endings import days_after, on, owed, pay, posted_case
from tests.factories import FIGURES, SMALL_PDF, TODAY, make_store

BEFORE = "0023"


@pytest.mark.superuser
def test_every_amount_is_the_same_that_day_and_the_next(engine: Engine, tmp_path: Path) -> None:
    with Session(engine, expire_on_commit=False) as session:
        case = posted_case(session, make_store(tmp_path))
        pay(session, case, "100.00", date(2026, 11, 20))
        session.commit()
        days = (TODAY, days_after(TODAY, 1))
        before = [owed(session, case, day) for day in days]
        entries = session.execute(select(LedgerEntry.__table__).order_by(LedgerEntry.id)).all()
        numbers = (case.id, case.claims[0].id)
    migrate.downgrade(engine, BEFORE)
    migrate.upgrade(engine)
    with Session(engine) as session:
        case = session.get_one(Case, numbers[0])
        assert [owed(session, case, day) for day in days] == before
        assert session.execute(select(LedgerEntry.__table__).order_by(LedgerEntry.id)).all() == entries
        claim = session.get_one(Claim, numbers[1])
        assert (claim.nature, claim.interest_clause, claim.rate_changes) == (ClaimNature.CONTRACTUAL, None, [])
        assert session.scalars(select(ClientTerms.costs_clause)).all() == [None]
        assert session.scalars(select(Letter.receipt_disputed_on)).all() == [None]


@pytest.mark.superuser
def test_there_is_no_way_back_once_a_claim_was_credited(engine: Engine, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with Session(engine, expire_on_commit=False) as session:
        case = posted_case(session, store)
        told = CreditInput(
            claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal("100.00"), on=date(2026, 11, 10),
            effect=CreditEffect.FROM_ORIGIN,
        )
        seen = credits_.foresee(session, case.id, told, today=TODAY, figures=FIGURES).mark
        basis = Basis(reason="Retour", paper=File("c.pdf", SMALL_PDF), seen=seen)
        credits_.credit(session, on(TODAY), store, case.id, told, basis=basis, figures=FIGURES)
        session.commit()
    with pytest.raises(RuntimeError, match="claims were credited"):
        migrate.downgrade(engine, BEFORE)
