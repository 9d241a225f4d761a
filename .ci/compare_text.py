"""Pages and files as text that can be compared line by line, and the folder that holds it, for `compare`."""

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any  # what python-docx reads has no types
from urllib.parse import quote, urlencode

SUMMARY = "summary.txt"
LONGEST_NAME = 150
LONGEST_TEXT = 200_000  # bytes; what is longer, or is no text, is written as a hash
TYPED = "de"  # into every field of text, once: a search that finds something
FRAGMENT = "#hx"  # behind an address that a script asks for and puts into the page
INLINE = {
    "a", "abbr", "b", "bdi", "br", "button", "code", "em", "i", "img", "input", "kbd", "label", "mark", "output", "s",
    "select", "small", "span", "strong", "sub", "sup", "svg", "time", "u",
}
VERBATIM = ("pre", "textarea")

# What two runs of one version write otherwise: pattern, what is put instead, and why it is no behaviour.
MASKS = tuple((re.compile(pattern), word, why) for pattern, word, why in (
    (r'content="[^"]+" name="csrf-token"', 'content="CSRF" name="csrf-token"', "new in every session"),
    (r'data-(idle|most)="\d+"', r'data-\1="SECONDS"', "how long a page may stand open after this moment"),
    (r'(name="csrf_token" type="hidden" value=")[^"]+', r"\1CSRF", "the same in a form"),
    (r'(name="token" type="hidden" value=")[^"]+', r"\1TOKEN", "lets a form count once: new on every page"),
    (r"\?v=[0-9a-f]{12}\b", "?v=FINGERPRINT", "of an asset, whose text is compared"),
    (r"\b[0-9a-f]{64}\b", "SHA256", "of files that hold the moment of saving, and of the program's own source"),
    (r"\b[0-9a-f]{12}…|\b(?!\d0{9})[0-9a-f]{16}\b", "SHA256…", "their beginning; not so a payment reference of a demo"),
    (r"\b[0-9a-f]{32}\b", "RANDOM", "the key of a user's sessions"),
    (r"\$argon2id\$[^\s\"]+", "PASSWORD", "salted anew"),
    (r"(<code>\n\| )[0-9A-F]{8} \|", r"\1REFERENCE |", "of one error, to find it in the log"),
    (r'("bytes": |\nsize: )\d+', r"\1BYTES", "of a file that lists such hashes: it is not always compressed as much"),
    (r"\d[\d.]*(?=\u00a0kB)", "BYTES", "the same on a page"),
    (r"(?<!\d)12:[3-5]\d:\d\d[.,]\d+", "CLOCK", "moment of the run, in UTC: it starts at half past twelve"),
    (r"\b1[34]:[3-5]\d\b", "CLOCK", "the same in the Netherlands"),
    (r"\b127\.0\.0\.1:\d+", "HOST", "a free port"),
    (r"/\w+/compare-\w+", "FOLDER", "a fresh folder"),
))


def masked(text: str) -> str:
    """The text without what two runs of one version write otherwise."""
    for pattern, word, _why in MASKS:
        text = pattern.sub(word, text)
    return text


class Record:
    """A folder with text files, and counts of what they hold."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)  # a folder that exists may hold files of an earlier record
        self.folder = folder
        self.counts: Counter[str] = Counter()

    def write(self, section: str, name: str, text: str) -> None:
        """Keep a text under a name, which may be an address."""
        safe = quote(masked(name).strip("/").replace("/", "~"), safe="~=&?+,:# ") or "~"
        if len(safe) > LONGEST_NAME:
            safe = f"{safe[:LONGEST_NAME]}-{hashlib.sha256(safe.encode()).hexdigest()[:8]}"
        path = self.folder / section / f"{safe}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:  # under one name, one text would hide another
            file.write(masked(text).rstrip() + "\n")
        self.counts[f"files in {section}"] += 1

    def close(self) -> None:
        """Write the counts; a folder without them is no record."""
        lines = [f"{count:6} {what}" for what, count in sorted(self.counts.items())]
        (self.folder / SUMMARY).write_text("\n".join(lines) + "\n", encoding="utf-8")


class Page(HTMLParser):
    """One line for each tag and each text, attributes by name; and the addresses that the page leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addresses: list[str] = []  # of links, files and parts of the page
        self.choices: list[str] = []  # of forms that are sent with GET: as they stand, and with each other choice
        self.posted: list[str] = []  # where its forms are sent with POST
        self._before, self._text, self._is_verbatim = "", "", False
        self._targets: list[str] = []
        self._fields: dict[str, str] = {}
        self._others: list[tuple[str, str]] = []
        self._select = ""
        self.feed(html)
        self.close()
        self._flush("")

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush(tag)
        self._is_verbatim = tag in VERBATIM
        shown = (name if value is None else f'{name}="{" ".join(value.split())}"' for name, value in sorted(attrs))
        self.lines.append(f"<{' '.join([tag, *shown])}>")
        values = {name: value or "" for name, value in attrs}
        fragments = [values["hx-get"] + FRAGMENT] if "hx-get" in values else []
        if tag == "form":
            self._begin_form(values, fragments)
        else:
            self.addresses += [*fragments, *(values[name] for name in ("href", "src") if name in values)]
            self._note_field(tag, values)

    def handle_endtag(self, tag: str) -> None:
        self._flush(tag)
        self.lines.append(f"</{tag}>")
        if tag == "form":
            for changed in [self._fields, *(self._fields | {name: value} for name, value in self._others)]:
                for target in self._targets:
                    address, mark, kind = target.partition("#")
                    self.choices.append(f"{address}?{urlencode(changed)}{mark}{kind}")
            self._targets = []

    def handle_data(self, data: str) -> None:
        self._text += data

    def _flush(self, tag: str) -> None:
        """Write the text that stood before `tag`. A space shows only within a line of text; elsewhere it is dropped."""
        text = self._text
        if not self._is_verbatim:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)  # not \s: a space that does not break is another character
            text = text if self._before in INLINE else text.lstrip(" ")
            text = text if tag in INLINE else text.rstrip(" ")
        if text:
            self.lines.append(f"| {text} |")
        self._before, self._text, self._is_verbatim = tag, "", False

    def _begin_form(self, values: dict[str, str], fragments: list[str]) -> None:
        self._fields, self._others, self._targets = {}, [], []
        if values.get("method", "get").lower() == "get":
            self._targets = [values.get("action", "").partition("?")[0], *fragments]
        else:
            self.posted.append(values.get("action", ""))

    def _note_field(self, tag: str, values: dict[str, str]) -> None:
        """What a form holds as it stands, and every other choice in it."""
        name, value, kind = values.get("name", ""), values.get("value", ""), values.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in values or self._select not in self._fields):
            self._fields[self._select] = value
        elif tag == "option":
            self._others.append((self._select, value))
        elif tag != "input" or not name:
            return
        elif kind in ("checkbox", "radio") and "checked" not in values:
            self._others.append((name, value or "on"))
        else:
            self._fields[name] = value
            if kind in ("text", "search"):
                self._others.append((name, TYPED))


@cache  # every user gets the same files
def in_words(content: bytes) -> str:
    """A file as text: a PDF by page, a DOCX by paragraph, an archive by member; what is no text by its hash."""
    if content.startswith(b"%PDF"):
        return "\n".join(_pdf(content))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "word/document.xml" in names:
                return "\n".join(_docx(content))
            return "\n".join(f"=== {name}\n{in_words(archive.read(name))}" for name in names)
    if len(content) <= LONGEST_TEXT and b"\0" not in content:
        with suppress(UnicodeDecodeError):
            return content.decode()
    return f"{len(content)} bytes, {hashlib.blake2b(content, digest_size=10).hexdigest()}"


def _pdf(content: bytes) -> Iterator[str]:
    """The number of pages, what the file says of itself, and the text of each page."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    yield f"PDF, pages: {len(reader.pages)}"
    yield from sorted(f"{key} {value}" for key, value in (reader.metadata or {}).items() if "Date" not in key)
    yield from (f"--- page {number}\n{page.extract_text()}" for number, page in enumerate(reader.pages, start=1))


def _docx(content: bytes) -> Iterator[str]:
    """Every paragraph with its style, in tables too; then what stands above and below the pages."""
    from docx import Document

    document = Document(io.BytesIO(content))
    yield f"DOCX {document.core_properties.title!r}"
    yield from _blocks(document)
    for section in document.sections:
        yield f"--- above and below pages of {section.page_width} by {section.page_height}"
        yield from _blocks(section.header)
        yield from _blocks(section.footer)


def _blocks(part: Any) -> Iterator[str]:
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "[row]"
                for cell in row.cells:
                    yield from (f"  {line}" for line in _blocks(cell))
        else:
            yield f"[{block.style.name}] {block.text}"
