"""How people are reached, with source and state; parts that people play in a case; letters to each of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PREFERRED, OPEN, STANDING = sa.text("preferred"), sa.text("through_day IS NULL"), sa.text("standing")
ONE_STANDS, ONE_EACH = "uq_letter_case_id_kind_standing", "uq_letter_case_id_kind_debtor_id_standing"
OF_ADDRESS = ("street", "house_number", "postal_code", "city", "country")
WAYS = {"phone_out": "phone", "email_out": "email", "visit": "address"}
ALSO_RIGHT = {"phone_in": "phone", "email_in": "email"}

_debtor = sa.table("debtor", *map(sa.column, ("id", "phone", "email", *OF_ADDRESS)))
_case = sa.table("case", *map(sa.column, ("id", "debtor_id")), sa.column("opened_on", sa.Date()))
_letter = sa.table(
    "letter", *map(sa.column, ("id", "batch_id", "case_id", "state", "debtor_id", "contact_point_id")),
    sa.column("sent_on", sa.Date()), sa.column("returned_on", sa.Date()), sa.column("standing", sa.Boolean()),
)
_contact = sa.table(
    "contact", *map(sa.column, ("id", "case_id", "channel", "outcome")), sa.column("right_party", sa.Boolean()),
    sa.column("contacted_at", sa.DateTime(timezone=True)),
)
_proposal = sa.table(
    "details_proposal", *map(sa.column, ("debtor_id", "street", "phone", "email")),
    sa.column("decided_at", sa.DateTime(timezone=True)), sa.column("taken_over", sa.Boolean()),
)
_point = sa.table(
    "contact_point",
    *map(sa.column, ("id", "debtor_id", "kind", "value", "state", "state_reason", "source", *OF_ADDRESS)),
    sa.column("state_on", sa.Date()), sa.column("preferred", sa.Boolean()), sa.column("from_day", sa.Date()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_BATCH = ("kind", "letter_date", "ordered_at", "ordered_by", "posted_on", "posted_by")
_batch = sa.table("letter_batch", sa.column("id"), *map(sa.column, _BATCH))


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _postal() -> Iterator[sa.Column[Any]]:
    lengths = {"street": 120, "house_number": 20, "postal_code": 12, "city": 80, "country": 2}
    return (sa.Column(name, sa.String(length=length), nullable=False) for name, length in lengths.items())


def upgrade() -> None:
    """Add the tables, give every debtor the points that stood in his columns, and say to whom each letter went."""
    op.add_column("debtor", sa.Column("trade_names", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("debtor", sa.Column("language", sa.String(length=2), nullable=False, server_default="nl"))
    op.add_column("debtor", sa.Column("died_on", sa.Date(), nullable=True))
    _add_contact_points()
    _add_parties()
    _copy_points()
    _mark_wrong_ones()
    _mark_returned_ones()
    _add_to_letters()


def downgrade() -> None:
    """Take it away. What a debtor's columns say stays; two letters of one batch to one case get a batch each."""
    _part_letters()
    op.drop_index(ONE_EACH, table_name="letter")
    with op.batch_alter_table("letter") as letter:
        for name, table in (("debtor_id", "debtor"), ("party_id", "case_party"), ("contact_point_id", "contact_point")):
            letter.drop_constraint(op.f(f"fk_letter_{name}_{table}"), type_="foreignkey")
        letter.drop_constraint(op.f("uq_letter_batch_id_case_id_debtor_id"), type_="unique")
        letter.create_unique_constraint(op.f("uq_letter_batch_id_case_id"), ["batch_id", "case_id"])
        for name in ("debtor_id", "party_id", "contact_point_id"):
            letter.drop_column(name)
    op.create_index(
        ONE_STANDS, "letter", ["case_id", "kind"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )
    op.drop_table("case_party")
    op.drop_table("contact_point")
    for name in ("trade_names", "language", "died_on"):
        op.drop_column("debtor", name)


def _add_contact_points() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", _id(), nullable=False), sa.Column("debtor_id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False), sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("state_reason", sa.String(length=300), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False), sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False), sa.Column("through_day", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _id(), nullable=True), *_postal(),
        sa.CheckConstraint(
            "through_day IS NULL OR through_day >= from_day",
            name=op.f("ck_contact_point_through_not_before_from"),
        ),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_contact_point_debtor_id_debtor")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_contact_point_recorded_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index("ix_contact_point_debtor_id_kind", "contact_point", ["debtor_id", "kind"])
    op.create_index(
        "uq_contact_point_debtor_id_kind_preferred", "contact_point", ["debtor_id", "kind"], unique=True,
        sqlite_where=PREFERRED, postgresql_where=PREFERRED,
    )


def _add_parties() -> None:
    people = {"person_id": "debtor", "stands_for_id": "debtor", "case_id": "case", "recorded_by": "user"}
    op.create_table(
        "case_party",
        sa.Column("id", _id(), nullable=False), sa.Column("case_id", _id(), nullable=False),
        sa.Column("person_id", _id(), nullable=False), sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("stands_for_id", _id(), nullable=False), sa.Column("share_numerator", _id(), nullable=True),
        sa.Column("share_denominator", _id(), nullable=True), sa.Column("liable_most", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False), sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("through_day", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", _id(), nullable=True),
        sa.CheckConstraint(
            "through_day IS NULL OR through_day >= from_day", name=op.f("ck_case_party_through_not_before_from")
        ),
        sa.CheckConstraint(
            "(role IN ('debtor', 'partner', 'guarantor', 'heir')) = (stands_for_id = person_id)",
            name=op.f("ck_case_party_who_owes_stands_for_himself"),
        ),
        sa.CheckConstraint(
            "(share_numerator IS NULL) = (share_denominator IS NULL) AND "
            "(share_numerator IS NULL OR (share_numerator > 0 AND share_numerator <= share_denominator))",
            name=op.f("ck_case_party_share_of_one"),
        ),
        sa.CheckConstraint("liable_most IS NULL OR liable_most > 0", name=op.f("ck_case_party_liable_most_positive")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_case_party_{name}_{table}"))
            for name, table in people.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_party")),
    )
    for name in ("case_id", "person_id", "stands_for_id"):
        op.create_index(f"ix_case_party_{name}", "case_party", [name])
    op.create_index(
        "uq_case_party_open", "case_party", ["case_id", "person_id", "role", "stands_for_id"], unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )


def _copy_points() -> None:
    """What the columns say, in use since the first case; a postbus is known by its first word."""
    since = sa.func.coalesce(
        sa.select(sa.func.min(_case.c.opened_on)).where(_case.c.debtor_id == _debtor.c.id).scalar_subquery(),
        sa.func.current_date(),
    )
    street = sa.func.lower(sa.func.trim(_debtor.c.street))
    is_box = street.like("postbus%") | street.like("antwoordnummer%")
    nowhere = [sa.literal(value) for value in ("", "", "", "", "NL")]
    own = [_debtor.c[name] for name in OF_ADDRESS]
    for kind, value, address, known in (
        ("address", sa.literal(""), own, (_debtor.c.street != "") | (_debtor.c.city != "")),
        ("phone", _debtor.c.phone, nowhere, _debtor.c.phone != ""),
        ("email", _debtor.c.email, nowhere, _debtor.c.email != ""),
    ):
        state = sa.case((is_box, "postbus"), else_="in_use") if kind == "address" else sa.literal("in_use")
        found = sa.select(
            _debtor.c.id, sa.literal(kind), value, *address, state, since, sa.literal(""), sa.true(),
            sa.literal("migrated"), since, sa.func.now(),
        ).where(known)
        names = (
            "debtor_id", "kind", "value", *OF_ADDRESS, "state", "state_on", "state_reason", "preferred", "source",
            "from_day", "recorded_at",
        )
        op.execute(sa.insert(_point).from_select(names, found))


def _mark_wrong_ones() -> None:
    """Ways on which somebody else answered, until the debtor himself was reached on that way."""
    bind = op.get_bind()
    asked = bind.execute(sa.select(_case.c.debtor_id).join(_contact, _contact.c.case_id == _case.c.id).where(
        _contact.c.outcome == "wrong_number"
    ).distinct()).scalars().all()
    for debtor_id in asked:
        rows = bind.execute(
            sa.select(_contact.c.channel, _contact.c.outcome, _contact.c.right_party, _contact.c.contacted_at)
            .join(_case, _contact.c.case_id == _case.c.id).where(_case.c.debtor_id == debtor_id)
            .order_by(_contact.c.id)
        )
        wrong: dict[str, Any] = {}
        for row in rows:
            if row.outcome == "wrong_number" and row.channel in WAYS:
                wrong[WAYS[row.channel]] = row.contacted_at
            elif row.right_party:
                wrong.pop((WAYS | ALSO_RIGHT).get(row.channel, ""), None)
        for kind, at in wrong.items():
            if not _was_replaced(debtor_id, kind, at):
                _mark(debtor_id, kind, state="wrong", on=at.date(), why="Bij contact bleek dit van iemand anders.")


def _mark_returned_ones() -> None:
    """Addresses from which the last letter came back, and that nobody changed since."""
    bind = op.get_bind()
    gone = sa.select(_case.c.debtor_id, _letter.c.sent_on, _letter.c.id, _letter.c.returned_on).join(
        _case, _letter.c.case_id == _case.c.id
    ).where(_letter.c.sent_on.is_not(None))
    came_back = sa.select(_case.c.debtor_id).join(_letter, _letter.c.case_id == _case.c.id).where(
        _letter.c.returned_on.is_not(None)
    )
    rows = bind.execute(gone.where(_case.c.debtor_id.in_(came_back)).order_by(_letter.c.sent_on, _letter.c.id))
    last = {debtor_id: returned_on for debtor_id, _sent_on, _number, returned_on in rows}
    for debtor_id, returned_on in last.items():
        if returned_on is not None and not _was_replaced(debtor_id, "address", returned_on):
            _mark(debtor_id, "address", state="returned", on=returned_on, why="Een brief kwam retour.")


def _was_replaced(debtor_id: int, kind: str, since: Any) -> bool:
    """Whether another one was taken over since."""
    column = _proposal.c["street" if kind == "address" else kind]
    query = sa.select(sa.func.count()).select_from(_proposal).where(
        _proposal.c.debtor_id == debtor_id, column != "", _proposal.c.taken_over, _proposal.c.decided_at >= since
    )
    return bool(op.get_bind().execute(query).scalar())


def _mark(debtor_id: int, kind: str, *, state: str, on: Any, why: str) -> None:
    op.execute(
        sa.update(_point).where(_point.c.debtor_id == debtor_id, _point.c.kind == kind)
        .values(state=state, state_on=on, state_reason=why)
    )


def _add_to_letters() -> None:
    op.add_column("letter", sa.Column("debtor_id", _id(), nullable=True))
    of_case = sa.select(_case.c.debtor_id).where(_case.c.id == _letter.c.case_id).scalar_subquery()
    op.execute(sa.update(_letter).values(debtor_id=of_case))
    op.drop_index(ONE_STANDS, table_name="letter")
    with op.batch_alter_table("letter") as letter:
        letter.alter_column("debtor_id", existing_type=_id(), nullable=False)
        letter.add_column(sa.Column("party_id", _id(), nullable=True))
        letter.add_column(sa.Column("contact_point_id", _id(), nullable=True))
        letter.drop_constraint(op.f("uq_letter_batch_id_case_id"), type_="unique")
        letter.create_unique_constraint(
            op.f("uq_letter_batch_id_case_id_debtor_id"), ["batch_id", "case_id", "debtor_id"]
        )
        for name, table in (("debtor_id", "debtor"), ("party_id", "case_party"), ("contact_point_id", "contact_point")):
            letter.create_foreign_key(op.f(f"fk_letter_{name}_{table}"), table, [name], ["id"])
    op.create_index(
        ONE_EACH, "letter", ["case_id", "kind", "debtor_id"], unique=True, sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    _say_where_letters_went()


def _say_where_letters_went() -> None:
    """To the address that always stood there; of one that was replaced it is not known which letters went to it."""
    address = sa.select(_point.c.id).where(
        _point.c.debtor_id == _letter.c.debtor_id, _point.c.kind == "address"
    ).scalar_subquery()
    was_replaced = sa.select(_proposal.c.debtor_id).where(
        _proposal.c.debtor_id == _letter.c.debtor_id, _proposal.c.street != "", _proposal.c.taken_over
    ).exists()
    op.execute(sa.update(_letter).where(~was_replaced).values(contact_point_id=address))


def _part_letters() -> None:
    """One letter of a batch to a case, and one that stands: that to its debtor."""
    bind = op.get_bind()
    others = bind.execute(
        sa.select(_letter.c.id, _letter.c.batch_id).join(_case, _case.c.id == _letter.c.case_id)
        .where(_letter.c.debtor_id != _case.c.debtor_id).order_by(_letter.c.id)
    ).all()
    for letter_id, batch_id in others:
        new = (bind.execute(sa.select(sa.func.max(_batch.c.id))).scalar() or 0) + 1
        kept = bind.execute(sa.select(*(_batch.c[name] for name in _BATCH)).where(_batch.c.id == batch_id)).one()
        bind.execute(sa.insert(_batch).values(id=new, **dict(zip(_BATCH, kept, strict=True))))
        bind.execute(sa.update(_letter).where(_letter.c.id == letter_id).values(batch_id=new, standing=False))
