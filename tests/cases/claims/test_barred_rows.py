"""Rows that are probably barred, by the regime that would count for them; both sides of each border."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from cases.claims import uploads
from cases.correspondence import previewing
from cases.counting import prescriptions
from cases.counting.claim_kinds import state
from cases.counting.prescriptions import InterruptionInput
from cases.models import Client, LetterKind
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_file,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_terms,
)

OLD = {"invoice_date": "01-05-2019", "due": "31-05-2019", "reminder": "", "contract": ""}


def told(session: Session, store: DocumentStore, client: Client, **row: str) -> str:
    """What the preview says of a row, empty for nothing."""
    shown = uploads.preview(
        session, by(), store, client_id=client.id, content=claim_file(claim_row(**row)), filename="lijst.csv"
    )
    assert shown.accepted_count == 1
    return " ".join(flag["why"] for flag in shown.report["flagged"] if flag["flag"] == "probably_barred")


@pytest.mark.parametrize(("due", "says"), [
    ("20-11-2024", "is waarschijnlijk verjaard sinds 21-11-2026"),  # two years from the day after, art. 7:28 BW
    ("21-11-2024", "verjaart op 22-11-2026"),
    ("20-02-2025", "verjaart op 21-02-2027"),  # three months ahead
    ("21-02-2025", ""),
])
def test_a_consumer_of_whom_nobody_stated_the_kind_counts_two_years(
    session: Session, store: DocumentStore, due: str, says: str
) -> None:
    found = told(session, store, make_client(session), invoice_date="01-05-2024", due=due, reminder="")
    assert (says in found) if says else found == ""
    if says:
        assert "soort niet vastgelegd, 2 jaar aangenomen, art. 7:28 BW" in found
        assert "tenzij u eerder hebt gestuit" in found


@pytest.mark.parametrize(("due", "says"), [
    ("20-11-2021", "is waarschijnlijk verjaard sinds 21-11-2026"), ("22-02-2022", ""),
])
def test_a_business_counts_five_years(session: Session, store: DocumentStore, due: str, says: str) -> None:
    client = make_client(session, terms=make_terms(debtor_kind=DebtorKind.BUSINESS))
    found = told(
        session, store, client, invoice_date="01-05-2021", due=due, reminder="", company="Bakkerij B.V.", surname="",
        first_name="", prefix="", born="", contract="",
    )
    assert (says in found) if says else found == ""


def test_a_kind_that_was_agreed_decides(session: Session, store: DocumentStore) -> None:
    client = make_client(session, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT))
    assert told(session, store, client, invoice_date="01-05-2023", due="31-05-2023", reminder="") == ""


def test_a_barred_case_is_left_out_of_a_batch_and_can_be_sent_by_itself(
    session: Session, store: DocumentStore
) -> None:
    make_agency(session)
    make_client(session)
    barred = make_case(session, store, **OLD)
    good = make_case(session, store, customer="K-2", surname="Anders", invoice="F-2")

    def preview(*ids: int) -> previewing.BatchPreview:
        return previewing.preview(
            session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
        )

    both = preview(barred.id, good.id)
    assert [item.case_id for item in both.sending] == [good.id]
    assert both.sending[0].warning == ""
    assert both.skipping[0].skipped == (
        "waarschijnlijk verjaard: factuur F-1 sinds 01-06-2021; bekijk het dossier eerst"
    )
    alone = preview(barred.id)
    assert [item.case_id for item in alone.sending] == [barred.id]
    assert "waarschijnlijk verjaard" in alone.sending[0].warning


def test_a_claim_that_was_interrupted_in_time_goes_with_the_batch(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    make_client(session)
    late = make_case(session, store, invoice_date="01-05-2021", due="31-05-2021", reminder="", contract="")
    good = make_case(session, store, customer="K-2", surname="Anders", invoice="F-2")
    state(session, by(), late.id, regime=PrescriptionRegime.CONTRACT, claim_ids=[late.claims[0].id], reason="Energie")
    prescriptions.interrupt(
        session, by(), store, late.id,
        InterruptionInput(kind=InterruptionKind.DEMAND, on=date(2025, 1, 1), claim_ids=[late.claims[0].id]),
    )
    found = previewing.preview(
        session, [late.id, good.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    assert found.skipping == ()
