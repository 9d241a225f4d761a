"""What the program asked once is found by its key, also when it was done."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME, ASKED = "ix_task_key_id", sa.text("key <> ''")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_index(NAME, "task", ["key", "id"], sqlite_where=ASKED, postgresql_where=ASKED)


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(NAME, table_name="task")
