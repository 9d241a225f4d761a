"""How large a claim file is, and by whom a document was stored found quickly: what a client handed in is counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("upload", sa.Column("size", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_document_stored_by"), "document", ["stored_by"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(op.f("ix_document_stored_by"), table_name="document")
    op.drop_column("upload", "size")
