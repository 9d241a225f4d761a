"""13: the chain has every row that never changes, once, and each row still holds what was sealed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any  # Any: the columns of whatever table

from sqlalchemy import func, select, union_all

from cases.invariants.finding import Flaw, Looked, Wrong
from cases.models import Erasure, Redaction, Seal, UnsealedRow
from cases.schema.db import Base
from cases.schema.triggers import SEALED
from cases.trace.digests import FIRST, digest_of, link, plain_rows, rows_written, sealed_table, write_plainly

IN_PIECES = 2_000
_SEALS = Base.metadata.tables[Seal.__tablename__].c  # plain columns: there may be millions of rows
_GONE, _NONE = "deze regel is verzegeld en is er niet meer", ("", "")


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Links that do not follow from the one before; rows that hold something else, are gone or were left out."""
    write_plainly(looked.session)
    redacted = _redacted(looked)
    expected, before, are_gone = 1, FIRST, False
    for piece in _pieces(looked):
        sealed: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
        for position, source, row_id, salt, digest, follows in piece:
            if position != expected:
                yield _wrong("seal", position, f"de schakels {expected} tot en met {position - 1} ontbreken")
            elif follows != link(before, position, source, row_id, digest):
                yield _wrong("seal", position, "deze schakel volgt niet uit de vorige")
            expected, before = position + 1, follows
            sealed[source][row_id] = salt, redacted.get((source, row_id), digest)
        for source, of_rows in sealed.items():
            for row_id, what in _flaws(rows_written(looked.session, source, of_rows), of_rows):
                yield _wrong(source, row_id, what)
                are_gone = are_gone or what == _GONE
    for source in SEALED:
        if are_gone or _not_in_chain(looked, source):
            yield from _left_out(looked, source)


def not_as_anchored(looked: Looked) -> Iterator[Wrong]:
    """Anchors that the chain does not come by any more: its tail was cut off, or it was written anew."""
    for anchor in looked.anchors:
        now = looked.session.scalar(select(Seal.hash).where(Seal.position == anchor.position))
        if now != anchor.hash:
            what = "is er niet meer" if now is None else "is een andere dan toen"
            yield _wrong("seal", anchor.position, f"de laatste schakel van {anchor.at:%d-%m-%Y} {what}")


def _redacted(looked: Looked) -> dict[tuple[str, int], str]:
    """The digest of each row in which something was made unreadable or erased: of how it was left by the last."""
    made = union_all(
        select(Redaction.source, Redaction.row_id, Redaction.digest, Redaction.confirmed_at.label("at"), Redaction.id)
        .where(Redaction.digest != ""),
        select(Erasure.source, Erasure.row_id, Erasure.digest, Erasure.erased_at, Erasure.id)
        .where(Erasure.digest != ""),
    )
    return {(each.source, each.row_id): each.digest for each in looked.session.execute(made.order_by("at", "id"))}


def _pieces(looked: Looked) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The links in their order, of which never more than a piece is in memory."""
    columns = (_SEALS.position, _SEALS.source, _SEALS.row_id, _SEALS.salt, _SEALS.digest, _SEALS.hash)
    last = 0
    while True:
        after = select(*columns).where(_SEALS.position > last).order_by(_SEALS.position).limit(IN_PIECES)
        piece = plain_rows(looked.session, after)
        if not piece:
            return
        yield piece
        last = piece[-1][0]


def _flaws(rows: Sequence[tuple[Any, ...]], sealed: dict[int, tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Of the rows that were `sealed`, by number with salt and digest: which hold something else, or are gone."""
    for row in rows:
        salt, digest = sealed.pop(row[0], _NONE)
        if digest and digest != digest_of(salt, row[1:]):
            yield row[0], "deze regel is veranderd nadat hij verzegeld was"
    for row_id in sealed:
        yield row_id, _GONE


def _not_in_chain(looked: Looked, source: str) -> bool:
    """Whether that table holds more rows than are sealed or wait for it, at one moment."""
    _, key = sealed_table(source)
    there, sealed, waiting = (
        select(func.count()).where(condition).scalar_subquery()
        for condition in (key.is_not(None), Seal.source == source, UnsealedRow.source == source)
    )
    return looked.session.scalar(select(there != sealed + waiting)) is True


def _left_out(looked: Looked, source: str) -> Iterator[Wrong]:
    """Rows that are in the chain nowhere and do not wait for it either, at one moment."""
    _, key = sealed_table(source)
    is_sealed = select(Seal.row_id).where(Seal.source == source, Seal.row_id == key).exists()
    waits = select(UnsealedRow.row_id).where(UnsealedRow.source == source, UnsealedRow.row_id == key).exists()
    for row_id in looked.session.scalars(select(key).where(~is_sealed, ~waits)):
        yield _wrong(source, row_id, "deze regel staat niet in de keten")


def _wrong(table: str, row: int, what: str) -> Wrong:
    return Wrong(table=table, row=str(row), what=what, flaw=Flaw.CHAIN)
