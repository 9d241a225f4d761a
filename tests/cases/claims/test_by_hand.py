"""A case opened by hand goes the way of a claim file: the same checks, the same questions, the same record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.claims import by_hand
from cases.claims.by_hand import ByHandDoubtful, InvoiceKnown, Typed, TypedDebtor, TypedInvoice
from cases.documents import File
from cases.errors import AlreadyDone
from cases.input_checks import InvalidInput, values_of
from cases.models import Case, Client, Debtor, Document, DocumentKind, Hold, HoldKind, NewInvoices, Stage, Upload
from cases.setup import organisations
from cases.setup.client_terms import TermsInput
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_agency,
    make_case,
    make_client,
    make_terms,
    order_first_notice,
)

JANSJE = TypedDebtor(
    customer_number="K-1001", first_names="Jansje", name_prefix="de", surname="Vries", street="Dorpsstraat",
    house_number="12", postal_code="1234 AB", city="Voorbeeldstad", email="jansje@voorbeeld.test",
    phone="06 12345678", birth_date=date(1980, 5, 1),
)
FIRST = TypedInvoice(
    number="H-1", invoice_date=date(2026, 6, 1), due_date=date(2026, 6, 15), amount=Decimal("1234.50"),
    description="Levering elektriciteit",
)
SECOND = replace(FIRST, number="H-2", amount=Decimal("99.00"))
Open = Callable[..., Case]


@pytest.fixture
def client(session: Session) -> Client:
    make_agency(session)
    return make_client(session)


@pytest.fixture
def open_case(session: Session, store: DocumentStore, client: Client) -> Open:
    """Open by hand for this client, with Jansje and one invoice unless told otherwise."""
    def opened(*invoices: TypedInvoice, debtor: TypedDebtor = JANSJE, sure: bool = False, **more: object) -> Case:
        typed = Typed(client_id=client.id, debtor=debtor, invoices=invoices or (FIRST,), **more)  # type: ignore[arg-type]
        try:
            return by_hand.open_case(session, by(None, today=TODAY), store, typed, figures=FIGURES)
        except ByHandDoubtful as asked:
            if not sure:
                raise
            return by_hand.open_case(
                session, by(None, today=TODAY), store, replace(typed, answered=asked.mark), figures=FIGURES
            )

    return opened


def test_two_invoices_become_one_case_with_their_papers(session: Session, open_case: Open) -> None:
    case = open_case(
        replace(FIRST, paper=File("h1.pdf", SMALL_PDF)), SECOND, agreement=File("overeenkomst.pdf", SMALL_PDF)
    )
    assert [(claim.invoice_number, claim.principal) for claim in case.claims] == [
        ("H-1", Decimal("1234.50")), ("H-2", Decimal("99.00"))
    ]
    assert (case.stage, case.debtor.name, case.debtor.birth_date) == (Stage.INTAKE, "Jansje de Vries", date(1980, 5, 1))
    papers = session.scalars(select(Document).where(Document.case_id == case.id)).all()
    assert {(paper.kind, paper.claim_id) for paper in papers} == {
        (DocumentKind.INVOICE, case.claims[0].id), (DocumentKind.AGREEMENT, None)
    }


@pytest.mark.parametrize(("day", "month"), [(3, 4), (4, 3), (12, 11)])
def test_day_and_month_are_never_swapped_on_the_way(open_case: Open, day: int, month: int) -> None:
    typed = replace(FIRST, invoice_date=date(2026, 1, 2), due_date=date(2025 if month == 11 else 2026, month, day))
    if month == 11:
        typed = replace(typed, invoice_date=date(2025, 1, 2))
    assert open_case(typed).claims[0].due_date == typed.due_date


def test_what_no_claim_file_may_say_lands_at_its_field_and_nothing_is_kept(session: Session, open_case: Open) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_case(FIRST, replace(SECOND, due_date=TODAY), debtor=replace(JANSJE, postal_code="12"))
    assert {finding.field for finding in refused.value.findings} == {"postal_code", "due_date_1"}
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_a_citizen_number_is_refused(open_case: Open) -> None:
    with pytest.raises(InvalidInput):
        open_case(replace(FIRST, description="BSN 123456782"))


def test_the_same_invoice_is_shown_and_asked(open_case: Open) -> None:
    open_case(FIRST)
    again = replace(FIRST, number="H1", amount=Decimal("1234.50"))
    with pytest.raises(InvoiceKnown) as known:
        open_case(again)
    assert "staat al in dossier" in known.value.matches[0].told
    assert known.value.matches[0].may_be_other
    case = open_case(replace(again, other_reason="Tweede termijn, eigen factuur"), sure=True)
    assert len(case.claims) == 2


def test_the_very_same_invoice_cannot_be_said_to_be_another(open_case: Open) -> None:
    open_case(FIRST, SECOND)
    with pytest.raises(InvoiceKnown) as known:
        open_case(replace(FIRST, other_reason="toch"), sure=True)
    assert not known.value.matches[0].may_be_other


def test_exactly_the_same_again_is_done_already(open_case: Open) -> None:
    open_case(FIRST)
    with pytest.raises(AlreadyDone):
        open_case(FIRST)


def test_a_known_debtor_is_asked_unless_he_was_chosen(session: Session, open_case: Open) -> None:
    first = open_case(FIRST)
    with pytest.raises(ByHandDoubtful) as asked:
        open_case(SECOND)
    assert "Jansje de Vries staat al bij ons" in asked.value.questions[0]
    joined = open_case(SECOND, chosen_debtor_id=first.debtor_id)
    assert (joined.id, len(joined.claims)) == (first.id, 2)
    assert session.scalar(select(func.count()).select_from(Debtor)) == 1


def test_a_known_debtor_with_another_address_waits_for_a_look(session: Session, open_case: Open) -> None:
    first = open_case(FIRST)
    moved = replace(JANSJE, street="Kerkweg", house_number="9")
    with pytest.raises(ByHandDoubtful) as asked:
        open_case(SECOND, debtor=moved, chosen_debtor_id=first.debtor_id)
    assert "Kerkweg" in " ".join(asked.value.questions)
    case = open_case(SECOND, debtor=moved, chosen_debtor_id=first.debtor_id, sure=True)
    assert case.debtor.street == "Dorpsstraat"
    assert session.scalar(select(Hold.kind).where(Hold.case_id == case.id)) is HoldKind.NEW_DETAILS


def test_a_yes_to_other_questions_is_no_yes_to_these(open_case: Open) -> None:
    open_case(FIRST)
    with pytest.raises(ByHandDoubtful):
        open_case(SECOND, answered="0" * 32)


def test_a_new_invoice_of_a_case_that_had_its_letter_gets_a_case_of_its_own(session: Session, open_case: Open) -> None:
    """As from a claim file: one letter names what it names (art. 6:96 lid 7 BW)."""
    first = open_case(FIRST)
    order_first_notice(session, first)
    with pytest.raises(ByHandDoubtful, match="wordt een nieuw dossier"):
        open_case(SECOND, chosen_debtor_id=first.debtor_id)
    assert open_case(SECOND, chosen_debtor_id=first.debtor_id, sure=True).id != first.id


def test_by_the_terms_of_the_client_it_joins_the_open_case(session: Session, open_case: Open) -> None:
    first = open_case(FIRST)
    kept = values_of(TermsInput, first.terms)
    organisations.agree_terms(session, by(), first.client_id, replace(kept, new_invoices=NewInvoices.JOIN))
    order_first_notice(session, first)
    with pytest.raises(ByHandDoubtful, match="komt daarbij, met een aanvullende veertiendagenbrief"):
        open_case(SECOND, chosen_debtor_id=first.debtor_id)
    assert open_case(SECOND, chosen_debtor_id=first.debtor_id, sure=True).id == first.id


def test_a_minor_stops_the_case_as_from_a_file(session: Session, open_case: Open) -> None:
    young = replace(JANSJE, birth_date=date(2010, 1, 1))
    case = open_case(FIRST, debtor=young, sure=True)
    assert session.scalar(select(Hold.kind).where(Hold.case_id == case.id)) is HoldKind.MINOR


def test_a_case_from_a_file_and_one_by_hand_are_alike(session: Session, store: DocumentStore, open_case: Open) -> None:
    from_file = make_case(session, store, customer="K-7", surname="Bakker", invoice="F-7")
    by_typing = open_case(FIRST)
    same = ("stage", "next_step", "next_step_on", "terms_id", "debtor_kind", "policy", "opened_on")
    assert [getattr(from_file, name) for name in same] == [getattr(by_typing, name) for name in same]
    claims = (from_file.claims[0], by_typing.claims[0])
    assert {claim.default_from for claim in claims} == {date(2026, 6, 16)}


BUSINESS_TERMS = {"debtor_kind": DebtorKind.BUSINESS, "interest": InterestKind.COMMERCIAL}
SOLE_TRADE = replace(JANSJE, company_name="Klusbedrijf De Vries", legal_form="eenmanszaak")


@pytest.mark.parametrize(("debtor", "in_business", "kind"), [
    (SOLE_TRADE, None, DebtorKind.BUSINESS), (SOLE_TRADE, False, DebtorKind.CONSUMER),
    (JANSJE, None, DebtorKind.CONSUMER), (JANSJE, True, DebtorKind.BUSINESS),
    (replace(JANSJE, company_name="De Vries B.V.", legal_form="besloten vennootschap", birth_date=None), False,
     DebtorKind.BUSINESS),
])
def test_what_is_said_of_an_invoice_goes_before_the_form_of_the_debtor(
    session: Session, open_case: Open, client: Client, debtor: TypedDebtor, in_business: bool | None, kind: DebtorKind
) -> None:
    organisations.agree_terms(session, by(), client.id, make_terms(**BUSINESS_TERMS))
    case = open_case(replace(FIRST, in_business=in_business), debtor=debtor, sure=True)
    assert case.debtor_kind is kind
    assert (case.claims[0].interest is InterestKind.COMMERCIAL) is (kind is DebtorKind.BUSINESS)


def test_both_kinds_become_two_cases_after_a_yes_each_with_its_paper(
    session: Session, open_case: Open, client: Client
) -> None:
    organisations.agree_terms(session, by(), client.id, make_terms(**BUSINESS_TERMS))
    invoices = (
        replace(FIRST, in_business=True, paper=File("h1.pdf", SMALL_PDF)),
        replace(SECOND, in_business=False, paper=File("h2.pdf", SMALL_PDF)),
    )
    with pytest.raises(ByHandDoubtful, match="Privé: H-2"):
        open_case(*invoices, debtor=SOLE_TRADE)
    case = open_case(*invoices, debtor=SOLE_TRADE, agreement=File("overeenkomst.pdf", SMALL_PDF), sure=True)
    other = session.scalars(select(Case).where(Case.id != case.id)).one()
    assert [(each.debtor_kind, each.claims[0].invoice_number) for each in (case, other)] == [
        (DebtorKind.BUSINESS, "H-1"), (DebtorKind.CONSUMER, "H-2"),
    ]
    for each in (case, other):
        papers = session.scalars(select(Document).where(Document.case_id == each.id)).all()
        assert {(paper.kind, paper.claim_id) for paper in papers} == {
            (DocumentKind.INVOICE, each.claims[0].id), (DocumentKind.AGREEMENT, None)
        }


def test_business_where_consumers_were_agreed_is_asked_and_stays_a_consumer(open_case: Open) -> None:
    with pytest.raises(ByHandDoubtful, match="consumenten"):
        open_case(replace(FIRST, in_business=True))
    assert open_case(replace(FIRST, in_business=True), sure=True).debtor_kind is DebtorKind.CONSUMER


def test_the_file_of_invoices_of_which_nothing_was_said_is_as_it_was(client: Client) -> None:
    typed = Typed(client_id=client.id, debtor=JANSJE, invoices=(FIRST,))
    assert b"particulier" not in by_hand.as_file(typed)
    said = replace(typed, invoices=(FIRST, replace(SECOND, in_business=False)))
    assert by_hand.as_file(said).decode().splitlines()[1].endswith('""')
