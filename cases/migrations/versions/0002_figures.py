"""Later figures with their decisions, and what every stored result was counted from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DECISIONS = ("confirmed", "rejected", "withdrawn")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "figure_addition",
        sa.Column("id", _id(), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=True),
        sa.Column("checked_through", sa.Date(), nullable=False),
        sa.Column("source_name", sa.String(length=120), nullable=False),
        sa.Column("source_address", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_by", _id(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("checked_through >= first_day", name=op.f("ck_figure_addition_checked_beyond_first_day")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_figure_addition_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_addition")),
    )
    op.create_index(op.f("ix_figure_addition_series"), "figure_addition", ["series"])
    op.create_table(
        "figure_decision",
        sa.Column("id", _id(), nullable=False),
        sa.Column("addition_id", _id(), nullable=False),
        sa.Column("kind", sa.Enum(*DECISIONS, name="figuredecisionkind", native_enum=False, length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", _id(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["addition_id"], ["figure_addition.id"], name=op.f("fk_figure_decision_addition_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_figure_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_decision")),
        sa.UniqueConstraint("addition_id", "kind", name=op.f("uq_figure_decision_addition_id_kind")),
    )
    op.create_table(
        "figure_set",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_figure_set")),
    )
    op.create_table(
        "valuation_record",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("letter_id", _id(), nullable=True),
        sa.Column("writ_id", _id(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figure_set_sha256", sa.String(length=64), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "letter_id IS NOT NULL OR writ_id IS NOT NULL", name=op.f("ck_valuation_record_of_something")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_valuation_record_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_valuation_record_letter_id")),
        sa.ForeignKeyConstraint(["writ_id"], ["writ.id"], name=op.f("fk_valuation_record_writ_id")),
        sa.ForeignKeyConstraint(
            ["figure_set_sha256"], ["figure_set.sha256"], name=op.f("fk_valuation_record_figure_set_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valuation_record")),
    )
    for column in ("case_id", "letter_id", "writ_id"):
        op.create_index(op.f(f"ix_valuation_record_{column}"), "valuation_record", [column])


def downgrade() -> None:
    """Take away what this revision brought."""
    for table in ("valuation_record", "figure_set", "figure_decision", "figure_addition"):
        op.drop_table(table)
