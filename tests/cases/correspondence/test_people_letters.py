"""Letters because of who the debtor is: after a death, under an administrator, insolvent, helped with debts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import party_changes, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence.kinds.claim_submission import ClaimSubmissionDetails
from cases.correspondence.kinds.debt_help_balance import DebtHelpBalanceDetails
from cases.counting import statement
from cases.models import Case, HoldKind, LetterKind, LetterState, PaidTo, PartyRole
from cases.store import DocumentStore
from legal.debtor.insolvency import Preference
from letters.words import euro
from tests.cases.correspondence.answering import hold, is_good, ordered, said, sent, shown
from tests.cases.correspondence.posted_letters import OPENED
from tests.cases.parties.people import change, join, person
from tests.factories import FIGURES, TODAY, by, make_case

DIED = date(2026, 8, 3)
HELP = DebtHelpBalanceDetails(
    helper="Gemeente Utrecht, schuldhulp", street="Postbus 1", place="3500 AA Utrecht", mandate_seen=True,
    contact="M. Jansen", valid_until=TODAY + timedelta(days=30),
)
LODGED = ClaimSubmissionDetails(
    ordered_on=date(2026, 11, 10), preference=Preference.NONE, papers="- factuur F-1\n\n- de overeenkomst\n"
)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of weeks ago."""
    return make_case(session, store, today=OPENED)


def test_after_a_death_whoever_opens_the_post_is_asked_who_sees_to_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    change(session, case.debtor, died_on=DIED)
    item = shown(session, case, LetterKind.TO_HEIRS)
    assert item.address == "De erven van Jansje de Vries, Dorpsstraat 12, 1234 AB  Voorbeeldstad"
    assert (item.warning, item.total_now) == ("", None)
    text = said(session, sent(session, store, case, LetterKind.TO_HEIRS))
    assert "Wilt u ons laten weten wie de nalatenschap regelt?" in text
    assert "€" not in text
    assert is_good(session, store)


def test_soon_after_a_death_a_person_looks_first(session: Session, case: Case) -> None:
    change(session, case.debtor, died_on=date(2026, 11, 10))
    assert "Wacht dan liever tot 10-02-2027." in shown(session, case, LetterKind.TO_HEIRS).warning


def test_the_executor_gets_it_for_all(session: Session, case: Case) -> None:
    change(session, case.debtor, died_on=DIED)
    for role in (PartyRole.HEIR, PartyRole.EXECUTOR):
        join(session, case, role, person(surname=role.value.title()))
    letter = ordered(session, case, LetterKind.TO_HEIRS)
    assert (len(letter.batch.letters), letter.party_id is not None) == (1, True)
    assert "bent u de executeur of vereffenaar" in said(session, letter)


def test_each_heir_on_record_is_asked_by_himself(session: Session, store: DocumentStore, case: Case) -> None:
    change(session, case.debtor, died_on=DIED)
    for surname in ("Eerste", "Tweede"):
        join(session, case, PartyRole.HEIR, person(surname=surname), share=(1, 2))
    letters = ordered(session, case, LetterKind.TO_HEIRS).batch.letters
    assert [letter.debtor.surname for letter in letters] == ["Eerste", "Tweede"]
    assert is_good(session, store)


def test_no_letter_to_heirs_of_somebody_who_lives_or_at_an_address_that_is_wrong(session: Session, case: Case) -> None:
    assert "er is geen dag van overlijden" in shown(session, case, LetterKind.TO_HEIRS).skipped
    change(session, case.debtor, died_on=DIED)
    letter = ordered(session, case, LetterKind.TO_HEIRS)
    hold(session, case, HoldKind.ADDRESS_UNKNOWN)
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
    assert "staat stil" in shown(session, case, LetterKind.TO_HEIRS).skipped


def test_who_helps_with_debts_reads_what_is_open_by_invoice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    assert "pauze voor schuldhulp" in shown(session, case, LetterKind.DEBT_HELP_BALANCE, HELP).skipped
    hold(session, case, HoldKind.DEBT_HELP)
    letter = sent(session, store, case, LetterKind.DEBT_HELP_BALANCE, HELP)
    text, open_now = said(session, letter), statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert "Gemeente Utrecht, schuldhulp" in text
    assert f"Totaal |  |  |  |  | {euro(open_now.balance)}".replace("\xa0", " ") in text
    assert letter.party_id is None
    assert case.next_step_on == HELP.valid_until
    assert is_good(session, store)


def test_nothing_is_told_without_consent_or_to_nobody(session: Session, case: Case) -> None:
    hold(session, case, HoldKind.DEBT_HELP)
    for field, changes in (
        ("mandate_seen", {"mandate_seen": False}), ("helper", {"helper": ""}), ("place", {"place": " "}),
        ("valid_until", {"valid_until": TODAY}), ("paused_until", {"paused_until": TODAY}),
    ):
        wrong = replace(HELP, **changes)  # type: ignore[arg-type]  # one field of the form
        assert set(shown(session, case, LetterKind.DEBT_HELP_BALANCE, wrong).faults) == {field}


def test_the_administrator_gets_the_balance_where_nobody_else_is_named(session: Session, case: Case) -> None:
    join(session, case, PartyRole.ADMINISTRATOR, person(surname="Bewind"))
    hold(session, case, HoldKind.DEBT_HELP)
    letter = ordered(session, case, LetterKind.DEBT_HELP_BALANCE, replace(HELP, helper="", street="", place=""))
    assert letter.party is not None
    assert "bewindvoerder van Jansje de Vries" in said(session, letter)


def test_a_payment_makes_the_balance_untrue(session: Session, case: Case) -> None:
    hold(session, case, HoldKind.DEBT_HELP)
    letter = ordered(session, case, LetterKind.DEBT_HELP_BALANCE, HELP)
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal("10.00"), received_on=TODAY, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN


@pytest.mark.parametrize(("role", "where"), [
    (PartyRole.TRUSTEE, "in het faillissement van"), (PartyRole.DEBT_ADMINISTRATOR, "in de schuldsanering van"),
])
def test_a_claim_is_lodged_as_it_stood_on_the_day_before_the_order(
    session: Session, store: DocumentStore, case: Case, role: PartyRole, where: str
) -> None:
    join(session, case, role, person(surname="Curator"))
    assert "staat stil" in shown(session, case, LetterKind.FIRST_NOTICE).skipped
    letter = sent(session, store, case, LetterKind.CLAIM_SUBMISSION, LODGED)
    then = statement.valuation(session, case, on=date(2026, 11, 9), figures=FIGURES)
    later = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    text = said(session, letter)
    assert where in text
    assert f"Totaal |  |  |  |  | {euro(then.balance)}".replace("\xa0", " ") in text
    assert then.balance < later.balance
    assert "Bijgevoegd: factuur F-1; de overeenkomst" in text
    assert is_good(session, store)


def test_without_a_trustee_nothing_is_lodged(session: Session, case: Case) -> None:
    assert "geen curator of bewindvoerder" in shown(session, case, LetterKind.CLAIM_SUBMISSION, LODGED).skipped
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"))
    wrong = replace(LODGED, preference=Preference.PLEDGE, ordered_on=TODAY + timedelta(days=1))
    assert set(shown(session, case, LetterKind.CLAIM_SUBMISSION, wrong).faults) == {"ordered_on", "preference_basis"}


def test_who_speaks_for_a_debtor_reads_what_we_have_and_is_asked_no_money(
    session: Session, store: DocumentStore, case: Case
) -> None:
    assert "er is geen bewindvoerder" in shown(session, case, LetterKind.TO_REPRESENTATIVE).skipped
    join(session, case, PartyRole.CURATOR, person(surname="Bewind"))
    letter = sent(session, store, case, LetterKind.TO_REPRESENTATIVE)
    text = said(session, letter)
    assert "Volgens onze gegevens bent u curator van Jansje de Vries." in text
    assert "Over betalen praten wij alleen met u." in text
    assert letter.party is not None
    assert is_good(session, store)


def test_the_end_of_his_part_takes_the_letter_to_him_back(session: Session, case: Case) -> None:
    party = join(session, case, PartyRole.ADMINISTRATOR, person(surname="Bewind"))
    letter = ordered(session, case, LetterKind.TO_REPRESENTATIVE)
    party_changes.end(session, by(), case.id, party.id, through_day=TODAY, reason="Bewind opgeheven")
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
