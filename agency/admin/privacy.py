"""The register of processing (art. 30 AVG) and what it is kept for: made from the tables themselves, with its day."""

from flask import Response, abort, render_template

from agency import clock, database
from agency.admin.blueprint import bp
from agency.resources import as_attachment
from agency.web.access import Permission, requires
from agency.web.formatting import day
from cases.correspondence.letter_data import agency_block, agency_on_record
from cases.privacy import classes
from cases.wording import impact, processing
from letters.person_file import Cover, readable


@bp.get("/privacy")
@requires(Permission.PRIVACY_READ)
def show_processing() -> str:
    """Each activity: why, on what basis, of whom, for how long, and where it is kept; then what could go wrong."""
    return render_template(
        "admin/privacy.html", agency=agency_on_record(database.session()), made_on=clock.today(),
        activities=processing.activities(), without=processing.without_people(), impact=impact,
        classes=classes.ALL,
    )


@bp.get("/privacy/effectbeoordeling")
@requires(Permission.PRIVACY_READ)
def impact_as_pdf() -> Response:
    """The draft of the assessment of art. 35 AVG, with its day, to complete and sign."""
    agency, today = agency_on_record(database.session()), clock.today()
    if agency is None:
        abort(404)
    cover = Cover(
        agency=agency_block(agency), title="Concept van de effectbeoordeling (art. 35 AVG)", day=today,
        about=f"Gemaakt op {day(today)} voor {agency.registered_name}. {impact.DRAFT}",
    )
    return as_attachment(
        readable(cover, impact.sections()), f"effectbeoordeling-{today.isoformat()}.pdf", "application/pdf"
    )
