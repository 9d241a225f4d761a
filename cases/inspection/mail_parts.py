"""What an e-mail says: runs in the child process alone, because whoever sent it is not known and may mean harm."""

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any, Final  # Any: what becomes JSON

MOST_FILES: Final = 20
LONGEST_TEXT: Final = 20_000
LONGEST_HEADER: Final = 2_000
_LONGEST_PAGE: Final = 400_000
_MOST_PARTS: Final = 200
_MOST_IDS: Final = 50
_ID: Final = re.compile(r"<[^<>\s]{3,300}>")
_AUTOMATIC: Final = {"bulk", "junk", "list", "auto_reply"}
_BREAKS: Final = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"}
_UNREAD: Final = {"script", "style", "head", "title", "template"}


def examine(content: bytes) -> dict[str, Any]:
    """Everything of a message that is used, ready for JSON; files in latin-1. Raises what the libraries do."""
    mail = message_from_bytes(content)
    parts = list(_parts(mail))
    name, address = parseaddr(_header(mail, "From"))
    found = _report(mail, parts)
    return {
        "message_id": _first(_ID.findall(_header(mail, "Message-ID"))),
        "sender": _plain(address), "sender_name": _plain(name), "subject": _plain(_header(mail, "Subject")),
        "text": _text(parts), "answers_to": _ids(_header(mail, "In-Reply-To"), _header(mail, "References")),
        "is_automatic": _is_automatic(mail), "report": found,
        "files": [] if found else [
            [_plain(_called(part)), (part.get_payload(decode=True) or b"").decode("latin-1")]  # type: ignore[union-attr]
            for part in _files(parts)[:MOST_FILES]
        ],
        "left_out": 0 if found else max(0, len(_files(parts)) - MOST_FILES),
    }


def _parts(mail: Message) -> Iterator[Message]:
    """The parts that hold something, without those of a message within; raises ValueError for too many."""
    waiting, seen = [mail], 0
    while waiting:
        part, seen = waiting.pop(0), seen + 1
        if seen > _MOST_PARTS:
            raise ValueError("too many parts")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = part.get_payload()  # type: ignore[assignment]
        else:
            yield part


def _header(part: Message, name: str) -> str:
    """A header as it is meant, cut off where nobody writes one that long."""
    raw = str(part.get(name, ""))[:LONGEST_HEADER]
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return raw


def _is_automatic(mail: Message) -> bool:
    """Whether a program sent it: RFC 3834, and what came before that."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return submitted not in ("", "no") or _header(mail, "Precedence").strip().lower() in _AUTOMATIC or any(
        each in mail for each in ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe")
    )


def _report(mail: Message, parts: Iterable[Message]) -> dict[str, Any] | None:
    """What a mail server reports of a message of ours (RFC 3464), or None."""
    found = list(parts)
    told = next((each for each in found if each.get_content_type() == "message/delivery-status"), None)
    if told is None or mail.get_content_type() != "multipart/report":
        return None
    fields = [each for each in told.get_payload() if isinstance(each, Message)] if told.is_multipart() else []
    failed = [each for each in fields if _header(each, "Action").strip().lower() == "failed"]
    names = _first(failed) or mail
    back = [each for each in found if each.get_content_type() in ("message/rfc822", "text/rfc822-headers")]
    return {
        "failed": bool(failed), "status": _plain(_header(names, "Status")),
        "words": _plain(_header(names, "Diagnostic-Code")),
        "ids": _ids(*map(_id_within, back), _header(mail, "In-Reply-To"), _header(mail, "References")),
    }


def _id_within(part: Message) -> str:
    """The Message-ID of the message that came back, or of its headers alone."""
    if part.is_multipart():
        return _header(part.get_payload()[0], "Message-ID")  # type: ignore[index, arg-type]
    return _header(message_from_bytes(part.get_payload(decode=True) or b""), "Message-ID")  # type: ignore[arg-type]


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and part.get_content_disposition() != "attachment" \
        and not part.get_filename()


def _files(parts: Iterable[Message]) -> list[Message]:
    return [each for each in parts if not _is_text(each)]


def _called(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        return "doorgestuurde e-mail"
    return str(part.get_filename() or f"bijlage ({part.get_content_type()})")[:LONGEST_HEADER]


def _text(parts: Iterable[Message]) -> str:
    """The words: of the plain text, else of the page."""
    texts = [each for each in parts if _is_text(each)]
    plain = [_decoded(each) for each in texts if each.get_content_type() == "text/plain"]
    if any(map(str.strip, plain)):
        return _tidy("\n".join(plain))
    return _tidy("\n".join(_of_page(_decoded(each)[:_LONGEST_PAGE]) for each in texts))


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


class _Words(HTMLParser):
    """The words of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; of a script nothing is read."""
        self._unread += tag in _UNREAD
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """What is not read ends."""
        self._unread = max(0, self._unread - (tag in _UNREAD))

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._unread:
            self.said.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _of_page(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    return "".join(reader.said)


def _tidy(text: str) -> str:
    """Without signs that cannot be kept or shown, and without many empty lines."""
    signs = "".join(each if each.isprintable() or each == "\n" else " " for each in text.replace("\r\n", "\n"))
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", _whole(signs)).strip()[:LONGEST_TEXT]


def _plain(words: str) -> str:
    return " ".join(_whole("".join(each if each.isprintable() else " " for each in words)).split())


def _whole(text: str) -> str:
    """Without halves of signs."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _ids(*texts: str) -> list[str]:
    return list(dict.fromkeys(each for text in texts for each in _ID.findall(text)))[:_MOST_IDS]


def _first(found: list[Any]) -> Any:
    return found[0] if found else ""
