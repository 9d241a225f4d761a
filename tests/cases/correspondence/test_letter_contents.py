"""What a letter said is kept with it, also for letters from before it was kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.models import Case, Claim, LedgerEntry, LedgerKind, Letter, LetterContent
from cases.schema import migrate
from tests.conftest import NOW
from tests.factories import make_case, make_letters, make_store, order_first_notice
from tests.owner import as_owner


def test_a_made_letter_keeps_what_it_named(session: Session, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    case = make_case(session, store)
    make_letters(session, store, order_first_notice(session, case))
    letter = session.scalars(select(Letter)).one()
    kept = session.scalars(select(LetterContent)).one()
    assert kept is letter.content
    assert kept.debtor_id == case.debtor_id
    assert kept.claim_ids == [claim.id for claim in case.claims]
    assert kept.fee == letter.fee
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), "UPDATE letter_content SET text = 'iets anders'")
    session.rollback()


def _late_claim(case: Case) -> Claim:
    """A claim like the first of the case, with another number."""
    first = case.claims[0]
    copied = {
        each.key: getattr(first, each.key) for each in Claim.__table__.columns
        if each.key not in ("id", "invoice_number", "invoice_core", "invoice_key")
    }
    return Claim(**copied, invoice_number="F-9")


@pytest.mark.superuser
def test_letters_from_before_get_the_claims_their_case_had_then(engine: Engine, tmp_path: Path) -> None:
    """Down loses the contents, up derives them again: a claim that came after the letter was made is not in it."""
    store = make_store(tmp_path)
    with Session(engine, expire_on_commit=False) as session:
        case = make_case(session, store)
        make_letters(session, store, order_first_notice(session, case))
        make_case(session, store, customer="K-2", surname="Bakker", invoice="F-2")  # of another case
        letter = session.scalars(select(Letter)).one()
        named, fee = [claim.id for claim in case.claims], letter.fee
        session.add(_late_claim(case))
        session.flush()
        late = session.scalars(select(Claim).where(Claim.invoice_number == "F-9")).one()
        session.add(LedgerEntry(
            case_id=case.id, claim_id=late.id, kind=LedgerKind.PRINCIPAL, amount=late.principal,
            effective_on=late.invoice_date, recorded_at=NOW + timedelta(days=3),
        ))
        session.commit()
    migrate.downgrade(engine, "0002")
    migrate.upgrade(engine)
    with Session(engine) as session:
        kept = session.scalars(select(LetterContent)).one()
        assert (kept.letter_id, kept.claim_ids, kept.fee, kept.text) == (letter.id, named, fee, "")
        assert kept.debtor_id == session.scalars(select(Claim.debtor_id).where(Claim.id == named[0])).one()
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text("DELETE FROM letter_content"))
        session.rollback()
