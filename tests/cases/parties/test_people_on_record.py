"""What comes with people on record: a migrated debtor, a known one whose new case is held, a secret address, a form."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from cases.amicable import contacts, debtor_editing, party_changes
from cases.amicable.contacts import ContactInput
from cases.claims import uploads
from cases.correspondence import posting
from cases.counting import statement
from cases.errors import AlreadyDone, Refused
from cases.models import (
    Case,
    CaseEvent,
    CaseParty,
    ClosingReason,
    ContactChannel,
    ContactOutcome,
    ContactPoint,
    EventKind,
    HoldKind,
    Letter,
    PartyRole,
    PointKind,
    PointSource,
    PointState,
)
from cases.parties import contact_points, people_in_case
from cases.parties.contact_points import Detail, Origin
from cases.progress import stages
from cases.schema import migrate
from cases.store import DocumentStore
from legal.debtor.legal_forms import LegalForm, form_in_name, in_full, read_legal_form
from tests.cases.parties.people import HERE, change, join, person, shown
from tests.factories import FIGURES, TODAY, by, claim_file, claim_row, make_case, make_store, post_first_notice

POSTED = date(2026, 10, 5)


def kinds(session: Session, case: Case) -> set[HoldKind]:
    return {hold.kind for hold in stages.open_holds(session, case.id)}


@pytest.mark.superuser
def test_a_database_of_before_keeps_everybody_as_he_was_reached(engine: Engine, tmp_path: Path) -> None:
    """Down to the version of before and up again: points from the columns, marks from what happened, amounts equal."""
    with Session(engine) as session:
        store = make_store(tmp_path)
        case = make_case(session, store, today=date(2026, 9, 28))
        back = make_case(session, store, customer="K-2", surname="Bakker", born="01-02-1970", invoice="F-2",
                         street="Postbus", house_number="12", today=date(2026, 9, 28))
        letters = post_first_notice(session, store, case, back, posted_on=POSTED).letters
        posting.mark_returned(session, by(), letters[1].id, returned_on=date(2026, 10, 12))
        contacts.log(session, by(), case.id, ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.WRONG_NUMBER
        ))
        owed = [statement.valuation(session, each, on=TODAY, figures=FIGURES).balance for each in (case, back)]
        ids = [case.id, back.id]
        session.commit()
    migrate.downgrade(engine, "0018")
    migrate.upgrade(engine)
    with Session(engine) as session:
        case, back = (session.get_one(Case, number) for number in ids)
        assert [
            statement.valuation(session, each, on=TODAY, figures=FIGURES).balance for each in (case, back)
        ] == owed
        points = session.scalars(select(ContactPoint).where(ContactPoint.preferred)).all()
        assert len(points) == 6
        assert {(point.source, point.from_day) for point in points} == {(PointSource.MIGRATED, date(2026, 9, 28))}
        states = {(point.debtor_id, point.kind): point.state for point in points}
        assert states[case.debtor_id, PointKind.ADDRESS] is PointState.IN_USE
        assert states[case.debtor_id, PointKind.PHONE] is PointState.WRONG
        assert states[back.debtor_id, PointKind.ADDRESS] is PointState.RETURNED
        for letter in session.scalars(select(Letter)):
            assert letter.debtor_id == letter.case.debtor_id
            assert letter.contact_point is not None


@pytest.mark.superuser
def test_two_letters_of_one_batch_go_down_too(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        store = make_store(tmp_path)
        case = make_case(session, store, today=date(2026, 9, 28))
        join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=date(2026, 9, 28))
        post_first_notice(session, store, case, posted_on=POSTED)
        session.commit()
    migrate.downgrade(engine, "0018")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM letter")) == 2
        assert connection.scalar(text("SELECT count(DISTINCT batch_id) FROM letter")) == 2
    migrate.upgrade(engine)


def test_a_new_case_of_who_is_represented_goes_to_his_representative(session: Session, store: DocumentStore) -> None:
    first = make_case(session, store, today=date(2026, 9, 28))
    post_first_notice(session, store, first, posted_on=POSTED)
    join(session, first, PartyRole.ADMINISTRATOR, person(company_name="Bewindvoering Zeker B.V.", legal_form="bv"))
    second = make_case(session, store, invoice="F-2")
    assert second.id != first.id
    assert "Bewindvoering Zeker B.V." in shown(session, second).address
    with pytest.raises(AlreadyDone):
        join(session, second, PartyRole.ADMINISTRATOR, None, person_id=session.scalars(
            select(CaseParty.person_id)
        ).first())


@pytest.mark.parametrize("kind", [HoldKind.DEBT_HELP, HoldKind.VULNERABLE, HoldKind.INSOLVENCY])
def test_what_holds_a_person_holds_his_next_case(session: Session, store: DocumentStore, kind: HoldKind) -> None:
    from cases.amicable import holds

    first = make_case(session, store, today=date(2026, 9, 28))
    post_first_notice(session, store, first, posted_on=POSTED)
    holds.place(session, by(), first.id, kind=kind, reason="Zo gemeld", on=TODAY)
    assert kinds(session, make_case(session, store, invoice="F-2")) == {kind}


@pytest.mark.parametrize("kind", [HoldKind.DISPUTE, HoldKind.CLIENT_REQUEST])
def test_what_is_about_a_debt_holds_that_case_alone(session: Session, store: DocumentStore, kind: HoldKind) -> None:
    from cases.amicable import holds

    first = make_case(session, store, today=date(2026, 9, 28))
    post_first_notice(session, store, first, posted_on=POSTED)
    holds.place(session, by(), first.id, kind=kind, reason="Zo gemeld", on=TODAY)
    assert kinds(session, make_case(session, store, invoice="F-2")) == set()


def test_a_secret_address_is_not_told_to_the_client(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.DEBTOR, since=TODAY, state=PointState.SECRET),
    )
    assert "Kerkplein" in shown(session, case).address, "letters go there"
    upload = uploads.preview(
        session, by(), store, client_id=case.client_id, content=claim_file(claim_row(invoice="F-2")),
        filename="nieuw.csv",
    )
    assert "(geheim)" in str(upload.report)
    assert "Kerkplein" not in str(upload.report)


@pytest.mark.parametrize(("state", "is_told"), [(PointState.SECRET, False), (PointState.IN_USE, True)])
def test_that_a_secret_address_is_the_same_is_not_told_either(
    session: Session, store: DocumentStore, state: PointState, *, is_told: bool
) -> None:
    case = make_case(session, store)
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.DEBTOR, since=TODAY, state=state),
    )
    again = claim_row(
        invoice="F-2", customer="K-77", street="Kerkplein", house_number="3", postal_code="3511 AA", city="Utrecht"
    )
    upload = uploads.preview(
        session, by(), store, client_id=case.client_id, content=claim_file(again), filename="nieuw.csv"
    )
    why = upload.report["flagged"][0]["why"]
    assert "Lijkt op Jansje de Vries" in why
    assert "geboortedatum gelijk" in why
    assert ("adres gelijk" in why.replace("e-mailadres", "")) is is_told


def test_a_person_on_record_is_not_made_a_second_time(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    other = make_case(session, store, customer="K-2", first_name="Petra", prefix="", surname="Jansen", invoice="F-2",
                      born="01-02-1970")
    party = join(session, case, PartyRole.DEBTOR, person(
        first_names="Petra", surname="Jansen", birth_date=date(1970, 2, 1)  # type: ignore[arg-type]
    ))
    assert party.person_id == other.debtor_id


def test_a_file_still_finds_whose_name_was_corrected(session: Session, store: DocumentStore) -> None:
    """By the spelling of before and by that of now: neither makes a second debtor."""
    case = make_case(session, store)
    change(session, case.debtor, surname="Friesema")
    same = make_case(session, store, invoice="F-2")
    again = make_case(session, store, invoice="F-3", surname="Friesema")
    assert {same.debtor_id, again.debtor_id} == {case.debtor_id}


def test_nobody_speaks_for_himself_or_for_a_stranger(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    other = make_case(session, store, customer="K-2", surname="Bakker", invoice="F-2", born="01-02-1970")
    with pytest.raises(Refused, match="vertegenwoordigt zichzelf"):
        join(session, case, PartyRole.ATTORNEY, None, person_id=case.debtor_id)
    with pytest.raises(Refused, match="in dit dossier schuldenaar"):
        join(session, case, PartyRole.ATTORNEY, person(surname="Raad"), stands_for_id=other.debtor_id)


def test_a_representative_through_a_day_gets_it_that_day_and_not_the_next(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, today=POSTED)
    party = join(session, case, PartyRole.CURATOR, person(surname="Zeker"), on=POSTED)
    party_changes.end(session, by(), case.id, party.id, through_day=date(2026, 11, 20), reason="Opgeheven")
    people = people_in_case.of_case(session, case)
    assert people.addressee(date(2026, 10, 4)).via is None
    assert people.addressee(POSTED).via is party
    assert people.addressee(date(2026, 11, 20)).via is party
    assert people.addressee(date(2026, 11, 21)).via is None


def test_a_number_beside_another_takes_its_place_when_that_proves_wrong(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store)
    old = contact_points.preferred(session, case.debtor_id, PointKind.PHONE)
    assert old is not None
    origin = Origin(source=PointSource.DEBTOR, since=TODAY)
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.PHONE, value="030 7654321"), origin, beside=True
    )
    assert case.debtor.phone == "06 12345678"
    debtor_editing.mark_point(session, by(), case.debtor_id, old.id, state=PointState.WRONG, reason="Een ander")
    assert case.debtor.phone == "030 7654321"


def test_a_number_that_proves_wrong_once_all_is_closed_stands_in_the_history_of_the_last_case(
    session: Session, store: DocumentStore
) -> None:
    """It stood nowhere, and the debtor had no working number from one day to the next."""
    case = make_case(session, store)
    stages.close(session, by(), case, reason=ClosingReason.WITHDRAWN_BY_CLIENT, on=TODAY)
    number = contact_points.preferred(session, case.debtor_id, PointKind.PHONE)
    assert number is not None
    debtor_editing.mark_point(session, by(), case.debtor_id, number.id, state=PointState.WRONG, reason="Een ander")
    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.case_id, last.kind) == (case.id, EventKind.CONTACT_POINT_MARKED)


@pytest.mark.parametrize(("written", "form"), [
    ("bv", LegalForm.BV), ("B.V.", LegalForm.BV), ("Besloten Vennootschap", LegalForm.BV), ("vof", LegalForm.VOF),
    ("V.O.F.", LegalForm.VOF), ("vennootschap onder firma", LegalForm.VOF), ("C.V.", LegalForm.CV),
    ("zzp", LegalForm.SOLE_TRADE), ("Coöperatie U.A.", LegalForm.COOPERATIVE), ("Verein", None), ("", None),
])
def test_a_legal_form_is_read_in_any_spelling(written: str, form: LegalForm | None) -> None:
    assert read_legal_form(written) is form
    assert in_full(written) == (written if form is None else form.dutch)


@pytest.mark.parametrize(("name", "form"), [
    ("Bouw B.V.", LegalForm.BV), ("Bouw BV", LegalForm.BV), ("Jansen en De Wit V.O.F.", LegalForm.VOF),
    ("Stichting De Hoop", LegalForm.FOUNDATION), ("Maatschap Artsen", LegalForm.PARTNERSHIP),
    ("Café Boulevard", None), ("CV Ketelservice", None), ("Bakkerij De Stichting", None),
])
def test_a_form_is_read_from_a_name_only_where_it_stands_as_one(name: str, form: LegalForm | None) -> None:
    assert form_in_name(name) is form
