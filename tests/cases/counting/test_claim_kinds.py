"""The kind of each claim on record: what counts when nobody stated it, how it is stated, and a wrong interruption."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from cases.claims import arriving, uploads
from cases.counting import claim_kinds, prescriptions
from cases.counting.prescriptions import InterruptionInput, NewInterruption
from cases.errors import CaseClosed, Incomplete, Refused
from cases.events.prescription import ClaimKindStated
from cases.input_checks import InvalidInput
from cases.legal_track import gate
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    Client,
    ClosingReason,
    EventKind,
    Interruption,
)
from cases.progress import stages
from cases.queries.desk import prescription_list, timeline
from cases.queries.desk.case_page import case_page
from cases.schema import migrate
from cases.setup.client_terms import checked, consequences
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from legal.court.gate import GateItem
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    HEADER,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_store,
    make_terms,
)

CONTRACT, SALE = PrescriptionRegime.CONTRACT, PrescriptionRegime.CONSUMER_SALE
# Due on 15 June 2024: the terms start on the 16th (art. 3:313 BW).
OLD = {"due": "15-06-2024", "invoice_date": "01-06-2024", "contract": "01-02-2020", "reminder": ""}
OPENED = date(2024, 9, 2)
UNSTATED = "soort niet vastgelegd, 2 jaar aangenomen"
LAST_DAY, TWO_YEARS, FIVE_YEARS = date(2026, 6, 15), date(2026, 6, 16), date(2029, 6, 16)
COMPANY = {"company": "Bouwbedrijf Voorbeeld B.V.", "legal_form": "bv", "kvk": "87654321", "first_name": "",
           "prefix": "", "surname": "", "born": ""}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of one claim on a consumer of which nobody stated the kind."""
    return opened(session, store)


def opened(session: Session, store: DocumentStore, *, regime: PrescriptionRegime | None = None, **row: str) -> Case:
    """A case of one claim; `regime` as the client agreed it."""
    client = session.scalar(select(Client)) or make_client(session, terms=make_terms(prescription_regime=regime))
    return make_case(session, store, client=client, today=OPENED, **(OLD | row))


def business_client(session: Session, **terms: object) -> Client:
    return make_client(session, name="Voorbeeld Bouw B.V.", terms=make_terms(
        debtor_kind=DebtorKind.BUSINESS, interest=InterestKind.COMMERCIAL, **terms
    ))


def with_kind(session: Session, store: DocumentStore, client: Client, kind: str, **row: str) -> Claim:
    """The claim of a file with a column "Soort vordering"."""
    if session.scalar(text("SELECT COUNT(*) FROM agency_profile")) == 0:
        make_agency(session)
    content = f"{HEADER};Soort vordering\n{claim_row(**(OLD | row))};{kind}\n".encode()
    shown = uploads.preview(
        session, by(None, NOW, OPENED), store, client_id=client.id, content=content, filename="v.csv"
    )
    arriving.confirm(session, by(None, NOW, OPENED), store, upload_id=shown.id, client_id=client.id, figures=FIGURES)
    return session.scalars(select(Claim).order_by(Claim.id.desc())).first()  # type: ignore[return-value]  # just made


def interrupt(session: Session, store: DocumentStore, case: Case, on: date) -> None:
    prescriptions.interrupt(
        session, by(None, NOW, max(on, TODAY)), store, case.id,
        InterruptionInput(kind=InterruptionKind.RESERVATION, on=on, claim_ids=[each.id for each in case.claims]),
    )


def withdraw(session: Session, case: Case, row: Interruption, reason: str = "Brief kwam retour") -> object:
    return prescriptions.withdraw(session, by(), case.id, row.id, reason=reason)


def state(session: Session, case: Case, regime: PrescriptionRegime = CONTRACT, **changes: object) -> object:
    values: dict[str, object] = {
        "claim_ids": [claim.id for claim in case.claims], "reason": "Overeenkomst van opdracht",
    }
    return claim_kinds.state(session, by(), case.id, regime=regime, **(values | changes))  # type: ignore[arg-type]


def told(session: Session, case: Case) -> timeline.Entry:
    """The newest line of the time line."""
    return timeline.entries(session, case.id)[0]


# What counts.


def test_nobody_stated_the_kind_and_the_debtor_is_a_consumer(case: Case) -> None:
    claim = case.claims[0]
    counted = prescriptions.regime_of(claim)
    assert (claim.prescription_regime, counted.regime, counted.is_assumed) == (None, SALE, True)
    assert claim.barred_from == TWO_YEARS
    assert prescriptions.term_in_words(counted) == UNSTATED


def test_between_businesses_an_unstated_claim_has_five_years(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, client=business_client(session), today=OPENED, **(OLD | COMPANY))
    assert case.claims[0].barred_from == FIVE_YEARS
    assert prescriptions.term_in_words(prescriptions.regime_of(case.claims[0])) == (
        "overeenkomst tussen bedrijven, 5 jaar"
    )


def test_an_unstated_term_of_an_agreement_may_be_one_of_energy(session: Session, store: DocumentStore) -> None:
    case = opened(session, store, term_of="SE-7")
    assert (case.claims[0].barred_from, prescriptions.regime_of(case.claims[0]).is_assumed) == (TWO_YEARS, True)


def test_an_unstated_term_between_businesses_is_a_periodic_payment(session: Session, store: DocumentStore) -> None:
    client = business_client(session)
    case = make_case(session, store, client=client, today=OPENED, **(OLD | COMPANY | {"term_of": "HUUR-7"}))
    counted = prescriptions.regime_of(case.claims[0])
    assert case.claims[0].barred_from == FIVE_YEARS
    assert prescriptions.term_in_words(counted) == "termijn van een overeenkomst, 5 jaar"
    page = case_page(session, case.id, today=TODAY, figures=FIGURES)
    assert page.head.expiries[0].term.law == "art. 3:308 BW"


def test_a_claim_takes_the_kind_that_its_client_agreed(session: Session, store: DocumentStore) -> None:
    case = opened(session, store, regime=CONTRACT)
    assert (case.claims[0].prescription_regime, case.claims[0].barred_from) == (CONTRACT, FIVE_YEARS)
    assert not prescriptions.regime_of(case.claims[0]).is_assumed


@pytest.mark.parametrize(("kind", "regime", "barred_from"), [
    ("consumentenkoop", SALE, TWO_YEARS), ("Koop", SALE, TWO_YEARS), ("Levering goederen", SALE, TWO_YEARS),
    ("huur", PrescriptionRegime.PERIODIC, FIVE_YEARS), ("", CONTRACT, FIVE_YEARS),
])
def test_what_a_row_states_goes_before_its_client(
    session: Session, store: DocumentStore, kind: str, regime: PrescriptionRegime, barred_from: date
) -> None:
    client = make_client(session, terms=make_terms(prescription_regime=CONTRACT))
    claim = with_kind(session, store, client, kind)
    assert (claim.prescription_regime, claim.barred_from) == (regime, barred_from)


@pytest.mark.parametrize("regime", [CONTRACT, PrescriptionRegime.PERIODIC])
def test_what_was_agreed_about_businesses_says_nothing_of_a_consumer_among_them(
    session: Session, store: DocumentStore, regime: PrescriptionRegime
) -> None:
    client = business_client(session, prescription_regime=regime)
    on_person = make_case(session, store, client=client, today=OPENED, **OLD)
    on_company = make_case(
        session, store, client=client, today=OPENED, **(OLD | COMPANY | {"customer": "K-2", "invoice": "F-2"})
    )
    assert (on_person.claims[0].prescription_regime, on_person.claims[0].barred_from) == (None, TWO_YEARS)
    assert (on_company.claims[0].prescription_regime, on_company.claims[0].barred_from) == (regime, FIVE_YEARS)
    assert "Bij een consument rekenen wij 2 jaar" in consequences(client.terms[-1])[-1]


def test_terms_say_after_how_long_a_claim_is_barred() -> None:
    assert "2 jaar verjaring: het kan om een consumentenkoop gaan" in consequences(make_terms())[-1]
    agreed = consequences(make_terms(prescription_regime=CONTRACT))[-1]
    assert "na 5 jaar: overeenkomst (art. 3:307 lid 1 BW)" in agreed
    assert "consument" not in agreed


@pytest.mark.parametrize(("regime", "debtors", "why"), [
    (SALE, DebtorKind.BUSINESS, "een bedrijf doet geen consumentenkoop"),
    (PrescriptionRegime.JUDGMENT, DebtorKind.CONSUMER, "een soort uit de lijst"),
    (PrescriptionRegime.OTHER, DebtorKind.CONSUMER, "een soort uit de lijst"),
])
def test_a_kind_that_cannot_be_agreed_is_refused(regime: PrescriptionRegime, debtors: DebtorKind, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        checked(make_terms(debtor_kind=debtors, prescription_regime=regime), today=TODAY)


# The borders of the two years.


def test_on_the_last_day_of_two_years_it_can_be_interrupted(session: Session, store: DocumentStore, case: Case) -> None:
    interrupt(session, store, case, LAST_DAY)
    assert case.claims[0].barred_from == date(2028, 6, 16)  # as long as the old term: art. 3:319 lid 2 BW


def test_a_day_later_the_kind_must_be_stated_first(session: Session, store: DocumentStore, case: Case) -> None:
    with pytest.raises(Refused, match="Leg eerst de soort vordering vast"):
        interrupt(session, store, case, TWO_YEARS)
    state(session, case)
    interrupt(session, store, case, TWO_YEARS)
    assert case.claims[0].barred_from == date(2031, 6, 17)


def test_after_five_years_no_kind_helps_any_more(session: Session, store: DocumentStore, case: Case) -> None:
    with pytest.raises(Refused, match="al verjaard sinds 16-06-2026"):
        interrupt(session, store, case, FIVE_YEARS)


@pytest.mark.parametrize(("day", "months"), [
    (date(2025, 6, 16), 12), (date(2025, 12, 16), 6), (date(2026, 3, 16), 3), (date(2026, 5, 16), 1), (TWO_YEARS, 0),
])
def test_the_alarms_go_by_the_careful_term(session: Session, case: Case, day: date, months: int) -> None:
    before, on = day - timedelta(days=1), datetime.combine(day, time(9), tzinfo=UTC)
    prescriptions.alarm(session, day=before, now=on - timedelta(days=1))
    assert case.claims[0].alarmed_months != months
    assert prescriptions.alarm(session, day=day, now=on) == (1, None)
    assert case.claims[0].alarmed_months == months
    assert "leg de soort vordering vast: nu is 2 jaar aangenomen" in told(session, case).parts


def test_the_alarm_of_a_stated_claim_assumes_nothing(session: Session, store: DocumentStore) -> None:
    case = opened(session, store, regime=SALE)
    prescriptions.alarm(session, day=TWO_YEARS, now=datetime.combine(TWO_YEARS, time(9), tzinfo=UTC))
    assert (told(session, case).what, told(session, case).parts) == (
        "Factuur F-1 is verjaard sinds 16-06-2026", ("vraag de juridisch verantwoordelijke",)
    )


def test_page_and_list_say_that_the_term_is_assumed(session: Session, case: Case) -> None:
    def warning(today: date) -> tuple[str, str]:
        found = case_page(session, case.id, today=today, figures=FIGURES).head.warnings
        return next((each.label, each.text) for each in found if "erjaar" in each.label)

    label, words = warning(LAST_DAY)
    assert label == "Verjaart binnen 1 maand"
    assert "Het kan om een consumentenkoop gaan (2 jaar, art. 7:28 BW). Leg de soort vordering vast." in words
    assert warning(TWO_YEARS)[0] == warning(FIVE_YEARS - timedelta(days=1))[0] == "Misschien verjaard"
    label, words = warning(FIVE_YEARS)
    assert label == "Verjaard"
    assert "is sinds 16-06-2026 verjaard (art. 7:28 BW; als andere overeenkomst sinds 16-06-2029)" in words
    row, = prescription_list.watched(session, today=LAST_DAY).rows
    assert (row.claims[0].term, row.claims[0].left, row.claims[0].is_assumed) == (UNSTATED, "morgen", True)
    row, = prescription_list.watched(session, today=TWO_YEARS).rows
    assert row.claims[0].left == "misschien verjaard sinds vandaag"
    row, = prescription_list.watched(session, today=FIVE_YEARS).rows
    assert row.claims[0].left == "verjaard sinds 1096 dagen"


# The gate before the bailiff.


def missing(session: Session, case: Case, on: date) -> dict[str, GateItem]:
    items = gate.requirements(session, case, on=on, figures=FIGURES)
    return {item.code: item for item in items if not item.met and item.code.startswith("prescription")}


def test_a_claim_that_is_barred_only_as_a_consumer_sale_waits_for_its_kind(session: Session, case: Case) -> None:
    assert missing(session, case, LAST_DAY) == {}
    item, = missing(session, case, TWO_YEARS).values()
    assert (item.code, item.supplier) == ("prescription_regime", "opdrachtgever of behandelaar")
    assert "F-1: als consumentenkoop verjaard sinds 16-06-2026" in item.missing


def test_a_claim_that_is_barred_as_whatever_it_is_waits_for_nothing(session: Session, store: DocumentStore) -> None:
    case = opened(session, store, due="20-11-2021", invoice_date="02-11-2021")
    assert list(missing(session, case, date(2026, 11, 20))) == ["prescription_regime"]
    assert list(missing(session, case, date(2026, 11, 21))) == ["prescription"]


@pytest.mark.parametrize(("regime", "barred"), [(SALE, ["prescription"]), (CONTRACT, [])])
def test_a_stated_kind_answers_the_gate(
    session: Session, case: Case, regime: PrescriptionRegime, barred: list[str]
) -> None:
    state(session, case, regime)
    assert list(missing(session, case, TWO_YEARS)) == barred


def test_an_interruption_after_two_years_counts_for_another_contract(session: Session, store: DocumentStore) -> None:
    """It stood on record before anyone asked what kind of claim it is: the gate waits five years from it."""
    case = opened(session, store, due="15-06-2019", invoice_date="01-06-2019", contract="")
    prescriptions.add(session, by(), case.claims, NewInterruption(
        kind=InterruptionKind.RESERVATION, on=date(2021, 11, 21), source="brief"
    ))
    assert case.claims[0].barred_from == date(2021, 6, 16)
    assert list(missing(session, case, date(2026, 11, 21))) == ["prescription_regime"]
    assert list(missing(session, case, date(2026, 11, 22))) == ["prescription"]
    line, = case_page(session, case.id, today=TODAY, figures=FIGURES).head.expiries[0].interruptions
    assert not line.worked


# Stating it.


def test_stating_the_kind_moves_the_day_and_tells_what_it_was(session: Session, case: Case) -> None:
    case.claims[0].alarmed_months = 0
    assert state(session, case) == [claim_kinds.Restated(
        invoice_number="F-1", was=UNSTATED, became="overeenkomst, 5 jaar",
        barred_was=TWO_YEARS, barred_from=FIVE_YEARS,
    )]
    assert (case.claims[0].barred_from, case.claims[0].alarmed_months) == (FIVE_YEARS, None)
    assert told(session, case).what == "Soort vordering vastgelegd: overeenkomst"
    assert told(session, case).parts == (
        f"factuur F-1: was {UNSTATED}, is nu overeenkomst, 5 jaar; verjaarde op 16-06-2026, nu op 16-06-2029",
        "Overeenkomst van opdracht",
    )
    assert ClaimKindStated.client_sees is None


def test_the_same_day_is_said_to_be_the_same(session: Session, case: Case) -> None:
    state(session, case, SALE)
    assert told(session, case).parts[0].endswith("is nu consumentenkoop, 2 jaar; verjaart nog steeds op 16-06-2026")


def test_only_the_chosen_claims_change(session: Session, store: DocumentStore, case: Case) -> None:
    with_kind(session, store, case.client, "", invoice="F-2", due="20-06-2024")
    session.expire_all()
    first, second = case.claims
    state(session, case, claim_ids=[second.id])
    assert (first.prescription_regime, second.prescription_regime) == (None, CONTRACT)
    assert (first.barred_from, second.barred_from) == (TWO_YEARS, date(2029, 6, 21))


@pytest.mark.parametrize(("changes", "refusal", "why"), [
    ({"claim_ids": []}, Incomplete, "Kies van welke factuur"),
    ({"claim_ids": [987654]}, Incomplete, "Kies van welke factuur"),
    ({"reason": " "}, Incomplete, "waaruit de soort vordering blijkt"),
    ({"reason": "bsn 111222333"}, Refused, "burgerservicenummer"),
    ({"regime": PrescriptionRegime.JUDGMENT}, Refused, "kan hier niet worden vastgelegd"),
])
def test_what_cannot_be_stated_is_refused(
    session: Session, case: Case, changes: dict[str, object], refusal: type[Exception], why: str
) -> None:
    with pytest.raises(refusal, match=why):
        state(session, case, **changes)  # type: ignore[arg-type]
    assert case.claims[0].prescription_regime is None


def test_what_stands_there_already_is_not_stated_again(session: Session, case: Case) -> None:
    state(session, case)
    with pytest.raises(Refused, match="stond “overeenkomst” hier al"):
        state(session, case)


def test_between_businesses_there_is_no_consumer_sale(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, client=business_client(session), today=OPENED, **(OLD | COMPANY))
    with pytest.raises(Refused, match="de debiteur is een bedrijf"):
        state(session, case, SALE)


def close(session: Session, case: Case) -> None:
    stages.close(session, by(), case, reason=ClosingReason.UNCOLLECTABLE, on=TODAY)
    session.flush()


def test_a_closed_case_is_left_as_it_is(session: Session, store: DocumentStore, case: Case) -> None:
    interrupt(session, store, case, LAST_DAY)
    row = session.scalars(select(Interruption)).one()
    close(session, case)
    with pytest.raises(CaseClosed):
        state(session, case)
    with pytest.raises(CaseClosed):
        withdraw(session, case, row)


# Claims of before.


@pytest.mark.superuser
def test_claims_of_before_are_not_stated_and_counted_again(engine: Engine, tmp_path: Path) -> None:
    """Down they are contracts that nobody stated, as they were; up, what was stated by name stays."""
    with Session(engine, expire_on_commit=False) as session:
        store = make_store(tmp_path)
        opened(session, store)
        opened(session, store, invoice="F-2", customer="K-2", term_of="HUUR-7")
        stated = opened(session, store, invoice="F-3", customer="K-3")
        state(session, stated, SALE)
        firm = business_client(session)
        make_case(session, store, client=firm, today=OPENED, **(OLD | COMPANY | {"invoice": "F-4"}))
        interrupt(session, store, stated, date(2026, 5, 1))
        withdraw(session, stated, session.scalars(select(Interruption)).one())
        interrupt(session, store, stated, LAST_DAY)
        session.commit()
    migrate.downgrade(engine, "0006")
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM interruption")) == 1
        regimes = connection.scalars(text("SELECT prescription_regime FROM claim ORDER BY id")).all()
        assert regimes == ["contract", "contract", "consumer_sale", "contract"]
        connection.execute(
            text("UPDATE claim SET barred_from = :day, alarmed_months = 12 WHERE prescription_regime = 'contract'"),
            {"day": FIVE_YEARS},
        )
    migrate.upgrade(engine)
    with Session(engine) as session:
        rows = session.execute(
            select(Claim.prescription_regime, Claim.barred_from, Claim.alarmed_months).order_by(Claim.id)
        )
        assert [tuple(row) for row in rows] == [
            (None, TWO_YEARS, None), (None, TWO_YEARS, None), (SALE, date(2028, 6, 16), None), (None, FIVE_YEARS, 12),
        ]
        assert session.scalars(select(Claim)).first().case.terms.prescription_regime is None  # type: ignore[union-attr]
        assert session.scalars(select(CaseEvent.kind).where(CaseEvent.kind == EventKind.CLAIM_KIND_STATED)).one()
