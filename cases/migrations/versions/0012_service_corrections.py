"""A report of service is corrected by a later one that names it; a report names the leave of the court."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FIRST_ONE = sa.text("corrects_id IS NULL")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_report = sa.table("service_report", sa.column("id", _id()), sa.column("corrects_id", _id()))


def upgrade() -> None:
    """Add what this revision brings. The table is rebuilt on SQLite because its unique key changes."""
    with op.batch_alter_table("service_report") as report:
        report.drop_constraint(op.f("uq_service_report_writ_id"), type_="unique")
        report.add_column(sa.Column("leave_court", sa.String(length=120), nullable=False, server_default=""))
        report.add_column(sa.Column("leave_on", sa.Date(), nullable=True))
        report.add_column(sa.Column("corrects_id", _id(), nullable=True))
        report.add_column(sa.Column("correction_reason", sa.String(length=300), nullable=False, server_default=""))
        report.create_foreign_key(
            op.f("fk_service_report_corrects_id"), "service_report", ["corrects_id"], ["id"]
        )
        report.create_unique_constraint(op.f("uq_service_report_corrects_id"), ["corrects_id"])
    op.create_index(op.f("ix_service_report_writ_id"), "service_report", ["writ_id"])
    op.create_index(
        "uq_service_report_writ_id_first", "service_report", ["writ_id"], unique=True, sqlite_where=FIRST_ONE,
        postgresql_where=FIRST_ONE,
    )


def downgrade() -> None:
    """Take away what this revision brought: of each writ the report that counts stays, what it corrected goes."""
    op.drop_index(
        "uq_service_report_writ_id_first", table_name="service_report", sqlite_where=FIRST_ONE,
        postgresql_where=FIRST_ONE,
    )
    op.drop_index(op.f("ix_service_report_writ_id"), table_name="service_report")
    bind = op.get_bind()
    corrected = bind.scalars(sa.select(_report.c.corrects_id).where(_report.c.corrects_id.is_not(None))).all()
    with op.batch_alter_table("service_report") as report:
        report.drop_constraint(op.f("uq_service_report_corrects_id"), type_="unique")
        report.drop_constraint(op.f("fk_service_report_corrects_id"), type_="foreignkey")
        report.drop_column("correction_reason")
        report.drop_column("corrects_id")
        report.drop_column("leave_on")
        report.drop_column("leave_court")
    if corrected:
        bind.execute(sa.delete(_report).where(_report.c.id == sa.bindparam("gone")), [{"gone": n} for n in corrected])
    with op.batch_alter_table("service_report") as report:
        report.create_unique_constraint(op.f("uq_service_report_writ_id"), ["writ_id"])
