"""${message}."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take away what this revision brought."""
    ${downgrades if downgrades else "pass"}
