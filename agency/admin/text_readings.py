"""How hard the texts in use are to read, for the page of texts."""

from dataclasses import dataclass

from cases.models import LetterKind
from cases.names import name
from letters.catalogue import catalogue
from letters.readability import bar_of, now_in_use


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """One text: its score and the one it has to reach, as they are printed, and its hardest sentences."""

    name: str
    version: str
    score: str
    bar: str
    grade: str
    is_reached: bool
    hardest: tuple[str, ...]


def text_readings() -> list[TextReading]:
    """The texts of letters to debtors in the version that is used now, the hardest first."""
    found = sorted(LetterKind, key=lambda kind: now_in_use(kind.value).score)
    return [_of(kind) for kind in found]


def _of(kind: LetterKind) -> TextReading:
    found, bar = now_in_use(kind.value), bar_of(kind.value)
    return TextReading(
        name=name(kind), version=catalogue()[kind.value].version, score=_printed(found.score), bar=_printed(bar),
        grade=found.grade, is_reached=found.score >= bar, hardest=tuple(each.text for each in found.hardest()),
    )


def _printed(score: float) -> str:
    return f"{score:.1f}".replace(".", ",")
