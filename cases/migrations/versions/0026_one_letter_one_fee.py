"""New invoices after the first letter; claims that went to another case; what is known of a person counts elsewhere."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings. Clients of before keep a new case for each new invoice, as it was."""
    op.add_column("client_terms", sa.Column(
        "new_invoices", sa.String(length=40), nullable=False, server_default="new_case"
    ))
    op.add_column("client_terms", sa.Column(
        "government_debtors", sa.Boolean(), nullable=False, server_default=sa.false()
    ))
    op.create_table(
        "claim_move",
        sa.Column("id", _id(), nullable=False),
        *(sa.Column(name, _id(), nullable=False) for name in ("claim_id", "from_case_id", "into_case_id")),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", _id(), nullable=True),
        sa.CheckConstraint("from_case_id <> into_case_id", name=op.f("ck_claim_move_to_another_case")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_claim_move_{name}"))
            for name, table in (
                ("claim_id", "claim"), ("from_case_id", "case"), ("into_case_id", "case"), ("moved_by", "user")
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_move")),
    )
    for name in ("claim_id", "from_case_id", "into_case_id"):
        op.create_index(op.f(f"ix_claim_move_{name}"), "claim_move", [name])
    op.create_table(
        "carried_hold",
        sa.Column("hold_id", _id(), autoincrement=False, nullable=False),
        sa.Column("from_case_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_carried_hold_hold_id")),
        sa.ForeignKeyConstraint(["from_case_id"], ["case.id"], name=op.f("fk_carried_hold_from_case_id")),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_carried_hold")),
    )
    op.create_index(op.f("ix_carried_hold_from_case_id"), "carried_hold", ["from_case_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("carried_hold")
    op.drop_table("claim_move")
    op.drop_column("client_terms", "government_debtors")
    op.drop_column("client_terms", "new_invoices")
