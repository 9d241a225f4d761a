"""An invoice that is on record is not claimed again, however it is spelled, unless a person says that it is another."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import arriving, uploads
from cases.errors import AlreadyDone, EditConflict, Incomplete, NotFound, PreviewOutdated, Refused
from cases.models import Case, CaseEvent, Claim, Client, EventKind, PaidTo, RoleName, Stage, Upload
from cases.schema import migrate
from cases.store import DocumentStore
from tests.cases.selects import selects
from tests.factories import FIGURES, TODAY, by, claim_file, claim_row, make_client, make_upload, make_user

CSV = (
    "Debiteurnummer;Naam;Adres;Postcode;Plaats;Factuurnummer;Factuurdatum;Vervaldatum;Openstaand\n"
    "{number};{name};Dorpsstraat 12;3511 AB;Utrecht;{invoice};{day};01-04-2026;{amount}\n"
)
FIRST = {
    "number": "10001", "name": "Bakkerij Jansen B.V.", "invoice": "20260101", "day": "02-03-2026", "amount": "1.234,56"
}
Preview = Callable[..., Upload]


@pytest.fixture
def client(session: Session) -> Client:
    return make_client(session)


@pytest.fixture
def preview(session: Session, store: DocumentStore, client: Client) -> Preview:
    """Show a file: rows of our own layout, or bytes of another."""
    def shown(*rows: str, content: bytes = b"") -> Upload:
        return uploads.preview(
            session, by(), store, client_id=client.id, content=content or claim_file(*rows), filename="lijst.csv"
        )
    return shown


@pytest.fixture
def confirm(session: Session, store: DocumentStore, client: Client) -> Callable[[Upload], Upload]:
    def confirmed(upload: Upload) -> Upload:
        return arriving.confirm(session, by(), store, upload_id=upload.id, client_id=client.id, figures=FIGURES)
    return confirmed


@pytest.fixture
def on_record(session: Session, store: DocumentStore, client: Client) -> Case:
    """An invoice of 500 euro, F2026-0101 of 1 June, of Jansje de Vries."""
    make_upload(session, store, client, claim_row(invoice="F2026-0101"))
    return session.scalars(select(Case)).one()


def claims(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Claim)) or 0


def state(
    session: Session, store: DocumentStore, upload: Upload, reasons: dict[int, str], *, actor_id: int | None = None
) -> Upload:
    return uploads.keep_answers(session, uploads.weigh(
        session, by(actor_id), store, upload_id=upload.id, client_id=upload.client_id, reasons=reasons
    ))


@pytest.mark.parametrize("again", [
    {"number": ""}, {"number": "D10001"}, {"name": "BAKKERIJ JANSEN BV"}, {"invoice": "2026-0101"},
    {"invoice": "F2026/0101"}, {"invoice": "INV 20260101", "name": "bakkerij jansen"},
    {"name": "Bakkerij Janssen", "number": "99"}, {"amount": "734,56"}, {"day": "03-03-2026"},
    {"number": "77", "name": "P. Anders", "amount": "10,00", "day": "05-01-2026"},
], ids=lambda changes: " ".join(changes.values()) or "no number")
def test_an_invoice_on_record_is_shown_beside_its_case_in_any_spelling(
    session: Session, preview: Preview, confirm: Callable[[Upload], Upload], again: dict[str, str]
) -> None:
    confirm(preview(content=CSV.format(**FIRST).encode()))
    case = session.scalars(select(Case)).one()
    shown = preview(content=CSV.format(**(FIRST | again)).encode() + b"\n")
    assert shown.accepted_count == 0
    told = shown.report["refused"][0]["expected"]
    assert f"deze staat al in dossier {case.number} (Bakkerij Jansen B.V., factuur 20260101 van 02-03-2026" in told
    confirm(shown)
    assert claims(session) == 1


@pytest.mark.parametrize("saved_anew", [
    lambda content: b"\xef\xbb\xbf" + content, lambda content: content.replace(b"\n", b"\r\n"),
    lambda content: content.decode().encode("utf-16"), lambda content: content.replace(b"1.234,56", b"1234,56"),
], ids=["a mark at its beginning", "the line ends of Windows", "other bytes for signs", "no thousands"])
def test_a_file_that_was_saved_anew_claims_nothing_again(
    session: Session, preview: Preview, confirm: Callable[[Upload], Upload], saved_anew: Callable[[bytes], bytes]
) -> None:
    """R6: its bytes are others, so its hash is no help; its rows are the same."""
    content = CSV.format(**FIRST).encode()
    first = confirm(preview(content=content))
    again = preview(content=saved_anew(content))
    assert (again.id != first.id, again.accepted_count, again.refused_count) == (True, 0, 1)
    confirm(again)
    assert claims(session) == 1


@pytest.mark.parametrize("other", [
    {"invoice": "F2026-0102"}, {"invoice": "F2026-0110"}, {"invoice": "F2026-0102", "amount": "499,00"},
    {"invoice": "G2026-0101", "amount": "20,00", "invoice_date": "02-07-2026", "due": "16-07-2026",
     "customer": "K-9", "surname": "Anders", "street": "Kade"},
    {"invoice": "F2025-0101"},
], ids=str)
@pytest.mark.usefixtures("on_record")
def test_another_invoice_is_claimed_without_a_question(
    session: Session, preview: Preview, confirm: Callable[[Upload], Upload], other: dict[str, str]
) -> None:
    shown = preview(claim_row(**other))
    assert (shown.refused_count, shown.accepted_count) == (0, 1)
    confirm(shown)
    assert claims(session) == 2


def test_an_invoice_of_a_closed_case_is_known_too(session: Session, preview: Preview, on_record: Case) -> None:
    payments.register(
        session, by(), on_record.id, PaymentInput(amount=Decimal("600.00"), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    assert on_record.stage is Stage.CLOSED
    shown = preview(claim_row(invoice="20260101"))
    assert f"dossier {on_record.number}, gesloten op 21-11-2026" in shown.report["refused"][0]["expected"]


@pytest.mark.usefixtures("on_record")
def test_the_invoices_of_another_client_are_not_compared(session: Session, store: DocumentStore) -> None:
    other = make_client(session, name="Andere B.V.")
    assert make_upload(session, store, other, claim_row(invoice="F2026-0101")).accepted_count == 1


def test_the_same_invoice_twice_in_one_file_is_claimed_once(preview: Preview) -> None:
    shown = preview(
        claim_row(invoice="F-2026-0101"), claim_row(invoice="F2026 0101"),
        claim_row(invoice="20260101", customer="K-2", surname="Anders", street="Kade", amount="20,00",
                  invoice_date="02-07-2026", due="16-07-2026"),
    )
    assert shown.accepted_count == 2
    assert "deze staat ook op regel 2" in shown.report["refused"][0]["expected"]
    assert shown.report["refused"][0]["row"] == 3


def test_terms_of_a_contract_without_invoices_differ_by_period(
    session: Session, preview: Preview, confirm: Callable[[Upload], Upload]
) -> None:
    head = "Contractnummer;Naam;Adres;Postcode;Plaats;Periode;Vervaldatum;Bedrag\n"
    line = "C-100{end};Jan Huurder;Dorpsstraat 12;3511 AB;Utrecht;{period};01-0{month}-2026;800,00\n"
    months = [line.format(end=1, period=f"2026-0{month}", month=month) for month in (5, 6)]
    confirm(preview(content=(head + "".join(months)).encode()))
    later = preview(content=(head + months[1] + line.format(end=1, period="2026-07", month=7)).encode())
    assert (later.accepted_count, later.refused_count) == (1, 1)
    assert later.report["refused"][0]["row"] == 2
    assert claims(session) == 2


def test_a_yes_of_a_person_is_kept_with_the_file_and_in_the_case(
    session: Session, store: DocumentStore, client: Client, preview: Preview, confirm: Callable[[Upload], Upload],
    on_record: Case,
) -> None:
    user = make_user(session, RoleName.CLIENT, client_id=client.id)
    shown = preview(claim_row(invoice="20260101", amount="75,00", customer="K-2", surname="Anders"))
    assert [row["row"] for row in shown.report["asked"]] == [2]
    state(session, store, shown, {2: " Andere reeks, van onze winkel "}, actor_id=user.id)
    assert (shown.accepted_count, shown.refused_count, shown.accepted_total) == (1, 0, Decimal("75.00"))
    assert shown.report["answered"] == [
        {"row": 2, "told": shown.answers[0]["told"], "reason": "Andere reeks, van onze winkel"}
    ]
    confirm(shown)
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.OTHER_INVOICE_STATED)).one()
    assert event.actor_id == user.id
    assert event.case_id != on_record.id
    assert on_record.number in str(event.data["compared"])
    assert event.data["reason"] == "Andere reeks, van onze winkel"
    assert shown.answers[0]["by"] == user.id


@pytest.mark.usefixtures("on_record")
def test_without_a_reason_or_for_a_row_that_is_not_asked_about_there_is_no_yes(
    session: Session, store: DocumentStore, preview: Preview
) -> None:
    shown = preview(claim_row(invoice="20260101", amount="75,00"), claim_row(invoice="F-9"))
    for reasons, refusal in (({2: " "}, Incomplete), ({3: "toch"}, NotFound), ({2: "BSN 111222333"}, Refused)):
        with pytest.raises(refusal):
            state(session, store, shown, reasons)
    assert shown.accepted_count == 1


@pytest.mark.usefixtures("on_record")
def test_the_very_same_number_of_the_same_debtor_cannot_stand_twice(
    session: Session, store: DocumentStore, preview: Preview
) -> None:
    shown = preview(claim_row(invoice="F2026-0101", amount="75,00"))
    assert shown.report["asked"][0]["may_be_other"] is False
    with pytest.raises(Refused, match="een eigen nummer"):
        state(session, store, shown, {2: "Het is een andere"})


@pytest.mark.usefixtures("on_record")
def test_a_yes_does_not_cover_what_came_on_record_since(
    session: Session, store: DocumentStore, preview: Preview, confirm: Callable[[Upload], Upload]
) -> None:
    shown = preview(claim_row(invoice="20260101", amount="75,00", customer="K-2", surname="Anders"))
    state(session, store, shown, {2: "Andere reeks"})
    twin = preview(claim_row(invoice="2026 0101", amount="75,00", customer="K-2", surname="Anders"))
    state(session, store, twin, {2: "Andere reeks"})
    confirm(twin)
    with pytest.raises(PreviewOutdated):
        confirm(shown)
    assert claims(session) == 2


def test_two_previews_of_one_invoice_make_one_claim(
    session: Session, preview: Preview, confirm: Callable[[Upload], Upload]
) -> None:
    one, other = preview(claim_row(invoice="F2026-0101")), preview(claim_row(invoice="20260101"))
    assert (one.accepted_count, other.accepted_count) == (1, 1)
    confirm(one)
    with pytest.raises(PreviewOutdated):
        confirm(other)
    assert claims(session) == 1


@pytest.mark.usefixtures("on_record")
def test_there_is_no_yes_after_confirming(
    session: Session, store: DocumentStore, preview: Preview, confirm: Callable[[Upload], Upload]
) -> None:
    shown = preview(claim_row(invoice="20260101", amount="75,00"), claim_row(invoice="F-9"))
    confirm(shown)
    with pytest.raises(AlreadyDone):
        state(session, store, shown, {2: "Andere reeks"})


def test_a_thousand_rows_ask_hardly_more_of_the_database_than_one(session: Session, preview: Preview) -> None:
    def asked(number: int) -> int:
        rows = [
            claim_row(invoice=f"X-{number}-{at:05d}", customer=f"K-{number}-{at}", surname=f"Naam{at}")
            for at in range(number)
        ]
        with selects(session.get_bind()) as found:  # type: ignore[arg-type]  # bound to an engine
            assert preview(*rows).accepted_count == number
        return len(found)

    few = asked(2)
    assert asked(1000) <= few + 10


@pytest.mark.superuser
@pytest.mark.usefixtures("on_record")
def test_the_migration_finds_invoices_of_before(session: Session) -> None:
    session.commit()
    engine = session.get_bind()
    session.close()
    migrate.downgrade(engine, "0007")  # type: ignore[arg-type]  # bound to an engine
    migrate.upgrade(engine)  # type: ignore[arg-type]
    with Session(engine) as later:
        assert later.scalar(text("SELECT invoice_core FROM claim")) == "2611"
        assert later.scalars(select(Upload)).one().answers == []


def test_who_answers_after_somebody_else_looks_again(
    session: Session, store: DocumentStore, on_record: Case, preview: Preview
) -> None:
    shown = preview(claim_row(invoice="F-2026-0101", customer="K-7", surname="Ander", amount="9,00"))
    mine, theirs = (
        uploads.weigh(
            session, by(), store, upload_id=shown.id, client_id=shown.client_id, reasons={2: reason}
        ) for reason in ("andere levering", "creditnota")
    )
    uploads.keep_answers(session, mine)
    with pytest.raises(EditConflict, match="intussen"):
        uploads.keep_answers(session, theirs)
    assert [answer["reason"] for answer in shown.answers] == ["andere levering"]
    assert on_record.claims


def test_a_file_that_is_sent_twice_at_one_moment_is_kept_once(
    session: Session, store: DocumentStore, client: Client
) -> None:
    looked = [
        uploads.look(session, by(), client_id=client.id, content=claim_file(claim_row()), filename="twee.csv")
        for _ in range(2)
    ]
    first, second = (uploads.keep(session, by(), store, each) for each in looked)
    assert first is second
