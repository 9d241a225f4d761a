"""Teams, and the rules by which new cases get their handler."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField

from agency import clock, database
from agency.admin.blueprint import bp
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, text_field
from agency.web.forms import OnceForm
from agency.web.once import Action, carry_out
from cases.progress import stand_ins
from cases.setup import organisations, staffing
from cases.setup.staffing import RuleInput


def _chosen(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None


class TeamForm(OnceForm):
    """A new team."""

    team_name = text_field("Naam van het team", needed="Vul de naam van het team in.",
                           max_length=staffing.LONGEST_NAME)
    new_members = SelectMultipleField("Wie zitten erin?", coerce=int)


class MembersForm(OnceForm):
    """Who are in a team from now on; a page has several, each with boxes of its own."""

    members = SelectMultipleField("Wie zitten erin?", coerce=int)


class RuleForm(OnceForm):
    """Whose new cases go to whom."""

    client_id = SelectField("Opdrachtgever", coerce=_chosen)
    first_letter = text_field("Namen van", max_length=1)
    last_letter = text_field("tot en met", max_length=1)
    handler_id = SelectField("Behandelaar", coerce=_chosen)
    team_id = SelectField("Of team", coerce=_chosen)


@bp.get("/verdeling")
@requires(Permission.STAFFING_EDIT)
def show_staffing() -> str:
    """Teams and rules, and the forms to change them."""
    return _page()


@bp.post("/verdeling/regels")
@requires(Permission.STAFFING_EDIT)
def add_rule() -> ResponseReturnValue:
    """A rule after the others."""
    form = _rule_form(sent=True)
    return _handle(form, "De regel is toegevoegd. Hij geldt voor nieuwe dossiers.", lambda session, act: (
        staffing.add_rule(session, act, RuleInput(
            client_id=form.client_id.data, first_letter=form.first_letter.data or "",
            last_letter=form.last_letter.data or "", handler_id=form.handler_id.data, team_id=form.team_id.data,
        ))
    ))


@bp.post("/verdeling/regels/<int:rule_id>/weg")
@requires(Permission.STAFFING_EDIT)
def remove_rule(rule_id: int) -> ResponseReturnValue:
    """Take a rule away."""
    return _handle(None, "De regel is weg. Dossiers die hij gaf, blijven waar ze zijn.", lambda session, act: (
        staffing.remove_rule(session, act, rule_id)
    ))


@bp.post("/verdeling/regels/<int:rule_id>/eerst")
@requires(Permission.STAFFING_EDIT)
def put_rule_first(rule_id: int) -> ResponseReturnValue:
    """Look at a rule before all others."""
    return _handle(None, "Deze regel wordt nu als eerste bekeken.", lambda session, act: (
        staffing.put_first(session, act, rule_id)
    ))


@bp.post("/verdeling/teams")
@requires(Permission.STAFFING_EDIT)
def add_team() -> ResponseReturnValue:
    """A new team."""
    form = _team_form(sent=True)
    return _handle(form, "Het team is toegevoegd.", lambda session, act: staffing.add_team(
        session, act, form.team_name.data, form.new_members.data or ()
    ))


@bp.post("/verdeling/teams/<int:team_id>")
@requires(Permission.STAFFING_EDIT)
def change_team(team_id: int) -> ResponseReturnValue:
    """Who are in a team from now on."""
    form = MembersForm()
    form.members.choices = list(_people().items())
    return _handle(form, "Het team is opgeslagen.", lambda session, act: staffing.change_team(
        session, act, team_id, form.members.data or ()
    ))


@bp.post("/verdeling/teams/<int:team_id>/weg")
@requires(Permission.STAFFING_EDIT)
def remove_team(team_id: int) -> ResponseReturnValue:
    """Take a team away."""
    return _handle(None, "Het team is weg.", lambda session, act: staffing.remove_team(session, act, team_id))


def _handle(form: OnceForm | None, done: str, action: Action[Any]) -> ResponseReturnValue:
    """Do the one thing that was asked, and come back to the page. Any: what an action gives is not looked at."""
    sent = carry_out(form, action)
    if sent.is_done:
        flash(done, "success")
    elif isinstance(form, TeamForm | RuleForm):
        return _page(form), sent.status
    else:
        flash(sent.why_not or "Kies alleen mensen die dossiers behandelen.", "error")
    return redirect(url_for("admin.show_staffing"))


def _people() -> dict[int, str]:
    names = stand_ins.staff(database.session(), on=clock.today()).names
    return dict(sorted(names.items(), key=lambda each: each[1].casefold()))


def _team_form(*, sent: bool) -> TeamForm:
    form = TeamForm() if sent else TeamForm(formdata=None)
    form.new_members.choices = list(_people().items())
    return form


def _rule_form(*, sent: bool) -> RuleForm:
    form, session = RuleForm() if sent else RuleForm(formdata=None), database.session()
    clients = [client for client in organisations.clients(session) if client.active]
    form.client_id.choices = choices_of({str(each.id): each.name for each in clients}, empty="Alle opdrachtgevers")
    form.handler_id.choices = choices_of({str(each): name for each, name in _people().items()}, empty="Geen")
    form.team_id.choices = choices_of({str(each.id): each.name for each, _ in staffing.teams(session)}, empty="Geen")
    return form


def _page(sent: TeamForm | RuleForm | None = None) -> str:
    session = database.session()
    return render_template(
        "admin/staffing.html", people=_people(), teams=staffing.teams(session),
        rules=[(rule, staffing.in_words(session, rule)) for rule in staffing.rules(session)],
        rule_form=sent if isinstance(sent, RuleForm) else _rule_form(sent=False),
        team_form=sent if isinstance(sent, TeamForm) else _team_form(sent=False),
        members_form=MembersForm(formdata=None),
    )
