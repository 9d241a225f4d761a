"""Two debtors of whom a person said that they are one, or are not; who may be is found when asked (`parties.links`)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case, Debtor
from cases.models.proceedings import Hold
from cases.schema.db import Base, Note


class LinkState(StrEnum):
    """What was decided of a pair; a refused one is not proposed again."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


class PartyLink(Base):
    """A pair of debtors, of one client or of two. `grounds`: why, in Dutch, as it was shown when it was decided.

    A pointer and no more: both debtors, their cases and their letters stay what they are. Undoing it loses nothing.
    """

    __tablename__ = "party_link"
    __table_args__ = (UniqueConstraint("a_id", "b_id"), CheckConstraint("a_id < b_id", name="in_one_order"))
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    b_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"), index=True)
    state: Mapped[LinkState]
    grounds: Mapped[list[Any]]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Note(300), default="")
    a: Mapped[Debtor] = relationship(foreign_keys=a_id)
    b: Mapped[Debtor] = relationship(foreign_keys=b_id)


class CarriedHold(Base):
    """A hold that stands in a case because of what became known of the same person in another one, `from_case_id`.

    Undoing the link between the two debtors ends it. Of one from another client's case no client reads what it is.
    """

    __tablename__ = "carried_hold"
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), primary_key=True, autoincrement=False)
    from_case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    hold: Mapped[Hold] = relationship()
    from_case: Mapped[Case] = relationship()
