"""`agency verify`: the contract in JSON, the same in Dutch, an exit status that tells, nothing changed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from agency.commands.cli import agency
from cases.store import DocumentStore
from tests.engines import create_engine_for
from tests.factories import make_agency, make_case


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    """An installation with one case."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "agency.db").write_bytes(sqlite_template.read_bytes())
    engine = create_engine_for(f"sqlite:///{folder / 'agency.db'}")
    with Session(engine) as session:
        make_agency(session)
        make_case(session, DocumentStore(folder / "documents"))
        session.commit()
    engine.dispose()
    return folder


def _verify(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(agency, ["verify", *arguments], standalone_mode=False)
    assert done.exception is None, done.output
    return int(done.return_value or 0), done.stdout


def test_a_good_record_answers_the_contract(instance: Path) -> None:
    status, said = _verify("--json", "--instance", str(instance))
    answer = json.loads(said)
    rules = answer.pop("invariants")
    assert (status, answer) == (0, {
        "good": True, "chain": {"events": 0, "head": "0" * 64, "broken": 0}, "sums": {"cases": 1, "wrong": 0},
        "files": {"count": 1, "missing": 0, "changed": 0, "orphans": 0},
    })
    assert {4, 5, 6, 9, 10, 14, 15, 16} <= {rule["number"] for rule in rules}
    assert [rule["wrong"] for rule in rules] == [0] * len(rules)


def test_what_is_wrong_is_counted_and_named(instance: Path) -> None:
    next(path for path in (instance / "documents").rglob("*") if path.is_file()).unlink()
    DocumentStore(instance / "documents").put(b"van niemand")
    status, said = _verify("--json", "--instance", str(instance))
    answer = json.loads(said)
    assert (status, answer["good"]) == (1, False)
    assert answer["files"] == {"count": 1, "missing": 1, "changed": 0, "orphans": 1}
    (rule,) = [rule for rule in answer["invariants"] if rule["wrong"]]
    assert (rule["number"], rule["wrong"], {each["table"] for each in rule["first"]}) == (16, 2, {"upload", "document"})


def test_the_same_in_dutch(instance: Path) -> None:
    status, said = _verify("--instance", str(instance), "--sample", "1")
    assert status == 0
    assert said.startswith("1 dossiers, 1 bestanden en 0 schakels bekeken. Er is niets gewijzigd.")
    assert said.rstrip().endswith("Alles klopt.")
    DocumentStore(instance / "documents").put(b"van niemand")
    status, said = _verify("--instance", str(instance))
    assert status == 1
    assert "16. elke regel heeft zijn bestand en elk bestand zijn regel: 1 keer niet" in said
    assert "bij dit bestand hoort geen regel" in said


def test_only_a_record_that_is_there_is_looked_at(tmp_path: Path) -> None:
    status, said = _verify("--json", "--instance", str(tmp_path))
    assert (status, json.loads(said)["error"]["code"]) == (2, "invalid")
    assert not (tmp_path / "agency.db").exists()
