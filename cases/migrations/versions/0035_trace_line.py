"""The trace of who did, saw and was refused what: at first the changes of the set-up and the log-ins that are known."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BY = ("user_id", "address", "kind", "case_id")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "trace_line",
        sa.Column("id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", _id(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("case_id", _id(), nullable=True),
        sa.Column("document_id", _id(), nullable=True),
        sa.Column("number", _id(), nullable=True),
        sa.Column("said", sa.String(length=60), nullable=False),
        sa.Column("change_id", _id(), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["set_up_change.id"], name=op.f("fk_trace_line_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_line")),
    )
    op.create_index("ix_trace_line_at", "trace_line", ["at", "id"])
    for column in BY:
        op.create_index(f"ix_trace_line_{column}", "trace_line", [column, "at", "id"])
    op.execute(
        "INSERT INTO trace_line (kind, at, user_id, address, page, said, change_id) "
        "SELECT 'changed', changed_at, changed_by, '', '', '', id FROM set_up_change ORDER BY id"
    )
    op.execute(
        "INSERT INTO trace_line (kind, at, user_id, address, page, said) "
        "SELECT 'logged_in', started_at, user_id, address, '', '' FROM login ORDER BY id"
    )
    op.execute("INSERT INTO unsealed_row (source, row_id) SELECT 'trace_line', id FROM trace_line")


def downgrade() -> None:
    """Take away what this revision brought."""
    op.execute("DELETE FROM unsealed_row WHERE source = 'trace_line'")
    op.drop_table("trace_line")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
