"""E-mails that come in: answers and bounces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "inbound",
        sa.Column("id", _id(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("case_id", _id(), nullable=True),
        sa.Column("delivery_id", _id(), nullable=True),
        sa.Column("contact_id", _id(), nullable=True),
        sa.Column("document_id", _id(), nullable=False),
        sa.Column("document_ids", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("decided_by", _id(), nullable=True),
        sa.CheckConstraint("state <> 'filed' OR case_id IS NOT NULL", name=op.f("ck_inbound_filed_on_a_case")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_inbound_case_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_inbound_delivery_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_inbound_contact_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_inbound_document_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_inbound_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    op.create_index("uq_inbound_mark", "inbound", ["mark"], unique=True)
    op.create_index("ix_inbound_state_received_at", "inbound", ["state", "received_at"])
    for column in ("case_id", "delivery_id", "document_id"):
        op.create_index(op.f(f"ix_inbound_{column}"), "inbound", [column])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("inbound")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
