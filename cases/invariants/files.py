"""16: every row has its file with the right hash, and every file has a row."""

import heapq
from collections.abc import Iterator

from sqlalchemy import CompoundSelect, Select, func, select, union

from cases.errors import StoredFileDamaged, StoredFileMissing
from cases.invariants.finding import IN_PIECES, Flaw, Looked, Wrong
from cases.models import Document, Upload

ON_RECORD, STORED = 0, 1


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Files that are gone, are not what was stored, or belong to no row. Both sides come sorted, neither is kept."""
    named = ((digest, ON_RECORD) for digest in _named(looked))
    stored = ((digest, STORED) for digest in looked.store.names())
    last = ""
    for digest, side in heapq.merge(named, stored):
        if side == STORED and digest != last:
            yield Wrong(table="document", row=digest, flaw=Flaw.ORPHAN, what="bij dit bestand hoort geen regel")
        elif side == ON_RECORD:
            last = digest
            yield from _of_row(looked, digest)


def count(looked: Looked) -> int:
    """How many files the record names."""
    return looked.session.scalar(select(func.count()).select_from(_hashes().subquery())) or 0


def _named(looked: Looked) -> Iterator[str]:
    return iter(looked.session.scalars(named_hashes().execution_options(yield_per=IN_PIECES)))


def named_hashes() -> Select[tuple[str]]:
    """The hash of every file that the record names, in order."""
    return select(_hashes().subquery().c[0]).order_by("sha256")


def _hashes() -> CompoundSelect[tuple[str]]:
    return union(select(Document.sha256.label("sha256")), select(Upload.masked_sha256.label("sha256")))


def _of_row(looked: Looked, digest: str) -> Iterator[Wrong]:
    """The rows that name a file which is gone or differs."""
    try:
        looked.store.get(digest)
    except StoredFileMissing:
        flaw, what = Flaw.MISSING, "het bestand ontbreekt"
    except StoredFileDamaged:
        flaw, what = Flaw.CHANGED, "het bestand is niet wat is opgeslagen"
    else:
        return
    documents = select(Document.id).where(Document.sha256 == digest).order_by(Document.id)
    uploads = select(Upload.id).where(Upload.masked_sha256 == digest).order_by(Upload.id)
    for table, query in (("document", documents), ("upload", uploads)):
        for row in looked.session.scalars(query):
            yield Wrong(table=table, row=str(row), flaw=flaw, what=what)
