"""`agency affected`: whom a mistake touched, in JSON and in Dutch, and its tasks, once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.commands.cli import agency
from cases.models import Task
from cases.schema.db import create_engine_for
from cases.store import DocumentStore
from tests import factories
from tests.cases.mistakes.test_affected import HIGH, POSTED, lettered
from tests.factories import TODAY, make_agency


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one case, whose letter was counted with a rate that is too high."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "agency.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setattr(factories, "FIGURES", HIGH)
    engine = create_engine_for(f"sqlite:///{folder / 'agency.db'}")
    with Session(engine) as session:
        make_agency(session)
        lettered(session, DocumentStore(folder / "documents"))
        session.commit()
    engine.dispose()
    return folder


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        agency, ["affected", *arguments, "--instance", str(folder), "--today", TODAY.isoformat()],
        standalone_mode=False,
    )
    assert done.exception is None, done.output
    return int(done.return_value or 0), done.stdout


def number_of_tasks(folder: Path) -> int:
    engine = create_engine_for(f"sqlite:///{folder / 'agency.db'}")
    with Session(engine) as session:
        found = session.scalar(select(func.count()).select_from(Task).where(Task.key.startswith("mistake:"))) or 0
    engine.dispose()
    return found


def test_it_is_told_in_json_and_changes_nothing_unless_asked(instance: Path) -> None:
    status, said = run(instance, "--figure", "statutory_interest", "--json")
    answer = json.loads(said)
    (case,) = answer["cases"]
    (letter,) = case["letters"]
    assert (status, answer["prepared"], number_of_tasks(instance)) == (0, None, 0)
    assert answer["mistake"] == {"kind": "figure", "about": "statutory_interest"}
    assert (letter["sent_on"], letter["kind"], letter["returned_on"]) == (POSTED.isoformat(), "first_notice", None)
    assert float(letter["too_much"]) > 0
    assert answer["totals"] == {
        "cases": 1, "people": 1, "letters": 1, "lower": case["lower"], "refund": "0.00", "too_little": "0.00",
    }


def test_the_tasks_are_set_once(instance: Path) -> None:
    _status, said = run(instance, "--figure", "statutory_interest", "--prepare")
    assert "3 taken klaargezet; 0 waren er al." in said
    assert number_of_tasks(instance) == 3
    _status, said = run(instance, "--figure", "statutory_interest", "--prepare", "--json")
    assert json.loads(said)["prepared"]["made"] == 0
    assert number_of_tasks(instance) == 3


def test_each_way_to_ask_answers(instance: Path) -> None:
    assert "1 dossier, 1 persoon, 1 brief;" in run(instance, "--text", "first_notice/v1")[1]
    assert "Er is niemand geraakt." in run(instance, "--text", "first_notice/v2")[1]
    assert "Er is niemand geraakt." in run(instance, "--code", "99.99")[1]
    assert "1 dossier, " in run(instance, "--between", "2026-01-01", "2026-12-31")[1]


@pytest.mark.parametrize(("arguments", "words"), [
    (("--text", "first_notice/v99"), "geen versie"),
    (("--text", "niets"), "geen tekst"),
    (("--figure", "niets"), "geen cijfer"),
    (("--between", "2026-02-01", "2026-01-01"), "ligt voor de eerste"),
])
def test_what_is_not_there_is_refused(instance: Path, arguments: tuple[str, ...], words: str) -> None:
    status, said = run(instance, *arguments, "--json")
    assert status == 2
    assert words in json.loads(said)["error"]["message"]
