"""Finding a case by whatever the handler has at hand: a number, a name, an address, a telephone."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from cases.models import Case, Claim, Debtor
from cases.parties.debtor_likeness import search_name

MOST_FOUND = 50
# Prefixes that people leave out or write differently: "de Boer" is found by "Boer" and "Boer, de".
PREFIXES = frozenset((
    "de", "den", "der", "d'", "het", "'t", "ten", "ter", "te", "van", "von", "op", "in", "aan", "uit", "bij", "la",
    "le", "du", "del", "da", "di", "el", "al",
))
_POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})\s*(.*)")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search gave: ids of cases, newest first; `exact` when one key points to one case alone."""

    case_ids: tuple[int, ...]
    exact: bool
    more: bool = False


def search(session: Session, text: str) -> Found:
    """Cases that fit `text`. A number that names a single case is `exact`: the page goes straight there."""
    wanted = text.strip()
    if not wanted:
        return Found(case_ids=(), exact=False)
    exact = _ids(session, _exact(wanted), limit=2)
    if len(exact) == 1:
        return Found(case_ids=tuple(exact), exact=True)
    found = _ids(session, matches(wanted), limit=MOST_FOUND + 1)
    return Found(case_ids=tuple(found[:MOST_FOUND]), exact=False, more=len(found) > MOST_FOUND)


def matches(text: str) -> ColumnElement[bool]:
    """Condition on cases joined with their debtor: any key that fits `text`, whole or (for names) in part."""
    wanted = text.strip()
    kinds = [_exact(wanted), _by_name(wanted), _by_address(wanted)]
    if "@" in wanted:
        kinds.append(func.lower(Debtor.email).contains(wanted.lower(), autoescape=True))
    return or_(*(kind for kind in kinds if kind is not None))


def _ids(session: Session, condition: ColumnElement[bool], *, limit: int) -> list[int]:
    query = select(Case.id).join(Case.debtor).where(condition)
    return list(session.scalars(query.order_by(Case.id.desc()).limit(limit)))


def _exact(wanted: str) -> ColumnElement[bool]:
    """The keys that name a debtor or a case by themselves."""
    compact = re.sub(r"\s+", "", wanted)
    digits = re.sub(r"[^0-9]", "", wanted)
    invoice = select(Claim.id).where(Claim.case_id == Case.id, Claim.invoice_number == wanted).exists()
    keys: list[ColumnElement[bool]] = [
        Case.number == compact, Case.payment_reference == compact.replace(".", ""),
        Debtor.customer_number == wanted, func.lower(Debtor.email) == wanted.lower(), invoice,
    ]
    short = re.fullmatch(r"([0-9]{4})-([0-9]{1,6})", compact)
    if short:
        keys.append(Case.number == f"{short[1]}-{int(short[2]):06d}")
    if len(digits) == 8 and digits == compact:
        keys.append(Debtor.kvk_number == digits)
    phone = _national(wanted)
    if phone:
        keys.append(and_(Debtor.phone != "", _bare_phone().like(f"%{phone}")))
    return or_(*keys)


def _national(wanted: str) -> str:
    """The part of a telephone number that is the same in every notation: 6 12345678 of +31 (0)6-1234 5678."""
    if not re.fullmatch(r"[+0-9()\s.\-/]{8,25}", wanted):
        return ""
    digits = re.sub(r"[^0-9+]", "", wanted.replace("(0)", ""))
    digits = re.sub(r"^(?:\+31|0031|31(?=[0-9]{9}$))0?", "0", digits)
    return digits[1:] if re.fullmatch(r"0[1-9][0-9]{8}", digits) else ""


def _bare_phone() -> ColumnElement[str]:
    bare: ColumnElement[str] = func.replace(Debtor.phone, "(0)", "")
    for mark in (" ", "-", ".", "(", ")", "/", "\u00a0"):
        bare = func.replace(bare, mark, "")
    return bare


def _by_name(wanted: str) -> ColumnElement[bool] | None:
    """Every word stands in the name; prefixes and initials do not have to."""
    words = [word.strip(",.") for word in search_name(wanted).split()]
    telling = [word for word in words if word not in PREFIXES and len(word) > 1] or [word for word in words if word]
    if not telling:
        return None
    return and_(*(Debtor.search_name.contains(word, autoescape=True) for word in telling))


def _by_address(wanted: str) -> ColumnElement[bool] | None:
    """Postcode, with or without a space, with or without the house number after it."""
    match = _POSTCODE.fullmatch(wanted.replace(",", " "))
    if match is None:
        return None
    code = func.replace(func.upper(Debtor.postal_code), " ", "") == f"{match[1]}{match[2].upper()}"
    number = re.sub(r"\s+", "", match[3]).lower()
    if not number:
        return code
    return and_(code, func.replace(func.lower(Debtor.house_number), " ", "").startswith(number, autoescape=True))
