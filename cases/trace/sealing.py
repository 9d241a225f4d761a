"""One sealer takes what was written and adds it to the chain, some seconds after the commit.

Not in the transaction that writes: then all would wait for the end of the chain, or the chain would have two ends. Who
owns the database and changes a row within those seconds is not seen; after that the chain tells.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from cases.models import Seal, UnsealedRow
from cases.trace.digests import FIRST, digest_of, link, new_salt, rows_written, write_plainly

AT_ONCE: Final = 2_000
_ONE_SEALER: Final = 7_202_611_30  # of PostgreSQL's advisory locks


def seal(session: Session, *, most: int = AT_ONCE) -> int:
    """Add to the chain what waits, at most so many rows; how many. Nothing where another does it now."""
    if not _is_alone(session):
        return 0
    waiting: list[tuple[str, int]] = [(each.source, each.row_id) for each in session.execute(
        select(UnsealedRow.source, UnsealedRow.row_id).order_by(UnsealedRow.source, UnsealedRow.row_id).limit(most)
    )]
    if not waiting:
        return 0
    salts, digests = {each: new_salt() for each in waiting}, {}
    write_plainly(session)
    for source, ids in _by_source(waiting):
        for row in rows_written(session, source, ids):
            if salt := salts.get((source, row[0])):
                digests[source, row[0]] = digest_of(salt, row[1:])
    last, before = head(session)
    links = []
    for position, (source, row_id) in enumerate(waiting, start=last + 1):
        digest = digests[source, row_id]
        before = link(before, position, source, row_id, digest)
        links.append({
            "position": position, "source": source, "row_id": row_id, "salt": salts[source, row_id],
            "digest": digest, "hash": before,
        })
    session.execute(insert(Seal), links)
    for source, ids in _by_source(waiting):
        session.execute(delete(UnsealedRow).where(UnsealedRow.source == source, UnsealedRow.row_id.in_(ids)))
    return len(links)


def is_waited_for(session: Session) -> bool:
    """Whether there is anything to seal."""
    return session.scalar(select(UnsealedRow.row_id).limit(1)) is not None


def head(session: Session) -> tuple[int, str]:
    """The position and the hash of the last link; 0 and `FIRST` before the first."""
    last = session.execute(select(Seal.position, Seal.hash).order_by(Seal.position.desc()).limit(1)).first()
    return (0, FIRST) if last is None else (last.position, last.hash)


def _by_source(waiting: Iterable[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
    """The numbers of the rows for each table; they come in the order of tables."""
    for source, rows in groupby(waiting, key=itemgetter(0)):
        yield source, [row_id for _, row_id in rows]


def _is_alone(session: Session) -> bool:
    """On SQLite who writes is alone already."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_ONE_SEALER))))
