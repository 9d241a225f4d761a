"""Messages to a mobile phone that ask somebody to call us, and whether all of them are held back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_STOPPED = ("mail_stopped", "sms_stopped", "post_stopped")
_GOING = sa.text("state IN ('planned', 'sending')")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "text_message",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("contact_point_id", _id(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_at", _moment(), nullable=False),
        sa.Column("planned_by", _id(), nullable=True),
        sa.Column("leaves_at", _moment(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("taken_at", _moment(), nullable=True),
        sa.Column("token", sa.String(length=32), nullable=True),
        sa.Column("attempts", _id(), nullable=False),
        sa.Column("went_at", _moment(), nullable=True),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", _moment(), nullable=True),
        sa.Column("settled_by", _id(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') = (taken_at IS NOT NULL)", name=op.f("ck_text_message_taken_while_sending")
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'uncertain', 'sending') OR went_at IS NOT NULL",
            name=op.f("ck_text_message_went_counts"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_text_message_case_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_text_message_debtor_id")),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_point.id"], name=op.f("fk_text_message_contact_point_id")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["user.id"], name=op.f("fk_text_message_planned_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["user.id"], name=op.f("fk_text_message_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
    )
    op.create_index("uq_text_message_mark", "text_message", ["mark"], unique=True)
    op.create_index("ix_text_message_state_leaves_at", "text_message", ["state", "leaves_at"])
    op.create_index(
        "uq_text_message_case_id_debtor_id_going", "text_message", ["case_id", "debtor_id"], unique=True,
        sqlite_where=_GOING, postgresql_where=_GOING,
    )
    for column in ("case_id", "debtor_id"):
        op.create_index(op.f(f"ix_text_message_{column}"), "text_message", [column])
    for column in _STOPPED:
        op.add_column("agency_profile", sa.Column(column, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take away what this revision brought."""
    for column in _STOPPED:
        op.drop_column("agency_profile", column)
    op.drop_table("text_message")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
