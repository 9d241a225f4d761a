"""`agency bench scale` and the record it stands on: made in bulk, and right by every rule of `agency verify`."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.commands import bench_flat, bench_scale, bench_waits, cli
from agency.commands.bench_scale import ACT, TABLES, TODAY
from agency.commands.dutch_click import run
from agency.quote.recounting import recount
from agency.simulation import bulk
from cases.invariants import Looked, verify
from cases.models import Case, Claim
from cases.store import DocumentStore
from tests.factories import FIGURES, make_agency, make_client, make_terms


def test_a_record_in_bulk_is_right_by_every_rule(session: Session, tmp_path: Path) -> None:
    make_agency(session)
    client = make_client(session, terms=make_terms())
    assert client.current_terms is not None
    pieces = list(bulk.fill(session, ACT, terms=client.current_terms, numbers=range(900), figures=FIGURES))
    session.commit()
    assert [len(piece) for piece in pieces] == [400, 400, 100]
    assert session.scalar(select(func.count()).select_from(Case)) == 900
    assert session.scalar(select(func.count()).select_from(Claim)) == 900 * 5 // 4
    verdict = verify(Looked(
        session=session, store=DocumentStore(tmp_path), on=TODAY, figures=FIGURES, recount=recount
    ))
    assert [wrong for result in verdict.results for wrong in result.first] == []


@pytest.mark.superuser  # COPY passes no policies
def test_the_bare_way_writes_the_same_rows(session: Session) -> None:
    bench = bench_scale.Bench(session.get_bind().engine, FIGURES)
    bench.making(range(60))
    bench.making(range(60, 120))
    for kind in TABLES:
        rows = session.execute(select(kind.__table__).order_by(kind.__table__.c.id)).mappings().all()
        ours, bare = rows[:len(rows) // 4], rows[len(rows) // 4:len(rows) // 2]
        once = ("identity", "number", "payment_reference", "invoice_key")
        kept = [name for name in rows[0] if not name.endswith("id") and name not in once]
        assert [[row[name] for name in kept] for row in ours] == [[row[name] for name in kept] for row in bare]


def test_the_measures_stand_beside_bare_writing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not whether they keep to the goal: a small record says nothing of that."""
    monkeypatch.setattr(bench_waits, "LETTERS", 60)
    assert run(cli.agency, ["bench", "scale", "--cases", "200", "--json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert found[1]["goal"] == 2.0
    assert found[1]["floor"] > 0
    waits = [each for each in found if each["work"].startswith("langste wachten")]
    assert len(waits) == 4
    assert all(each["ours"] > 0 for each in waits), "somebody else did pay meanwhile"


def test_a_database_that_is_in_use_is_left_alone(
    session: Session, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_client(session, terms=make_terms())
    session.commit()
    assert run(cli.agency, ["bench", "scale", "--cases", "200", "--database", database_url]) == 1
    assert "een lege database" in capsys.readouterr().err
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_whole_pages_of_every_kind_are_asked_in_both_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_flat, "SMALL", 1_000)
    monkeypatch.setattr(bench_flat, "ASKED", 2)
    found = list(bench_flat.measure(1_200, tmp_path))
    assert len(found) == 2 * len(bench_flat.KINDS)
    assert all(each.ours > 0 < (each.floor or 0) for each in found)
