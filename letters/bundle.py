"""The package for the bailiff: one ZIP with the draft, the specification, the exhibits, the data and a manifest.

The same input gives the same bytes: fixed time stamps, fixed order.
"""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.catalogue import content
from letters.errors import PackageRefused
from letters.kinds.package_contents import PackageContentsData, PackageFile
from letters.pdf import to_pdf
from letters.words import long_date

MANIFEST_VERSION = "1"
_STAMP = (1980, 1, 1, 0, 0, 0)
_SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "text/plain": "txt",
    "text/csv": "csv",
    "message/rfc822": "eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"
_JSON = "application/json"
_LONGEST_STEM = 60
_CONFIRMED = {
    "assessment": "dat de debiteur kan betalen maar niet wil", "order": "dat de deurwaarder dit dossier krijgt",
}


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """An exhibit (productie) as it goes into the package. `filename` is the name it was uploaded under."""

    number: int
    title: str
    filename: str
    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Package:
    """The ZIP, its SHA-256, and the manifest that lies in it."""

    content: bytes
    sha256: str
    manifest: dict[str, Any]  # Any: what json can hold


@dataclass(frozen=True, kw_only=True)
class _File:
    path: str
    title: str
    media_type: str
    content: bytes
    exhibit: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def safe_stem(title: str) -> str:
    """`title` as a file name of small ASCII letters, digits and hyphens; never empty, never a path."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_STEM].strip("-") or "stuk"


def _paper(exhibit: Exhibit, *, folder: str, word: str, is_exhibit: bool) -> _File:
    suffix = _SUFFIXES.get(exhibit.media_type)
    if suffix is None:
        raise PackageRefused(f"{word} {exhibit.number}: een bestand van soort {exhibit.media_type} kan niet mee")
    if not exhibit.content:
        raise PackageRefused(f"{word} {exhibit.number} is leeg")
    return _File(
        path=f"{folder}/{exhibit.number:02d}-{safe_stem(exhibit.title)}.{suffix}",
        title=f"{word.capitalize()} {exhibit.number}: {exhibit.title}",
        media_type=exhibit.media_type,
        content=exhibit.content,
        exhibit=exhibit.number if is_exhibit else None,
    )


def _attachment_files(attachments: Sequence[Exhibit]) -> list[_File]:
    return [
        _paper(each, folder="voor-de-deurwaarder", word="bijlage", is_exhibit=False)
        for each in sorted(attachments, key=lambda each: each.number)
    ]


def _exhibit_files(dossier: Mapping[str, Any], exhibits: Sequence[Exhibit]) -> list[_File]:
    ordered = sorted(exhibits, key=lambda exhibit: exhibit.number)
    given = [(exhibit.number, exhibit.title) for exhibit in ordered]
    named = sorted((exhibit["number"], exhibit["title"]) for exhibit in dossier["exhibits"])
    if len({number for number, _ in given}) != len(given) or any(number < 1 for number, _ in given):
        raise PackageRefused("elke productie heeft een eigen nummer vanaf 1")
    if given != named:
        raise PackageRefused("de producties zijn niet die van het exploot")
    return [_paper(exhibit, folder="producties", word="productie", is_exhibit=True) for exhibit in ordered]


def _as_json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _contents(dossier: Mapping[str, Any], files: Sequence[_File]) -> _File:
    data = PackageContentsData(
        case_number=dossier["case_number"],
        as_of=date.fromisoformat(dossier["as_of"]),
        creditor_name=dossier["requesting_party"]["name"],
        debtor_name=dossier["debtor"]["name"],
        agency_name=dossier["agency"]["registered_name"],
        files=tuple(
            PackageFile(path=file.path, title=file.title, size=len(file.content), sha256=file.sha256) for file in files
        ),
    )
    made = to_pdf(content(data))
    return _File(path="inhoudsopgave.pdf", title="Inhoudsopgave", media_type=_PDF, content=made)


def _confirmed_file(dossier: Mapping[str, Any]) -> list[_File]:
    """Who of outside confirmed it for an office of one person, to read; nothing where nobody had to."""
    if "confirmed" not in dossier:
        return []
    told = [
        "Dit bureau is een bureau van één persoon. Daarom bevestigde iemand van buiten het bureau:",
        *(
            f"- {_CONFIRMED[one['what']]}: {one['by']} ({one['capacity']}), op "
            f"{long_date(date.fromisoformat(one['on']))}." for one in dossier["confirmed"]
        ),
        "U kunt dit nagaan in het openbare register van dat beroep.",
    ]
    content = ("\n".join(told) + "\n").encode()
    return [_File(path="wie-bevestigde.txt", title="Wie dit bevestigde", media_type="text/plain", content=content)]


def _manifest(dossier: Mapping[str, Any], files: Sequence[_File]) -> dict[str, Any]:
    return {
        "manifest_version": MANIFEST_VERSION,
        "case_number": dossier["case_number"],
        "as_of": dossier["as_of"],
        "files": [
            {
                "path": file.path,
                "title": file.title,
                "media_type": file.media_type,
                "bytes": len(file.content),
                "sha256": file.sha256,
                "exhibit": file.exhibit,
            }
            for file in files
        ],
    }


def build_package(
    dossier: Mapping[str, Any],
    writ_docx: bytes,
    writ_pdf: bytes,
    specification_pdf: bytes,
    exhibits: Sequence[Exhibit],
    attachments: Sequence[Exhibit] = (),
) -> Package:
    """The package as one ZIP. `dossier` is what `letters.dossier.dossier` made; its exhibits must be the ones given.

    `attachments` are for the bailiff's eyes alone: they are no exhibits and are not served on the debtor.

    Raises PackageRefused for a double or missing exhibit, an empty file or a kind of file that may not go in.
    """
    for name, made in (
        ("het exploot (DOCX)", writ_docx),
        ("het exploot (PDF)", writ_pdf),
        ("het renteoverzicht", specification_pdf),
    ):
        if not made:
            raise PackageRefused(f"{name} is leeg")
    files = [
        _File(path="sommatie-exploot-concept.docx", title="Sommatie-exploot, concept om af te maken", media_type=_DOCX,
              content=writ_docx),
        _File(path="sommatie-exploot-concept.pdf", title="Sommatie-exploot, concept om te lezen", media_type=_PDF,
              content=writ_pdf),
        _File(path="renteoverzicht.pdf", title="Rente- en kostenspecificatie", media_type=_PDF,
              content=specification_pdf),
        _File(path="dossier.json", title="Het dossier als gegevens", media_type=_JSON, content=_as_json(dossier)),
        *_confirmed_file(dossier),
        *_exhibit_files(dossier, exhibits),
        *_attachment_files(attachments),
    ]  # fmt: skip
    files.insert(0, _contents(dossier, files))
    manifest = _manifest(dossier, files)
    packed = _zip([*((file.path, file.content) for file in files), ("manifest.json", _as_json(manifest))])
    return Package(content=packed, sha256=hashlib.sha256(packed).hexdigest(), manifest=manifest)


def _zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            entry = zipfile.ZipInfo(path, _STAMP)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 6)
    return made.getvalue()
