"""What is claimed besides the principal of an invoice, and the papers behind what changes a claim."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.files import Document
from cases.models.ledger import LedgerEntry
from cases.schema.db import Base, Note
from legal.facts import CostKind


class CostBearer(StrEnum):
    """For whose account costs are. Only what the debtor bears is owed on the case."""

    DEBTOR = "debtor"
    CLIENT = "client"
    AGENCY = "agency"


class OtherCost(Base):
    """Costs beside those of collection (griffierecht, exploot, salaris, nakosten, uittreksel), append-only.

    `incurred_on`: the day from which they are owed. `interest_from`: the first day of statutory interest over them,
    None where that is not claimed. `is_awarded`: a court said so. What the debtor bears has a ledger entry.
    `withdraws_id`: the row that this one takes back, as a whole.
    """

    __tablename__ = "other_cost"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        UniqueConstraint("entry_id"),
        UniqueConstraint("withdraws_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[CostKind]
    amount: Mapped[Decimal]
    incurred_on: Mapped[date]
    interest_from: Mapped[date | None]
    borne_by: Mapped[CostBearer]
    is_awarded: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("other_cost.id"))
    note: Mapped[str] = mapped_column(Note(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    document: Mapped[Document | None] = relationship()


class EntryPaper(Base):
    """The stored paper behind a credit note or a part of a claim that was withdrawn, append-only."""

    __tablename__ = "entry_paper"
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    entry: Mapped[LedgerEntry] = relationship()
    document: Mapped[Document] = relationship()
