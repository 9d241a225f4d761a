"""Signs that a debtor can pay: recorded with day and source, counted in the assessment, taken back when wrong."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.assessment import assessments, means
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import Case, MeansShown, MeansSign, Stage
from cases.store import DocumentStore
from legal.debtor.assessment import Direction
from tests.factories import TODAY, by, make_case, show_means


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case in the amicable phase, opened a month ago."""
    made = make_case(session, store, today=TODAY - timedelta(days=30))
    made.stage = Stage.AMICABLE
    return made


def record(session: Session, case: Case, **changes: object) -> MeansShown:
    """A sign that is complete, unless `changes` say otherwise."""
    values = {"sign": MeansSign.INCOME_PAPER, "shown_on": TODAY, "source": "Loonstrook van oktober"} | changes
    return means.record(session, by(), case.id, **values)  # type: ignore[arg-type]  # dull


@pytest.mark.parametrize("sign", list(MeansSign))
def test_every_sign_counts_as_one_that_he_can(session: Session, case: Case, sign: MeansSign) -> None:
    case.debtor.is_natural_person = False
    show_means(session, case, sign=sign)
    (signal,) = [each for each in assessments.signals(session, case, on=TODAY) if each.direction is Direction.CAN]
    assert (signal.on, signal.weight == "sterk") == (TODAY, sign is not MeansSign.ORDERS_AGAIN)


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"shown_on": date(2026, 11, 22)}, "toekomst"), ({"source": "x"}, "waaruit"), ({"source": "zie boven"}, "waaruit"),
    ({"source": "Nummer 111222333 op de loonstrook"}, "burgerservicenummer"),
    ({"sign": MeansSign.ACCOUNTS_SHOW_MEANS}, "organisatie"),
])
def test_a_sign_without_day_or_source_is_refused(
    session: Session, case: Case, changes: dict[str, object], refusal: str
) -> None:
    with pytest.raises((Refused, Incomplete), match=refusal):
        record(session, case, **changes)
    assert session.scalar(select(MeansShown)) is None


def test_a_wrong_sign_is_taken_back_once_and_no_longer_counts(session: Session, case: Case) -> None:
    shown = record(session, case)
    means.withdraw(session, by(), case.id, shown.id, reason="Loonstrook van zijn broer")
    assert means.standing(session, case.id) == []
    assert not [each for each in assessments.signals(session, case, on=TODAY) if each.direction is Direction.CAN]
    with pytest.raises(AlreadyDone):
        means.withdraw(session, by(), case.id, shown.id, reason="Loonstrook van zijn broer")
    record(session, case)
    assert len(means.standing(session, case.id)) == 1, "it can be recorded again"


def test_a_sign_of_another_case_is_not_there(session: Session, store: DocumentStore, case: Case) -> None:
    other = make_case(session, store, customer="K-2", invoice="F-2", surname="Bos")
    shown = record(session, case)
    with pytest.raises(NotFound):
        means.withdraw(session, by(), other.id, shown.id, reason="Hoort hier niet")
