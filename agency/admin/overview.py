"""The start page: what still has to be done before the first letter can go out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.database import db
from agency.resources import figures, store
from agency.web.access import Permission, current_user_id, requires
from agency.web.formatting import day
from agency.web.once import answer_to, carry_out
from cases.invariants.store_standing import Standing, standing
from cases.models import AgencyProfile, RoleName, Task
from cases.progress import tasks
from cases.queries import second_people, trace
from cases.queries.desk import tasks as shown
from cases.setup import client_space, second_looks, user_space
from cases.setup.setup_progress import SetupProgress, setup_progress
from legal.parameters.unread import unread

REGISTRATION_WARNING = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to arrange: why it matters, whether it is done, and where to do it (name and address of each place)."""

    title: str
    why: str
    done: bool
    links: tuple[tuple[str, str], ...]


@bp.get("")
@requires(Permission.ADMIN_READ)
def overview() -> str:
    """The list of what is done and what is next."""
    progress = setup_progress(database.session())
    steps = list(_steps(progress))
    return render_template(
        "admin/overview.html", steps=steps, next_step=next((step for step in steps if not step.done), None),
        done=sum(step.done for step in steps), unread=sum(len(each.figures) for each in unread(figures())),
        warning=_profile_warning(progress.profile, clock.today()),
        looks=len(second_looks.waiting(database.session())), deciding=second_people.deciding(database.session()),
        guesses=trace.alarms(database.session(), now=clock.now()),
        tasks=shown.own(database.session(), person_id=current_user_id()), checked=_checked(),
        most=current_app.config["CLIENT_SPACE"],
        nearly_full=list(client_space.nearly_full(database.session(), current_app.config["CLIENT_SPACE"])),
        most_of_user=current_app.config["USER_SPACE"],
        users_nearly_full=list(user_space.nearly_full(database.session(), current_app.config["USER_SPACE"])),
    )


def _checked() -> Standing | None:
    """How the check of the store stands; None while the store does not answer."""
    return answer_to(None, lambda: standing(store())).result


@bp.post("/taken/<int:task_id>/gedaan")
@requires(Permission.OWN_TASK_END)
def end_own_task(task_id: int) -> ResponseReturnValue:
    """A task of this administrator was done."""
    if db.get_or_404(Task, task_id).person_id != current_user_id():
        abort(404)
    sent = carry_out(None, lambda session, act: tasks.done(session, act, task_id))
    flash("De taak is gedaan." if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("admin.overview"))


def _steps(progress: SetupProgress) -> Iterator[Step]:
    yield Step(
        title="Gegevens van het bureau", done=progress.profile is not None,
        why="Naam, registratienummer, adres en rekening staan op elke brief. Zonder deze gegevens kan geen brief "
            "gemaakt worden.",
        links=(("Bureau invullen", url_for("admin.edit_agency")),),
    )
    yield Step(
        title="Een opdrachtgever", done=bool(progress.clients),
        why="Vorderingen worden altijd voor een opdrachtgever ingelezen.",
        links=(("Opdrachtgever toevoegen", url_for("admin.new_client")),),
    )
    yield Step(
        title="Afspraken met elke opdrachtgever", done=bool(progress.clients) and not progress.without_terms,
        why="Betaaltermijn, rente en btw bepalen de bedragen. Zonder afspraken kan de opdrachtgever niets aanleveren.",
        links=tuple((client.name, url_for("admin.edit_terms", client_id=client.id))
                    for client in progress.without_terms),
    )
    yield Step(
        title="De ondertekende opdracht van elke opdrachtgever",
        done=bool(progress.clients) and not progress.without_mandate,
        why="De opdracht of akte van cessie gaat mee met elk dossier naar de deurwaarder.",
        links=tuple((client.name, url_for("admin.show_client", client_id=client.id, _anchor="stukken"))
                    for client in progress.without_mandate),
    )
    yield from _user_steps(progress)
    yield Step(
        title="Teksten goedkeuren", done=not progress.unapproved_texts,
        why="Een brief gaat pas weg als twee mensen zijn tekst hebben goedgekeurd. Lees elke tekst, vraag de "
            "goedkeuring en laat een ander die bevestigen.",
        links=(("Teksten bekijken", url_for("admin.list_texts")),),
    )


def _user_steps(progress: SetupProgress) -> Iterator[Step]:
    yield Step(
        title="Een gebruiker voor elke opdrachtgever",
        done=bool(progress.clients) and not progress.clients_without_user,
        why="Hiermee levert de opdrachtgever zelf vorderingen aan en volgt de dossiers.",
        links=tuple((client.name, url_for("admin.new_user", rol=RoleName.CLIENT.value, opdrachtgever=client.id))
                    for client in progress.clients_without_user),
    )
    yield _role_step(progress, RoleName.HANDLER, "Een dossierbehandelaar",
                     "Verstuurt brieven, legt contact vast en boekt betalingen.")
    yield _role_step(progress, RoleName.LEGAL_LEAD, "Een juridisch verantwoordelijke",
                     "Bevestigt als tweede persoon wat naar de deurwaarder gaat.")
    if progress.profile is not None and progress.profile.one_person:
        yield _role_step(progress, RoleName.OUTSIDER, "Een externe meekijker",
                         "U werkt alleen. Een advocaat of accountant bevestigt wat naar de deurwaarder gaat, wat u "
                         "boven uw grens afboekt en wat u terugbetaalt.")
    yield Step(
        title="Een deurwaarderskantoor", done=bool(progress.offices),
        why="Alleen een deurwaarder kan een exploot uitbrengen.",
        links=(("Kantoor toevoegen", url_for("admin.new_bailiff_office")),),
    )
    yield Step(
        title="Een gebruiker voor elk deurwaarderskantoor",
        done=bool(progress.offices) and not progress.offices_without_user,
        why="Hiermee haalt het kantoor dossiers op en meldt het de betekening terug.",
        links=tuple((office.name, url_for("admin.new_user", rol=RoleName.BAILIFF.value, kantoor=office.id))
                    for office in progress.offices_without_user),
    )


def _role_step(progress: SetupProgress, role: RoleName, title: str, why: str) -> Step:
    return Step(
        title=title, why=why, done=role in progress.staffed_roles,
        links=(("Gebruiker toevoegen", url_for("admin.new_user", rol=role.value)),),
    )


def _profile_warning(profile: AgencyProfile | None, today: date) -> str | None:
    """What is entered but will stop the work, now or soon."""
    if profile is None:
        return None
    until = profile.wki_valid_until
    if until is None:
        return (
            "Het einde van de registratie in het incassoregister is niet ingevuld. Zolang dat zo is, gaan er geen "
            "brieven naar natuurlijke personen en mag niemand hen benaderen (art. 4 Wki)."
        )
    if until < today:
        return (
            f"De registratie in het incassoregister is verlopen op {day(until)}. "
            "Zonder registratie gaan er geen brieven naar natuurlijke personen en mag niemand hen benaderen "
            "(art. 4 Wki)."
        )
    if until - today <= REGISTRATION_WARNING:
        return f"De registratie in het incassoregister loopt af op {day(until)}. Vraag op tijd verlenging aan."
    if not profile.dispute_body:
        return (
            "Bij de gegevens van het bureau is de geschillencommissie niet ingevuld. Zolang dat zo is, gaan er geen "
            "eerste brieven weg (art. 13 lid 5 Wki)."
        )
    return None
