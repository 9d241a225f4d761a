"""`agency verify`: the contract in JSON, the same in Dutch, an exit status that tells, nothing changed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from agency.commands.cli import agency
from cases.store import DocumentStore
from cases.trace import sealing
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


def _alter(instance: Path, *statements: str) -> None:
    engine = create_engine_for(f"sqlite:///{instance / 'agency.db'}")
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_protection_that_was_taken_away_is_named_and_what_was_done_meanwhile_too(instance: Path) -> None:
    """It was called another version, for which the upgrade would put the trigger back and hide that it was gone."""
    engine = create_engine_for(f"sqlite:///{instance / 'agency.db'}")
    with Session(engine) as session:
        sealing.seal(session)
        session.commit()
    engine.dispose()
    assert _verify("--instance", str(instance))[0] == 0
    _alter(
        instance, "DROP TRIGGER case_event_no_update",
        "UPDATE case_event SET recorded_at = '2020-01-01 00:00:00' WHERE id = (SELECT min(id) FROM case_event)",
    )
    status, said = _verify("--instance", str(instance))
    assert status == 1
    assert "schema: trigger case_event_no_update ontbreekt of staat uit; iemand heeft dit buiten" in said
    assert "13. wat nooit verandert staat in de keten, en is nog wat het was: 1 keer niet" in said


def test_a_column_that_is_gone_is_named_because_nothing_can_be_read_then(instance: Path) -> None:
    _alter(instance, "ALTER TABLE daily_run DROP COLUMN after_id", "DROP TABLE duty")
    status, said = _verify("--json", "--instance", str(instance))
    assert status == 2
    assert json.loads(said)["error"]["message"] == (
        "Dit is uit de database verdwenen: kolom daily_run.after_id ontbreekt; tabel duty ontbreekt. "
        "Iemand heeft dat buiten het programma om gedaan. Zet een back-up terug."
    )


def test_only_a_record_that_is_there_is_looked_at(tmp_path: Path) -> None:
    status, said = _verify("--json", "--instance", str(tmp_path))
    assert (status, json.loads(said)["error"]["code"]) == (2, "invalid")
    assert not (tmp_path / "agency.db").exists()
