"""The program as it runs: what it writes, what it counts over its processes, and that all of it is private."""

import http.client
import json
import re
import stat
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from cases.models import DutyName
from tests.agency.program import agency, children, kill, running, started, wait_for

pytestmark = pytest.mark.program

NAME = "Quirinus de Geheime"


def get(address: str, path: str) -> tuple[int, str, str]:
    """Status, text and number of the answer, on a connection of its own."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("X-Request-ID", "")
    finally:
        connection.close()


def log_ins(address: str) -> int:
    """How often the page to log in answered, by whichever process tells it."""
    found = re.search(r'requests_total\{route="security.login",status="200"\} (\d+)', get(address, "/metrics")[1])
    return 0 if found is None else int(found[1])


def test_it_writes_lines_without_values_counts_over_its_processes_and_is_private(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--instance", "map", cwd=tmp_path, AGENCY_SWEEP_SECONDS="0.5") as program:
        address = program.first_line.split()[4]  # type: ignore[attr-defined]  # set when it started
        wait_for(lambda: get(address, "/gezond")[:2] == (200, "ok"), what="all is well")
        before = log_ins(address)
        numbers = {get(address, f"/inloggen?next=/zoeken?q={quote(NAME)}")[2] for _ in range(20)}
        assert len(numbers) == 20
        wait_for(lambda: log_ins(address) >= before + 19, what="all but what waits for the next is counted")
        server = started(program.pid, "agency-web")
        kill(*children(server))
        wait_for(lambda: len(children(server)) == 2, what="two others")
        assert log_ins(address) >= before + 19, "they go on where the others were"
        made = agency("backup", "back-up", "--instance", "map", cwd=tmp_path)
        assert made.returncode == 0, made.stderr
        wait_for(lambda: 'duty_good_timestamp_seconds{duty="sweep"}' in get(address, "/metrics")[1], what="a round")
        figures = get(address, "/metrics")[1]
        assert len(re.findall(r'duty_silent\{duty="\w+"\} 0', figures)) == len(DutyName)
    written = (tmp_path / "agency.log").read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    assert numbers <= {line.get("request") for line in lines}
    assert "Quirinus" not in written
    assert "Traceback" not in written
    open_to_others = [
        str(path) for folder in (tmp_path / "map", tmp_path / "back-up") for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_socket()
    ]
    assert open_to_others == []
