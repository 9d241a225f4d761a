"""Which cases could be one with this one: what each row says, and that all are read together."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases.claims import joining, moved_sums, moving
from cases.claims.moving import Moving
from cases.models import Case
from cases.queries.desk import joinable
from cases.queries.desk.joinable import Joinable
from cases.store import DocumentStore
from tests.cases.claims.bookings import open_case
from tests.cases.correspondence.test_many_letters import statements
from tests.factories import FIGURES, TODAY, by


def split(session: Session, case: Case, number: str) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number == number)
    return moving.move(session, by(), case.id, Moving(claim_ids=ids, reason="Apart"), figures=FIGURES)


def rows(session: Session, engine: Engine, case: Case) -> tuple[list[Joinable], int]:
    """The rows, and how often the ledger was read for them."""
    with statements(engine) as told:
        found = joinable.of_case(session, case, today=TODAY, figures=FIGURES)
    return found, sum("FROM ledger_entry" in each for each in told)


def test_the_records_are_read_together_however_many_cases_there_are(
    session: Session, store: DocumentStore, engine: Engine
) -> None:
    case = open_case(session, store)
    assert rows(session, engine, case)[0] == []
    others = [split(session, case, "F-2")]
    one, read = rows(session, engine, case)
    others.append(split(session, case, "F-3"))
    both, read_of_both = rows(session, engine, case)
    assert (len(one), [row.case for row in both]) == (1, others)
    assert read_of_both == read > 0
    for row in both:
        assert row.sums == joining.sums(session, case, row.case, on=TODAY, figures=FIGURES)
        assert row.now == moved_sums.of_cases(session, (case, row.case), on=TODAY, figures=FIGURES)
        assert row.sums.apart is not None
