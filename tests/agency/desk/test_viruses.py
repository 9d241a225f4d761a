"""A real clamd that knows one signature, of these tests: what it finds is not kept, and nothing is while it is down."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.file import FileField
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agency.settings import Settings, SettingsError
from agency.web.fields import UploadField
from agency.web.forms import BaseForm
from cases.inspection.viruses import ScannerSilent, VirusFound, address_of, refuse_virus
from cases.models import AgencyProfile, Case, Document, DocumentKind, RoleName, TraceLine, Upload
from tests.agency.admin.test_setup import AGENCY, send
from tests.agency.desk.test_evidence import add
from tests.agency.portals import browser_of
from tests.agency.program import agency, wait_for
from tests.cases.intake.lists import book
from tests.cases.setup.test_organisations import png
from tests.factories import HEADER, claim_file, claim_row, make_client
from tests.papers import pdf
from tests.web import csrf_of

Look = Callable[[Select[Any]], Any]
MARK = b"dit kent alleen de virusscanner van deze proef"
FOUND = "een virus gevonden (Incasso.Proef"


class Scanner:
    """clamd, started and stopped at will. It loads in a moment: there is nothing in its database but MARK."""

    def __init__(self, folder: Path) -> None:
        self.url, self.socket, self._folder = f"unix://{folder}/clamd.sock", folder / "clamd.sock", folder
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        (folder / "signatures").mkdir()
        (folder / "signatures" / "own.ndb").write_text(f"Incasso.Proef:0:*:{MARK.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nDatabaseDirectory {folder}/signatures\nLocalSocket {self.socket}\nFixStaleSocket yes\n"
            f"TCPSocket {self.port}\nTCPAddr 127.0.0.1\nStreamMaxLength 1M\nLogFile {folder}/log\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers."""
        if self._process is None:
            command = [str(CLAMD), "-c", str(self._folder / "clamd.conf")]
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(self._answers, what="clamd")

    def stop(self) -> None:
        """Until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with suppress(ScannerSilent):
            refuse_virus(b"niets", "proef", url=self.url)
            return True
        return False


CLAMD = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")


@pytest.fixture(scope="module")
def clamd() -> Iterator[Scanner]:
    """The scanner of this file."""
    if CLAMD is None:
        pytest.skip("ClamAV: clamd is not installed")
    with TemporaryDirectory(prefix="clamd-") as folder:  # a socket has a short path
        scanner = Scanner(Path(folder))
        yield scanner
        scanner.stop()


@pytest.fixture
def scanner(app: Flask, clamd: Scanner) -> Scanner:
    """The scanner, up, and asked by the application."""
    clamd.start()
    app.config["CLAMD_URL"] = clamd.url
    return clamd


def told(look: Look) -> tuple[int, str, int | None]:
    """How many lines of the trace tell of a virus, and the page and the case of one."""
    mine = TraceLine.said == "virus_found"
    return (
        look(select(func.count()).select_from(TraceLine).where(mine)), look(select(TraceLine.page).where(mine)),
        look(select(TraceLine.case_id).where(mine)),
    )


def documents(look: Look) -> int:
    count: int = look(select(func.count()).select_from(Document).where(Document.kind == DocumentKind.INVOICE))
    return count


@pytest.mark.usefixtures("scanner")
def test_evidence_is_kept_when_it_is_clean_and_refused_beside_the_file_when_not(
    handler: FlaskClient, look: Look, case: Case, tmp_path: Path
) -> None:
    before = sorted((tmp_path / "documents").rglob("*"))
    answer = add(handler, case, pdf() + b"\n%" + MARK)
    assert answer.status_code == 422
    assert FOUND in answer.text
    assert "Factuur F-1" in answer.text, "what was typed stays"
    assert documents(look) == 0
    assert sorted((tmp_path / "documents").rglob("*")) == before, "nothing lies in the store"
    assert told(look) == (1, "desk.add_document", case.id), "who handed it in, and where, is in the trace"
    assert add(handler, case, pdf()).status_code == 302
    assert documents(look) == 1


def test_nothing_is_kept_while_the_scanner_is_down_and_it_is_once_it_is_back(
    handler: FlaskClient, look: Look, case: Case, scanner: Scanner
) -> None:
    scanner.stop()
    answer = add(handler, case, pdf())
    assert answer.status_code == 422
    assert "De virusscanner antwoordt niet" in answer.text
    assert documents(look) == 0
    assert handler.get(f"/dossiers/{case.id}").status_code == 200, "the work goes on"
    scanner.start()
    assert add(handler, case, pdf()).status_code == 302


@pytest.mark.usefixtures("scanner")
def test_a_claim_file_and_a_logo_are_looked_at_too(
    app: Flask, look: Look, writing: Session, login: Callable[[RoleName], FlaskClient]
) -> None:
    client_id = make_client(writing).id
    writing.commit()
    client = browser_of(app, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=client_id)
    answer = client.post("/opdrachtgever/aanleveren", data={
        "csrf_token": csrf_of(client), "file": (BytesIO(claim_file(claim_row(subject=MARK.decode()))), "nota.csv"),
    })
    assert answer.status_code == 422
    assert FOUND in answer.text
    assert look(select(func.count()).select_from(Upload)) == 0
    assert told(look) == (1, "client_portal.hand_in", None)
    admin = login(RoleName.ADMIN)
    answer = send(admin, "/beheer/bureau", AGENCY | {"logo": (BytesIO(png() + MARK), "logo.png")})
    assert answer.status_code == 422
    assert FOUND in answer.text
    assert look(select(func.count()).select_from(AgencyProfile).where(AgencyProfile.logo.is_not(None))) == 0


@pytest.mark.usefixtures("scanner")
def test_what_is_packed_in_a_workbook_is_found_too(app: Flask, look: Look, writing: Session) -> None:
    """I7: the scanner unpacks; the bytes of the file do not hold what it finds."""
    client_id = make_client(writing).id
    writing.commit()
    client = browser_of(app, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=client_id)
    content = book(lines=[HEADER.split(";"), claim_row(subject=MARK.decode()).split(";")])
    assert MARK not in content
    answer = client.post("/opdrachtgever/aanleveren", data={
        "csrf_token": csrf_of(client), "file": (BytesIO(content), "nota.xlsx"),
    })
    assert answer.status_code == 422
    assert FOUND in answer.text
    assert look(select(func.count()).select_from(Upload)) == 0
    assert told(look) == (1, "client_portal.hand_in", None)


@pytest.mark.usefixtures("app")
def test_every_field_for_a_file_is_one_that_the_scanner_sees() -> None:
    forms = list(BaseForm.__subclasses__())
    for form in forms:
        forms.extend(form.__subclasses__())
    kinds = {
        f"{form.__module__}.{form.__name__}.{name}": field.field_class
        for form in forms for name, field in vars(form).items() if hasattr(field, "field_class")
    }
    files = {name for name, kind in kinds.items() if issubclass(kind, FileField)}
    assert "agency.client_portal.forms.HandInForm.file" in files
    assert [name for name in files if not issubclass(kinds[name], UploadField)] == []


def test_the_scanner_is_asked_over_tcp_too(clamd: Scanner) -> None:
    clamd.start()
    url = f"tcp://127.0.0.1:{clamd.port}"
    refuse_virus(b"schoon" * 100_000, "brief.pdf", url=url)
    with pytest.raises(VirusFound, match=r"brief\.pdf"):
        refuse_virus(b"x" * 600_000 + MARK, "brief.pdf", url=url)


@pytest.mark.parametrize("trouble", ["too large for it", "no word", "half a word", "nobody"])
def test_a_scanner_that_says_neither_yes_nor_no_refuses(clamd: Scanner, trouble: str) -> None:
    clamd.start()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        url, content = f"tcp://127.0.0.1:{port}", b"schoon"
        if trouble == "too large for it":
            url, content = clamd.url, b"x" * 2_000_000
        elif trouble == "half a word":
            threading.Thread(target=say, args=(listener, b"stream: O")).start()
        elif trouble == "nobody":
            listener.close()
        with pytest.raises(ScannerSilent):
            refuse_virus(content, "brief.pdf", url=url, patience=0.5)


def say(listener: socket.socket, word: bytes) -> None:
    """Answer one who asks."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(1024)
        connection.sendall(word)


def test_the_command_line_asks_too(clamd: Scanner, tmp_path: Path) -> None:
    clamd.start()
    (tmp_path / "vorderingen.csv").write_bytes(claim_file(claim_row(subject=MARK.decode())))
    said = agency("import", "Niemand", "vorderingen.csv", "--instance", ".", cwd=tmp_path, CLAMD_URL=clamd.url)
    assert said.returncode == 1
    assert FOUND in said.stderr


def test_an_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    assert address_of("unix:///run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
    assert address_of("tcp://[::1]:3310") == ("::1", 3310)
    for wrong in ("/run/clamav/clamd.ctl", "unix://run/clamd.ctl", "tcp://scanner", "http://127.0.0.1:3310/"):
        with pytest.raises(SettingsError, match="CLAMD_URL"):
            Settings.load(instance=tmp_path, environ={"CLAMD_URL": wrong})
