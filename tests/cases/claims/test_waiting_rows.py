"""A claim file with rows that wait or are disputed, on the record: no case of the first, a hold for the second."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.claims import arriving, uploads
from cases.correspondence import previewing
from cases.intake.workbook import Unseen
from cases.models import Case, Claim, Hold, HoldKind, LetterKind, NextStep, Upload
from cases.store import DocumentStore
from tests.cases.intake.lists import BAKERY, OPEN, book, csv, entry, rows
from tests.cases.intake.lists import TODAY as READ_ON
from tests.factories import FIGURES, NOW, by, make_agency, make_client

LATER = NOW + timedelta(days=14)


def handed_in(session: Session, store: DocumentStore, content: bytes, name: str = "lijst.csv") -> Upload:
    """A file that was previewed."""
    make_agency(session)
    client = make_client(session)
    return uploads.preview(
        session, by(None, LATER, READ_ON), store, client_id=client.id, content=content, filename=name
    )


def confirmed(session: Session, store: DocumentStore, upload: Upload) -> Upload:
    return arriving.confirm(
        session, by(None, LATER, READ_ON), store, upload_id=upload.id, client_id=upload.client_id, figures=FIGURES
    )


def claimed(session: Session) -> Decimal:
    return session.scalar(select(func.sum(Claim.principal))) or Decimal(0)


def test_no_case_is_made_of_a_row_that_waits(session: Session, store: DocumentStore) -> None:
    upload = handed_in(session, store, csv("Openstaand", [*rows(OPEN), entry(BAKERY, "20260118", "-89,90")]))
    promised = (upload.accepted_count, upload.accepted_total)
    assert [row["row"] for row in upload.report["waiting"]] == [3]
    taken_in = confirmed(session, store, upload)
    assert (taken_in.accepted_count, taken_in.accepted_total) == promised == (4, Decimal("14029.66"))
    assert claimed(session) == Decimal("14029.66")
    assert "20260117" not in set(session.scalars(select(Claim.invoice_number)))


def test_confirming_a_workbook_claims_no_row_that_was_hidden(session: Session, store: DocumentStore) -> None:
    upload = handed_in(session, store, book(Unseen(rows=frozenset({3, 5}))), "lijst.xlsx")
    assert upload.accepted_total == Decimal("1529.66")
    assert confirmed(session, store, upload).accepted_total == claimed(session) == Decimal("1529.66")


def test_an_amount_from_which_a_payment_was_taken_is_the_principal(session: Session, store: DocumentStore) -> None:
    upload = handed_in(session, store, csv("Bedrag;Betaald", rows(OPEN, ["34,56", "", "", "", ""])))
    confirmed(session, store, upload)
    claim = session.scalars(select(Claim).where(Claim.invoice_number == "20260101")).one()
    assert claim.principal == Decimal("1200.00")


def test_a_disputed_row_opens_its_case_with_a_hold_in_the_words_of_the_client(
    session: Session, store: DocumentStore
) -> None:
    cells = ["levering onvolledig", "prijs klopt niet", "nee", "", ""]
    confirmed(session, store, handed_in(session, store, csv("Openstaand;Betwist", rows(OPEN, cells))))
    hold = session.scalars(select(Hold)).one()
    case = session.get_one(Case, hold.case_id)
    assert (hold.kind, hold.ended_on, case.next_step) == (HoldKind.DISPUTE, None, NextStep.REVIEW_HOLD)
    for words in ("20260101", "levering onvolledig", "20260117", "prijs klopt niet"):
        assert words in hold.reason
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=READ_ON, figures=FIGURES
    )
    assert (len(shown.sending), len(shown.skipping)) == (0, 1)


def test_cases_without_a_dispute_go_on(session: Session, store: DocumentStore) -> None:
    content = csv("Openstaand;Betwist", rows(OPEN, ["ja", "", "nee", "", ""]))
    confirmed(session, store, handed_in(session, store, content))
    steps = list(session.scalars(select(Case.next_step)))
    assert sorted(step is NextStep.SEND_FIRST_NOTICE for step in steps) == [False, True, True, True]


def test_the_download_holds_waiting_and_refused_rows_with_their_reason(session: Session, store: DocumentStore) -> None:
    upload = handed_in(session, store, csv("Openstaand", [*rows(OPEN), entry(BAKERY, "20260118", "-89,90")]))
    name, content = uploads.refused_file(session, store, upload_id=upload.id, client_id=upload.client_id)
    lines = content.decode().splitlines()
    assert name == "lijst-geweigerd.csv"
    assert len(lines) == 3
    assert "Regel 3: eerst uitzoeken." in lines[1]
    assert "Regel 7, Openstaand" in lines[2]


def test_the_mended_download_is_taken_in(session: Session, store: DocumentStore) -> None:
    upload = handed_in(session, store, csv("Openstaand", [*rows(OPEN), entry(BAKERY, "20260118", "-39,90")]))
    confirmed(session, store, upload)
    name, content = uploads.refused_file(session, store, upload_id=upload.id, client_id=upload.client_id)
    mended = b"\r\n".join(content.replace(b"89,90", b"50,00").split(b"\r\n")[:3]) + b"\r\n"
    again = uploads.preview(
        session, by(None, LATER, READ_ON), store, client_id=upload.client_id, content=mended, filename=name
    )
    assert (again.accepted_count, again.refused_count, again.report["waiting"]) == (2, 0, [])
