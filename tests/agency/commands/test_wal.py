"""What a server hands over to keep: kept once and durably, given back as it was, and never the end where it is not."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agency.backup import keys
from agency.backup.archive import Archive, Base, behind, segment_at, write_about
from agency.backup.folder import BackupFolder
from agency.backup.keys import Secrets
from agency.backup.putting_back import choose, put_back
from agency.backup.trouble import BackupTrouble
from agency.commands.cli import agency
from agency.commands.dutch_click import run
from tests.agency.program import AGENCY, ROOT, environment

NIGHT = datetime(2026, 11, 30, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SEGMENT = 16 * 2**20
LOG = "0000000100000000000000"


class Server:
    """Its log, as far as it hands that over, and a folder of backups for it."""

    def __init__(self, folder: Path) -> None:
        self.log, self.root, self.secrets = folder / "pg_wal", folder / "back-ups", folder / "back-ups.sleutels"
        self.log.mkdir()
        made = Secrets(identity=keys.new_identity(), secret_key="s" * 40, factor_key="f" * 40)
        made.write(self.secrets)
        BackupFolder(self.root).begin(made.recipient)
        self.archive = Archive(self.root)
        self.data = folder / "data"

    def writes(self, name: str, *, until: datetime = NIGHT, content: bytes = b"rows") -> Path:
        path = self.log / name
        path.write_bytes(content)
        os.utime(path, (until.timestamp(), until.timestamp()))
        return path

    def hands_over(self, *numbers: int, timeline: int = 1) -> None:
        """Files of its log, each closed as many minutes after the night as its number."""
        for number in numbers:
            name = f"{timeline:08X}{0:08X}{number:08X}"
            self.archive.keep(self.writes(name, until=NIGHT + number * MINUTE, content=name.encode()))

    def base(self, moment: datetime, first: int, timeline: int = 1) -> Path:
        made = self.archive.place / moment.strftime("%Y%m%dT%H%M%SZ")
        made.mkdir(parents=True)
        plain = self.log.with_name("tar")
        with tarfile.open(plain, "w") as tar:
            tar.addfile(tarfile.TarInfo("PG_VERSION"))
        keys.encrypt(plain, made / "basis.age", str(self.archive.folder.recipient()))
        write_about(made, Base(first=f"{timeline:08X}{0:08X}{first:08X}", segment=SEGMENT, version=15))
        return made

    def put_back(self, until: datetime | None = None) -> Path:
        """In an empty folder of the server; its files of the log."""
        put_back(self.root, self.data, secrets=self.secrets, until=until)
        return self.data / "pg_wal"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """With private files, as `main` makes them."""
    before = os.umask(0o077)
    yield Server(tmp_path)
    os.umask(before)


def test_a_file_of_the_log_comes_back_as_it_was_and_is_readable_nowhere(server: Server) -> None:
    content = b"a name in a row" * 1_000 + bytes(200_000) + b"the end"
    server.base(NIGHT, 3)
    path = server.writes(f"{LOG}03", content=content)
    assert run(agency, ["wal", "keep", str(server.root), str(path)]) == 0
    (kept,) = server.archive.wal.iterdir()
    assert b"a name" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert (server.put_back() / f"{LOG}03").read_bytes() == content


def test_what_is_handed_over_twice_is_kept_once_and_another_of_that_name_is_refused(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.base(NIGHT, 3)
    path = server.writes(f"{LOG}03")
    command = ["wal", "keep", str(server.root), str(path)]
    assert [run(agency, command), run(agency, command)] == [0, 0]
    assert len(list(server.archive.wal.iterdir())) == 1
    server.writes(f"{LOG}03", content=b"of another server")
    assert run(agency, command) == 1
    assert "met een andere inhoud" in capsys.readouterr().err
    assert (server.put_back() / f"{LOG}03").read_bytes() == b"rows"


def test_a_full_disk_keeps_nothing_half_and_the_next_attempt_succeeds(server: Server) -> None:
    server.base(NIGHT, 3)
    path = server.writes(f"{LOG}03", content=os.urandom(200_000))
    command = [*AGENCY, "wal", "keep", str(server.root), str(path)]
    small = ["bash", "-c", 'ulimit -f 64; exec "$@"', "bash", *command]
    full = subprocess.run(small, env=environment(), capture_output=True, text=True, check=False)
    assert (full.returncode, "kon niet worden bewaard" in full.stderr) == (1, True)
    assert list(server.archive.wal.iterdir()) == []
    assert subprocess.run(command, env=environment(), check=False).returncode == 0
    assert (server.put_back() / f"{LOG}03").read_bytes() == path.read_bytes()


def _spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _spoil_log(server: Server) -> None:
    _spoil(next(server.archive.wal.glob(f"{LOG}04.*")))


def _spoil_base(server: Server) -> None:
    _spoil(next(server.archive.place.rglob("basis.age")))


def _lose(server: Server) -> None:
    next(server.archive.wal.glob(f"{LOG}04.*")).unlink()


def _take_other_keys(server: Server) -> None:
    server.secrets.unlink()
    Secrets(identity=keys.new_identity(), secret_key="", factor_key="").write(server.secrets)


def _take_no_keys(server: Server) -> None:
    server.secrets.unlink()


def _fill_place(server: Server) -> None:
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("of another server")


@pytest.mark.parametrize(("harm", "said"), [
    (_spoil_log, "is niet te openen"), (_spoil_base, "is niet terug te zetten"), (_lose, f"{LOG}04 ontbreekt"),
    (_take_other_keys, "horen bij een andere back-up"), (_take_no_keys, "is er niet"), (_fill_place, "is niet leeg"),
], ids=["log spoiled", "base spoiled", "gap", "other keys", "no keys", "not empty"])
def test_what_is_wrong_is_told_before_anything_is_started_and_leaves_nothing_to_start(
    server: Server, harm: Callable[[Server], None], said: str
) -> None:
    """A server takes what it cannot find for the end of its log, and goes on from there as if nothing came after."""
    server.base(NIGHT, 3)
    server.hands_over(3, 4, 5)
    harm(server)
    before = files(server.data)
    with pytest.raises(BackupTrouble, match=said):
        server.put_back()
    assert files(server.data) == before


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_log_is_laid_ready_until_a_little_after_the_moment(server: Server) -> None:
    """And what says where one log goes over into another, or the server would begin one that there is already."""
    server.base(NIGHT, 1)
    server.hands_over(*range(1, 10))
    server.archive.keep(server.writes("00000002.history"))
    found = {path.name for path in server.put_back(NIGHT + 2 * MINUTE).iterdir()}
    assert found == {"00000002.history", *(f"{LOG}0{number}" for number in (1, 2, 3, 4, 5))}
    settings = (server.data / "postgresql.auto.conf").read_text().splitlines()
    assert "recovery_target_time = '2026-11-30 01:02:00+00:00'" in settings
    assert "archive_mode = 'off'" in settings
    assert (server.data / "recovery.signal").exists()


def test_names_of_other_things_are_not_kept(server: Server) -> None:
    for name in ("secret_key", "000000010000000000000003x", f"{LOG}03.age"):
        with pytest.raises(BackupTrouble, match="geen naam"):
            server.archive.keep(server.writes(name))


def test_a_moment_comes_from_the_last_base_that_was_whole_by_then(server: Server) -> None:
    first, second = server.base(NIGHT, 1), server.base(NIGHT + 4 * MINUTE, 4)
    server.hands_over(*range(1, 8))
    assert choose(server.archive, NIGHT + 3 * MINUTE).base == first
    assert choose(server.archive, NIGHT + 5 * MINUTE).base == second
    assert choose(server.archive, None).moment == NIGHT + 7 * MINUTE


@pytest.mark.parametrize(("until", "said"), [
    (NIGHT - MINUTE, "Van zo vroeg is er geen basis"),
    (NIGHT + 4 * MINUTE, f"{LOG}04 ontbreekt"),
    (None, f"{LOG}04 ontbreekt"),
], ids=["before the first base", "beyond a gap", "all, with a gap"])
def test_a_moment_that_cannot_come_back_is_refused_beforehand(
    server: Server, until: datetime | None, said: str
) -> None:
    server.base(NIGHT, 1)
    server.hands_over(1, 2, 3, 5, 6)
    with pytest.raises(BackupTrouble, match=said):
        choose(server.archive, until)
    assert choose(server.archive, NIGHT + 3 * MINUTE).reach == NIGHT + 3 * MINUTE


def test_later_than_anything_that_was_kept_is_refused(server: Server) -> None:
    server.base(NIGHT, 1)
    server.hands_over(1, 2)
    with pytest.raises(BackupTrouble, match="Zo laat is er niets bewaard"):
        choose(server.archive, NIGHT + 3 * MINUTE)


def test_how_far_behind_the_archive_is(server: Server) -> None:
    now = NIGHT + 10 * MINUTE
    assert behind(server.archive, now) is None  # no base
    server.base(NIGHT, 1)
    server.hands_over(1, 2)
    assert behind(server.archive, now) == 8 * MINUTE
    server.hands_over(4)
    assert behind(server.archive, now) is None  # a gap
    server.base(NIGHT + 9 * MINUTE, 5)
    assert behind(server.archive, now) == MINUTE


def test_what_no_moment_of_the_last_days_needs_goes(server: Server) -> None:
    days = [NIGHT + timedelta(days=day) for day in range(5)]
    for number, moment in enumerate(days):
        server.base(moment, 10 * number + 1)
    server.hands_over(1, 9, 11, 19, 21, 31, 41, 45)
    server.archive.forget(keep_days=2)
    assert [each.name[:8] for each in server.archive.bases()] == ["20261202", "20261203", "20261204"]
    assert [each.name for each in server.archive.segments("00000001")] == [
        f"{LOG}{number:02X}" for number in (21, 31, 41, 45)
    ]
    assert choose(server.archive, days[4] - 2 * timedelta(days=1)).base.name == "20261202T010000Z"


def test_a_name_counts_on_after_the_last_file_of_a_log(server: Server) -> None:
    assert segment_at("0/2000028", 1, SEGMENT) == f"{LOG}02"
    assert segment_at("1/FF000000", 3, SEGMENT) == "0000000300000001000000FF"
    base = server.base(NIGHT, 0xFF)
    for name in (f"{LOG}FF", "000000010000000100000000"):
        server.archive.keep(server.writes(name, until=NIGHT + MINUTE))
    assert server.archive.reach(base).missing is None
    assert server.archive.reach(base).until == NIGHT + MINUTE


def test_the_server_waits_for_little_more_than_what_encrypts(server: Server) -> None:
    """It starts the program for every file: the record, the pages and the letters stay out of it."""
    path = server.writes(f"{LOG}03")
    look = ("import sys; from agency.commands.dutch_click import run; from agency.commands.cli import agency; "
            f"status = run(agency, ['wal', 'keep', {str(server.root)!r}, {str(path)!r}]); "
            "print(status, *sorted({'flask', 'alembic', 'cases.models', 'letters', 'typst'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", look], env=environment(), cwd=ROOT, capture_output=True, text=True,
                          check=True)
    assert done.stdout.split() == ["0"]
