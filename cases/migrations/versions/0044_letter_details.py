"""What a handler filled in for a letter, with the batch that it is ordered in; nothing for those of before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("letter_batch", sa.Column("details", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_column("letter_batch", "details")
