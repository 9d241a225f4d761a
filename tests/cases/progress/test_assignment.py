"""Every new case has a handler: by rule, by load, and never one who is away; a person gives it to another."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.errors import Incomplete, NotFound, Refused
from cases.events.claims import CaseOpened
from cases.events.work import CaseAssigned
from cases.models import AssignmentRule, Case, CaseEvent, Client, ClosingReason, EventKind, RoleName, User
from cases.progress import assignment, stages
from cases.progress.assignment import Divider, first_letter
from cases.setup import accounts, staffing
from cases.setup.staffing import AbsenceInput, RuleInput
from cases.store import DocumentStore
from tests.factories import TODAY, by, claim_row, make_agency, make_case, make_client, make_upload, make_user

AWAY = AbsenceInput(user_id=0, stand_in_id=0, first_day=date(2026, 11, 20), last_day=date(2026, 11, 22))


@pytest.fixture
def people(session: Session) -> list[User]:
    """Three handlers: Anna, Bram and Carla."""
    make_agency(session)
    return [
        make_user(session, RoleName.HANDLER, email=f"{name}@voorbeeld.test", name=name)
        for name in ("Anna", "Bram", "Carla")
    ]


@pytest.fixture
def client(session: Session, people: list[User]) -> Client:
    assert people
    return make_client(session)


def add_rule(session: Session, **values: object) -> AssignmentRule:
    return staffing.add_rule(session, by(None, today=TODAY), RuleInput(**values))  # type: ignore[arg-type]


def handler_of(session: Session, store: DocumentStore, client: Client, surname: str, number: int = 1) -> str:
    made = make_case(
        session, store, client=client, customer=f"K-{number}{surname}", surname=surname, invoice=f"F-{number}{surname}",
        prefix="", first_name="Jo",
    )
    return "" if made.handler is None else made.handler.name


def test_without_rules_the_load_is_shared(session: Session, store: DocumentStore, client: Client) -> None:
    rows = [claim_row(customer=f"K-{n}", surname=f"Naam{n}", invoice=f"F-{n}") for n in range(7)]
    make_upload(session, store, client, *rows)
    taken = sorted(case.handler.name for case in session.scalars(select(Case)) if case.handler is not None)
    assert [taken.count(name) for name in ("Anna", "Bram", "Carla")] == [3, 2, 2]


def test_the_history_says_to_whom_a_new_case_went(session: Session, store: DocumentStore, client: Client) -> None:
    handler_of(session, store, client, "Bakker")
    opened = events.read(session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CASE_OPENED)).one())
    assert isinstance(opened, CaseOpened)
    assert opened.handler == "Anna"


@pytest.mark.parametrize(("surname", "expected"), [
    ("Aalbers", "Bram"), ("Klein", "Bram"), ("Laan", "Carla"), ("Zwart", "Carla"), ("Élan", "Bram"), ("1-2-3", "Anna"),
])
def test_a_range_of_letters_takes_both_its_ends(
    session: Session, store: DocumentStore, client: Client, people: list[User], surname: str, expected: str
) -> None:
    """What fits no rule goes to who has the fewest."""
    add_rule(session, first_letter="A", last_letter="K", handler_id=people[1].id)
    add_rule(session, first_letter="l", last_letter="Z", handler_id=people[2].id)
    assert handler_of(session, store, client, surname) == expected


def test_the_first_rule_that_fits_counts(
    session: Session, store: DocumentStore, client: Client, people: list[User]
) -> None:
    add_rule(session, handler_id=people[2].id)
    own = add_rule(session, client_id=client.id, handler_id=people[1].id)
    assert handler_of(session, store, client, "Bakker") == "Carla"
    staffing.put_first(session, by(), own.id)
    assert handler_of(session, store, client, "Bakker", 2) == "Bram"
    assert handler_of(session, store, make_client(session, name="Ander"), "Bakker", 3) == "Carla"


def test_in_a_team_who_has_the_fewest_gets_it(
    session: Session, store: DocumentStore, client: Client, people: list[User]
) -> None:
    team = staffing.add_team(session, by(None, today=TODAY), "Noord", [people[1].id, people[2].id])
    add_rule(session, team_id=team.id)
    assert [handler_of(session, store, client, "Bakker", n) for n in range(3)] == ["Bram", "Carla", "Bram"]


@pytest.mark.parametrize(("day", "expected"), [
    (date(2026, 11, 19), "Bram"), (date(2026, 11, 20), "Carla"), (date(2026, 11, 22), "Carla"),
    (date(2026, 11, 23), "Bram"),
])
def test_who_is_away_gets_nothing_new_on_those_days(
    session: Session, people: list[User], client: Client, day: date, expected: str
) -> None:
    add_rule(session, handler_id=people[1].id)
    away = replace(AWAY, user_id=people[1].id, stand_in_id=people[2].id)
    staffing.enter_absence(session, by(None, today=date(2026, 11, 19)), away)
    divider = Divider(session, on=day)
    chosen = divider.handler_for(client.id, "Bakker")
    assert divider.staff.names[chosen or 0] == expected


def test_a_stand_in_may_not_be_away_himself(session: Session, people: list[User]) -> None:
    anna, bram, carla = people
    staffing.enter_absence(session, by(None, today=TODAY), replace(AWAY, user_id=bram.id, stand_in_id=carla.id))
    with pytest.raises(Refused, match="de vervanger al afwezig"):
        staffing.enter_absence(session, by(None, today=TODAY), replace(AWAY, user_id=anna.id, stand_in_id=bram.id))
    with pytest.raises(Refused, match="zichzelf"):
        staffing.enter_absence(session, by(None, today=TODAY), replace(AWAY, user_id=anna.id, stand_in_id=anna.id))


def test_a_stand_in_who_goes_away_passes_it_on(session: Session, people: list[User], client: Client) -> None:
    """Carla stands in for Bram and then falls ill: Anna gets both."""
    anna, bram, carla = people
    add_rule(session, handler_id=bram.id)
    staffing.enter_absence(session, by(None, today=TODAY), replace(AWAY, user_id=bram.id, stand_in_id=carla.id))
    staffing.enter_absence(session, by(None, today=TODAY), replace(AWAY, user_id=carla.id, stand_in_id=anna.id))
    assert Divider(session, on=TODAY).handler_for(client.id, "Bakker") == anna.id


def test_who_is_back_gets_new_work_at_once(session: Session, people: list[User], client: Client) -> None:
    add_rule(session, handler_id=people[1].id)
    away = staffing.enter_absence(
        session, by(None, today=TODAY), replace(AWAY, user_id=people[1].id, stand_in_id=people[2].id)
    )
    staffing.end_absence(session, by(None, today=TODAY), away.id)
    assert Divider(session, on=TODAY).handler_for(client.id, "Bakker") == people[1].id


def test_a_handler_who_left_gets_nothing_and_his_cases_are_nobodys(
    session: Session, store: DocumentStore, client: Client, people: list[User]
) -> None:
    rule = add_rule(session, handler_id=people[1].id)
    assert handler_of(session, store, client, "Bakker") == "Bram"
    accounts.set_active(session, by(), people[1].id, False)
    assert handler_of(session, store, client, "Bakker", 2) == "Anna"
    assert assignment.divide(session, by(None, today=TODAY)) == (1, 0)
    assert {case.handler.name for case in session.scalars(select(Case)) if case.handler} == {"Anna", "Carla"}
    staffing.remove_rule(session, by(), rule.id)


def test_without_anybody_a_case_has_no_handler_until_it_is_divided(session: Session, store: DocumentStore) -> None:
    made = make_case(session, store)
    assert made.handler_id is None
    with pytest.raises(Incomplete):
        assignment.divide(session, by(None, today=TODAY))
    handler = make_user(session, RoleName.HANDLER, name="Anna")
    assert assignment.divide(session, by(None, today=TODAY)) == (1, 0)
    session.refresh(made)
    assert made.handler_id == handler.id
    told = events.read(session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CASE_ASSIGNED)).one())
    assert isinstance(told, CaseAssigned)
    assert (told.was, told.became, told.by_rule) == ("", "Anna", True)
    assert assignment.divide(session, by(None, today=TODAY)) == (0, 0)


def test_a_person_gives_a_case_to_another_and_twice_changes_nothing(
    session: Session, store: DocumentStore, client: Client, people: list[User]
) -> None:
    made = make_case(session, store, client=client)
    given = assignment.give(session, by(people[0].id, today=TODAY), [made.id], handler_id=people[2].id)
    assert [case.id for case in given] == [made.id]
    assert assignment.give(session, by(None, today=TODAY), [made.id], handler_id=people[2].id) == []
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.CASE_ASSIGNED)).all()
    assert [(event.data["was"], event.data["became"]) for event in told] == [("Anna", "Carla")]


def test_a_closed_case_can_be_given_but_is_not_divided(
    session: Session, store: DocumentStore, people: list[User], client: Client
) -> None:
    made = make_case(session, store, client=client)
    stages.close(session, by(None, today=TODAY), made, reason=ClosingReason.WITHDRAWN_BY_CLIENT, on=TODAY)
    made.handler_id = None
    session.flush()
    assert assignment.divide(session, by(None, today=TODAY)) == (0, 0)
    assert assignment.give(session, by(None, today=TODAY), [made.id], handler_id=people[1].id)


def test_nobody_but_who_handles_cases_gets_one(session: Session, store: DocumentStore, client: Client) -> None:
    made = make_case(session, store, client=client)
    admin = make_user(session, RoleName.ADMIN)
    with pytest.raises(NotFound):
        assignment.give(session, by(None, today=TODAY), [made.id], handler_id=admin.id)
    with pytest.raises(NotFound):
        staffing.add_rule(session, by(None, today=TODAY), RuleInput(handler_id=admin.id))


@pytest.mark.parametrize("values", [
    {}, {"first_letter": "A", "last_letter": "K"}, {"handler_id": 1, "team_id": 1},
])
def test_a_rule_has_one_receiver(session: Session, values: dict[str, object]) -> None:
    with pytest.raises(Incomplete):
        staffing.add_rule(session, by(None, today=TODAY), RuleInput(**values))  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "last"), [("K", "A"), ("1", "9"), ("AB", "C")])
def test_letters_that_are_no_range_are_refused(session: Session, people: list[User], first: str, last: str) -> None:
    with pytest.raises(Refused):
        staffing.add_rule(
            session, by(None, today=TODAY), RuleInput(first_letter=first, last_letter=last, handler_id=people[0].id)
        )


def test_a_team_that_gets_cases_cannot_be_taken_away(session: Session, people: list[User]) -> None:
    team = staffing.add_team(session, by(None, today=TODAY), "Noord", [people[0].id])
    rule = add_rule(session, team_id=team.id)
    with pytest.raises(Refused):
        staffing.remove_team(session, by(), team.id)
    staffing.remove_rule(session, by(), rule.id)
    staffing.remove_team(session, by(), team.id)
    assert staffing.teams(session) == []


@pytest.mark.parametrize(("name", "letter"), [("Élan", "E"), ("van", "V"), ("", ""), ("'t Hoekje", ""), ("4you", "")])
def test_a_name_stands_under_its_letter(name: str, letter: str) -> None:
    assert first_letter(name) == letter
