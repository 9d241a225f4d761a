"""Debtors of a client are found by their number and by their name."""

from collections.abc import Sequence

from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FOUND_BY = ("customer_number", "search_name")


def upgrade() -> None:
    """Let the indexes say of which client a debtor is: a number or a name comes back with others."""
    for column in FOUND_BY:
        op.create_index(f"ix_debtor_{column}_client_id", "debtor", [column, "client_id"])
        op.drop_index(f"ix_debtor_{column}", table_name="debtor")


def downgrade() -> None:
    """Put back those of the number and the name alone."""
    for column in FOUND_BY:
        op.create_index(f"ix_debtor_{column}", "debtor", [column])
        op.drop_index(f"ix_debtor_{column}_client_id", table_name="debtor")
