"""What is known of a person or a case in one ZIP: a PDF to read, the data as JSON, the papers."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final  # Any: what json can hold

from letters import document as model
from letters.blocks import AgencyBlock
from letters.bundle import safe_stem
from letters.errors import UnprintableText
from letters.pdf import is_printable, to_pdf

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_NOTHING: Final = "Hierover is niets vastgelegd."


@dataclass(frozen=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with lines of a label and a value; `note` stands above them."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file that goes along."""

    title: str
    content: bytes
    suffix: str


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What stands on top: the sender, a title, and for whom it was made."""

    agency: AgencyBlock
    title: str
    about: str
    day: date


def readable(cover: Cover, sections: Sequence[Section]) -> bytes:
    """The PDF. A character that no font has is shown as a question mark; the JSON has it."""
    try:
        return to_pdf(_document(cover, sections))
    except UnprintableText:
        plain = [_printable(section) for section in sections]
        return to_pdf(_document(replace(cover, about=_shown(cover.about)), plain))


def packed(pdf: bytes, data: Mapping[str, Any], papers: Sequence[Paper]) -> bytes:
    """One ZIP; the same input gives the same bytes."""
    made = io.BytesIO()
    told = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    with zipfile.ZipFile(made, "w") as archive:
        _add(archive, "gegevens.pdf", pdf)
        _add(archive, "gegevens.json", told.encode())
        for number, paper in enumerate(papers, start=1):
            _add(archive, f"stukken/{number:03d}-{safe_stem(paper.title)}.{safe_stem(paper.suffix)}", paper.content)
    return made.getvalue()


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, _STAMP)
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)


def _document(cover: Cover, sections: Sequence[Section]) -> model.Document:
    agency = cover.agency
    blocks: list[model.Block] = [model.Heading(1, _run(cover.title)), model.Paragraph(_run(cover.about))]
    for section in sections:
        blocks += _blocks(section)
    return model.Document(
        kind="person_file", version="v1", title=cover.title, day=cover.day, blocks=tuple(blocks), logo=agency.logo,
        letterhead=(agency.registered_name, *agency.visiting_address, agency.phone, agency.email),
    )


def _blocks(section: Section) -> list[model.Block]:
    """A table of two columns: values may be long, so that facts beside each other would not hold them."""
    blocks: list[model.Block] = [model.Heading(2, _run(section.title))]
    if section.note and section.lines:
        blocks.append(model.Paragraph(_run(section.note)))
    if not section.lines:
        return [*blocks, model.Paragraph(_run(_NOTHING))]
    rows = tuple(model.Row((_run(line.label), _run(line.value))) for line in section.lines)
    columns = (model.Column(30), model.Column(70))
    return [*blocks, model.Table(columns, model.Row((_run("Wat"), _run("Gegeven"))), rows)]


def _printable(section: Section) -> Section:
    return replace(section, title=_shown(section.title), lines=tuple(
        Line(_shown(line.label), _shown(line.value)) for line in section.lines
    ))


def _shown(text: str) -> str:
    return "".join(char if char.isascii() or is_printable(char) else "?" for char in text)


def _run(text: str) -> model.Inline:
    return (model.Run(text),)
