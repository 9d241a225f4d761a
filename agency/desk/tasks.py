"""Notes and tasks: written on the page of a case, tasks also in a list of their own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of, render_case
from agency.desk.work_forms import EndTaskForm, NoteForm, TaskForm, assign_form, task_form
from agency.web.access import Permission, current_user_id, requires
from agency.web.fields import given
from agency.web.navigation import turned
from agency.web.once import carry_out
from cases.acts import Act
from cases.amicable import notes
from cases.models import Case, Task
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from cases.queries.desk import tasks as shown

EVERYBODYS = "alle"


@bp.post("/dossiers/<int:case_id>/notitie")
@requires(Permission.NOTE_ADD)
def add_note(case_id: int) -> ResponseReturnValue:
    """Write a note down on a case."""
    form = NoteForm()
    db.get_or_404(Case, case_id)
    sent = carry_out(form, lambda session, act: notes.add(session, act, case_id, form.words.data))
    if not sent.is_done:
        return render_case(case_id, form), sent.status
    flash("De notitie is vastgelegd.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


@bp.route("/dossiers/<int:case_id>/taken", methods=["GET", "POST"])
@requires(Permission.TASK_SET)
def set_task_of_case(case_id: int) -> ResponseReturnValue:
    """Set a task on a case, or give the case to somebody else."""
    head, form = head_of(case_id), task_form(sent=request.method == "POST")
    sent = carry_out(form, lambda session, act: _set(session, act, form, case_id))
    if not sent.is_done:
        return render_template(
            "desk/case_work.html", head=head, case=head.case, form=form, assign=assign_form(sent=False)
        ), sent.status
    flash("De taak is gezet.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


@bp.route("/taken", methods=["GET", "POST"])
@requires(Permission.TASK_SET)
def list_tasks() -> ResponseReturnValue:
    """Open tasks of one person, or of everybody; and the form for one that is of no case."""
    form = task_form(sent=request.method == "POST")
    sent = carry_out(form, lambda session, act: _set(session, act, form, None)) if request.method == "POST" else None
    if sent is not None and sent.is_done:
        flash("De taak is gezet.", "success")
        return redirect(url_for("desk.list_tasks"))
    of_everybody = request.args.get("van") == EVERYBODYS
    page = shown.tasks(
        database.session(), person_id=None if of_everybody else current_user_id(), turned=turned()
    )
    return render_template(
        "desk/tasks.html", page=page, form=form, of_everybody=of_everybody, end=EndTaskForm(formdata=None)
    ), 200 if sent is None else sent.status


@bp.post("/taken/<int:task_id>/gedaan")
@requires(Permission.TASK_SET)
def end_task(task_id: int) -> ResponseReturnValue:
    """It was done."""
    sent = carry_out(None, lambda session, act: tasks.done(session, act, task_id))
    flash("De taak is gedaan." if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return _back(task_id)


@bp.post("/taken/<int:task_id>/vervallen")
@requires(Permission.TASK_SET)
def drop_task(task_id: int) -> ResponseReturnValue:
    """It need not be done, with the reason."""
    form = EndTaskForm()
    sent = carry_out(form, lambda session, act: tasks.drop(session, act, task_id, reason=form.reason.data or ""))
    if sent.is_done:
        flash("De taak is vervallen.", "success")
    else:
        flash(sent.why_not or next(each for errors in form.errors.values() for each in errors), "error")
    return _back(task_id)


def _set(session: Session, act: Act, form: TaskForm, case_id: int | None) -> Task:
    return tasks.set(session, act, TaskInput(
        what=form.task.data, due_on=given(form.task_on), person_id=form.task_person.data, case_id=case_id
    ))


def _back(task_id: int) -> ResponseReturnValue:
    """To where the button stood: the page of the case, or the list."""
    task = db.get_or_404(Task, task_id)
    if request.form.get("terug") == "dossier" and task.case_id is not None:
        return redirect(url_for("desk.show_case", case_id=task.case_id))
    return redirect(url_for("desk.show_queue" if request.form.get("terug") == "werkbak" else "desk.list_tasks"))
