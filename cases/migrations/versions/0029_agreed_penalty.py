"""A sum that was agreed for paying late (boete) stands on its claim, with its day and what was found of its clause.

On record none was agreed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("penalty", "penalty_from", "penalty_clause")


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("claim", sa.Column("penalty", sa.BigInteger(), nullable=True))
    op.add_column("claim", sa.Column("penalty_from", sa.Date(), nullable=True))
    op.add_column("claim", sa.Column("penalty_clause", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take away what this revision brought."""
    for column in COLUMNS:
        op.drop_column("claim", column)
