"""A record that the version before people, corrections and endings made: brought up to date, nothing is lost.

How it was made, and what is in it: `record_of_before/README.md`.
"""

import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any  # Any: rows of any table

import pytest
from sqlalchemy import Boolean, Column, Date, DateTime, Engine, MetaData, Table, Time, insert, select, text
from sqlalchemy.orm import Session

from agency.quote.recounting import recount
from cases import daily_run
from cases.counting import statement
from cases.events import read
from cases.invariants import Looked, verify
from cases.models import Case, CaseEvent, LetterKind
from cases.schema import migrate
from cases.setup import text_approvals
from cases.store import DocumentStore
from letters.catalogue import catalogue
from tests.cases.year_end.turn import at
from tests.factories import FIGURES, make_store

BEFORE = "0018"
KEPT = Path(__file__).with_name("record_of_before") / "record.tar.xz"
NOT_IN_IT = {"figure_addition", "figure_decision", "order_stop", "submission"}
AMOUNTS = ("principal", "interest", "costs", "vat_on_costs", "paid", "balance")

pytestmark = pytest.mark.superuser  # who puts an old record in place


class Kept:
    """What was kept: rows by table as the driver of SQLite gave them, amounts and days as that version told them."""

    def __init__(self) -> None:
        with tarfile.open(KEPT, "r:xz") as archive:
            files = {member.name: archive.extractfile(member) for member in archive.getmembers()}
            content = {name: file.read() for name, file in files.items() if file is not None}
        self.rows: dict[str, list[dict[str, Any]]] = json.loads(content["rows.json"])
        self.told: dict[str, Any] = json.loads(content["told.json"])
        self.documents = [body for name, body in content.items() if name.startswith("documents/")]
        self.last, self.next = (date.fromisoformat(self.told[name]) for name in ("last", "next"))


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture
def store(tmp_path: Path, kept: Kept) -> DocumentStore:
    made = make_store(tmp_path)
    for body in kept.documents:
        made.put(body)
    return made


@pytest.fixture
def upgraded(engine: Engine, kept: Kept) -> Engine:
    """A database of each kind that was filled by the version of before, at the newest schema."""
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine, BEFORE)
    _fill(engine, kept)
    migrate.upgrade(engine)
    return engine


def _fill(engine: Engine, kept: Kept) -> None:
    tables = _tables(engine)
    with engine.connect() as connection:
        connection.execute(text(
            "PRAGMA foreign_keys=OFF" if engine.dialect.name == "sqlite" else "SET session_replication_role = replica"
        ))
        for table in tables.sorted_tables:
            rows = kept.rows.get(table.name, [])
            if rows:
                connection.execute(insert(table), [
                    {name: _value(table.c[name], raw) for name, raw in row.items()} for row in rows
                ])
            if engine.dialect.name == "postgresql" and "id" in table.c:
                connection.execute(text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
                    f'coalesce((SELECT max(id) FROM "{table.name}"), 0) + 1, false)'
                ))
        connection.commit()
    engine.dispose()


def _tables(engine: Engine) -> MetaData:
    found = MetaData()
    found.reflect(engine)
    return found


def _value(column: Column[Any], raw: Any) -> Any:
    """The value of a column from what SQLite keeps of it."""
    kind = column.type
    if raw is None:
        return None
    if isinstance(kind, Boolean):
        return bool(raw)
    if isinstance(kind, DateTime):  # SQLite keeps moments in UTC, and does not say so
        moment = datetime.fromisoformat(raw)
        return moment.replace(tzinfo=UTC) if kind.timezone else moment
    if isinstance(kind, Date):
        return date.fromisoformat(raw)
    if isinstance(kind, Time):
        return time.fromisoformat(raw)
    return json.loads(raw) if column.type.__visit_name__ == "JSON" else raw


def _amounts(session: Session, day: date) -> dict[str, dict[str, str]]:
    found = {}
    for case in session.scalars(select(Case).order_by(Case.id)):
        owed = statement.valuation(session, case, on=day, figures=FIGURES)
        found[case.number] = {name: str(getattr(owed, name)) for name in AMOUNTS}
    return found


def _places(session: Session) -> dict[str, list[Any]]:
    """Where every case stands, and the first day on which each of its claims is barred."""
    return {
        case.number: [
            case.stage, case.next_step, case.next_step_on and case.next_step_on.isoformat(),
            [
                claim.barred_from and claim.barred_from.isoformat()
                for claim in sorted(case.claims, key=lambda claim: claim.id)
            ],
        ]
        for case in session.scalars(select(Case).order_by(Case.id))
    }


def _changed(engine: Engine, kept: Kept) -> Iterator[str]:
    """Every value of before that reads otherwise now."""
    tables = _tables(engine)
    with engine.connect() as connection:
        for name, rows in kept.rows.items():
            table = tables.tables[name]
            now = {_key(table, row._mapping): row._mapping for row in connection.execute(select(table))}
            assert len(now) == len(rows), name
            for row in rows:
                wanted = {column: _value(table.c[column], raw) for column, raw in row.items()}
                standing = now[_key(table, wanted)]
                yield from (
                    f"{name}.{column}: {value!r} is {standing[column]!r}" for column, value in wanted.items()
                    if standing[column] != value
                )


def _key(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def test_nothing_of_what_was_on_record_is_lost_or_rewritten(upgraded: Engine, kept: Kept) -> None:
    assert list(_changed(upgraded, kept)) == []
    assert {name for name, rows in kept.rows.items() if not rows} <= NOT_IN_IT
    with Session(upgraded) as session:
        assert all(read(row).what() for row in session.scalars(select(CaseEvent)))


def test_every_amount_is_the_same_on_the_last_day_and_the_day_after(upgraded: Engine, kept: Kept) -> None:
    with Session(upgraded) as session:
        assert _amounts(session, kept.last) == kept.told["before"]["amounts"]
        assert _places(session) == kept.told["before"]["places"]
        daily_run.run(session, day=kept.next, figures=FIGURES, now=at(kept.next))
        session.commit()
        assert _amounts(session, kept.next) == kept.told["after"]["amounts"]
        assert _places(session) == kept.told["after"]["places"]


def test_everything_that_must_hold_holds(upgraded: Engine, kept: Kept, store: DocumentStore) -> None:
    with Session(upgraded) as session:
        daily_run.run(session, day=kept.next, figures=FIGURES, now=at(kept.next))
        verdict = verify(Looked(session=session, store=store, on=kept.next, figures=FIGURES, recount=recount))
    assert [(each.invariant.number, wrong.what) for each in verdict.results for wrong in each.first] == []
    assert verdict.cases == len(kept.rows["case"])
    assert verdict.files >= len(kept.documents) > 0


def test_the_way_back_keeps_what_was_there(upgraded: Engine, kept: Kept) -> None:
    migrate.downgrade(upgraded, BEFORE)
    assert list(_changed(upgraded, kept)) == []
    migrate.upgrade(upgraded)
    assert list(_changed(upgraded, kept)) == []


def test_texts_with_which_letters_left_stay_in_use_and_the_others_wait_for_two_people(
    upgraded: Engine, kept: Kept
) -> None:
    left = {(row["kind"], row["text_version"]) for row in kept.rows["letter"] if row["state"] == "posted"}
    with Session(upgraded) as session:
        approved = list(text_approvals.approvals(session))
        assert {(each.kind.value, each.version) for each in approved} == left
        assert {each for each in approved if each != text_approvals.words_of(each.kind, each.version)} == set()
        waiting = {each.kind.value for each in text_approvals.unapproved(session)}
    assert left
    assert waiting == {kind.value for kind in LetterKind} - {
        kind for kind, version in left if version == catalogue()[kind].version
    }
