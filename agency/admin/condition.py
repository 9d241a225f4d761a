"""How the installation is doing, for administrators: the words behind `/gezond`, and what waits."""

from flask import render_template

from agency import clock, database
from agency.admin.blueprint import bp
from agency.resources import figures
from agency.watching import condition, duties
from agency.web.access import Permission, requires
from cases.counting import figures as added
from cases.queries.watching import waiting


@bp.get("/toestand")
@requires(Permission.ADMIN_READ)
def show_condition() -> str:
    """What is needed and whether it is there, when each duty last went well, and since when the oldest waits."""
    return render_template(
        "admin/condition.html", checks=condition.checked(), duties=duties.standing(), now=clock.now(),
        waiting=waiting(database.session()), expiries=added.expiries(figures(), clock.today()),
    )
