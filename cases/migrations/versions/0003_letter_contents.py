"""What each letter said: its addressee, the claims and the costs that it names, and its text."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROWS_AT_ONCE = 1000


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_letter = sa.table(
    "letter", sa.column("id", _id()), sa.column("case_id", _id()), sa.column("fee", sa.BigInteger()),
    sa.column("pdf_id", _id()),
)
_case = sa.table("case", sa.column("id", _id()), sa.column("debtor_id", _id()))
_entry = sa.table(
    "ledger_entry", sa.column("case_id", _id()), sa.column("claim_id", _id()), sa.column("kind", sa.String()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_event = sa.table(
    "case_event", sa.column("case_id", _id()), sa.column("kind", sa.String()), sa.column("data", sa.JSON()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_content = sa.table(
    "letter_content", sa.column("letter_id", _id()), sa.column("debtor_id", _id()),
    sa.column("claim_ids", sa.JSON()), sa.column("fee", sa.BigInteger()), sa.column("text", sa.Text()),
    sa.column("kept_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Add what this revision brings."""
    op.create_table(
        "letter_content",
        sa.Column("letter_id", _id(), nullable=False),
        sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("claim_ids", sa.JSON(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_content_letter_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_letter_content_debtor_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_content")),
    )
    _keep_letters_that_were_made()


def downgrade() -> None:
    """Take away what this revision brought."""
    op.drop_table("letter_content")


def _keep_letters_that_were_made() -> None:
    """A letter named every claim that its case had when it was made; its text is in its PDF alone."""
    bind = op.get_bind()
    made: dict[int, datetime] = {}
    events = sa.select(_event.c.data, _event.c.recorded_at).where(_event.c.kind == "letter_made")
    for data, moment in bind.execute(events):
        if isinstance(data.get("letter_id"), int):
            made[data["letter_id"]] = moment
    claims: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    entries = sa.select(_entry).where(_entry.c.kind == "principal").order_by(_entry.c.claim_id)
    for entry in bind.execute(entries):
        claims[entry.case_id].append((entry.claim_id, entry.recorded_at))
    letters = (
        sa.select(_letter.c.id, _letter.c.case_id, _letter.c.fee, _case.c.debtor_id)
        .join(_case, _case.c.id == _letter.c.case_id).where(_letter.c.pdf_id.is_not(None)).order_by(_letter.c.id)
    )
    rows = [
        {
            "letter_id": letter.id, "debtor_id": letter.debtor_id, "fee": letter.fee, "text": "",
            "claim_ids": [claim for claim, known_at in claims[letter.case_id] if known_at <= made[letter.id]],
            "kept_at": made[letter.id],
        }
        for letter in bind.execute(letters) if letter.id in made
    ]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        bind.execute(sa.insert(_content), rows[first:first + ROWS_AT_ONCE])
