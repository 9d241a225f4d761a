"""The register of processing (art. 30 AVG) and what it is kept for: made from the tables themselves, with its day."""

from flask import render_template

from agency import clock, database
from agency.admin.blueprint import bp
from agency.web.access import Permission, requires
from cases.correspondence.letter_data import agency_on_record
from cases.privacy import classes
from cases.wording import processing


@bp.get("/privacy")
@requires(Permission.PRIVACY_READ)
def show_processing() -> str:
    """Each activity: why, on what basis, of whom, for how long, and where it is kept; then what could go wrong."""
    return render_template(
        "admin/privacy.html", agency=agency_on_record(database.session()), made_on=clock.today(),
        activities=processing.activities(), without=processing.without_people(), risks=processing.risks(),
        classes=classes.ALL,
    )
