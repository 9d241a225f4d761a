"""`agency compare`: no difference over the same program, and each cent of one that counts otherwise."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from agency.commands.cli import agency
from cases.counting import statement
from cases.mistakes import comparing
from cases.models import Case, Stage
from tests.cases.mistakes.test_affected import HIGH, lettered
from tests.factories import FIGURES, TODAY, make_store


@pytest.fixture
def case(session: Session, tmp_path: Path) -> Case:
    return lettered(session, make_store(tmp_path))


def valued(session: Session, **changes: object) -> dict[str, comparing.Valued]:
    given = {"figures": FIGURES, "on": TODAY} | changes
    session.flush()
    return {each["case"]: each for each in comparing.values(session, **given)}  # type: ignore[arg-type]  # as given


def test_each_amount_that_differs_is_named(session: Session, case: Case) -> None:
    number = case.number
    right, wrong = (
        str(statement.valuation(session, case, on=TODAY, figures=figures).balance) for figures in (FIGURES, HIGH)
    )
    session.commit()
    was = valued(session)
    assert list(comparing.differences(was, iter(valued(session).values()))) == []
    found = {each.what: each for each in comparing.differences(was, iter(valued(session, figures=HIGH).values()))}
    assert set(found) == {"interest", "balance"}
    assert found["balance"] == comparing.Difference(case=number, what="balance", was=right, now=wrong)


def test_a_case_is_compared_over_the_days_that_the_old_program_reached(session: Session, case: Case) -> None:
    number = case.number
    session.commit()
    was = valued(session)
    assert was[number]["through"] == TODAY.isoformat()
    later = comparing.values(
        session, figures=FIGURES, on=TODAY.replace(year=TODAY.year + 1), through={number: TODAY}
    )
    assert list(comparing.differences(was, later)) == []


def test_a_case_that_is_gone_or_new_is_a_difference_and_a_closed_one_is_not_looked_at(
    session: Session, case: Case
) -> None:
    number = case.number
    was = {"2020-000001": {"case": "2020-000001"}}
    session.commit()
    found = list(comparing.differences(was, iter(valued(session).values())))
    assert [(each.case, each.was is None) for each in found] == [(number, True), ("2020-000001", False)]
    session.get_one(Case, case.id).stage = Stage.CLOSED
    assert valued(session) == {}


@pytest.fixture
def copy(tmp_path: Path, session: Session, case: Case) -> Path:
    """A copy of the installation."""
    assert case
    session.commit()
    folder = tmp_path / "kopie"
    folder.mkdir()
    return folder


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(agency, ["compare", *arguments], standalone_mode=False)
    return int(done.return_value or 0) if done.exception is None else 2, done.stdout


def test_the_command_writes_and_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, copy: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    file, where = tmp_path / "was.jsonl", ("--copy", str(copy), "--today", TODAY.isoformat())
    assert run(str(file), "--write", *where) == (0, f"De bedragen van 1 open dossier staan in {file}.\n")
    assert run(str(file), *where) == (0, "Geen verschil, tot op de cent.\n")
    head, one = file.read_text(encoding="utf-8").splitlines()
    told = json.loads(one)
    cent = str(Decimal(told["balance"]) - Decimal("0.01"))
    file.write_text("\n".join((head, json.dumps(told | {"balance": cent}))), encoding="utf-8")
    status, said = run(str(file), *where)
    assert (status, said.splitlines()) == (1, [
        f"{told['case']}: saldo was {cent}, is nu {told['balance']}", "1 verschil.",
    ])
    file.write_text("geen", encoding="utf-8")
    assert run(str(file), *where)[0] == 2


def test_what_was_written_has_no_names(session: Session, case: Case) -> None:
    assert case.debtor.name not in json.dumps(list(valued(session).values()))
