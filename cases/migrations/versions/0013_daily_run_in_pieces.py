"""The daily run is done in pieces, and asks only for what may have changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_daily_run = sa.table("daily_run", sa.column("done_at", sa.DateTime()))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings. Days that were done stay done."""
    with op.batch_alter_table("daily_run") as run:
        run.alter_column("done_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        run.add_column(sa.Column("step", sa.String(length=40), nullable=False, server_default=""))
        run.add_column(sa.Column("after_id", _id(), nullable=False, server_default="0"))
        run.add_column(sa.Column("law_sha256", sa.String(length=64), nullable=False, server_default=""))
    op.drop_index(op.f("ix_case_stage"), table_name="case")
    op.create_index("ix_case_stage_next_step_next_step_on", "case", ["stage", "next_step", "next_step_on"])


def downgrade() -> None:
    """Take away what this revision brought: a day that was not finished is done again."""
    op.drop_index("ix_case_stage_next_step_next_step_on", table_name="case")
    op.create_index(op.f("ix_case_stage"), "case", ["stage"])
    op.execute(sa.delete(_daily_run).where(_daily_run.c.done_at.is_(None)))
    with op.batch_alter_table("daily_run") as run:
        run.drop_column("law_sha256")
        run.drop_column("after_id")
        run.drop_column("step")
        run.alter_column("done_at", existing_type=sa.DateTime(timezone=True), nullable=False)
