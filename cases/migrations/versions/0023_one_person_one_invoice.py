"""Two debtors who are one person are linked; the very same invoice stands once.

Invoices on record that have number, day and amount in common keep standing, as the twins 1, 2 … of the first.
"""

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from cases.migrations.frozen.invoice_keys_2026 import key

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROWS_AT_ONCE = 1000
ONCE, NUMBERED = "uq_claim_invoice_once", sa.text("invoice_key <> ''")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_claim = sa.table(
    "claim", sa.column("id", _id()), sa.column("client_id", _id()), sa.column("invoice_number", sa.String()),
    sa.column("invoice_date", sa.Date()), sa.column("principal", sa.BigInteger()),
    sa.column("invoice_key", sa.String()), sa.column("twin", sa.Integer()),
)


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("claim", sa.Column("invoice_key", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("claim", sa.Column("twin", _id(), nullable=False, server_default=sa.text("0")))
    _fill_keys()
    op.create_index(
        ONCE, "claim", ["client_id", "invoice_key", "invoice_date", "principal", "twin"], unique=True,
        sqlite_where=NUMBERED, postgresql_where=NUMBERED,
    )
    op.create_table(
        "party_link",
        sa.Column("id", _id(), nullable=False),
        sa.Column("a_id", _id(), nullable=False),
        sa.Column("b_id", _id(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_party_link_in_one_order")),
        sa.ForeignKeyConstraint(["a_id"], ["debtor.id"], name=op.f("fk_party_link_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["debtor.id"], name=op.f("fk_party_link_b_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_party_link_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_link")),
        sa.UniqueConstraint("a_id", "b_id", name=op.f("uq_party_link_a_id_b_id")),
    )
    op.create_index(op.f("ix_party_link_b_id"), "party_link", ["b_id"])
    op.create_index("ix_debtor_birth_date", "debtor", ["birth_date"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index("ix_debtor_birth_date", "debtor")
    op.drop_table("party_link")
    op.drop_index(ONCE, "claim")
    op.drop_column("claim", "twin")
    op.drop_column("claim", "invoice_key")


def _fill_keys() -> None:
    bind = op.get_bind()
    keep = sa.update(_claim).where(_claim.c.id == sa.bindparam("claim")).values(
        invoice_key=sa.bindparam("key"), twin=sa.bindparam("nth")
    )
    seen: Counter[tuple[object, ...]] = Counter()
    rows = []
    for row in bind.execute(sa.select(_claim).order_by(_claim.c.id)):
        number = key(row.invoice_number)
        same = (row.client_id, number, row.invoice_date, row.principal)
        rows.append({"claim": row.id, "key": number, "nth": seen[same] if number else 0})
        seen[same] += 1
    for first in range(0, len(rows), ROWS_AT_ONCE):
        bind.execute(keep, rows[first:first + ROWS_AT_ONCE])
