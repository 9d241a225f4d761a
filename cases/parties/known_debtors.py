"""Debtors of a client that are on record already: which rows are theirs, and what a row says otherwise of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from cases.intake import ClaimRow, FlagCode
from cases.intake.model import RowFlag
from cases.models import Debtor, DetailsProposal
from cases.parties import contact_details, contact_points
from cases.parties import debtor_likeness as likeness
from cases.parties.debtor_likeness import Described, plain
from cases.parties.likeness import Fact
from cases.schema import lookups
from cases.schema.many_ids import in_parts

ROWS_AT_ONCE = 500
ADDRESS, PHONE, EMAIL = "adres", "telefoon", "e-mail"
SECRET = "(geheim)"  # noqa: S105 - the client reads this in the place of an address that he may not see
SAME_ADDRESS = f"{Fact.ADDRESS.value} gelijk"
_OF_COMPANY = ("", " bv", " b.v.", " b.v")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A detail that a row gives otherwise than the record, each as written."""

    what: str
    on_record: str
    in_file: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the record has of the debtor of a row.

    `debtor_id`: the debtor that the row joins, None for a new one. `differing`: debtors on record of whom the row
    gives other details; their cases wait too.
    """

    debtor_id: int | None
    differing: tuple[int, ...] = ()
    flags: tuple[RowFlag, ...] = ()


def identity(row: ClaimRow) -> str:
    """What makes two rows of one client the same debtor."""
    return "|".join(row.debtor_key)[:300]


def name_of(row: ClaimRow) -> str:
    """The name of a row as it is searched."""
    return likeness.search_name(row.company_name, row.first_names or row.initials, row.prefix, row.surname)


def known(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> dict[int, Known]:
    """What is on record of the debtor of each row, by row number: a few questions for five hundred rows."""
    in_file = _InFile(rows)
    by_row: dict[int, Known] = {}
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[start:start + ROWS_AT_ONCE]
        on_record = _Index(session, _candidates(session, client_id, chunk))
        for row in chunk:
            by_row[row.row] = _compare(row, on_record, in_file)
    return by_row


def flagged(rows: Iterable[ClaimRow], on_record: Mapping[int, Known]) -> tuple[ClaimRow, ...]:
    """The rows, each with what the record says of its debtor."""
    return tuple(
        row._replace(flags=(*row.flags, *on_record[row.row].flags)) if on_record[row.row].flags else row for row in rows
    )


def differences(row: Described, debtor: Described) -> tuple[Difference, ...]:
    """What a row says otherwise of a debtor; a field that is empty in the file says nothing."""
    return tuple(_differing(row, debtor))


class _Index:
    """Debtors by what they can be found by, with what was proposed of them in earlier files."""

    def __init__(self, session: Session, debtors: Sequence[Debtor]) -> None:
        self.by_identity: dict[str, Debtor] = {}
        self.described: dict[int, Described] = {}
        self.by_key: dict[str, dict[int, Debtor]] = defaultdict(dict)
        for debtor in debtors:
            told = self.described[debtor.id] = likeness.of_debtor(debtor)
            self.by_identity[debtor.identity] = debtor
            for key in _keys(told):
                self.by_key[key][debtor.id] = debtor
        self.secret = contact_points.with_secret_address(session, list(self.described))
        self.undecided: set[int] = set()
        self.left: dict[int, list[DetailsProposal]] = defaultdict(list)
        for proposal in _proposals(session, list(self.described)):
            if proposal.decided_at is None:
                self.undecided.add(proposal.debtor_id)
            elif not proposal.taken_over:
                self.left[proposal.debtor_id].append(proposal)

    def differences(self, told: Described, debtor_id: int) -> tuple[Difference, ...]:
        """What a row says otherwise of a debtor, without what a person decided to leave as it is."""
        found = (
            each for each in differences(told, self.described[debtor_id])
            if not any(_says(proposal, each.what, told) for proposal in self.left[debtor_id])
        )
        is_secret = debtor_id in self.secret
        return tuple(replace(each, on_record=SECRET) if is_secret and each.what == ADDRESS else each for each in found)

    def near(self, told: Described) -> list[Debtor]:
        """Debtors that share a number, name, front door or mailbox with a row, the oldest first."""
        found = {number: debtor for key in _keys(told) for number, debtor in self.by_key[key].items()}
        return [found[number] for number in sorted(found)]


def _keys(told: Described) -> Iterator[str]:
    if told.customer_number:
        yield f"number {likeness.number_key(told.customer_number)}"
    if told.kvk_number:
        yield f"kvk {told.kvk_number}"
    if told.name_key:
        yield f"name {told.name_key}"
    if told.address.postal_code:
        yield f"door {plain(told.address.postal_code)} {contact_details.house_number_key(told.address.house_number)}"
    if told.email:
        yield f"mail {told.email.casefold()}"


class _InFile:
    """Rows of one person in a file: the first, and the first that says otherwise of him."""

    def __init__(self, rows: Iterable[ClaimRow]) -> None:
        self.first: dict[str, ClaimRow] = {}
        self.odd: dict[str, ClaimRow] = {}
        for row in rows:
            for key in self._keys(row):
                first = self.first.setdefault(key, row)
                if first is not row and key not in self.odd and _contradictions(row, first):
                    self.odd[key] = row

    def against(self, row: ClaimRow) -> ClaimRow | None:
        """The row that says otherwise of the same person than `row`, and that comes first or in another case."""
        for key in self._keys(row):
            first, odd = self.first[key], self.odd.get(key)
            if odd is not None and _contradictions(row, first):
                return first
            if odd is not None and identity(odd) != identity(row):
                return odd
        return None

    @staticmethod
    def _keys(row: ClaimRow) -> tuple[str, ...]:
        if row.birth_date is None:
            return (identity(row),)
        told = likeness.of_row(row)
        return (identity(row), f"{told.name_key} {told.given} {row.birth_date}")


def _contradictions(row: ClaimRow, other: ClaimRow) -> list[Difference]:
    """What two rows of one person say otherwise of him; what only one of them gives is no contradiction."""
    found = differences(likeness.of_row(row), likeness.of_row(other))
    return [each for each in found if each.on_record]


def _compare(row: ClaimRow, on_record: _Index, in_file: _InFile) -> Known:
    told = likeness.of_row(row)
    near = on_record.near(told)
    own = on_record.by_identity.get(identity(row)) or next(
        (debtor for debtor in near if likeness.is_same_person(told, on_record.described[debtor.id])), None
    )
    if own is not None:
        return _with_flags(own.id, told, [own.id], (), on_record)
    others = {debtor.id: on_record.described[debtor.id] for debtor in near}
    alike = [number for number, other in others.items() if likeness.may_be_same(told, other)]
    named_otherwise = [
        other for number, other in others.items() if likeness.same_number(told, other) and number not in alike
    ]
    other_row = in_file.against(row)
    if not alike and not named_otherwise and other_row is not None:
        return _beside(row, other_row)
    found = _with_flags(None, told, alike, named_otherwise, on_record)
    return found if found.flags else replace(found, flags=tuple(_like_known(told, others, on_record.secret)))


def _like_known(
    told: Described, others: Mapping[int, Described], secret: Collection[int]
) -> Iterator[RowFlag]:
    """Who is probably the same and is not joined: two customer numbers, a slip of typing, a call name.

    Of a secret address the client does not read that his own is right.
    """
    for debtor_id, other in others.items():
        found = likeness.like(told, other)
        if found.is_to_be_asked:
            reasons = [each for each in found.reasons if debtor_id not in secret or each != SAME_ADDRESS]
            number = f", klantnummer {other.customer_number}" if other.customer_number else ""
            yield RowFlag(code=FlagCode.LIKE_KNOWN, explanation=(
                f"Lijkt op {other.name}{number} in ons dossier: {'; '.join(reasons)}."
            ))


def _with_flags(
    debtor_id: int | None, told: Described, alike: Sequence[int], named_otherwise: Sequence[Described],
    on_record: _Index,
) -> Known:
    flags, differing = [], []
    for number in alike:
        other, found = on_record.described[number], on_record.differences(told, number)
        if found:
            differing.append(number)
            flags.append(RowFlag(code=FlagCode.NEW_DETAILS, explanation=_told(other, found)))
        elif number in on_record.undecided:
            why = f"Over andere gegevens van {other.name} uit een eerder bestand is nog niet besloten."
            flags.append(RowFlag(code=FlagCode.NEW_DETAILS, explanation=why))
    flags += [
        RowFlag(code=FlagCode.CUSTOMER_KNOWN_OTHERWISE, explanation=(
            f"Klantnummer {told.customer_number} staat bij ons op naam van {other.name}; in dit bestand op naam van "
            f"{told.name}."
        )) for other in named_otherwise
    ]
    return Known(debtor_id=debtor_id, differing=tuple(differing), flags=tuple(flags))


def _beside(row: ClaimRow, other: ClaimRow) -> Known:
    """A new debtor of whom another row of the file says otherwise."""
    parts = "; ".join(
        f"{each.what} op regel {other.row}: {each.on_record}, hier: {each.in_file}"
        for each in _contradictions(row, other)
    )
    name = likeness.of_row(row).name
    why = f"Dit bestand noemt verschillende gegevens van {name}. {parts[0].upper()}{parts[1:]}."
    return Known(debtor_id=None, flags=(RowFlag(code=FlagCode.NEW_DETAILS, explanation=why),))


def _told(other: Described, others: Sequence[Difference]) -> str:
    number = f" (klantnummer {other.customer_number})" if other.customer_number else ""
    parts = "; ".join(
        f"{each.what} in ons dossier: {each.on_record or '(leeg)'}, in dit bestand: {each.in_file}" for each in others
    )
    return f"Bekend als {other.name}{number}. {parts[0].upper()}{parts[1:]}."


def _differing(row: Described, debtor: Described) -> Iterator[Difference]:
    if not likeness.same_address(row.address, debtor.address):
        yield Difference(what=ADDRESS, on_record=str(debtor.address), in_file=str(row.address))
    if row.phone and not likeness.same_phone(row.phone, debtor.phone):
        yield Difference(what=PHONE, on_record=debtor.phone, in_file=row.phone)
    if row.email and not likeness.same_email(row.email, debtor.email):
        yield Difference(what=EMAIL, on_record=debtor.email, in_file=row.email)


def _proposals(session: Session, debtor_ids: Sequence[int]) -> list[DetailsProposal]:
    return [
        proposal for part in in_parts(debtor_ids)
        for proposal in session.scalars(select(DetailsProposal).where(DetailsProposal.debtor_id.in_(part)))
    ]


def _says(proposal: DetailsProposal, what: str, told: Described) -> bool:
    """Whether a row says the same of this detail as a proposal did."""
    if what == PHONE:
        return bool(proposal.phone) and likeness.same_phone(proposal.phone, told.phone)
    if what == EMAIL:
        return bool(proposal.email) and likeness.same_email(proposal.email, told.email)
    return bool(proposal.street) and likeness.same_address(likeness.address_of(proposal), told.address)


def _candidates(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> list[Debtor]:
    numbers = {form for row in rows for form in _number_forms(row.customer_number)}
    names = {form for row in rows for form in _name_forms(row)}
    asked: list[ColumnElement[bool]] = [
        Debtor.identity.in_({identity(row) for row in rows}), Debtor.search_name.in_(names),
    ]
    if numbers:
        asked.append(Debtor.customer_number.in_(numbers))
    kvk = {row.kvk_number for row in rows if row.kvk_number}
    if kvk:
        asked.append(Debtor.kvk_number.in_(kvk))
    mailboxes = {row.email.lower() for row in rows if row.email}
    if mailboxes:
        asked.append(literal_column(lookups.EMAIL).in_(mailboxes))
    others = {*_born_with_one_name(session, client_id, rows), *_behind_one_door(session, client_id, rows)}
    asked += [Debtor.id.in_(part) for part in in_parts(others)]
    found = {
        debtor.id: debtor for condition in asked
        for debtor in session.scalars(select(Debtor).where(Debtor.client_id == client_id, condition))
    }
    return list(found.values())


def _born_with_one_name(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> list[int]:
    """Debtors on record with a birth date and a name of these rows: of a large client many share the date alone."""
    wanted = {(told.birth_date, told.name_key) for told in map(likeness.of_row, rows) if told.birth_date}
    born = {birth_date for birth_date, _name in wanted}
    if not born:
        return []
    query = select(Debtor.id, Debtor.birth_date, Debtor.company_name, Debtor.name_prefix, Debtor.surname).where(
        Debtor.client_id == client_id, Debtor.birth_date.in_(born)
    )
    return [
        debtor_id for debtor_id, birth_date, *name in session.execute(query)
        if (birth_date, likeness.name_key(*name)) in wanted
    ]


def _behind_one_door(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> list[int]:
    """Debtors on record at the postcode and house number of one of these rows."""
    told = (likeness.of_row(row).address for row in rows if row.postal_code)
    doors = {(_code(each.postal_code), contact_details.house_number_key(each.house_number)) for each in told}
    codes = {code for code, _number in doors}
    if not codes:
        return []
    code: ColumnElement[str] = literal_column(lookups.POSTAL_CODE)
    query = select(Debtor.id, code, Debtor.house_number).where(Debtor.client_id == client_id, code.in_(codes))
    return [
        debtor_id for debtor_id, own, number in session.execute(query)
        if (own, contact_details.house_number_key(number)) in doors
    ]


def _code(postal_code: str) -> str:
    """A postcode as `lookups.POSTAL_CODE` has it."""
    return "".join(postal_code.upper().split())


def _number_forms(number: str) -> Iterator[str]:
    """How a customer number may stand on record; letters before its digits that only the record has are not known."""
    if number:
        bare = likeness.number_key(number)
        yield from (number, number.upper(), number.lower(), number.lstrip("0"), bare)
        yield from ("".join(number.split()), f"D{bare}", f"D-{bare}", f"K{bare}", f"K-{bare}", f"0{bare}", f"00{bare}")


def _name_forms(row: ClaimRow) -> Iterator[str]:
    yield name_of(row)
    if row.company_name:
        bare = likeness.without_legal_form(name_of(row))
        yield from (f"{bare}{form}" for form in _OF_COMPANY)
