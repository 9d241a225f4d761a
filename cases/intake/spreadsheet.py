"""Spreadsheets: the archive is judged by its directory, then read in a child process with limits."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import MediaKind
from cases.intake.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Extent,
    NativeDate,
    NativeNumber,
    Record,
    Sheet,
    Table,
)

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 2_000
MAX_HIDDEN_PART = 20 * 1024 * 1024
_CHUNK = 1024 * 1024
CHILD_MEMORY = 500 * 1024 * 1024
CHILD_SECONDS = 30
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_MEMBER = 0x1
_HEADROOM = 1_000  # rows and columns a sheet may have beside the claims: titles, totals, empty formatting
_CELL_KINDS = {"n": NativeNumber, "d": NativeDate, "s": str}


def is_spreadsheet(content: bytes) -> bool:
    """True when the first bytes are those of a zip archive or of an old Office file."""
    return content.startswith((ZIP_MAGIC, OLE_MAGIC))


def parse(content: bytes) -> Table:
    """The cells of every worksheet. Raises IntakeRefused for anything that is not a plain, readable spreadsheet."""
    kind = _kind_of_archive(content) if content.startswith(ZIP_MAGIC) else _kind_of_ole(content)
    return Table(kind=kind, sheets=tuple(_sheets(_lines_of_child(content))))


def _kind_of_ole(content: bytes) -> MediaKind:
    if _ENCRYPTED_PACKAGE in content:
        raise _password()
    return MediaKind.XLS


def _kind_of_archive(content: bytes) -> MediaKind:
    """Judge the archive by its directory, without unpacking anything."""
    if content.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise _bomb(f"meer dan {MAX_MEMBERS} onderdelen")
    try:
        members = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _unreadable() from None
    if any(member.flag_bits & _ENCRYPTED_MEMBER for member in members):
        raise _password()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise _bomb(f"uitgepakt {unpacked // 1_000_000} MB")
    if unpacked > MAX_RATIO * max(packed, 1):
        raise _bomb(f"uitgepakt meer dan {MAX_RATIO} keer zo groot")
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return MediaKind.XLSX
    if "xl/workbook.bin" in names:
        return MediaKind.XLSB
    if "content.xml" in names and "mimetype" in names:
        return MediaKind.ODS
    raise IntakeRefused(
        FileFault.UNKNOWN_FORMAT,
        found="Het bestand is een archief (zip) en geen rekenblad.",
        expected="een CSV-, XLSX-, XLS- of ODS-bestand.",
        remedy="Pak het archief uit en lever het rekenblad zelf aan.",
    )


def _lines_of_child(content: bytes) -> Iterable[list[Any]]:  # any: JSON, as described in the child
    command = [
        sys.executable, "-I", str(Path(__file__).with_name("sheet_child.py")),
        str(CHILD_MEMORY), str(CHILD_SECONDS), str(MAX_ROWS + _HEADROOM), str(MAX_COLUMNS + _HEADROOM),
    ]
    with TemporaryFile() as question, TemporaryFile() as answer:
        question.write(content)
        question.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 (our own interpreter and file, no shell)
                command, stdin=question, stdout=answer, stderr=subprocess.DEVNULL, timeout=CHILD_SECONDS, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            raise _too_heavy() from None
        if ended < 0:
            raise _too_heavy()
        answer.seek(0)
        complete = False
        for line in map(json.loads, answer):
            if line[0] == "fault":
                raise _FAULTS.get(line[1], _too_heavy)()
            complete = line[0] == "end"
            yield line
    if ended != 0 or not complete:
        raise _unreadable()


def _sheets(lines: Iterable[list[Any]]) -> Iterable[Sheet]:
    """The sheets that the lines of the child spell out."""
    name, records, extent = "", list[Record](), Extent()
    seen = False
    unseen: tuple[bool, frozenset[int], frozenset[int]] = (False, frozenset(), frozenset())
    for line in lines:
        if line[0] == "row":
            cells = tuple(_CELL_KINDS[kind](text) for kind, text in line[1])
            records.append(extent.add(Record(len(records) + 1, cells)))
            continue
        if seen:
            yield Sheet(name, tuple(records), *unseen)
        if line[0] == "sheet":
            name, records, extent, seen = line[1], [], Extent(extent.cells), True
            unseen = line[2], frozenset(line[3]), frozenset(line[4])


def hides(content: bytes, finds: Callable[[str], bool]) -> bool:
    """True when `finds` is true of a part of the file that no cell shows, or when such a part cannot be looked at.

    Such parts are notes, properties, drawings and strings left over from deleted cells.
    """
    if not content.startswith(ZIP_MAGIC):
        return True
    archive = zipfile.ZipFile(BytesIO(content))
    for member in archive.infolist():
        if member.filename.endswith("/"):
            continue
        is_sheet = member.filename.startswith("xl/worksheets/sheet")
        if member.file_size > MAX_HIDDEN_PART and not is_sheet:
            return True
        try:
            with archive.open(member) as file:
                part = _around_cells(file) if is_sheet else file.read()
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
            return True
        if any(map(finds, _words_of(part))):
            return True
    return False


def _around_cells(sheet: IO[bytes]) -> bytes:
    """A sheet without its cells, which were read already: what a header or an entry rule says."""
    first = last = sheet.read(_CHUNK)
    while more := sheet.read(_CHUNK):
        last = last[-_CHUNK:] + more
    return first.partition(b"<sheetData")[0] + last.rpartition(b"</sheetData>")[2]


def _words_of(part: bytes) -> Iterator[str]:
    """The words of a part of the file: what stands between its tags, and each value within one that is long enough."""
    text = part.decode("utf-8", errors="replace")
    yield re.sub(r"<[^>]*>", "\n", text)
    yield from (value for value in re.findall(r'="([^"<]{8,})"', text) if "://" not in value)


def _password() -> IntakeRefused:
    return IntakeRefused(
        FileFault.PASSWORD,
        found="Het bestand is beveiligd met een wachtwoord.",
        expected="een bestand zonder wachtwoord.",
        remedy="Verwijder de beveiliging in uw rekenblad en lever het bestand opnieuw aan.",
    )


def _bomb(what: str) -> IntakeRefused:
    return IntakeRefused(
        FileFault.ZIP_BOMB,
        found=f"Het bestand is ingepakt onaannemelijk groot: {what}.",
        expected=f"uitgepakt ten hoogste {MAX_UNPACKED // 1024 // 1024} MB en {MAX_MEMBERS} onderdelen.",
        remedy="Sla alleen het werkblad met de vorderingen op, of lever het als CSV aan.",
    )


def _too_heavy() -> IntakeRefused:
    return IntakeRefused(
        FileFault.TOO_BIG,
        found="Het rekenblad vraagt meer geheugen of tijd dan voor een vorderingenbestand nodig is.",
        expected=f"ten hoogste {MAX_ROWS} regels en {MAX_COLUMNS} kolommen per werkblad.",
        remedy="Sla alleen het werkblad met de vorderingen op, of lever het als CSV aan.",
    )


def _unreadable() -> IntakeRefused:
    return IntakeRefused(
        FileFault.UNREADABLE,
        found="Het rekenblad is beschadigd of niet te openen.",
        expected="een XLSX-, XLS- of ODS-bestand dat uw rekenblad zelf kan openen.",
        remedy="Open het bestand, sla het opnieuw op en lever het nogmaals aan, of lever het als CSV aan.",
    )


_FAULTS = {"password": _password, "declaration": _unreadable}
