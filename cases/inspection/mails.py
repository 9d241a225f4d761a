"""An e-mail that came in, read in a child process with limits; where that does not succeed, its headers alone."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final  # Any: JSON

MAX_BYTES: Final = 25 * 1024 * 1024
HEADERS: Final = 64 * 1024  # so much of the beginning is looked at where the whole cannot be read
_MEMORY: Final = 500 * 1024 * 1024
_SECONDS: Final = 8        # of the processor
_PATIENCE: Final = 30      # by the clock
TOO_LARGE: Final = f"de e-mail is groter dan {MAX_BYTES // 1024 // 1024} MB"
UNREADABLE: Final = "de e-mail kon niet worden gelezen"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a mail server says of a message of ours with one of these `ids`: whether it `failed`, its code and words."""

    failed: bool
    status: str
    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Attachment:
    """A file that came with it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What an e-mail says. `answers_to`: Message-IDs that it names. `left_out`: how many files were not looked at.

    `why_not`: why no more than its headers is known, in Dutch; "" where all was read.
    """

    sha256: str
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = field(default="", repr=False)
    answers_to: tuple[str, ...] = ()
    is_automatic: bool = False
    report: Report | None = None
    files: tuple[Attachment, ...] = ()
    left_out: int = 0
    why_not: str = ""

    @property
    def mark(self) -> str:
        """A fingerprint: the same for the same message that came by another way, another where it says something else
        under a Message-ID of before.
        """
        said = (self.message_id, self.sender, self.subject, self.text, self.why_not)
        return hashlib.sha256("\0".join(said).encode()).hexdigest() if self.message_id else self.sha256


def read(content: bytes, *, why_not: str = "") -> Mail:
    """What an e-mail says. `why_not`: why its content is not to be looked at, as for a virus."""
    why_not = why_not or (TOO_LARGE if len(content) > MAX_BYTES else "")
    found = None if why_not else _examined(content)
    if found is None:
        found, why_not = _examined(content[:HEADERS].partition(b"\r\n\r\n")[0]) or {}, why_not or UNREADABLE
    digest = hashlib.sha256(content).hexdigest()
    if why_not:
        found = {key: found[key] for key in ("message_id", "sender", "sender_name", "subject") if key in found}
        return Mail(sha256=digest, why_not=why_not, **found)
    told = found.pop("report")
    return Mail(
        sha256=digest, report=Report(**told | {"ids": tuple(told["ids"])}) if told else None,
        answers_to=tuple(found.pop("answers_to")),
        files=tuple(Attachment(name, held.encode("latin-1")) for name, held in found.pop("files")), **found,
    )


def _examined(content: bytes) -> dict[str, Any] | None:
    """What the child says; None where it could not read it within its limits."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("mail_child.py")), str(_MEMORY), str(_SECONDS)]
    with TemporaryFile() as question:
        question.write(content)
        question.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 (our own interpreter and file, no shell)
                command, stdin=question, capture_output=True, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            return None
    if ended.returncode != 0:
        return None
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
