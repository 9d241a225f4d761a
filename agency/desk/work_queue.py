"""The work queue (werkbak): what waits longest first, with the reason, and one key to the next."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_list import whose_of
from agency.desk.contact_rules import not_to_be_called
from agency.desk.work_forms import handlers
from agency.web.access import Permission, current_user_id, requires
from agency.web.navigation import turned
from cases.input_checks import whole_number
from cases.models import NextStep
from cases.progress import stand_ins
from cases.queries.desk import tasks, work
from cases.queries.desk.other_lists import other_lists
from cases.queries.desk.work import EVERYBODYS, Whose
from cases.setup import registration

MINE, ALL = "mij", "alle"


@dataclass(frozen=True)
class StandsIn:
    """Whom the user replaces, until when, and how many of his cases wait."""

    handler_id: int
    name: str
    until: str
    waiting: int


def wanted_step() -> NextStep | None:
    """The step in the address; None for all."""
    text = request.args.get("stap", "")
    return next((step for step in NextStep if step.value == text), None)


def wanted_whose(*, has_own: bool) -> Whose:
    """Whose work the address asks for (`van`). Without it: the own, for whoever handles a case; else everybody's."""
    text = request.args.get("van", "")
    if text == ALL:
        return EVERYBODYS
    if text == MINE or (not text and has_own):
        return Whose(handler_id=current_user_id())
    return whose_of(text)


@bp.get("/werkbak")
@requires(Permission.QUEUE_READ)
def show_queue() -> str:
    """Cases whose next step has come: the own first, with a switch to all."""
    session, today, step = database.session(), clock.today(), wanted_step()
    glance = work.glance(session, current_user_id())
    whose = wanted_whose(has_own=glance.has_own)
    counts = work.queue_counts(session, today=today, whose=whose)
    page = work.queue(session, today=today, step=step, whose=whose, turned=turned())
    return render_template(
        "desk/queue.html", page=page, counts=counts, total=sum(counts.values()), step=step, whose=whose,
        bulk=step is NextStep.SEND_FIRST_NOTICE, posting=step is NextStep.CONFIRM_POSTING,
        others=other_lists(session, today=today), undivided=glance.undivided,
        tasks=tasks.due(session, today=today, person_id=None if whose == EVERYBODYS else current_user_id()),
        stands_in=_stands_in(), registration=registration.announcement(session, on=today),
        mine=Whose(handler_id=current_user_id()), everybodys=EVERYBODYS, van=request.args.get("van"),
        name=_name_of(whose), not_to_be_called=not_to_be_called(page.rows),
    )


@bp.get("/werkbak/volgende")
@requires(Permission.QUEUE_READ)
def next_case() -> ResponseReturnValue:
    """The case that comes next in the queue."""
    passed, step, van = whole_number(request.args.get("na")), wanted_step(), request.args.get("van")
    session = database.session()
    whose = wanted_whose(has_own=work.has_own(session, current_user_id()))
    found = work.next_in_queue(session, today=clock.today(), after_case=passed, step=step, whose=whose)
    if found is None:
        flash("De werkbak is leeg. Er is vandaag niets meer te doen.", "success")
        return redirect(url_for("desk.show_queue", van=van))
    return redirect(url_for("desk.show_case", case_id=found, stap=step.value if step else None, van=van))


def _name_of(whose: Whose) -> str:
    """Whose queue of another is shown, by name; empty for the own and for everybody's."""
    if whose.handler_id in (None, current_user_id()):
        return ""
    return handlers().get(whose.handler_id or 0, "een ander")


def _stands_in() -> list[StandsIn]:
    """Whom the user replaces today, with what of theirs waits."""
    session, today = database.session(), clock.today()
    return [
        StandsIn(
            handler_id=each.user_id, name=handlers().get(each.user_id, ""), until=f"{each.last_day:%d-%m-%Y}",
            waiting=work.due_count(session, today=today, whose=Whose(handler_id=each.user_id)),
        ) for each in stand_ins.stands_in_for(session, current_user_id(), on=today)
    ]
