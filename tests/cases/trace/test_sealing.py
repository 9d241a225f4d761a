"""The chain: every row once; what is changed, taken out, swapped or slipped in is told."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from cases import invariants
from cases.invariants import Looked, Wrong
from cases.models import CaseEvent, Seal, SetUpChange, SetUpSubject, UnsealedRow
from cases.schema import triggers
from cases.schema.db import Base
from cases.store import DocumentStore
from cases.trace import anchors, sealing
from cases.trace.anchors import Anchor
from cases.trace.digests import FIRST, digest_of
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case


def change(session: Session, number: int) -> None:
    """Two rows, without the lines of the trace that belong to them."""
    session.add_all(SetUpChange(
        subject=SetUpSubject.AGENCY, subject_id=1, field=field, old_value="", new_value=value, changed_at=NOW,
        changed_by=None,
    ) for field, value in (("phone", f"030 {number}"), ("website", "x")))
    session.flush()


def seal_all(session: Session) -> int:
    done = 0
    while sealed := sealing.seal(session):
        done += sealed
        session.commit()
    session.commit()
    return done


def wrong(session: Session, tmp_path: Path) -> list[Wrong]:
    """What the rule of the chain finds."""
    session.expire_all()
    looked = Looked(
        session=session, store=DocumentStore(tmp_path), on=TODAY, figures=FIGURES, recount=lambda *_: {},
        anchors=anchors.read(tmp_path / "ankers.txt"),
    )
    verdict = invariants.verify(looked, numbers={13})
    return list(verdict.results[0].first)


@pytest.fixture
def sealed(session: Session) -> Session:
    """Ten changes in the chain; the database lets its owner do what he wants."""
    for number in range(5):
        change(session, number)
    session.commit()
    assert seal_all(session) == 10
    with session.get_bind().connect() as connection:  # type: ignore[union-attr]
        triggers.remove(connection)
        connection.commit()
    return session


def test_every_row_that_never_changes_is_sealed_once(session: Session, tmp_path: Path) -> None:
    make_agency(session)
    make_case(session, DocumentStore(tmp_path))
    session.commit()
    waiting = session.scalar(select(func.count()).select_from(UnsealedRow))
    events = session.scalar(select(func.count()).select_from(CaseEvent))
    assert waiting
    assert events
    assert seal_all(session) == waiting
    assert session.scalar(select(func.count()).select_from(Seal).where(Seal.source == "case_event")) == events
    assert session.scalar(select(func.count()).select_from(UnsealedRow)) == 0
    assert [seal.position for seal in session.scalars(select(Seal).order_by(Seal.position))] == [
        *range(1, waiting + 1)
    ]
    assert wrong(session, tmp_path) == []


def test_what_waits_to_be_sealed_is_not_wrong(session: Session, tmp_path: Path) -> None:
    change(session, 1)
    assert wrong(session, tmp_path) == []
    assert sealing.head(session) == (0, FIRST)


TAMPERED = (
    ("UPDATE set_up_change SET new_value = 'anders' WHERE id = 4", "set_up_change", "veranderd"),
    ("UPDATE set_up_change SET changed_by = NULL, old_value = 'x' WHERE id = 4", "set_up_change", "veranderd"),
    ("DELETE FROM set_up_change WHERE id = 4", "set_up_change", "er niet meer"),
    ("UPDATE seal SET digest = hash WHERE position = 4", "seal", "volgt niet"),
    ("DELETE FROM seal WHERE position = 4", "seal", "ontbreken"),
    ("UPDATE seal SET row_id = row_id + 100 WHERE position = 4", "seal", "volgt niet"),
)


@pytest.mark.superuser
def test_what_the_owner_of_the_database_changes_is_told(sealed: Session, tmp_path: Path) -> None:
    for change_by, table, what in TAMPERED:
        sealed.execute(text(change_by))
        found = wrong(sealed, tmp_path)
        assert (found[0].table, what in found[0].what) == (table, True), change_by
        sealed.rollback()
    assert wrong(sealed, tmp_path) == []


@pytest.mark.superuser
def test_two_rows_that_changed_places_are_told(sealed: Session, tmp_path: Path) -> None:
    for step in ("-1 WHERE id = 3", "3 WHERE id = 5", "5 WHERE id = -1"):
        sealed.execute(text(f"UPDATE set_up_change SET id = {step}"))
    assert {each.row for each in wrong(sealed, tmp_path)} == {"3", "5"}


def anchor(session: Session, tmp_path: Path, *, days: int = 0) -> bool:
    """The end of the chain as it is now, written as on that day after the first."""
    position, last = sealing.head(session)
    kept = Anchor(at=by().now + timedelta(days=days), position=position, hash=last)
    return anchors.keep(tmp_path / "ankers.txt", kept)


@pytest.mark.superuser
def test_a_tail_that_was_cut_off_is_told_by_the_anchor(sealed: Session, tmp_path: Path) -> None:
    assert anchor(sealed, tmp_path)
    sealed.execute(text("DELETE FROM seal WHERE position > 8"))
    sealed.execute(text("DELETE FROM set_up_change WHERE id > 8"))
    sealed.commit()
    assert [(each.row, each.what) for each in wrong(sealed, tmp_path)] == [
        ("10", f"de laatste schakel van {by().now:%d-%m-%Y} is er niet meer")
    ]


@pytest.mark.superuser
def test_a_chain_that_was_written_anew_is_told_by_the_anchor(sealed: Session, tmp_path: Path) -> None:
    """Who owns the database can make a whole chain that follows; not what was written elsewhere."""
    assert anchor(sealed, tmp_path)
    for statement in (
        "UPDATE set_up_change SET new_value = 'anders' WHERE id = 4", "DELETE FROM seal",
        "INSERT INTO unsealed_row (source, row_id) SELECT 'set_up_change', id FROM set_up_change",
    ):
        sealed.execute(text(statement))
    sealed.commit()
    seal_all(sealed)
    assert [each.what for each in wrong(sealed, tmp_path)] == [
        f"de laatste schakel van {by().now:%d-%m-%Y} is een andere dan toen"
    ]


def test_the_end_of_the_chain_is_anchored_once_a_day_and_only_when_it_grew(session: Session, tmp_path: Path) -> None:
    change(session, 1)
    seal_all(session)
    assert [anchor(session, tmp_path, days=days) for days in (0, 0, 1)] == [True, False, False]
    change(session, 2)
    seal_all(session)
    assert [anchor(session, tmp_path, days=days) for days in (1, 1)] == [True, False]
    assert [each.position for each in anchors.read(tmp_path / "ankers.txt")] == [2, 4]
    assert (tmp_path / "ankers.txt").stat().st_mode & 0o077 == 0
    assert wrong(session, tmp_path) == []


def test_a_line_that_is_no_anchor_is_named(tmp_path: Path) -> None:
    (tmp_path / "ankers.txt").write_text("2026-11-30T06:00:00+00:00 3 abc\nzomaar\n")
    with pytest.raises(anchors.AnchorsUnreadable, match=r"Regel 2 van ankers\.txt"):
        anchors.read(tmp_path / "ankers.txt")


@pytest.mark.superuser
def test_a_row_that_was_slipped_in_is_told(sealed: Session, tmp_path: Path) -> None:
    """The list of what waits is the database's own; here its trigger is gone."""
    change(sealed, 99)
    sealed.commit()
    assert {(each.table, each.what) for each in wrong(sealed, tmp_path)} == {
        ("set_up_change", "deze regel staat niet in de keten")
    }


def test_no_two_rows_are_written_alike() -> None:
    alike = [("ab", "c"), ("a", "bc"), ("abc", None, "d"), (None, "abc"), ("abc", "", "d"), ("", "abc"), ("a', 'bc",)]
    assert len({digest_of("", values) for values in alike}) == len(alike)


def test_a_column_that_comes_later_leaves_what_was_sealed_as_it_is() -> None:
    assert digest_of("salt", ("1", "a", None)) == digest_of("salt", ("1", "a"))
    assert digest_of("salt", ("1", "a")) != digest_of("other", ("1", "a"))


def test_what_is_sealed_keeps_its_columns_and_new_ones_come_last_and_empty() -> None:
    """Else every row that was sealed before would seem to be changed: see `cases/trace/digests.py`."""
    listed = json.loads(Path(__file__).with_name("sealed_columns.json").read_text())
    assert listed.keys() == triggers.SEALED.keys()
    for name, names in listed.items():
        columns = list(Base.metadata.tables[name].c)
        assert [column.name for column in columns[: len(names)]] == names, name
        assert all(column.nullable and column.server_default is None for column in columns[len(names):]), name
