"""A PostgreSQL server of one test, which may be killed: nobody else is on it."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from cases.schema.snapshots import tool_path

_USERS = ("postgres", "embedded_postgres")  # root may not run one
_PORT = 5432  # in the name of its socket alone: it listens on no network


class OwnServer:
    """A server with its data in `folder`, a short path that its user may enter."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._data = folder, folder / "data"
        known = {each.pw_name for each in pwd.getpwall()}
        self._user = None if os.geteuid() else next(name for name in _USERS if name in known)

    def make(self) -> None:
        """A new and empty one. It need not outlive the machine."""
        self.folder.mkdir()
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._run("initdb", f"--pgdata={self._data}", "--auth=trust", "--username=postgres", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync")
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"fsync = off\nlisten_addresses = ''\nunix_socket_directories = '{self.folder}'\n")

    def start(self) -> None:
        """Until it answers; after a crash it has put right by then what was left."""
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._data}", f"--log={self.folder / 'log'}")

    def stop(self, mode: str = "fast") -> None:
        """Until it is gone; `immediate` is SIGQUIT: nothing is finished, and nothing is put right."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", f"--mode={mode}", f"--pgdata={self._data}")

    def url(self, database: str, role: str = "postgres") -> str:
        """Its address, as `role`."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}&port={_PORT}"

    def _run(self, tool: str, *arguments: str) -> None:
        command = [tool_path(tool), *arguments]
        if self._user is not None:
            group = pwd.getpwnam(self._user).pw_gid
            command = ["setpriv", f"--reuid={self._user}", f"--regid={group}", "--init-groups",
                       "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--", *command]
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        assert done.returncode == 0, done.stdout
