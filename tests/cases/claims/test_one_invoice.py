"""The very same invoice stands once by the database; in another spelling it is shown and asked before it is claimed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.claims import arriving, uploads
from cases.models import Case, Claim, Client, Debtor, Stage, Upload
from cases.queries.desk import case_page, twin_invoices
from cases.schema import migrate
from cases.store import DocumentStore
from tests.factories import FIGURES, TODAY, by, claim_file, claim_row, make_client, make_upload

Preview = Callable[..., Upload]
OTHER = {"customer": "K-2", "first_name": "Klaas", "prefix": "", "surname": "Anders", "street": "Kade", "born": ""}


@pytest.fixture
def client(session: Session) -> Client:
    return make_client(session)


@pytest.fixture
def preview(session: Session, store: DocumentStore, client: Client) -> Preview:
    def shown(*rows: str) -> Upload:
        return uploads.preview(
            session, by(), store, client_id=client.id, content=claim_file(*rows), filename="lijst.csv"
        )
    return shown


@pytest.fixture
def on_record(session: Session, store: DocumentStore, client: Client) -> Claim:
    """Invoice F-2026-0101 of 1 June, 500 euro, of Jansje de Vries."""
    make_upload(session, store, client, claim_row(invoice="F-2026-0101"))
    return session.scalars(select(Claim)).one()


@pytest.mark.parametrize("again", [
    {"customer": ""}, {"customer": "DK-1001"}, {"customer": "77"}, {"born": ""}, {"prefix": "", "surname": "de Vries"},
    {"first_name": "J.", "born": "", "customer": ""}, {"surname": "VRIES", "first_name": "JANSJE", "prefix": "DE"},
    {"invoice": "F2026-0101"}, {"invoice": "F-2026-101"}, {"invoice": "F 2026 0101"}, {"invoice": "20260101"},
    {"invoice": "2026/101"}, {"invoice": "Factuur F-2026-0101"}, {"invoice": "f-2026-0101"}, {"invoice": "20260101.0"},
    {"invoice": "F-26-0101"}, {"amount": "450,00"}, {"invoice_date": "02-06-2026"}, {"due": "20-06-2026"},
    {"street": "Kade", "city": "Elders", "postal_code": "9999 ZZ"}, OTHER,
    OTHER | {"amount": "20,00", "invoice_date": "02-07-2026", "due": "16-07-2026"},
], ids=str)
def test_the_same_invoice_in_another_spelling_is_refused_beside_the_case_where_it_stands(
    preview: Preview, on_record: Claim, again: dict[str, str]
) -> None:
    shown = preview(claim_row(**{"invoice": "F-2026-0101"} | again))
    assert (shown.accepted_count, shown.refused_count) == (0, 1)
    assert f"deze staat al in dossier {on_record.case.number}" in shown.report["refused"][0]["expected"]


def test_a_yes_to_another_invoice_makes_it_the_next_twin(
    session: Session, store: DocumentStore, preview: Preview, on_record: Claim
) -> None:
    for nth, invoice in enumerate(("F2026/0101", "F20260101"), start=1):
        shown = preview(claim_row(**OTHER | {"customer": f"K-{nth + 1}"}, invoice=invoice))
        uploads.keep_answers(session, uploads.weigh(
            session, by(), store, upload_id=shown.id, client_id=shown.client_id, reasons={2: "Andere vestiging"}
        ))
        arriving.confirm(session, by(), store, upload_id=shown.id, client_id=shown.client_id, figures=FIGURES)
    claims = session.scalars(select(Claim).order_by(Claim.id)).all()
    assert [(claim.invoice_key, claim.twin) for claim in claims] == [("F20260101", nth) for nth in range(3)]
    assert list(twin_invoices.unexplained(session, claims[-1].case)) == [], "a person said that it is another"
    assert on_record.twin == 0


def test_the_database_holds_number_day_and_amount_of_a_client_once_for_any_debtor(
    session: Session, on_record: Claim
) -> None:
    def again(**changes: object) -> None:
        values = {
            column.name: getattr(on_record, column.name) for column in Claim.__table__.columns if column.name != "id"
        }
        session.add(Claim(**values | {"invoice_number": "F2026.0101"} | changes))
        session.flush()

    with pytest.raises(IntegrityError), session.begin_nested():
        again()
    again(principal=Decimal("499.00"))
    again(invoice_number="F2026_0101", invoice_date=date(2026, 6, 2))
    again(invoice_number="F2026+0101", twin=1)


@pytest.mark.superuser
def test_invoices_of_before_that_collide_keep_standing_as_twins_and_are_told_on_the_case(
    session: Session, store: DocumentStore, client: Client, on_record: Claim
) -> None:
    make_upload(session, store, client, claim_row(**OTHER, invoice="G-7"))
    number, last = on_record.case.number, session.scalars(select(Case.id).order_by(Case.id)).all()[-1]
    session.commit()
    engine = session.get_bind()
    session.close()
    migrate.downgrade(engine, "0018")  # type: ignore[arg-type]  # bound to an engine
    with Session(engine) as earlier:
        earlier.execute(text("UPDATE claim SET invoice_number = 'F2026/0101' WHERE invoice_number = 'G-7'"))
        earlier.commit()
    migrate.upgrade(engine)  # type: ignore[arg-type]
    with Session(engine) as later:
        claims = later.scalars(select(Claim).order_by(Claim.id)).all()
        assert [(claim.invoice_key, claim.twin) for claim in claims] == [("F20260101", 0), ("F20260101", 1)]
        assert len(later.scalars(select(Debtor)).all()) == 2
        told = [each.text for each in case_page.case_head(later, last, today=TODAY, figures=FIGURES).warnings]
        assert any(f"ook in dossier {number}" in each for each in told)
        assert later.scalars(select(Case)).first().stage is Stage.INTAKE  # type: ignore[union-attr]
