"""What the tests of both portals need: users who log in, and cases brought as far as the bailiff by the services."""

import re
from datetime import date, datetime, time
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy.orm import Session

from agency import database
from cases import daily_run, documents
from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.assessment import assessments
from cases.documents import File, NewDocument
from cases.legal_track import gate, writs
from cases.legal_track.gate import RegisterInput
from cases.models import (
    Case,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    Register,
    RoleName,
    User,
    Writ,
)
from cases.store import DocumentStore
from legal.debtor.assessment import Outcome
from tests.conftest import NOW
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_case, make_user, post_first_notice, show_means
from tests.web import PASSWORD, make_app, sign_in

POSTED = date(2026, 10, 5)
TERM_OVER = date(2026, 10, 26)
_CODE = re.compile(
    r"Code <code>[0-9A-F]+</code>|content=\"[^\"]{60,}\"|value=\"[^\"]{60,}\"|data-(?:idle|most)=\"\d+\""
    r"|name=\"log-in\" content=\"\d+\""
)


def at(day: date) -> datetime:
    """Ten in the morning of a day, UTC."""
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


def portal_app(database_url: str, folder: Path) -> Flask:
    """The application with TODAY pinned."""
    return make_app(database_url, folder, today=TODAY)


def store_of(app: Flask) -> DocumentStore:
    """Where the application keeps files."""
    return DocumentStore(Path(app.config["DOCUMENT_STORE"]))


def browser_of(app: Flask, role: RoleName, *, email: str, client_id: int | None = None, office_id: int | None = None,
               name: str = "") -> FlaskClient:
    """A browser logged in as a new user of this client or office."""
    with app.app_context(), database.transaction() as session:
        make_user(session, role, email=email, name=name, client_id=client_id, bailiff_office_id=office_id,
                  password_hash=hash_password(PASSWORD))
    browser = app.test_client()
    assert sign_in(browser, email).status_code == 302
    return browser


def field_of(page: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def same_for_all(page: str) -> str:
    """An error page without what differs on every answer: its code, the token, who looks and how long it stands."""
    return _CODE.sub("", page)


def staff(session: Session) -> tuple[User, User]:
    """A handler and a legal lead."""
    return make_user(session, RoleName.HANDLER), make_user(session, RoleName.LEGAL_LEAD)


def pre_legal_case(session: Session, store: DocumentStore, people: tuple[User, User], **row: str) -> Case:
    """A case whose debtor refused twice after the notice and can pay; both persons agreed on unwillingness."""
    handler, lead = people
    case = make_case(session, store, today=POSTED, **row)
    post_first_notice(session, store, case, posted_on=POSTED, act=by(handler.id, at(POSTED)))
    daily_run.run(session, day=TERM_OVER, figures=FIGURES, now=at(TERM_OVER))
    for _ in range(2):
        contacts.log(
            session, by(handler.id, at(TERM_OVER)), case.id,
            ContactInput(
                channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.REFUSES, right_party=True,
                note="Vertelt in vertrouwen over zijn scheiding",
            ),
        )
    show_means(session, case, on=TERM_OVER)
    assessments.decide(
        session, by(handler.id, at(TERM_OVER)), case.id, outcome=Outcome.ABLE_UNWILLING,
        reason="Interne overweging: weigert zonder verweer.",
    )
    assessments.confirm(session, by(lead.id, at(TERM_OVER)), case.id, note="Interne instemming")
    session.flush()
    return case


def given_writ(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User], *, office_id: int, approver_id: int
) -> Writ:
    """The package of a case in the legal track, complete and given to an office today."""
    drafted_writ(session, store, case, people, office_id=office_id, approver_id=approver_id)
    return writs.give(session, by(people[1].id, at(TODAY)), store, case.id, figures=FIGURES)


def drafted_writ(
    session: Session, store: DocumentStore, case: Case, people: tuple[User, User], *, office_id: int, approver_id: int
) -> Writ:
    """The draft of today of a case in the legal track that is complete."""
    lead = people[1]
    for kind, claim_id, client_id in (
        (DocumentKind.INVOICE, case.claims[0].id, None), (DocumentKind.TERMS, None, None),
        (DocumentKind.MANDATE, None, case.client_id),
    ):
        documents.add(
            session, by(lead.id, at(TODAY)), store, File("stuk.pdf", SMALL_PDF),
            NewDocument(kind=kind, case_id=None if client_id else case.id, claim_id=claim_id, client_id=client_id),
        )
    for register in Register:
        gate.check_register(
            session, by(lead.id, at(TODAY)), store, case.id,
            RegisterInput(register=register, checked_on=TODAY, is_listed=False, proof=File("uit.pdf", SMALL_PDF)),
        )
    gate.approve_costs(session, by(approver_id, at(TODAY)), case.id, client_id=case.client_id, on=TODAY)
    return writs.draft(session, by(lead.id, at(TODAY)), store, case.id, bailiff_office_id=office_id, figures=FIGURES)

