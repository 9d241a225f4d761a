"""What an agency adds to its letters, and the colour of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("agency_profile", sa.Column("accent", sa.String(length=7), server_default="", nullable=False))
    op.create_table(
        "letter_addition",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", _id(), nullable=False),
        sa.Column("approved_by", _id(), nullable=False),
        sa.Column("approved_as", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_letter_addition_asked_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_letter_addition_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_addition")),
    )
    op.create_index("ix_letter_addition_kind", "letter_addition", ["kind"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("letter_addition")
    op.execute("DELETE FROM unsealed_row WHERE source = 'letter_addition'")
    op.drop_column("agency_profile", "accent")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
