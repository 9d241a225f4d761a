"""The sending of a letter by a channel of its own: so far by e-mail."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "delivery",
        sa.Column("id", _id(), nullable=False),
        sa.Column("letter_id", _id(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("contact_point_id", _id(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_at", _moment(), nullable=False),
        sa.Column("leaves_at", _moment(), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=True),
        sa.Column("taken_at", _moment(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("attempts", _id(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_id", _id(), nullable=True),
        sa.Column("settled_at", _moment(), nullable=True),
        sa.Column("settled_by", _id(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') = (taken_at IS NOT NULL)", name=op.f("ck_delivery_taken_while_sending")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_delivery_letter_id")),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_point.id"], name=op.f("fk_delivery_contact_point_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_delivery_document_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["user.id"], name=op.f("fk_delivery_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("uq_delivery_letter_id_channel", "delivery", ["letter_id", "channel"], unique=True)
    op.create_index("uq_delivery_message_id", "delivery", ["message_id"], unique=True)
    op.create_index("ix_delivery_state_leaves_at", "delivery", ["state", "leaves_at"])
    op.create_index(op.f("ix_delivery_document_id"), "delivery", ["document_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("delivery")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
