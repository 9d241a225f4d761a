"""What changes a claim after a letter named it: credits with their paper, other costs, terms of interest, clauses.

Nothing that is on record changes: every claim is contractual, and of no clause anything was found.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CREDIT = sa.text("kind IN ('credit_note', 'principal_withdrawn')")
INDEX = "ix_ledger_entry_case_id_credit"
NEW_KINDS = ("credit_note", "principal_withdrawn", "other_cost")
ON_CLAIMS = (
    "nature", "interest_clause", "costs_clause", "surcharge_percent", "surcharge_per", "rate_changes", "called_in_on",
    "called_in_clause",
)
ON_TERMS = ("interest_clause", "costs_clause", "surcharge_percent", "surcharge_per")

_entry = sa.table("ledger_entry", sa.column("kind", sa.String()))
_case = sa.table("case", sa.column("closing_reason", sa.String()))
_cost = sa.table("other_cost", sa.column("id"))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _agreed() -> Iterator[sa.Column[Any]]:
    """What a claim and the terms of a client both say."""
    lengths = {"interest_clause": 40, "costs_clause": 40, "surcharge_percent": 20, "surcharge_per": 5}
    return (sa.Column(name, sa.String(length=length), nullable=True) for name, length in lengths.items())


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_index(INDEX, "ledger_entry", ["case_id", "amount"], sqlite_where=CREDIT, postgresql_where=CREDIT)
    op.create_table(
        "entry_paper",
        sa.Column("entry_id", _id(), autoincrement=False, nullable=False),
        sa.Column("document_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_entry_paper_entry_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_entry_paper_document_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_paper")),
    )
    op.create_index(op.f("ix_entry_paper_document_id"), "entry_paper", ["document_id"])
    _create_other_cost()
    op.add_column("claim", sa.Column("nature", sa.String(length=40), nullable=False, server_default="contractual"))
    for table in ("claim", "client_terms"):
        for column in _agreed():
            op.add_column(table, column)
    op.add_column("claim", sa.Column("rate_changes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("claim", sa.Column("called_in_on", sa.Date(), nullable=True))
    op.add_column("claim", sa.Column("called_in_clause", sa.String(length=40), nullable=True))
    op.add_column("letter", sa.Column("receipt_disputed_on", sa.Date(), nullable=True))


def _create_other_cost() -> None:
    op.create_table(
        "other_cost",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("claim_id", _id(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("incurred_on", sa.Date(), nullable=False),
        sa.Column("interest_from", sa.Date(), nullable=True),
        sa.Column("borne_by", sa.String(length=40), nullable=False),
        sa.Column("is_awarded", sa.Boolean(), nullable=False),
        sa.Column("document_id", _id(), nullable=True),
        sa.Column("entry_id", _id(), nullable=True),
        sa.Column("withdraws_id", _id(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _id(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_other_cost_amount_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_other_cost_case_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_other_cost_claim_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_other_cost_document_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_other_cost_entry_id")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["other_cost.id"], name=op.f("fk_other_cost_withdraws_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_other_cost_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_cost")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_other_cost_entry_id")),
        sa.UniqueConstraint("withdraws_id", name=op.f("uq_other_cost_withdraws_id")),
    )
    op.create_index(op.f("ix_other_cost_case_id"), "other_cost", ["case_id"])


def downgrade() -> None:
    """Take it away; refused where money was booked that the revision before cannot count."""
    new = sa.union_all(
        sa.select(sa.literal(1)).select_from(_entry).where(_entry.c.kind.in_(NEW_KINDS)),
        sa.select(sa.literal(1)).select_from(_case).where(_case.c.closing_reason == "credited"),
        sa.select(sa.literal(1)).select_from(_cost),
    )
    if op.get_bind().execute(new).first() is not None:
        raise RuntimeError("claims were credited or other costs booked: the revision before cannot count that")
    op.drop_column("letter", "receipt_disputed_on")
    for column in ON_CLAIMS:
        op.drop_column("claim", column)
    for column in ON_TERMS:
        op.drop_column("client_terms", column)
    op.drop_table("other_cost")
    op.drop_table("entry_paper")
    op.drop_index(INDEX, table_name="ledger_entry")
