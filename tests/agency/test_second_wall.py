"""Pages of clients and bailiffs work behind the row-level security of PostgreSQL, which holds where a query fails."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agency import database
from agency.web import access
from cases.errors import NotFound
from cases.legal_track import bailiffs
from cases.models import (
    Case,
    Debtor,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterState,
    RoleName,
    Seal,
    ServiceReport,
    SetUpChange,
    TraceKind,
    TraceLine,
    UnsealedRow,
    User,
    Writ,
)
from cases.queries.client import portfolio
from cases.trace import sealing
from tests.agency.portals import browser_of, given_writ, pre_legal_case, staff, store_of
from tests.factories import SMALL_PDF, TODAY, make_agency, make_bailiff_office, make_case, make_client, make_user
from tests.web import PASSWORD, asked, csrf_of, let_go, make_app

pytestmark = pytest.mark.postgres
DAY_AFTER = TODAY + timedelta(days=2)
NEW = "een zin die alleen ik ken"


@dataclass
class World:
    """A case of a client that lies with an office, and one of another client that lies with nobody."""

    app: Flask
    client: FlaskClient
    other: FlaskClient
    bailiff: FlaskClient
    idle: FlaskClient
    case_id: int
    other_case_id: int
    writ_id: int
    claim_id: int


@access.public
def debtors_seen() -> str:
    """How many debtors there are, on a page that does not ask who somebody is."""
    return str(len(database.session().scalars(select(Debtor)).all()))


@pytest.fixture
def world(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    app = make_app(postgres_url, tmp_path, today=DAY_AFTER)
    app.add_url_rule("/rijen", view_func=debtors_seen)
    app.add_url_rule("/spoor", view_func=trace_seen)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        people = staff(session)
        own, other = make_client(session), make_client(session, name="Andere B.V.")
        office, idle = make_bailiff_office(session), make_bailiff_office(session, name="Ander kantoor")
        approver = make_user(session, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=own.id)
        case = pre_legal_case(session, store_of(app), people)
        foreign = make_case(session, store_of(app), client=other, surname="Geheim")
        writ = given_writ(session, store_of(app), case, people, office_id=office.id, approver_id=approver.id)
        ids = own.id, other.id, office.id, idle.id, case.id, foreign.id, writ.id, case.claims[0].id
    yield World(
        app=app, case_id=ids[4], other_case_id=ids[5], writ_id=ids[6], claim_id=ids[7],
        client=browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=ids[0]),
        other=browser_of(app, RoleName.CLIENT, email="other@klant.test", client_id=ids[1]),
        bailiff=browser_of(app, RoleName.BAILIFF, email="own@kantoor.test", office_id=ids[2]),
        idle=browser_of(app, RoleName.BAILIFF, email="idle@kantoor.test", office_id=ids[3]),
    )
    let_go(app)


def test_who_is_let_in_does_the_whole_work_behind_the_wall(world: World) -> None:
    """Every kind of action of both: read, add, report, download."""
    case = f"/opdrachtgever/dossiers/{world.case_id}"
    token = {"csrf_token": csrf_of(world.client)}
    for path in ("/opdrachtgever", "/opdrachtgever/dossiers?toon=alle", "/opdrachtgever/uploads", case):
        assert world.client.get(path).status_code == 200, path
    found = world.client.get(asked(world.client, "/opdrachtgever/dossiers?q=vries"), follow_redirects=True)
    assert "Vries" in found.text
    added = world.client.post(f"{case}/stuk", content_type="multipart/form-data", data=token | {
        "kind": "agreement", "claim": str(world.claim_id), "token": "e1",
        "file": (io.BytesIO(SMALL_PDF), "overeenkomst.pdf"),
    })
    assert added.status_code == 302
    order = f"/deurwaarder/opdrachten/{world.writ_id}"
    token = {"csrf_token": csrf_of(world.bailiff)}
    for path in ("/deurwaarder", order):
        assert world.bailiff.get(path).status_code == 200, path
    assert world.bailiff.post(f"{order}/pakket", data=token).status_code == 200
    reported = world.bailiff.post(f"{order}/terugmelding", content_type="multipart/form-data", data=token | {
        "manner": "in_person", "served_on": "21-11-2026", "served_at": "14:30", "token": "t1",
    })
    assert reported.status_code == 302, reported.text
    paid = {"amount": "10,00", "received_on": "20-11-2026", "claim": "", "payer": "", "token": "p1"}
    token = {"csrf_token": csrf_of(world.client)}
    sent = world.client.post(f"{case}/betaling", data=token | paid)
    if sent.status_code == 422:
        seen = sent.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
        sent = world.client.post(f"{case}/betaling", data=token | paid | {"sure": "y", "seen": seen})
    assert sent.status_code == 302
    with world.app.app_context():
        assert database.session().scalars(select(ServiceReport.writ_id)).all() == [world.writ_id]
        paid_on = select(LedgerEntry.case_id).where(LedgerEntry.kind == LedgerKind.PAYMENT)
        assert database.session().scalars(paid_on).all() == [world.case_id]
        added = {"case_event", "ledger_entry", "package_download", "service_report", "trace_line"}
        assert added <= set(database.session().scalars(select(UnsealedRow.source)))
        with database.transaction() as session:
            sealed = sealing.seal(session)
            assert sealed > len(added)
            assert session.scalar(select(func.count()).select_from(Seal)) == sealed


def test_a_page_that_forgets_whose_case_it_is_shows_none_of_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The condition is taken out of both queries; users take turns on the connections of one application.

    Before somebody is known, and where nobody asks who somebody is, there is no row of a case.
    """

    def any_case(session: Session, _client_id: int, case_id: int) -> Case | None:
        return session.scalar(select(Case).where(Case.id == case_id))

    def any_writ(session: Session, _office_id: int, writ_id: int, *, lock: bool = False) -> Writ:
        assert not lock
        found = session.scalar(select(Writ).where(Writ.id == writ_id))
        if found is None:
            raise NotFound("Dit pakket bestaat niet.")
        return found

    monkeypatch.setattr(portfolio, "case_of", any_case)
    monkeypatch.setattr(bailiffs, "writ_of", any_writ)
    own, foreign = (f"/opdrachtgever/dossiers/{each}" for each in (world.case_id, world.other_case_id))
    order = f"/deurwaarder/opdrachten/{world.writ_id}"
    for browser, path, status in (
        (world.client, own, 200), (world.other, own, 404), (world.bailiff, order, 200), (world.idle, order, 404),
        (world.client, foreign, 404), (world.other, foreign, 200), (world.client, own, 200),
        (world.app.test_client(), own, 302),
    ):
        answer = browser.get(path)
        assert answer.status_code == status, (path, status)
        assert ("Geheim" in answer.text) == ((path, status) == (foreign, 200))
    assert [browser.get("/rijen").text for browser in (world.app.test_client(), world.client)] == ["0", "0"]
    with world.app.app_context():
        assert debtors_seen() == "2"


@access.public
def trace_seen() -> str:
    """How many lines of the trace and changes of the set-up there are, on a page that does not ask for whom."""
    return " ".join(str(len(database.session().scalars(select(kind)).all())) for kind in (TraceLine, SetUpChange))


def test_who_works_here_is_told_to_nobody_outside_and_everybody_leaves_his_own_lines(world: World) -> None:
    """They log in, change their password, look at a case again, are refused and log out; only the agency reads that."""
    def of(user: User, *kinds: TraceKind) -> list[int | None]:
        lines = select(TraceLine.case_id).where(TraceLine.user_id == user.id, TraceLine.kind.in_(kinds))
        return list(database.session().scalars(lines.order_by(TraceLine.id)))

    def user_of(email: str) -> User:
        return database.session().scalars(select(User).where(User.email == email)).one()

    for browser, email, own, foreign in (
        (world.client, "own@klant.test", f"/opdrachtgever/dossiers/{world.case_id}",
         f"/opdrachtgever/dossiers/{world.other_case_id}"),
        (world.bailiff, "own@kantoor.test", f"/deurwaarder/opdrachten/{world.writ_id}", "/deurwaarder/opdrachten/999"),
    ):
        for path, status in ((own, 200), (own, 200), (foreign, 404), (foreign, 404)):
            assert browser.get(path).status_code == status
        chosen = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
        changed = browser.post("/wachtwoord", data=chosen | {"csrf_token": csrf_of(browser)})
        assert changed.status_code == 302, changed.text
        assert browser.get("/spoor").text == "0 0"
        with world.app.app_context():
            user = user_of(email)
            assert of(user, TraceKind.CASE_SEEN) == [world.case_id], "one line however often"
            assert len(of(user, TraceKind.REFUSED)) == 1
            fields = select(SetUpChange.field).where(SetUpChange.changed_by == user.id)
            assert "password" in database.session().scalars(fields).all()
            ended = len(of(user, TraceKind.LOGGED_OUT))
        assert browser.post("/uitloggen", data={"csrf_token": csrf_of(browser)}).status_code == 302
        with world.app.app_context():
            assert len(of(user, TraceKind.LOGGED_OUT)) == ended + 1
    assert world.app.test_client().get("/spoor").text == "0 0"
    with world.app.app_context():
        assert "0" not in trace_seen().split()


def test_what_the_program_tells_by_itself_it_sees_with_its_own_eyes(world: World) -> None:
    """Of which case a refusal was, though who is refused sees no such case; and what waits, though nobody asks."""
    assert world.idle.get(f"/deurwaarder/opdrachten/{world.writ_id}").status_code == 404
    with world.app.app_context(), database.transaction() as session:
        refusals = session.scalars(select(TraceLine.case_id).where(TraceLine.kind == TraceKind.REFUSED))
        assert refusals.all() == [world.case_id]
        failed = session.execute(update(Letter).values(state=LetterState.FAILED).returning(Letter.id)).all()
    assert len(failed) > 0
    assert f"incasso_letters_failed {len(failed)}\n" in world.app.test_client().get("/metrics").text
