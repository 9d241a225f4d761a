"""What goes after its term, and the list of cases that are to be done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "erasure",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("row_id", _id(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=True),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_look_id", _id(), nullable=True),
        sa.CheckConstraint("mark LIKE '[gewist op %]'", name=op.f("ck_erasure_mark")),
        sa.ForeignKeyConstraint(
            ["second_look_id"], ["second_look.id"], name=op.f("fk_erasure_second_look_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_source_row_id", "erasure", ["source", "row_id"])
    op.create_index("ix_erasure_source_erased_on", "erasure", ["source", "erased_on"])
    op.create_table(
        "case_to_erase",
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("second_look_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_to_erase_case_id")),
        sa.ForeignKeyConstraint(
            ["second_look_id"], ["second_look.id"], name=op.f("fk_case_to_erase_second_look_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_to_erase")),
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("case_to_erase")
    op.drop_table("erasure")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
