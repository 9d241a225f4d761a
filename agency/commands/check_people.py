"""The command `agency check people`: whether two descriptions of debtors are of one person. Nothing is stored."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any  # Any: what JSON says

import click

from agency.commands.dutch_click import WRONG_USE, Refusal

if TYPE_CHECKING:
    from cases.parties.likeness import Description

TEXTS = (
    "first_names", "initials", "prefix", "last_name", "name", "street", "house_number", "addition", "postcode", "town",
    "country", "email", "phone", "kvk",
)
LONGEST = 500


class _Unreadable(ValueError):
    """What was sent is not what the contract says; `field` is where, the message never repeats what stood there."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@click.command("people")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON.")
def check_people(as_json: bool) -> int:
    """Vergelijk paren debiteuren uit een JSON-lijst op standaardinvoer: dezelfde, een ander, of niet zeker."""
    from cases.parties.likeness import compare

    try:
        pairs = _pairs(sys.stdin.buffer.read())
    except _Unreadable as error:
        if not as_json:
            raise Refusal(str(error)) from error
        told = {"code": "invalid", "message": str(error)} | ({"field": error.field} if error.field else {})
        _write(json.dumps({"error": told}, ensure_ascii=False))
        return WRONG_USE
    found = [compare(one, other) for one, other in pairs]
    if as_json:
        _write(json.dumps(
            [{"verdict": each.verdict, "reasons": list(each.reasons)} for each in found], ensure_ascii=False
        ))
        return 0
    for number, each in enumerate(found, start=1):
        _write(f"Paar {number}: {WORDS[each.verdict]} ({'; '.join(each.reasons)})")
    return 0


WORDS = {"same": "dezelfde", "different": "een ander", "doubtful": "niet zeker"}


def _pairs(content: bytes) -> "list[tuple[Description, Description]]":
    try:
        sent: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise _Unreadable("Geen geldige JSON op standaardinvoer.") from None
    if not isinstance(sent, list):
        raise _Unreadable('Geef een JSON-lijst van paren: [{"a": {…}, "b": {…}}].')
    return [_pair(each, at) for at, each in enumerate(sent)]


def _pair(sent: object, at: int) -> "tuple[Description, Description]":
    if not isinstance(sent, Mapping):
        raise _Unreadable(f"Onderdeel {at} van de lijst is geen paar.", str(at))
    sides = []
    for side in ("a", "b"):
        if not isinstance(sent.get(side), Mapping):
            raise _Unreadable(f"Onderdeel {at} van de lijst mist debiteur {side}.", f"{at}.{side}")
        sides.append(_description(sent[side], f"{at}.{side}"))
    return sides[0], sides[1]


def _description(sent: Mapping[str, Any], where: str) -> "Description":
    from cases.parties.contact_details import Address
    from cases.parties.likeness import Description, Kind

    kind = sent.get("kind")
    if kind not in (None, "", *Kind):
        raise _Unreadable("De soort is person of organisation.", f"{where}.kind")
    told = {field: _text(sent.get(field), f"{where}.{field}") for field in TEXTS}
    return Description(
        kind=Kind(kind) if kind else None, first_names=told["first_names"] or told["initials"], prefix=told["prefix"],
        last_name=told["last_name"] or told["name"], birth_date=_day(sent.get("birth_date"), f"{where}.birth_date"),
        address=Address(
            street=told["street"], house_number=f"{told['house_number']} {told['addition']}".strip(),
            postal_code=told["postcode"], city=told["town"], country=_country(told["country"]),
        ),
        email=told["email"], phone=told["phone"], kvk_number=told["kvk"],
    )


def _country(told: str) -> str:
    """The code of a country; "" where none was given, which says nothing."""
    from cases.parties.contact_details import HOME

    return HOME if told.casefold() in ("nl", "nld", "nederland", "netherlands", "holland") else told.upper()


def _text(value: object, where: str) -> str:
    """A text, or a whole number as one: a spreadsheet gives house numbers as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _Unreadable("Dit veld is geen tekst.", where)
    text = str(value).strip()
    if len(text) > LONGEST:
        raise _Unreadable(f"Dit veld is langer dan {LONGEST} tekens.", where)
    return text


def _day(value: object, where: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _Unreadable("De geboortedatum is geen bestaande dag; schrijf 1980-05-31.", where) from None


def _write(text: str) -> None:
    """On standard output in UTF-8, whatever the terminal is set to."""
    click.echo(text.encode())
