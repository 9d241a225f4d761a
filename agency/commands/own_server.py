"""A PostgreSQL server of one's own, thrown away afterwards: for measuring what putting it back costs, and for tests."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from agency.commands.dutch_click import Refusal
from cases.schema.snapshots import tool_path

_USERS: Final = ("postgres", "embedded_postgres")
_PORT: Final = "5432"  # in the name of its socket alone: it listens on no network


class OwnServer:
    """A server with its data in `folder`. It does not run as root: then as the user that PostgreSQL brought."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"

    def make(self, *settings: str) -> None:
        """A new and empty one, with lines for its file of settings. It need not outlive the machine."""
        self.prepare()
        run_as_server(tool_path("initdb"), "--pgdata", str(self.data), "--auth=trust", "--username=postgres",
                      "--locale=C.UTF-8", "--no-sync", "--encoding=UTF8")
        lines = ["fsync = off", "listen_addresses = ''", *settings]
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def prepare(self) -> None:
        """A folder for it, in which its user may write."""
        self.folder.mkdir(exist_ok=True)
        give_away(self.folder)

    def start(self) -> None:
        """Until it answers; one that was put back has played its log by then. Raises Refusal with what it says."""
        log = self.folder / "log"
        try:
            run_as_server(tool_path("pg_ctl"), "start", "--wait", "--timeout=3600", f"--pgdata={self.data}",
                          f"--log={log}", f"--options=-c unix_socket_directories={self.folder}")
        except Refusal as error:
            raise Refusal(log.read_text(encoding="utf-8") if log.exists() else str(error)) from error

    def stop(self, mode: str = "fast") -> None:
        """Where it runs."""
        if (self.data / "postmaster.pid").exists():
            run_as_server(tool_path("pg_ctl"), "stop", "--wait", f"--mode={mode}", f"--pgdata={self.data}")

    def url(self, database: str, role: str = "postgres") -> str:
        """Its address, as `role`; else as who may do everything."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}&port={_PORT}"

    def conninfo(self, database: str) -> str:
        """The same in the words of PostgreSQL."""
        return f"host={self.folder} port={_PORT} user=postgres dbname={database}"

    @property
    def environment(self) -> dict[str, str]:
        """With which programs of PostgreSQL find it."""
        return {"PGHOST": str(self.folder), "PGPORT": _PORT, "PGUSER": "postgres"}


def server_user() -> str | None:
    """As whom a server runs where we are root, which it refuses; None where it runs as we do. Raises Refusal."""
    if os.geteuid():
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    found = next((name for name in _USERS if name in known), None)
    if found is None or shutil.which("setpriv") is None:
        raise Refusal("Een PostgreSQL-server draait niet als root. Installeer PostgreSQL met de gebruiker postgres.")
    return found


def as_server(*command: str) -> list[str]:
    """A command line as the server's user; it reads our program wherever that lies, as where both were installed."""
    user = server_user()
    if user is None:
        return list(command)
    group = pwd.getpwnam(user).pw_gid
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search", "--", *command]


def give_away(folder: Path) -> None:
    """A folder to the server's user."""
    user = server_user()
    if user is not None:
        found = pwd.getpwnam(user)
        os.chown(folder, found.pw_uid, found.pw_gid)


def run_as_server(*command: str, **environment: str) -> str:
    """Run to its end; what it says. Raises Refusal where it fails."""
    done = subprocess.run(  # noqa: S603 - programs of PostgreSQL and our own, with our own values
        as_server(*command), env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        stdin=subprocess.DEVNULL, cwd="/", check=False,
    )
    if done.returncode:
        raise Refusal(done.stdout.strip() or f"{command[0]}: {done.returncode}")
    return done.stdout


def ourselves() -> list[str]:
    """The command that runs this program again, from any folder."""
    called = Path(sys.argv[0])
    if called.name == "agency" and called.is_file():
        return [str(called.resolve())]
    return [sys.executable, "-P", "-c", "from agency.commands.cli import main; main()"]
