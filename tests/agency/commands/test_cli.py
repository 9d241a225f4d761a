"""The command `agency`, as somebody types it: from any directory, in Dutch, with an exit status that tells."""

import json
import socket
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import resources
from agency.commands import cli
from agency.commands.dutch_click import run
from agency.running.supervisor import serve
from agency.settings import Settings, SettingsError
from cases.claims import uploads
from cases.models import Case, Client, DailyRun, RoleName, Upload, UploadState, User
from cases.setup import account_links
from cases.store import DocumentStore
from legal.errors import FiguresInvalid
from legal.parameters import Figures
from tests.agency.program import agency
from tests.engines import create_engine_for
from tests.factories import by, claim_file, claim_row, make_agency, make_bailiff_office, make_client
from tests.plugins.postgres import Addresses

OURS = (
    "AGENCY_INSTANCE", "AGENCY_TODAY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DOCUMENT_STORE",
    "SECRET_KEY",
)
REQUEST = {
    "on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": True,
    "claims": [{"ref": "F1", "principal": "1000.00", "interest_from": "2026-02-01", "interest": "statutory"}],
}
GOOD = claim_row()
WITHOUT_AMOUNT = claim_row(customer="K-2", invoice="F-2", amount="veel")


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    """An installation with a client and a bailiff office on record."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "agency.db").write_bytes(sqlite_template.read_bytes())
    with record_of(folder) as session:
        make_agency(session)
        make_client(session)
        make_bailiff_office(session)
        session.commit()
    return folder


@dataclass(frozen=True)
class Result:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


class Command(Protocol):
    """Runs `agency` with these arguments."""

    def __call__(self, *arguments: str, given: str = "") -> Result: ...


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """The command in this process, in an empty directory: starting Python each time would take most of the time."""
    monkeypatch.chdir(tmp_path)
    for name in OURS:
        monkeypatch.delenv(name, raising=False)

    def run_here(*arguments: str, given: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", StringIO(given))
        status = run(cli.agency, list(arguments))
        said = capfd.readouterr()
        return Result(status, said.out, said.err)

    return run_here


def record_of(instance: Path) -> Session:
    """The database of an installation."""
    return Session(create_engine_for(f"sqlite:///{instance / 'agency.db'}"))


def close(session: Session) -> None:
    """End the session and its engine."""
    engine = session.get_bind()
    session.close()
    engine.dispose()  # type: ignore[union-attr]  # it is an engine here


def written(folder: Path, *rows: str) -> str:
    """A claim file on disk."""
    (folder / "vorderingen.csv").write_bytes(claim_file(*rows))
    return "vorderingen.csv"


def test_without_a_command_the_help_is_dutch(here: Command) -> None:
    result = here("--help")
    assert result.returncode == 0
    assert "Gebruik: agency" in result.stdout
    assert "Opdrachten:" in result.stdout
    assert "Usage" not in result.stdout + here().stderr


@pytest.mark.parametrize(("arguments", "expected"), [
    (["vlieg"], "De opdracht 'vlieg' bestaat niet"),
    (["serve", "--port", "veel"], "De optie --port klopt niet: geef een heel getal"),
    (["serve", "--snel"], "De optie --snel bestaat niet"),
    (["day"], "De optie --on ontbreekt"),
    (["day", "--on", "31-12-2026"], "schrijf hem als 2026-11-21"),
    (["user", "add", "a@b.test", "--name", "A", "--role", "baas"], "kies uit handler, legal_lead"),
    (["import", "klant"], "geef de opdrachtgever en het bestand"),
])
def test_wrong_use_is_told_in_dutch(here: Command, arguments: list[str], expected: str) -> None:
    result = here(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert expected in result.stderr


def test_quote_answers_on_standard_output(tmp_path: Path) -> None:
    result = agency("quote", cwd=tmp_path, given=json.dumps(REQUEST))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["principal"] == "1000.00"
    assert not list(tmp_path.iterdir())  # it needs no database and makes none


def test_quote_tells_what_is_wrong_with_status_2(tmp_path: Path) -> None:
    result = agency("quote", cwd=tmp_path, given=json.dumps([REQUEST, REQUEST | {"snel": True}]))
    assert result.returncode == 2
    assert json.loads(result.stdout)["error"] | {"message": ""} == {
        "index": 1, "field": "snel", "code": "unknown_field", "message": "",
    }


def test_a_dry_run_gives_json_and_stores_nothing(here: Command, tmp_path: Path) -> None:
    name = written(tmp_path, GOOD, WITHOUT_AMOUNT)
    result = here("import", "--dry-run", "--json", "--today", "2026-11-21", name)
    answer = json.loads(result.stdout)
    assert (result.returncode, answer["accepted"], answer["total"]) == (0, 1, "500.00")
    assert [(row["row"], row["column"], row["found"]) for row in answer["refused"]] == [(3, "Bedrag", "veel")]
    assert answer["columns"]["Factuurnummer"]["field"] == "invoice_number"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_dry_run_without_json_is_for_people(here: Command, tmp_path: Path) -> None:
    name = written(tmp_path, GOOD, WITHOUT_AMOUNT)
    result = here("import", "--dry-run", "--today", "2026-11-21", name)
    assert result.returncode == 0
    assert "1\N{NO-BREAK SPACE}goede regel voor €\N{NO-BREAK SPACE}500,00" in result.stdout
    assert "regel 3, Bedrag: gevonden ‘veel’; verwacht:" in result.stdout


def test_a_file_that_cannot_be_read_as_a_whole_is_an_error(here: Command, tmp_path: Path) -> None:
    (tmp_path / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    result = here("import", "--dry-run", "--json", "foto.csv")
    answer = json.loads(result.stdout)
    assert (result.returncode, answer["accepted"], answer["total"]) == (2, 0, "0.00")
    assert answer["error"]["message"]
    missing = here("import", "--dry-run", "niets.csv")
    assert (missing.returncode, "niets.csv" in missing.stderr) == (1, True)


def test_a_dry_run_of_several_files_gives_a_list_in_their_order(here: Command, tmp_path: Path) -> None:
    name = written(tmp_path, GOOD, WITHOUT_AMOUNT)
    (tmp_path / "foto.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    result = here("import", "--dry-run", "--json", "--today", "2026-11-21", name, "foto.csv", "niets.csv", name)
    answers = json.loads(result.stdout)
    assert [answer["accepted"] for answer in answers] == [1, 0, 0, 1]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, "unknown_encoding", "no_file", None]
    assert result.returncode == 2


def test_a_dry_run_names_what_waits_and_why(here: Command, tmp_path: Path) -> None:
    good, minus = claim_row(invoice="F-1", amount="500,00"), claim_row(invoice="F-2", amount="-500,00")
    (tmp_path / "lijst.csv").write_bytes(claim_file(good, minus, claim_row(invoice="F-3", amount="9,00")))
    answer = json.loads(here("import", "--dry-run", "--json", "--today", "2026-11-21", "lijst.csv").stdout)
    assert (answer["accepted"], answer["total"], answer["documents"]) == (1, "9.00", [])
    assert [(row["row"], row["code"]) for row in answer["waiting"]] == [(2, "credit_of_debtor")]
    assert [(row["row"], row["column"], row["code"]) for row in answer["refused"]] == [(3, "Bedrag", "credit_row")]
    told = here("import", "--dry-run", "--today", "2026-11-21", "lijst.csv").stdout
    assert "eerst uitzoeken, niet meegenomen:" in told


def test_an_import_makes_cases_once(here: Command, instance: Path, tmp_path: Path) -> None:
    name = written(tmp_path, GOOD, WITHOUT_AMOUNT)
    command = ("import", "voorbeeld energie b.v.", name, "--instance", str(instance), "--today", "2026-11-21")
    first = here(*command)
    assert first.returncode == 0, first.stderr
    assert "1\N{NO-BREAK SPACE}dossier" in first.stdout
    assert "regel 3, Bedrag: gevonden ‘veel’" in first.stdout
    second = here(*command)
    assert second.returncode == 1
    assert "al ingelezen" in second.stderr
    session = record_of(instance)
    assert session.scalars(select(Case)).one().opened_on == date(2026, 11, 21)
    assert len(session.scalars(select(Upload)).all()) == 1  # the refused second time left no trace
    close(session)


def test_an_import_behind_another_file_of_that_client_says_that_it_waits(
    here: Command, instance: Path, tmp_path: Path
) -> None:
    """Nothing of it stands on record yet: "ingelezen in 0 dossiers" would be wrong, and so would another try."""
    store = DocumentStore(instance / "documents")
    with record_of(instance) as session:
        client_id = session.scalars(select(Client.id)).one()
        content = claim_file(claim_row(customer="K-9", invoice="F-9"))
        act = by(now=datetime(2026, 11, 20, 9, tzinfo=UTC))
        earlier = uploads.preview(session, act, store, client_id=client_id, content=content, filename="eerder.csv")
        uploads.accept(session, act, upload_id=earlier.id, client_id=client_id)
        session.commit()
    told = here("import", "voorbeeld energie b.v.", written(tmp_path, GOOD), "--instance", str(instance), "--today",
                "2026-11-21")
    assert told.returncode == 0, told.stderr
    assert "aangenomen" in told.stdout
    assert "op de achtergrond" in told.stdout
    session = record_of(instance)
    assert session.scalars(select(Upload.state)).all() == [UploadState.ARRIVING] * 2
    close(session)


def test_an_import_with_a_wrong_setting_changes_nothing(
    here: Command, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENCY_LEASE_SECONDS", "veel")
    refused = here("import", "voorbeeld energie b.v.", written(tmp_path, GOOD), "--instance", str(instance))
    assert refused.returncode == 1
    assert "AGENCY_LEASE_SECONDS" in refused.stderr
    session = record_of(instance)
    assert session.scalars(select(Upload)).all() == []
    close(session)


def test_an_import_for_an_unknown_client_names_the_known_ones(here: Command, instance: Path, tmp_path: Path) -> None:
    result = here("import", "Niemand", written(tmp_path, GOOD), "--instance", str(instance))
    assert result.returncode == 1
    assert "Voorbeeld Energie B.V." in result.stderr


def test_a_user_is_added_with_a_link_shown_once(here: Command, instance: Path) -> None:
    command = ("user", "add", "Klant@Voorbeeld.test", "--name", "K. Lant", "--role", "client", "--client",
               "Voorbeeld Energie B.V.", "--instance", str(instance))
    result = here(*command)
    assert result.returncode == 0, result.stderr
    token = result.stdout.split("/wachtwoord-kiezen#")[1].split("\n")[0]
    assert len(token) >= 43
    session = record_of(instance)
    user = session.scalars(select(User)).one()
    assert (user.email, [role.name for role in user.roles]) == ("klant@voorbeeld.test", [RoleName.CLIENT.value])
    assert user.client_id is not None
    assert user.password == ""
    assert account_links.standing(session, token, now=datetime.now(UTC)).user_id == user.id
    close(session)
    again = here(*command)
    assert (again.returncode, "nog niet in gebruik" in again.stderr) == (1, True)


def test_a_given_password_must_be_a_good_one_and_is_not_repeated(here: Command, instance: Path) -> None:
    command = ("user", "add", "baas@voorbeeld.test", "--name", "B. Aas", "--role", "admin", "--password-stdin",
               "--instance", str(instance))
    weak = here(*command, given="kort\n")
    assert (weak.returncode, "minstens 12 tekens" in weak.stderr) == (1, True)
    good = here(*command, given="vier woorden in een zin\n")
    assert good.returncode == 0, good.stderr
    assert "vier woorden" not in good.stdout


def test_a_bailiff_without_an_office_is_refused(here: Command, instance: Path) -> None:
    result = here("user", "add", "gdw@voorbeeld.test", "--name", "G", "--role", "bailiff", "--instance",
                    str(instance))
    assert (result.returncode, "Deurwaarderskantoor" in result.stderr) == (1, True)


def test_the_daily_run_is_done_once_per_day(here: Command, instance: Path) -> None:
    command = ("day", "--on", "2026-11-21", "--instance", str(instance))
    first, second = here(*command), here(*command)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Dagelijkse controle van 21-11-2026" in first.stdout
    assert "is al gedaan" in second.stdout
    session = record_of(instance)
    assert session.scalars(select(DailyRun.day)).all() == [date(2026, 11, 21)]
    close(session)


def test_a_database_of_our_own_is_made_and_brought_up_to_date(here: Command, tmp_path: Path) -> None:
    first = here("db", "upgrade", "--instance", "nieuw")
    assert (first.returncode, first.stdout) == (0, "De database is bijgewerkt.\n"), first.stderr
    assert (tmp_path / "nieuw" / "agency.db").is_file()
    assert here("db", "upgrade", "--instance", "nieuw").stdout == "De database was al bij.\n"


@pytest.mark.postgres
def test_a_database_server_is_refused_until_its_owner_upgrades_it(
    postgres_empty: Addresses, tmp_path: Path
) -> None:
    """The program's own role neither makes the tables nor knows how to become who does."""
    settings = {"DATABASE_URL": postgres_empty.program, "AGENCY_INSTANCE": str(tmp_path)}
    both = settings | {"DATABASE_OWNER_URL": postgres_empty.owner}
    for command in (["serve", "--port", "0"], ["worker"]):
        refused = agency(*command, cwd=tmp_path, **settings)
        assert (refused.returncode, "agency db upgrade" in refused.stderr) == (1, True)
    alone = agency("db", "upgrade", cwd=tmp_path, **settings)
    assert (alone.returncode, "DATABASE_OWNER_URL" in alone.stderr) == (1, True)
    assert agency("db", "upgrade", cwd=tmp_path, **both).stdout == "De database is bijgewerkt.\n"
    assert agency("day", "--on", "2026-11-21", cwd=tmp_path, **settings).returncode == 0
    told = agency("serve", "--port", "0", cwd=tmp_path, **both)
    assert (told.returncode, "DATABASE_OWNER_URL staat in de omgeving" in told.stderr) == (1, True)


def test_a_port_in_use_is_told_plainly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings.load(instance=tmp_path, environ={})
        with pytest.raises(SettingsError, match="--port"):
            serve(settings, port=taken.getsockname()[1])


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["worker"]], ids=lambda command: command[0])
def test_nothing_starts_on_figures_that_are_wrong(
    command: list[str], instance: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:
    def wrong() -> Figures:
        raise FiguresInvalid("statutory_interest.values[3]: two sources are claimed, 1 named")

    resources.packaged_figures.cache_clear()
    monkeypatch.setattr(resources, "load_figures", wrong)
    assert run(cli.agency, [*command, "--instance", str(instance)]) == 1
    told = capfd.readouterr()
    assert "statutory_interest.values[3]" in told.err
    assert "draait op" not in told.out
