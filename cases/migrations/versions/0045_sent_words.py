"""What was sent under the token of a form, as a fingerprint, and the number that was answered with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("submission", sa.Column("digest", sa.String(length=64), nullable=True))
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("submission", sa.Column("answer", number, nullable=True))


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_column("submission", "answer")
    op.drop_column("submission", "digest")
