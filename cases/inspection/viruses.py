"""Asks ClamAV's clamd about a file that somebody hands in, where the agency has one. Its file never leaves the machine
that `url` names."""

import logging
import socket
from urllib.parse import urlsplit

from cases.errors import Refused

log = logging.getLogger(__name__)

ANSWER_SECONDS = 20.0  # for each step; a file of 20 MB takes one or two
_PIECE = 256 * 1024
_FOUND, _CLEAN = " FOUND", ": OK"


class VirusFound(Refused):
    """The scanner knows this file as harmful."""

    code = "virus_found"


class ScannerSilent(Refused):
    """The scanner did not say what it thinks of the file, which is therefore not kept."""

    code = "scanner_silent"


def address_of(url: str) -> str | tuple[str, int]:
    """Where clamd listens: `unix:///run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`. Raises ValueError for others."""
    parts = urlsplit(url)
    if parts.scheme == "unix" and not parts.netloc and parts.path:
        return parts.path
    if parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path:
        return parts.hostname, parts.port
    raise ValueError(url)


def refuse_virus(content: bytes, name: str, *, url: str, patience: float = ANSWER_SECONDS) -> None:
    """Raise VirusFound or, where clamd at `url` is down or says anything but clean or found, ScannerSilent.

    `patience` is in seconds, for each step.
    """
    try:
        said = _ask(content, url, patience)
    except OSError as error:
        log.warning("the virus scanner cannot be asked (%s)", error)
        said = ""
    if said.endswith(_FOUND):
        found = said.removeprefix("stream: ").removesuffix(_FOUND)
        log.warning("a file of %d bytes is refused: %s", len(content), found)
        raise VirusFound(
            f"In het bestand {name} is een virus gevonden ({found}). Het is niet bewaard. Laat uw computer nakijken "
            "en verstuur het bestand nergens heen."
        )
    if not said.endswith(_CLEAN):
        log.warning("the virus scanner did not look at a file of %d bytes: %s", len(content), said or "no answer")
        raise ScannerSilent(
            f"De virusscanner antwoordt niet. Het bestand {name} is niet bewaard. Probeer het straks opnieuw; lukt het "
            "dan niet, zeg het dan tegen wie het programma beheert."
        )


def _ask(content: bytes, url: str, patience: float) -> str:
    """What clamd says of `content`, in its own words. Raises OSError."""
    address = address_of(url)
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    if not isinstance(address, str) and ":" in address[0]:
        family = socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as scanner:
        scanner.settimeout(patience)
        scanner.connect(address)
        scanner.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            scanner.sendall(len(piece).to_bytes(4, "big") + piece)
        scanner.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and len(said) < _PIECE and (came := scanner.recv(4096)):
            said += came
    return "".join(sign for sign in said.rstrip(b"\0").decode("ascii", "replace") if sign.isprintable())[:300]
