"""What stands in the way of a document, named before anybody asks for it: empty fields, characters without shape."""

from collections.abc import Iterator
from dataclasses import dataclass

from letters.catalogue import content, labels
from letters.errors import LetterError
from letters.kind import DocumentData
from letters.shapes import without_shape


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that stands in the way: the path of its field ("" for none), what it is (Dutch), who can mend it."""

    path: str
    text: str
    supplier: str


def lacks(data: DocumentData) -> tuple[Lack, ...]:
    """Everything that stands in the way of making the document from `data`; nothing when it can be made."""
    missing = list(at_fields(data))
    if not missing:
        try:
            content(data)
        except LetterError as refusal:
            missing.append(Lack(path="", text=str(refusal), supplier="de behandelaar"))
    return tuple(missing)


def at_fields(data: DocumentData) -> tuple[Lack, ...]:
    """What stands in the way at a field, found without making the document: it is empty, or has a sign without shape.
    """
    return tuple(_at_fields(data))


def _at_fields(data: DocumentData) -> Iterator[Lack]:
    for each in data.missing():
        yield Lack(path=each.path, text=f"{each.label} ontbreekt", supplier=each.supplier.rstrip(","))
    for sign in without_shape(data, labels()):
        yield Lack(path=sign.path, text=sign.text, supplier=sign.supplier)
