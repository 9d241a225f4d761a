"""From refusal to page: one table from class to status and Dutch title, and the pages for everything else."""

import logging
from dataclasses import replace
from typing import Final

from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from agency import database
from agency.maintenance import UnderMaintenance
from agency.web import request_lines, tracing
from agency.web.explanation import NOT_SAVED, NOTHING_SAVED, SUPPORT, Explanation
from agency.web.fragments import is_fragment
from agency.web.outages import explain_outage
from agency.web.sent_again import what_was_sent
from cases import errors as domain
from cases.input_checks import InvalidInput
from cases.submissions import SentOtherwise
from legal import errors as law
from letters.words import short_date

log = logging.getLogger(__name__)

REFUSED = 422  # a form comes back with what is wrong


_BY_STATUS: Final[dict[int, Explanation]] = {
    error.status: error
    for error in (
        Explanation(400, "Verzoek niet begrepen", "De browser stuurde iets dat hier niet verwacht werd.",
                    NOTHING_SAVED, "Ga terug, laad de pagina opnieuw en probeer het nog eens."),
        Explanation(403, "Geen toegang", "U bent ingelogd, maar uw rol geeft geen toegang tot deze pagina.",
                    NOTHING_SAVED, "Hebt u deze pagina nodig voor uw werk? Vraag de beheerder om toegang."),
        Explanation(404, "Niet gevonden", "Deze pagina bestaat niet, of is niet voor u bestemd.",
                    NOTHING_SAVED, "Controleer het adres, of zoek vanaf uw startpagina."),
        Explanation(405, "Zo kan deze pagina niet worden geopend", "Dit adres verwerkt een formulier.",
                    NOTHING_SAVED, "Ga terug naar de pagina met het formulier."),
        Explanation(409, "Intussen gewijzigd", "Iemand anders heeft dit intussen gewijzigd.",
                    "Uw wijziging is niet opgeslagen.", "Laad de pagina opnieuw en bekijk wat er veranderd is."),
        Explanation(413, "Bestand te groot", "Wat u verstuurde is groter dan 25 MB of heeft te veel onderdelen.",
                    NOTHING_SAVED, "Splits het bestand, of vraag de beheerder om hulp."),
        Explanation(422, "Dit kan niet", "Wat u invulde kan niet worden verwerkt.",
                    NOTHING_SAVED, "Ga terug en pas uw invoer aan."),
        Explanation(429, "Te veel pogingen", "Er zijn te veel pogingen kort na elkaar gedaan.",
                    NOTHING_SAVED, "Wacht een kwartier en probeer het dan opnieuw. Uw account is niet geblokkeerd."),
        Explanation(500, "Er ging iets mis bij ons", "Het programma is op een fout gestuit. Dat ligt niet aan u.",
                    NOT_SAVED, f"Probeer het opnieuw. {SUPPORT}"),
        Explanation(503, "Even niet mogelijk", "Het programma kan dit nu niet doen.",
                    NOTHING_SAVED, "Verstuur het straks nog eens.", retry_after=60, may_repeat=True),
    )
}
_CSRF = Explanation(
    400, "Formulier verlopen", "De beveiligingscode van dit formulier is niet meer geldig, "
    "bijvoorbeeld omdat u intussen opnieuw bent ingelogd.",
    NOTHING_SAVED, "Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens.",
)

_FILE = Explanation(
    500, "Bestand niet in orde", "", "Er is niets opgeslagen en geen download vastgelegd.",
    "Geef de beheerder ook de code hieronder. Opnieuw proberen helpt pas als het bestand is teruggezet.",
)
_KEPT, _LOOK_FIRST = "Er is al iets opgeslagen.", "Kijk eerst wat er staat voordat u het opnieuw doet."

# Class of a refusal -> status and title. The nearest class in the family counts.
REFUSALS: Final[dict[type[Exception], tuple[int, str]]] = {
    domain.DomainError: (422, "Dit kan niet"),
    domain.NotFound: (404, "Niet gevonden"),
    domain.StoredFileFault: (_FILE.status, _FILE.title),
    domain.StoreTrouble: (503, "De opslag werkt nu niet"),
    domain.Refused: (422, "Dit kan nu niet"),
    InvalidInput: (422, "Controleer uw invoer"),
    domain.CaseClosed: (422, "Het dossier is gesloten"),
    domain.CaseOnHold: (422, "Het dossier staat stil"),
    domain.TransitionRefused: (422, "Deze stap kan nu niet"),
    domain.Incomplete: (422, "Er ontbreekt nog iets"),
    domain.SecondPersonNeeded: (422, "Hier is een tweede persoon nodig"),
    domain.AlreadyDone: (409, "Dit is al gedaan"),
    domain.PreviewOutdated: (409, "Het voorbeeld klopt niet meer"),
    domain.EditConflict: (409, "Intussen gewijzigd"),
    SentOtherwise: (422, "Al verstuurd met andere gegevens"),
    UnderMaintenance: (503, "Er wordt onderhoud gedaan"),
    law.ParameterUnknown: (422, "Dit cijfer is niet bekend"),
    law.NotSupported: (422, "Dit rekent deze versie nog niet uit"),
    law.InvalidFacts: (422, "De gegevens spreken elkaar of de wet tegen"),
}
_LAW_TEXTS: Final[dict[type[Exception], str]] = {
    law.NotSupported: "Deze rentevorm kan nog niet worden uitgerekend.",
    law.InvalidFacts: "Met deze gegevens kan niet worden gerekend. Controleer datums en bedragen.",
}


def explain(error: Exception) -> Explanation | None:
    """What to say about a refusal; None for anything else, which is a bug."""
    for kind in type(error).__mro__:
        if kind in REFUSALS:
            status, title = REFUSALS[kind]
            general = _FILE if isinstance(error, domain.StoredFileFault) else _BY_STATUS[status]
            if status == 404:
                return general  # never more than for an object that does not exist
            told = _told(error)
            text = _LAW_TEXTS.get(kind) or told or general.happened
            return replace(general, title=title, happened=text)
    return None


def _told(error: Exception) -> str:
    """What the refusal says of itself to who asked; a log gets less."""
    if isinstance(error, domain.StoredFileFault):
        return error.told
    return _unknown(error) if isinstance(error, law.ParameterUnknown) else str(error)


def _unknown(error: law.ParameterUnknown) -> str:
    """Which figure is not known, for which day, and who adds it."""
    named = f"{error.series}: het cijfer" if error.series else "Een wettelijk cijfer"
    of_day = "deze dag" if error.day is None else short_date(error.day)
    return (
        f"{named} voor {of_day} is nog niet bekend of niet gecontroleerd. "
        "Een beheerder kan het met bron toevoegen bij Beheer, Cijfers."
    )


def message_for(error: domain.DomainError) -> str:
    """The Dutch text of a refusal, to put on the form that asked for it."""
    explained = explain(error)
    return explained.happened if explained else str(error)


def init_app(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, lambda error: _answer(_CSRF, error))
    app.register_error_handler(domain.DomainError, _refusal)
    app.register_error_handler(law.LawError, _refusal)
    app.register_error_handler(Exception, _bug)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error  # a redirect by the router
    known = _BY_STATUS.get(error.code) or _BY_STATUS[500 if error.code >= 500 else 400]
    return _answer(known, error, status=error.code)


def _refusal(error: Exception) -> ResponseReturnValue:
    tracing.remember(error)
    explained = explain(error)
    return _bug(error) if explained is None else _answer(explained, error)


def _bug(error: Exception) -> ResponseReturnValue:
    outage = explain_outage(error)
    if outage is not None:
        g.setdefault("_login_user", AnonymousUserMixin())  # every page asks who it is for; the database may be away
    return _answer(outage or _BY_STATUS[500], error)


def _as_it_is(explanation: Explanation) -> Explanation:
    """The same, without saying that nothing was saved when something was: what failed then came after it."""
    if not database.something_was_kept():
        return explanation
    saved = explanation.saved if "niet zeker" in explanation.saved else _KEPT
    return replace(explanation, saved=saved, advice=f"{_LOOK_FIRST} {explanation.advice}", may_repeat=False)


def _rendered(template: str, explanation: Explanation, reference: str) -> str:
    """The page; bare text when even that cannot be made, so that the visitor still gets the code."""
    try:
        again = what_was_sent() if explanation.may_repeat else None
        return render_template(template, error=explanation, reference=reference, again=again)
    except Exception:
        log.exception("error %s: its page cannot be made", reference)
        return Markup("<p>{} {} {} Code {}</p>").format(
            explanation.happened, explanation.saved, explanation.advice, reference
        )


def _answer(explanation: Explanation, error: Exception, *, status: int | None = None) -> ResponseReturnValue:
    """The page, or for a fragment the same message in place, for a program the object of its errors; with a code that
    is logged.
    """
    code = status or explanation.status
    reference = request_lines.number()
    # Neither the query nor the message: both may hold personal data.
    log.log(logging.ERROR if code >= 500 else logging.INFO, "error %s: %s %s at %s: %s", reference, code,
            request.method, request.endpoint, type(error).__name__, exc_info=error if code >= 500 else None)
    told = _as_it_is(explanation)
    if request.blueprint == "api" and code >= 500:
        response = jsonify(error={"index": 0, "field": "", "code": getattr(error, "code", "unavailable"),
                                  "message": f"{told.happened} {told.saved} Code {reference}."})
        response.status_code = code
    elif is_fragment():
        response = make_response(_rendered("errors/fragment.html", told, reference), code)
        response.headers["HX-Retarget"] = "#meldingen"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = make_response(_rendered("errors/page.html", told, reference), code)
    if told.retry_after:
        response.headers["Retry-After"] = str(told.retry_after)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() in {"allow", "retry-after"}:
                response.headers[name] = value
    return response
