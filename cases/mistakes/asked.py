"""What went wrong, as somebody asks it: a version of a text, a figure, a version of the program, or some days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.errors import Refused
from cases.models import DocumentKind, LetterKind
from cases.names import name
from legal.parameters import Figures
from letters.text import versions

WRIT = "summons_writ"
LONGEST_VERSION = 64  # characters, as many as a fingerprint has
LEAST_OF_HASH = 8  # characters of a fingerprint that somebody has to give


class MistakeKind(StrEnum):
    """What was wrong."""

    TEXT = "text"
    FIGURE = "figure"
    CODE = "code"
    BETWEEN = "between"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What was wrong. `key` names it for what is asked of people because of it, so that it is asked once.

    TEXT: `document` is a kind of document, `version` that of its text. FIGURE: `series` is a field of `Figures`. CODE:
    `version` is that of the program, or the first characters of the fingerprint of its law (`is_of_program`). BETWEEN:
    what was made from `first_day` through `last_day`, both counted.
    """

    kind: MistakeKind
    document: str = ""
    version: str = ""
    series: str = ""
    first_day: date = date.min
    last_day: date = date.max

    @property
    def about(self) -> str:
        """In the words of the command: which of them."""
        if self.kind is MistakeKind.TEXT:
            return f"{self.document}/{self.version}"
        if self.kind is MistakeKind.FIGURE:
            return self.series
        if self.kind is MistakeKind.CODE:
            return self.version
        return f"{self.first_day}..{self.last_day}"

    @property
    def key(self) -> str:
        """The start of the keys of its tasks."""
        return f"mistake:{self.kind}:{self.about}"

    def is_of_program(self, made_by: dict[str, str]) -> bool:
        """Whether the program that made something, as it is kept with it, is the one that erred."""
        is_hash = len(self.version) >= LEAST_OF_HASH
        return made_by["version"] == self.version or (is_hash and made_by["law_sha256"].startswith(self.version))


def documents() -> dict[str, str]:
    """Those of which it is kept who got which version of the text, with their Dutch names."""
    return {**{kind.value: name(kind) for kind in LetterKind}, WRIT: name(DocumentKind.WRIT)}


def of_text(asked: str) -> Mistake:
    """`first_notice/v2`. Raises Refused where there is no such text, or nobody kept who got it."""
    document, _, version = asked.partition("/")
    if document not in documents():
        raise Refused(f"Er is geen tekst {document!r}. Bekend zijn: {', '.join(sorted(documents()))}.")
    if version not in versions(document):
        raise Refused(f"Van {document} is er geen versie {version!r}. Bekend zijn: {', '.join(versions(document))}.")
    return Mistake(kind=MistakeKind.TEXT, document=document, version=version)


def of_figure(series: str) -> Mistake:
    """`statutory_interest`. Raises Refused where there is no such figure."""
    known = list(Figures.__dataclass_fields__)
    if series not in known:
        raise Refused(f"Er is geen cijfer {series!r}. Bekend zijn: {', '.join(known)}.")
    return Mistake(kind=MistakeKind.FIGURE, series=series)


def of_code(version: str) -> Mistake:
    """A version of the program, or at least eight characters of the fingerprint of its law. Raises Refused."""
    if not version.strip():
        raise Refused("Geef de versie van het programma, of het begin van de vingerafdruk van zijn rekenregels.")
    return Mistake(kind=MistakeKind.CODE, version=version.strip()[:LONGEST_VERSION])


def between(first_day: date, last_day: date) -> Mistake:
    """Days, both counted. Raises Refused where the last comes before the first."""
    if last_day < first_day:
        raise Refused(f"De laatste dag {last_day:%d-%m-%Y} ligt voor de eerste {first_day:%d-%m-%Y}.")
    return Mistake(kind=MistakeKind.BETWEEN, first_day=first_day, last_day=last_day)


def in_words(mistake: Mistake, figures: Figures) -> str:
    """In Dutch, for a task or a page."""
    if mistake.kind is MistakeKind.TEXT:
        return f"de tekst {documents()[mistake.document]} {mistake.version}"
    if mistake.kind is MistakeKind.FIGURE:
        return f"het cijfer {getattr(getattr(figures, mistake.series), 'name', mistake.series)}"
    if mistake.kind is MistakeKind.CODE:
        return f"het programma {mistake.version}"
    return f"de periode {mistake.first_day:%d-%m-%Y} tot en met {mistake.last_day:%d-%m-%Y}"
