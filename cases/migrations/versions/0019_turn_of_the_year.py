"""The turn of the year: through which day an arrangement was counted, and who adds the figures that come."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings; an arrangement of before was counted through the day of its agreement."""
    op.add_column("arrangement", sa.Column("counted_through", sa.Date(), nullable=True))
    op.create_table(
        "figure_keeper",
        sa.Column("id", _id(), nullable=False),
        sa.Column("turn_on", sa.Date(), nullable=False),
        sa.Column("user_id", _id(), nullable=False),
        sa.Column("named_by", _id(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_figure_keeper_user_id_user")),
        sa.ForeignKeyConstraint(["named_by"], ["user.id"], name=op.f("fk_figure_keeper_named_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_keeper")),
    )
    op.create_index(op.f("ix_figure_keeper_turn_on"), "figure_keeper", ["turn_on"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(op.f("ix_figure_keeper_turn_on"), table_name="figure_keeper")
    op.drop_table("figure_keeper")
    op.drop_column("arrangement", "counted_through")
