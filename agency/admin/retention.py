"""What goes when: closed cases whose term is over, and why some of them stay."""

from flask import render_template, request

from agency import clock, database
from agency.admin.blueprint import bp
from agency.web.access import Permission, requires
from agency.web.navigation import turned
from cases.privacy.processing import PERSON, WORDS
from cases.queries import retention
from cases.queries.retention import Scope, Stays

SCOPES = {
    Scope.WORDS: ("Woorden en losse stukken", WORDS), Scope.PERSON: ("Wie het was, brieven en papieren", PERSON),
}
STAYS = {
    Stays.NOT: "gaat weg", Stays.LEGAL_HOLD: "blijft: bewaren tot nader order",
    Stays.REQUEST: "blijft: een verzoek over privacy wacht op antwoord",
    Stays.MONEY: "blijft: er is te veel betaald, en dat moet terug",
    Stays.OTHER_CASE: "blijft: loopt door in een ander dossier",
}


@bp.get("/bewaartermijnen")
@requires(Permission.PRIVACY_READ)
def show_retention() -> str:
    """Counts by why, and the cases themselves, without who they are about."""
    asked, session, today = request.args.get("wat", ""), database.session(), clock.today()
    scope = Scope(asked) if asked in set(Scope) else Scope.WORDS
    return render_template(
        "admin/retention.html", scope=scope, scopes=SCOPES, said=STAYS, on=today,
        counts=retention.counts(session, scope, today=today),
        page=retention.due(session, scope, today=today, turned=turned()),
    )
