"""The end of a case in money: booked off, paid back, told, and what waits for it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PROPOSED = sa.text("state = 'proposed'")
OF_ENTRIES = {
    "ix_ledger_entry_case_id_refund": (["case_id", "amount"], sa.text("kind = 'refund'")),
    "ix_ledger_entry_effective_on_small": (["effective_on", "case_id"], sa.text("kind = 'small_difference'")),
}
NEW_KINDS = ("write_off", "small_difference", "withdrawn_part", "refund")
NEW_REASONS = ("settled", "small_difference", "paid_as_asked")

_entry = sa.table("ledger_entry", sa.column("kind", sa.String()), sa.column("case_id"), sa.column("amount"))
_case = sa.table(
    "case", sa.column("id"), sa.column("closing_reason", sa.String()), sa.column("opened_on"), sa.column("closed_on")
)
_overpaid = sa.table("overpaid", sa.column("case_id"), sa.column("since"))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings; nothing that is on record changes."""
    op.add_column("ledger_entry", sa.Column("effect", sa.String(length=40), nullable=True))
    op.add_column("client_terms", sa.Column("small_difference", sa.BigInteger(), nullable=False, server_default="0"))
    for column in ("write_off_handler", "write_off_legal_lead"):
        op.add_column("agency_profile", sa.Column(column, sa.BigInteger(), nullable=False, server_default="0"))
    _create_write_off()
    op.create_table(
        "told_amount",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("through_day", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", _id(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_told_amount_amount_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_told_amount_case_id")),
        sa.ForeignKeyConstraint(["told_by"], ["user.id"], name=op.f("fk_told_amount_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_amount")),
    )
    op.create_index(op.f("ix_told_amount_case_id"), "told_amount", ["case_id"])
    for table, day in (("open_difference", "paid_on"), ("overpaid", "since")):
        op.create_table(
            table,
            sa.Column("case_id", _id(), autoincrement=False, nullable=False),
            sa.Column(day, sa.Date(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id")),
            sa.PrimaryKeyConstraint("case_id", name=op.f(f"pk_{table}")),
        )
    op.create_index("ix_overpaid_since_case_id", "overpaid", ["since", "case_id"])
    for name, (columns, condition) in OF_ENTRIES.items():
        op.create_index(name, "ledger_entry", columns, sqlite_where=condition, postgresql_where=condition)
    _list_overpaid()


def _list_overpaid() -> None:
    """Every case on which more came in than its principal may be paid too much; the daily run counts which are not."""
    paid = sa.select(_entry.c.case_id).group_by(_entry.c.case_id).having(sa.func.sum(_entry.c.amount) < 0)
    since = sa.func.coalesce(_case.c.closed_on, _case.c.opened_on)
    op.execute(sa.insert(_overpaid).from_select(
        ["case_id", "since"], sa.select(_case.c.id, since).where(_case.c.id.in_(paid))
    ))


def _create_write_off() -> None:
    op.create_table(
        "write_off",
        sa.Column("id", _id(), nullable=False),
        sa.Column("case_id", _id(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("closing_reason", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("most_alone", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", _id(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", _id(), nullable=True),
        sa.Column("decision_note", sa.String(length=300), nullable=False),
        sa.Column("entry_id", _id(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_write_off_amount_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_write_off_case_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_write_off_proposed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_write_off_decided_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_write_off_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_write_off_entry_id")),
    )
    op.create_index(op.f("ix_write_off_case_id"), "write_off", ["case_id"])
    op.create_index(
        "uq_write_off_case_id_proposed", "write_off", ["case_id"], unique=True, sqlite_where=PROPOSED,
        postgresql_where=PROPOSED,
    )
    op.create_index(
        "ix_write_off_id_proposed", "write_off", ["id"], sqlite_where=PROPOSED, postgresql_where=PROPOSED
    )


def downgrade() -> None:
    """Take it away; refused where money was booked that the revision before knows nothing of."""
    new = sa.union_all(
        sa.select(sa.literal(1)).select_from(_entry).where(_entry.c.kind.in_(NEW_KINDS)),
        sa.select(sa.literal(1)).select_from(_case).where(_case.c.closing_reason.in_(NEW_REASONS)),
    )
    if op.get_bind().execute(new).first() is not None:
        raise RuntimeError("money was booked off or paid back: the revision before cannot count that")
    for name in OF_ENTRIES:
        op.drop_index(name, table_name="ledger_entry")
    for table in ("overpaid", "open_difference", "told_amount", "write_off"):
        op.drop_table(table)
    for column in ("write_off_legal_lead", "write_off_handler"):
        op.drop_column("agency_profile", column)
    op.drop_column("client_terms", "small_difference")
    op.drop_column("ledger_entry", "effect")
