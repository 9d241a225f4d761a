"""Files of cases that stay whatever their term, and closed cases by the day on which they closed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING, CLOSED = sa.text("lifted_at IS NULL"), sa.text("closed_on IS NOT NULL")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "legal_hold",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("placed_at", _moment(), nullable=False),
        sa.Column("placed_by", _id(), nullable=False),
        sa.Column("lifted_at", _moment(), nullable=True),
        sa.Column("lifted_by", _id(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_reason = '')", name=op.f("ck_legal_hold_lifted_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["user.id"], name=op.f("fk_legal_hold_placed_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user.id"], name=op.f("fk_legal_hold_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(
        "uq_legal_hold_case_id_standing", "legal_hold", ["case_id"], unique=True, sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index(op.f("ix_legal_hold_case_id"), "legal_hold", ["case_id"])
    op.create_index(
        "ix_case_closed_on_id", "case", ["closed_on", "id"], sqlite_where=CLOSED, postgresql_where=CLOSED
    )


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index("ix_case_closed_on_id", "case")
    op.drop_table("legal_hold")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
