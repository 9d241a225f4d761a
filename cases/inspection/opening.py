"""Runs the child process that opens a file, and puts its answer into words."""

import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from cases.inspection.verdict import Code, Kind, Verdict, first_bytes_say

MAX_BYTES = 20 * 1024 * 1024
CHILD_MEMORY = 400 * 1024 * 1024
CHILD_SECONDS = 8  # of the processor; of these three for its words
PATIENCE_SECONDS = 30  # by the clock, for a machine with much other work: a good document must not be refused for that
_FELL_OVER = {1, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE}
_REMEMBERED = 64
_REASONS = {
    Code.ENCRYPTED: "Het is beveiligd met een wachtwoord. Sla het op als PDF zonder wachtwoord en voeg het opnieuw "
                    "toe.",
    Code.BROKEN: "Het is beschadigd of niet volledig en kan niet worden geopend. Open het zelf, sla het opnieuw op als "
                 "PDF en voeg het opnieuw toe.",
    Code.SCRIPT: "Er zit {found} in. Druk het document af naar een nieuwe PDF en voeg die toe.",
    Code.ATTACHMENT: "Er zit {found} in. Sla het document op als PDF zonder bijlagen en voeg het opnieuw toe.",
    Code.NOT_PDF: "Het is geen PDF, PNG of JPEG. Sla het op als PDF en voeg het opnieuw toe.",
    Code.CITIZEN_NUMBER: "Er staat een burgerservicenummer in en dat mogen wij niet bewaren. Maak het onleesbaar op "
                         "papier of in een afbeelding, maak daar een PDF van en voeg die toe. Een zwart vlak over de "
                         "tekst is niet genoeg: het nummer zit er dan nog in.",
    Code.TOO_LARGE: "Het is te groot om te openen: {found}. Maak het kleiner of splits het.",
}
_FOUND = {
    Code.SCRIPT: "een script (JavaScript)",
    Code.ATTACHMENT: "een bijlage die een programma is",
    Code.TOO_LARGE: "openen vraagt te veel geheugen of tijd",
}

_kept: dict[str, Verdict] = {}


def look_at(content: bytes) -> Verdict:
    """What `content` is and whether it may be kept as evidence.

    A good file that was opened a moment ago is not opened again: a page looks before it takes the record's lock, and
    the service looks once more.
    """
    if len(content) > MAX_BYTES:
        return _verdict(None, Code.TOO_LARGE, found=f"het is groter dan {MAX_BYTES // 1024 // 1024} MB")
    kind = first_bytes_say(content)
    if kind is None:
        return _verdict(None, Code.NOT_PDF)
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _kept:
        found = _opened(content, kind)
        if not found.accepted:
            return found
        while len(_kept) >= _REMEMBERED:
            _kept.pop(next(iter(_kept)), None)
        _kept[digest] = found
    return _kept[digest]


def _opened(content: bytes, kind: Kind) -> Verdict:
    command = [
        sys.executable, "-I", str(Path(__file__).with_name("child.py")), kind.value, str(CHILD_MEMORY),
        str(CHILD_SECONDS),
    ]
    with TemporaryFile() as question:
        question.write(content)
        question.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 (our own interpreter and file, no shell)
                command, stdin=question, capture_output=True, timeout=PATIENCE_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return _verdict(kind, Code.TOO_LARGE)
    judged, is_judged, words = ended.stdout.partition(b"\n")
    if not is_judged and ended.returncode in _FELL_OVER:
        return _verdict(kind, Code.BROKEN)
    if not is_judged and ended.returncode != 0:
        return _verdict(kind, Code.TOO_LARGE)
    code, found, pages = json.loads(judged)
    numbers = tuple(json.loads(words)) if words and ended.returncode == 0 else ()
    if numbers:
        return _verdict(kind, Code.CITIZEN_NUMBER, pages=pages, numbers=numbers)
    return _verdict(kind, Code(code) if code else None, found=found, pages=pages)


def _verdict(
    kind: Kind | None, code: Code | None, *, found: str = "", pages: int | None = None, numbers: tuple[str, ...] = ()
) -> Verdict:
    reason = "" if code is None else _REASONS[code].format(found=found or _FOUND.get(code, ""))
    return Verdict(kind=kind, pages=pages, code=code, reason=reason, numbers=numbers)
