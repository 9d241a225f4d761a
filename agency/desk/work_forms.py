"""Forms about the work itself: notes, tasks, who handles a case, and who is away."""

from flask import g
from wtforms import SelectField
from wtforms.validators import InputRequired

from agency import clock, database
from agency.web.access import current_user_id
from agency.web.fields import DutchDateField, choices_of, required, text_field
from agency.web.forms import BaseForm, OnceForm
from cases.amicable import notes
from cases.progress import stand_ins, tasks


def chosen_number(value: object) -> int | None:
    """The number of a choice; None for the empty one."""
    return int(str(value)) if value not in (None, "") else None


class NoteForm(OnceForm):
    """Write a note; it stands on a page with other forms, so its fields have own names."""

    words = text_field("Wat wilt u onthouden?", needed="Schrijf eerst iets op.", max_length=notes.LONGEST, long=True)


class TaskForm(OnceForm):
    """Set a task; idem."""

    task = text_field("Wat moet er gebeuren?", needed="Schrijf op wat er moet gebeuren.", max_length=tasks.LONGEST)
    task_on = DutchDateField("Op welke dag?", validators=[required("Vul in op welke dag dit moet gebeuren.")])
    task_person = SelectField("Door wie?", coerce=chosen_number)


class EndTaskForm(OnceForm):
    """Say that a task need not be done; done needs no words."""

    reason = text_field("Waarom vervalt deze taak?", max_length=tasks.LONGEST)


class AssignForm(BaseForm):
    """Give cases to a handler. Sent twice it changes nothing more."""

    nieuwe_behandelaar = SelectField(
        "Behandelaar", coerce=chosen_number, validators=[InputRequired("Kies een behandelaar.")]
    )


class AbsenceForm(OnceForm):
    """Somebody is away, and somebody else gets the new work."""

    user_id = SelectField(
        "Wie is afwezig?", coerce=chosen_number, validators=[InputRequired("Kies wie er afwezig is.")]
    )
    first_day = DutchDateField("Vanaf", validators=[required("Vul de eerste dag in.")])
    last_day = DutchDateField("Tot en met", validators=[required("Vul de laatste dag in.")])
    stand_in_id = SelectField(
        "Wie vervangt?", coerce=chosen_number, validators=[InputRequired("Kies een vervanger.")]
    )


def people_of(names: dict[int, str], *, empty: str) -> dict[str, str]:
    """Choices of people by name."""
    by_name = sorted(names.items(), key=lambda each: each[1].casefold())
    return choices_of({str(user_id): name for user_id, name in by_name}, empty=empty)


def task_form(*, sent: bool) -> TaskForm:
    """The form for a task, with everybody who handles cases; the own name and today are usual."""
    form = TaskForm() if sent else TaskForm(
        formdata=None, data={"task_person": current_user_id(), "task_on": clock.today()}
    )
    form.task_person.choices = people_of(handlers(), empty="Wie het eerst kan")
    return form


def assign_form(*, sent: bool) -> AssignForm:
    """The form to give cases to somebody, with everybody who handles cases."""
    form = AssignForm() if sent else AssignForm(formdata=None)
    form.nieuwe_behandelaar.choices = people_of(handlers(), empty="Kies een behandelaar")
    return form


def handlers() -> dict[int, str]:
    """Everybody who handles cases, by id; asked once for a page."""
    if "handlers" not in g:
        g.handlers = stand_ins.names(database.session())
    return dict(g.handlers)
