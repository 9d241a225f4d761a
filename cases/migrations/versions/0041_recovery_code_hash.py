"""Recovery codes kept by the hash of passwords; those of before by that hash of what was kept of them.

So they work on, and what could be guessed quickly is gone. Of a code that is used or withdrawn nothing stays.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from argon2 import PasswordHasher

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_code = sa.table(
    "recovery_code", sa.column("id", sa.BigInteger), sa.column("code_sha256", sa.String),
    sa.column("code_hash", sa.String), sa.column("made_at", sa.DateTime(timezone=True)),
    sa.column("used_at", sa.DateTime(timezone=True)), sa.column("withdrawn_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Add what this revision brings."""
    with op.batch_alter_table("recovery_code") as recovery_code:
        recovery_code.add_column(sa.Column("code_hash", sa.String(length=255), nullable=True))
        recovery_code.alter_column("code_sha256", existing_type=sa.String(length=64), nullable=True)
    connection, slow = op.get_bind(), PasswordHasher()
    usable = sa.select(_code.c.id, _code.c.code_sha256).where(_code.c.used_at.is_(None), _code.c.withdrawn_at.is_(None))
    for code_id, kept in connection.execute(usable).all():
        connection.execute(sa.update(_code).where(_code.c.id == code_id).values(code_hash=slow.hash(kept)))
    connection.execute(sa.update(_code).values(code_sha256=None))


def downgrade() -> None:
    """Take away what this revision brought; no code works any more, and users make new ones."""
    connection = op.get_bind()
    usable = (_code.c.used_at.is_(None), _code.c.withdrawn_at.is_(None))
    connection.execute(sa.update(_code).where(*usable).values(withdrawn_at=_code.c.made_at))
    connection.execute(sa.update(_code).values(code_sha256=sa.cast(_code.c.id, sa.String)))
    with op.batch_alter_table("recovery_code") as recovery_code:
        recovery_code.alter_column("code_sha256", existing_type=sa.String(length=64), nullable=False)
        recovery_code.drop_column("code_hash")
