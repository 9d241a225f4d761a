"""Database, key and documents of an installation are for its own user alone."""

import os
import stat
from pathlib import Path

from agency.settings import Settings
from cases.store import DocumentStore
from tests.agency.program import agency


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_a_command_makes_is_private(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    made = agency(
        "user", "add", "a@voorbeeld.test", "--name", "A. Beheer", "--role", "admin", "--instance", str(instance),
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    assert mode(instance) == 0o700
    files = [path for path in instance.rglob("*") if path.is_file()]
    assert {"agency.db", "secret_key"} <= {path.name for path in files}
    assert [path.name for path in files if mode(path) & 0o077] == []


def test_documents_are_private_whoever_stores_the_first(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "documents")
    store.put(b"brief")
    assert {mode(path) for path in tmp_path.rglob("*")} == {0o700, 0o600}


def test_a_folder_that_stood_open_is_closed_to_others_and_stays_open_to_its_group(tmp_path: Path) -> None:
    open_to_all, inner = tmp_path / "instance", tmp_path / "instance" / "agency.db"
    open_to_all.mkdir()
    inner.touch()
    os.chmod(open_to_all, 0o755)
    Settings.load(instance=open_to_all, environ={})
    assert mode(open_to_all) == 0o750
