"""What stands in the way of a document, named before anybody asks for it: empty fields, characters without shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from letters.catalogue import content, labels
from letters.errors import LetterError
from letters.kind import DocumentData
from letters.markup import clean
from letters.pdf import is_printable

_BASIC = 0x17F  # letters with the accents of Europe: every font of the letters has them
_TYPOGRAPHY = frozenset("–—‘’“”„•…€†‡‰™")
_NUMBER = re.compile(r"\.\d+")


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing that stands in the way: the path of its field ("" for none), what it is (Dutch), who can mend it."""

    path: str
    text: str
    supplier: str


def lacks(data: DocumentData) -> tuple[Lack, ...]:
    """Everything that stands in the way of making the document from `data`; nothing when it can be made."""
    missing = [*_empty(data), *_without_shape(data)]
    if not missing:
        try:
            content(data)
        except LetterError as refusal:
            missing.append(Lack(path="", text=str(refusal), supplier="de behandelaar"))
    return tuple(missing)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font of the letters can show, each once."""
    rare = (char for char in clean(text) if ord(char) > _BASIC and char not in _TYPOGRAPHY)
    return tuple(char for char in dict.fromkeys(rare) if not is_printable(char))


def _empty(data: DocumentData) -> Iterator[Lack]:
    for each in data.missing():
        yield Lack(path=each.path, text=f"{each.label} ontbreekt", supplier=each.supplier.rstrip(","))


def _without_shape(data: object) -> Iterator[Lack]:
    for path, text in _texts(data):
        for char in unprintable(text):
            label, supplier = labels().get(_NUMBER.sub(".*", path), ("Een tekst", "de behandelaar"))
            yield Lack(
                path=path, supplier=supplier.rstrip(","),
                text=f"{label} (“{clean(text)[:60]}”) heeft een teken dat niet kan worden afgedrukt: {char} "
                f"(U+{ord(char):04X})",
            )


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the data of a document, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple) and not hasattr(value, "_fields"):
        for place, item in enumerate(value):
            yield from _texts(item, f"{path}.{place}")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
