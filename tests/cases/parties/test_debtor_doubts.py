"""Who may not be one living person is flagged at the intake, and gets no letter until a person looked."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting, previewing
from cases.counting import statement, valuation_records
from cases.intake import FlagCode, read_claim_file
from cases.models import Case, CaseEvent, HoldKind, Letter, LetterKind, PaidTo, Stage
from cases.progress import stages
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.cases.counting.test_valuation_records import counted_again
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_file,
    claim_row,
    make_case,
    make_client,
    make_terms,
    make_upload,
    move_debtor,
    post_first_notice,
)

POSTED = date(2026, 10, 5)


def flags_of(**row: str) -> list[FlagCode]:
    """The flags of one row of a claim file."""
    read = read_claim_file(claim_file(claim_row(**row)), "vorderingen.csv", today=TODAY)
    assert read.refused == ()
    return [flag.code for flag in read.rows[0].flags]


def kinds(session: Session, case: Case) -> list[HoldKind]:
    return [hold.kind for hold in stages.open_holds(session, case.id)]


def skipped(session: Session, case: Case) -> str:
    """Why the case gets no first letter."""
    shown = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    return shown.items[0].skipped


@pytest.mark.parametrize(("row", "flag", "hold"), [
    ({"first_name": "Jan en Petra", "prefix": "", "surname": "Jansen"}, FlagCode.SEVERAL_PEOPLE,
     HoldKind.PERSON_UNCLEAR),
    ({"first_name": "", "prefix": "", "surname": "Jansen en/of mevr. A. de Wit"}, FlagCode.SEVERAL_PEOPLE,
     HoldKind.PERSON_UNCLEAR),
    ({"first_name": "", "prefix": "", "surname": "Erven van de heer P. Overleden"}, FlagCode.ESTATE, HoldKind.DECEASED),
    ({"first_name": "", "prefix": "", "surname": "Testpersoon p/a Bewindvoering Zeker"}, FlagCode.REPRESENTED,
     HoldKind.REPRESENTED),
    ({"first_name": "", "prefix": "", "surname": "Bos (WSNP)"}, FlagCode.INSOLVENT, HoldKind.INSOLVENCY),
])
def test_a_doubtful_name_is_flagged_and_stops_the_case_with_its_letters(
    session: Session, store: DocumentStore, row: dict[str, str], flag: FlagCode, hold: HoldKind
) -> None:
    assert flag in flags_of(**row)
    case = make_case(session, store, **row)
    assert kinds(session, case) == [hold]
    assert "staat stil" in skipped(session, case)


@pytest.mark.parametrize("row", [
    {}, {"prefix": "van", "surname": "Erven"}, {"surname": "Jansen-de Wit"},
    {"company": "Jansen en Zonen B.V.", "legal_form": "B.V.", "first_name": "", "prefix": "", "surname": ""},
    {"street": "Postbusweg"},
])
def test_one_person_or_company_is_not_flagged(row: dict[str, str]) -> None:
    assert flags_of(**row) == []


@pytest.mark.parametrize(("row", "flag"), [
    ({"street": "Postbus", "house_number": "12"}, FlagCode.PO_BOX),
    ({"street": "p/a Dorpsstraat"}, FlagCode.CARE_OF),
])
def test_an_address_where_nobody_lives_is_flagged_and_may_get_a_letter(
    session: Session, store: DocumentStore, row: dict[str, str], flag: FlagCode
) -> None:
    assert flags_of(**row) == [flag]
    case = make_case(session, store, **row)
    assert kinds(session, case) == []
    assert skipped(session, case) == ""


def test_an_ended_hold_with_its_outcome_lets_letters_go_again(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, first_name="", prefix="", surname="Asch en Van Wijck")
    hold = stages.open_holds(session, case.id)[0]
    holds.end(session, by(), hold.id, case_id=case.id, outcome="Eén achternaam", on=TODAY)
    assert skipped(session, case) == ""


def test_a_case_from_before_gets_no_letter_until_somebody_looked(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    case.debtor.surname = "Jansen e/o De Vries"
    assert "onduidelijk wie de schuldenaar is (“e/o”)" in skipped(session, case)


@pytest.mark.parametrize(("kind", "flagged"), [(DebtorKind.CONSUMER, True), (DebtorKind.BUSINESS, False)])
@pytest.mark.parametrize(("company", "form"), [("Klussen", "eenmanszaak"), ("V.O.F. Jansen en De Wit", "")])
def test_an_enterprise_of_people_among_consumers_is_flagged(
    session: Session, store: DocumentStore, company: str, form: str, kind: DebtorKind, *, flagged: bool
) -> None:
    client = make_client(session, terms=make_terms(debtor_kind=kind))
    upload = make_upload(session, store, client, claim_row(company=company, legal_form=form))
    assert ("unincorporated" in str(upload.report)) is flagged
    case = session.scalars(select(Case)).one()
    assert (case.debtor_kind, kinds(session, case)) == (kind, [])


def abroad(session: Session, store: DocumentStore) -> Case:
    """A consumer in Germany whose first letter was posted long enough ago."""
    case = make_case(session, store, today=POSTED)
    move_debtor(session, case, on=POSTED, country="DE", postal_code="10115", city="Berlin")
    post_first_notice(session, store, case, posted_on=POSTED)
    return case


def test_nothing_is_presumed_of_post_to_another_country(session: Session, store: DocumentStore) -> None:
    case = abroad(session, store)
    owed = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert owed.costs == 0
    assert (case.stage, case.debtor.address_lines[-1]) == (Stage.AMICABLE, "DUITSLAND")
    judged = statement.counting_notice(session, case, figures=FIGURES)
    assert judged is not None
    assert not judged.is_broken, "proof of receipt can still come"
    assert "bij een adres in het buitenland wordt bezorging niet vermoed" in judged.told
    term = statement.notice_term(case, judged, figures=FIGURES)
    assert term is None or term.delivered_on is None


def test_a_proved_day_of_receipt_abroad_makes_the_costs_due(session: Session, store: DocumentStore) -> None:
    case = abroad(session, store)
    letter = session.scalars(select(Letter)).one()
    posting.prove_delivery(session, by(), letter.id, delivered_on=date(2026, 10, 8), figures=FIGURES)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == 75


def test_the_same_letter_within_the_country_makes_them_due(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=POSTED)
    post_first_notice(session, store, case, posted_on=POSTED)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == 75


def test_what_is_owed_from_abroad_can_be_counted_again(session: Session, store: DocumentStore) -> None:
    case = abroad(session, store)
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("100.00"), received_on=TODAY, paid_to=PaidTo.CLIENT),
        figures=FIGURES,
    )
    counted = valuation_records.snapshot(session, case, on=TODAY, figures=FIGURES)
    told = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert told is not None
    kept = valuation_records.keep(session, told, counted, figures=FIGURES, now=NOW)
    assert counted_again(session, kept) == kept.reasons["totals"]
