"""Finding a case by whatever the handler has at hand: a number, a name, an address, a telephone.

Every key is a probe of its own with its own index, and the probes are added up (UNION ALL): one OR over three tables
reads them all. What the expressions are indexed by stands in `cases.schema.lookups`.
"""

import re
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    String,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from cases.intake.invoice_numbers import Spelling, core, spelling
from cases.models import Case, CaseParty, Claim, Debtor, SearchedBy
from cases.parties.debtor_likeness import search_name
from cases.queries import slips
from cases.schema import lookups

MOST_FOUND = 50
# Of one probe, before anything is sorted; who finds more must be more precise anyway.
MOST_PROBED = 250
# Of invoice numbers with the same core, before their spelling is compared.
MOST_COMPARED = 500
# Prefixes that people leave out or write differently: "de Boer" is found by "Boer" and "Boer, de".
PREFIXES = frozenset((
    "de", "den", "der", "d'", "het", "'t", "ten", "ter", "te", "van", "von", "op", "in", "aan", "uit", "bij", "la",
    "le", "du", "del", "da", "di", "el", "al",
))
_POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})\s*(.*)")
# Of debtors whose name is one slip away; in a list too, so that the database expects few and looks each up.
MOST_SLIPPED = 2_000
# Of who fits by name, before it is asked whether he plays a part beside the debtor of a case.
MOST_WALKED = 500
_HOUSE_NUMBER = re.compile(r"[0-9]+[a-z]?")
Probe = Select[int]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search gave: ids of cases, newest first; `exact` when one key points to one case alone."""

    case_ids: tuple[int, ...]
    exact: bool
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Within:
    """Where is searched: every case, or those of one client; `cases` holds what else must be true of them.

    `by_part`: not the debtor of a case is looked for, but who owes beside him or speaks for somebody, now or before.
    `newest`: of who fits by an index of SQLite only the newest so many are asked for such a part; None: all.
    """

    client_id: int | None = None
    cases: tuple[ColumnElement[bool], ...] = ()
    by_part: bool = False
    newest: int | None = None


EVERYWHERE = Within()


def searched_by(text: str) -> SearchedBy:
    """What was searched by, for the trace, which keeps no words."""
    if "@" in text:
        return SearchedBy.EMAIL
    if _POSTCODE.fullmatch(text.replace(",", " ")):
        return SearchedBy.POSTAL_CODE
    has_digit, has_letter = any(map(str.isdigit, text)), any(map(str.isalpha, text))
    return SearchedBy.NUMBER if has_digit and (not has_letter or " " not in text.strip()) else SearchedBy.WORDS


def search(session: Session, text: str) -> Found:
    """Cases that fit `text`. A number that names a single case is `exact`: the page goes straight there."""
    wanted = text.strip()
    if not wanted:
        return Found(case_ids=(), exact=False)
    within = Within(newest=MOST_WALKED)
    exact = session.scalars(_together(_exactly(wanted, within), most=MOST_PROBED).distinct().limit(2)).all()
    if len(exact) == 1:
        return Found(case_ids=tuple(exact), exact=True)
    for probes in _stages(session, wanted, within):
        if not probes:
            continue
        together = _together(probes, most=MOST_PROBED).subquery()
        query = select(together.c.id).distinct().order_by(together.c.id.desc()).limit(MOST_FOUND + 1)
        found = session.scalars(query).all()
        if found:
            return Found(case_ids=tuple(found[:MOST_FOUND]), exact=False, more=len(found) > MOST_FOUND)
    return Found(case_ids=(), exact=False)


def matches(session: Session, text: str, within: Within = EVERYWHERE) -> ColumnElement[bool]:
    """Condition on cases: all that `search` would find by `text`, without its caps."""
    for probes in _stages(session, text.strip(), within):
        if not probes:
            continue
        together = _together(probes)
        if session.scalar(together.limit(1)) is not None:
            return Case.id.in_(together)
    return false()


def _stages(session: Session, wanted: str, within: Within) -> Iterator[list[Probe]]:
    """Probes by when they are asked, the next where those before found nothing: keys and names, streets, slips."""
    yield [*_exactly(wanted, within), *_by_invoice(session, wanted, within), *(
        probe for each in _roles(within) for probe in (
            *_by_name(session, wanted, each), *_by_postcode(wanted, each), *_by_part_of_email(session, wanted, each),
        )
    )]
    yield [probe for each in _roles(within) for probe in _by_street(session, wanted, each)]
    for each in _roles(within):  # apart: of both together PostgreSQL expects so many that it reads every debtor
        yield _by_slip(session, wanted, each)


def _roles(within: Within) -> tuple[Within, Within]:
    """The same place for the debtors of cases, and for everybody else who plays a part in one."""
    return within, replace(within, by_part=True)


def _together(probes: Sequence[Probe], *, most: int | None = None) -> Select[int]:
    if most:
        parts = [select(probe.limit(most).subquery().c.id) for probe in probes]
    else:
        parts = [probe.order_by(None) for probe in probes]
    added = union_all(*parts).subquery()
    return select(added.c.id)


def _cases(within: Within) -> Probe:
    conditions = [] if within.client_id is None else [Case.client_id == within.client_id]
    return select(Case.id).where(*conditions, *within.cases)


def _of_debtors(within: Within, *conditions: ColumnElement[bool]) -> Probe:
    """Cases of debtors of which this is true."""
    own = [] if within.client_id is None else [Debtor.client_id == within.client_id]
    cases = _cases(within)
    if within.by_part:
        cases = cases.join(CaseParty, CaseParty.case_id == Case.id).join(Debtor, CaseParty.person_id == Debtor.id)
    else:
        cases = cases.join(Debtor, Case.debtor_id == Debtor.id)
    return cases.where(*own, *conditions)


def _exactly(wanted: str, within: Within) -> list[Probe]:
    """The keys that name a case or a person by themselves."""
    return [*_by_case_key(wanted, within), *(probe for each in _roles(within) for probe in _exact(wanted, each))]


def _by_case_key(wanted: str, within: Within) -> list[Probe]:
    compact = re.sub(r"\s+", "", wanted)
    probes = [
        _cases(within).where(Case.number == compact),
        _cases(within).where(Case.payment_reference == compact.replace(".", "")),
    ]
    if core(wanted):
        same = (Claim.invoice_core == core(wanted)) & func.lower(Claim.invoice_number).in_(_small(wanted))
        probes.append(_cases(within).join(Claim, Claim.case_id == Case.id).where(same))
    short = re.fullmatch(r"([0-9]{4})-([0-9]{1,6})", compact)
    if short:
        probes.append(_cases(within).where(Case.number == f"{short[1]}-{int(short[2]):06d}"))
    return probes


def _exact(wanted: str, within: Within) -> list[Probe]:
    """The keys that name a person."""
    compact = re.sub(r"\s+", "", wanted)
    digits = re.sub(r"[^0-9]", "", wanted)
    probes = [
        _of_debtors(within, func.lower(Debtor.customer_number).in_(_small(wanted))),
        _of_debtors(within, func.lower(Debtor.email).in_(_small(wanted))),
    ]
    if len(digits) == 8 and digits == compact:
        probes.append(_of_debtors(within, Debtor.kvk_number == digits))
    phone = _national(wanted)
    if phone:
        probes.append(_of_debtors(within, _expression(lookups.PHONE) == phone))
    return probes


def _expression(sql: str) -> ColumnElement[str]:
    return literal_column(sql, String())


def _small(wanted: str) -> list[str]:
    """In small letters; SQLite makes only those of English small."""
    ascii_only = "".join(char.lower() if char.isascii() else char for char in wanted)
    return list({wanted.lower(), ascii_only})


def _national(wanted: str) -> str:
    """The part of a telephone number that is the same in every notation: 6 12345678 of +31 (0)6-1234 5678."""
    if not re.fullmatch(r"[+0-9()\s.\-/]{8,25}", wanted):
        return ""
    digits = re.sub(r"[^0-9+]", "", wanted.replace("(0)", ""))
    digits = re.sub(r"^(?:\+31|0031|31(?=[0-9]{9}$))0?", "0", digits)
    return digits[1:] if re.fullmatch(r"0[1-9][0-9]{8}", digits) else ""


def _by_invoice(session: Session, wanted: str, within: Within) -> list[Probe]:
    """An invoice number in another spelling; which of the candidates is the same the reader of claim files says."""
    if not any(char.isdigit() for char in wanted):
        return []
    query = select(Claim.case_id, Claim.invoice_number).where(Claim.invoice_core == core(wanted))
    if within.client_id is not None:
        query = query.where(Claim.client_id == within.client_id)
    same = {
        row.case_id for row in session.execute(query.limit(MOST_COMPARED))
        if spelling(wanted, row.invoice_number) is Spelling.SAME
    }
    return [_cases(within).where(Case.id.in_(same))] if same else []


def _telling(wanted: str) -> list[str]:
    """The words of a name that must be found; prefixes and initials do not have to, and marks alone are no word."""
    words = [word.strip(",.") for word in search_name(wanted).split()]
    words = [word for word in words if any(char.isalnum() for char in word)]
    return [word for word in words if word not in PREFIXES and len(word) > 1] or words


def _by_name(session: Session, wanted: str, within: Within) -> list[Probe]:
    """Every word stands in the name. Words of one or two letters alone are looked up as the beginning of a word."""
    words = _telling(wanted)
    if not words:
        return []
    longest = max(words, key=len)
    if len(longest) < lookups.TRIGRAM or not _finds_parts(session):
        return _by_words(session, "search_name", [f"{word}*" for word in words], within)
    holds = [Debtor.search_name.contains(word, autoescape=True) for word in words]
    return [_with_part(session, "search_name", longest, within).where(*holds)]


def _by_part_of_email(session: Session, wanted: str, within: Within) -> list[Probe]:
    if "@" not in wanted:
        return []
    holds = func.lower(Debtor.email).contains(wanted.lower(), autoescape=True)
    if len(wanted) < lookups.TRIGRAM:
        return [_of_debtors(within, holds)]
    return [_with_part(session, "email", wanted.lower(), within).where(holds)]


def _by_postcode(wanted: str, within: Within) -> list[Probe]:
    """Postcode, with or without a space, with or without the house number after it."""
    match = _POSTCODE.fullmatch(wanted.replace(",", " "))
    if match is None:
        return []
    code = _expression(lookups.POSTAL_CODE) == f"{match[1]}{match[2].upper()}"
    number = re.sub(r"\s+", "", match[3]).lower()
    return [_of_debtors(within, code, _house_number(number))] if number else [_of_debtors(within, code)]


def _house_number(number: str) -> ColumnElement[bool]:
    return func.replace(func.lower(Debtor.house_number), " ", "").startswith(number, autoescape=True)


def _by_street(session: Session, wanted: str, within: Within) -> list[Probe]:
    """Every word begins a word of the street; a number is that of the house."""
    words = re.findall(r"\w+", search_name(wanted))
    numbers = [word for word in words if _HOUSE_NUMBER.fullmatch(word)]
    named = [word for word in words if word not in numbers]
    if max(map(len, named), default=0) < lookups.TRIGRAM or len(numbers) > 1:
        return []
    probes = _by_words(session, "street", [f"{word}*" for word in named], within)
    return [probe.where(*map(_house_number, numbers)) for probe in probes]


def _by_slip(session: Session, wanted: str, within: Within) -> list[Probe]:
    """Every word begins a word of the name, but for one slip of typing in one of them."""
    words = [word for word in _telling(wanted) if word.isalpha()]
    if not words or len(words) > slips.MOST_WORDS:
        return []
    asked = []
    for at, word in enumerate(words):
        others = [f"{other}*" for other in words[:at] + words[at + 1:]]
        asked += [[*others, slip] for slip in slips.of(word)]
    if not asked:
        return []
    if session.get_bind().dialect.name == "sqlite":
        return [_by_index(lookups.WORDS, lookups.fts5_words("search_name", asked), within)]
    # One after the other: of hundreds of words in one question PostgreSQL expects so much that it reads every name.
    queries = cast([lookups.words_query(words) for words in asked], ARRAY(String))
    slip = func.unnest(queries).table_valued("asked").render_derived()
    found = select(Debtor.id).where(_holds_words("search_name", slip.c.asked)).limit(MOST_PROBED).lateral()
    ids = select(found.c.id).select_from(slip).join(found, true()).limit(MOST_SLIPPED)
    return [_of_debtors(within, Debtor.id.in_(ids))]


def _by_words(session: Session, where: str, words: Sequence[str], within: Within) -> list[Probe]:
    """Debtors with all of these words in `where`; a word with a star only begins so."""
    if session.get_bind().dialect.name == "sqlite":
        return [_by_index(lookups.WORDS, lookups.fts5_words(where, [words]), within)]
    return [_of_debtors(within, _holds_words(where, lookups.words_query(words)))]


def _holds_words(where: str, asked: Any) -> ColumnElement[bool]:
    vector = {"search_name": lookups.WORDS_OF_NAME, "street": lookups.WORDS_OF_STREET}[where]
    return literal_column(vector).op("@@")(func.to_tsquery(literal_column("'simple'::regconfig"), asked))


def _with_part(session: Session, where: str, part: str, within: Within) -> Probe:
    """Debtors that may have `part` in `where`: on SQLite those with its groups of three letters. To be looked at."""
    if session.get_bind().dialect.name != "sqlite":
        return _of_debtors(within)
    return _by_index(lookups.PARTS, lookups.fts5_part(where, part), within)


def _by_index(name: str, asked: str, within: Within) -> Probe:
    """Cases of debtors in an index of FTS5, of the newest debtor first: so the first few hundred are the right ones."""
    index = table(name, column("rowid", Integer))
    if within.by_part and within.newest:  # few play such a part: a common name would be walked to its end
        fits = select(index.c.rowid).where(literal_column(name).op("MATCH")(literal(asked)))
        newest = fits.order_by(index.c.rowid.desc()).limit(within.newest).subquery()
        return _of_debtors(within, CaseParty.person_id.in_(select(newest.c.rowid))).order_by(CaseParty.person_id.desc())
    return (
        _of_debtors(within, literal_column(name).op("MATCH")(literal(asked)))
        .join(index, index.c.rowid == Debtor.id).order_by(index.c.rowid.desc())
    )


_parts_found: weakref.WeakKeyDictionary[Engine | Connection, bool] = weakref.WeakKeyDictionary()


def _finds_parts(session: Session) -> bool:
    """Whether this database finds a part of a name by an index; asked once of each."""
    bind = session.get_bind()
    if bind not in _parts_found:
        _parts_found[bind] = lookups.finds_parts(session.connection())
    return _parts_found[bind]
