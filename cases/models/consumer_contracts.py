"""What the file holds of a contract with a consumer, and the client's yes to what a court may take off."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.schema.db import Base, Note
from legal.court.consumer_duties import ClauseStatus, ContractChannel


class ConsumerContractStated(Base):
    """What somebody found of the contract of a case, append-only: the newest counts. None: nobody has looked yet.

    The fields are those of `legal.court.consumer_duties.ConsumerContract`. `source`: from which papers.
    """

    __tablename__ = "consumer_contract"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    channel: Mapped[ContractChannel | None]
    concluded_how_and_when: Mapped[bool | None]
    product_described: Mapped[bool | None]
    price_shown: Mapped[bool | None]
    order_button_clear: Mapped[bool | None]
    was_ordered_online: Mapped[bool] = mapped_column(default=True)
    phone_offer_accepted: Mapped[bool | None]
    is_service_begun_early: Mapped[bool] = mapped_column(default=False)
    early_start_requested: Mapped[bool | None]
    confirmation_sent: Mapped[bool | None]
    withdrawal_explained: Mapped[bool | None]
    withdrawal_excluded: Mapped[str] = mapped_column(Note(300), default="")
    delivery_proved: Mapped[bool | None]
    terms_provided: Mapped[bool | None]
    clauses: Mapped[ClauseStatus | None]
    is_credit: Mapped[bool] = mapped_column(default=False)
    credit_check_present: Mapped[bool | None]
    source: Mapped[str] = mapped_column(Note(300), default="")
    stated_at: Mapped[datetime]
    stated_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LossAcceptance(Base):
    """The client signed the loss to be expected by what was stated then, append-only.

    `points`: the codes of the points that were not surely met, with commas; another list of them asks anew.
    """

    __tablename__ = "loss_acceptance"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    points: Mapped[str] = mapped_column(String(300))
    accepted_at: Mapped[datetime]
    accepted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
