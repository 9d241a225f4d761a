"""Who saw a case: whoever opened it or one of its papers, or took it along."""

from flask import render_template

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.web.access import Permission, requires
from agency.web.navigation import turned
from cases.queries import trace
from cases.trace.lines import WINDOW


@bp.get("/dossiers/<int:case_id>/gezien")
@requires(Permission.CASE_SEEN_READ)
def show_seen(case_id: int) -> str:
    """The newest first."""
    head, page = head_of(case_id), trace.seen_by(database.session(), case_id, turned())
    minutes = WINDOW.seconds // 60
    return render_template("desk/seen.html", head=head, case=head.case, page=page, minutes=minutes)
