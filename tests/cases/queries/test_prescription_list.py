"""The list of cases in which a claim is barred soon: what stands in it, in which order, and what it asks."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cases.models import (
    Case,
)
from cases.queries.desk import prescription_list
from cases.queries.keyset import Turned
from cases.store import DocumentStore
from tests.cases.counting.test_prescriptions import BARRED, case_of_two, close, interrupt, old_case
from tests.cases.selects import selects
from tests.factories import (
    TODAY,
)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of one claim that is barred from 11 January 2027."""
    return old_case(session, store)


def _many(session: Session, store: DocumentStore, *dues: str, first: int = 1) -> list[Case]:
    return [
        old_case(session, store, customer=f"K-{number}", surname=f"Persoon{number}", invoice=f"G-{number}", due=due)
        for number, due in enumerate(dues, start=first)
    ]


def test_the_list_has_first_what_can_be_saved_and_last_what_is_barred(session: Session, store: DocumentStore) -> None:
    near, far, barred, closed, last = _many(
        session, store, "30-11-2021", "22-11-2022", "01-11-2021", "30-11-2021", "20-11-2022"
    )
    close(session, closed)
    rows = prescription_list.watched(session, today=TODAY).rows
    assert [(row.case.id, row.claims[0].left, row.claims[0].urgent) for row in rows] == [
        (near.id, "nog 10 dagen", True), (last.id, "nog 365 dagen", False),
        (barred.id, "verjaard sinds 19 dagen", True),
    ]
    assert prescription_list.watch(session, today=TODAY) == prescription_list.Watch(count=3, urgent=True)
    found = rows[2]
    assert ([claim.invoice_number for claim in found.claims], str(found.principal), str(found.received)) == (
        ["G-3"], "500.00", "0.00"
    )
    assert far.id not in [row.case.id for row in rows]


def test_a_barred_claim_hides_no_claim_that_can_still_be_saved(session: Session, store: DocumentStore) -> None:
    case_of_two(session, store)
    row, = prescription_list.watched(session, today=date(2027, 3, 1)).rows
    assert [(claim.invoice_number, claim.left) for claim in row.claims] == [
        ("F-2", "nog 10 dagen"), ("F-1", "verjaard sinds 49 dagen"),
    ]
    assert str(row.principal) == "1000.00"


@pytest.mark.usefixtures("case")
def test_only_what_can_still_be_saved_is_urgent(session: Session) -> None:
    def urgent(today: date) -> bool:
        return prescription_list.watch(session, today=today).urgent

    days = (date(2026, 12, 10), date(2026, 12, 11), date(2027, 1, 10), BARRED)
    assert [urgent(day) for day in days] == [False, True, True, False]
    assert prescription_list.watch(session, today=BARRED).count == 1


def test_the_list_pages_by_key_there_and_back(session: Session, store: DocumentStore) -> None:
    made = _many(session, store, "30-11-2021", "29-11-2021", "30-11-2021", "28-11-2021")
    order = [made[3].id, made[1].id, made[0].id, made[2].id]

    def ids(**keys: str) -> tuple[list[int], str, str]:
        page = prescription_list.watched(session, today=TODAY, turned=Turned(size=3, **keys))
        return [row.case.id for row in page.rows], page.after or "", page.before or ""

    first, after, before = ids()
    assert (first, before) == (order[:3], "")
    second, end, back = ids(after=after)
    assert (second, end) == (order[3:], "")
    assert ids(before=back)[0] == order[:3]


def test_the_list_asks_no_query_per_row(session: Session, engine: Engine, store: DocumentStore) -> None:
    def asked(action: Callable[[], object]) -> int:
        session.expire_all()
        with selects(engine) as statements:
            action()
        return len(statements)

    _many(session, store, "30-11-2021")
    session.flush()
    one = asked(lambda: prescription_list.watched(session, today=TODAY))
    _many(session, store, *["30-11-2021"] * 6, first=2)
    session.flush()
    assert asked(lambda: prescription_list.watched(session, today=TODAY)) == one
    assert asked(lambda: prescription_list.watch(session, today=TODAY)) == 1


def test_an_interrupted_case_leaves_the_list(session: Session, store: DocumentStore, case: Case) -> None:
    assert prescription_list.watch(session, today=TODAY).count == 1
    interrupt(session, store, case)
    assert prescription_list.watch(session, today=TODAY) == prescription_list.Watch(count=0, urgent=False)
    assert prescription_list.watched(session, today=TODAY).rows == ()
