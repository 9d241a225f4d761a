"""Many ids in one question: a database takes so many values in a statement and no more."""

from collections.abc import Collection, Iterator

IDS_AT_ONCE = 10_000  # SQLite takes 32,766 values in a statement, PostgreSQL 65,535


def in_parts(ids: Collection[int]) -> Iterator[list[int]]:
    """The ids in parts that a statement can name, in their order; nothing where there are none."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_ONCE):
        yield ordered[start:start + IDS_AT_ONCE]
