"""The list of documents, and the one way to make each: preview, sending and reprint all call `render`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from letters import kinds
from letters.accent import HOUSE
from letters.additions import with_addition
from letters.document import Block, Document, Heading, plain_text
from letters.docx.fragments import fragments
from letters.docx.writing import to_docx
from letters.errors import FieldsMissing, UnprintableText
from letters.kind import DocumentData
from letters.markup import parse
from letters.pdf import to_pdf, to_pictures
from letters.required import ADDRESSEE, FORM, PRINTED
from letters.shapes import without_shape
from letters.text import fill, template


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A document as bytes in both forms, its plain text, the version of its text, and its title."""

    docx: bytes
    pdf: bytes
    text: str
    version: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A document as somebody looks at it before it is kept: the PDF, a picture (PNG) of each page, its plain text."""

    pdf: bytes
    pages: tuple[bytes, ...]
    text: str


@cache
def catalogue() -> dict[str, type[DocumentData]]:
    """Every kind of document by its name."""
    modules = (import_module(f"{kinds.__name__}.{each.name}") for each in iter_modules(kinds.__path__))
    classes = (each for module in modules for each in vars(module).values() if isinstance(each, type))
    return {each.kind: each for each in classes if issubclass(each, DocumentData) and hasattr(each, "kind")}


@cache
def labels() -> dict[str, tuple[str, str]]:
    """The Dutch name of every field that a document prints, and who can mend it, by its path."""
    required = [each for kind in catalogue().values() for each in kind.required]
    return {path: (label, supplier) for path, label, supplier in (*required, *ADDRESSEE, *FORM, *PRINTED)}


def prepare() -> None:
    """Make what every document needs, for a process that others are forked from. It draws no page."""
    labels()
    fragments()
    for name, kind in catalogue().items():
        template(name, kind.version)


def check(data: DocumentData) -> None:
    """Raises FieldsMissing with all empty mandatory fields, else the first thing that does not agree."""
    missing = tuple(data.missing())
    if missing:
        raise FieldsMissing(missing)
    data.check()


def content(data: DocumentData) -> Document:
    """What the document says. Raises FieldsMissing with every empty mandatory field, and the other LetterErrors."""
    check(data)
    parsed = parse(fill(data.kind, data.version, data), data.payment_code)
    agency = getattr(data, "agency", None)
    document = Document(
        kind=data.kind,
        version=data.version,
        title=parsed.sections["title"][0],
        day=data.day,
        letterhead=parsed.sections.get("letterhead", ()),
        address=parsed.sections.get("address", ()),
        meta=parsed.meta,
        footer=parsed.sections.get("footer", ()),
        banner=next(iter(parsed.sections.get("banner", ())), None),
        logo=agency.logo if agency and "letterhead" in parsed.sections else None,
        accent=agency.accent or HOUSE if agency else HOUSE,
        blocks=tuple(_apart(parsed.blocks) if data.has_annex_apart else parsed.blocks),
    )
    _refuse(data, document)
    if not (own := getattr(data, "addition", "")):
        return document
    document = with_addition(document, own)  # what the letter has to say it says without it
    _refuse(data, document)
    return document


def _refuse(data: DocumentData, document: Document) -> None:
    text = plain_text(document)
    data.refuse(text)
    data.refuse_pressure(text)


def _apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with every heading of the first level but the title at the top of a page."""
    has_title = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield replace(block, new_page=has_title)
            has_title = True
        else:
            yield block


def render(data: DocumentData) -> Rendered:
    """The document as DOCX and PDF of the same content. Raises LetterError."""
    document = content(data)
    return Rendered(
        docx=to_docx(document),
        pdf=_pdf(data, document),
        text=plain_text(document),
        version=document.version,
        title=document.title,
    )


def look_at(data: DocumentData) -> Looked:
    """The document as `render` makes it, to be looked at. Raises LetterError."""
    document = content(data)
    return Looked(pdf=_pdf(data, document), pages=tuple(to_pictures(document)), text=plain_text(document))


def _pdf(data: DocumentData, document: Document) -> bytes:
    """The PDF; what cannot be printed is refused with the field in which it stands."""
    try:
        return to_pdf(document)
    except UnprintableText as error:
        found = [each.text for each in without_shape(data, labels())]
        if not found:
            raise
        raise UnprintableText("; ".join(found)) from error
