"""How a person is reached, and who plays a part in a case besides its debtor."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.models.cases import Case, Debtor
from cases.models.organisations import Postal
from cases.schema.db import Base, Note


class PointKind(StrEnum):
    """By what somebody is reached."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"


class PointState(StrEnum):
    """Whether it may be used. In use are the first three; `closed` gave way to another."""

    IN_USE = "in_use"
    POSTBUS = "postbus"  # for letters; nobody lives there
    SECRET = "secret"  # noqa: S105 - in use, and not to be told to the client
    RETURNED = "returned"  # what was sent there came back
    WRONG = "wrong"  # it is somebody else's
    CLOSED = "closed"


class PointSource(StrEnum):
    """Who says so."""

    MIGRATED = "migrated"  # stood on record before sources were kept
    UPLOAD = "upload"
    DEBTOR = "debtor"
    CLIENT = "client"
    REGISTER = "register"  # basisregistratie personen, handelsregister
    POST = "post"
    HANDLER = "handler"


USABLE = frozenset({PointState.IN_USE, PointState.POSTBUS, PointState.SECRET})
_PREFERRED = text("preferred")


class ContactPoint(Postal, Base):
    """An address, phone number or e-mail address of a debtor, from `from_day` through `through_day` (both counted).

    `value`: the number or e-mail address as typed, "" for an address, which stands in its own columns. What it says
    never changes: a correction is a new row. `preferred`: the one of its kind that is used, of which the columns of the
    debtor are a copy; one that no longer may be used stays the preferred one until another is known.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        CheckConstraint("through_day IS NULL OR through_day >= from_day", name="through_not_before_from"),
        Index("ix_contact_point_debtor_id_kind", "debtor_id", "kind"),
        Index(
            "uq_contact_point_debtor_id_kind_preferred", "debtor_id", "kind", unique=True, sqlite_where=_PREFERRED,
            postgresql_where=_PREFERRED,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    kind: Mapped[PointKind]
    value: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[PointState]
    state_on: Mapped[date]
    state_reason: Mapped[str] = mapped_column(Note(300), default="")
    preferred: Mapped[bool]
    source: Mapped[PointSource]
    from_day: Mapped[date]
    through_day: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def is_usable(self) -> bool:
        """Whether something may be sent there."""
        return self.state in USABLE


class PartyRole(StrEnum):
    """What somebody is in a case. The first four owe; the others speak for who does."""

    DEBTOR = "debtor"
    PARTNER = "partner"
    GUARANTOR = "guarantor"
    HEIR = "heir"
    OWNER = "owner"                      # of a sole trade
    ADMINISTRATOR = "administrator"      # beschermingsbewind
    CURATOR = "curator"                  # curatele
    PARENT = "parent"
    TRUSTEE = "trustee"                  # faillissement
    DEBT_ADMINISTRATOR = "debt_administrator"  # schuldsanering
    ATTORNEY = "attorney"
    LAWYER = "lawyer"
    EXECUTOR = "executor"


OWING = (PartyRole.DEBTOR, PartyRole.PARTNER, PartyRole.GUARANTOR, PartyRole.HEIR)
_OPEN = text("through_day IS NULL")


class CaseParty(Base):
    """A part that a person plays in a case, from `from_day` through `through_day` (both counted).

    The debtor of the case needs none: without rows he owes all of it by himself. `person_id` and `stands_for_id` are
    debtors of the client; who owes stands for himself. A share of None: for the whole (hoofdelijk). `liable_most`: the
    most that a guarantor owes, in euro.
    """

    __tablename__ = "case_party"
    __table_args__ = (
        CheckConstraint("through_day IS NULL OR through_day >= from_day", name="through_not_before_from"),
        CheckConstraint(
            "(role IN ('debtor', 'partner', 'guarantor', 'heir')) = (stands_for_id = person_id)",
            name="who_owes_stands_for_himself",
        ),
        CheckConstraint(
            "(share_numerator IS NULL) = (share_denominator IS NULL) AND "
            "(share_numerator IS NULL OR (share_numerator > 0 AND share_numerator <= share_denominator))",
            name="share_of_one",
        ),
        CheckConstraint("liable_most IS NULL OR liable_most > 0", name="liable_most_positive"),
        Index("ix_case_party_case_id", "case_id"),
        Index("ix_case_party_person_id", "person_id"),
        Index("ix_case_party_stands_for_id", "stands_for_id"),
        Index(
            "uq_case_party_open", "case_id", "person_id", "role", "stands_for_id", unique=True, sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    role: Mapped[PartyRole]
    stands_for_id: Mapped[int] = mapped_column(ForeignKey("debtor.id"))
    share_numerator: Mapped[int | None]
    share_denominator: Mapped[int | None]
    liable_most: Mapped[Decimal | None]
    basis: Mapped[str] = mapped_column(Note(300), default="")
    from_day: Mapped[date]
    through_day: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(Note(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    case: Mapped[Case] = relationship()
    person: Mapped[Debtor] = relationship(foreign_keys=[person_id])
    stands_for: Mapped[Debtor] = relationship(foreign_keys=[stands_for_id])

    @property
    def owes(self) -> bool:
        """Whether this person owes himself, rather than speaking for who does."""
        return self.role in OWING

    @property
    def owes_all(self) -> bool:
        """Whether he owes the whole (hoofdelijk), as far as is known."""
        return self.role in (PartyRole.DEBTOR, PartyRole.PARTNER) and self.share_numerator is None

    @property
    def share(self) -> Fraction | None:
        """The part of the debt that he owes; None for the whole, or where nobody knows."""
        if self.share_numerator is None or self.share_denominator is None:
            return None
        return Fraction(self.share_numerator, self.share_denominator)

    def is_open(self, on: date) -> bool:
        """Whether it counts on `on`."""
        return self.from_day <= on and (self.through_day is None or on <= self.through_day)
