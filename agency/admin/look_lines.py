"""What waits for a second pair of eyes in words: about whom or what, what stands, and what would come to stand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from agency import clock, database
from agency.admin.retention import STAYS
from agency.resources import packaged_figures
from agency.web.figure_tables import in_unit, in_words
from agency.web.formatting import day, euro, plural
from cases.counting import figures as added
from cases.models import (
    BailiffOffice,
    Case,
    Client,
    ClosingReason,
    Document,
    LookKind,
    RoleName,
    SecondLook,
    TextStop,
    User,
)
from cases.names import name
from cases.queries import found_numbers, retention
from cases.queries.desk import confirmations
from cases.queries.desk.confirmations import Matter
from cases.setup import letter_additions, text_approvals, text_stops
from cases.setup.confirmers import OF_AGENCY
from cases.setup.erasure_looks import case_ids_of, scope_of
from cases.setup.redaction_looks import place_of
from cases.trace.redacted_files import FILE

LABELS = {
    "iban": "IBAN", "account_name": "Naam rekeninghouder", "one_person": "Bureau van één persoon", "role": "Rol",
    "email": "E-mailadres", "name": "Naam", "active": "Mag inloggen", "client_id": "Opdrachtgever",
    "bailiff_office_id": "Deurwaarderskantoor", "released": "Vrijgegeven", "release_reason": "Waarom weer vrij",
    "texts": "de woorden van de teksten", "addition": "Aanvulling",
}


def about(look: SecondLook) -> str:
    """Whom or what it is about."""
    if look.kind in OF_AGENCY:
        return "het bureau"
    if look.kind is LookKind.FIGURES:
        return "wettelijke cijfers"
    if look.kind is LookKind.REDACTION:
        return f"een {'stuk' if place_of(look).column == FILE else 'tekst'} die er niet mag staan"
    if look.kind is LookKind.ERASURE:
        return f"{plural(len(case_ids_of(look)), 'dossier', 'dossiers')} waarvan de bewaartermijn voorbij is"
    if look.case_id is not None:
        return f"dossier {database.session().get_one(Case, look.case_id).number}"
    if look.kind is LookKind.TEXT_RELEASE:
        return text_stops.about(database.session().get_one(TextStop, look.subject_id))
    if look.kind is LookKind.TEXT_APPROVAL:
        return plural(len(text_approvals.texts_of(look)), "tekst", "teksten")
    if look.kind is LookKind.LETTER_ADDITION:
        return f"de brief “{name(letter_additions.kind_of(look))}”"
    if look.kind is LookKind.NEW_USER:
        return str(look.wanted["name"])
    user = database.session().get(User, look.subject_id)
    return "" if user is None else f"{user.name} ({user.email})"


def lines(look: SecondLook, matter: Matter | None) -> list[tuple[str, str, str]]:
    """Label, what stood when it was asked, what is wanted."""
    if look.kind is LookKind.PASSWORD:
        return [("Wachtwoord", "het wachtwoord van nu", "werkt niet meer; een link om een nieuw te kiezen")]
    if look.kind is LookKind.SECOND_STEP:
        return [("Tweede stap", "apps, toegangssleutels en herstelcodes van nu", "werken niet meer; stelt opnieuw in")]
    if look.kind is LookKind.FIGURES:
        return list(_figure_lines(look))
    if look.kind is LookKind.REDACTION:
        return list(_redaction_lines(look))
    if look.kind is LookKind.ERASURE:
        return list(_erasure_lines(look))
    if look.kind is LookKind.TEXT_APPROVAL:
        return [(each.about, "mag niet weg", "mag weg, met deze woorden") for each in text_approvals.texts_of(look)]
    if matter is not None:
        return list(_case_lines(look, matter))
    return [
        (LABELS[key], _shown(key, look.before.get(key)), _shown(key, value)) for key, value in look.wanted.items()
        if key in LABELS and value != look.before.get(key) and (value is not None or look.before.get(key) is not None)
    ]


def _redaction_lines(look: SecondLook) -> Iterator[tuple[str, str, str]]:
    session, place = database.session(), place_of(look)
    document = session.get(Document, place.row_id) if place.source == "document" else None
    if document is not None:
        of_case = session.get(Case, document.case_id) if document.case_id else None
        yield "Dossier", of_case.number if of_case else "geen", "blijft zo"
        yield "Stuk", f"{name(document.kind)} van {day(document.stored_at.date())}", "blijft in de lijst staan"
    if place.column == FILE:
        yield "Bestand", "het document", "één regel: onleesbaar gemaakt, met de datum"
    else:
        shown = found_numbers.at(session, place)
        if document is None:
            yield "Dossier", shown.case or "geen", "blijft zo"
        words = shown.words or "het nummer staat er niet meer"
        yield "Tekst", words, "met op de plaats van de sterretjes: onleesbaar gemaakt, en de datum"
    yield "Reden", str(look.wanted["reason"]), "blijft bewaard"


def _erasure_lines(look: SecondLook) -> Iterator[tuple[str, str, str]]:
    """Each case with why it may go; as it stands now, for something may keep it since it was asked."""
    session, scope, today = database.session(), scope_of(look), clock.today()
    yield "Wat er weggaat", name(scope), "bedragen, dagen en nummers blijven, zonder namen en woorden"
    for case in retention.named(session, case_ids_of(look)):
        why = retention.standing(session, case.id, scope, today=today)
        closed = f"gesloten op {day(case.closed_on)}" if case.closed_on else "staat weer open"
        becomes = "is al gewist, of de termijn loopt nog" if why is None else STAYS[why]
        yield case.number, f"{case.client.name}, {closed}", becomes


def _figure_lines(look: SecondLook) -> Iterator[tuple[str, str, str]]:
    """Of each figure its last value, and the next one with its source."""
    known = added.addable(packaged_figures())
    for addition in confirmations.figures_of(database.session(), look):
        series = known.get(addition.series)
        value = "ongewijzigd" if addition.value is None else in_unit(addition.value, series.unit if series else "")
        next_one = (
            f"{value}, vanaf {day(addition.first_day)} en nagekeken tot en met {day(addition.checked_through)}. "
            f"Bron: {addition.source_name}, {addition.source_address}"
        )
        yield (
            addition.series if series is None else series.name,
            "" if series is None else ", ".join(in_words(series)), next_one,
        )


def _case_lines(look: SecondLook, matter: Matter) -> Iterator[tuple[str, str, str]]:
    """What would become of a case."""
    wanted = look.wanted
    if look.kind is LookKind.ASSESSMENT:
        yield "Beoordeling", "niet bevestigd", str(wanted["outcome"])
        yield "Daarna", "minnelijk", "het bureau bereidt een exploot voor"
    elif look.kind is LookKind.WRITE_OFF:
        yield "Af te boeken", "niets", euro(Decimal(wanted["amount"]))
        if wanted.get("closing"):
            yield "Dossier", "open", f"gesloten: {name(ClosingReason(wanted['closing']))}"
    elif look.kind is LookKind.REFUND:
        payee = confirmations.payee_of(database.session(), look, matter.case)
        yield "Terug te betalen", "niets", f"{euro(Decimal(wanted['amount']))} aan {payee}"
    else:
        yield "Deurwaarder", "heeft dit dossier niet", str(wanted["bailiff_office"])
        approved = "niet gegeven" if matter.costs_approved_on is None else (
            f"{matter.costs_approved_by}, {day(matter.costs_approved_on)}"
        )
        yield "Kosten", f"ten hoogste {euro(matter.cost_ceiling)}", f"akkoord van de opdrachtgever: {approved}"


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if key == "role":
        return name(RoleName(value))
    if key in ("client_id", "bailiff_office_id"):
        session = database.session()
        there = session.get(Client, value) if key == "client_id" else session.get(BailiffOffice, value)
        return "" if there is None else there.name
    return str(value)
