"""The whole line through the services on both databases: from a claim file to a served writ."""

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run, documents
from cases.amicable import contacts, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.assessment import assessments
from cases.correspondence import making, posting, previewing
from cases.counting import prescriptions, statement
from cases.documents import File, NewDocument
from cases.errors import Incomplete, NotFound, SecondPersonNeeded
from cases.legal_track import bailiffs, gate, writs
from cases.legal_track.gate import GateClosed, RegisterInput
from cases.legal_track.service_reports import Reported
from cases.models import (
    Case,
    CaseEvent,
    Client,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    EventKind,
    HoldKind,
    Interruption,
    LetterState,
    NextStep,
    PackageDownload,
    PaidTo,
    Register,
    RoleName,
    ServiceManner,
    Stage,
    ValuationRecord,
    WritState,
)
from cases.store import DocumentStore
from legal.debtor.assessment import Outcome
from legal.debtor.prescription import PrescriptionRegime
from letters.catalogue import render
from tests.cases.counting.test_valuation_records import counted_again
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    by,
    make,
    make_bailiff_office,
    make_case,
    make_client,
    make_terms,
    make_user,
    order_first_notice,
    show_means,
)

POSTED = date(2026, 11, 23)   # a Monday
CLAIMABLE = date(2026, 12, 10)


def at(day: date) -> datetime:
    """Ten in the morning, UTC."""
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


def refuse_twice(session: Session, case: Case, actor_id: int) -> None:
    """No answer once, which counts for nothing; then a refusal by the right party, for whom money is not the matter."""
    contacts.log(
        session, by(actor_id, at(CLAIMABLE)), case.id,
        ContactInput(channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.NO_ANSWER),
    )
    contacts.log(
        session, by(actor_id, at(CLAIMABLE)), case.id,
        ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.REFUSES, right_party=True,
            note="Zegt niet te zullen betalen, geeft geen reden",
        ),
    )
    show_means(session, case, on=CLAIMABLE)


def hand_in(session: Session, store: DocumentStore, case: Case, client: Client, actor_id: int) -> None:
    """All evidence and register checks that the gate asks."""
    for kind, claim_id, client_id in (
        (DocumentKind.INVOICE, case.claims[0].id, None), (DocumentKind.TERMS, None, client.id),
        (DocumentKind.MANDATE, None, client.id),
    ):
        documents.add(
            session, by(actor_id, at(CLAIMABLE)), store, File("stuk.pdf", SMALL_PDF),
            NewDocument(kind=kind, case_id=None if client_id else case.id, claim_id=claim_id, client_id=client_id),
        )
    for register in Register:
        gate.check_register(
            session, by(actor_id, at(CLAIMABLE)), store, case.id,
            RegisterInput(
                register=register, checked_on=CLAIMABLE, is_listed=False, proof=File("uitdraai.pdf", SMALL_PDF)
            ),
        )


def test_from_claim_file_to_served_writ(session: Session, store: DocumentStore) -> None:
    client = make_client(session, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT))
    case = make_case(session, store, client=client)
    handler = make_user(session, RoleName.HANDLER).id
    lead = make_user(session, RoleName.LEGAL_LEAD).id
    portal = make_user(session, RoleName.CLIENT, client_id=client.id).id
    office = make_bailiff_office(session)
    bailiff = make_user(session, RoleName.BAILIFF, bailiff_office_id=office.id).id

    batch = order_first_notice(session, case, letter_date=POSTED, act=by(handler, at(POSTED)))
    make(session, store, batch, drawn=render, now=at(POSTED))
    posting.confirm_posted(session, by(handler, at(POSTED)), batch.id, posted_on=POSTED, figures=FIGURES)
    assert case.stage is Stage.NOTICE_RUNNING
    assert case.next_step_on == CLAIMABLE
    before = statement.valuation(session, case, on=CLAIMABLE - timedelta(days=1), figures=FIGURES)
    assert before.costs == 0, "costs are not due before the term has run"
    after = statement.valuation(session, case, on=CLAIMABLE, figures=FIGURES)
    assert after.costs == Decimal("75.00"), "15 % of 500 euro from the first claimable day"

    daily_run.run(session, day=CLAIMABLE, figures=FIGURES, now=at(CLAIMABLE))
    assert case.stage is Stage.AMICABLE
    refuse_twice(session, case, handler)
    assert case.next_step is NextStep.ASSESS
    assessments.decide(
        session, by(handler, at(CLAIMABLE)), case.id, outcome=Outcome.ABLE_UNWILLING, reason="Weigert zonder verweer."
    )
    with pytest.raises(SecondPersonNeeded):
        assessments.confirm(session, by(handler, at(CLAIMABLE)), case.id, note="")
    assessments.confirm(session, by(lead, at(CLAIMABLE)), case.id, note="Eens")
    assert case.stage is Stage.PRE_LEGAL

    with pytest.raises(GateClosed) as closed:
        writs.draft(session, by(handler, at(CLAIMABLE)), store, case.id, bailiff_office_id=office.id, figures=FIGURES)
    assert {item.code for item in closed.value.items} == {
        "insolvency_check", "guardianship_check", "mandate", "invoice", "agreement", "cost_ceiling",
    }
    hand_in(session, store, case, client, handler)
    gate.approve_costs(session, by(portal, at(CLAIMABLE)), case.id, client_id=client.id, on=CLAIMABLE)
    writs.draft(session, by(handler, at(CLAIMABLE)), store, case.id, bailiff_office_id=office.id, figures=FIGURES)
    assert bailiffs.writs(session, office.id) == [], "a draft is not the bailiff's to see"
    writ = writs.give(session, by(lead, at(CLAIMABLE)), store, case.id, figures=FIGURES)
    document, content, said = bailiffs.download(
        session, by(bailiff, at(CLAIMABLE)), store, office_id=office.id, writ_id=writ.id, figures=FIGURES
    )
    assert said == ""
    assert session.scalars(select(PackageDownload)).one().sha256 == document.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        dossier = json.loads(package.read("dossier.json"))
    assert any(path.startswith("voor-de-deurwaarder/") and "insolventie" in path for path in names)
    assert not any("lastgeving" in path or "register" in path for path in names if path.startswith("producties/")), (
        "what the agency agreed with its client and looked up is not served on the debtor"
    )
    assert {"sommatie-exploot-concept.docx", "sommatie-exploot-concept.pdf", "manifest.json"} <= set(names)
    owed = statement.valuation(session, case, on=CLAIMABLE, figures=FIGURES)
    assert str(int(owed.balance * 100)) in json.dumps(dossier), "the data hold the balance in cents"
    record = session.scalars(select(ValuationRecord).where(ValuationRecord.writ_id == writ.id)).one()
    assert counted_again(session, record) == record.reasons["totals"]
    assert record.reasons["totals"]["balance"] == str(owed.balance)

    served_on = CLAIMABLE + timedelta(days=4)
    bailiffs.report_service(session, by(bailiff, at(served_on)), store, Reported(
            manner=ServiceManner.IN_PERSON, served_on=served_on, served_at=time(10, 30), costs=Decimal("95.00"),
        ), office_id=office.id, writ_id=writ.id, figures=FIGURES)
    assert case.stage is Stage.SUMMONS_SERVED
    assert writ.state is WritState.SERVED
    assert session.scalars(select(Interruption)).one().interrupted_on == served_on
    claim = case.claims[0]
    assert prescriptions.of_claims(session, [claim])[claim.id].barred_from == date(2031, 12, 15)
    assert statement.valuation(session, case, on=served_on, figures=FIGURES).costs == Decimal("75.00"), (
        "the cost of the exploot is never added to a consumer's debt"
    )
    session.commit()
    kinds = set(session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)))
    assert {EventKind.SERVICE_REPORTED, EventKind.PRESCRIPTION_INTERRUPTED, EventKind.PACKAGE_DOWNLOADED} <= kinds


def test_a_dispute_stops_letters_that_have_not_left(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    batch = order_first_notice(session, case)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit klant geweest", on=batch.letter_date)
    assert batch.letters[0].state is LetterState.WITHDRAWN
    assert not making.claim(session, [batch.letters[0].id], now=NOW, lease=timedelta(minutes=1)).attempts
    preview = previewing.preview(
        session, [case.id], kind=batch.kind, letter_date=batch.letter_date, figures=FIGURES
    )
    assert preview.sending == ()
    assert "betwisting" in preview.skipping[0].skipped


def test_a_payment_after_the_hand_over_shows_on_the_package(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    entry = payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("600.00"), received_on=NOW.date(), paid_to=PaidTo.CLIENT),
        figures=FIGURES,
    )
    assert case.stage is Stage.CLOSED
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="verkeerd dossier", figures=FIGURES)
    assert case.stage is Stage.INTAKE
    assert statement.valuation(session, case, on=NOW.date(), figures=FIGURES).paid == 0


def test_silence_alone_is_never_unwillingness(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    case.stage = Stage.AMICABLE
    for _ in range(3):
        contacts.log(
            session, by(), case.id, ContactInput(channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.NO_ANSWER),
        )
    with pytest.raises(Incomplete, match="nooit betalingsonwil"):
        assessments.decide(session, by(1), case.id, outcome=Outcome.ABLE_UNWILLING, reason="Reageert niet.")


def test_a_foreign_office_gets_the_same_answer_as_for_a_writ_that_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound) as unknown:
        bailiffs.writ_of(session, 1, 999)
    assert str(unknown.value) == "Dit pakket bestaat niet."
