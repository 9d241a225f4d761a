"""What opening a file told: its kind and pages, or the reason it is refused."""

from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """Why a file is refused."""

    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    SCRIPT = "script"
    ATTACHMENT = "attachment"
    NOT_PDF = "not_pdf"
    TOO_LARGE = "too_large"
    CITIZEN_NUMBER = "citizen_number"


class Kind(StrEnum):
    """What a file is, by its first bytes."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


MEDIA_TYPES = {Kind.PDF: "application/pdf", Kind.PNG: "image/png", Kind.JPEG: "image/jpeg"}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`code` is None when the file may be kept; `reason` is a Dutch sentence that says what to do, else empty.

    `numbers`: the digits of what may be citizen service numbers in it; where all are numbers of something else, it may
    be kept after all.
    """

    kind: Kind | None
    pages: int | None
    code: Code | None
    reason: str
    numbers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def accepted(self) -> bool:
        """True when the file may be kept."""
        return self.code is None


class Objection(Exception):
    """Raised inside the child: the file may not be kept. `found` says in Dutch what is in it, where that helps."""

    def __init__(self, code: Code, found: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.found = found


def first_bytes_say(content: bytes) -> Kind | None:
    """The kind of a file. A PDF may have a few lines before its header; another format with a PDF in it is no PDF."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    start = content.find(b"%PDF-", 0, 1024 + 5)
    if start < 0 or content[:start].lstrip().lower().startswith(_OTHER_FORMATS):
        return None
    return Kind.PDF


_OTHER_FORMATS = (
    b"mz", b"\x7felf", b"pk", b"gif8", b"bm", b"riff", b"ii*\0", b"mm\0*", b"<", b"#!", b"rar!", b"7z", b"{\\rtf",
    b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"@echo", b"id3", b"\x1f\x8b",
)
