"""A chain over what never changes, and the list of what is not in it yet: at first all that there is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = {
    "case_event": "id", "ledger_entry": "id", "interruption": "id", "package_download": "id", "figure_addition": "id",
    "figure_decision": "id", "valuation_record": "id", "letter_content": "letter_id", "set_up_change": "id",
    "means_shown": "id", "service_report": "id", "writ_confirmation": "id", "figure_keeper": "id", "told_amount": "id",
    "consumer_contract": "id", "loss_acceptance": "id", "other_cost": "id", "entry_paper": "entry_id",
    "claim_move": "id",
}


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "seal",
        sa.Column("position", _id(), nullable=False, autoincrement=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("row_id", _id(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_seal")),
        sa.UniqueConstraint("source", "row_id", name=op.f("uq_seal_source_row_id")),
        sa.UniqueConstraint("hash", name=op.f("uq_seal_hash")),
    )
    op.create_table(
        "unsealed_row",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("row_id", _id(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("source", "row_id", name=op.f("pk_unsealed_row")),
    )
    for table, key in KEYS.items():
        held = sa.table(table, sa.column(key))
        listed = sa.table("unsealed_row", sa.column("source"), sa.column("row_id"))
        op.execute(listed.insert().from_select(["source", "row_id"], sa.select(sa.literal(table), held.c[key])))


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("unsealed_row")
    op.drop_table("seal")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
