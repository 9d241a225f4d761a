"""What somebody confirmed before the writ may say it, and the legal form of the agency for claims of its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("agency_profile", sa.Column("legal_form", sa.String(length=80), server_default="", nullable=False))
    op.create_table(
        "writ_confirmation",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", _id(), nullable=True),
        sa.Column("event_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_writ_confirmation_case_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name=op.f("fk_writ_confirmation_confirmed_by")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_writ_confirmation_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writ_confirmation")),
    )
    op.create_index(op.f("ix_writ_confirmation_case_id"), "writ_confirmation", ["case_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(op.f("ix_writ_confirmation_case_id"), table_name="writ_confirmation")
    op.drop_table("writ_confirmation")
    op.drop_column("agency_profile", "legal_form")
