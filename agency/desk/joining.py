"""Two cases of one client on one person become one: the costs before and after are shown first."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.case_sums import rows_of
from agency.desk.forms import ReasonForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.once import carry_out
from cases.claims import joining
from cases.queries.desk import joinable


@bp.get("/dossiers/<int:case_id>/samenvoegen")
@requires(Permission.CASE_JOIN)
def ask_join(case_id: int) -> str:
    """The cases to which the invoices of this one could go."""
    return _page(case_id, None)


@bp.post("/dossiers/<int:case_id>/samenvoegen/<int:into_id>")
@requires(Permission.CASE_JOIN)
def join_cases(case_id: int, into_id: int) -> ResponseReturnValue:
    """Move all invoices to the other case; afterwards that page opens."""
    form = ReasonForm(prefix=f"d{into_id}-")
    sent = carry_out(form, lambda session, act: joining.join(
        session, act, case_id, into_id, reason=form.reason.data or "", figures=figures()
    ))
    if not sent.is_done:
        return _page(case_id, (into_id, form)), sent.status
    flash("De dossiers zijn samengevoegd. Alle facturen staan nu hier.", "success")
    return redirect(url_for("desk.show_case", case_id=into_id))


def _page(case_id: int, sent: tuple[int, ReasonForm] | None) -> str:
    head = head_of(case_id)
    found = [] if head.is_closed else joinable.of_case(
        database.session(), head.case, today=clock.today(), figures=figures()
    )
    forms = {each.case.id: ReasonForm(prefix=f"d{each.case.id}-", formdata=None) for each in found}
    if sent is not None:
        forms[sent[0]] = sent[1]
    return render_template(
        "desk/joining.html", head=head, case=head.case, found=found, forms=forms, form=sent[1] if sent else None,
        rows={each.case.id: rows_of("Nu", each.now) for each in found},
    )
