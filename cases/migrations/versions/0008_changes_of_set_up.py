"""Who changed what of the set-up, whose password still has to be replaced, and documents found by claim and client."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what this revision brings. Who has a password already keeps it."""
    op.create_table(
        "set_up_change",
        sa.Column("id", _id(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", _id(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", _id(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_set_up_change_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_up_change")),
    )
    op.create_index(op.f("ix_set_up_change_subject_subject_id"), "set_up_change", ["subject", "subject_id"])
    op.add_column(
        "user", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(op.f("ix_document_claim_id"), "document", ["claim_id"])
    op.create_index(op.f("ix_document_client_id"), "document", ["client_id"])


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_index(op.f("ix_document_client_id"), table_name="document")
    op.drop_index(op.f("ix_document_claim_id"), table_name="document")
    op.drop_column("user", "must_change_password")
    op.drop_index(op.f("ix_set_up_change_subject_subject_id"), table_name="set_up_change")
    op.drop_table("set_up_change")
