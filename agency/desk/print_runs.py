"""Letters for the printer: what waits goes into one run, is handed over once, and is confirmed as posted together."""

import re

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Field, RadioField, SelectMultipleField, ValidationError

from agency import clock, database
from agency.background import doorbell, pieces
from agency.desk.blueprint import bp
from agency.desk.forms import PostedForm
from agency.resources import as_attachment, figures, store
from agency.web.access import Permission, requires
from agency.web.fields import given, required, text_field
from agency.web.forms import OnceForm
from agency.web.navigation import turned
from agency.web.once import Sent, answer_to, carry_out, do
from cases.acts import Act
from cases.correspondence import batch_work, print_runs
from cases.correspondence.print_runs import Composed
from cases.errors import AlreadyDone
from cases.models import PrintRun, PrintState
from cases.queries.desk import print_runs as runs

NOTHING_CHOSEN = "Kies eerst één of meer verzendingen."


class ChosenBatchesForm(OnceForm):
    """Which batches go into a run."""

    batches = SelectMultipleField("Verzendingen", coerce=int, validate_choice=False)


class AgainForm(OnceForm):
    """Print once more, why, and which: by their numbers in the manifest, all where none is named."""

    _LIST = re.compile(r"[0-9]{1,9}(?:(?:,? ?en |[,; ]+)[0-9]{1,9})*")

    numbers = text_field("Welke nummers op de pakbon?", max_length=500, digits=True)
    reason = text_field("Waarom opnieuw?", needed="Schrijf op waarom deze brieven opnieuw worden gedrukt.",
                        max_length=300)

    def ordinals(self) -> list[int]:
        """The numbers."""
        return [int(each) for each in re.findall(r"[0-9]+", self.numbers.data or "")]

    def validate_numbers(self, field: Field) -> None:
        """Raise ValidationError for what is no list of numbers."""
        if field.data and not self._LIST.fullmatch(field.data):
            raise ValidationError("Schrijf nummers met een komma ertussen, zoals: 3, 7.")


class SettleForm(OnceForm):
    """Whether the printer has a run."""

    has_it = RadioField("Heeft de drukker dit drukwerk?", validators=[required("Kies ja of nee.")], choices={
        "ja": "Ja, de drukker heeft het", "nee": "Nee, de brieven moeten in nieuw drukwerk",
    })
    reason = text_field("Hoe weet u dat?", needed="Schrijf op hoe u dat weet.", max_length=300)


@bp.post("/brieven/drukwerk")
@requires(Permission.LETTER_SEND)
def make_print_run() -> ResponseReturnValue:
    """All letters of these batches that wait for the printer, in one run."""
    form = ChosenBatchesForm()
    chosen = form.batches.data or []
    if not chosen:
        flash(NOTHING_CHOSEN, "warning")
        return redirect(url_for("desk.list_batches"))
    to_folder = goes_to_folder()
    made = carry_out(form, lambda session, act: print_runs.make(session, act, chosen, to_folder=to_folder).id)
    if made.result is None:
        flash(made.why_not or "Dit drukwerk kon niet worden gemaakt. Probeer het opnieuw.", "warning")
        return redirect(url_for("desk.list_batches"))
    if to_folder:
        doorbell.ring_work(pieces.PRINT, made.result)
    return redirect(url_for("desk.show_print_run", run_id=made.result))


@bp.get("/brieven/drukwerk/<int:run_id>")
@requires(Permission.LETTER_SEND)
def show_print_run(run_id: int) -> str:
    """A run: what is in it, whether it was handed over, and what was withdrawn since."""
    return _page(run_id)


@bp.post("/brieven/drukwerk/<int:run_id>/overdragen")
@requires(Permission.LETTER_SEND)
def hand_over_print_run(run_id: int) -> ResponseReturnValue:
    """Take the PDF to the printer. It counts as handed over from here, once."""
    form = OnceForm()
    composed = answer_to(form, lambda: _composed(run_id))
    if composed.result is None:
        return _refused(run_id, composed)
    ready = composed.result
    sent = carry_out(form, lambda session, act: print_runs.hand_over(session, act, run_id, ready))
    if sent.refusal is not None:
        return _refused(run_id, sent)
    run = sent.result
    if not isinstance(run, PrintRun) or run.state is not PrintState.HANDED_OVER:
        flash("Er is niets gedrukt: " + ("er bleef geen brief over." if run else "dit was al gedaan."), "warning")
        return redirect(url_for("desk.show_print_run", run_id=run_id))
    return as_attachment(ready.pdf, f"{run.file_name}.pdf", "application/pdf")


@bp.get("/brieven/drukwerk/<int:run_id>/pakbon")
@requires(Permission.LETTER_SEND)
def print_run_manifest(run_id: int) -> Response:
    """The manifest as CSV of what was handed over; nothing is printed by it."""
    manifest = print_runs.manifest(database.session(), run_id)
    return as_attachment(manifest, f"pakbon-{run_id}.csv", "text/csv")


@bp.post("/brieven/drukwerk/<int:run_id>/vervallen")
@requires(Permission.LETTER_SEND)
def cancel_print_run(run_id: int) -> ResponseReturnValue:
    """Drop a run that was not handed over."""
    do(lambda session, _act: print_runs.cancel(session, run_id).id)
    flash(f"Drukwerk {run_id} is vervallen. De brieven wachten weer op de printer.", "success")
    return redirect(url_for("desk.list_batches"))


@bp.post("/brieven/drukwerk/<int:run_id>/opnieuw")
@requires(Permission.LETTER_SEND)
def print_again(run_id: int) -> ResponseReturnValue:
    """Print letters of a run once more, in a run of their own."""
    form, to_folder = AgainForm(), goes_to_folder()
    sent = carry_out(form, lambda session, act: print_runs.print_again(
        session, act, run_id, reason=form.reason.data, ordinals=form.ordinals(), to_folder=to_folder
    ).id)
    if not sent.is_done:
        return _page(run_id, again=form), sent.status
    if sent.result is None:
        return redirect(url_for("desk.show_print_run", run_id=run_id))
    if to_folder:
        doorbell.ring_work(pieces.PRINT, sent.result)
    return redirect(url_for("desk.show_print_run", run_id=sent.result))


@bp.post("/brieven/drukwerk/<int:run_id>/uitzoeken")
@requires(Permission.LETTER_SEND)
def settle_print_run(run_id: int) -> ResponseReturnValue:
    """Whether the printer has a run of which the program does not know."""
    form = SettleForm()
    sent = carry_out(form, lambda session, act: print_runs.settle(
        session, act, run_id, has_it=form.has_it.data == "ja", reason=form.reason.data
    ).id)
    if not sent.is_done:
        return _page(run_id, settle=form), sent.status
    return redirect(url_for("desk.show_print_run", run_id=run_id))


@bp.post("/brieven/drukwerk/<int:run_id>/gepost")
@requires(Permission.LETTER_SEND)
def confirm_run_posted(run_id: int) -> ResponseReturnValue:
    """All letters of a run went to the post on this day: from here the terms run."""
    form = PostedForm()

    def confirm(session: Session, act: Act) -> int:
        return len(print_runs.confirm_posted(session, act, run_id, posted_on=given(form.on), figures=figures()))

    batches = print_runs.unposted_batches(database.session(), run_id)
    sent = carry_out(form, confirm)
    if isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "info")
    elif not sent.is_done:
        return _page(run_id, posting=form), sent.status
    else:
        flash("De brieven zijn als gepost bevestigd. De termijnen lopen.", "success")
        for batch_id in batches:
            if batch_work.has_more(database.session(), batch_id):
                doorbell.ring_work(pieces.BATCH, batch_id)
    return redirect(url_for("desk.show_print_run", run_id=run_id))


def goes_to_folder() -> bool:
    """Whether letters go to the printer by a folder; else a person takes them."""
    return current_app.config["PRINT_FOLDER"] is not None


def _composed(run_id: int) -> Composed:
    session = database.session()
    run = runs.run(session, run_id).run
    if run.state is not PrintState.MADE:
        raise AlreadyDone(
            f"Drukwerk {run_id} is al overgedragen of vervallen. Er is niets dubbel gedrukt. Moet het toch nog een "
            "keer, kies dan hieronder Opnieuw drukken."
        )
    return print_runs.compose(session, store(), run_id, today=clock.today(), figures=figures())


def _refused(run_id: int, sent: Sent[object]) -> ResponseReturnValue:
    """Why it was not handed over, on its page."""
    flash(sent.why_not or "Dit formulier is verlopen. Probeer het opnieuw.", "warning")
    return redirect(url_for("desk.show_print_run", run_id=run_id))


def _page(
    run_id: int, *, posting: PostedForm | None = None, again: AgainForm | None = None,
    settle: SettleForm | None = None,
) -> str:
    page = runs.run(database.session(), run_id, turned=turned())
    day = page.run.posted_on or clock.today()
    return render_template(
        "desk/print_run.html", page=page, run=page.run, take=OnceForm(formdata=None),
        posting=posting or PostedForm(formdata=None, data={"on": day}), again=again or AgainForm(formdata=None),
        settle=settle or SettleForm(formdata=None), turned=turned(),
    )
