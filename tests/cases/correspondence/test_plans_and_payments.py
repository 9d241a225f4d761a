"""Letters that a handler orders on a plan, a promise, a payment and the end of a case: when they leave, when not, why.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import arrangements, holds, payments, reopening
from cases.amicable.arrangements import Wanted
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import by_hand, ordering, posting, previewing
from cases.correspondence.details import Details
from cases.correspondence.dossiers import dossier_of
from cases.correspondence.kinds.budget_form import BudgetFormDetails
from cases.correspondence.kinds.payment_received import PaymentReceivedDetails
from cases.correspondence.kinds.plan_finished import PlanFinishedDetails
from cases.correspondence.kinds.plan_lapsed import PlanLapsedDetails
from cases.correspondence.kinds.plan_proposed import PlanProposedDetails
from cases.correspondence.kinds.promise_confirmed import PromiseConfirmedDetails
from cases.correspondence.previewing import PreviewItem
from cases.correspondence.rules import rule_of
from cases.models import (
    Case,
    ClosingReason,
    HoldKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    PaidTo,
    PartyRole,
    RoleName,
    Stage,
)
from cases.progress import stages
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.amicable.endings import allow_alone, close, whats_wrong
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, TODAY, by, make_case, make_letters, make_user, post_first_notice

LATER = date(2026, 12, 10)
SOON = date(2026, 12, 8)
D = Decimal


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case whose first letter was posted weeks ago."""
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    return made


def shown(
    session: Session, case: Case, kind: LetterKind, filled_in: Details | None = None, *, on: date = TODAY
) -> PreviewItem:
    session.flush()
    session.expire_all()
    return previewing.preview(
        session, [case.id], kind=kind, letter_date=on, figures=FIGURES, filled_in=filled_in
    ).items[0]


def text_of(
    session: Session, case: Case, kind: LetterKind, filled_in: Details | None = None, *, on: date = TODAY
) -> str:
    wanted = by_hand.Wanted(rule=rule_of(kind), letter_date=on, debtor_id=case.debtor_id, filled_in=filled_in)
    return plain_text(content(by_hand.letter(session, case, wanted, figures=FIGURES))).replace("\xa0", " ")


def ordered(
    session: Session, case: Case, kind: LetterKind, filled_in: Details | None = None, *, on: date = TODAY
) -> Letter:
    marks = {case.id: shown(session, case, kind, filled_in, on=on).mark}
    batch = ordering.order(
        session, by(today=on), marks, kind=kind, letter_date=on, figures=FIGURES, filled_in=filled_in
    )
    return batch.letters[0]


def posted(
    session: Session, store: DocumentStore, case: Case, kind: LetterKind, filled_in: Details | None = None, *,
    on: date = TODAY,
) -> Letter:
    letter = ordered(session, case, kind, filled_in, on=on)
    make_letters(session, store, letter.batch)
    posting.confirm_posted(session, by(today=on), letter.batch_id, posted_on=on, figures=FIGURES)
    assert letter.state is LetterState.POSTED
    return letter


def plan(session: Session, case: Case, number: int = 3) -> Decimal:
    """A plan of today; its total."""
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=number
    )
    return arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES).total


def pay(session: Session, case: Case, amount: Decimal, on: date = TODAY) -> None:
    payments.register(
        session, by(today=on), case.id, PaymentInput(amount=amount, received_on=on, paid_to=PaidTo.AGENCY),
        figures=FIGURES,
    )


def ended(session: Session, case: Case, reason: ClosingReason) -> None:
    """Closed by somebody who may book all of it off alone."""
    lead = make_user(session, RoleName.LEGAL_LEAD)
    allow_alone(session, handler="0.00", lead="5000.00")
    close(session, case, reason, TODAY, actor_id=lead.id)
    assert case.stage is Stage.CLOSED


def owed(session: Session, case: Case, on: date = TODAY) -> Decimal:
    return dossier_of(session, case, figures=FIGURES).valuation(on).balance


BUDGET = BudgetFormDetails(respond_by=SOON, asked_on=date(2026, 11, 19))
PROPOSAL = PlanProposedDetails(amount=D("100.00"), first_due_on=date(2026, 12, 15), answer_by=SOON, client_agreed=True)
LAPSED = PlanLapsedDetails(pay_by=SOON)
PROMISE = PromiseConfirmedDetails(promised_on=TODAY, amount=D("50.00"), pay_on=date(2026, 12, 2))
FILLED_IN: Mapping[LetterKind, Details] = {
    LetterKind.BUDGET_FORM: BUDGET, LetterKind.PLAN_PROPOSED: PROPOSAL, LetterKind.PROMISE_CONFIRMED: PROMISE,
}


def test_what_is_filled_in_leaves_by_hand_and_moves_no_stage(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = case.stage
    for kind, told in FILLED_IN.items():
        assert posted(session, store, case, kind, told).fee is None
    assert case.stage is before


@pytest.mark.parametrize(("event", "why"), [
    ("held", "staat stil: schuldhulp"), ("closed", "dossier is gesloten"), ("ordered", "heeft deze brief al"),
    ("plan", "er loopt"), ("paid", "na deze briefdatum is er betaald"),
])
def test_who_gets_none_is_told_why_and_what_did_not_leave_goes(
    session: Session, case: Case, event: str, why: str
) -> None:
    letters = [ordered(session, case, kind, told) for kind, told in FILLED_IN.items()]
    on = TODAY
    if event == "held":
        holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="Meldde zich bij de gemeente", on=TODAY)
    if event == "closed":
        ended(session, case, ClosingReason.WITHDRAWN_BY_CLIENT)
    if event == "plan":
        plan(session, case)
    if event == "paid":
        pay(session, case, D("10.00"))
        on = date(2026, 11, 20)
    for kind, told in FILLED_IN.items():
        assert why in shown(session, case, kind, told, on=on).skipped
    assert {letter.state for letter in letters} <= {LetterState.QUEUED if event == "ordered" else LetterState.WITHDRAWN}


def test_a_company_gets_no_question_on_its_household(session: Session, store: DocumentStore) -> None:
    firm = make_case(
        session, store, company="Bouw B.V.", legal_form="BV", kvk="12345678", first_name="", prefix="", surname="",
        born="", today=OPENED,
    )
    assert not firm.debtor.is_natural_person
    assert "een bedrijf heeft geen huishouden" in shown(session, firm, LetterKind.BUDGET_FORM, BUDGET).skipped


def test_nothing_is_proposed_before_the_first_letter_said_who_we_are(session: Session, store: DocumentStore) -> None:
    """Art. 11 lid 3 Wki."""
    new = make_case(session, store, today=OPENED)
    for kind, told in FILLED_IN.items():
        assert "de eerste brief is nog niet gepost" in shown(session, new, kind, told).skipped
    ended(session, new, ClosingReason.WITHDRAWN_BY_CLIENT)
    assert "de eerste brief is nog niet gepost" in shown(session, new, LetterKind.CASE_CLOSED).skipped


def test_what_cannot_be_is_named_at_its_field(session: Session, case: Case) -> None:
    early = date(2026, 11, 24)
    for kind, told in (
        (LetterKind.BUDGET_FORM, BudgetFormDetails(respond_by=early)),
        (LetterKind.PLAN_PROPOSED, PlanProposedDetails(
            amount=D("100.00"), first_due_on=date(2026, 12, 15), answer_by=early, client_agreed=True,
        )),
    ):
        assert "24-11-2026 is te vroeg" in " ".join(shown(session, case, kind, told).faults.values())
    for told, field in (
        (PromiseConfirmedDetails(promised_on=TODAY, amount=D("99999.00"), pay_on=date(2026, 12, 2)), "amount"),
        (PromiseConfirmedDetails(promised_on=TODAY, amount=D("50.00"), pay_on=TODAY), "pay_on"),
        (PromiseConfirmedDetails(promised_on=SOON, amount=D("50.00"), pay_on=date(2026, 12, 9)), "promised_on"),
    ):
        assert set(shown(session, case, LetterKind.PROMISE_CONFIRMED, told).faults) == {field}


def test_while_the_term_of_the_first_letter_runs_the_costs_to_come_are_told(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, today=date(2026, 11, 10))
    post_first_notice(session, store, case, posted_on=date(2026, 11, 17))
    late = PromiseConfirmedDetails(promised_on=TODAY, amount=D("50.00"), pay_on=LATER)
    assert "Daarna komen er incassokosten bij: € 75,00." in text_of(session, case, LetterKind.BUDGET_FORM, BUDGET)
    assert "Daarna komen er incassokosten bij: € 75,00." in text_of(session, case, LetterKind.PROMISE_CONFIRMED, late)
    assert "incassokosten" not in text_of(session, case, LetterKind.PROMISE_CONFIRMED, PROMISE), "paid in the term"
    faults = shown(session, case, LetterKind.PLAN_PROPOSED, PROPOSAL).faults
    assert "Vanaf 04-12-2026 zijn er ook incassokosten" in faults["answer_by"]


def test_a_proposal_keeps_to_the_limits_of_the_client_unless_he_agrees(session: Session, case: Case) -> None:
    small = PlanProposedDetails(amount=D("5.00"), first_due_on=date(2026, 12, 15), answer_by=SOON)
    found = shown(session, case, LetterKind.PLAN_PROPOSED, small)
    assert set(found.faults) & {"client_agreed", "amount"}
    text = text_of(session, case, LetterKind.PLAN_PROPOSED, PROPOSAL)
    total = f"{owed(session, case):.2f}".replace(".", ",")
    assert f"| € {total}" in text
    assert "15 december 2026 | € 100,00" in text


def test_a_plan_that_was_not_kept_is_told_with_all_that_is_open(
    session: Session, store: DocumentStore, case: Case
) -> None:
    plan(session, case)
    assert "niet gestopt" in shown(session, case, LetterKind.PLAN_LAPSED, LAPSED).skipped
    arrangements.end(session, by(), case.id, broken=True, reason="termijn gemist", on=TODAY, figures=FIGURES)
    text = text_of(session, case, LetterKind.PLAN_LAPSED, LAPSED)
    assert "Daarom is de regeling op 21 november 2026 gestopt." in text
    assert f"Betaal € {owed(session, case):.2f} voor of op 8 december 2026.".replace(".", ",", 1) in text
    posted(session, store, case, LetterKind.PLAN_LAPSED, LAPSED)
    assert "heeft deze brief al" in shown(session, case, LetterKind.PLAN_LAPSED, LAPSED).skipped


def test_a_plan_that_did_not_lapse_is_not_told_so(session: Session, case: Case) -> None:
    kind, kept = LetterKind.PLAN_LAPSED, "niet gestopt omdat zij niet werd nagekomen"
    assert shown(session, case, kind, LAPSED).skipped == "er was geen betalingsregeling"
    plan(session, case)
    arrangements.end(session, by(), case.id, broken=False, reason="nieuwe afspraak", on=TODAY, figures=FIGURES)
    assert kept in shown(session, case, kind, LAPSED).skipped
    plan(session, case)
    arrangements.end(session, by(), case.id, broken=True, reason="termijn gemist", on=TODAY, figures=FIGURES)
    plan(session, case, 5)
    assert kept in shown(session, case, kind, LAPSED).skipped, "a newer one runs"


def test_a_plan_of_which_interest_is_left_asks_that(session: Session, case: Case) -> None:
    total = plan(session, case, 2)
    nothing = PlanFinishedDetails()
    assert "nog niet alle termijnen" in shown(session, case, LetterKind.PLAN_FINISHED, nothing).skipped
    pay(session, case, total, LATER)
    assert case.stage is Stage.ARRANGEMENT, "interest ran meanwhile"
    found = shown(session, case, LetterKind.PLAN_FINISHED, nothing, on=LATER)
    assert "Vul in tot wanneer" in found.faults["pay_by"]
    told = PlanFinishedDetails(pay_by=date(2026, 12, 28))
    text = text_of(session, case, LetterKind.PLAN_FINISHED, told, on=LATER)
    assert "U hebt alle 2 termijnen betaald." in text
    assert f"staat nog € {owed(session, case, LATER):.2f} open".replace(".", ",", 1) in text


def test_a_plan_that_paid_all_is_told_on_the_closed_case(session: Session, store: DocumentStore, case: Case) -> None:
    total = plan(session, case, 2)
    pay(session, case, total)
    assert case.stage is Stage.CLOSED
    told = PlanFinishedDetails()
    assert "niets meer te betalen" in text_of(session, case, LetterKind.PLAN_FINISHED, told)
    posted(session, store, case, LetterKind.PLAN_FINISHED, told)
    assert "Er is betaald wat wij vroegen." in text_of(session, case, LetterKind.CASE_CLOSED)


def test_after_a_promise_contact_waits_for_its_day(session: Session, store: DocumentStore, case: Case) -> None:
    stages.move(session, by(), case, Stage.AMICABLE, stages.Then(NextStep.CONTACT_DEBTOR, TODAY), reason="x", on=TODAY)
    posted(session, store, case, LetterKind.PROMISE_CONFIRMED, PROMISE)
    assert (case.next_step, case.next_step_on) == (NextStep.CONTACT_DEBTOR, date(2026, 12, 7))
    assert "U betaalt € 50,00 op woensdag 2 december 2026" in text_of(
        session, case, LetterKind.PROMISE_CONFIRMED, PROMISE
    )


def test_a_payment_is_confirmed_with_what_it_went_to(session: Session, store: DocumentStore, case: Case) -> None:
    kind = LetterKind.PAYMENT_RECEIVED
    assert shown(session, case, kind).skipped == "er is nog niets betaald"
    pay(session, case, D("20.00"), POSTED)
    pay(session, case, D("50.00"))
    known = rule_of(kind).options(dossier_of(session, case, figures=FIGURES), letter_date=TODAY)["payment"]
    assert list(known.values()) == ["21-11-2026, €\xa050,00", "02-10-2026, €\xa020,00"]
    told = PaymentReceivedDetails(payment=next(iter(known)))
    text = text_of(session, case, kind, told)
    assert "Op 21 november 2026 is € 50,00 betaald" in text
    assert f"staat nu nog € {owed(session, case):.2f} open".replace(".", ",", 1) in text
    posted(session, store, case, kind, told)
    assert shown(session, case, kind, PaymentReceivedDetails(payment=999)).faults


def test_a_receipt_is_given_on_an_open_a_disputed_and_a_closed_case(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Art. 6:48 BW: who pays may ask one."""
    kind = LetterKind.RECEIPT
    assert shown(session, case, kind).skipped == "er is nog niets betaald"
    pay(session, case, D("50.00"))
    assert "samen € 50,00 betaald" in text_of(session, case, kind)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    assert shown(session, case, kind).skipped == ""
    ended(session, case, ClosingReason.UNCOLLECTABLE)
    text = text_of(session, case, kind)
    assert "samen € 50,00 betaald" in text, "what was written off is no money"
    assert "wordt door ons niet meer gevraagd" in text
    posted(session, store, case, kind)


def test_a_receipt_waits_for_what_has_to_go_back(session: Session, case: Case) -> None:
    pay(session, case, owed(session, case) + 10)
    assert "er is te veel betaald" in shown(session, case, LetterKind.RECEIPT).skipped


@pytest.mark.parametrize(("reason", "words"), [
    (ClosingReason.WITHDRAWN_BY_CLIENT, "heeft ons gevraagd om te stoppen. Er stond toen nog €"),
    (ClosingReason.UNCOLLECTABLE, "De schuld zelf is daarmee niet weg."),
    (ClosingReason.SETTLED, "hoeft u niet meer te betalen"),
    (ClosingReason.DISPUTE_UPHELD, "Het bezwaar tegen de rekening klopte."),
])
def test_a_closed_case_is_told_why(
    session: Session, store: DocumentStore, case: Case, reason: ClosingReason, words: str
) -> None:
    kind = LetterKind.CASE_CLOSED
    assert shown(session, case, kind).skipped == "dossier is niet gesloten"
    ended(session, case, reason)
    text = text_of(session, case, kind)
    assert words in text
    assert "niets meer open" in text
    assert case.claims[0].invoice_number in text
    posted(session, store, case, kind)
    assert "heeft deze brief al" in shown(session, case, kind).skipped
    if reason is ClosingReason.DISPUTE_UPHELD:
        assert whats_wrong(session, store, TODAY) == [], "where nothing was ever owed nothing was counted"


def test_of_two_who_owe_she_with_whom_it_was_agreed_hears_of_a_plan_and_both_of_the_end(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, today=OPENED)
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    wanted = Wanted(agreed_on=TODAY, first_due_on=date(2026, 12, 1), number=3, debtor_id=petra.person_id)
    schedule = arrangements.propose_with(session, case.id, wanted, figures=FIGURES)
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    told = shown(session, case, LetterKind.ARRANGEMENT_CONFIRMATION)
    assert (told.skipped, told.total_now) == ("", schedule.total), "with the costs that are due of her"
    arrangements.end(session, by(), case.id, broken=True, reason="termijn gemist", on=TODAY, figures=FIGURES)
    told = shown(session, case, LetterKind.PLAN_LAPSED, LAPSED)
    assert [each.debtor_id for each in told.recipients] == [petra.person_id]
    assert told.total_now == schedule.total
    ended(session, case, ClosingReason.WITHDRAWN_BY_CLIENT)
    told = shown(session, case, LetterKind.CASE_CLOSED)
    assert {each.debtor_id for each in told.recipients} == {case.debtor_id, petra.person_id}


def test_who_was_never_the_debtor_hears_no_more(session: Session, case: Case) -> None:
    ended(session, case, ClosingReason.WRONG_DEBTOR)
    assert "hierover krijgt de debiteur geen brief" in shown(session, case, LetterKind.CASE_CLOSED).skipped


def test_opening_the_case_again_takes_back_what_did_not_leave(session: Session, case: Case) -> None:
    ended(session, case, ClosingReason.WITHDRAWN_BY_CLIENT)
    letter = ordered(session, case, LetterKind.CASE_CLOSED)
    reopening.reopen(session, by(), case.id, reason="De opdrachtgever kwam terug", figures=FIGURES)
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
