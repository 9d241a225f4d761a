"""Which kind a claim is, as it was stated; and an interruption that was recorded in error is taken back.

Every claim of before had `contract`, which nobody had stated: it becomes not stated, and its first day barred is
counted again. Towards a consumer that is by two years (art. 7:28 BW), and alarms come anew.
Nor was it stated in the client terms of before.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from alembic import op

from cases.migrations.frozen.prescription_2026 import CONTRACT, barred_from, regime_of

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROWS_AT_ONCE = 1000


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_case = sa.table("case", sa.column("id", _id()), sa.column("debtor_kind", sa.String()))
_claim = sa.table(
    "claim", sa.column("id", _id()), sa.column("case_id", _id()), sa.column("prescription_regime", sa.String()),
    sa.column("term_of", sa.String()), sa.column("due_date", sa.Date()), sa.column("barred_from", sa.Date()),
    sa.column("alarmed_months", _id()),
)
_interruption = sa.table(
    "interruption", sa.column("id", _id()), sa.column("claim_id", _id()), sa.column("kind", sa.String()),
    sa.column("interrupted_on", sa.Date()), sa.column("withdraws_id", _id()),
)


def upgrade() -> None:
    """Add what this revision brings."""
    op.add_column("client_terms", sa.Column("prescription_regime", sa.String(length=40), nullable=True))
    with op.batch_alter_table("interruption") as interruption:
        interruption.add_column(sa.Column("recorded_by", _id(), nullable=True))
        interruption.add_column(sa.Column("withdraws_id", _id(), nullable=True))
        interruption.create_foreign_key(op.f("fk_interruption_recorded_by"), "user", ["recorded_by"], ["id"])
        interruption.create_foreign_key(op.f("fk_interruption_withdraws_id"), "interruption", ["withdraws_id"], ["id"])
        interruption.create_unique_constraint(op.f("uq_interruption_withdraws_id"), ["withdraws_id"])
    with op.batch_alter_table("claim") as claim:
        claim.alter_column("prescription_regime", existing_type=sa.String(length=40), nullable=True)
    op.execute(
        sa.update(_claim).where(_claim.c.prescription_regime == CONTRACT).values(prescription_regime=None)
    )
    _count_first_days()


def downgrade() -> None:
    """Take away what this revision brought, and withdrawn interruptions. The next daily run counts all days again.

    Up again, a claim that was stated to be a contract is not stated; the time line still tells who stated it.
    """
    stated = sa.func.coalesce(_claim.c.prescription_regime, CONTRACT)
    op.execute(sa.update(_claim).values(prescription_regime=stated))
    with op.batch_alter_table("claim") as claim:
        claim.alter_column("prescription_regime", existing_type=sa.String(length=40), nullable=False)
    _forget_withdrawn()
    with op.batch_alter_table("interruption") as interruption:
        interruption.drop_constraint(op.f("uq_interruption_withdraws_id"), type_="unique")
        interruption.drop_constraint(op.f("fk_interruption_withdraws_id"), type_="foreignkey")
        interruption.drop_constraint(op.f("fk_interruption_recorded_by"), type_="foreignkey")
        interruption.drop_column("withdraws_id")
        interruption.drop_column("recorded_by")
    op.drop_column("client_terms", "prescription_regime")


def _forget_withdrawn() -> None:
    """Without the column both sides would count again."""
    bind = op.get_bind()
    withdrawn = bind.scalars(sa.select(_interruption.c.withdraws_id).where(_interruption.c.withdraws_id.is_not(None)))
    gone = [{"gone": number} for number in withdrawn]
    bind.execute(sa.delete(_interruption).where(_interruption.c.withdraws_id.is_not(None)))
    if gone:
        bind.execute(sa.delete(_interruption).where(_interruption.c.id == sa.bindparam("gone")), gone)


def _count_first_days() -> None:
    """By the law of 2026; a claim whose day moved is alarmed anew."""
    bind = op.get_bind()
    events: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for row in bind.execute(sa.select(_interruption)):
        events[row.claim_id].append((row.kind, row.interrupted_on))
    claims = bind.execute(sa.select(_claim, _case.c.debtor_kind).join(_case, _case.c.id == _claim.c.case_id)).all()
    rows = []
    for claim in claims:
        regime = regime_of(claim.prescription_regime, debtor=claim.debtor_kind, is_periodic=bool(claim.term_of))
        day = barred_from(regime, due_date=claim.due_date, interruptions=events[claim.id])
        if day != claim.barred_from:
            rows.append({"claim": claim.id, "day": day})
    keep = (
        sa.update(_claim).where(_claim.c.id == sa.bindparam("claim"))
        .values(barred_from=sa.bindparam("day"), alarmed_months=None)
    )
    for first in range(0, len(rows), ROWS_AT_ONCE):
        bind.execute(keep, rows[first:first + ROWS_AT_ONCE])
