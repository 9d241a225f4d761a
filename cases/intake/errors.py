"""Refusal of a claim file as a whole. Faults of single rows are values (`RefusedRow`), not errors."""

from enum import StrEnum

from cases.errors import Refused


class FileFault(StrEnum):
    """Why a whole file cannot be read."""

    EMPTY = "empty_file"
    TOO_BIG = "file_too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNKNOWN_FORMAT = "unknown_format"
    ENCODING = "unknown_encoding"
    BROKEN_QUOTES = "broken_quotes"
    NO_HEADER = "no_header"
    COLUMNS_MISSING = "columns_missing"
    COLUMN_TWICE = "column_twice"
    UNKNOWN_MAPPING = "unknown_mapping"
    SEVERAL_SHEETS = "several_sheets"
    PASSWORD = "password"  # noqa: S105 (the name of a fault, not a secret)
    ZIP_BOMB = "zip_bomb"
    UNREADABLE = "unreadable_spreadsheet"


class IntakeRefused(Refused):
    """A claim file that cannot be read as a whole; the Dutch message says what was found, expected, and what to do."""

    def __init__(self, fault: FileFault, *, found: str, expected: str, remedy: str) -> None:
        super().__init__(f"{found} Verwacht: {expected} {remedy}")
        self.code = fault.value
        self.found = found
        self.expected = expected
        self.remedy = remedy
