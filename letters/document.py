"""The content model: what a document says, before either renderer gives it a look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from letters.accent import HOUSE
from letters.payment_code import PaymentCode


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `open_field` marks a place that the bailiff fills in."""

    text: str
    bold: bool = False
    open_field: bool = False


Inline = tuple[Run, ...]


class Style(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Heading:
    """`new_page`: what it stands above is an annex and begins on a page of its own."""

    level: int
    text: Inline
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`keep`: it stands on the page of what comes below it."""

    text: Inline
    style: Style = Style.BODY
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with bullets or numbered."""

    items: tuple[Inline, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    share: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Inline, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row is the heading. Every row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: Inline


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with values; `framed` gives them the tinted frame of a payment instruction, in which `code` can stand."""

    rows: tuple[Fact, ...]
    framed: bool = False
    code: PaymentCode | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Items | Table | Facts | PageBreak


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document. `letterhead` is the sender's name and the lines beside it, `address` the window lines,
    `meta` the facts beside them, `banner` the line on every page of a concept, `day` the day it is made for, `accent`
    the colour of headings and lines."""

    kind: str
    version: str
    title: str
    day: date
    letterhead: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    meta: tuple[Fact, ...] = ()
    footer: tuple[str, ...] = ()
    banner: str | None = None
    logo: bytes | None = None
    accent: str = HOUSE
    blocks: tuple[Block, ...] = ()


def inline_text(runs: Inline) -> str:
    """The runs as plain text; an open field stands in square brackets."""
    return "".join(f"[{run.text}]" if run.open_field else run.text for run in runs)


def block_lines(block: Block) -> Iterator[str]:
    """What a block says, one line per paragraph, item, row or fact."""
    match block:
        case Heading() | Paragraph():
            yield inline_text(block.text)
        case Items():
            for number, item in enumerate(block.items, start=1):
                yield (f"{number}. " if block.numbered else "- ") + inline_text(item)
        case Table():
            for row in (block.header, *block.rows):
                yield " | ".join(inline_text(cell) for cell in row.cells)
        case Facts():
            for fact in block.rows:
                yield f"{fact.label}: {inline_text(fact.value)}"
        case PageBreak():
            return


def plain_text(document: Document) -> str:
    """Everything the document says as plain text, one line per paragraph, item or row."""
    lines = [*([document.banner] if document.banner else []), *document.letterhead, *document.address]
    lines += [f"{fact.label}: {inline_text(fact.value)}" for fact in document.meta]
    for block in document.blocks:
        lines += ["", *block_lines(block)]
    return "\n".join([*lines, "", *document.footer]).strip("\n") + "\n"
