"""The texts of letters: what each says and why, which were approved, which are stopped, and letting one go on again."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField, SelectMultipleField

from agency import database
from agency.admin.blueprint import bp
from agency.admin.letter_pictures import letter_pictures
from agency.admin.second_looks import waits
from agency.admin.text_rows import State, by_whom, text_row, text_rows
from agency.web.access import Permission, may, requires
from agency.web.errors import REFUSED
from agency.web.fields import choices_of, text_field
from agency.web.forms import OnceForm
from agency.web.navigation import frame
from agency.web.once import answer_to, carry_out
from cases.acts import Act
from cases.errors import DomainError
from cases.models import LetterKind, TextStop
from cases.names import name
from cases.setup import four_eyes, letter_additions, text_stops
from cases.setup.letter_additions import AdditionRefused
from legal.counting.valuation import Channel
from letters import reviewing
from letters.additions import MOST
from letters.catalogue import catalogue
from letters.readability import MEASURE, VALUE
from letters.text import versions

ALL = ""


class StopForm(OnceForm):
    """Een tekst stilzetten."""

    text = SelectField("Tekst en versie")
    channel = SelectField("Kanaal")
    reason = text_field("Waarom", needed="Schrijf op waarom deze tekst wordt stilgezet.", max_length=500, long=True,
                        render_kw={"rows": 2})


class ApprovalForm(OnceForm):
    """Goedkeuring van teksten vragen."""

    kinds = SelectMultipleField("Teksten", choices=choices_of({each.value: name(each) for each in LetterKind}))

    @property
    def chosen(self) -> list[LetterKind]:
        """The kinds whose text was ticked."""
        return [each for each in LetterKind if each.value in (self.kinds.data or [])]


class AdditionForm(OnceForm):
    """Een alinea van het bureau in een brief."""

    addition = text_field(
        "Uw alinea", max_length=MOST, long=True, render_kw={"rows": 5},
        description=f"Ten hoogste {MOST} tekens, in hele zinnen. Zonder cijfers, bedragen, dagen, termijnen, adressen "
                    "en maatregelen: die staan in de brief zelf. Laat het leeg om de aanvulling weg te halen.",
    )

    def take(self, refusal: DomainError) -> None:
        """Put every reason why it may not stand in the letter above the form: a field shows only its first."""
        if not isinstance(refusal, AdditionRefused):
            super().take(refusal)
            return
        for reason in refusal.reasons:
            self.refuse(f"{reason[0].upper()}{reason[1:]}.")


class ReleaseForm(OnceForm):
    """Een tekst weer vrijgeven."""

    reason = text_field("Waarom mag deze tekst weer", needed="Schrijf op waarom deze tekst weer mag.", max_length=500,
                        long=True, render_kw={"rows": 2})


@bp.get("/teksten")
@requires(Permission.TEXTS_STOP)
def list_texts() -> str:
    """The texts in use with their state, what is stopped, the form to stop a text, and what was stopped before."""
    return _page(_stop_form(sent=False))


@bp.get("/teksten/soort/<kind>")
@requires(Permission.LOOKS_CONFIRM)
def show_text(kind: str) -> str:
    """What one text says and why, what changed, and how the letter looks: also for the outsider who confirms it."""
    return _text_page(_kind(kind), ApprovalForm(formdata=None))


@bp.post("/teksten/goedkeuren")
@requires(Permission.TEXTS_STOP)
def ask_texts() -> ResponseReturnValue:
    """Ask to approve the chosen texts: a second person confirms it."""
    form = ApprovalForm()
    sent = carry_out(form, lambda session, act: four_eyes.ask_texts(session, act, form.chosen))
    if sent.is_done:
        if sent.result is not None and sent.result.look is not None:
            flash("Gevraagd. De teksten gaan in gebruik zodra een ander dit bevestigt.", "warning")
        return redirect(url_for("admin.list_looks"))
    if len(form.chosen) == 1:
        return _text_page(form.chosen[0], form), sent.status
    return _page(_stop_form(sent=False), form), sent.status


@bp.post("/teksten/soort/<kind>/aanvulling/voorbeeld")
@requires(Permission.TEXTS_STOP)
def look_at_addition(kind: str) -> ResponseReturnValue:
    """The letter with this paragraph. Saves nothing."""
    found, form = _kind(kind), AdditionForm()
    sent = answer_to(form, lambda: letter_additions.to_ask(
        database.session(), found, form.addition.data or ""
    )) if form.validate() else None
    shown = None if sent is None else sent.result
    return _text_page(found, ApprovalForm(formdata=None), form, shown), REFUSED if form.errors else 200


@bp.post("/teksten/soort/<kind>/aanvulling")
@requires(Permission.TEXTS_STOP)
def ask_addition(kind: str) -> ResponseReturnValue:
    """Ask for another paragraph in this letter: a second person confirms it."""
    found, form = _kind(kind), AdditionForm()
    sent = carry_out(form, lambda session, act: four_eyes.ask_addition(session, act, found, form.addition.data or ""))
    if not sent.is_done:
        return _text_page(found, ApprovalForm(formdata=None), form), sent.status
    if sent.result is not None and sent.result.look is not None:
        flash("Gevraagd. Tot een ander dit bevestigt, gaat de brief weg zoals hij nu is.", "warning")
    return redirect(url_for("admin.list_looks"))


@bp.post("/teksten/stilzetten")
@requires(Permission.TEXTS_STOP)
def stop_text() -> ResponseReturnValue:
    """From now on no letter with this text is made or posted."""
    form = _stop_form(sent=True)

    def stop(session: Session, act: Act) -> object:
        document, _, version = form.text.data.partition("/")
        kind = next(each for each in LetterKind if each.value == document)
        channels = list(Channel) if form.channel.data == ALL else [Channel(form.channel.data)]
        return text_stops.stop(
            session, act, kind=kind, version=version, channels=channels, reason=form.reason.data
        )

    sent = carry_out(form, stop)
    if not sent.is_done:
        return _page(form), sent.status
    flash("Stilgezet: vanaf nu wordt met deze tekst geen brief gemaakt of gepost.", "success")
    return redirect(url_for("admin.list_texts"))


@bp.get("/teksten/<int:stop_id>")
@requires(Permission.TEXTS_STOP)
def show_stop(stop_id: int) -> str:
    """One stop, and the form to let the text go on."""
    return _stop_page(stop_id, ReleaseForm(formdata=None))


@bp.post("/teksten/<int:stop_id>/vrijgeven")
@requires(Permission.TEXTS_STOP)
def release_text(stop_id: int) -> ResponseReturnValue:
    """Ask that the text may go on: a second administrator confirms it."""
    _stop(stop_id)
    form = ReleaseForm()
    sent = carry_out(
        form, lambda session, act: four_eyes.release_text(session, act, stop_id, reason=form.reason.data)
    )
    if not sent.is_done:
        return _stop_page(stop_id, form), sent.status
    if sent.result is not None and waits(sent.result):
        return redirect(url_for("admin.list_looks"))
    flash("Vrijgegeven.", "success")
    return redirect(url_for("admin.list_texts"))


def _stop_form(*, sent: bool) -> StopForm:
    form = StopForm() if sent else StopForm(formdata=None)
    form.text.choices = choices_of({
        f"{kind.value}/{version}": f"{version}{', nu in gebruik' if _is_newest(kind, version) else ''}: {name(kind)}"
        for kind in LetterKind for version in reversed(versions(kind.value))
    })
    form.channel.choices = choices_of({each.value: name(each) for each in Channel}, empty="Alle kanalen")
    return form


def _is_newest(kind: LetterKind, version: str) -> bool:
    return catalogue()[kind.value].version == version


def _page(form: StopForm, approval: ApprovalForm | None = None) -> str:
    session = database.session()
    rows = text_rows(session)
    return render_template(
        "admin/texts.html", form=form, standing=text_stops.standing(session), released=text_stops.released(session),
        about=text_stops.about, rows=rows, measure=MEASURE, approval=approval or ApprovalForm(formdata=None),
        to_ask=sum(row.can_be_asked for row in rows), waiting=sum(row.state is State.ASKED for row in rows),
    )


def _kind(kind: str) -> LetterKind:
    return next((each for each in LetterKind if each.value == kind), None) or abort(404)


def _text_page(
    kind: LetterKind, approval: ApprovalForm, form: AdditionForm | None = None, shown: str | None = None
) -> str:
    """`shown`: the paragraph that is looked at before it is asked; None for the letter as it goes now."""
    session = database.session()
    added = letter_additions.versions(session, kind)
    now = added[0].text if added else ""
    return render_template(
        "admin/text.html", frame=frame(), row=text_row(session, kind), approval=approval,
        review=reviewing.reviewed(kind.value, now if shown is None else shown), measure=MEASURE, value=VALUE,
        pictures=letter_pictures(kind, now if shown is None else shown), now=now, shown=shown,
        before=len(letter_pictures(kind, now)) if shown is not None else 0, added=added, by_whom=by_whom,
        addition=form or AdditionForm(formdata=None, data={"addition": now}),
        waits=letter_additions.asked_now(session, kind), may_ask=may(Permission.TEXTS_STOP),
    )


def _stop(stop_id: int) -> TextStop:
    return database.session().get(TextStop, stop_id) or abort(404)


def _stop_page(stop_id: int, form: ReleaseForm) -> str:
    return render_template("admin/text_stop.html", stop=_stop(stop_id), form=form, about=text_stops.about)
