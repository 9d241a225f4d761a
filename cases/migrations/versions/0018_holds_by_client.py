"""What stands still is found by client; what may go to court is counted without reading its cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN, LEGAL = sa.text("ended_on IS NULL"), sa.text("stage IN ('pre_legal', 'summons_draft')")
ONE_OF_A_KIND, BY_CLIENT = "uq_hold_case_id_kind_open", "ix_hold_client_id_case_id_open"
IN_LAW, WITH_TERMS = "ix_case_client_id_id_legal", "ix_case_client_id_id_terms_id_legal"

_hold = sa.table("hold", sa.column("case_id"), sa.column("client_id"))
_case = sa.table("case", sa.column("id"), sa.column("client_id"))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Let a hold say of which client it is: a client's own are counted without those of all others."""
    op.add_column("hold", sa.Column("client_id", _id(), nullable=True))
    of_case = sa.select(_case.c.client_id).where(_case.c.id == _hold.c.case_id).scalar_subquery()
    op.execute(sa.update(_hold).values(client_id=of_case))
    op.drop_index(ONE_OF_A_KIND, table_name="hold")
    with op.batch_alter_table("hold") as hold:
        hold.alter_column("client_id", existing_type=_id(), nullable=False)
        hold.create_foreign_key(op.f("fk_hold_client_id_client"), "client", ["client_id"], ["id"])
    op.create_index(
        ONE_OF_A_KIND, "hold", ["case_id", "kind"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(BY_CLIENT, "hold", ["client_id", "case_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        WITH_TERMS, "case", ["client_id", "id", "terms_id"], sqlite_where=LEGAL, postgresql_where=LEGAL
    )
    op.drop_index(IN_LAW, table_name="case")


def downgrade() -> None:
    """Take the client away; which one it is stands at the case."""
    op.create_index(IN_LAW, "case", ["client_id", "id"], sqlite_where=LEGAL, postgresql_where=LEGAL)
    op.drop_index(WITH_TERMS, table_name="case")
    op.drop_index(BY_CLIENT, table_name="hold")
    op.drop_index(ONE_OF_A_KIND, table_name="hold")
    with op.batch_alter_table("hold") as hold:
        hold.drop_constraint(op.f("fk_hold_client_id_client"), type_="foreignkey")
        hold.drop_column("client_id")
    op.create_index(
        ONE_OF_A_KIND, "hold", ["case_id", "kind"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
