"""The markup of the text files, read into the content model.

One line is one thing: `# ` to `### ` headings, `- ` bullets, `+ ` numbered items, `~ ` small print, `| a | b |` table
rows, `---` a new page; other lines run on as a paragraph until an empty line. Within a line: `**bold**` and
`[[open place]]`. A table's second row gives the column widths, `>` for right-aligned (`|- 30 | 20> |`); `|= ` starts a
row of totals. `::: name` up to `:::` is a section: letterhead, address, meta, footer, banner, title, facts, payment or
payment code (with the square code beside it).

Values of a letter never reach this as markup: `shield` turns their special characters into private-use ones first.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from letters.document import (
    Block,
    Column,
    Fact,
    Facts,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Style,
    Table,
)
from letters.payment_code import PaymentCode

_SPECIAL = "*[]|#-+~:=>"
_FIRST_PRIVATE = 0xE000
_SHIELD = {ord(char): _FIRST_PRIVATE + place for place, char in enumerate(_SPECIAL)}
_UNSHIELD = {private: char for char, private in _SHIELD.items()}
_SPACES = re.compile(r"[ \t\r\n\f\v\u0085\u2028\u2029]+")
_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[\[(?P<open>.+?)\]\]")
_FACTS = ("facts", "payment", "payment code")
_SECTIONS = ("letterhead", "address", "meta", "footer", "banner", "title")


class MarkupError(ValueError):
    """A text file is not well formed: a fault of the text, not of the data."""


def clean(value: str) -> str:
    """`value` on one line, composed (NFC), without control, format and private-use characters."""
    composed = unicodedata.normalize("NFC", _SPACES.sub(" ", value)).strip(" ")
    if composed.isprintable():
        return composed
    return "".join(char for char in composed if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn"))


def shield(value: str) -> str:
    """`clean(value)` with everything that could read as markup made inert."""
    return "".join(char for char in clean(value) if ord(char) - _FIRST_PRIVATE not in range(6400)).translate(_SHIELD)


def inline(source: str) -> Inline:
    """One line of text with its bold stretches and open places."""
    runs: list[Run] = []
    end = 0
    for found in _INLINE.finditer(source):
        if found.start() > end:
            runs.append(Run(source[end : found.start()].translate(_UNSHIELD)))
        if found["bold"] is not None:
            runs.append(Run(found["bold"].translate(_UNSHIELD), bold=True))
        else:
            runs.append(Run(found["open"].translate(_UNSHIELD), open_field=True))
        end = found.end()
    if end < len(source):
        runs.append(Run(source[end:].translate(_UNSHIELD)))
    return tuple(runs)


@dataclass
class Parsed:
    """What a filled text file holds: its sections by name, and the body. `code`: the one to pay by."""

    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meta: tuple[Fact, ...] = ()
    blocks: list[Block] = field(default_factory=list)
    code: PaymentCode | None = None


def parse(source: str, code: PaymentCode | None = None) -> Parsed:
    """The filled text file as sections and blocks, with `code` where one is to stand; raises MarkupError."""
    parsed = Parsed(code=code)
    lines = _Lines(source.split("\n"))
    while lines.more():
        line = lines.peek()
        if line == "":
            lines.take()
        elif line.startswith("::: "):
            _section(lines, parsed)
        else:
            parsed.blocks.append(_block(lines))
    return parsed


class _Lines:
    def __init__(self, lines: list[str]) -> None:
        self._lines = [line.strip(" ") for line in lines]
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._lines)

    def peek(self) -> str:
        return self._lines[self._at]

    def take(self) -> str:
        self._at += 1
        return self._lines[self._at - 1]

    def while_(self, holds: Callable[[str], bool]) -> Iterator[str]:
        while self.more() and holds(self.peek()):
            yield self.take()


def _section(lines: _Lines, parsed: Parsed) -> None:
    name = lines.take()[4:]
    body = tuple(line for line in lines.while_(lambda line: line != ":::") if line)
    if not lines.more():
        raise MarkupError(f"section {name} is not closed")
    lines.take()
    if name in _FACTS:
        code = parsed.code if name == "payment code" else None
        parsed.blocks.append(Facts(tuple(map(_fact, body)), framed=name != "facts", code=code))
    elif name == "meta":
        parsed.meta = tuple(map(_fact, body))
    elif name in _SECTIONS:
        parsed.sections[name] = tuple(line.translate(_UNSHIELD) for line in body)
    else:
        raise MarkupError(f"unknown section {name}")


def _fact(line: str) -> Fact:
    label, found, value = line.partition("::")
    if not found:
        raise MarkupError(f"a fact needs a label, two colons and a value: {line}")
    return Fact(label.strip(" ").translate(_UNSHIELD), inline(value.strip(" ")))


def _is_plain(line: str) -> bool:
    return bool(line) and not line.startswith(("# ", "## ", "### ", "- ", "+ ", "~ ", "|", "---", ":::"))


def _block(lines: _Lines) -> Block:
    line = lines.peek()
    if line.startswith("#"):
        marks, _, text = lines.take().partition(" ")
        return Heading(len(marks), inline(text))
    if line.startswith("|"):
        return _table(list(lines.while_(lambda row: row.startswith("|"))))
    if line == "---":
        lines.take()
        return PageBreak()
    if line.startswith(("- ", "+ ")):
        mark = line[:2]
        return Items(tuple(_items(lines, mark)), numbered=mark == "+ ")
    if line.startswith("~ "):
        first = lines.take()[2:]
        return Paragraph(inline(" ".join([first, *lines.while_(_is_plain)])), Style.SMALL)
    text = " ".join(lines.while_(_is_plain))
    if not text:
        raise MarkupError(f"cannot read this line: {line}")
    return Paragraph(inline(text))


def _items(lines: _Lines, mark: str) -> Iterator[Inline]:
    while lines.more() and lines.peek().startswith(mark):
        first = lines.take()[2:]
        yield inline(" ".join([first, *lines.while_(_is_plain)]))


def _cells(row: str) -> list[str]:
    return [cell.strip(" ") for cell in row.strip("|").split("|")]


def _table(rows: list[str]) -> Table:
    if len(rows) < 2 or not rows[1].startswith("|-"):
        raise MarkupError(f"a table needs a row of widths under its heading: {rows[0]}")
    columns = tuple(Column(int(width.strip("->< ")), right=width.endswith(">")) for width in _cells(rows[1]))
    read = [
        Row(tuple(map(inline, _cells(row.replace("|= ", "| ", 1)))), total=row.startswith("|= "))
        for row in (rows[0], *rows[2:])
    ]
    for row in read:
        if len(row.cells) != len(columns):
            raise MarkupError(f"{len(row.cells)} cells in a table of {len(columns)} columns: {row.cells[0]}")
    return Table(columns, read[0], tuple(read[1:]))
