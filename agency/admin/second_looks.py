"""What waits for a second pair of eyes: shown with what would change, confirmed or refused.

An outsider of an office of one person sees these pages and nothing else.
"""

import io
from dataclasses import asdict

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from agency import clock, database
from agency.admin.blueprint import bp
from agency.admin.letter_pictures import letter_pictures
from agency.admin.link_page import link_page
from agency.admin.look_lines import LABELS, about, lines
from agency.background import numbers
from agency.resources import figures, packaged_figures, store
from agency.web import tracing
from agency.web.access import Permission, current_user_id, requires, roles_of
from agency.web.fields import text_field
from agency.web.forms import BaseForm
from agency.web.navigation import frame
from agency.web.once import carry_out
from cases import documents
from cases.confirming import deciding
from cases.confirming.deciding import Tools
from cases.input_checks import whole_number
from cases.models import LookKind, LookState, RoleName, SecondLook
from cases.queries import second_people
from cases.queries.desk import confirmations
from cases.setup import confirmers, letter_additions, outsiders, second_looks, second_person, text_approvals
from cases.setup.outsiders import Named
from cases.setup.second_looks import Asked, Standing


class ReasonForm(BaseForm):
    """Waarom."""

    reason = text_field("Waarom", needed="Schrijf op waarom.", max_length=500, long=True, render_kw={"rows": 2})


class ConfirmForm(ReasonForm):
    """Ja, met wat er getoond is."""

    reason = text_field("Waarom", max_length=500, long=True, render_kw={"rows": 2})
    seen = HiddenField()


class RefusalForm(BaseForm):
    """Waarom niet."""

    why = text_field("Waarom niet", needed="Schrijf op waarom niet.", max_length=500, long=True, render_kw={"rows": 2})


class NamedForm(BaseForm):
    """Wie de externe meekijker is."""

    profession = text_field(
        "Beroep", needed="Vul uw beroep in.", max_length=60, description="Bijvoorbeeld: advocaat, of accountant."
    )
    office = text_field("Kantoor", needed="Vul uw kantoor in.", max_length=120, description="Met de plaats.")
    register_entry = text_field(
        "Registernummer", needed="Vul uw registernummer in.", max_length=60,
        description="Uw nummer in het openbare register van uw beroep. Iedereen kan daar nagaan wie u bent.",
    )
    is_another = BooleanField("Ik ben niet van dit bureau, en niemand anders gebruikt deze login.")

    def validate_is_another(self, field: BooleanField) -> None:
        """Only a yes that was given on purpose."""
        if not field.data:
            raise ValidationError("Zet hier een vinkje. Klopt dit niet, bevestig dan niets en log uit.")


@bp.get("/bevestigen")
@requires(Permission.LOOKS_CONFIRM)
def list_looks() -> ResponseReturnValue:
    """What waits, and what was decided last."""
    session = database.session()
    if _must_say_who():
        return redirect(url_for("admin.say_who"))
    decided = second_looks.decided(session, by=current_user_id() if _is_outsider() else None)
    return render_template(
        "admin/looks.html", frame=frame(), decided=decided, about=about,
        waiting=[each for each in second_looks.waiting(session) if _may_see(each)],
        deciding=[] if _is_outsider() else second_people.deciding(session), of_one=outsiders.is_office_of_one(session),
        outsiders=[(each, outsiders.named(session, each.id)) for each in outsiders.all_active(session)],
        is_outsider=_is_outsider(),
    )


@bp.route("/bevestigen/wie-ik-ben", methods=["GET", "POST"])
@requires(Permission.LOOKS_CONFIRM)
def say_who() -> ResponseReturnValue:
    """The outsider says who he is, before he confirms anything."""
    if not _is_outsider():
        abort(404)
    known = outsiders.named(database.session(), current_user_id())
    form = NamedForm(data={} if known is None else asdict(known))
    sent = carry_out(form, lambda session, act: outsiders.say(session, act, Named(
        profession=form.profession.data, office=form.office.data, register_entry=form.register_entry.data,
    )).id)
    if sent.is_done:
        flash("Vastgelegd. Dit staat bij alles wat u bevestigt.", "success")
        return redirect(url_for("admin.list_looks"))
    return render_template("admin/outsider.html", frame=frame(), form=form, known=known), sent.status


@bp.get("/bevestigen/<int:look_id>")
@requires(Permission.LOOKS_CONFIRM)
def show_look(look_id: int) -> ResponseReturnValue:
    """One of them."""
    if _must_say_who():
        return redirect(url_for("admin.say_who"))
    return _page(look_id)


@bp.get("/bevestigen/<int:look_id>/stuk/<int:document_id>")
@requires(Permission.LOOKS_CONFIRM)
def show_look_paper(look_id: int, document_id: int) -> ResponseReturnValue:
    """A paper that what waits is about, while it waits, for the outsider; who is of the agency has it at the case."""
    session = database.session()
    look = session.get(SecondLook, look_id)
    if look is None or look.state is not LookState.OPEN or not (_is_outsider() and _may_see(look)) or _must_say_who():
        abort(404)
    papers = {each.id: each for each in confirmations.papers_of(session, look)}
    paper = papers.get(document_id) or abort(404)
    return send_file(
        io.BytesIO(documents.content(store(), paper)), mimetype=paper.media_type, etag=paper.sha256,
        download_name=documents.fitting_name(paper.filename, paper.media_type),
    )


@bp.post("/bevestigen/<int:look_id>/ja")
@requires(Permission.LOOKS_CONFIRM)
def confirm_look(look_id: int) -> ResponseReturnValue:
    """It happens now. A link to choose a password is shown to who confirms."""
    form = ConfirmForm()
    sent = carry_out(form, lambda session, act: deciding.confirm(
        session, act, look_id, tools=_tools(), reason=form.reason.data or "", seen=whole_number(form.seen.data or "")
    ))
    if sent.result is None:
        return _page(look_id, form), sent.status
    if sent.result.link is not None:
        return link_page(*sent.result.link, heading="Bevestigd")
    numbers.remove_files_now(store())
    flash("Bevestigd." if not sent.result.is_later else "Bevestigd: dit gebeurt binnen een paar minuten.", "success")
    return redirect(url_for("admin.list_looks"))


@bp.post("/bevestigen/<int:look_id>/nee")
@requires(Permission.LOOKS_CONFIRM)
def refuse_look(look_id: int) -> ResponseReturnValue:
    """Nothing changes."""
    form = RefusalForm()
    sent = carry_out(form, lambda session, act: deciding.refuse(session, act, look_id, form.why.data))
    if not sent.is_done:
        return _page(look_id, refusal=form), sent.status
    flash("Er is niets gewijzigd.", "success")
    return redirect(url_for("admin.list_looks"))


@bp.post("/bevestigen/<int:look_id>/reden")
@requires(Permission.LOOKS_CONFIRM)
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
    flash("Er is nog niets gewijzigd: een ander moet dit eerst bevestigen.", "warning")
    return True


def _page(look_id: int, form: ReasonForm | None = None, *, refusal: RefusalForm | None = None) -> str:
    session = database.session()
    look = session.get(SecondLook, look_id)
    if look is None or not _may_see(look):
        abort(404)
    matter = None
    if look.case_id is not None:
        tracing.show_case(look.case_id)
        matter = confirmations.matter_of(session, look, today=clock.today(), figures=figures())
        why_not = deciding.why_not(session, look, current_user_id(), now=clock.now())
        standing = Standing(overtaken={}, why_not=why_not, until=None)
    else:
        standing = second_looks.standing(session, look, person_id=current_user_id(), now=clock.now())
    own = look.asked_by == current_user_id()
    return render_template(
        "admin/look.html", frame=frame(), look=look, form=form or ConfirmForm(formdata=None), matter=matter,
        refusal=refusal or RefusalForm(formdata=None), about=about(look), lines=lines(look, matter), own=own,
        standing=standing, overtaken=[LABELS[key] for key in standing.overtaken],
        may_wait=confirmers.may_wait(session, look), why=_why(look), is_outsider=_is_outsider(),
        may_refuse=own or matter is None or _is_outsider(),
        added_to=letter_additions.kind_of(look) if look.kind is LookKind.LETTER_ADDITION else None,
        pictures=_pictures(look),
        texts=text_approvals.texts_of(look) if look.kind is LookKind.TEXT_APPROVAL else [],
        by=second_person.confirmation_of(session, look),
    )


def _pictures(look: SecondLook) -> list[str]:
    """The letter with the paragraph that would be added, as addresses of pictures; none for what else waits."""
    if look.kind is not LookKind.LETTER_ADDITION or look.state is not LookState.OPEN:
        return []
    return letter_pictures(letter_additions.kind_of(look), str(look.wanted["addition"]))


def _tools() -> Tools:
    return Tools(store=store(), figures=figures(), packaged=packaged_figures())


def _is_outsider() -> bool:
    return RoleName.OUTSIDER in roles_of(current_user)


def _may_see(look: SecondLook) -> bool:
    """The agency sees all; an outsider what waits for him while one person works there, and what he decided."""
    if not _is_outsider():
        return True
    waits = look.state is LookState.OPEN and outsiders.is_office_of_one(database.session())
    return waits or look.decided_by == current_user_id()


def _must_say_who() -> bool:
    return _is_outsider() and outsiders.named(database.session(), current_user_id()) is None


def _why(look: SecondLook) -> str:
    """Why it is asked: of a case in the words of who asked, of the set-up what starts the two days."""
    return str(look.wanted.get("why") or look.reason)
