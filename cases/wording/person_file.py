"""What is known of a person, as he reads it (art. 15 AVG) and as an inspector does: values in, Dutch sections out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.input_checks import day_of
from cases.models import Case, Client, ContactPoint, Debtor, Document, Letter, PrivacyRequest
from cases.names import name
from cases.privacy.others import Masker
from cases.privacy.processing import ALL
from cases.privacy.register import TABLES
from cases.setup.client_terms import consequences
from letters.person_file import Line, Section
from letters.words import euro, short_date

_TO_ASK_FOR: Final = (
    "U kunt om een kopie vragen. Wij kijken dan eerst of er iets van anderen in staat (art. 15 lid 4 AVG)."
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the history of a case; `who` did it is said to an inspector alone."""

    on: date
    what: str
    parts: tuple[str, ...]
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseOfPerson:
    """A case of him. Where he owes beside its debtor (not `is_main`) its history is about another, and left out."""

    case: Case
    is_main: bool
    history: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class PersonOnRecord:
    """What is known of him; `papers` are those that he gets only after somebody looked whether others stand in them."""

    persons: tuple[Debtor, ...]
    points: tuple[ContactPoint, ...]
    cases: tuple[CaseOfPerson, ...]
    letters: tuple[Letter, ...]
    papers: tuple[Document, ...]
    requests: tuple[PrivacyRequest, ...]


def sections(known: PersonOnRecord, masker: Masker) -> tuple[Section, ...]:
    """All of it for himself: first who he is, last why it is kept and what he may ask."""
    return (*_known(known, masker, _TO_ASK_FOR), *_why())


def inspected(known: PersonOnRecord, clients: Sequence[Client]) -> tuple[Section, ...]:
    """All of it for an inspector, nobody taken out, below who gave the cases and on which agreements."""
    return (*(_client(each) for each in clients), *_known(known, Masker([], own=[]), ""))


def _client(client: Client) -> Section:
    terms = (
        Line(f"Afspraken, versie {each.version}", _joined(
            f"vastgelegd op {short_date(day_of(each.created_at))}", *consequences(each),
        )) for each in client.terms
    )
    return Section(title=f"Opdrachtgever: {client.name}", lines=(
        Line("KvK-nummer", client.kvk_number), Line("Adres", ", ".join(client.address_lines)), *terms,
    ))


def _known(known: PersonOnRecord, masker: Masker, of_papers: str) -> Iterator[Section]:
    yield from (_who(each) for each in known.persons)
    yield _points(known.points, masker)
    for each in known.cases:
        yield from _case(each, masker)
    yield _letters(known.letters)
    yield _papers(known.papers, masker, of_papers)
    yield _requests(known.requests, masker)


def _who(person: Debtor) -> Section:
    rows = {
        "Naam": person.name, "Voorletters": person.initials, "Bedrijf": person.company_name,
        "Rechtsvorm": person.legal_form, "KvK-nummer": person.kvk_number, "Klantnummer": person.customer_number,
        "Handelsnamen": ", ".join(person.trade_names), "Adres": ", ".join(person.address_lines),
        "Geboren op": _day(person.birth_date), "Overleden op": _day(person.died_on), "E-mail": person.email,
        "Telefoon": person.phone, "Taal": person.language,
    }
    return Section(
        title=f"Persoon: {person.name}", lines=tuple(Line(label, value) for label, value in rows.items() if value)
    )


def _points(points: Sequence[ContactPoint], masker: Masker) -> Section:
    return Section(title="Adressen, nummers en e-mailadressen", lines=tuple(
        Line(name(each.kind), masker.text(_joined(
            each.value or ", ".join(each.address_lines), name(each.state), f"herkomst: {name(each.source)}",
            f"vanaf {short_date(each.from_day)}", each.state_reason,
        ))) for each in points
    ))


def _case(of: CaseOfPerson, masker: Masker) -> Iterator[Section]:
    case = of.case
    closed = "" if case.closed_on is None or case.closing_reason is None else (
        f"{short_date(case.closed_on)}: {name(case.closing_reason)}"
    )
    part = "" if of.is_main else "mede aansprakelijk; wat over de ander gaat, staat er niet bij"
    rows = {
        "Schuldeiser": case.client.name, "Betalingskenmerk": case.payment_reference,
        "Geopend op": short_date(case.opened_on), "Stand": name(case.stage), "Gesloten op": closed, "Rol": part,
    }
    claims = (
        Line(f"Factuur {each.invoice_number}", _joined(
            f"van {short_date(each.invoice_date)}", f"hoofdsom {euro(each.principal)}", masker.text(each.subject),
        )) for each in case.claims
    )
    yield Section(
        title=f"Dossier {case.number}",
        lines=(*(Line(label, value) for label, value in rows.items() if value), *claims),
    )
    if of.history:
        yield Section(title=f"Wat er gebeurde in dossier {case.number}", lines=tuple(
            Line(short_date(each.on), masker.text(_joined(each.what, *each.parts, each.who))) for each in of.history
        ))


def _letters(letters: Sequence[Letter]) -> Section:
    return Section(
        title="Brieven", note="De brieven zelf zitten als bestand bij deze uitdraai.",
        lines=tuple(Line(_day(each.sent_on), each.kind.dutch) for each in letters),
    )


def _papers(papers: Sequence[Document], masker: Masker, note: str) -> Section:
    return Section(
        title="Andere stukken in de dossiers", note=note,
        lines=tuple(Line(name(each.kind), masker.text(each.title or each.filename)) for each in papers),
    )


def _requests(requests: Sequence[PrivacyRequest], masker: Masker) -> Section:
    return Section(title="Verzoeken over privacy", lines=tuple(
        Line(short_date(each.received_on), masker.text(_joined(
            name(each.kind), each.asked, name(each.state), each.answer,
        ))) for each in requests
    ))


def _why() -> Iterator[Section]:
    """What art. 15 lid 1 AVG wants said beside the data themselves."""
    used = {kept.processing for kept in TABLES.values() if kept.of}
    for each in ALL:
        if each in used:
            terms = sorted({kept.term.text for kept in TABLES.values() if kept.of and kept.processing is each})
            yield Section(title=f"Waarvoor wij gegevens bewaren: {each.name.lower()}", lines=(
                Line("Doel", each.purpose), Line("Grondslag", each.basis), Line("Wie ze krijgt", each.receivers),
                Line("Hoe lang", "; ".join(terms)),
            ))
    yield Section(title="Wat u kunt vragen", lines=(
        Line("Herkomst", "van de schuldeiser, van u zelf, en zoals hierboven bij een gegeven staat"),
        Line("Verbeteren, wissen of beperken", "art. 16, 17 en 18 AVG"), Line("Bezwaar maken", "art. 21 AVG"),
        Line("Een klacht", "bij ons, en bij de Autoriteit Persoonsgegevens (art. 77 AVG)"),
        Line("Besluiten zonder mens", "worden over u niet genomen (art. 22 AVG): een medewerker beslist"),
    ))


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _day(day: date | None) -> str:
    return "" if day is None else short_date(day)
