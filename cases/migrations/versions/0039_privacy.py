"""What people ask about their data, and files that were made of all that is known of one of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "privacy_request",
        sa.Column("id", _id(), nullable=False),
        sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("identity_shown", sa.String(length=300), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_at", _moment(), nullable=False),
        sa.Column("recorded_by", _id(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("decided_by", _id(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (answered_on IS NULL)", name=op.f("ck_privacy_request_answered_when_not_open")
        ),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_privacy_request_debtor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_privacy_request_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_privacy_request_recorded_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_privacy_request_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_request")),
    )
    op.create_index(
        "uq_privacy_request_debtor_id_kind_open", "privacy_request", ["debtor_id", "kind"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )
    op.create_index(
        "ix_privacy_request_answer_by_id_open", "privacy_request", ["answer_by", "id"], sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_privacy_request_debtor_id"), "privacy_request", ["debtor_id"])
    op.create_index(op.f("ix_privacy_request_case_id"), "privacy_request", ["case_id"])
    op.create_table(
        "person_export",
        sa.Column("id", _id(), nullable=False),
        sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("request_id", _id(), nullable=True),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("made_by", _id(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("paper_count", _id(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_person_export_debtor_id")),
        sa.ForeignKeyConstraint(["request_id"], ["privacy_request.id"], name=op.f("fk_person_export_request_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_person_export_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_export")),
    )
    op.create_index(op.f("ix_person_export_debtor_id"), "person_export", ["debtor_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("person_export")
    op.drop_table("privacy_request")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
