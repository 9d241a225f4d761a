"""Invoices on record are found in any spelling; what a client says of them, and other details of a debtor, are kept.

The core of every invoice number on record is filled in.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from cases.migrations.frozen.invoice_numbers_2026 import core

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROWS_AT_ONCE = 1000


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_claim = sa.table(
    "claim", sa.column("id", _id()), sa.column("invoice_number", sa.String()), sa.column("invoice_core", sa.String())
)


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("claim", sa.Column("invoice_core", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("upload", sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"))
    _fill_cores()
    op.create_index(op.f("ix_claim_client_id_invoice_core"), "claim", ["client_id", "invoice_core"])
    op.create_index(op.f("ix_debtor_client_id_kvk_number"), "debtor", ["client_id", "kvk_number"])
    op.create_index(op.f("ix_debtor_client_id_birth_date"), "debtor", ["client_id", "birth_date"])
    op.create_table(
        "details_proposal",
        sa.Column("id", _id(), nullable=False),
        sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("upload_id", _id(), nullable=True),
        sa.Column("upload_row", _id(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("taken_over", sa.Boolean(), nullable=True),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_details_proposal_debtor_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_details_proposal_upload_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_details_proposal_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_details_proposal")),
    )
    op.create_index(op.f("ix_details_proposal_debtor_id"), "details_proposal", ["debtor_id"])
    op.create_index(op.f("ix_details_proposal_upload_id"), "details_proposal", ["upload_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("details_proposal")
    op.drop_index(op.f("ix_debtor_client_id_birth_date"), "debtor")
    op.drop_index(op.f("ix_debtor_client_id_kvk_number"), "debtor")
    op.drop_index(op.f("ix_claim_client_id_invoice_core"), "claim")
    op.drop_column("upload", "answers")
    op.drop_column("claim", "invoice_core")


def _fill_cores() -> None:
    bind = op.get_bind()
    keep = sa.update(_claim).where(_claim.c.id == sa.bindparam("claim")).values(invoice_core=sa.bindparam("core"))
    numbers = bind.execute(sa.select(_claim.c.id, _claim.c.invoice_number)).all()
    rows = [{"claim": row.id, "core": core(row.invoice_number)} for row in numbers]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        bind.execute(keep, rows[first:first + ROWS_AT_ONCE])
