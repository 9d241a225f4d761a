"""The turn of the year: all figures that end on one page, proposed and confirmed together by two people."""

from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: the library has no types; a figure is a number or a table

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from agency import clock, database
from agency.admin.blueprint import bp
from agency.resources import figures, packaged_figures
from agency.web.access import Permission, current_user_id, may, requires
from agency.web.fields import CheckField, DutchDateField, PercentField, text_field
from agency.web.figure_tables import in_words
from agency.web.forms import BaseForm
from agency.web.navigation import frame
from agency.web.once import carry_out
from cases.confirming import asking
from cases.counting.figures import NEEDED_DAILY, NewFigure, addable
from cases.input_checks import whole_number
from cases.models import FigureAddition
from cases.setup import year_end
from cases.setup.year_end import Turning

# Where the next value is decided, in words; no value is ever derived from it here.
HOW_SET = {
    "statutory_interest": "Wordt bij besluit vastgesteld (art. 6:120 lid 1 BW). De praktijk volgt de ECB-rente van "
    "eind oktober of eind april plus 2,25 procentpunt, afgerond op hele procenten, maar dat bindt niet: neem de waarde "
    "over uit het Staatsblad.",
    "statutory_commercial_interest": "De ECB-rente van de laatste basisherfinanciering vóór 1 januari of 1 juli, plus "
    "acht procentpunten (art. 6:120 lid 2 BW). Neem de waarde over uit een gepubliceerde bron.",
}


class ConfirmForm(BaseForm):
    """Exactly what was shown, confirmed as a whole."""

    seen = HiddenField()

    def ids(self) -> list[int]:
        """The proposals that were shown."""
        found = (whole_number(each) for each in (self.seen.data or "").split(","))
        return [each for each in found if each is not None]


class KeeperForm(BaseForm):
    """Who sees to it."""

    user_id = SelectField("Wie zorgt ervoor", coerce=int)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure that ends, its last value in words, how the next is set, and what is typed for it."""

    turning: Turning
    last: tuple[str, ...]
    how_set: str
    stops: bool
    form: BaseForm

    def field(self, part: str) -> Any:
        """The field of this figure."""
        return self.form[f"{part}_{self.turning.key}"]


@bp.get("/jaarwisseling")
@requires(Permission.FIGURES_CONFIRM)
def show_year_end() -> str:
    """What ends, what was proposed, and who sees to it."""
    return _page(_proposal_form(), ConfirmForm(formdata=None), _keeper_form())


@bp.post("/jaarwisseling/voorstellen")
@requires(Permission.FIGURES_ADD)
def propose_year_end() -> ResponseReturnValue:
    """Propose all values that were filled in, together."""
    form = _proposal_form(sent=True)
    sent = carry_out(form, lambda session, act: len(
        asking.figures(session, act, _filled(form), packaged=packaged_figures())
    ))
    if sent.result is None:
        return _page(form, ConfirmForm(formdata=None), _keeper_form()), sent.status
    flash("Voorgesteld. Vraag een tweede persoon om alles in één keer te bevestigen.", "success")
    return redirect(url_for("admin.show_year_end"))


@bp.post("/jaarwisseling/bevestigen")
@requires(Permission.FIGURES_CONFIRM)
def confirm_year_end() -> ResponseReturnValue:
    """A second person compared all that was shown with its sources."""
    form = ConfirmForm()
    sent = carry_out(form, lambda session, act: len(
        year_end.confirm_all(session, act, form.ids(), packaged=packaged_figures())
    ))
    if sent.result is None:
        return _page(_proposal_form(), form, _keeper_form()), sent.status
    flash("De cijfers zijn bevestigd. Alle dossiers rekenen er vanaf nu mee.", "success")
    return redirect(url_for("admin.show_year_end"))


@bp.post("/jaarwisseling/wie")
@requires(Permission.FIGURES_ADD)
def name_keeper() -> ResponseReturnValue:
    """Give the task to a person."""
    form = _keeper_form(sent=True)
    sent = carry_out(form, lambda session, act: year_end.name_keeper(
        session, act, form.user_id.data, figures=figures()
    ))
    if not sent.is_done:
        return _page(_proposal_form(), ConfirmForm(formdata=None), form), sent.status
    flash("Vastgelegd wie voor de nieuwe cijfers zorgt.", "success")
    return redirect(url_for("admin.show_year_end"))


def _proposal_form(*, sent: bool = False) -> BaseForm:
    """A form with the fields of every figure that ends now."""
    fields: dict[str, Any] = {}
    for each in _without_proposal():
        fields |= _fields_of(each)
    made: type[BaseForm] = type("YearEndForm", (BaseForm,), fields)
    return made() if sent else made(formdata=None)


def _without_proposal() -> list[Turning]:
    """The figures that end, but for those of which a next value waits for its second person."""
    waiting = {each.series for each in year_end.proposals(database.session(), packaged=packaged_figures())}
    return [each for each in year_end.turning(figures(), clock.today()) if each.key not in waiting]


def _fields_of(turning: Turning) -> dict[str, Any]:
    value = {
        f"value_{turning.key}": PercentField("Nieuwe waarde", description="Zoals 4,5, overgenomen uit de bron."),
    } if turning.takes_a_number else {}
    return value | {
        f"same_{turning.key}": CheckField("Volgens de bron blijft de laatste waarde gelden"),
        f"checked_through_{turning.key}": DutchDateField("Gecontroleerd tot en met", default=turning.checked_through),
        f"source_name_{turning.key}": text_field("Bron", max_length=120, description="Zoals Stb. 2026, 123."),
        f"source_address_{turning.key}": text_field("Vindplaats", max_length=400),
        f"first_day_{turning.key}": HiddenField(default=turning.first_day.isoformat()),
    }


def _filled(form: BaseForm) -> list[NewFigure]:
    """The figures for which a value was typed, or ticked that it stays; the others are left for later."""
    found = []
    for each in _without_proposal():
        typed = form[f"value_{each.key}"].data if each.takes_a_number else None
        if typed is None and not form[f"same_{each.key}"].data:
            continue
        found.append(NewFigure(
            series=each.key, first_day=each.first_day, value=typed,
            checked_through=form[f"checked_through_{each.key}"].data or each.checked_through,
            source_name=form[f"source_name_{each.key}"].data or "",
            source_address=form[f"source_address_{each.key}"].data or "",
        ))
    return found


def _keeper_form(*, sent: bool = False) -> KeeperForm:
    named = year_end.keeper(database.session(), clock.today())
    form = KeeperForm() if sent else KeeperForm(formdata=None, data={"user_id": None if named is None else named.id})
    form.user_id.choices = [(user.id, user.name) for user in year_end.may_keep(database.session())]
    return form


def _page(proposing: BaseForm, confirming: ConfirmForm, keeping: KeeperForm) -> str:
    session, today = database.session(), clock.today()
    waiting = year_end.proposals(session, packaged=packaged_figures())
    own, others = _divided(waiting)
    if not confirming.errors:
        confirming.seen.data = ",".join(str(each.id) for each in others)
    rows = [_row(each, proposing) for each in _without_proposal()]
    return render_template(
        "admin/year_end.html", frame=frame(), rows=rows, proposing=proposing, confirming=confirming, keeping=keeping,
        own=own, others=others, ends=len(year_end.turning(figures(), today)),
        keeper=year_end.keeper(session, today), may_add=may(Permission.FIGURES_ADD),
        names={key: series.name for key, series in addable(packaged_figures()).items()},
        with_program=year_end.with_program(figures(), today), opens_on=date(today.year, 12, 1),
        form=next((f for f in (proposing, confirming, keeping) if f.errors), None),
    )


def _row(turning: Turning, form: BaseForm) -> Row:
    return Row(
        turning=turning, form=form, how_set=HOW_SET.get(turning.key, ""), stops=turning.key in NEEDED_DAILY,
        last=in_words(turning.series),
    )


def _divided(waiting: list[FigureAddition]) -> tuple[list[FigureAddition], list[FigureAddition]]:
    """What the user proposed, and what he may confirm."""
    user_id = current_user_id()
    return (
        [each for each in waiting if each.proposed_by == user_id],
        [each for each in waiting if each.proposed_by != user_id],
    )
