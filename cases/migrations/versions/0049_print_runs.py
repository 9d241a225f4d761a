"""Letters that go to the printer together, once, and what the printer answered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "print_run",
        sa.Column("id", _id(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("to_folder", sa.Boolean(), nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("made_by", _id(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("handed_over_at", _moment(), nullable=True),
        sa.Column("handed_over_by", _id(), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("receipts", sa.JSON(), nullable=False),
        sa.Column("busy_until", _moment(), nullable=True),
        sa.Column("busy_token", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state <> 'handed_over' OR (handed_over_at IS NOT NULL AND pdf_sha256 IS NOT NULL)",
            name=op.f("ck_print_run_handed_over_at_some_moment"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_print_run_made_by")),
        sa.ForeignKeyConstraint(["handed_over_by"], ["user.id"], name=op.f("fk_print_run_handed_over_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
    )
    op.create_table(
        "print_run_letter",
        sa.Column("id", _id(), nullable=False),
        sa.Column("run_id", _id(), nullable=False),
        sa.Column("letter_id", _id(), nullable=False),
        sa.Column("ordinal", _id(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("is_printed", sa.Boolean(), nullable=True),
        sa.Column("pages", _id(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("again", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["print_run.id"], name=op.f("fk_print_run_letter_run_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_print_run_letter_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run_letter")),
    )
    op.create_index("ix_print_run_letter_letter_id", "print_run_letter", ["letter_id"])
    op.create_index(
        "uq_print_run_letter_letter_id_standing", "print_run_letter", ["letter_id"], unique=True,
        sqlite_where=sa.text("standing"), postgresql_where=sa.text("standing"),
    )
    op.create_index(
        "uq_print_run_letter_run_id_ordinal", "print_run_letter", ["run_id", "ordinal"], unique=True,
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("print_run_letter")
    op.drop_table("print_run")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
