"""The DOCX of a document, to be edited in Word: its text in the fragments and the skeleton that python-docx made."""

import re
from collections.abc import Iterable, Iterator
from itertools import count

from letters import document as model
from letters.docx.fragments import fragments, numbered_item, table_of
from letters.docx.skeleton import Shape, skeleton
from letters.payment_code import PaymentCode

_LONGEST_NAME = 64  # of a content control, in Word
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(document: model.Document) -> bytes:
    """The document as DOCX, the same bytes for the same document. Raises LogoUnusable."""
    lists = sum(isinstance(block, model.Items) and block.numbered for block in document.blocks)
    code = next((block.code for block in document.blocks if isinstance(block, model.Facts) and block.code), None)
    shape = Shape(
        is_letter=bool(document.address),
        letterhead=tuple(map(_fit, document.letterhead)),
        banner=None if document.banner is None else _fit(document.banner),
        logo=document.logo,
        restarts=max(lists - 1, 0),
        has_code=code is not None,
        accent=document.accent,
    )
    footer, *more_footer = document.footer or ("",)
    return skeleton(shape).filled(
        {
            "blocks": _blocks(document),
            "footer": _safe(footer),
            "more_footer": _lines(more_footer, "Footer"),
            "title": _safe(document.title),
            "author": _safe(document.letterhead[0] if document.letterhead else ""),
            "moment": f"{document.day.isoformat()}T12:00:00Z",
        },
        None if code is None else code.picture,
    )


def _fit(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return text if text.isprintable() else _NOT_IN_XML.sub("", text)


def _safe(text: str) -> str:
    """`text` as it may stand in XML, between quotation marks too."""
    return _fit(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _run(run: model.Run, bold: bool) -> str:
    if run.open_field:
        return fragments().open_field % {"name": _safe(run.text[:_LONGEST_NAME]), "text": _safe(f"[{run.text}]")}
    return (fragments().bold if run.bold or bold else fragments().plain) % _safe(run.text)


def _runs(text: model.Inline, *, bold: bool = False) -> str:
    return "".join(_run(run, bold) for run in text)


def _lines(lines: Iterable[str], style: str) -> str:
    return "".join(fragments().paragraphs[style] % _runs((model.Run(line),)) for line in lines)


def _blocks(document: model.Document) -> str:
    lists = count()
    blocks = "".join(_block(block, lists, document.accent) for block in document.blocks)
    return _window(document) + _gap() + blocks if document.address else blocks


def _window(document: model.Document) -> str:
    window = fragments().window
    meta = "".join(fragments().meta % (_safe(fact.label), _runs(fact.value)) for fact in document.meta)
    return window.table % (window.rows[0] % (_lines(document.address, "Address"), meta))


def _gap() -> str:
    return fragments().paragraphs["TableGap"] % ""


def _block(block: model.Block, lists: Iterator[int], accent: str) -> str:
    paragraphs = fragments().paragraphs
    match block:
        case model.Heading():
            heading = fragments().annex if block.new_page else paragraphs[f"Heading{block.level}"]
            return heading % _runs(block.text)
        case model.Paragraph():
            small = block.style is model.Style.SMALL
            fragment = fragments().kept if block.keep else paragraphs["SmallPrint" if small else "Normal"]
            return fragment % _runs(block.text)
        case model.Items():
            item = numbered_item(next(lists)) if block.numbered else paragraphs["ListBullet"]
            return "".join(item % _runs(each) for each in block.items)
        case model.Table():
            return _table(block, accent) + _gap()
        case model.Facts():
            return (_gap() if block.framed else "") + _facts(block, accent) + _gap()
        case model.PageBreak():
            return fragments().page_break


def _table(table: model.Table, accent: str) -> str:
    grid = table_of(table.columns).coloured(accent)
    heading, first, further, total = grid.rows
    rows = [heading % tuple(_runs(cell, bold=True) for cell in table.header.cells)]
    for place, row in enumerate(table.rows):
        fragment = total if row.total else further if place else first
        rows.append(fragment % tuple(_runs(cell) for cell in row.cells))
    return grid.table % "".join(rows)


def _facts(facts: model.Facts, accent: str) -> str:
    if facts.code is not None:
        return _payment(facts, facts.code, accent)
    grid = (fragments().payment if facts.framed else fragments().facts).coloured(accent)
    return grid.table % "".join(grid.rows[0] % (_safe(fact.label), _runs(fact.value)) for fact in facts.rows)


def _payment(facts: model.Facts, code: PaymentCode, accent: str) -> str:
    grid = fragments().payment_code.coloured(accent)
    first, further = grid.rows
    top, *rest = [(_safe(fact.label), _runs(fact.value)) for fact in facts.rows]
    return grid.table % "".join((first % (*top, _safe(code.told)), *(further % row for row in rest)))
