"""131: the tables are those of this program: what keeps rows from being changed is there, and on."""

from collections.abc import Iterator

from cases.invariants.finding import Looked, Wrong
from cases.schema import compared
from cases.schema.db import Base


def wrong(looked: Looked) -> Iterator[Wrong]:
    """What is not as this program made it; rows may have been changed while it was so."""
    for difference in compared.differences(looked.session.connection(), Base.metadata):
        yield Wrong(table="schema", row="", what=f"{difference}; iemand heeft dit buiten het programma om gewijzigd")
