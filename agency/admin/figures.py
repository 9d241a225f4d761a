"""The statutory figures: what is known and runs out when, and later values that two people put on record."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from agency import clock, database
from agency.admin.blueprint import bp
from agency.resources import figures, packaged_figures
from agency.web.access import Permission, current_user_id, may, requires
from agency.web.fields import DutchDateField, PercentField, given, required, text_field
from agency.web.figure_tables import FigureTable, tables
from agency.web.forms import BaseForm
from agency.web.navigation import frame
from agency.web.once import carry_out
from cases.confirming import asking
from cases.counting import figures as added
from cases.counting.figures import AdditionState, NewFigure
from cases.models import FigureAddition
from cases.setup import outsiders, second_person, year_end
from legal.parameters.unread import unread


class FigureForm(BaseForm):
    """A later value of a series; an empty value says that the last one still holds, so it must have been sent."""

    is_whole = True

    series = SelectField("Cijfer")
    first_day = DutchDateField(
        "Geldt vanaf", validators=[required("Vul in vanaf welke dag het cijfer geldt.")],
        description="Uiterlijk de dag na de laatste die bekend is.",
    )
    value = PercentField("Waarde", description="Zoals 4,5. Laat leeg als de laatste waarde ongewijzigd blijft gelden.")
    checked_through = DutchDateField(
        "Gecontroleerd tot en met", validators=[required("Vul in tot en met welke dag de bron dit cijfer noemt.")],
        description="Tot en met deze dag wordt met het cijfer gerekend, ten hoogste een jaar vooruit.",
    )
    source_name = text_field("Bron", needed="Vul de bron in.", max_length=120, description="Zoals Stb. 2026, 123.")
    source_address = text_field("Vindplaats", needed="Vul in waar de bron te lezen is.", max_length=400,
                                description="Liefst een adres dat begint met https://.")
    note = text_field("Toelichting", max_length=500)


class ReasonForm(BaseForm):
    """Why a figure is not used."""

    reason = text_field("Reden", needed="Vul in waarom.", max_length=500)


@bp.get("/cijfers")
@requires(Permission.FIGURES_ADD)
def list_figures() -> str:
    """Every figure with its sources, what runs out when, and everything that was added."""
    return render_template(
        "admin/figures.html", tables=tables(figures(), clock.today()),
        additions=added.additions(database.session(), packaged_figures()),
        names={key: series.name for key, series in added.addable(packaged_figures()).items()},
        unread=unread(figures()),
    )


@bp.route("/cijfers/nieuw", methods=["GET", "POST"])
@requires(Permission.FIGURES_ADD)
def new_figure() -> ResponseReturnValue:
    """Propose a later value."""
    form = FigureForm()
    known = _growing()
    form.series.choices = {table.key: table.name for table in known}
    sent = carry_out(form, lambda session, act: asking.figure(session, act, NewFigure(
        series=form.series.data, first_day=given(form.first_day), value=form.value.data,
        checked_through=given(form.checked_through), source_name=form.source_name.data,
        source_address=form.source_address.data, note=form.note.data or "",
    ), packaged=packaged_figures()))
    if sent.result is None:
        return render_template("admin/figure_form.html", form=form, known=known), sent.status
    flash("Het cijfer is voorgesteld. Vraag een tweede persoon om het te bevestigen.", "success")
    return redirect(url_for("admin.show_figure", addition_id=sent.result.id))


@bp.get("/cijfers/<int:addition_id>")
@requires(Permission.FIGURES_CONFIRM)
def show_figure(addition_id: int) -> str:
    """One added value: what, from which source, and what was decided."""
    return _figure_page(addition_id, ReasonForm(formdata=None))


@bp.post("/cijfers/<int:addition_id>/bevestigen")
@requires(Permission.FIGURES_CONFIRM)
def confirm_figure(addition_id: int) -> ResponseReturnValue:
    """A second person compared it with its source: it is used from here."""
    _addition(addition_id)
    sent = carry_out(None, lambda session, act: year_end.confirm_all(
        session, act, [addition_id], packaged=packaged_figures()
    ))
    if sent.is_done:
        flash("Het cijfer is bevestigd. Alle dossiers rekenen er vanaf nu mee.", "success")
    else:
        flash(sent.why_not, "error")
    return redirect(url_for("admin.show_figure", addition_id=addition_id))


@bp.post("/cijfers/<int:addition_id>/afwijzen")
@requires(Permission.FIGURES_CONFIRM)
def reject_figure(addition_id: int) -> ResponseReturnValue:
    """It does not agree with its source."""
    return _stop_using(addition_id, reject=True)


@bp.post("/cijfers/<int:addition_id>/intrekken")
@requires(Permission.FIGURES_ADD)
def withdraw_figure(addition_id: int) -> ResponseReturnValue:
    """It proved wrong: it counts no longer, and stays on record."""
    return _stop_using(addition_id, reject=False)


def _stop_using(addition_id: int, *, reject: bool) -> ResponseReturnValue:
    _addition(addition_id)
    form = ReasonForm()
    decide = added.reject if reject else added.withdraw
    sent = carry_out(form, lambda session, act: decide(session, act, addition_id, reason=form.reason.data))
    if not sent.is_done:
        return _figure_page(addition_id, form), sent.status
    flash("Het voorstel is afgewezen." if reject else "Het cijfer is ingetrokken.", "success")
    return redirect(url_for("admin.list_figures" if may(Permission.FIGURES_ADD) else "calculator.show_figures"))


def _growing() -> list[FigureTable]:
    return [table for table in tables(figures(), clock.today()) if table.can_grow]


def _addition(addition_id: int) -> tuple[FigureAddition, AdditionState]:
    rows = added.additions(database.session(), packaged_figures())
    return next(((row, state) for row, state in rows if row.id == addition_id), None) or abort(404)


def _figure_page(addition_id: int, form: ReasonForm) -> str:
    row, state = _addition(addition_id)
    table = next((table for table in _growing() if table.key == row.series), None)
    is_own, is_proposed = row.proposed_by == current_user_id(), state is AdditionState.PROPOSED
    return render_template(
        "admin/figure.html", by=second_person.of_figures(database.session(), [row.id]).get(row.id),
        of_one=outsiders.is_office_of_one(database.session()),
        frame=frame(), form=form, row=row, is_own=is_own, is_proposed=is_proposed,
        may_withdraw=added.was_confirmed(state) or (is_proposed and is_own),
        name=row.series if table is None else table.name, unit="" if table is None else table.unit,
    )
