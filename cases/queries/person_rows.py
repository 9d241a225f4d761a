"""Every row about a person, by the register: from each table what leads to him, without what is about others alone."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final  # Any: what a column holds

from sqlalchemy import Column, ColumnElement, Table, and_, or_, select, union
from sqlalchemy.orm import Session

from cases.models import OWING, Case, CaseEvent, CaseParty, Client, ClientTerms, Debtor
from cases.parties import links
from cases.privacy.others import Masker
from cases.privacy.register import TABLES, Kept
from cases.schema.db import Base

# What tells of the program and not of him: locks, copies to search by, choices of counting.
_OF_PROGRAM: Final = frozenset({
    "lease_until", "lease_token", "version_id", "search_name", "identity", "policy", "program", "figure_set_sha256",
    "invoice_core", "invoice_key", "alarmed_months",
})

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Whose:
    """A person: the debtors as whom he is on record, the cases against him, and those in which he owes beside one.

    `names`: as he is called; `others`: who else is in those cases. `is_whole`: of these cases alone, with everybody in
    them and who worked with them.
    """

    persons: frozenset[int]
    own: frozenset[int]
    beside: frozenset[int]
    names: frozenset[str]
    others: tuple[Debtor, ...]
    is_whole: bool = False

    def is_of_another(self, told: Mapping[str, Any]) -> bool:
        """Whether an event, as it is kept, names whom of several in the case it is about, and that is not him."""
        about = told.get("person")
        if not isinstance(about, str) or any(name in about for name in self.names):
            return False
        return any(each.name in about for each in self.others)


def whose(session: Session, debtor_id: int) -> Whose:
    """Who this debtor is, with whom is one person with him by somebody's word."""
    persons = links.group_of(session, debtor_id)
    own = frozenset(session.scalars(select(Case.id).where(Case.debtor_id.in_(persons))))
    owes = select(CaseParty.case_id).where(CaseParty.person_id.in_(persons), CaseParty.role.in_(OWING))
    beside = frozenset(session.scalars(owes)) - own
    around = or_(
        Debtor.id.in_(select(CaseParty.person_id).where(CaseParty.case_id.in_(own | beside))),
        Debtor.id.in_(select(Case.debtor_id).where(Case.id.in_(own | beside))), Debtor.id.in_(persons),
    )
    known = session.scalars(select(Debtor).where(around).order_by(Debtor.id)).all()
    return Whose(
        persons=persons, own=own, beside=beside, names=frozenset(each.name for each in known if each.id in persons),
        others=tuple(each for each in known if each.id not in persons),
    )


def whole_cases(session: Session, case_ids: Collection[int]) -> Whose:
    """Everybody in these cases."""
    people = union(
        select(Case.debtor_id).where(Case.id.in_(case_ids)),
        select(CaseParty.person_id).where(CaseParty.case_id.in_(case_ids)),
    )
    return Whose(
        persons=frozenset(session.scalars(people)), own=frozenset(case_ids), beside=frozenset(), names=frozenset(),
        others=(), is_whole=True,
    )


def rows_about(session: Session, who: Whose, masker: Masker) -> dict[str, list[Row]]:
    """All rows about him by table, values as JSON has them; who works here and other people are left out of them."""
    found = {}
    for name, kept in TABLES.items():
        table = Base.metadata.tables[name]
        if kept.of and (rows := list(_rows(session, table, kept, who, masker))):
            found[name] = rows
    return found


def rows_of_clients(session: Session, client_ids: Collection[int]) -> dict[str, list[Row]]:
    """Who gave the cases, what was agreed with them."""
    keys = {"client": Client.id, "client_terms": ClientTerms.client_id}
    return {
        name: [
            {key: _plain(value) for key, value in row.items()} for row in session.execute(
                select(Base.metadata.tables[name]).where(key.in_(client_ids)).order_by("id")
            ).mappings()
        ]
        for name, key in keys.items()
    }


def _rows(session: Session, table: Table, kept: Kept, who: Whose, masker: Masker) -> Iterator[Row]:
    columns = [
        column for column in table.columns
        if column.name not in _OF_PROGRAM and (who.is_whole or not _is_user(column))
    ]
    query = select(*columns).where(is_about(table, kept, who)).order_by(*table.primary_key.columns)
    for row in session.execute(query).mappings():
        if table is CaseEvent.__table__ and who.is_of_another(row["data"]):
            continue
        yield {key: masker.value(_plain(value)) for key, value in row.items()}


def is_about(table: Table, kept: Kept, who: Whose) -> ColumnElement[bool]:
    """Which rows of a table are about him: of a case what names nobody, or him, where one of several is named."""
    by_way = _by_way(table, kept, who.persons, who.own | who.beside if kept.shared else who.own)
    if who.is_whole and "case_id" in table.c:
        return table.c["case_id"].in_(who.own)
    if "debtor_id" not in table.c or table.name in ("case", "claim") or "debtor_id" in kept.of.split():
        return by_way
    named, in_any = table.c["debtor_id"], _by_way(table, kept, who.persons, who.own | who.beside)
    return or_(and_(named.in_(who.persons), in_any), and_(named.is_(None), by_way))


def _by_way(table: Table, kept: Kept, persons: Collection[int], cases: Collection[int]) -> ColumnElement[bool]:
    return or_(*(leads_to(table, way.split("."), persons, cases) for way in kept.of.split()))


def leads_to(
    table: Table, way: list[str], persons: Collection[int], cases: Collection[int]
) -> ColumnElement[bool]:
    """Which rows of a table lead on that way to one of these debtors, or of these cases."""
    column = table.c[way[0]]
    target = table if not column.foreign_keys else next(iter(column.foreign_keys)).column.table
    if len(way) > 1:
        (key,) = target.primary_key.columns
        return column.in_(select(key).where(leads_to(target, way[1:], persons, cases)))
    return column.in_(persons if target.name == "debtor" else cases)


def _is_user(column: Column[Any]) -> bool:
    return any(key.column.table.name == "user" for key in column.foreign_keys)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, dict | list | bool | int | str) or value is None else str(value)
