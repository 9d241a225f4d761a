"""What waits for a second administrator: shown with what would change, confirmed or refused."""

from collections.abc import Iterator
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.admin.link_page import link_page
from agency.background import numbers
from agency.resources import store
from agency.web.access import Permission, current_user_id, requires
from agency.web.formatting import day
from agency.web.forms import BaseForm, text_field
from agency.web.once import carry_out
from cases.models import BailiffOffice, Case, Client, Document, LookKind, RoleName, SecondLook, User
from cases.names import name
from cases.queries import found_numbers
from cases.setup import second_looks
from cases.setup.redaction_looks import place_of
from cases.setup.second_looks import Asked
from cases.trace.redacted_files import FILE

_LABELS = {
    "iban": "IBAN", "account_name": "Naam rekeninghouder", "one_person": "Bureau van één persoon", "role": "Rol",
    "email": "E-mailadres", "name": "Naam", "active": "Mag inloggen", "client_id": "Opdrachtgever",
    "bailiff_office_id": "Deurwaarderskantoor",
}


class ReasonForm(BaseForm):
    """Waarom."""

    reason = text_field("Waarom", needed="Schrijf op waarom.", max_length=500, long=True, render_kw={"rows": 2})


class RefusalForm(BaseForm):
    """Waarom niet."""

    why = text_field("Waarom niet", needed="Schrijf op waarom niet.", max_length=500, long=True, render_kw={"rows": 2})


@bp.get("/bevestigen")
@requires(Permission.USERS_EDIT)
def list_looks() -> str:
    """What waits, and what was decided last."""
    session = database.session()
    return render_template(
        "admin/looks.html", waiting=second_looks.waiting(session), decided=second_looks.decided(session),
        about=_about, counted=second_looks.counted(session),
    )


@bp.get("/bevestigen/<int:look_id>")
@requires(Permission.USERS_EDIT)
def show_look(look_id: int) -> str:
    """One of them."""
    return _page(look_id)


@bp.post("/bevestigen/<int:look_id>/ja")
@requires(Permission.USERS_EDIT)
def confirm_look(look_id: int) -> ResponseReturnValue:
    """It happens now. A link to choose a password is shown to who confirms."""
    sent = carry_out(None, lambda session, act: second_looks.confirm(
        session, act, look_id, reason=request.form.get("reason", ""), store=store()
    ))
    if sent.result is None:
        form = ReasonForm()
        form.refuse(sent.why_not)
        return _page(look_id, form), sent.status
    if sent.result.link is not None:
        return link_page(*sent.result.link, heading="Bevestigd")
    numbers.remove_files_now(store())
    flash("Bevestigd: de wijziging is doorgevoerd.", "success")
    return redirect(url_for("admin.list_looks"))


@bp.post("/bevestigen/<int:look_id>/nee")
@requires(Permission.USERS_EDIT)
def refuse_look(look_id: int) -> ResponseReturnValue:
    """Nothing changes."""
    form = RefusalForm()
    sent = carry_out(form, lambda session, act: second_looks.refuse(session, act, look_id, form.why.data))
    if not sent.is_done:
        return _page(look_id, refusal=form), sent.status
    flash("Er is niets gewijzigd.", "success")
    return redirect(url_for("admin.list_looks"))


@bp.post("/bevestigen/<int:look_id>/reden")
@requires(Permission.USERS_EDIT)
def give_look_reason(look_id: int) -> ResponseReturnValue:
    """In an office of one person: why, which starts the two days."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: second_looks.give_reason(session, act, look_id, form.reason.data))
    if not sent.is_done:
        return _page(look_id, form), sent.status
    flash("Opgeschreven. Over twee dagen kunt u dit doorvoeren.", "success")
    return redirect(url_for("admin.show_look", look_id=look_id))


def waits(asked: Asked) -> bool:
    """Whether a change waits; then it says so."""
    if asked.look is None:
        return False
    flash("Er is nog niets gewijzigd: een tweede beheerder moet dit eerst bevestigen.", "warning")
    return True


def _page(look_id: int, form: ReasonForm | None = None, *, refusal: RefusalForm | None = None) -> str:
    session = database.session()
    look = session.get(SecondLook, look_id) or abort(404)
    standing = second_looks.standing(session, look, person_id=current_user_id(), now=clock.now())
    return render_template(
        "admin/look.html", look=look, form=form or ReasonForm(formdata=None),
        refusal=refusal or RefusalForm(formdata=None), about=_about(look), lines=_lines(look), standing=standing,
        own=look.asked_by == current_user_id(), overtaken=[_LABELS[key] for key in standing.overtaken],
        may_wait=second_looks.may_wait(session, look),
    )


def _about(look: SecondLook) -> str:
    """Whom or what it is about."""
    if look.kind in (LookKind.ACCOUNT, LookKind.ONE_PERSON):
        return "het bureau"
    if look.kind is LookKind.REDACTION:
        return f"een {'stuk' if place_of(look).column == FILE else 'tekst'} die er niet mag staan"
    if look.kind is LookKind.NEW_USER:
        return str(look.wanted["name"])
    user = database.session().get(User, look.subject_id)
    return "" if user is None else f"{user.name} ({user.email})"


def _lines(look: SecondLook) -> list[tuple[str, str, str]]:
    """Label, what stood when it was asked, what is wanted."""
    if look.kind is LookKind.PASSWORD:
        return [("Wachtwoord", "het wachtwoord van nu", "werkt niet meer; een link om een nieuw te kiezen")]
    if look.kind is LookKind.SECOND_STEP:
        return [("Tweede stap", "apps, toegangssleutels en herstelcodes van nu", "werken niet meer; stelt opnieuw in")]
    if look.kind is LookKind.REDACTION:
        return list(_redaction_lines(look))
    return [
        (_LABELS[key], _shown(key, look.before.get(key)), _shown(key, value)) for key, value in look.wanted.items()
        if value != look.before.get(key) and (value is not None or look.before.get(key) is not None)
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
