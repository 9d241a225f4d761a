"""A contact and an amount that was told say whom of several who owe it was; None: the debtor of the case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("contact", "told_amount")
NAMED = sa.text("debtor_id IS NOT NULL")


def upgrade() -> None:
    """Add what this revision brings; nothing that is on record changes."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table in TABLES:
        # In SQL, because a column with its foreign key in one goes without rebuilding the table on SQLite.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN debtor_id {kind} CONSTRAINT fk_{table}_debtor_id "
            "REFERENCES debtor (id)"
        )
        op.create_index(
            f"ix_{table}_debtor_id", table, ["debtor_id"], sqlite_where=NAMED, postgresql_where=NAMED
        )


def downgrade() -> None:
    """Take away what this revision brought."""
    for table in reversed(TABLES):
        op.drop_index(f"ix_{table}_debtor_id", table)
        op.drop_column(table, "debtor_id")
