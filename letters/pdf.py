"""The PDF of a document: typst sets it, tagged (PDF/UA-1) and for the archive (PDF/A-2a), with the letters' own fonts.

Typst keeps threads of its own that do not survive a fork: a child forked from a process that already made a PDF would
wait for ever. Such a child makes its PDFs in a fresh process instead (slower, the same bytes).

Pictures of the pages are drawn by the same typst from the same source, for who looks at a letter before it is ordered.
"""

import base64
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from letters import document as model
from letters.errors import LetterError, LogoUnusable, UnprintableText
from letters.logo import size_in_mm

_HERE = Path(__file__).parent
_STANDARDS: list[Any] = ["a-2a", "ua-1"]  # Any: typst's own Literal type is not importable at run time
_LONGEST_WORD = 60  # letters that fit on a line whatever they are
_LONGEST_OF_LANGUAGE = 24
_BREAK = "\u200b"
_AS_PDF, _AS_PICTURES = "pdf", "pictures"
_DOTS_PER_INCH = 110  # as large as a page stands on a screen
_LOCK = threading.Lock()
_compiler: typst.Compiler | None = None
_first_user: int | None = None

_Json = dict[str, Any]  # Any: what json can hold


def _breakable(text: str, longest: int) -> str:
    """`text` in which a word longer than its place breaks anywhere, instead of running off the page.

    A word of the language stays whole in a narrow column: "gerechtsdeurwaarders" broken anywhere is hard to read.
    """
    def broken(word: re.Match[str]) -> str:
        whole = word.group().strip("().,;:").isalpha() and len(word.group()) <= _LONGEST_OF_LANGUAGE
        return word.group() if whole else _BREAK.join(word.group())

    return re.sub(rf"\S{{{longest},}}", broken, text)


def _runs(text: model.Inline, longest: int = _LONGEST_WORD) -> list[_Json]:
    return [{"text": _breakable(run.text, longest), "bold": run.bold, "open": run.open_field} for run in text]


def _row(row: model.Row, columns: Sequence[model.Column]) -> _Json:
    # A column of a percent holds about one letter for each.
    cells = [_runs(cell, max(column.share, 6)) for cell, column in zip(row.cells, columns, strict=True)]
    return {"cells": cells, "total": row.total}


def _block(block: model.Block) -> _Json:
    match block:
        case model.Heading():
            return {
                "type": "heading", "level": block.level, "new_page": block.new_page, "text": _runs(block.text),
            }
        case model.Paragraph():
            return {
                "type": "paragraph", "small": block.style is model.Style.SMALL, "keep": block.keep,
                "text": _runs(block.text),
            }
        case model.Items():
            return {"type": "items", "numbered": block.numbered, "items": [_runs(item) for item in block.items]}
        case model.Table():
            return {
                "type": "table",
                "columns": [{"share": column.share, "right": column.right} for column in block.columns],
                "header": _row(block.header, block.columns),
                "rows": [_row(row, block.columns) for row in block.rows],
            }
        case model.Facts():
            rows = [{"label": fact.label, "value": _runs(fact.value)} for fact in block.rows]
            code = block.code and {"picture": list(block.code.picture), "told": block.code.told}
            return {"type": "facts", "framed": block.framed, "rows": rows, "code": code}
        case model.PageBreak():
            return {"type": "pagebreak"}


def _as_json(document: model.Document) -> str:
    return json.dumps(
        {
            "title": document.title,
            "author": document.letterhead[0] if document.letterhead else "",
            "letterhead": document.letterhead,
            "address": document.address,
            "meta": [{"label": fact.label, "value": _runs(fact.value)} for fact in document.meta],
            "footer": document.footer,
            "banner": document.banner,
            "accent": document.accent,
            "logo": list(document.logo) if document.logo else None,
            "logo_mm": size_in_mm(document.logo) if document.logo else None,
            "blocks": [_block(block) for block in document.blocks],
        }
    )


def _compile(source: str, stamp: int) -> bytes:
    made = _made(source, stamp, format="pdf", pdf_standards=_STANDARDS)
    assert isinstance(made, bytes)
    return made


def _draw(source: str, stamp: int) -> list[bytes]:
    made = _made(source, stamp, format="png", ppi=_DOTS_PER_INCH)
    return [made] if isinstance(made, bytes) else list(made)


def _made(source: str, stamp: int, **how: Any) -> Any:  # Any: how typst is asked, and what it gives for that
    global _compiler, _first_user
    with _LOCK:
        if _compiler is None:
            _first_user = os.getpid()
            _compiler = typst.Compiler(
                str(_HERE / "house.typ"),
                root=str(_HERE),
                font_paths=[str(_HERE / "fonts")],
                ignore_system_fonts=True,
            )
        return _compiler.compile(
            sys_inputs={"document": source}, timestamp=datetime.fromtimestamp(stamp, UTC), **how
        )


def _elsewhere(source: str, stamp: int, what: str) -> bytes:
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "letters.pdf", str(stamp), what],
        input=source.encode(),
        capture_output=True,
        cwd=_HERE.parent,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise LetterError(done.stderr.decode(errors="replace").strip())
    return done.stdout


def to_pdf(document: model.Document) -> bytes:
    """The document as PDF, the same bytes for the same document.

    Raises UnprintableText for a character that no font of the letter has, LogoUnusable for a picture that does not
    open.
    """
    source, stamp = _as_json(document), _stamp(document)
    try:
        return _elsewhere(source, stamp, _AS_PDF) if _is_forked() else _compile(source, stamp)
    except typst.TypstError as error:
        message = str(error)
        if "could not be displayed" in message:
            shown = re.search(r'the text `"(.+?)"`', message)
            which = f": {shown[1]}" if shown else ""
            raise UnprintableText(f"Er staat een teken in dat niet kan worden afgedrukt{which}") from error
        if "image" in message:
            raise LogoUnusable("het logo kan niet worden gelezen") from error
        raise LetterError(message) from error


def to_pictures(document: model.Document) -> list[bytes]:
    """Each page of the document as PNG, as it is printed. Ask `to_pdf` first whether it can be."""
    source, stamp = _as_json(document), _stamp(document)
    if not _is_forked():
        return _draw(source, stamp)
    return [base64.b64decode(page) for page in json.loads(_elsewhere(source, stamp, _AS_PICTURES))]


def _stamp(document: model.Document) -> int:
    return int(datetime.combine(document.day, time(12), UTC).timestamp())


def _is_forked() -> bool:
    return _first_user is not None and _first_user != os.getpid()


@cache
def is_printable(char: str) -> bool:
    """Whether the fonts of the letters have a shape for `char`."""
    page = model.Document(
        kind="character", version="", title="teken", day=date(2026, 1, 1), letterhead=(), address=(), meta=(),
        footer=(), banner=None, logo=None, blocks=(model.Paragraph((model.Run(char),)),),
    )
    try:
        to_pdf(page)
    except UnprintableText:
        return False
    return True


def _main(stamp: int, what: str) -> None:
    source = sys.stdin.read()
    if what == _AS_PDF:
        sys.stdout.buffer.write(_compile(source, stamp))
    else:
        json.dump([base64.b64encode(page).decode() for page in _draw(source, stamp)], sys.stdout)


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2])
