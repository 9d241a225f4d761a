"""Payment arrangements: the schedule is shown before anything is saved, then followed term by term."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.forms import ArrangementForm, ArrangementQuery, EndArrangementForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fragments import is_fragment
from agency.web.once import answer_to, carry_out
from cases.acts import Act
from cases.amicable import arrangements
from cases.amicable.arrangements import Schedule, Wanted
from cases.errors import PreviewOutdated
from cases.models import Arrangement
from cases.progress import stages
from cases.queries.desk import arrangement as followed
from cases.queries.desk.case_page import CaseHead

FIELDS = ("bedrag", "termijnen", "vanaf")


@bp.get("/dossiers/<int:case_id>/regeling")
@requires(Permission.ARRANGEMENT_MAKE)
def show_arrangement(case_id: int) -> ResponseReturnValue:
    """The running arrangement, or a schedule to look at before saving."""
    head = head_of(case_id)
    query = _query(head, request.args)
    schedule = None
    if any(request.args.get(field) for field in FIELDS) and query.validate():
        schedule = answer_to(query, lambda: _schedule(case_id, query)).result
    save = None if schedule is None else ArrangementForm(formdata=None, data=_kept(query, schedule))
    page = _page(head, query, schedule, save, EndArrangementForm(formdata=None))
    return page, REFUSED if query.errors else 200


@bp.post("/dossiers/<int:case_id>/regeling")
@requires(Permission.ARRANGEMENT_MAKE)
def make_arrangement(case_id: int) -> ResponseReturnValue:
    """Keep the schedule that was shown; refused when it would be another by now."""
    form, schedule, head = ArrangementForm(), None, head_of(case_id)
    query = _query(head, _as_query(form))

    def make(session: Session, act: Act) -> None:
        nonlocal schedule
        schedule = _schedule(case_id, query)
        _require_seen(form, schedule)
        arrangements.make(
            session, act, case_id, schedule, note=form.note.data or "", client_agreed=form.client_agreed.data,
            figures=figures(),
        )

    if query.validate() and carry_out(form, make).is_done:
        flash("De betalingsregeling is vastgelegd.", "success")
        return redirect(url_for("desk.show_arrangement", case_id=case_id))
    return _page(head_of(case_id), query, schedule, form, EndArrangementForm(formdata=None)), REFUSED


@bp.post("/dossiers/<int:case_id>/regeling/beeindigen")
@requires(Permission.ARRANGEMENT_MAKE)
def end_arrangement(case_id: int) -> ResponseReturnValue:
    """Stop the running arrangement; the whole balance stands again."""
    form = EndArrangementForm()
    sent = carry_out(form, lambda session, act: arrangements.end(
        session, act, case_id, broken=form.broken.data == "ja", reason=form.reason.data, on=act.today,
        figures=figures(),
    ))
    if not sent.is_done:
        head = head_of(case_id)
        return _page(head, _query(head, None), None, None, form), sent.status
    flash("De regeling is gestopt. Het hele saldo staat weer open.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


def _query(head: CaseHead, sent: MultiDict[str, str] | None) -> ArrangementQuery:
    """What is asked, with whom it can be agreed."""
    query = ArrangementQuery(sent)
    query.offer({person_id: person.name for person_id, person in head.who_owe.items()})
    return query


def _schedule(case_id: int, query: ArrangementQuery) -> Schedule:
    return arrangements.propose_with(database.session(), case_id, Wanted(
        agreed_on=clock.today(), first_due_on=query.first_due_on.data or clock.today(), amount=query.amount.data,
        number=query.number.data, debtor_id=query.debtor_id.data,
    ), figures=figures())


def _require_seen(form: ArrangementForm, schedule: Schedule) -> None:
    """Only the schedule that was shown is kept; another one is shown first."""
    if form.seen.data != _mark(schedule):
        form.seen.data = _mark(schedule)
        raise PreviewOutdated("Het saldo is intussen veranderd. Bekijk het nieuwe schema en sla het dan op.")


def _mark(schedule: Schedule) -> str:
    """Tells two schedules apart: what is owed, through which day that was counted, by how many terms, on which days."""
    terms = schedule.terms
    counted = schedule.counted.reach.day
    of_whom = "" if schedule.debtor_id is None else f"|{schedule.debtor_id}"
    return f"{counted}|{schedule.total}|{len(terms)}|{terms[0].amount}|{terms[0].due_on}|{schedule.ends_on}{of_whom}"


def _kept(query: ArrangementQuery, schedule: Schedule) -> dict[str, str]:
    values = {"amount": query.amount, "number": query.number, "first_due_on": query.first_due_on}
    chosen = "" if query.debtor_id.data is None else str(query.debtor_id.data)
    return {name: field._value() for name, field in values.items()} | {"seen": _mark(schedule), "debtor_id": chosen}


def _as_query(form: ArrangementForm) -> MultiDict[str, str]:
    sent = {
        "bedrag": form.amount.data, "termijnen": form.number.data, "vanaf": form.first_due_on.data,
        "met": form.debtor_id.data,
    }
    return MultiDict({key: value for key, value in sent.items() if value})


def _page(
    head: CaseHead, query: ArrangementQuery, schedule: Schedule | None, save: ArrangementForm | None,
    ending: EndArrangementForm,
) -> str:
    session, case_id = database.session(), head.case.id
    kept = followed.all_of(session, case_id)
    running = stages.running_arrangement(session, case_id)
    rows = [] if running is None else followed.terms(session, running, today=clock.today())
    template = "desk/_schedule.html" if is_fragment() and request.method == "GET" else "desk/arrangement.html"
    shown = next((form for form in (query, save, ending) if form is not None and form.errors), None)
    return render_template(
        template, head=head, case=head.case, query=query, schedule=schedule, save=save, ending=ending,
        running=running, rows=rows, made_with=_made_with(head, running),
        earlier=[each for each in kept if each is not running], form=shown,
    )


def _made_with(head: CaseHead, running: Arrangement | None) -> str:
    """With whom of several it was made; empty where one owes all."""
    if running is None or running.debtor_id is None:
        return ""
    return head.people.person_of(running.debtor_id).name
