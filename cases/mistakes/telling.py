"""Whom a mistake touched, as JSON, as a table and as lines of Dutch."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any  # Any: what goes into JSON

from cases.intake import delimited
from cases.intake.dry_run import harmless
from cases.mistakes.affected import Affected, AffectedCase
from cases.mistakes.preparing import Prepared
from cases.mistakes.said import Said, SaidBy
from cases.names import name
from letters.words import counted, euro, short_date

HEADINGS = (
    "Dossier", "Opdrachtgever", "Stand", "Personen", "Brieven", "Te veel gevraagd", "Saldo lager", "Terugbetalen",
    "Te weinig gevraagd", "Saldo", "Opmerking",
)


def answer(found: Affected) -> dict[str, Any]:
    """In the words of the command: amounts as text with two decimals, absent is None."""
    return {
        "mistake": {"kind": found.mistake.kind.value, "about": found.mistake.about}, "on": found.on.isoformat(),
        "cases": [_case(each) for each in found.cases],
        "totals": {
            "cases": len(found.cases), "people": len(found.people), "letters": len(found.letters),
            "lower": str(found.lower), "refund": str(found.refund), "too_little": str(found.too_little),
        },
    }


def prepared_answer(prepared: Prepared | None) -> dict[str, Any]:
    """The tasks that were set, beside `answer`; None where that was not asked."""
    return {"prepared": None if prepared is None else {"made": prepared.made, "there": prepared.there}}


def prepared_lines(prepared: Prepared | None) -> list[str]:
    """The same as a line."""
    return [] if prepared is None else [prepared_in_words(prepared)]


def prepared_in_words(prepared: Prepared) -> str:
    """The same as a sentence."""
    made, there = prepared.made, prepared.there
    return (
        f"{made} {counted(made, one='taak', many='taken')} klaargezet; "
        f"{there} {counted(there, one='was', many='waren')} er al."
    )


def _case(each: AffectedCase) -> dict[str, Any]:
    standing, case = each.standing, each.standing.case
    return {
        "case": case.number, "client": case.client.name, "stage": case.stage.value,
        "counted_through": standing.on.isoformat(),
        "people": [{"id": person.id, "name": person.name} for person in each.people],
        "letters": [_letter(said) for said in each.letters],
        "writs": [_said(said) for said in each.said if said.by is SaidBy.WRIT],
        "events": [_said(said) for said in each.said if said.by is SaidBy.EVENT],
        "counted": _text(standing.counted), "right": _text(standing.right), "lower": str(standing.lower),
        "refund": str(standing.refund), "too_little": str(standing.too_little),
        "payers": [{"id": ref, "amount": str(amount)} for ref, amount in standing.payers],
        "why_not": standing.why_not or None,
    }


def _letter(said: Said) -> dict[str, Any]:
    letter = said.letter
    assert letter is not None
    return _said(said) | {
        "kind": letter.kind.value, "version": letter.text_version, "channel": letter.channel.value,
        "state": letter.state.value, "to": letter.debtor_id,
        "sent_on": None if letter.sent_on is None else letter.sent_on.isoformat(),
        "returned_on": None if letter.returned_on is None else letter.returned_on.isoformat(),
    }


def _said(said: Said) -> dict[str, Any]:
    return {
        "id": said.row_id, "on": said.on.isoformat(), "told": _text(said.told), "right": _text(said.right),
        "too_much": str(said.too_much), "too_little": str(said.too_little), "why_not": said.why_not or None,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def as_csv(found: Affected) -> bytes:
    """A row for each case, for a spreadsheet: no cell of it is a formula."""
    rows = [HEADINGS, *(tuple(harmless(cell) for cell in _cells(each)) for each in found.cases)]
    return delimited.write(rows, delimiter=";", newline="\r\n").encode("utf-8-sig")


def _cells(each: AffectedCase) -> tuple[str, ...]:
    standing, case = each.standing, each.standing.case
    return (
        case.number, case.client.name, name(case.stage), ", ".join(person.name for person in each.people),
        "; ".join(letter_in_words(said) for said in each.letters), _plain(each.asked_too_much), _plain(standing.lower),
        _plain(standing.refund), _plain(standing.too_little),
        "" if standing.right is None else _plain(standing.right), remark(each),
    )


def _plain(amount: Decimal) -> str:
    """An amount as a Dutch spreadsheet reads it."""
    return f"{amount:.2f}".replace(".", ",")


def letter_in_words(said: Said) -> str:
    """Which letter, and what became of it."""
    letter = said.letter
    assert letter is not None
    if letter.returned_on is not None:
        became = f"retour op {short_date(letter.returned_on)}"
    elif letter.sent_on is not None:
        became = f"gepost op {short_date(letter.sent_on)}"
    else:
        became = name(letter.state).lower()
    return f"{name(letter.kind)} van {short_date(said.on)} ({letter.text_version}), {became}"


def remark(each: AffectedCase) -> str:
    """What cannot be counted, and why."""
    return each.standing.why_not or next((said.why_not for said in each.said if said.why_not), "")


def lines(found: Affected) -> Iterator[str]:
    """What the command prints."""
    if not found.cases:
        yield "Er is niemand geraakt."
    for each in found.cases:
        standing = each.standing
        people = ", ".join(person.name for person in each.people)
        yield f"{standing.case.number} ({standing.case.client.name}): {people}"
        for said in each.letters:
            yield f"  {letter_in_words(said)}{_difference(said)}"
        if standing.refund:
            yield f"  te veel betaald: {euro(standing.refund)}"
        if standing.lower:
            yield f"  saldo lager: {euro(standing.lower)}"
        if standing.too_little:
            yield f"  te weinig gevraagd: {euro(standing.too_little)} (wordt niet alsnog gevraagd)"
        if remark(each):
            yield f"  niet te tellen: {remark(each)}"
    yield _totals(found)


def _totals(found: Affected) -> str:
    cases, people, letters = len(found.cases), len(found.people), len(found.letters)
    return (
        f"{cases} {counted(cases, one='dossier', many='dossiers')}, "
        f"{people} {counted(people, one='persoon', many='personen')}, "
        f"{letters} {counted(letters, one='brief', many='brieven')}; saldo lager {euro(found.lower)}, "
        f"terug te betalen {euro(found.refund)}, te weinig gevraagd {euro(found.too_little)}."
    )


def _difference(said: Said) -> str:
    if said.too_much:
        return f": {euro(said.too_much)} te veel"
    return f": {euro(said.too_little)} te weinig" if said.too_little else ""
