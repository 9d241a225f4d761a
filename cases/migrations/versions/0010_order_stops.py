"""Stops of an order at the bailiff, the moment at which a writ was withdrawn, and signs that a debtor can pay.

Of a writ that was withdrawn before, the moment stands in the time line alone.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _choice() -> sa.String:
    return sa.String(length=40)


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("writ", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "service_report", sa.Column("despite_stop", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "order_stop",
        sa.Column("id", _id(), nullable=False),
        sa.Column("writ_id", _id(), nullable=False),
        sa.Column("cause", _choice(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_by", _id(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", _id(), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["writ_id"], ["writ.id"], name=op.f("fk_order_stop_writ_id")),
        sa.ForeignKeyConstraint(["stopped_by"], ["user.id"], name=op.f("fk_order_stop_stopped_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["user.id"], name=op.f("fk_order_stop_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_stop")),
    )
    op.create_index(op.f("ix_order_stop_writ_id"), "order_stop", ["writ_id"])
    op.create_index(
        "ix_order_stop_writ_id_open", "order_stop", ["writ_id"],
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "means_shown",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("sign", _choice(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _id(), nullable=True),
        sa.Column("withdraws_id", _id(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_means_shown_case_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_means_shown_recorded_by")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["means_shown.id"], name=op.f("fk_means_shown_withdraws_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means_shown")),
        sa.UniqueConstraint("withdraws_id", name=op.f("uq_means_shown_withdraws_id")),
    )
    op.create_index(op.f("ix_means_shown_case_id"), "means_shown", ["case_id"])


def downgrade() -> None:
    """Take away what this revision brought. A package that was halted can then be taken again."""
    op.drop_table("means_shown")
    op.drop_table("order_stop")
    op.drop_column("service_report", "despite_stop")
    op.drop_column("writ", "withdrawn_at")
