"""An invoice proves to be of the other kind: before a letter names it, it goes to a case of that kind, shown first."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.claims import in_business
from cases.claims.corrections import NamedByLetter
from cases.claims.in_business import KindAsked
from cases.counting import statement
from cases.errors import CaseClosed, Incomplete, NotFound
from cases.events.claims import ClaimCorrected
from cases.models import (
    Case,
    Client,
    ClosingReason,
    HoldKind,
    Letter,
    LetterState,
    NextStep,
    Overpaid,
    PartyRole,
    Stage,
)
from cases.setup import organisations
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor.prescription import PrescriptionRegime
from tests.cases.amicable.endings import on, pay, told, whats_wrong
from tests.cases.claims.test_kind_per_claim import SOLE_TRADE, business_client, taken_in
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, TODAY, by, make_case, make_terms, order_first_notice, post_first_notice

CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
FIRST, SECOND = SOLE_TRADE | {"invoice": "F-1"}, SOLE_TRADE | {"invoice": "F-2", "amount": "100,00"}
THIRD = SOLE_TRADE | {"invoice": "F-3", "amount": "40,00"}


@pytest.fixture
def client(session: Session) -> Client:
    """A client with businesses, who owe the rate of commerce."""
    return business_client(session)


@pytest.fixture
def case(session: Session, store: DocumentStore, client: Client) -> Case:
    """Two invoices of 500 and 100 euro of a sole trade, taken for business, not yet written about."""
    (found,) = taken_in(session, store, client, (FIRST, "zakelijk"), (SECOND, "zakelijk"))
    return found


def asked(session: Session, case: Case, number: str = "F-2") -> KindAsked:
    claim = next(each for each in case.claims if each.invoice_number == number)
    with pytest.raises(KindAsked) as shown:
        in_business.restate(
            session, on(TODAY), case.id, claim.id, reason="Mail van de opdrachtgever", answered="", figures=FIGURES
        )
    return shown.value


def restate(session: Session, case: Case, number: str = "F-2") -> Case:
    answered = asked(session, case, number).mark
    claim = next(each for each in case.claims if each.invoice_number == number)
    return in_business.restate(
        session, on(TODAY), case.id, claim.id, reason="Mail van de opdrachtgever", answered=answered, figures=FIGURES
    )


def numbers(case: Case) -> list[str]:
    return sorted(claim.invoice_number for claim in case.claims)


def owed(session: Session, *cases: Case) -> tuple[Decimal, Decimal]:
    """What is owed and the costs in it, of these cases together."""
    found = [statement.valuation(session, case, on=TODAY, figures=FIGURES) for case in cases]
    return sum((each.balance for each in found), Decimal(0)), sum((each.costs for each in found), Decimal(0))


def test_one_of_two_goes_to_a_case_of_its_kind_and_the_other_stays(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = restate(session, case)
    assert (case.debtor_kind, numbers(case)) == (BUSINESS, ["F-1"])
    assert (other.debtor_kind, numbers(other), other.debtor_id) == (CONSUMER, ["F-2"], case.debtor_id)
    assert (other.stage, other.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    assert other.claims[0].interest is InterestKind.STATUTORY
    assert owed(session, other)[1] == 0, "towards a consumer a notice makes costs due"
    assert owed(session, case)[1] == Decimal("75.00"), "over 500 euro alone"
    (event,) = told(session, other, ClaimCorrected)
    assert [(each.what, each.was, each.became) for each in event.changes] == [
        ("zakelijk of privé", "zakelijk", "privé"), ("rente", "wettelijke handelsrente", "wettelijke rente"),
    ]
    assert whats_wrong(session, store, TODAY) == []


def test_what_it_does_is_shown_and_nothing_changes_before_the_yes(session: Session, case: Case) -> None:
    before = owed(session, case)
    shown = asked(session, case)
    assert shown.questions[0] == "Factuur F-2 wordt privé en gaat naar een nieuw dossier."
    assert "Rente: wettelijke handelsrente wordt wettelijke rente." in shown.questions
    (sums,) = [each for each in shown.questions if each.startswith("Incassokosten samen")]
    after = owed(session, case, restate(session, case))
    for amount in (*before, *after):
        assert f"{amount:.2f}".replace(".", ",") in sums


def test_before_the_yes_no_case_is_opened(session: Session, case: Case) -> None:
    asked(session, case)
    assert session.scalars(select(Case.id)).all() == [case.id]
    assert (case.debtor_kind, numbers(case)) == (BUSINESS, ["F-1", "F-2"])


def test_a_yes_to_other_amounts_is_no_yes_to_these(session: Session, case: Case) -> None:
    answered = asked(session, case).mark
    pay(session, case, "10.00", TODAY)
    claim = next(each for each in case.claims if each.invoice_number == "F-2")
    with pytest.raises(KindAsked):
        in_business.restate(
            session, on(TODAY), case.id, claim.id, reason="Mail", answered=answered, figures=FIGURES
        )


def test_the_case_of_that_kind_that_waits_for_its_letter_takes_it_in(
    session: Session, store: DocumentStore, client: Client, case: Case
) -> None:
    private = taken_in(session, store, client, (THIRD, "particulier"))[-1]
    assert f"staat daarna in dossier {private.number}." in asked(session, case).questions[0]
    assert restate(session, case).id == private.id
    session.expire_all()
    assert (numbers(case), numbers(private)) == (["F-1"], ["F-2", "F-3"])
    assert {claim.interest for claim in private.claims} == {InterestKind.STATUTORY}
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize("is_held", [True, False])
def test_a_case_that_was_ordered_a_letter_or_stands_still_takes_nothing_in(
    session: Session, store: DocumentStore, client: Client, case: Case, is_held: bool
) -> None:
    private = taken_in(session, store, client, (THIRD, "particulier"))[-1]
    if is_held:
        holds.place(session, on(TODAY), private.id, kind=HoldKind.DISPUTE, reason="Betwist", on=TODAY)
    else:
        order_first_notice(session, private)
    assert restate(session, case).id not in (private.id, case.id)
    assert numbers(private) == ["F-3"]


def test_a_case_in_which_others_owe_takes_nothing_in_and_who_owes_goes_along(
    session: Session, store: DocumentStore, client: Client, case: Case
) -> None:
    private = taken_in(session, store, client, (THIRD, "particulier"))[-1]
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=TODAY)
    other = restate(session, case)
    assert other.id not in (private.id, case.id)
    assert [each.ref for each in statement.valuation(session, other, on=TODAY, figures=FIGURES).debtors] == [
        str(case.debtor_id), str(petra.person_id),
    ]


def test_the_only_invoice_changes_its_case_and_back_leaves_all_as_it_was(
    session: Session, store: DocumentStore, client: Client
) -> None:
    (case,) = taken_in(session, store, client, (FIRST, "zakelijk"))
    before, claim = owed(session, case), case.claims[0]
    was = (claim.interest, claim.default_from, claim.barred_from)
    assert asked(session, case, "F-1").questions[0].endswith(f"staat daarna in dossier {case.number}.")
    assert restate(session, case, "F-1").id == case.id
    assert (case.debtor_kind, claim.interest) == (CONSUMER, InterestKind.STATUTORY)
    assert owed(session, case)[1] == 0
    assert restate(session, case, "F-1").id == case.id
    assert (owed(session, case), (claim.interest, claim.default_from, claim.barred_from)) == (before, was)
    assert whats_wrong(session, store, TODAY) == []


def test_the_only_invoice_joins_the_case_of_its_kind_and_its_own_closes(
    session: Session, store: DocumentStore, client: Client
) -> None:
    private, business = sorted(
        taken_in(session, store, client, (THIRD, "particulier"), (FIRST, "zakelijk")),
        key=lambda each: each.debtor_kind is BUSINESS,
    )
    assert restate(session, business, "F-1").id == private.id
    session.expire_all()
    assert numbers(private) == ["F-1", "F-3"]
    assert (business.stage, business.closing_reason) == (Stage.CLOSED, ClosingReason.JOINED)
    assert whats_wrong(session, store, TODAY) == []


def test_money_that_comes_in_on_a_case_whose_invoice_left_is_booked_and_listed(
    session: Session, store: DocumentStore, client: Client
) -> None:
    _, business = sorted(
        taken_in(session, store, client, (THIRD, "particulier"), (FIRST, "zakelijk")),
        key=lambda each: each.debtor_kind is BUSINESS,
    )
    restate(session, business, "F-1")
    session.expire_all()
    pay(session, business, "25.00", TODAY)
    assert session.scalars(select(Overpaid.case_id)).all() == [business.id]
    assert whats_wrong(session, store, TODAY) == []


def test_money_goes_along_and_none_is_made_or_lost(session: Session, store: DocumentStore, case: Case) -> None:
    pay(session, case, "300.00", TODAY)
    paid = statement.valuation(session, case, on=TODAY, figures=FIGURES).paid
    other = restate(session, case, "F-1")
    found = [statement.valuation(session, each, on=TODAY, figures=FIGURES).paid for each in (case, other)]
    assert (sum(found), paid) == (Decimal("300.00"), Decimal("300.00"))
    assert found[1] > 0
    assert whats_wrong(session, store, TODAY) == []


def test_a_letter_that_did_not_leave_is_withdrawn(session: Session, client: Client, store: DocumentStore) -> None:
    (case,) = taken_in(session, store, client, (FIRST, "particulier"))
    order_first_notice(session, case)
    restate(session, case, "F-1")
    assert session.scalars(select(Letter.state)).one() is LetterState.WITHDRAWN
    assert case.next_step is NextStep.SEND_FIRST_NOTICE


def test_the_careful_term_runs_where_what_was_stated_cannot_be(
    session: Session, store: DocumentStore, client: Client
) -> None:
    """A contract between businesses may have been a sale to a consumer: two years, and five again."""
    (case,) = taken_in(session, store, client, (FIRST, "zakelijk"))
    claim = case.claims[0]
    claim.prescription_regime = PrescriptionRegime.CONTRACT
    business_day = claim.barred_from
    restate(session, case, "F-1")
    assert claim.prescription_regime is None
    assert claim.barred_from == date(2028, 6, 16)
    restate(session, case, "F-1")
    assert claim.barred_from == business_day


def test_what_a_letter_named_is_not_rewritten(session: Session, store: DocumentStore, client: Client) -> None:
    (case,) = taken_in(session, store, client, (FIRST, "particulier"))
    post_first_notice(session, store, case)
    with pytest.raises(NamedByLetter, match="noemt factuur F-1"):
        asked(session, case, "F-1")


def test_where_consumers_were_agreed_none_becomes_a_business(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    with pytest.raises(NamedByLetter, match="consumenten afgesproken"):
        asked(session, case, "F-1")


def test_a_legal_person_is_never_a_consumer(session: Session, store: DocumentStore, client: Client) -> None:
    row = FIRST | {"company": "Jansen B.V.", "legal_form": "besloten vennootschap", "born": ""}
    (case,) = taken_in(session, store, client, (row, ""))
    with pytest.raises(NamedByLetter, match="geen natuurlijk persoon"):
        asked(session, case, "F-1")


def test_no_reason_a_strange_invoice_and_a_closed_case_are_refused(session: Session, case: Case) -> None:
    claim_id = case.claims[0].id
    with pytest.raises(Incomplete):
        in_business.restate(session, on(TODAY), case.id, claim_id, reason=" ", answered="", figures=FIGURES)
    with pytest.raises(NotFound):
        in_business.restate(session, on(TODAY), case.id, 999, reason="Mail", answered="", figures=FIGURES)
    case.stage = Stage.CLOSED
    with pytest.raises(CaseClosed):
        in_business.restate(session, on(TODAY), case.id, claim_id, reason="Mail", answered="", figures=FIGURES)


def test_an_agreed_rate_and_no_interest_stay(session: Session, store: DocumentStore, client: Client) -> None:
    organisations.agree_terms(session, by(), client.id, make_terms(debtor_kind=BUSINESS, interest=InterestKind.NONE))
    (case,) = taken_in(session, store, client, (FIRST, "zakelijk"))
    restate(session, case, "F-1")
    assert case.claims[0].interest is InterestKind.NONE
