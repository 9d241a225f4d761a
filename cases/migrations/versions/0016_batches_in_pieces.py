"""Large batches of letters are ordered and posted in pieces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_letter = sa.table("letter", sa.column("state", sa.String()))
_work = sa.table("batch_work", sa.column("ordered_after", sa.BigInteger()))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "batch_work",
        sa.Column("batch_id", _id(), autoincrement=False, nullable=False),
        sa.Column("asked_count", _id(), nullable=False),
        sa.Column("ordered_after", _id(), nullable=True),
        sa.Column("left_out_count", _id(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figure_set_sha256", sa.String(length=64), nullable=True),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("busy_token", sa.String(length=32), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["letter_batch.id"], name=op.f("fk_batch_work_batch_id")),
        sa.ForeignKeyConstraint(
            ["figure_set_sha256"], ["figure_set.sha256"], name=op.f("fk_batch_work_figure_set_sha256")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_work")),
    )


def downgrade() -> None:
    """Take away what this revision brought; refused while a batch is half ordered or half posted."""
    half_done = sa.union_all(
        sa.select(sa.literal(1)).select_from(_letter).where(_letter.c.state == "leaving"),
        sa.select(sa.literal(1)).select_from(_work).where(_work.c.ordered_after.is_not(None)),
    )
    if op.get_bind().execute(half_done).first() is not None:
        raise RuntimeError("a batch is half ordered or half posted: let a worker finish it first")
    op.drop_table("batch_work")
