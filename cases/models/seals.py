"""The chain over what never changes, and the list of what is not in it yet."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base


class UnsealedRow(Base):
    """A list: a row that was written and is not in the chain yet. The database itself puts it here, in the same act."""

    __tablename__ = "unsealed_row"
    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Seal(Base):
    """One link: which row, what it held (`digest`, over `salt` and the row), and a hash over that and the link before.

    `position` counts from 1 without a gap. `salt` alone is replaced, where something in the row was made unreadable:
    then the row has the digest of its `redaction`.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("source", "row_id"),)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
