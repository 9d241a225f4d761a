"""What may not be kept is made unreadable by two people, and the record says so."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "redaction",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("row_id", _id(), nullable=False),
        sa.Column("column_name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("starts_at", _id(), nullable=False),
        sa.Column("ends_at", _id(), nullable=False),
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("second_look_id", _id(), nullable=False),
        sa.Column("asked_by", _id(), nullable=False),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("confirmed_by", _id(), nullable=False),
        sa.Column("confirmed_at", _moment(), nullable=False),
        sa.CheckConstraint("asked_by <> confirmed_by", name=op.f("ck_redaction_two_people")),
        sa.CheckConstraint("starts_at >= 0 AND starts_at < ends_at", name=op.f("ck_redaction_some_signs")),
        sa.CheckConstraint("mark LIKE '[onleesbaar gemaakt op %]'", name=op.f("ck_redaction_mark")),
        sa.ForeignKeyConstraint(
            ["second_look_id"], ["second_look.id"], name=op.f("fk_redaction_second_look_id_second_look")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_redaction_asked_by_user")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name=op.f("fk_redaction_confirmed_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index("ix_redaction_source_row_id", "redaction", ["source", "row_id"])
    op.create_table(
        "number_search",
        sa.Column("id", _id(), nullable=False),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("asked_by", _id(), nullable=False),
        sa.Column("begun_at", _moment(), nullable=True),
        sa.Column("done_at", _moment(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_number_search_asked_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_search")),
    )
    op.create_table(
        "number_found",
        sa.Column("id", _id(), nullable=False),
        sa.Column("search_id", _id(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("row_id", _id(), nullable=False),
        sa.Column("column_name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"], ["number_search.id"], name=op.f("fk_number_found_search_id_number_search")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_found")),
    )
    op.create_index(op.f("ix_number_found_search_id"), "number_found", ["search_id"])
    op.create_table(
        "file_to_remove",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_to_remove")),
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    for table in ("file_to_remove", "number_found", "number_search", "redaction"):
        op.drop_table(table)


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
