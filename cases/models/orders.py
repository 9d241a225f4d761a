"""What stops an order that lies with the bailiff, and what shows that a debtor can pay."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.proceedings import Writ
from cases.schema.db import Base, Note


class StopCause(StrEnum):
    """What came in after the package was given, and halts it until a person has looked."""

    PROMISED = "promised"
    ASKED_PLAN = "asked_plan"
    CANNOT_PAY = "cannot_pay"
    DEFENCE = "defence"
    QUESTION = "question"
    SPOKE = "spoke"
    PAID_PART = "paid_part"
    BOOKED_OFF = "booked_off"
    CLAIM_CHANGED = "claim_changed"
    LETTER_RETURNED = "letter_returned"
    NEW_DETAILS = "new_details"
    EARLIER_SERVICE = "earlier_service"


class OrderStop(Base):
    """An order that stands still since `stopped_at`, open while `ended_at` is None.

    `release_reason` is why the legal lead let it go on; empty where the order itself ended.
    """

    __tablename__ = "order_stop"
    __table_args__ = (
        Index(
            "ix_order_stop_writ_id_open", "writ_id",
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    writ_id: Mapped[int] = mapped_column(ForeignKey("writ.id"), index=True)
    cause: Mapped[StopCause]
    stopped_at: Mapped[datetime]
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    release_reason: Mapped[str] = mapped_column(Note(), default="")
    writ: Mapped[Writ] = relationship()


class MeansSign(StrEnum):
    """A sign that the debtor can pay. Only of this client, of the debtor himself, or from a paper or register."""

    CAN_PAY_SAID = "can_pay_said"
    INCOME_PAPER = "income_paper"
    ASSETS_PAPER = "assets_paper"
    ACCOUNTS_SHOW_MEANS = "accounts_show_means"
    PAYS_NEWER = "pays_newer"
    ORDERS_AGAIN = "orders_again"


class MeansShown(Base):
    """That such a sign showed on `shown_on`, and what it was seen from. Append-only.

    With `withdraws_id` the row takes back that other one, which was recorded in error: neither counts, and its `source`
    is the reason.
    """

    __tablename__ = "means_shown"
    __table_args__ = (UniqueConstraint("withdraws_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    sign: Mapped[MeansSign]
    shown_on: Mapped[date]
    source: Mapped[str] = mapped_column(Note(300))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("means_shown.id"))
