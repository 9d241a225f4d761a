"""When we were wrong, for administrators and an inspector: choose what, see who was touched, take it along."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField

from agency import clock, database
from agency.admin.blueprint import bp
from agency.quote.recounting import count_again
from agency.resources import as_attachment, figures
from agency.web.access import Permission, requires
from agency.web.fields import DutchDateField, choices_of, given, text_field
from agency.web.forms import QueryForm
from agency.web.once import answer_to, carry_out
from cases.acts import Act
from cases.errors import Refused
from cases.mistakes import affected, asked, preparing, said, telling
from cases.mistakes.affected import Affected
from cases.mistakes.asked import Mistake, MistakeKind
from cases.mistakes.preparing import Prepared
from cases.mistakes.said import Search
from letters.text import versions

MOST = 2_000    # letters or kept results that are looked through while somebody waits for the page
MOST_SET = 300  # cases whose tasks are set in one request
_WAYS = {
    MistakeKind.TEXT: "Een tekst", MistakeKind.FIGURE: "Een cijfer", MistakeKind.CODE: "Het programma",
    MistakeKind.BETWEEN: "Alles van een paar dagen",
}


class MistakeForm(QueryForm):
    """Wat er fout was."""

    what = SelectField("Wat was er fout?", choices=choices_of({kind.value: words for kind, words in _WAYS.items()}))
    text = SelectField("Tekst en versie")
    figure = SelectField("Cijfer")
    version = text_field("Versie van het programma", max_length=asked.LONGEST_VERSION,
                         description="Of het begin van de vingerafdruk van zijn rekenregels.")
    first_day = DutchDateField("Van")
    last_day = DutchDateField("Tot en met")


@dataclass(frozen=True, kw_only=True)
class TooMany:
    """More than a page looks through; the command does."""

    mistake: Mistake


@bp.get("/fouten")
@requires(Permission.MISTAKES_READ)
def show_mistakes() -> ResponseReturnValue:
    """The form, and what was found where something was asked."""
    return _page(_form())


@bp.get("/fouten/lijst.csv")
@requires(Permission.MISTAKES_READ)
def mistakes_as_csv() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    form = _form()
    found = _found(form)
    if not isinstance(found, Affected):
        return _page(form)
    return as_attachment(telling.as_csv(found), "geraakt.csv", "text/csv")


@bp.post("/fouten/taken")
@requires(Permission.MISTAKES_PREPARE)
def prepare_tasks() -> ResponseReturnValue:
    """Set the tasks that follow, each once."""
    form = _form()
    found = _found(form)
    if not isinstance(found, Affected):
        return _page(form)

    def prepare(session: Session, act: Act) -> Prepared:
        if len(found.cases) > MOST_SET:
            raise Refused(
                f"Dit zijn {len(found.cases)} dossiers. Zet zoveel taken klaar met de opdracht agency affected."
            )
        return preparing.prepare(session, act, found.mistake, found.cases, figures=figures())

    sent = carry_out(None, prepare)
    if sent.result is None:
        flash(sent.why_not, "error")
    else:
        flash(telling.prepared_in_words(sent.result), "success")
    return redirect(url_for("admin.show_mistakes", **_query(form)))


def _form() -> MistakeForm:
    form = MistakeForm(request.args)
    texts = {
        f"{document}/{version}": f"{version}: {dutch}"
        for document, dutch in asked.documents().items() for version in reversed(versions(document))
    }
    known = {key: getattr(getattr(figures(), key), "name", key) for key in type(figures()).__dataclass_fields__}
    form.text.choices, form.figure.choices = choices_of(texts), choices_of(known)
    for field, first in ((form.text, next(iter(texts))), (form.figure, next(iter(known)))):
        if field.name not in request.args:
            field.data = first
    return form


def _query(form: MistakeForm) -> dict[str, Any]:  # Any: what addresses are made of
    """What was asked, for an address that asks it again."""
    return {field.name: request.args[field.name] for field in form if field.name in request.args}


def _found(form: MistakeForm) -> Affected | TooMany | None:
    """What was found; None where nothing was asked, or it is not understood: then the form says why."""
    if not form.what.raw_data or not form.validate():
        return None
    if form.what.data == MistakeKind.BETWEEN and not (form.first_day.data and form.last_day.data):
        form.refuse("Vul twee dagen in.", "first_day")
        return None
    return answer_to(form, lambda: _look(_mistake(form))).result


def _mistake(form: MistakeForm) -> Mistake:
    match MistakeKind(form.what.data):
        case MistakeKind.TEXT:
            return asked.of_text(form.text.data)
        case MistakeKind.FIGURE:
            return asked.of_figure(form.figure.data)
        case MistakeKind.CODE:
            return asked.of_code(form.version.data or "")
        case MistakeKind.BETWEEN:
            return asked.between(given(form.first_day), given(form.last_day))


def _look(mistake: Mistake) -> Affected | TooMany:
    search = Search(session=database.session(), mistake=mistake, figures=figures(), count_again=count_again)
    if said.has_more_than(search, MOST):
        return TooMany(mistake=mistake)
    return affected.affected(search, on=clock.today())


def _page(form: MistakeForm) -> ResponseReturnValue:
    found = _found(form)
    page = render_template(
        "admin/mistakes.html", form=form, found=found if isinstance(found, Affected) else None,
        too_many=isinstance(found, TooMany), most=MOST, letter_in_words=telling.letter_in_words, remark=telling.remark,
        query=_query(form), about=asked.in_words(found.mistake, figures()) if found else "",
    )
    return (page, 422) if form.errors else page
