"""Named refusals of the letters package: what is wrong, where, and who can put it right. Dutch, for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass


class LetterError(Exception):
    """A document that may not be made; `code` names the reason."""

    code = "letter_error"


@dataclass(frozen=True)
class MissingField:
    """An empty mandatory field: its path in the data, its Dutch name, and who can supply it."""

    path: str
    label: str
    supplier: str

    def __str__(self) -> str:
        return f"{self.label} ontbreekt ({self.supplier} kan dit aanvullen)"


class FieldsMissing(LetterError):
    """Mandatory fields are empty; `fields` lists every one of them."""

    code = "letter_fields_missing"

    def __init__(self, fields: Sequence[MissingField]) -> None:
        super().__init__("; ".join(str(field) for field in fields))
        self.fields = tuple(fields)


class EmptyMergeField(LetterError):
    """The text asks for a value that is empty: a fault in the text or in the list of mandatory fields."""

    code = "letter_empty_merge_field"


class AmountsDiffer(LetterError):
    """Two amounts that must be the same are not; `field` is the one at fault."""

    code = "letter_amounts_differ"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class DatesDiffer(LetterError):
    """Two days contradict each other; `field` is the one at fault."""

    code = "letter_dates_differ"

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class NotYetInDefault(LetterError):
    """A fourteen-day notice for a claim that is not yet in default has no effect (art. 6:96 lid 6 BW)."""

    code = "letter_not_yet_in_default"


class NothingOwed(LetterError):
    """Whom the letter is for owes nothing: there is nothing to ask."""

    code = "letter_nothing_owed"


class WordingRefused(LetterError):
    """A text holds wording that the law or the code of conduct forbids; `phrases` lists it."""

    code = "letter_wording_refused"

    def __init__(self, message: str, *, phrases: Sequence[str]) -> None:
        super().__init__(message)
        self.phrases = tuple(phrases)


class UnprintableText(LetterError):
    """A text holds a character that the fonts of the letter cannot show."""

    code = "letter_unprintable_text"


class LogoUnusable(LetterError):
    """The logo is not a PNG or JPEG picture that can be placed."""

    code = "letter_logo_unusable"


class PackageRefused(LetterError):
    """The exhibits do not form a package: a double number, an empty file, a kind of file that may not go in."""

    code = "letter_package_refused"
