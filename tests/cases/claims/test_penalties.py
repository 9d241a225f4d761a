"""An agreed penalty on a claim: shown first, counted and told as the law has it, paid last, moved along, taken back."""

from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements, asked, payments
from cases.amicable.asked import AmountInput
from cases.claims import moving, penalties
from cases.claims.following import Basis, Foreseen
from cases.claims.moving import Moving
from cases.claims.penalties import PenaltyInput
from cases.correspondence import dossiers
from cases.correspondence.rules import rule_of
from cases.counting import statement
from cases.documents import File
from cases.errors import Incomplete, NotFound, PreviewOutdated, Refused
from cases.events.debts import Change, ClaimTermsStated
from cases.events.payments import PaymentRegistered
from cases.legal_track import consumer_duties
from cases.models import (
    Case,
    ClosingReason,
    Document,
    DocumentKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    PartyRole,
    Stage,
)
from cases.store import DocumentStore
from legal.court.consumer_duties import ClauseStatus as Clauses
from legal.court.consumer_duties import ConsumerContract, ContractChannel
from legal.facts import ClauseStatus
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.amicable.endings import close, on, owed, pay, posted_case, told, whats_wrong
from tests.cases.parties.people import join, person
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_upload,
    order_first_notice,
    post_first_notice,
)
from tests.legal.figures import FIGURES_2026

FIRST = date(2026, 6, 16)  # of default
DUE = date(2026, 7, 1)
FAIR = ClauseStatus.FAIR


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro of a consumer in default since 16 June; a letter of 2 November names 75 euro, due from 19 November."""
    return posted_case(session, store)


@pytest.fixture
def fresh(session: Session, store: DocumentStore) -> Case:
    """The same before any letter."""
    return make_case(session, store)


def penalty(case: Case, **changes: Any) -> PenaltyInput:
    values = {"claim_id": case.claims[0].id, "amount": Decimal("40.00"), "on": DUE, "clause": FAIR}
    return PenaltyInput(**values | changes)


def foresee(session: Session, case: Case, **changes: Any) -> Foreseen:
    return penalties.foresee(session, case.id, penalty(case, **changes), today=TODAY, figures=FIGURES)


def state(session: Session, store: DocumentStore, case: Case, **changes: Any) -> Change:
    seen = foresee(session, case, **changes).mark
    basis = Basis(reason="Artikel 12", seen=seen, paper=File("contract.pdf", SMALL_PDF))
    done = penalties.state(
        session, on(TODAY), store, case.id, penalty(case, **changes), basis=basis, figures=FIGURES
    )
    session.refresh(case)
    return done


def withdraw(session: Session, case: Case, reason: str = "Andere overeenkomst") -> Change:
    done = penalties.withdraw(session, on(TODAY), case.id, case.claims[0].id, reason=reason, figures=FIGURES)
    session.refresh(case)
    return done


def counted(session: Session, case: Case, day: date = TODAY) -> tuple[Decimal, Decimal, Decimal]:
    """Penalty, interest and collection costs."""
    found = statement.valuation(session, case, on=day, figures=FIGURES)
    return found.penalty, found.interest, found.costs


@pytest.mark.parametrize(("clause", "counts"), [
    (FAIR, True), (ClauseStatus.SUSPECT, False), (ClauseStatus.UNFAIR, False), (None, False),
])
def test_a_consumer_owes_it_by_a_fair_clause_alone_and_then_no_interest(
    session: Session, store: DocumentStore, case: Case, clause: ClauseStatus | None, counts: bool
) -> None:
    before = counted(session, case)
    seen = foresee(session, case, clause=clause)
    done = state(session, store, case, clause=clause)
    after = counted(session, case)
    assert after == ((Decimal("40.00"), Decimal("0.00"), before[2]) if counts else before)
    assert done.changed == seen.changed
    (remark,) = [
        each.text for each in statement.valuation(session, case, on=TODAY, figures=FIGURES).remarks
        if each.code.startswith("penalty_")
    ]
    assert remark.startswith("Factuur F-1: de boete van € 40,00")
    assert whats_wrong(session, store, TODAY) == []


def test_the_letter_stays_good_and_what_it_said_is_named(session: Session, store: DocumentStore, case: Case) -> None:
    """The costs that it made due stay; only its amounts are no longer those."""
    seen = foresee(session, case)
    assert seen.untrue == ("Eerste brief (veertiendagenbrief) van 02-11-2026 noemt nog het oude bedrag.",)
    assert foresee(session, case, clause=None).untrue == ()
    state(session, store, case)
    judged = statement.counting_notice(session, case, figures=FIGURES)
    assert judged is not None
    assert judged.is_valid
    assert (case.stage, case.next_step) == (Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM)


def test_what_changed_stands_in_the_time_line_with_old_and_new_value_and_paper(
    session: Session, store: DocumentStore, case: Case
) -> None:
    state(session, store, case, clause=None)
    state(session, store, case)
    withdraw(session, case)
    first, second, last = told(session, case, ClaimTermsStated)
    assert [(each.what, each.was, each.became) for each in first.changes] == [
        ("boete op te laat betalen", "", "€\u00a040,00 vanaf 01-07-2026"),
    ]
    assert [(each.what, each.was, each.became) for each in second.changes] == [("boetebeding", "", "eerlijk")]
    assert [(each.was, each.became) for each in last.changes] == [
        ("€\u00a040,00 vanaf 01-07-2026", ""), ("eerlijk", ""),
    ]
    assert any("boete €\u00a040,00 hoger" in part for part in second.parts())
    paper = session.get_one(Document, first.document_id)
    assert (paper.kind, paper.claim_id) == (DocumentKind.AGREEMENT, case.claims[0].id)
    assert second.document_id is not None
    assert last.document_id is None


def test_taking_it_back_leaves_every_amount_as_it_was(session: Session, store: DocumentStore, case: Case) -> None:
    before = counted(session, case), owed(session, case, TODAY)
    state(session, store, case)
    seen = penalties.foresee_withdrawal(session, case.id, case.claims[0].id, today=TODAY, figures=FIGURES)
    done = withdraw(session, case)
    assert (counted(session, case), owed(session, case, TODAY)) == before
    assert done.changed == seen
    assert penalties.of_claim(case.claims[0]) is None
    with pytest.raises(NotFound):
        withdraw(session, case)
    assert whats_wrong(session, store, TODAY) == []


def test_a_payment_takes_it_last_and_one_from_before_its_day_takes_it_off(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """75 costs, 500 principal, 15 of the penalty; a second payment of before its day then leaves nothing to be late."""
    state(session, store, case)
    pay(session, case, "590.00", TODAY)
    (booked,) = told(session, case, PaymentRegistered)
    assert (booked.costs, booked.principal, booked.penalty) == (Decimal("75.00"), Decimal("500.00"), Decimal("15.00"))
    assert owed(session, case, TODAY) == Decimal("25.00")
    assert case.stage is not Stage.CLOSED
    entry = pay(session, case, "500.00", date(2026, 6, 30), booked_on=TODAY)
    assert counted(session, case)[:2] == (0, 0)
    late = told(session, case, PaymentRegistered)[-1]
    assert late.replay is not None
    assert (late.replay.before.penalty, late.replay.after.penalty) == (Decimal("40.00"), Decimal("0.00"))
    payments.reverse(session, on(TODAY), entry.id, case_id=case.id, reason="Niet van hem", figures=FIGURES)
    assert counted(session, case)[0] == Decimal("40.00")
    assert whats_wrong(session, store, TODAY) == []


def test_paying_all_with_the_penalty_closes_the_case_and_without_it_does_not(
    session: Session, store: DocumentStore, case: Case
) -> None:
    state(session, store, case)
    pay(session, case, "575.00", TODAY)
    assert case.stage is not Stage.CLOSED
    pay(session, case, "40.00", TODAY)
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_IN_FULL)
    assert whats_wrong(session, store, TODAY) == []


def test_a_paid_penalty_that_is_taken_back_is_too_much_paid_but_for_the_interest(
    session: Session, store: DocumentStore, case: Case
) -> None:
    _, interest, _ = counted(session, case)
    state(session, store, case)
    pay(session, case, "614.00", TODAY)
    withdraw(session, case)
    assert owed(session, case, TODAY) == interest - 39
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize(("changes", "error"), [
    ({"amount": Decimal("0.00")}, "meer dan nul"), ({"amount": Decimal("0.001")}, "meer dan nul"),
    ({"on": date(2026, 6, 15)}, "16-06-2026"), ({"on": date(2026, 11, 22)}, "tot en met vandaag"),
])
def test_what_cannot_be_is_refused(session: Session, case: Case, changes: dict[str, Any], error: str) -> None:
    with pytest.raises(Refused, match=error):
        foresee(session, case, **changes)


@pytest.mark.parametrize("day", [FIRST, TODAY])
def test_both_ends_of_the_days_that_can_be_count(
    session: Session, store: DocumentStore, case: Case, day: date
) -> None:
    state(session, store, case, on=day)
    assert counted(session, case)[0] == Decimal("40.00")


def test_of_a_claim_that_is_not_in_default_there_is_none(session: Session, fresh: Case) -> None:
    fresh.claims[0].default_from = None
    with pytest.raises(Refused, match="nog niet in verzuim"):
        foresee(session, fresh)


def test_a_later_default_is_its_first_day(session: Session, store: DocumentStore, fresh: Case) -> None:
    """A correction of the invoice moves the default; a penalty of before it waits for that."""
    state(session, store, fresh)
    fresh.claims[0].default_from = date(2026, 8, 1)
    assert counted(session, fresh, date(2026, 7, 31))[0] == 0
    assert counted(session, fresh, date(2026, 8, 1))[0] == Decimal("40.00")


def test_the_same_again_other_figures_and_no_paper_are_refused(
    session: Session, store: DocumentStore, case: Case
) -> None:
    basis = Basis(reason="Artikel 12", seen=foresee(session, case).mark)
    with pytest.raises(Incomplete, match="stuk"):
        penalties.state(session, on(TODAY), store, case.id, penalty(case), basis=basis, figures=FIGURES)
    session.expire_all()
    seen = foresee(session, case).mark
    pay(session, case, "10.00", TODAY)
    late = Basis(reason="Artikel 12", seen=seen, paper=File("contract.pdf", SMALL_PDF))
    with pytest.raises(PreviewOutdated):
        penalties.state(session, on(TODAY), store, case.id, penalty(case), basis=late, figures=FIGURES)
    state(session, store, case)
    with pytest.raises(Refused, match="niets gewijzigd"):
        foresee(session, case)
    with pytest.raises(Incomplete):
        withdraw(session, case, reason=" ")


def test_it_goes_with_its_claim_to_another_case_and_back_with_what_was_paid_of_it(
    session: Session, store: DocumentStore
) -> None:
    make_agency(session)
    rows = ({"invoice": "F-1", "amount": "500,00"},
            {"invoice": "F-2", "amount": "100,00", "invoice_date": "02-06-2026", "due": "16-06-2026"})
    make_upload(session, store, make_client(session), *(claim_row(**row) for row in rows), today=date(2026, 9, 1))
    case = session.scalars(select(Case)).one()
    state(session, store, case)
    pay(session, case, "610.00", TODAY)
    before = owed(session, case, TODAY)
    (penalised,) = (claim for claim in case.claims if claim.invoice_number == "F-1")
    moved = Moving(claim_ids=(penalised.id,), reason="Betwist")
    other = moving.move(session, on(TODAY), case.id, moved, figures=FIGURES)
    session.expire_all()
    assert owed(session, case, TODAY) + owed(session, other, TODAY) == before
    assert (counted(session, case)[0], counted(session, other)[0]) == (0, Decimal("40.00"))
    assert whats_wrong(session, store, TODAY) == []
    moving.move_back(session, on(TODAY), other.id, reason="Toch samen", figures=FIGURES)
    case = session.get_one(Case, case.id, populate_existing=True)
    assert (owed(session, case, TODAY), counted(session, case)[0]) == (before, Decimal("40.00"))
    assert whats_wrong(session, store, TODAY) == []


def test_one_of_two_who_owe_each_owes_it_whole(session: Session, store: DocumentStore, fresh: Case) -> None:
    join(session, fresh, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=date(2026, 9, 1))
    state(session, store, fresh)
    found = statement.valuation(session, fresh, on=TODAY, figures=FIGURES)
    assert [each.owes for each in found.debtors] == [Decimal("540.00")] * 2
    assert whats_wrong(session, store, TODAY) == []


def test_a_court_would_look_at_its_clause(session: Session, store: DocumentStore, fresh: Case) -> None:
    """Who found all clauses fair has not looked at that of a penalty that was stated since."""
    contract = ConsumerContract(channel=ContractChannel.SHOP, clauses=Clauses.FAIR)
    consumer_duties.state(session, on(TODAY), fresh.id, contract, source="Voorwaarden van 2024")

    def met() -> bool | None:
        found = consumer_duties.review(session, fresh)
        assert found is not None
        return next(item.met for item in found.verdict.items if item.code == "clauses")

    assert met() is True
    for clause, expected in ((None, None), (ClauseStatus.SUSPECT, False), (ClauseStatus.UNFAIR, False), (FAIR, True)):
        state(session, store, fresh, clause=clause)
        assert met() is expected


def test_another_case_has_no_such_claim(session: Session, store: DocumentStore, case: Case) -> None:
    other = make_case(session, store, customer="K-2", surname="Jansen", born="01-02-1970", invoice="F-2")
    with pytest.raises(NotFound):
        foresee(session, case, claim_id=other.claims[0].id)


def test_a_letter_that_did_not_leave_is_withdrawn(session: Session, store: DocumentStore, fresh: Case) -> None:
    order_first_notice(session, fresh)
    state(session, store, fresh)
    letter = session.scalars(select(Letter).where(Letter.case_id == fresh.id)).one()
    assert letter.state is LetterState.WITHDRAWN


def test_a_first_letter_asks_it_with_article_and_says_no_rent_runs(
    session: Session, store: DocumentStore, fresh: Case
) -> None:
    state(session, store, fresh)
    dossier = dossiers.dossier_of(session, fresh, figures=FIGURES)
    text = plain_text(content(rule_of(LetterKind.FIRST_NOTICE).data(dossier, letter_date=TODAY)))
    assert "Afgesproken boete" in text
    assert "€\u00a0540,00" in text
    assert "art. 6:91 BW" in text
    assert "De rechter kan haar verlagen" in text
    assert "De rente loopt door" not in text


def test_while_a_plan_runs_it_is_refused_where_it_changes_what_is_owed(
    session: Session, case: Case
) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, on(TODAY), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    with pytest.raises(Refused, match="regeling"):
        foresee(session, case)
    assert foresee(session, case, clause=None).changed is not None


def test_written_off_and_closed_and_open_again_it_still_adds_up(
    session: Session, store: DocumentStore, case: Case
) -> None:
    state(session, store, case)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    assert case.stage is Stage.CLOSED
    assert whats_wrong(session, store, TODAY) == []
    assert penalty(case) == penalties.of_claim(case.claims[0])


def test_in_january_without_rates_it_is_counted_where_both_sides_can_be(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Without it the interest of 2027 is not known; with it nothing of a rate is asked."""
    day = date(2027, 1, 5)
    seen = penalties.foresee(session, case.id, penalty(case), today=day, figures=FIGURES_2026)
    assert seen.changed is not None
    assert seen.changed.on == date(2026, 12, 31)
    basis = Basis(reason="Artikel 12", seen=seen.mark, paper=File("contract.pdf", SMALL_PDF))
    penalties.state(session, on(day), store, case.id, penalty(case), basis=basis, figures=FIGURES_2026)
    assert statement.valuation(session, case, on=day, figures=FIGURES_2026).balance == Decimal("615.00")


def test_an_amount_that_was_told_is_named_as_too_little(session: Session, case: Case) -> None:
    (shown,) = asked.to_tell(session, case, on=TODAY, figures=FIGURES)
    asked.tell(session, on(TODAY), case.id, AmountInput(
        through_day=date(2026, 12, 1), note="Aan de telefoon", seen=shown.amount
    ), figures=FIGURES)
    (said,) = [each for each in foresee(session, case).untrue if "genoemd" in each]
    assert said.endswith("dat is nu te weinig.")


def test_a_letter_that_asks_it_is_good_and_makes_costs_due_over_principal_alone(
    session: Session, store: DocumentStore, fresh: Case
) -> None:
    state(session, store, fresh)
    post_first_notice(session, store, fresh)
    judged = statement.counting_notice(session, fresh, figures=FIGURES)
    assert judged is not None
    assert judged.is_valid
    assert session.scalars(select(Letter.fee)).one() == Decimal("75.00")
    due = date(2026, 12, 28)
    assert counted(session, fresh, due) == (Decimal("40.00"), 0, Decimal("75.00"))
    withdraw(session, fresh)
    judged = statement.counting_notice(session, fresh, figures=FIGURES)
    assert judged is not None
    assert judged.is_valid
    assert whats_wrong(session, store, due) == []
