"""The table of contents (inhoudsopgave) of the package for the bailiff."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import DocumentData


@dataclass(frozen=True, kw_only=True)
class PackageFile:
    """One file as the table of contents of a package lists it."""

    path: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PackageContentsData(DocumentData):
    """The table of contents of the package for the bailiff."""

    kind: ClassVar[str] = "package_contents"
    version: ClassVar[str] = "v1"

    case_number: str
    as_of: date
    creditor_name: str
    debtor_name: str
    agency_name: str
    files: tuple[PackageFile, ...]

    @property
    def day(self) -> date:
        """The day of the package."""
        return self.as_of

