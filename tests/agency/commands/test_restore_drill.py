"""The restore drill by the words of the README: a PostgreSQL server, a chosen second, an empty place, keys from afar.

The server is one of its own, as its own user, and calls the program as it does in an office. In the normal run it is
put back once; in .ci/deep as often as RESTORE_DRILLS says, each time with another moment, and damage before it.
"""

import grp
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.background.setting import bring_up_to_date
from agency.backup import making
from agency.backup.archive import Archive
from agency.backup.folder import moment_of
from agency.backup.making import add_documents
from agency.clock import AMSTERDAM
from agency.commands.dutch_click import Refusal
from agency.commands.own_server import OwnServer, as_server, give_away, server_user
from agency.settings import Settings
from cases.models import Case
from cases.schema import db, roles
from cases.schema.snapshots import SnapshotFailed, tool_path
from cases.trace import anchors, sealing
from tests.agency.program import AGENCY, PATIENCE, ROOT, environment, wait_for
from tests.engines import create_engine_for
from tests.factories import make_agency, make_case
from tests.sizes import size

pytestmark = [pytest.mark.postgres, pytest.mark.program]
A_SECOND = timedelta(seconds=1)
DATABASE, OWNER, PROGRAM = "incasso", "incasso", "incasso_app"  # as the README has them


class Site:
    """An office with a server that keeps what it writes, and the machine on which it is put back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept, self.instance = folder, folder / "kept", folder / "instance"
        self.keys = folder / "elsewhere" / "keys"
        self.server, self.again = OwnServer(folder / "a"), OwnServer(folder / "b")
        self.again.prepare()
        for each in (self.instance, self.keys.parent, folder / "bin"):
            each.mkdir()
        program = folder / "bin" / "agency"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(AGENCY)} "$@"\n')
        program.chmod(0o755)
        self.environment = environment(
            PATH=f"{program.parent}:{os.environ['PATH']}", POSTGRES_TOOLS=str(Path(tool_path("initdb")).parent)
        )
        self.settings = Settings.load(instance=self.instance, environ={
            "DATABASE_URL": self.server.url(DATABASE, PROGRAM),
        })
        self.numbers = iter(range(1, 100))

    def follow(
        self, block: str, *, until: datetime | None = None, kept: Path | None = None, before: Sequence[str] = ()
    ) -> None:
        """Do what the README says under this mark, in the places of this machine. Raises Refusal with what is said."""
        user = server_user() or pwd.getpwuid(os.geteuid()).pw_name
        group = grp.getgrgid(os.getegid()).gr_name
        words = {
            "runuser -u postgres --": shlex.join(as_server()),
            "chgrp postgres": f"chgrp {grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name}",
            "-o postgres -g incasso": f"-o {user} -g {group}",
            "pg_ctlcluster 15 main start": shlex.join(as_server(
                tool_path("pg_ctl"), "start", "-w", "-D", str(self.again.data), "-l", str(self.again.folder / "log"),
                "-o", f"-c unix_socket_directories={self.again.folder}",
            )),
            "/var/lib/postgresql/15/main": str(self.again.data),
            "/mnt/elders/incasso": str(kept or self.kept),
            "/media/kluis/incasso.sleutels": str(self.keys),
            "/nieuwe/map": str(self.folder / "new"),
            " --until 2026-11-30T06:45": f" --until {until.astimezone(AMSTERDAM):%Y-%m-%dT%H:%M:%S}" if until else "",
        }
        said = block_of_readme(block)
        for theirs, ours in words.items():
            said = said.replace(theirs, ours)
        done = subprocess.run(
            [*before, "bash", "-ec", said], cwd="/", text=True, check=False,
            env=self.environment | self.server.environment | {"DATABASE_URL": self.again.url(DATABASE, PROGRAM)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        self.said = done.stdout
        if done.returncode:
            raise Refusal(done.stdout)

    def add_case(self) -> None:
        """With its document, and its place in the chain; the minute of documents comes after it."""
        engine = create_engine_for(self.settings.database_url)
        with Session(engine) as session:
            number = next(self.numbers)
            make_case(session, self.settings.store(), customer=f"K-{number}", invoice=f"F-{number}",
                      surname=f"Proef {number}", email=f"k{number}@voorbeeld.test", phone=f"06 {10_000_000 + number}")
            session.commit()
            sealing.seal(session)
            session.commit()
        engine.dispose()
        add_documents(self.settings, self.kept)

    def moment_after_a_case(self) -> datetime:
        """A whole second after it, and before whatever comes next."""
        self.add_case()
        moment = datetime.now(UTC).replace(microsecond=0) + A_SECOND
        wait_for(lambda: datetime.now(UTC) > moment, what="the second has passed")
        return moment

    def hand_over(self) -> None:
        """Close the file of the log, as the server does by itself after five minutes."""
        with psycopg.connect(self.server.conninfo("postgres"), autocommit=True) as connection:
            (name,) = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        archive = Archive(self.kept)
        wait_for(lambda: any(each.name >= name for each in archive.segments(name[:8])), what=f"{name} is kept")


def block_of_readme(mark: str) -> str:
    """The commands under it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    _, found, after = text.partition(f"<!-- {mark} -->\n```\n")
    assert found, mark
    return after.partition("```")[0]


def cases_in(server: OwnServer) -> int:
    engine = create_engine_for(server.url(DATABASE, PROGRAM))
    with Session(engine) as session:
        found = session.scalar(select(func.count()).select_from(Case)) or 0
    engine.dispose()
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    """With one case, and an archive that was begun by the README."""
    try:
        tool_path("initdb")
    except SnapshotFailed:
        pytest.skip("PostgreSQL's own programs (initdb) are not installed")
    before = os.umask(0o077)
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    folder.chmod(0o755)
    made = Site(folder)
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name not in made.environment]:
            patched.delenv(name)
        for name, value in made.environment.items():
            patched.setenv(name, value)
        try:
            begin(made)
            yield made
        finally:
            made.again.stop("immediate")
            made.server.stop("immediate")
            os.umask(before)
            shutil.rmtree(folder)


def begin(site: Site) -> None:
    site.server.make()
    site.server.start()
    with psycopg.connect(site.server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN")
        connection.execute(f"CREATE ROLE {PROGRAM} LOGIN NOINHERIT")
        connection.execute(roles.how_to_make(PROGRAM).encode())
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    bring_up_to_date(site.settings, site.server.url(DATABASE, OWNER))
    engine = create_engine_for(site.settings.database_url)
    with Session(engine) as session:
        make_agency(session)
        session.commit()
    engine.dispose()
    making.make(site.settings, site.kept, now=datetime.now(UTC), secrets=site.keys)
    give_away(site.keys)
    give_away(site.keys.parent)
    site.add_case()
    site.follow("archive-begin")
    lines = block_of_readme("archive-settings").replace("/mnt/elders/incasso", str(site.kept))
    with (site.server.data / "postgresql.conf").open("a") as settings:
        settings.write(lines.replace("/opt/incasso/.venv/bin/agency", str(site.folder / "bin" / "agency")))
    site.server.stop()
    site.server.start()


def test_the_drill(site: Site) -> None:
    drills = size("RESTORE_DRILLS")
    for _ in range(drills):
        kill_a_base(site)
    make_base(site)
    moments = [site.moment_after_a_case() for _ in range(max(1, drills - 1))]
    site.add_case()  # a mistake that came too late
    site.hand_over()
    put_back(site, moments[0], cases=2)
    with pytest.raises(Refusal, match="is niet leeg"):
        site.follow("restore-drill", until=moments[0])
    assert cases_in(site.again) == 2
    for cases, until in enumerate([*moments[1:], *[None] * (drills > 1)], start=3):
        damaged_is_refused(site, until)
        put_back(site, until, cases=cases)


def kill_a_base(site: Site) -> None:
    """It counts for nothing, and what it left waits for the next one to sweep."""
    archive = Archive(site.kept)
    command = as_server(*AGENCY, "wal", "base", str(site.kept))
    process = subprocess.Popen(command, env=site.environment | site.server.environment)
    wait_for(lambda: any(archive.place.glob(f"{process.pid}.part")), what="the base has begun")
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert (archive.bases(), len(list(archive.place.glob("*.part")))) == ([], 1)


def make_base(site: Site) -> None:
    """As the cron of the server's user does."""
    site.follow("archive-base", before=as_server())
    archive = Archive(site.kept)
    (made,) = archive.bases()
    assert f"Vanaf {moment_of(made).astimezone(AMSTERDAM):%d-%m-%Y %H:%M:%S} is elk moment" in site.said
    assert list(archive.place.glob("*.part")) == []


def put_back(site: Site, until: datetime | None, *, cases: int) -> None:
    """In an empty place: what was kept by then is there, what came later is not, and everything is compared."""
    site.again.stop("immediate")
    shutil.rmtree(site.again.data, ignore_errors=True)
    shutil.rmtree(site.folder / "new", ignore_errors=True)
    site.follow("restore-drill", until=until)
    assert site.said.splitlines()[-1] == "Alles klopt."
    assert cases_in(site.again) == cases
    if until is not None:
        assert f"{cases} ankers van de keten" in site.said
        assert anchors.read(site.folder / "new" / "ankers.txt")[-1] == anchors.read(site.kept / "ankers.txt")[cases - 1]
    with psycopg.connect(site.again.conninfo("postgres")) as connection:
        assert connection.execute("SHOW archive_mode").fetchone() == ("off",)
    engine = db.create_engine_for(site.again.url(DATABASE, PROGRAM))
    assert roles.trouble(engine) == ""
    engine.dispose()


def damaged_is_refused(site: Site, until: datetime | None) -> None:
    """Beforehand, and with nothing that could be started."""
    copy, data = site.folder / "copy", site.again.data
    shutil.copytree(site.kept, copy)
    copy.chmod(0o755)
    base = Archive(copy).bases()[-1]
    last = Archive(copy).reach(base).files[-1].path
    content = last.read_bytes()
    last.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    site.again.stop("immediate")
    shutil.rmtree(data)
    with pytest.raises(Refusal, match="is niet te openen"):
        site.follow("restore-drill", until=until, kept=copy)
    assert list(data.iterdir()) == []
    shutil.rmtree(copy)
