"""Figures in an office of one person: the outsider compares them, or two days and the reason written twice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.confirming import asking, deciding
from cases.confirming.deciding import Tools
from cases.counting import figures as added
from cases.counting.figures import AdditionState, NewFigure
from cases.errors import Refused, SecondPersonNeeded
from cases.models import LookedAs, LookKind, LookState, SecondLook
from cases.setup import second_looks, second_person, year_end
from cases.setup.second_looks import MayNotConfirm
from cases.store import DocumentStore
from tests.agency.portals import staff
from tests.cases.amicable.endings import whats_wrong
from tests.cases.confirming.alone import Office, work_alone
from tests.factories import TODAY, by, make_agency, make_store
from tests.legal.figures import FIGURES_2026

END = FIGURES_2026.statutory_interest.checked_through
WHY = "Overgenomen uit het Staatsblad van vandaag."


@pytest.fixture
def store(tmp_path) -> DocumentStore:  # type: ignore[no-untyped-def]
    return make_store(tmp_path)


@pytest.fixture
def office(session: Session) -> Office:
    make_agency(session)
    return work_alone(session, staff(session)[1])


def propose(session: Session, office: Office) -> SecondLook:
    """The administrator proposes next year's interest."""
    asking.figures(session, by(office.admin.id), [NewFigure(
        series="statutory_interest", first_day=date(END.year + 1, 1, 1), value=Decimal("5.00"),
        checked_through=date(END.year + 1, 12, 31), source_name="Stb. voorbeeld", source_address="https://voorbeeld.test",
    )], packaged=FIGURES_2026)
    (look,) = [each for each in second_looks.waiting(session) if each.kind is LookKind.FIGURES]
    return look


def state(session: Session) -> AdditionState:
    ((_, found),) = added.additions(session, FIGURES_2026)
    return found


def with_tools(store: DocumentStore) -> Tools:
    return Tools(store=store, figures=FIGURES_2026, packaged=FIGURES_2026)


def test_the_outsider_confirms_and_a_second_log_in_of_the_same_person_does_not(
    session: Session, store: DocumentStore, office: Office
) -> None:
    look = propose(session, office)
    ids = look.wanted["additions"]
    with pytest.raises(SecondPersonNeeded):
        year_end.confirm_all(session, by(office.boss.id), ids, packaged=FIGURES_2026)
    deciding.confirm(session, by(office.lawyer.id), look.id, tools=with_tools(store))
    assert state(session) is AdditionState.IN_USE
    told = second_person.of_figures(session, ids)[ids[0]]
    assert (told.looked_as, told.by) == (LookedAs.OUTSIDER, office.lawyer.name)


def test_two_days_and_the_reason_twice_stand_in_for_him_and_verify_knows(
    session: Session, store: DocumentStore, office: Office
) -> None:
    look, act = propose(session, office), by(office.admin.id)
    with pytest.raises(MayNotConfirm):
        deciding.confirm(session, act, look.id, tools=with_tools(store), reason=WHY)
    second_looks.give_reason(session, act, look.id, WHY)
    later = replace(act, now=act.now + timedelta(hours=48), today=act.today + timedelta(days=2))
    deciding.confirm(session, later, look.id, tools=with_tools(store), reason=WHY)
    assert (state(session), look.decided_as) == (AdditionState.IN_USE, LookedAs.WAITING_TIME)
    assert whats_wrong(session, store, TODAY) == []
    look.decided_as = None
    assert {what for _, table, what in whats_wrong(session, store, TODAY) if table == "figure_decision"} == {
        "het cijfer is bevestigd door wie het voorstelde"
    }


def test_what_is_refused_or_taken_back_never_counts(session: Session, office: Office) -> None:
    look = propose(session, office)
    with pytest.raises(Refused):
        deciding.refuse(session, by(office.lawyer.id), look.id, "")
    deciding.refuse(session, by(office.lawyer.id), look.id, "In de bron staat 6.")
    assert (look.state, state(session)) == (LookState.REFUSED, AdditionState.REJECTED)


def test_a_figure_that_was_withdrawn_waits_no_longer(session: Session, office: Office) -> None:
    look = propose(session, office)
    added.withdraw(session, by(office.admin.id), look.wanted["additions"][0], reason="Verkeerd overgenomen.")
    asking.keep_figures(session, by())
    assert look.state is LookState.WITHDRAWN
