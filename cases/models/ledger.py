"""The ledger of a case: what is owed more and less, in signed entries that are never changed."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base, Note

_PAID = text("kind IN ('payment', 'payment_reversed')")
_BY = text("debtor_id IS NOT NULL")
_REFUND, _SMALL = text("kind = 'refund'"), text("kind = 'small_difference'")
_CREDIT = text("kind IN ('credit_note', 'principal_withdrawn')")


class LedgerKind(StrEnum):
    """What an entry books on a case. One of another kind than a payment is taken back by one of its own kind."""

    PRINCIPAL = "principal"
    PRINCIPAL_CORRECTED = "principal_corrected"
    PRINCIPAL_MOVED = "principal_moved"
    PAYMENT = "payment"
    PAYMENT_REVERSED = "payment_reversed"
    WRITE_OFF = "write_off"
    SMALL_DIFFERENCE = "small_difference"
    WITHDRAWN_PART = "withdrawn_part"
    REFUND = "refund"
    CREDIT_NOTE = "credit_note"
    PRINCIPAL_WITHDRAWN = "principal_withdrawn"
    OTHER_COST = "other_cost"


# What lowers the principal of one claim: no payment, and counted by its effect.
CREDITS = (LedgerKind.CREDIT_NOTE, LedgerKind.PRINCIPAL_WITHDRAWN)
# Counted whatever their day: what was claimed, corrected, or moved between two cases that became one.
OF_PRINCIPAL = (LedgerKind.PRINCIPAL, LedgerKind.PRINCIPAL_CORRECTED, LedgerKind.PRINCIPAL_MOVED)


class CreditEffect(StrEnum):
    """From when something is no longer owed: never at all, or given up on its day."""

    FROM_ORIGIN = "from_origin"
    FROM_DAY = "from_day"


class PaidTo(StrEnum):
    """Who received the money."""

    AGENCY = "agency"
    CLIENT = "client"
    BAILIFF = "bailiff"


class LedgerEntry(Base):
    """Money on a case, append-only. `amount` is signed: what the debtor owes more is positive.

    `effect`: of what was withdrawn or credited alone. A `withdrawn_part` from its origin is the whole case; a credit is
    of its claim, and counts from its origin or from its day. `debtor_id`: whose debt a payment lowers, or who got money
    back; None where one owes or nobody knows.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        UniqueConstraint("reverses_id"),
        Index(
            "ix_ledger_entry_case_id_amount_paid", "case_id", "amount", sqlite_where=_PAID, postgresql_where=_PAID
        ),
        Index("ix_ledger_entry_case_id_refund", "case_id", "amount", sqlite_where=_REFUND, postgresql_where=_REFUND),
        Index("ix_ledger_entry_case_id_credit", "case_id", "amount", sqlite_where=_CREDIT, postgresql_where=_CREDIT),
        Index("ix_ledger_entry_debtor_id", "debtor_id", sqlite_where=_BY, postgresql_where=_BY),
        Index(
            "ix_ledger_entry_effective_on_small", "effective_on", "case_id", sqlite_where=_SMALL,
            postgresql_where=_SMALL,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[LedgerKind]
    amount: Mapped[Decimal]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    paid_to: Mapped[PaidTo | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    note: Mapped[str] = mapped_column(Note(300), default="")
    effect: Mapped[CreditEffect | None]
    debtor_id: Mapped[int | None] = mapped_column(ForeignKey("debtor.id"))
