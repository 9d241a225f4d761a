"""An agency played by chance: everything holds, the same seed plays the same, and what is lost harms nothing."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text

from agency import database
from agency.settings import Settings
from agency.simulation.people import Temper
from agency.simulation.running import Plan, simulate
from agency.simulation.summary import Summary
from agency.simulation.world import NO_FAULTS, Faults, World
from cases.schema.db import Base
from tests.plugins.traces import watched
from tests.sizes import size
from tests.web import make_settings

# What no seed decides: keys and tokens, and the bytes of files, which hold the hour at which they were drawn.
NOT_OF_THE_SEED = {
    "user.fs_uniquifier", "letter.lease_token", "upload.lease_token", "document.sha256", "document.size", "seal.salt",
}
HASH = re.compile(r"[0-9a-f]{32,64}")


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """An empty record."""
    return make_settings(sqlite_url, tmp_path, testing=False)


def rows(url: str) -> dict[str, list[dict[str, str]]]:
    """Every row of every table, without what no seed decides."""
    engine: Engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [
                {
                    column.name: HASH.sub("*", str(value)) for column, value in zip(table.columns, row, strict=True)
                    if str(column) not in NOT_OF_THE_SEED
                }
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("faults", [NO_FAULTS, Faults(thrown_away=0.05, abandoned=0.2)], ids=["calm", "workers die"])
def test_everything_holds_through_all_days(settings: Settings, faults: Faults) -> None:
    days, cases = size("SIMULATED_DAYS"), size("SIMULATED_CASES")
    with watched("the simulated agency"):  # every change of a case has its event in the same transaction
        played = simulate(settings, Plan(seed="1", days=days, cases=cases, check_every=20, faults=faults))
    assert played.violations == []
    assert (played.days, bool(played.lost)) == (days, faults != NO_FAULTS)
    assert played.cases >= cases
    assert {"case_opened", "letter_posted", "payment_registered", "case_closed", "contact_logged"} <= set(played.events)


def test_it_holds_all_the_way_to_the_bailiff(settings: Settings) -> None:
    """Debtors who refuse, some of whom pay, dispute or ask for terms while the writ is on its way."""
    tempers = {Temper.REFUSES: 8, Temper.PAYS_PART: 1, Temper.BREAKS_PLAN: 1}
    played = simulate(settings, Plan(seed="1", days=70, cases=5, tempers=tempers))
    assert played.violations == []
    reached = {"assessment_confirmed", "writ_drafted", "given_to_bailiff", "package_downloaded", "service_reported"}
    assert reached <= set(played.events)


def test_it_holds_on_both_databases_while_transactions_and_letters_are_lost(database_url: str, tmp_path: Path) -> None:
    played = simulate(make_settings(database_url, tmp_path, testing=False), Plan(
        seed="2", days=30, cases=8, faults=Faults(thrown_away=0.15, abandoned=0.3),
    ))
    assert played.violations == []
    assert sum(played.lost.values()) > 5
    assert played.done["letters_claimed"] > played.done["letters_made"], "some were left, and made again later"


def test_the_same_seed_gives_the_same_rows(tmp_path: Path, sqlite_template: Path) -> None:
    def play(name: str, seed: str, days: int = 20) -> tuple[Summary, dict[str, list[dict[str, str]]]]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "agency.db").write_bytes(sqlite_template.read_bytes())
        settings = make_settings(f"sqlite:///{folder / 'agency.db'}", folder, testing=False)
        plan = Plan(seed=seed, days=days, cases=6, faults=Faults(thrown_away=0.1, abandoned=0.1))
        return simulate(settings, plan), rows(settings.database_url)

    (first, one), (second, other), (_, third) = play("one", "7"), play("other", "7"), play("third", "8", 4)
    assert first == second
    differing = {table: pair for table in one if (pair := (one[table], other[table]))[0] != pair[1]}
    assert differing == {}
    assert one["case"] != third["case"]


def test_what_does_not_hold_stops_the_play_on_that_evening(settings: Settings) -> None:
    def damage(world: World) -> None:
        if world.days_from_start() == 3:
            with database.transaction() as session:
                session.execute(text("UPDATE \"case\" SET closed_on = '2026-11-01' WHERE id = 1"))

    played = simulate(settings, Plan(seed="3", days=10, cases=40), each_day=damage)
    assert played.days == 4
    (found,) = played.violations
    assert (found.number, found.table, found.row) == (10, "case", "1")


def test_money_that_the_bank_does_not_know_is_a_violation(settings: Settings) -> None:
    def book_twice(_world: World) -> None:
        with database.transaction() as session:
            session.execute(text(
                "INSERT INTO ledger_entry (case_id, kind, amount, effective_on, recorded_at, paid_to, note) "
                "SELECT id, 'payment', -100, opened_on, '2026-11-01', 'agency', '' FROM \"case\" LIMIT 1"
            ))

    played = simulate(settings, Plan(seed="3", days=10, cases=40), each_day=book_twice)
    assert {0, 102} <= {found.number for found in played.violations}


def test_a_letter_is_drawn_where_that_is_asked(settings: Settings) -> None:
    played = simulate(settings, Plan(seed="5", days=6, cases=3, drawn=True))
    assert played.violations == []
    assert played.events["letter_made"] >= 1
