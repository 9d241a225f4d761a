"""A contact says whom of several who owe it was about; None: the debtor of the case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME, NAMED = "ix_contact_debtor_id", sa.text("debtor_id IS NOT NULL")


def upgrade() -> None:
    """Add what this revision brings; nothing that is on record changes."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # In SQL, because a column with its foreign key in one goes without rebuilding the table on SQLite.
    op.execute(
        f"ALTER TABLE contact ADD COLUMN debtor_id {kind} CONSTRAINT fk_contact_debtor_id REFERENCES debtor (id)"
    )
    op.create_index(NAME, "contact", ["debtor_id"], sqlite_where=NAMED, postgresql_where=NAMED)


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(NAME, "contact")
    op.drop_column("contact", "debtor_id")
