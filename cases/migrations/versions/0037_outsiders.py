"""Who an outsider says to be, of which case something waits, and what stood in for a second person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add what this revision brings; what was confirmed before by who asked it, was so after the waiting time."""
    op.create_table(
        "outsider",
        sa.Column("id", _id(), nullable=False),
        sa.Column("user_id", _id(), nullable=False),
        sa.Column("profession", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("register_entry", sa.String(length=60), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outsider_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outsider")),
    )
    op.create_index(op.f("ix_outsider_user_id"), "outsider", ["user_id"])
    with op.batch_alter_table("second_look") as table:
        table.add_column(sa.Column("case_id", _id(), nullable=True))
        table.add_column(sa.Column("decided_as", sa.String(length=40), nullable=True))
        table.create_foreign_key(op.f("fk_second_look_case_id"), "case", ["case_id"], ["id"])
        table.create_index(op.f("ix_second_look_case_id"), ["case_id"])
    look = sa.table("second_look", *map(sa.column, ("state", "asked_by", "decided_by", "decided_as")))
    by_itself = look.c.asked_by == look.c.decided_by
    op.execute(look.update().where(look.c.state == "confirmed").values(
        decided_as=sa.case((by_itself, "waiting_time"), else_="colleague")
    ))


def downgrade() -> None:
    """Take away what this revision brought."""
    with op.batch_alter_table("second_look") as table:
        table.drop_index(op.f("ix_second_look_case_id"))
        table.drop_constraint(op.f("fk_second_look_case_id"), type_="foreignkey")
        table.drop_column("decided_as")
        table.drop_column("case_id")
    op.drop_table("outsider")
    op.execute("DELETE FROM unsealed_row WHERE source = 'outsider'")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
