"""What one administrator asked waits for a second one; an office of one person is a setting, off on record."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("agency_profile", sa.Column("one_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "second_look",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", _id(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("asked_by", _id(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waits_from", _moment(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_second_look_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_second_look_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
    )
    op.create_index(op.f("ix_second_look_state"), "second_look", ["state"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("second_look")
    op.drop_column("agency_profile", "one_person")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
