"""The work queue (werkbak): what waits longest first, with the reason, and one key to the next."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.web.access import Permission, requires
from agency.web.navigation import turned
from cases.input_checks import whole_number
from cases.models import NextStep
from cases.queries.desk import prescription_list, settlement, work
from cases.setup import registration


def wanted_step() -> NextStep | None:
    """The step in the address; None for all."""
    text = request.args.get("stap", "")
    return next((step for step in NextStep if step.value == text), None)


@bp.get("/werkbak")
@requires(Permission.QUEUE_READ)
def show_queue() -> str:
    """Cases whose next step has come."""
    session, today, step = database.session(), clock.today(), wanted_step()
    counts = work.queue_counts(session, today=today)
    page = work.queue(session, today=today, step=step, turned=turned())
    return render_template(
        "desk/queue.html", page=page, counts=counts, total=sum(counts.values()), step=step,
        bulk=step is NextStep.SEND_FIRST_NOTICE, posting=step is NextStep.CONFIRM_POSTING,
        watch=prescription_list.watch(session, today=today), to_settle=settlement.count(session),
        unregistered=registration.refusal_for_people(session, on=today),
    )


@bp.get("/werkbak/volgende")
@requires(Permission.QUEUE_READ)
def next_case() -> ResponseReturnValue:
    """The case that comes next in the queue."""
    passed = whole_number(request.args.get("na"))
    step = wanted_step()
    found = work.next_in_queue(database.session(), today=clock.today(), after_case=passed, step=step)
    if found is None:
        flash("De werkbak is leeg. Er is vandaag niets meer te doen.", "success")
        return redirect(url_for("desk.show_queue"))
    return redirect(url_for("desk.show_case", case_id=found, stap=step.value if step else None))
