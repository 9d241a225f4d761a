"""What goes when: closed cases whose term is over, why some of them stay, and asking to let the others go."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.web.access import Permission, requires
from agency.web.navigation import turned
from agency.web.once import carry_out
from cases.erasing import own_terms
from cases.models import Scope
from cases.privacy.processing import PERSON, WORDS
from cases.queries import retention
from cases.queries.retention import Stays
from cases.setup import four_eyes
from cases.setup.erasure_looks import MOST

SCOPES: Final = {
    "woorden": (Scope.WORDS, "Woorden en losse stukken", WORDS),
    "persoon": (Scope.PERSON, "Wie het was, brieven en papieren", PERSON),
}
STAYS: Final = {
    Stays.NOT: "gaat weg", Stays.LEGAL_HOLD: "blijft: bewaren tot nader order",
    Stays.REQUEST: "blijft: een verzoek over privacy wacht op antwoord",
    Stays.MONEY: "blijft: er is te veel betaald, en dat moet terug",
    Stays.OTHER_CASE: "blijft: loopt door in een ander dossier",
    Stays.BAILIFF: "blijft: de opdracht ligt bij de deurwaarder",
    Stays.WRIT: "blijft: de dagvaarding is betekend en er is niet betaald; misschien is er een vonnis",
}


@bp.get("/bewaartermijnen")
@requires(Permission.PRIVACY_READ)
def show_retention() -> str:
    """Counts by why, and the cases themselves, without who they are about."""
    asked, session, today = _asked(), database.session(), clock.today()
    scope = SCOPES[asked][0]
    return render_template(
        "admin/retention.html", asked=asked, scopes=SCOPES, said=STAYS, on=today, most=MOST,
        counts=retention.counts(session, scope, today=today), goes=Stays.NOT,
        page=retention.due(session, scope, today=today, turned=turned()),
        waiting=retention.asked(session, scope), own=own_terms.ALL,
    )


@bp.post("/bewaartermijnen/wissen")
@requires(Permission.USERS_EDIT)
def ask_erasure() -> ResponseReturnValue:
    """Ask another administrator to let go what may go now, the longest closed first."""
    asked = _asked()
    scope = SCOPES[asked][0]
    sent = carry_out(None, lambda session, act: four_eyes.ask_erasure(
        session, act, scope, [each.id for each in retention.all_going(session, scope, today=act.today, limit=MOST)]
    ))
    if not sent.is_done or sent.result is None or sent.result.look is None:
        flash(sent.why_not, "danger")
        return redirect(url_for("admin.show_retention", wat=asked))
    flash("Gevraagd. Er gaat pas iets weg als een tweede beheerder dit bevestigt.", "success")
    return redirect(url_for("admin.show_look", look_id=sent.result.look.id))


def _asked() -> str:
    asked = request.args.get("wat", "")
    return asked if asked in SCOPES else "woorden"
