"""Lists, portals and counts read an index each; a claim knows whether its case is open."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("stage <> 'closed'")
LEGAL = sa.text("stage IN ('pre_legal', 'summons_draft')")
OF_OPEN_CASE = sa.text("is_open")
GIVEN = sa.text("given_at IS NOT NULL")
PAID = sa.text("kind IN ('payment', 'payment_reversed')")

# Name, table, columns, and of which rows.
ADDED: tuple[tuple[str, str, list[str], sa.TextClause | None], ...] = (
    ("ix_case_client_id_stage_id", "case", ["client_id", "stage", "id"], None),
    ("ix_case_client_id_id", "case", ["client_id", "id"], None),
    ("ix_case_client_id_id_open", "case", ["client_id", "id"], OPEN),
    ("ix_case_client_id_next_step_on_id_legal", "case", ["client_id", "next_step_on", "id"], LEGAL),
    ("ix_case_client_id_id_legal", "case", ["client_id", "id"], LEGAL),
    ("ix_case_next_step_next_step_on_id_open", "case", ["next_step", "next_step_on", "id"], OPEN),
    ("ix_case_stage_id", "case", ["stage", "id"], None),
    ("ix_case_upload_id_id", "case", ["upload_id", "id"], None),
    ("ix_debtor_kvk_number", "debtor", ["kvk_number"], None),
    ("ix_claim_barred_from_case_id_open", "claim", ["barred_from", "case_id", "id"], OF_OPEN_CASE),
    ("ix_claim_case_id_barred_from_id", "claim", ["case_id", "barred_from", "id"], None),
    ("ix_claim_client_id_principal_open", "claim", ["client_id", "principal"], OF_OPEN_CASE),
    ("ix_claim_invoice_core", "claim", ["invoice_core"], None),
    ("ix_claim_debtor_id", "claim", ["debtor_id"], None),
    ("ix_ledger_entry_case_id_amount_paid", "ledger_entry", ["case_id", "amount"], PAID),
    ("ix_letter_batch_id_state", "letter", ["batch_id", "state"], None),
    ("ix_letter_pdf_id", "letter", ["pdf_id"], None),
    ("ix_register_check_proof_id", "register_check", ["proof_id"], None),
    ("ix_writ_bailiff_office_id_id_given", "writ", ["bailiff_office_id", "id"], GIVEN),
    ("ix_writ_bailiff_office_id_state_id_given", "writ", ["bailiff_office_id", "state", "id"], GIVEN),
)
# Each of these is the beginning of one above.
REPLACED = (
    ("ix_case_client_id_stage", "case", ["client_id", "stage"]), ("ix_case_upload_id", "case", ["upload_id"]),
    ("ix_claim_case_id", "claim", ["case_id"]), ("ix_letter_batch_id", "letter", ["batch_id"]),
    ("ix_writ_bailiff_office_id", "writ", ["bailiff_office_id"]),
)

_case = sa.table("case", sa.column("id"), sa.column("stage", sa.String()))
_claim = sa.table("claim", sa.column("case_id"), sa.column("is_open", sa.Boolean()))


def upgrade() -> None:
    """Add what this revision brings; claims of closed cases are marked."""
    op.add_column("claim", sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true()))
    closed = sa.select(_case.c.id).where(_case.c.stage == "closed")
    op.execute(sa.update(_claim).where(_claim.c.case_id.in_(closed)).values(is_open=sa.false()))
    for name, table, columns, rows in ADDED:
        op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
    for name, table, _columns in REPLACED:
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    """Take away what this revision brought."""
    for name, table, columns in REPLACED:
        op.create_index(name, table, columns)
    for name, table, _columns, rows in ADDED:
        op.drop_index(name, table_name=table, sqlite_where=rows, postgresql_where=rows)
    op.drop_column("claim", "is_open")
