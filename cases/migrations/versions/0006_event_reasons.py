"""What the amounts and days of an event were counted from, and which program wrote each event."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_PAPER = "letter_id IS NOT NULL OR writ_id IS NOT NULL"


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings. Of an event of before it is not known which program wrote it."""
    op.add_column("case_event", sa.Column("program", sa.String(length=120), nullable=False, server_default=""))
    with op.batch_alter_table("valuation_record") as record:
        record.add_column(sa.Column("event_id", _id(), nullable=True))
        record.create_foreign_key(op.f("fk_valuation_record_event_id"), "case_event", ["event_id"], ["id"])
        record.drop_constraint(op.f("ck_valuation_record_of_something"), type_="check")
        record.create_check_constraint(op.f("ck_valuation_record_of_something"), f"{OF_PAPER} OR event_id IS NOT NULL")
    op.create_index(op.f("ix_valuation_record_event_id"), "valuation_record", ["event_id"])


def downgrade() -> None:
    """Take away what this revision brought, the records of events with it."""
    op.drop_index(op.f("ix_valuation_record_event_id"), table_name="valuation_record")
    op.execute("DELETE FROM valuation_record WHERE event_id IS NOT NULL")
    with op.batch_alter_table("valuation_record") as record:
        record.drop_constraint(op.f("ck_valuation_record_of_something"), type_="check")
        record.drop_constraint(op.f("fk_valuation_record_event_id"), type_="foreignkey")
        record.drop_column("event_id")
        record.create_check_constraint(op.f("ck_valuation_record_of_something"), OF_PAPER)
    op.drop_column("case_event", "program")
