"""Of which agreement a claim is a periodic term."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings. A claim of before is no periodic term: nobody said so."""
    op.add_column("claim", sa.Column("term_of", sa.String(length=60), nullable=False, server_default=""))


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_column("claim", "term_of")
