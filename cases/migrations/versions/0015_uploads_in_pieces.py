"""A confirmed claim file becomes cases in pieces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CONFIRMED = sa.text("state = 'confirmed'")
TAKEN_IN = sa.text("state IN ('arriving', 'confirmed')")
ARRIVING = sa.text("state = 'arriving'")
ONCE = ["client_id", "sha256"]

_upload = sa.table("upload", sa.column("state", sa.String()), sa.column("done_count"), sa.column("accepted_count"))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings. Of a file that was taken in every row is done."""
    with op.batch_alter_table("upload") as upload:
        upload.drop_index("uq_upload_client_id_sha256_confirmed")
        upload.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        upload.add_column(sa.Column("confirmed_by", _id(), nullable=True))
        upload.add_column(sa.Column("terms_id", _id(), nullable=True))
        upload.add_column(sa.Column("done_count", _id(), nullable=False, server_default="0"))
        upload.add_column(sa.Column("recognised", sa.JSON(), nullable=True))
        upload.add_column(sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))
        upload.add_column(sa.Column("outdated", sa.String(length=300), nullable=False, server_default=""))
        upload.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        upload.add_column(sa.Column("lease_token", sa.String(length=32), nullable=True))
        upload.create_foreign_key(op.f("fk_upload_confirmed_by_user"), "user", ["confirmed_by"], ["id"])
        upload.create_foreign_key(op.f("fk_upload_terms_id_client_terms"), "client_terms", ["terms_id"], ["id"])
    op.create_index(
        "uq_upload_client_id_sha256_taken_in", "upload", ONCE, unique=True, sqlite_where=TAKEN_IN,
        postgresql_where=TAKEN_IN,
    )
    op.create_index(
        "ix_upload_state_arriving", "upload", ["state"], sqlite_where=ARRIVING, postgresql_where=ARRIVING
    )
    op.execute(
        sa.update(_upload).where(_upload.c.state == "confirmed").values(done_count=_upload.c.accepted_count)
    )


def downgrade() -> None:
    """Take away what this revision brought: a file that was being made into cases counts as taken in."""
    op.execute(sa.update(_upload).where(_upload.c.state == "arriving").values(state="confirmed"))
    op.drop_index("ix_upload_state_arriving", table_name="upload")
    op.drop_index("uq_upload_client_id_sha256_taken_in", table_name="upload")
    with op.batch_alter_table("upload") as upload:
        upload.drop_constraint(op.f("fk_upload_terms_id_client_terms"), type_="foreignkey")
        upload.drop_constraint(op.f("fk_upload_confirmed_by_user"), type_="foreignkey")
        for name in (
            "lease_token", "lease_until", "outdated", "left_out", "recognised", "done_count", "terms_id",
            "confirmed_by", "confirmed_on",
        ):
            upload.drop_column(name)
    op.create_index(
        "uq_upload_client_id_sha256_confirmed", "upload", ONCE, unique=True, sqlite_where=CONFIRMED,
        postgresql_where=CONFIRMED,
    )
