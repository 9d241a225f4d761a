"""The dispute body of the agency and a telephone number for debt help, for its first letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("agency_profile", sa.Column("dispute_body", sa.String(length=200), server_default="", nullable=False))
    op.add_column(
        "agency_profile", sa.Column("debt_help_phone", sa.String(length=40), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_column("agency_profile", "debt_help_phone")
    op.drop_column("agency_profile", "dispute_body")
