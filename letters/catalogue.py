"""The list of documents, and the one way to make each: preview, sending and reprint all call `render`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from letters.calculation_data import CalculationData
from letters.checks import check
from letters.data import FirstNoticeData, PackageContentsData, SpecificationData, SummonsWritData
from letters.document import Document, plain_text
from letters.docx.writing import to_docx
from letters.lint import refuse_void_notice
from letters.markup import parse
from letters.pdf import to_pdf
from letters.text import fill


class DocumentKind(StrEnum):
    """The documents that can be made."""

    FIRST_NOTICE = "first_notice"  # eerste brief, voor een consument ook veertiendagenbrief
    SUMMONS_WRIT = "summons_writ"  # sommatie-exploot, concept
    SPECIFICATION = "specification"  # rente- en kostenspecificatie
    CALCULATION = "calculation"  # uitkomst van de rente- en kostencalculator, zonder dossier


class DocumentData(Protocol):
    """What every data class has."""

    @property
    def day(self) -> date: ...


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A document as bytes in both forms, its plain text, the version of its text, and its title."""

    docx: bytes
    pdf: bytes
    text: str
    version: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One kind of document: its data class and the version of its text in use."""

    data: type
    version: str


CATALOGUE: dict[str, Entry] = {
    DocumentKind.FIRST_NOTICE: Entry(data=FirstNoticeData, version="v1"),
    DocumentKind.SUMMONS_WRIT: Entry(data=SummonsWritData, version="v2"),
    DocumentKind.SPECIFICATION: Entry(data=SpecificationData, version="v1"),
    DocumentKind.CALCULATION: Entry(data=CalculationData, version="v2"),
    "package_contents": Entry(data=PackageContentsData, version="v1"),
}


def content(kind: str, data: DocumentData) -> Document:
    """What the document says. Raises FieldsMissing with every empty mandatory field, and the other LetterErrors."""
    entry = CATALOGUE[kind]
    if not isinstance(data, entry.data):
        raise TypeError(f"{kind} is made from {entry.data.__name__}, not {type(data).__name__}")
    check(data)
    parsed = parse(fill(str(kind), entry.version, data))
    agency = getattr(data, "agency", None)
    document = Document(
        kind=str(kind),
        version=entry.version,
        title=parsed.sections["title"][0],
        day=data.day,
        letterhead=parsed.sections.get("letterhead", ()),
        address=parsed.sections.get("address", ()),
        meta=parsed.meta,
        footer=parsed.sections.get("footer", ()),
        banner=next(iter(parsed.sections.get("banner", ())), None),
        logo=agency.logo if agency and "letterhead" in parsed.sections else None,
        blocks=tuple(parsed.blocks),
    )
    refuse_void_notice(plain_text(document), data)
    return document


def render(kind: str, data: DocumentData) -> Rendered:
    """The document as DOCX and PDF of the same content. Raises LetterError."""
    document = content(kind, data)
    return Rendered(
        docx=to_docx(document),
        pdf=to_pdf(document),
        text=plain_text(document),
        version=document.version,
        title=document.title,
    )
