"""Texts that are stopped, per version and channel."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "text_stop",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_at", _moment(), nullable=False),
        sa.Column("stopped_by", _id(), nullable=False),
        sa.Column("released_at", _moment(), nullable=True),
        sa.Column("released_by", _id(), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL)", name=op.f("ck_text_stop_released_by_somebody")
        ),
        sa.ForeignKeyConstraint(["stopped_by"], ["user.id"], name=op.f("fk_text_stop_stopped_by")),
        sa.ForeignKeyConstraint(["released_by"], ["user.id"], name=op.f("fk_text_stop_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_stop")),
    )
    op.create_index(
        "uq_text_stop_kind_text_version_channel_standing", "text_stop", ["kind", "text_version", "channel"],
        unique=True, sqlite_where=sa.text("released_at IS NULL"), postgresql_where=sa.text("released_at IS NULL"),
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("text_stop")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
