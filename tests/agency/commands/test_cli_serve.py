"""`agency serve`: pages, queue and worker from one command; what dies comes back, and all of it stops together."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit

from tests.agency.program import alive, child, descendants, kill, running, start, stop, wait_for


def status(address: str) -> int:
    """The status that the log-in page answers with; 0 when nothing answers."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", "/inloggen")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def address_in(line: str) -> str:
    """The address in what the command says when it is ready."""
    return next(word for word in line.split() if word.startswith("http://"))


def test_serve_makes_its_database_answers_and_replaces_what_dies(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--instance", "map", cwd=tmp_path) as program:
        address = address_in(program.first_line)  # type: ignore[attr-defined]  # set when it started
        assert address.startswith("http://127.0.0.1:")
        assert status(address) == 200
        assert (tmp_path / "map" / "agency.db").is_file()
        for part in ("agency-web", "valkey-server", "agency-worker", "agency-clock"):
            old = child(program.pid, part)
            assert old, part
            kill(old)
            wait_for(lambda part=part, old=old: child(program.pid, part) not in (0, old), what=part)
        wait_for(lambda: status(address) == 200, what="the same address answers again")


def test_stopping_ends_every_process_with_status_0(tmp_path: Path) -> None:
    program = start("serve", "--port", "0", "--instance", ".", cwd=tmp_path)
    processes = tuple(descendants(program.pid))
    assert stop(program) == 0
    assert not any(map(alive, processes))
    assert not (tmp_path / "queue" / "valkey.sock").exists()


def test_a_second_program_on_the_same_instance_shares_the_queue(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--no-worker", "--instance", ".", cwd=tmp_path) as first:
        assert child(first.pid, "valkey-server")
        assert not child(first.pid, "agency-worker")
        with running("worker", "--instance", ".", cwd=tmp_path) as second:
            assert child(second.pid, "agency-worker")
            assert not child(second.pid, "valkey-server")
            stop(first)
            wait_for(lambda: child(second.pid, "valkey-server"), what="it takes over the queue")
