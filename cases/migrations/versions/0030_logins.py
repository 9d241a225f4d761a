"""A log-in is a row, that its user can end; who was logged in before logs in once more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "login",
        sa.Column("id", _id(), nullable=False),
        sa.Column("user_id", _id(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("seen_at", _moment(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_login_token_sha256")),
    )
    op.create_index(op.f("ix_login_user_id"), "login", ["user_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("login")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
