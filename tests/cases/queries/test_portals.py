"""What clients and bailiff offices see, asked of both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.documents import File, NewDocument
from cases.events import kinds_for_client
from cases.models import (
    Case,
    CaseEvent,
    Client,
    DocumentKind,
    EventKind,
    PaidTo,
    RoleName,
    ServiceManner,
    Stage,
)
from cases.names import name
from cases.queries import bailiff
from cases.queries.client import client_timeline, portfolio
from cases.queries.client.portfolio import Selection, Sums
from cases.queries.keyset import Turned
from cases.store import DocumentStore
from tests.agency.portals import at, given_writ, pre_legal_case, staff
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_agency,
    make_bailiff_office,
    make_case,
    make_client,
    make_user,
)


@pytest.fixture
def own(session: Session) -> Client:
    make_agency(session)
    return make_client(session)


def numbers(session: Session, owner: Client, selection: Selection, words: str = "", after: str = "") -> list[str]:
    """Case numbers on one page of a list."""
    found = portfolio.case_list(
        session, owner.id, selection=selection, words=words, on=TODAY, figures=FIGURES,
        turned=Turned(after=after),
    )
    return [row.case.number for row in found.rows]


def test_each_selection_holds_the_cases_that_wait_for_it(session: Session, store: DocumentStore, own: Client) -> None:
    legal = pre_legal_case(session, store, staff(session))
    minor = make_case(session, store, client=own, customer="K-2", invoice="F-2", born="01-05-2010")
    paid = make_case(session, store, client=own, customer="K-3", invoice="F-3")
    payments.register(
        session, by(None, at(TODAY)), paid.id,
        PaymentInput(amount=Decimal("9999.00"), received_on=TODAY, paid_to=PaidTo.CLIENT), figures=FIGURES,
    )
    other = make_client(session, name="Andere B.V.")
    make_case(session, store, client=other, customer="K-4", invoice="F-4")
    expected = {
        Selection.OPEN: {legal, minor}, Selection.APPROVAL: {legal}, Selection.EVIDENCE: {legal},
        Selection.HELD: {minor}, Selection.CLOSED: {paid}, Selection.ALL: {legal, minor, paid},
    }
    for selection, cases in expected.items():
        assert set(numbers(session, own, selection)) == {case.number for case in cases}, selection
    assert portfolio.selection_counts(session, own.id) == {each: len(cases) for each, cases in expected.items()}
    seen = portfolio.overview(session, own.id)
    assert (seen.open_count, seen.closed_count) == (2, 1)
    assert portfolio.sums(session, own.id) == Sums(principal=Decimal("1000.00"), received=Decimal("9999.00"))
    assert [case.id for case in seen.approvals] == [case.id for case in seen.evidence] == [legal.id]


def test_a_ceiling_of_nothing_is_not_put_to_the_client(session: Session, store: DocumentStore, own: Client) -> None:
    case = pre_legal_case(session, store, staff(session))
    case.terms.cost_ceiling = Decimal("0.00")
    session.flush()
    assert not portfolio.asks_approval(session, case)
    assert portfolio.overview(session, own.id).approval_count == 0


def test_evidence_counts_as_the_gate_counts_it(session: Session, store: DocumentStore, own: Client) -> None:
    case = pre_legal_case(session, store, staff(session))
    claim = case.claims[0]

    def add(kind: DocumentKind, **owner: int) -> None:
        documents.add(
            session, by(None, at(TODAY)), store, File("stuk.pdf", SMALL_PDF), NewDocument(kind=kind, **owner),
        )

    assert portfolio.missing_evidence(session, case) == portfolio.MissingEvidence(invoices=(claim,), agreement=True)
    add(DocumentKind.INVOICE, case_id=case.id)
    assert portfolio.missing_evidence(session, case).invoices == (claim,), "a copy must say which invoice it is"
    add(DocumentKind.INVOICE, case_id=case.id, claim_id=claim.id)
    add(DocumentKind.TERMS, client_id=own.id)
    assert not portfolio.missing_evidence(session, case)
    assert numbers(session, own, Selection.EVIDENCE) == []


def test_pages_follow_each_other_without_loss(session: Session, store: DocumentStore, own: Client) -> None:
    for each in range(5):
        make_case(session, store, client=own, customer=f"K-{each}", invoice=f"F-{each}")
    seen, after = [], ""
    for _ in range(3):
        found = portfolio.case_list(
            session, own.id, selection=Selection.ALL, words="", on=TODAY, figures=FIGURES,
            turned=Turned(after=after, size=2),
        )
        seen += [row.case.id for row in found.rows]
        after = found.after or ""
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5
    assert found.after is None


def test_every_kind_of_event_is_shown_or_hidden_on_purpose() -> None:
    hidden = set(EventKind) - kinds_for_client()
    assert hidden == {
        EventKind.LETTER_QUEUED, EventKind.LETTER_MADE, EventKind.LETTER_FAILED, EventKind.LETTER_WITHDRAWN,
        EventKind.MAIL_TAKEN, EventKind.MAIL_REFUSED, EventKind.MAIL_UNCERTAIN, EventKind.MAIL_SETTLED,
        EventKind.LETTER_PRINTED, EventKind.LETTER_PRINTED_AGAIN, EventKind.PRINTER_ANSWERED,
        EventKind.SMS_ORDERED, EventKind.SMS_TAKEN, EventKind.SMS_SENT, EventKind.SMS_NOT_SENT,
        EventKind.SMS_UNCERTAIN, EventKind.SMS_SETTLED,
        EventKind.MAIL_BOUNCED, EventKind.MAIL_RECEIVED, EventKind.MAIL_MOVED,
        EventKind.CONTACT_LOGGED, EventKind.ASSESSMENT_REJECTED, EventKind.REGISTER_CHECKED,
        EventKind.PACKAGE_DOWNLOADED, EventKind.PRESCRIPTION_ALARM, EventKind.STAGE_CHANGED,
        EventKind.CLAIM_KIND_STATED, EventKind.ORDER_STOPPED, EventKind.ORDER_RELEASED, EventKind.MEANS_SHOWN,
        EventKind.CONTACT_POINT_MARKED, EventKind.MEANS_WITHDRAWN, EventKind.PERSON_LINK_DECIDED,
        EventKind.WRITE_OFF_PROPOSED, EventKind.WRITE_OFF_REJECTED, EventKind.WRIT_CONFIRMED,
        EventKind.NOTE_ADDED, EventKind.CASE_ASSIGNED, EventKind.TASK_SET, EventKind.TASK_ENDED,
        EventKind.MADE_UNREADABLE, EventKind.PRIVACY_REQUEST, EventKind.LEGAL_HOLD, EventKind.CASE_FILE_MADE,
        EventKind.TERM_OVER,
    }


def test_the_time_line_drops_details_that_are_not_named(session: Session, store: DocumentStore, own: Client) -> None:
    case = make_case(session, store, client=own)
    session.add(CaseEvent(
        case_id=case.id, kind=EventKind.SERVICE_REPORTED, recorded_at=at(TODAY), effective_on=TODAY,
        data={
            "writ_id": 1, "manner": ServiceManner.HOUSEMATE.value, "left_with": "P. Jansen, partner",
            "remarks": "dronken",
        },
    ))
    session.flush()
    newest = client_timeline.timeline(session, case)[0]
    assert (newest.what, newest.parts) == ("Exploot betekend: aan een huisgenoot", ())


def test_an_office_sees_its_own_packages_with_what_changed(
    session: Session, store: DocumentStore, own: Client
) -> None:
    people = staff(session)
    approver = make_user(session, RoleName.CLIENT, client_id=own.id)
    office, other = make_bailiff_office(session), make_bailiff_office(session, name="Ander kantoor")
    case = pre_legal_case(session, store, people)
    writ = given_writ(session, store, case, people, office_id=office.id, approver_id=approver.id)

    def listed(office_id: int, selection: bailiff.Selection = bailiff.Selection.OPEN, words: str = "") -> list[str]:
        found = bailiff.packages(session, office_id, selection=selection, words=words, figures=FIGURES, today=TODAY)
        return [row.warning for row in found.rows]

    assert listed(office.id) == listed(office.id, words="vries") == [""]
    assert listed(other.id, bailiff.Selection.ALL) == []
    assert bailiff.counts(session, office.id)[bailiff.Selection.OPEN] == 1
    package = bailiff.package_of(session, writ)
    assert package is not None
    assert {"dossier.json", "renteoverzicht.pdf"} <= {file.path for file in bailiff.packed_files(store, package)}
    owed = bailiff.owed(session, case, figures=FIGURES, today=TODAY)
    later = bailiff.owed(session, case, figures=FIGURES, today=TODAY + timedelta(days=1))
    assert owed.balance is not None
    assert later.balance is not None
    assert owed.per_day is not None
    assert abs(owed.per_day - (later.balance - owed.balance)) <= Decimal("0.01"), "the same but for rounding"
    payments.register(
        session, by(None, at(TODAY) + timedelta(hours=2), TODAY), case.id,
        PaymentInput(amount=owed.balance, received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert session.get_one(Case, case.id).stage is Stage.CLOSED, name(case.stage)
    assert listed(office.id) == [], "a package that was recalled is not among those to serve"
    assert listed(office.id, bailiff.Selection.DONE)[0].startswith("INGETROKKEN: niet betekenen.")
    assert [each.id for each in bailiff.recalled(session, office.id, today=TODAY)] == [writ.id]
    assert bailiff.recalled(session, other.id, today=TODAY) == []
