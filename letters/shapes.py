"""Signs that no font of the letters can show: in which field they stand, and where that is put right."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from letters.markup import clean
from letters.pdf import is_printable

_BASIC = 0x17F  # letters with the accents of Europe: every font of the letters has them
_TYPOGRAPHY = frozenset("–—‘’“”„•…€†‡‰™")
_NUMBER = re.compile(r"\.\d+")
_MENDED_AT: Mapping[str, str] = {
    "agency": "bij Beheer, Bureau", "creditor": "bij Beheer, Opdrachtgevers",
    "debtor": "bij het dossier, Gegevens wijzigen", "salutation": "bij het dossier, Gegevens wijzigen",
}


@dataclass(frozen=True, kw_only=True)
class Shapeless:
    """One sign without a shape: the path of its field, what is wrong with where to mend it (Dutch), who can."""

    path: str
    text: str
    supplier: str


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font of the letters can show, each once."""
    rare = (char for char in clean(text) if ord(char) > _BASIC and char not in _TYPOGRAPHY)
    return tuple(char for char in dict.fromkeys(rare) if not is_printable(char))


def without_shape(data: object, labels: Mapping[str, tuple[str, str]]) -> Iterator[Shapeless]:
    """Every such sign in the data of a document; `labels` has the Dutch name of a field and who supplies it, by path.
    """
    for path, text in _texts(data):
        for char in unprintable(text):
            label, supplier = labels.get(_NUMBER.sub(".*", path), ("Een tekst", "de behandelaar"))
            mended_at = _MENDED_AT.get(path.partition(".")[0])
            yield Shapeless(
                path=path, supplier=supplier.rstrip(","),
                text=f"{label} (“{clean(text)[:60]}”) heeft een teken dat niet kan worden afgedrukt: {char} "
                f"(U+{ord(char):04X}){f'; te wijzigen {mended_at}' if mended_at else ''}",
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
