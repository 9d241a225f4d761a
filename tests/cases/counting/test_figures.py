"""Later figures: two people, a source, no gap, nothing edited; every valuation uses them once confirmed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.counting import figures as added
from cases.counting import statement
from cases.counting.figures import AdditionState, NewFigure
from cases.errors import AlreadyDone, Incomplete, Refused, SecondPersonNeeded
from cases.input_checks import InvalidInput
from cases.models import FigureAddition, RoleName, User
from cases.schema import migrate
from legal.errors import ParameterUnknown
from legal.facts import InterestKind
from tests.factories import by, make_case, make_store, make_terms, make_user
from tests.factories import make_client as make_creditor
from tests.legal.figures import FIGURES_2026
from tests.owner import as_owner

PACKAGED_END = FIGURES_2026.statutory_interest.checked_through
NEXT_YEAR = date(PACKAGED_END.year + 1, 1, 1)
NEXT_END = date(PACKAGED_END.year + 1, 12, 31)
NEW_TABLES = {"figure_addition", "figure_decision", "figure_set", "valuation_record"}


def new_figure(**changes: object) -> NewFigure:
    values: dict[str, object] = {
        "series": "statutory_interest", "first_day": NEXT_YEAR, "value": Decimal("5.00"), "checked_through": NEXT_END,
        "source_name": "Stb. voorbeeld", "source_address": "https://zoek.officielebekendmakingen.nl/voorbeeld",
    }
    return NewFigure(**(values | changes))  # type: ignore[arg-type]  # the fields are checked by the class


@pytest.fixture
def people(session: Session) -> tuple[User, User]:
    admin = make_user(session, RoleName.ADMIN)
    lead = make_user(session, RoleName.LEGAL_LEAD)
    session.flush()
    return admin, lead


def propose(session: Session, person: User, **changes: object) -> FigureAddition:
    return added.propose(session, by(person.id), new_figure(**changes), packaged=FIGURES_2026)


def confirm(session: Session, addition: FigureAddition, person: User) -> None:
    added.confirm(session, by(person.id), addition.id, packaged=FIGURES_2026)


def rate_on(session: Session, day: date) -> Decimal:
    return added.with_additions(session, FIGURES_2026).statutory_interest.on(day).value


def test_a_figure_counts_only_after_a_second_person_confirmed_it(session: Session, people: tuple[User, User]) -> None:
    admin, lead = people
    addition = propose(session, admin)
    with pytest.raises(ParameterUnknown):
        rate_on(session, NEXT_YEAR)
    with pytest.raises(SecondPersonNeeded):
        confirm(session, addition, admin)
    confirm(session, addition, lead)
    assert rate_on(session, NEXT_YEAR) == rate_on(session, NEXT_END) == Decimal("5.00")
    assert rate_on(session, PACKAGED_END) == FIGURES_2026.statutory_interest.on(PACKAGED_END).value
    extended = added.with_additions(session, FIGURES_2026).statutory_interest
    assert extended.on(NEXT_YEAR).cited == "Stb. voorbeeld (één bron)"
    with pytest.raises(ParameterUnknown):
        rate_on(session, date(NEXT_END.year + 1, 1, 1))


def test_a_case_is_valued_beyond_the_packaged_figures_once_all_it_needs_is_confirmed(
    session: Session, people: tuple[User, User], tmp_path: Path
) -> None:
    admin, lead = people
    creditor = make_creditor(session, terms=make_terms(interest=InterestKind.STATUTORY))
    case = make_case(session, make_store(tmp_path), client=creditor)
    day = date(NEXT_YEAR.year, 1, 10)
    addition = propose(session, admin)
    with pytest.raises(ParameterUnknown):
        statement.valuation(session, case, on=day, figures=added.with_additions(session, FIGURES_2026))
    confirm(session, addition, lead)
    found = statement.valuation(session, case, on=day, figures=added.with_additions(session, FIGURES_2026))
    line = next(line for line in found.lines if line.first_day == NEXT_YEAR)
    assert (line.rate_percent, line.days, line.amount) == (Decimal("5.00"), 10, Decimal("0.68"))  # 500 × 5 % × 10/365
    assert line.source == "Stb. voorbeeld (één bron)"


def test_a_withdrawn_figure_no_longer_counts_and_stays_on_record(session: Session, people: tuple[User, User]) -> None:
    admin, lead = people
    addition = propose(session, admin)
    confirm(session, addition, lead)
    before = added.newest_decision(session)
    with pytest.raises(Incomplete):
        added.withdraw(session, by(admin.id), addition.id, reason=" ")
    added.withdraw(session, by(admin.id), addition.id, reason="Verkeerd overgenomen.")
    assert added.newest_decision(session) > before
    with pytest.raises(ParameterUnknown):
        rate_on(session, NEXT_YEAR)
    (row, state), = added.additions(session, FIGURES_2026)
    assert state is AdditionState.WITHDRAWN
    assert [each.kind.value for each in row.decisions] == ["confirmed", "withdrawn"]
    better = propose(session, admin, value=Decimal("6.00"))
    confirm(session, better, lead)
    assert rate_on(session, NEXT_YEAR) == Decimal("6.00")


def test_a_rejected_figure_never_counts_and_cannot_be_confirmed_later(
    session: Session, people: tuple[User, User]
) -> None:
    admin, lead = people
    addition = propose(session, admin)
    added.reject(session, by(lead.id), addition.id, reason="Staat niet in de bron.")
    with pytest.raises(AlreadyDone, match="afgewezen door"):
        confirm(session, addition, lead)
    with pytest.raises(ParameterUnknown):
        rate_on(session, NEXT_YEAR)


@pytest.mark.parametrize(("changes", "field"), [
    ({"first_day": FIGURES_2026.statutory_interest.values[-1].first_day}, "first_day"),
    ({"first_day": date(NEXT_YEAR.year, 1, 2)}, "first_day"),  # 1 January would silently get the old rate
    ({"checked_through": PACKAGED_END}, "checked_through"),
    ({"checked_through": date(NEXT_END.year + 180, 12, 31)}, "checked_through"),
    ({"value": Decimal("101")}, "value"),
    ({"value": Decimal("-1")}, "value"),
    ({"source_name": " "}, "source_name"),
    ({"source_address": ""}, "source_address"),
    ({"series": "holidays"}, "series"),
    ({"series": "collection_costs", "value": Decimal("40.00")}, "value"),
])
def test_what_leaves_a_gap_or_has_no_source_is_refused(
    session: Session, people: tuple[User, User], changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        propose(session, people[0], **changes)
    assert field in [finding.field for finding in refusal.value.findings]


def test_the_first_day_may_be_the_day_after_the_checked_ones_or_within_them(
    session: Session, people: tuple[User, User]
) -> None:
    within = PACKAGED_END.replace(day=1)
    confirm(session, propose(session, people[0], first_day=within, value=Decimal("4.50")), people[1])
    assert rate_on(session, within) == Decimal("4.50")


def test_the_scale_of_costs_is_carried_on_unchanged_with_its_source(
    session: Session, people: tuple[User, User]
) -> None:
    confirm(session, propose(session, people[0], series="collection_costs", value=None), people[1])
    scale = added.with_additions(session, FIGURES_2026).collection_costs
    assert scale.on(NEXT_END).value == FIGURES_2026.collection_costs.on(PACKAGED_END).value
    assert scale.on(NEXT_END).source == "Stb. voorbeeld"


def test_of_two_proposals_for_one_day_the_second_is_refused(session: Session, people: tuple[User, User]) -> None:
    first, second = propose(session, people[0]), propose(session, people[0], value=Decimal("7.00"))
    confirm(session, first, people[1])
    with pytest.raises(Refused, match="sluit niet meer aan"):
        confirm(session, second, people[1])
    assert rate_on(session, NEXT_YEAR) == Decimal("5.00")


def test_what_followed_a_withdrawn_figure_is_not_stretched_over_the_gap(
    session: Session, people: tuple[User, User]
) -> None:
    first = propose(session, people[0])
    confirm(session, first, people[1])
    later = propose(session, people[0], first_day=date(NEXT_END.year + 1, 1, 1), value=Decimal("6.00"),
                    checked_through=date(NEXT_END.year + 1, 12, 31))
    confirm(session, later, people[1])
    added.withdraw(session, by(people[0].id), first.id, reason="Fout.")
    for day in (NEXT_YEAR, date(NEXT_END.year + 1, 6, 1)):
        with pytest.raises(ParameterUnknown):
            rate_on(session, day)
    states = {row.id: state for row, state in added.additions(session, FIGURES_2026)}
    assert states == {first.id: AdditionState.WITHDRAWN, later.id: AdditionState.OVERTAKEN}


def test_the_figures_of_the_program_win_where_they_hold_a_value_themselves(
    session: Session, people: tuple[User, User]
) -> None:
    confirm(session, propose(session, people[0]), people[1])
    newer = added.with_additions(session, FIGURES_2026)
    assert added.with_additions(session, newer) == newer
    assert added.additions(session, newer)[0][1] is AdditionState.OVERTAKEN


@pytest.mark.parametrize(("before", "warned"), [(61, False), (60, True), (0, True), (-1, True)])
def test_sixty_days_ahead_is_warned_of(before: int, warned: bool) -> None:
    today = date.fromordinal(PACKAGED_END.toordinal() - before)
    found = {expiry.key: expiry.days_left for expiry in added.expiries(FIGURES_2026, today)}
    assert ("statutory_interest" in found) == warned
    assert found.get("statutory_interest", before) == before
    assert "collection_guideline" not in found


@pytest.mark.parametrize("statement_text", ["UPDATE figure_addition SET value='9'", "DELETE FROM figure_addition",
                                            "UPDATE figure_decision SET reason='x'", "DELETE FROM figure_decision"])
def test_neither_a_figure_nor_a_decision_can_be_changed(
    session: Session, people: tuple[User, User], statement_text: str
) -> None:
    confirm(session, propose(session, people[0]), people[1])
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), statement_text)
    session.rollback()


@pytest.mark.superuser
def test_the_tables_go_and_come_back_and_history_stays_locked(engine: Engine) -> None:
    migrate.downgrade(engine, "0001")
    assert not NEW_TABLES & set(inspect(engine).get_table_names())
    assert {"case_event_no_update", "ledger_entry_no_delete"} <= triggers_of(engine)
    migrate.upgrade(engine)
    assert set(inspect(engine).get_table_names()) >= NEW_TABLES
    assert {f"{table}_no_update" for table in NEW_TABLES} <= triggers_of(engine)


def triggers_of(engine: Engine) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.execute(text(catalogue)).scalars())
