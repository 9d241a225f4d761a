"""What sends messages to mobile phones: handing one over, once however often it is tried, and what was answered.

A provider is a class with these two methods and a scheme of its own in `service_at`. The one that is here puts each
message as a file in a folder, from which another program, or a person, sends it.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from agency.outgoing.server import message_folder
from cases.amicable.mailing import Answer, Told
from cases.amicable.messaging import Claimed


class ServiceAway(Exception):
    """The service cannot be reached or takes nothing from us: says nothing of any message."""


class SmsService(Protocol):
    """Where messages are handed over."""

    def open(self) -> None:
        """See to it that it takes messages, before one is taken to be sent. Raises ServiceAway."""

    def send(self, message: Claimed) -> Told:
        """Hand over one message; one with a mark that it has already is not sent again.

        Raises ServiceAway where it was not handed over and nothing was said of it.
        """


class Folder:
    """A folder in which each message becomes a file of its own, named after its mark: whole, or not there at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self) -> None:
        """See to it that the folder is there and may be written in. Raises ServiceAway."""
        if not (os.access(self._root, os.W_OK | os.X_OK) and self._root.is_dir()):
            raise ServiceAway("no folder")

    def send(self, message: Claimed) -> Told:
        """Put it there; one that lies there already stays as it is. Raises ServiceAway."""
        content = _as_file(message)
        beside = self._root / f".{message.mark}.{message.token}"
        try:
            try:
                _write(beside, content)
                with suppress(FileExistsError):  # handed over before: the same mark is the same message
                    os.link(beside, self._file(message))
            finally:
                beside.unlink(missing_ok=True)
            _settle(self._root)
            kept = self._file(message).read_bytes()
        except OSError as error:
            return self._after(message, error)
        if kept != content:
            return Told(answer=Answer.REFUSED, words="another message lies there under this mark")
        return Told(answer=Answer.ACCEPTED, words=self._file(message).name)

    def _after(self, message: Claimed, error: OSError) -> Told:
        """What an error leaves: it says nothing where no file is there, else nobody knows who saw it."""
        if self._file(message).exists():
            return Told(answer=Answer.UNKNOWN, words=type(error).__name__)
        raise ServiceAway(type(error).__name__) from error

    def _file(self, message: Claimed) -> Path:
        return self._root / f"{message.mark}.json"


def service_at(url: str) -> SmsService:
    """The service that an address names. Raises ValueError for one of none."""
    return Folder(message_folder(url))


def _as_file(message: Claimed) -> bytes:
    told = {"id": message.mark, "to": message.number, "text": message.text}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """See to it that the name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
