"""A confirmed file becomes cases piece by piece: what stops half-way goes on, and what happens meanwhile counts."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import arriving, uploads
from cases.claims.arriving import Arrival, Overtaken, StandsStill
from cases.counting import statement
from cases.errors import AlreadyDone, Refused
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    Client,
    ClientTerms,
    Debtor,
    DetailsProposal,
    Hold,
    LedgerEntry,
    PaidTo,
    Stage,
    Upload,
    UploadState,
)
from cases.setup import organisations
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from tests.factories import (
    FIGURES,
    NOW,
    TODAY,
    by,
    claim_file,
    claim_row,
    make_agency,
    make_client,
    make_terms,
    make_upload,
    order_first_notice,
)

LEASE = timedelta(minutes=2)
LATER = NOW + 2 * LEASE
KNOWN = claim_row(customer="K-9", surname="Bekend", invoice="OUD-1")
FILE = (
    claim_row(customer="K-1", surname="Een", invoice="F-1", amount="100,00"),
    claim_row(customer="K-2", surname="Twee", invoice="F-2", amount="200,00"),
    claim_row(customer="K-1", surname="Een", invoice="F-3", amount="50,00"),
    claim_row(customer="K-3", surname="Drie", invoice="F-4", amount="75,00", born="01-05-2010"),
    claim_row(customer="K-9", surname="Bekend", invoice="F-5", amount="60,00", street="Kerkweg", house_number="7"),
    claim_row(customer="K-4", surname="Vier", invoice="F-6", amount="80,00"),
)


class Desk:
    """A client with one debtor on record, and a worker at its files."""

    def __init__(self, session: Session, store: DocumentStore) -> None:
        self.session, self.store = session, store
        make_agency(session)
        self.client = make_client(session)
        make_upload(session, store, self.client, KNOWN)
        session.commit()

    def accepted(self, *rows: str, filename: str = "lijst.csv", today: date = TODAY) -> Upload:
        """A file that was shown and confirmed."""
        shown = uploads.preview(
            self.session, by(None, NOW, today), self.store, client_id=self.client.id,
            content=claim_file(*(rows or FILE)), filename=filename,
        )
        upload = uploads.accept(self.session, by(None, NOW, today), upload_id=shown.id, client_id=self.client.id)
        self.session.commit()
        return upload

    def taken(self, upload: Upload, now: datetime = NOW) -> Arrival:
        """The file as a worker took and read it."""
        token = arriving.take(self.session, upload.id, now=now, lease=LEASE)
        assert token is not None
        self.session.commit()
        return arriving.read(self.session, self.store, upload.id, token=token)

    def go_on(self, arrival: Arrival, *, pieces: int | None = None, now: datetime = NOW) -> None:
        """So many pieces of at most two rows, each kept by itself; all of them and the end where none is given."""
        done = arriving.begin(self.session, arrival, now=now, lease=LEASE)
        self.session.commit()
        assert done is not None
        for piece in list(arrival.pieces(done=done, at_once=2))[:pieces]:
            arriving.put(self.session, arrival, piece, now=now, lease=LEASE, figures=FIGURES)
            self.session.commit()
            self.session.expire_all()
        if pieces is None:
            arriving.finish(self.session, arrival, now=now)
            self.session.commit()

    def facts(self, client: Client) -> list[Any]:
        """What is on record of the cases of a client, without ids and moments."""
        self.session.expire_all()
        cases = self.session.scalars(select(Case).where(Case.client_id == client.id).order_by(Case.id))
        return [
            (
                case.debtor.surname, case.debtor.street, case.stage, case.next_step, case.next_step_on, case.opened_on,
                case.debtor_kind, case.policy,
                [
                    (
                        claim.invoice_number, claim.principal, claim.default_from, claim.default_explanation,
                        claim.barred_from, claim.prescription_regime, claim.interest, claim.upload_row,
                    ) for claim in case.claims
                ],
                self._of(LedgerEntry, case, "kind", "amount", "effective_on"),
                self._of(Hold, case, "kind", "reason", "started_on"),
                [
                    (kind, data.get("rows"), data.get("claims"))
                    for kind, data in self._of(CaseEvent, case, "kind", "data")
                ],
                [
                    (each.street, each.upload_row) for each in
                    self.session.scalars(select(DetailsProposal).where(DetailsProposal.debtor_id == case.debtor_id))
                ],
            ) for case in cases
        ]

    def _of(self, kind: type[LedgerEntry | Hold | CaseEvent], case: Case, *names: str) -> list[Any]:
        rows = self.session.scalars(select(kind).where(kind.case_id == case.id).order_by(kind.id))
        return [tuple(getattr(row, name) for name in names) for row in rows]

    def count(self, kind: type[Case] | type[Claim]) -> int:
        return self.session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def desk(session: Session, store: DocumentStore) -> Desk:
    return Desk(session, store)


def of_invoice(session: Session, number: str) -> Case:
    """The case that an invoice went to."""
    return session.scalars(select(Case).join(Claim).where(Claim.invoice_number == number)).one()


def test_pieces_hold_whole_debtors_and_every_row_once(desk: Desk) -> None:
    arrival = desk.taken(desk.accepted())
    pieces = [[[row.row for row in debtor] for debtor in piece] for piece in arrival.pieces(done=0, at_once=2)]
    assert pieces == [[[2, 4]], [[3], [5]], [[6], [7]]]
    assert list(arrival.pieces(done=2, at_once=2)) == list(arrival.pieces(done=0, at_once=2))[1:]
    assert list(arrival.pieces(done=6)) == []


def test_every_case_is_there_with_what_the_file_says(desk: Desk) -> None:
    upload = desk.accepted()
    desk.go_on(desk.taken(upload))
    desk.session.refresh(upload)
    assert (upload.state, upload.done_count, upload.accepted_count, upload.case_count) == (
        UploadState.CONFIRMED, 6, 6, 5
    )
    assert upload.lease_token is upload.lease_until is None
    principal = select(func.sum(LedgerEntry.amount)).join(Claim).where(Claim.invoice_number.like("F-%"))
    assert desk.session.scalar(principal) == Decimal("565.00")
    together = of_invoice(desk.session, "F-1")
    assert together.id == of_invoice(desk.session, "F-3").id
    assert together.number == f"2026-{together.id:06d}"
    assert of_invoice(desk.session, "F-5").id == of_invoice(desk.session, "OUD-1").id, "no letter was ordered yet"


@pytest.mark.parametrize("pieces", [0, 1, 2, 3])
def test_a_worker_that_dies_loses_nothing_and_nothing_comes_twice(
    desk: Desk, store: DocumentStore, pieces: int
) -> None:
    upload = desk.accepted()
    desk.go_on(desk.taken(upload), pieces=pieces)
    assert arriving.take(desk.session, upload.id, now=NOW, lease=LEASE) is None, "somebody is at it"
    assert arriving.left_behind(desk.session, NOW) == []
    assert arriving.left_behind(desk.session, LATER) == [upload.id]
    desk.go_on(desk.taken(upload, LATER), now=LATER)
    assert desk.session.get_one(Upload, upload.id).case_count == 5
    at_once = make_client(desk.session, name="In één keer B.V.")
    make_upload(desk.session, store, at_once, KNOWN)
    make_upload(desk.session, store, at_once, *FILE)
    assert desk.facts(desk.client) == desk.facts(at_once)


def test_another_version_that_reads_other_rows_goes_on_with_none(desk: Desk) -> None:
    """Half of the file is in: what is left of it cannot be told by counting from the start."""
    upload = desk.accepted()
    desk.go_on(desk.taken(upload), pieces=1)
    arrival = desk.taken(upload, LATER)
    other = replace(arrival, debtors=arrival.debtors[1:])
    with pytest.raises(StandsStill, match="otherwise"):
        arriving.begin(desk.session, other, now=LATER, lease=LEASE)
    desk.session.rollback()
    assert desk.count(Claim) == 3
    desk.go_on(arrival, now=LATER)
    assert desk.count(Claim) == 7


def test_who_was_overtaken_keeps_nothing_more(desk: Desk) -> None:
    upload = desk.accepted()
    slow = desk.taken(upload)
    desk.go_on(slow, pieces=1)
    fast = desk.taken(upload, LATER)
    with pytest.raises(Overtaken):
        desk.go_on(slow, pieces=1)
    desk.session.rollback()
    desk.go_on(fast, now=LATER)
    assert desk.count(Claim) == 7


def test_files_of_one_client_come_one_after_the_other(desk: Desk) -> None:
    first = desk.accepted(FILE[0], filename="een.csv")
    second = desk.accepted(FILE[1], filename="twee.csv")
    assert arriving.left_behind(desk.session, NOW) == [first.id]
    assert arriving.take(desk.session, second.id, now=NOW, lease=LEASE) is None
    arrival = desk.taken(first)
    desk.go_on(arrival, pieces=1)
    assert arriving.finish(desk.session, arrival, now=NOW) == second.id
    desk.session.commit()
    desk.go_on(desk.taken(second))
    assert desk.count(Case) == 3


def test_a_file_of_another_client_does_not_wait(desk: Desk) -> None:
    first = desk.accepted(FILE[0])
    other = make_client(desk.session, name="Ander B.V.")
    shown = uploads.preview(
        desk.session, by(), desk.store, client_id=other.id, content=claim_file(FILE[0]), filename="x.csv"
    )
    uploads.accept(desk.session, by(), upload_id=shown.id, client_id=other.id)
    desk.session.commit()
    assert arriving.left_behind(desk.session, NOW) == [first.id, shown.id]


def test_two_files_with_one_invoice_claim_it_once(desk: Desk) -> None:
    first = desk.accepted(FILE[0], FILE[1], filename="een.csv")
    second = desk.accepted(FILE[1], FILE[5], filename="twee.csv")
    desk.go_on(desk.taken(first))
    arrival = desk.taken(second)
    assert arriving.begin(desk.session, arrival, now=NOW, lease=LEASE) is None
    desk.session.commit()
    desk.session.refresh(second)
    assert second.state is UploadState.CANCELLED
    assert "al ingelezen" in second.outdated
    assert desk.count(Claim) == 3


def test_what_is_asked_of_a_file_that_comes_in_is_refused(desk: Desk, store: DocumentStore) -> None:
    upload = desk.accepted()
    given = {"upload_id": upload.id, "client_id": desk.client.id}
    with pytest.raises(AlreadyDone, match="al bevestigd"):
        uploads.accept(desk.session, by(), **given)
    with pytest.raises(AlreadyDone):
        uploads.cancel(desk.session, **given)
    with pytest.raises(AlreadyDone):
        uploads.weigh(desk.session, by(), store, reasons={2: "andere"}, **given)
    with pytest.raises(AlreadyDone, match="wordt al ingelezen"):
        uploads.preview(
            desk.session, by(), store, client_id=desk.client.id, content=claim_file(*FILE), filename="weer.csv"
        )


def test_a_small_file_waits_for_the_one_before_it(desk: Desk) -> None:
    desk.accepted(FILE[0])
    shown = uploads.preview(
        desk.session, by(), desk.store, client_id=desk.client.id, content=claim_file(FILE[1]), filename="klein.csv"
    )
    with pytest.raises(Refused, match="nog ingelezen"):
        arriving.confirm(
            desk.session, by(), desk.store, upload_id=shown.id, client_id=desk.client.id, figures=FIGURES
        )


def test_the_rest_comes_in_as_was_agreed_at_the_yes(desk: Desk) -> None:
    upload = desk.accepted()
    desk.go_on(desk.taken(upload), pieces=1)
    client = desk.session.get_one(Client, desk.client.id)
    organisations.agree_terms(
        desk.session, by(), client.id, make_terms(interest=InterestKind.NONE)
    )
    client.active = False
    desk.session.commit()
    tomorrow = NOW + timedelta(days=1)
    desk.go_on(desk.taken(upload, tomorrow), now=tomorrow)
    late = of_invoice(desk.session, "F-6")
    assert (late.opened_on, late.next_step_on) == (TODAY, TODAY)
    assert {claim.interest for claim in late.claims} == {InterestKind.STATUTORY}
    assert desk.session.get_one(ClientTerms, late.terms_id).version == 1


def test_a_letter_that_was_ordered_meanwhile_gets_no_more_invoices(desk: Desk) -> None:
    upload = desk.accepted(FILE[0], FILE[1], KNOWN.replace("OUD-1", "F-5"))
    desk.go_on(desk.taken(upload), pieces=1)
    waiting = of_invoice(desk.session, "OUD-1")
    order_first_notice(desk.session, waiting)
    desk.session.commit()
    desk.go_on(desk.taken(upload, LATER), now=LATER)
    assert of_invoice(desk.session, "F-5").id != waiting.id
    assert desk.count(Case) == 4


def test_a_case_that_was_paid_meanwhile_stays_closed(desk: Desk) -> None:
    upload = desk.accepted()
    desk.go_on(desk.taken(upload), pieces=1)
    case = of_invoice(desk.session, "F-1")
    owed = statement.valuation(desk.session, case, on=TODAY, figures=FIGURES).balance
    payments.register(
        desk.session, by(), case.id, PaymentInput(amount=owed, received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    desk.session.commit()
    assert desk.session.get_one(Case, case.id, populate_existing=True).stage is Stage.CLOSED
    desk.go_on(desk.taken(upload, LATER), now=LATER)
    assert desk.session.get_one(Case, case.id, populate_existing=True).stage is Stage.CLOSED
    assert desk.count(Claim) == 7


def test_details_that_were_decided_meanwhile_are_compared_as_they_are_now(desk: Desk) -> None:
    upload = desk.accepted()
    desk.go_on(desk.taken(upload), pieces=1)
    debtor = desk.session.scalars(select(Debtor).where(Debtor.surname == "Bekend")).one()
    debtor.street, debtor.house_number = "Kerkweg", "7"
    desk.session.commit()
    desk.go_on(desk.taken(upload, LATER), now=LATER)
    assert desk.session.scalars(select(DetailsProposal)).all() == []


def test_rows_that_cannot_be_taken_in_are_left_out_and_told(desk: Desk) -> None:
    upload = desk.accepted()
    arrival = desk.taken(upload)
    arriving.begin(desk.session, arrival, now=NOW, lease=LEASE)
    for debtor in arrival.debtors:
        if debtor[0].row == 2:
            arriving.leave_out(desk.session, arrival, debtor, why="een melding met code 1234")
        else:
            arriving.put(desk.session, arrival, [debtor], now=NOW, lease=LEASE, figures=FIGURES)
    arriving.finish(desk.session, arrival, now=NOW)
    desk.session.commit()
    desk.session.refresh(upload)
    assert (upload.state, upload.done_count, upload.accepted_count) == (UploadState.CONFIRMED, 6, 4)
    assert (upload.accepted_total, upload.refused_count, upload.case_count) == (Decimal("415.00"), 2, 4)
    assert [entry["row"] for entry in upload.report["refused"]] == [2, 4]
    _, content = uploads.refused_file(desk.session, desk.store, upload_id=upload.id, client_id=desk.client.id)
    assert content.decode().count("code 1234") == 2
