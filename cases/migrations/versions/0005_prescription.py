"""The first day on which each claim is barred, kept for lists and alarms."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from alembic import op

from cases.migrations.frozen.prescription_2026 import barred_from

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROWS_AT_ONCE = 1000


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_claim = sa.table(
    "claim", sa.column("id", _id()), sa.column("prescription_regime", sa.String()), sa.column("due_date", sa.Date()),
    sa.column("barred_from", sa.Date()),
)
_interruption = sa.table(
    "interruption", sa.column("claim_id", _id()), sa.column("kind", sa.String()),
    sa.column("interrupted_on", sa.Date()),
)


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("claim", sa.Column("barred_from", sa.Date(), nullable=True))
    op.add_column("claim", sa.Column("alarmed_months", _id(), nullable=True))
    _count_first_days()
    with op.batch_alter_table("claim") as claim:
        claim.alter_column("barred_from", existing_type=sa.Date(), nullable=False)
    op.create_index(op.f("ix_claim_barred_from"), "claim", ["barred_from"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(op.f("ix_claim_barred_from"), table_name="claim")
    op.drop_column("claim", "alarmed_months")
    op.drop_column("claim", "barred_from")


def _count_first_days() -> None:
    """By the law of 2026; every daily run counts again."""
    bind = op.get_bind()
    events: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for row in bind.execute(sa.select(_interruption)):
        events[row.claim_id].append((row.kind, row.interrupted_on))
    claims = bind.execute(sa.select(_claim.c.id, _claim.c.prescription_regime, _claim.c.due_date)).all()
    rows = [
        {
            "claim": claim.id,
            "day": barred_from(claim.prescription_regime, due_date=claim.due_date, interruptions=events[claim.id]),
        }
        for claim in claims
    ]
    keep = sa.update(_claim).where(_claim.c.id == sa.bindparam("claim")).values(barred_from=sa.bindparam("day"))
    for first in range(0, len(rows), ROWS_AT_ONCE):
        bind.execute(keep, rows[first:first + ROWS_AT_ONCE])
