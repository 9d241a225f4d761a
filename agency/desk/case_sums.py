"""What cases come to beside each other, and together: the rows of one table."""

from cases.claims import moved_sums
from cases.claims.moved_sums import CaseSums


def rows_of(when: str, sums: tuple[CaseSums, ...] | None) -> list[tuple[str, CaseSums]]:
    """What each case comes to and, of two, both together; nothing where that is not counted."""
    if sums is None:
        return []
    each = [(f"{when}: {one.title.removeprefix('dossier ')}", one) for one in sums]
    return [*each, (f"{when}: samen", moved_sums.together(sums))] if len(sums) > 1 else each
