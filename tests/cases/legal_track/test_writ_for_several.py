"""The writ for more than one debtor and for who represents one: each by name, with what is asked of him."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import contacts, holds
from cases.amicable.contacts import ContactInput
from cases.correspondence import posting
from cases.counting import prescriptions
from cases.counting.prescriptions import NewInterruption
from cases.documents import File
from cases.legal_track import gate, service_reports, writ_data
from cases.legal_track.gate import RegisterInput
from cases.models import Case, CaseParty, ContactChannel, ContactOutcome, PartyRole, Register, Stage
from cases.progress import stages
from cases.store import DocumentStore
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from letters.kinds.summons_writ import Served
from tests.cases.legal_track.writ_cases import data_of, draft, give, missing, package_of, ready_case, text_of
from tests.cases.parties.people import change, join, person
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, post_first_notice
from tests.letters.test_bundle import SCHEMA, faults

POSTED, SINCE = date(2026, 10, 26), date(2026, 10, 5)
PETRA = {"first_names": "Petra", "surname": "Jansen"}


def looked_up(session: Session, store: DocumentStore, case: Case, party: CaseParty, *, is_listed: bool = False) -> None:
    """Somebody looked in both registers for one who owes beside the debtor."""
    for register in Register:
        gate.check_register(session, by(), store, case.id, RegisterInput(
            register=register, checked_on=TODAY, is_listed=is_listed and register is Register.GUARDIANSHIP,
            proof=File("uit.pdf", SMALL_PDF), debtor_id=party.person_id,
        ))


def served(session: Session, case: Case) -> tuple[Served, ...]:
    """Everybody on whom the writ of today would be served."""
    return writ_data.writ_data(session, case, None, as_of=TODAY, figures=FIGURES).served


def test_a_couple_is_served_together_once_each_had_a_letter_and_was_looked_up(
    session: Session, store: DocumentStore
) -> None:
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    why = missing(session, case)
    assert set(why) == {"notice", "insolvency_check", "guardianship_check"}
    assert why["notice"] == "Petra Jansen: Er is geen veertiendagenbrief verzonden."
    assert why["insolvency_check"] == "Petra Jansen: Er is niet in het insolventieregister gekeken."
    post_first_notice(session, store, case, posted_on=POSTED)
    looked_up(session, store, case, petra)
    assert missing(session, case) == {}
    writ = draft(session, store, case)
    said = text_of(session, store, writ)
    assert "1. Jansje de Vries, geboren op" in said
    assert "2. Petra Jansen, wonende te 3511 AA Utrecht, aan het adres Kerkplein 3" in said
    assert "hierna samen en ieder afzonderlijk te noemen: de geadresseerde" in said
    assert said.count("is Petra Jansen aangemaand om te betalen") == 1
    assert "is hoofdelijk verbonden: wat de een betaalt, hoeft de ander niet meer te betalen" in said
    assert "het bedrag dat in de tabel hiervoor bij de eigen naam staat" in said
    data = data_of(package_of(session, store, give(session, store, case)))
    assert not list(faults(data, SCHEMA))
    assert [one["debtor"]["name"] for one in data["debtors"]] == ["Jansje de Vries", "Petra Jansen"]
    assert {one["amount"]["cents"] for one in data["debtors"]} == {data["valuation"]["balance"]["cents"]}


def test_contact_with_each_who_is_served_is_told_by_name(session: Session, store: DocumentStore) -> None:
    """Of the guarantor, who is not, nothing is told; nor of who was spoken in the place of another."""
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    guarantor = join(session, case, PartyRole.GUARANTOR, person(surname="Borgsteller"), on=SINCE)
    post_first_notice(session, store, case, posted_on=POSTED)
    before = earlier(session, case)
    for channel, who, right_party in (
        (ContactChannel.PHONE_OUT, petra, None), (ContactChannel.PHONE_IN, petra, True),
        (ContactChannel.EMAIL_IN, petra, False), (ContactChannel.VISIT, guarantor, None),
    ):
        contacts.log(session, by(), case.id, ContactInput(
            channel=channel, right_party=right_party, debtor_id=who.person_id,
            outcome=ContactOutcome.NO_ANSWER if right_party is None else ContactOutcome.OTHER,
        ))
    assert earlier(session, case) - before == {
        "op 21 november 2026 is Petra Jansen gebeld", "op 21 november 2026 heeft Petra Jansen gebeld",
    }


@pytest.mark.parametrize("role", [PartyRole.DEBTOR, PartyRole.GUARANTOR])
def test_where_she_proves_not_to_live_the_draft_is_made_again(
    session: Session, store: DocumentStore, role: PartyRole
) -> None:
    """The writ names her address; a guarantor does not stand in it."""
    case = ready_case(session, store)
    petra = join(session, case, role, person(**PETRA), on=SINCE)
    if role is PartyRole.DEBTOR:
        post_first_notice(session, store, case, posted_on=POSTED)
        looked_up(session, store, case, petra)
    draft(session, store, case)
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.VISIT, outcome=ContactOutcome.WRONG_NUMBER, debtor_id=petra.person_id
    ))
    expected = Stage.PRE_LEGAL if role is PartyRole.DEBTOR else Stage.SUMMONS_DRAFT
    assert session.get_one(Case, case.id).stage is expected


def earlier(session: Session, case: Case) -> set[str]:
    """Contact of before, as the writ of today would tell it."""
    told = writ_data.writ_data(session, case, None, as_of=TODAY, figures=FIGURES).earlier_contacts
    return {each.replace("\u00a0", " ") for each in told}


def test_who_owes_no_costs_is_not_asked_them_in_the_writ(session: Session, store: DocumentStore) -> None:
    """Her letter came back: a new one has to run first, and until then the gate says so by name."""
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    looked_up(session, store, case, petra)
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 11, 2))
    why = missing(session, case)
    assert "Petra Jansen" in why["notice"]
    assert "niet bruikbaar" in why["hold"]


def test_an_administrator_is_served_in_that_capacity(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    join(session, case, PartyRole.ADMINISTRATOR, person(company_name="Bewindvoering Zeker B.V.", legal_form="bv"))
    assert missing(session, case) == {}
    writ = draft(session, store, case)
    said = text_of(session, store, writ)
    assert "aan: Bewindvoering Zeker B.V., besloten vennootschap met beperkte aansprakelijkheid, gevestigd" in said
    assert "in de hoedanigheid van bewindvoerder over de goederen van Jansje de Vries, geboren op" in said
    assert "q.q." not in said
    data = data_of(package_of(session, store, give(session, store, case)))
    assert not list(faults(data, SCHEMA))
    (one,) = data["debtors"]
    assert (one["representative"]["name"], one["debtor"]["name"]) == ("Bewindvoering Zeker B.V.", "Jansje de Vries")


def test_who_stands_in_the_register_is_served_through_his_administrator(
    session: Session, store: DocumentStore
) -> None:
    case = ready_case(session, store)
    gate.check_register(session, by(), store, case.id, RegisterInput(
        register=Register.GUARDIANSHIP, checked_on=TODAY, is_listed=True, proof=File("uit.pdf", SMALL_PDF)
    ))
    assert "guardianship_check" in missing(session, case)
    join(session, case, PartyRole.ADMINISTRATOR, person(surname="Zeker", initials="B."))
    for hold in stages.open_holds(session, case.id):
        holds.end(session, by(), hold.id, case_id=case.id, outcome="Bewindvoerder bekend", on=TODAY)
    assert "guardianship_check" not in missing(session, case)


def test_a_firm_and_its_partners_stand_in_the_writ_by_name(session: Session, store: DocumentStore) -> None:
    firm = ready_case(
        session, store, company="Jansen en De Wit V.O.F.", legal_form="vof", kvk="12345678", first_name="", prefix="",
        surname="", born="",
    )
    partners = [
        join(session, firm, PartyRole.PARTNER, person(initials="J.", surname=name), on=SINCE)
        for name in ("Jansen", "De Wit")
    ]
    post_first_notice(session, store, firm, posted_on=POSTED)
    for partner in partners:
        looked_up(session, store, firm, partner)
    assert missing(session, firm) == {}
    said = text_of(session, store, draft(session, store, firm))
    assert "1. Jansen en De Wit V.O.F., vennootschap onder firma" in said
    assert "2. J. Jansen, van wie alleen de voorletters bekend zijn, wonende te" in said
    assert "als vennoot van Jansen en De Wit V.O.F." in said


def test_insolvency_of_one_leaves_him_out_and_serves_the_other(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    post_first_notice(session, store, case, posted_on=POSTED)
    looked_up(session, store, case, petra)
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"), on=TODAY)
    assert set(missing(session, case)) == {"assessment"}, "his hold stops nobody else; what was judged was about him"
    assert [one.owes.name for one in served(session, case)] == ["Petra Jansen"]


def test_heirs_are_named_with_their_share(session: Session, store: DocumentStore) -> None:
    """He died after the term: the costs are inherited, each heir is asked his half of everything."""
    case = ready_case(session, store)
    change(session, case.debtor, died_on=date(2026, 11, 10))
    heirs = [
        join(session, case, PartyRole.HEIR, person(initials="A.", surname=name), share=(1, 2), on=date(2026, 11, 10))
        for name in ("Eerste", "Tweede")
    ]
    for heir in heirs:
        looked_up(session, store, case, heir)
    why = missing(session, case)
    assert set(why) == {"assessment", "hold"}, "the estate rests for three months"
    assert "met rust gelaten" in why["hold"]
    first, second = served(session, case)
    assert first.as_what.replace("\u00a0", " ") == (
        "als erfgenaam van Jansje de Vries, overleden op 10 november 2026, voor 1/2 deel"
    )
    assert (first.for_what, first.costs) == ("1/2 deel", Decimal("37.50"))
    assert abs(first.amount - second.amount) <= Decimal("0.01")


def test_service_interrupts_towards_everybody_on_whom_it_was_served(session: Session, store: DocumentStore) -> None:
    """And a demand that she received interrupts towards her alone."""
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    due = prescriptions.of_claims(session, case.claims)[case.claims[0].id].barred_from
    posting.prove_delivery(session, by(), letter.id, delivered_on=date(2026, 10, 28), figures=FIGURES)
    assert prescriptions.of_claims(session, case.claims)[case.claims[0].id].barred_from == due, "nothing towards him"
    (row,) = prescriptions.towards(session, case.claims, petra.person_id)[case.claims[0].id]
    assert row.interrupted_on == date(2026, 10, 28)
    looked_up(session, store, case, petra)
    draft(session, store, case)
    writ = give(session, store, case)
    service_reports.interrupt(session, by(), writ, TODAY)
    towards_both = (
        prescriptions.standing(session, case.claims), prescriptions.towards(session, case.claims, petra.person_id)
    )
    assert all(rows[case.claims[0].id][-1].interrupted_on == TODAY for rows in towards_both)


def test_a_claim_that_is_barred_towards_one_stands_in_the_gate_by_name(
    session: Session, store: DocumentStore
) -> None:
    """Interrupted towards him long ago, never towards her."""
    case = ready_case(session, store, invoice_date="01-06-2021", due="15-06-2021", contract="01-02-2021")
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=SINCE)
    (claim,) = case.claims
    claim.prescription_regime = PrescriptionRegime.CONTRACT
    prescriptions.add(session, by(), case.claims, NewInterruption(
        kind=InterruptionKind.RESERVATION, on=date(2024, 1, 8), source="brief"
    ))
    assert claim.barred_from > TODAY
    post_first_notice(session, store, case, posted_on=POSTED)
    looked_up(session, store, case, petra)
    assert missing(session, case)["prescription"].startswith("Petra Jansen: F-1: verjaard sinds 16-06-2026")
