"""What each of those who owe in a case owes, on the record: joint debtors, heirs, a guarantor, insolvency, payments."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements, holds, party_changes, payments, refunds
from cases.amicable.arrangements import Wanted
from cases.amicable.payment_doubts import PaymentDoubtful, PaymentInput
from cases.amicable.refunds import RefundInput
from cases.correspondence import dossiers, ordering, posting
from cases.correspondence.rules import rule_of
from cases.counting import ledger_entries, per_person, statement
from cases.counting.per_person import PersonOwes
from cases.errors import CaseOnHold, NotFound, Refused
from cases.invariants import verify
from cases.models import Case, CaseParty, ClosingReason, HoldKind, LetterKind, Overpaid, PaidTo, PartyRole, Stage
from cases.parties import people_in_case
from cases.progress import stages
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties.people import change, join, person, preview, shown
from tests.factories import FIGURES, TODAY, by, make_case, make_letters, post_first_notice

OPENED, POSTED, DIED = date(2026, 7, 1), date(2026, 10, 5), date(2026, 8, 1)
PAID_ON = date(2026, 11, 2)
RESTED = date(2026, 11, 2)  # the first working day after three months after the death
PETRA = {"first_names": "Petra", "surname": "Jansen"}
MAIN = "Jansje de Vries"


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """900 euro, opened on 1 July."""
    return make_case(session, store, today=OPENED, amount="900,00")


def owes(session: Session, case: Case, on: date = TODAY) -> dict[str, PersonOwes]:
    record = statement.record_of(session, case, figures=FIGURES)
    each = per_person.owed_by_each(case, record, on=on, figures=FIGURES)
    return {one.person.name: one for one in each}


def amounts(found: Mapping[str, PersonOwes]) -> dict[str, Decimal]:
    return {name: one.owes for name, one in found.items()}


def whole(session: Session, case: Case, on: date = TODAY) -> Decimal:
    return statement.valuation(session, case, on=on, figures=FIGURES).balance


def pay(
    session: Session, case: Case, amount: str, payer: CaseParty | None = None, *, on: date = PAID_ON,
    answered: str | None = None,
) -> None:
    told = PaymentInput(
        amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY,
        debtor_id=None if payer is None else payer.person_id,
    )
    payments.register(session, by(), case.id, told, figures=FIGURES, answered=answered)


def text_to(session: Session, case: Case, person_id: int, *, on: date) -> str:
    """What the first letter to one of those who owe says."""
    dossier = dossiers.dossier_of(session, case, figures=FIGURES).about(person_id, on)
    return plain_text(content(rule_of(LetterKind.FIRST_NOTICE).data(dossier, letter_date=on))).replace("\u00a0", " ")


def heirs(session: Session, case: Case, *shares: tuple[int, int]) -> list[CaseParty]:
    """The debtor died; each of these inherits his share."""
    change(session, case.debtor, died_on=DIED)
    return [
        join(session, case, PartyRole.HEIR, person(surname=f"Erfgenaam{number}"), share=share, on=DIED)
        for number, share in enumerate(shares, start=1)
    ]


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store), numbers={4, 7, 9, 10, 101, 125}).is_good


def test_a_case_of_one_debtor_has_nobody_to_tell_apart(session: Session, case: Case) -> None:
    assert owes(session, case) == {}
    assert statement.record_of(session, case, figures=FIGURES).facts.debtors == ()


def test_a_valid_letter_to_one_of_two_makes_the_fee_due_from_that_one(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """900 euro: a fee of 135.00, owed once; what comes back from the one leaves that of the other."""
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    batch = post_first_notice(session, store, case, posted_on=POSTED)
    both = owes(session, case)
    assert {one.costs for one in both.values()} == {Decimal("135.00")}
    assert set(amounts(both).values()) == {whole(session, case)}, "each may be asked the whole, once"
    to_petra = next(letter for letter in batch.letters if letter.debtor_id == petra.person_id)
    posting.mark_returned(session, by(), to_petra.id, returned_on=date(2026, 10, 12))
    found = owes(session, case)
    assert found["Petra Jansen"].owes == whole(session, case) - 135
    assert (found[MAIN].costs, found["Petra Jansen"].costs) == (Decimal("135.00"), 0)
    assert is_good(session, store)


def test_joint_debtors_read_with_whom_they_owe_it(session: Session, case: Case) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    assert f"U en {MAIN} moeten dit bedrag samen betalen." in text_to(session, case, petra.person_id, on=POSTED)
    assert "U en Petra Jansen moeten dit bedrag samen betalen." in text_to(session, case, case.debtor_id, on=POSTED)


def test_what_she_pays_who_owes_no_fee_takes_nothing_of_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    for letter in post_first_notice(session, store, case, posted_on=POSTED).letters:
        if letter.debtor_id == petra.person_id:
            posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    pay(session, case, "100.00", petra)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).payments[0].costs == 0
    pay(session, case, "100.00", on=PAID_ON + timedelta(days=1))
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).payments[1].costs == 100
    found = owes(session, case)
    assert (found["Petra Jansen"].paid, found[MAIN].paid) == (Decimal("100.00"), 0)
    assert found[MAIN].owes - found["Petra Jansen"].owes == 35, "what is left of the fee is his"
    assert is_good(session, store)


def test_three_heirs_owe_a_third_each_and_a_payment_frees_only_who_paid(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, *_ = heirs(session, case, (1, 3), (1, 3), (1, 3))
    found = owes(session, case)
    assert MAIN not in found, "his estate is in their hands"
    before = amounts(found)
    assert sum(before.values()) == whole(session, case)
    assert all(300 < each < 315 for each in before.values())
    pay(session, case, "100.00", first)
    after = amounts(owes(session, case))
    assert before["Erfgenaam1"] - after["Erfgenaam1"] >= 100
    assert (after["Erfgenaam2"], after["Erfgenaam3"]) == (before["Erfgenaam2"], before["Erfgenaam3"])
    assert is_good(session, store)


def test_each_heir_is_written_to_over_his_own_share_once_the_estate_rested(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """A third of 900 euro and the fee over that; not a day before three months after the death."""
    heirs(session, case, (1, 3), (1, 3), (1, 3))
    assert shown(session, case, date(2026, 10, 31)).skipped
    (died, *others) = people_in_case.of_case(session, case).beside(RESTED)
    told = people_in_case.of_case(session, case).addressee(date(2026, 10, 31), died.person).why_not
    assert "met rust gelaten tot 01-11-2026" in told
    assert len(others) == 2
    item = shown(session, case, RESTED)
    assert [to.fee for to in item.recipients] == [Decimal("45.00")] * 3
    assert all(to.total_now is not None and 300 < to.total_now < 315 for to in item.recipients)
    said = text_to(session, case, died.person_id, on=RESTED)
    assert f"{MAIN} is overleden op 1 augustus 2026. Wij condoleren u met dit verlies." in said
    assert "U bent erfgenaam voor 1/3 deel. Wij vragen u alleen dat deel" in said
    post_first_notice(session, store, case, posted_on=RESTED)
    later = RESTED + timedelta(days=40)
    assert [one.costs for one in owes(session, case, later).values()] == [Decimal("45.00")] * 3
    assert is_good(session, store)


def test_costs_that_were_due_before_the_death_are_inherited_by_share(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The term was over when he died: 135.00 in two halves; no new letter raises that."""
    post_first_notice(session, store, case, posted_on=date(2026, 7, 6))
    assert statement.valuation(session, case, on=DIED, figures=FIGURES).costs == 135
    heirs(session, case, (1, 2), (1, 2))
    assert [one.costs for one in owes(session, case).values()] == [Decimal("67.50")] * 2


@pytest.mark.parametrize("shares", [[(1, 3), (1, 3)], [(1, 3), (1, 3), (1, 3)], [(1, 7)]])
def test_who_died_paid_no_costs_too_much_by_how_many_heirs_are_known(
    session: Session, store: DocumentStore, case: Case, shares: list[tuple[int, int]]
) -> None:
    """He paid all but ten euro, the costs too: whoever inherits, ten euro and its interest stand open."""
    post_first_notice(session, store, case, posted_on=date(2026, 7, 6))
    pay(session, case, str(whole(session, case, on=DIED) - 10), on=DIED)
    before = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    heirs(session, case, *shares)
    found = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert (found.costs, found.too_much) == (before.costs, 0) == (Decimal("135.00"), 0)
    assert abs(found.balance - before.balance) <= Decimal("0.03"), "interest is rounded by share"
    assert is_good(session, store)


def test_an_heir_who_is_found_later_inherits_his_part_and_takes_none_of_what_the_others_owe(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """A part of the costs was paid by who died; a payment of the second heir stands between."""
    post_first_notice(session, store, case, posted_on=date(2026, 7, 6))
    pay(session, case, "50.00", on=DIED)
    first, second = heirs(session, case, (1, 3), (1, 3))
    pay(session, case, "100.00", second, answered=None)
    before, together = amounts(owes(session, case)), whole(session, case)
    join(session, case, PartyRole.HEIR, person(surname="Erfgenaam3"), share=(1, 3), on=DIED)
    found = amounts(owes(session, case))
    assert {name: found[name] for name in before} == before
    assert abs(found["Erfgenaam3"] - before[first.person.name]) <= Decimal("0.02")
    assert whole(session, case) == together
    assert is_good(session, store)


def test_what_he_paid_to_the_cent_is_looked_at_once_it_is_owed_in_parts(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Interest is rounded for each of six shares: together they bore two cents less, which somebody looks at."""
    post_first_notice(session, store, case, posted_on=date(2026, 7, 6))
    holds.place(session, by(), case.id, kind=HoldKind.PAYMENT_CHECK, reason="Klopt het?", on=DIED)
    amount = whole(session, case, on=DIED)
    payments.register(session, by(), case.id, PaymentInput(
        amount=amount + 1, received_on=DIED, paid_to=PaidTo.CLIENT
    ), figures=FIGURES, by_client=True)
    refunds.record(session, by(), case.id, RefundInput(
        amount=Decimal(1), paid_on=DIED, paid_by=PaidTo.CLIENT, how="Overgemaakt"
    ), figures=FIGURES)
    heirs(session, case, *[(1, 6)] * 6)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).too_much == Decimal("0.02")
    assert session.scalars(select(Overpaid.case_id)).all() == [case.id]
    assert is_good(session, store)


def test_a_spouse_who_owes_all_owes_no_costs_by_the_letter_to_who_died(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """The letter went before she was on record: the heir inherits his half of the costs, she owes none of them."""
    post_first_notice(session, store, case, posted_on=date(2026, 7, 6))
    heirs(session, case, (1, 2))
    join(session, case, PartyRole.DEBTOR, person(**PETRA), on=DIED)
    found = owes(session, case)
    assert (found["Erfgenaam1"].costs, found["Petra Jansen"].costs) == (Decimal("67.50"), 0)
    assert is_good(session, store)


def test_a_term_that_runs_when_he_dies_makes_no_costs_due(
    session: Session, store: DocumentStore, case: Case
) -> None:
    post_first_notice(session, store, case, posted_on=date(2026, 7, 20))
    heirs(session, case, (1, 2), (1, 2))
    assert [one.costs for one in owes(session, case).values()] == [0, 0]


def test_a_share_that_nobody_knows_is_asked_of_nobody(session: Session, store: DocumentStore, case: Case) -> None:
    """One heir of a third is known, another without his share: two thirds stand open, of nobody."""
    heirs(session, case, (1, 3))
    join(session, case, PartyRole.HEIR, person(surname="Onbekend"), on=DIED)
    found = owes(session, case)
    assert list(found) == ["Erfgenaam1"]
    assert found["Erfgenaam1"].owes < whole(session, case) / 2
    assert is_good(session, store)


def test_shares_are_together_no_more_than_the_whole(session: Session, case: Case) -> None:
    """Both sides of the border: two thirds and one third, and one third more."""
    heirs(session, case, (2, 3), (1, 3))
    with pytest.raises(Refused, match="niets over"):
        join(session, case, PartyRole.HEIR, person(surname="Te veel"), share=(1, 3), on=DIED)


def test_an_heir_beside_a_spouse_owes_his_share_and_the_spouse_the_whole(
    session: Session, store: DocumentStore, case: Case
) -> None:
    join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    heirs(session, case, (1, 2))
    found = amounts(owes(session, case))
    assert found["Petra Jansen"] == whole(session, case)
    assert found["Erfgenaam1"] < whole(session, case) * Decimal("0.51")
    assert is_good(session, store)


def test_a_guarantor_owes_principal_up_to_his_bound_and_gets_no_demand(
    session: Session, store: DocumentStore, case: Case
) -> None:
    borg = join(session, case, PartyRole.GUARANTOR, person(surname="Borg"), liable_most=Decimal(400), on=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    found = owes(session, case)
    assert (found["Borg"].owes, found["Borg"].costs) == (400, 0)
    assert found[MAIN].owes == whole(session, case)
    told = people_in_case.of_case(session, case).addressee(TODAY, borg.person).why_not
    assert "Borg is borg en krijgt geen aanmaning: die betaalt pas als de debiteur tekortschiet" in told
    pay(session, case, "150.00", borg)
    after = owes(session, case)
    assert (after["Borg"].owes, after["Borg"].paid) == (250, 150)
    assert after[MAIN].owes == whole(session, case), "it lowers his debt too"
    assert is_good(session, store)


def test_a_guarantor_is_told_once_what_he_can_be_asked(
    session: Session, store: DocumentStore, case: Case
) -> None:
    kind = LetterKind.GUARANTOR_NOTICE
    assert "staat geen borg" in preview(session, case, POSTED, kind).items[0].skipped
    borg = join(session, case, PartyRole.GUARANTOR, person(surname="Borg"), liable_most=Decimal(400), on=OPENED)
    (item,) = preview(session, case, POSTED, kind).items
    (to,) = item.recipients
    assert (to.debtor_id, to.total_now, to.fee) == (borg.person_id, Decimal("400.00"), None)
    batch = ordering.order(
        session, by(), {case.id: item.mark}, kind=kind, letter_date=POSTED, figures=FIGURES
    )
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=POSTED, figures=FIGURES)
    assert case.stage is Stage.INTAKE, "it moves nothing: the debtor still gets his letter"
    assert "heeft deze mededeling al" in preview(session, case, kind=kind).items[0].skipped
    assert owes(session, case)["Borg"].owes == 400
    assert is_good(session, store)


def test_insolvency_of_one_stops_his_interest_and_goes_on_for_the_other(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Lodged is what he owed through the day before; what she pays lowers that."""
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    declared = date(2026, 9, 1)
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"), on=declared)
    found = owes(session, case)
    assert found[MAIN].insolvent_since == declared
    assert found[MAIN].owes == whole(session, case, declared - timedelta(days=1))
    assert found["Petra Jansen"].owes == whole(session, case) > found[MAIN].owes
    pay(session, case, "100.00", petra)
    after = owes(session, case)
    assert after[MAIN].owes == found[MAIN].owes - 100
    assert is_good(session, store)


def test_of_the_only_debtor_it_is_shown_what_is_to_be_lodged(session: Session, case: Case) -> None:
    declared = date(2026, 9, 1)
    join(session, case, PartyRole.DEBT_ADMINISTRATOR, person(surname="Bewind"), on=declared)
    (only,) = owes(session, case).values()
    assert (only.liability, only.owes) == (None, whole(session, case, declared - timedelta(days=1)))


def test_a_payment_is_of_somebody_who_owes_in_the_case(session: Session, store: DocumentStore, case: Case) -> None:
    stranger = make_case(session, store, customer="K-9", surname="Vreemd", born="01-01-1980", invoice="F-9")
    told = PaymentInput(
        amount=Decimal(10), received_on=PAID_ON, paid_to=PaidTo.AGENCY, debtor_id=stranger.debtor_id
    )
    with pytest.raises(NotFound, match="moet betalen"):
        payments.register(session, by(), case.id, told, figures=FIGURES)


def test_more_than_an_heir_owes_is_asked_about_first(session: Session, case: Case) -> None:
    first, *_ = heirs(session, case, (1, 3), (1, 3), (1, 3))
    with pytest.raises(PaymentDoubtful, match="Erfgenaam1 hoeft nog"):
        pay(session, case, "500.00", first, answered="")


def test_what_one_heir_pays_too_much_settles_nothing_of_the_others(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """She said that it is hers: it goes back to her, and the other two owe their parts."""
    first, second, third = heirs(session, case, (1, 3), (1, 3), (1, 3))
    with pytest.raises(PaymentDoubtful) as doubt:
        pay(session, case, "1000.00", first, answered="")
    pay(session, case, "1000.00", first, answered=doubt.value.mark)
    session.refresh(case)
    assert case.stage is not Stage.CLOSED
    left = owes(session, case)
    assert min(left["Erfgenaam2"].owes, left["Erfgenaam3"].owes) > 300
    assert session.get(Overpaid, case.id) is not None
    for each in (second, third):
        pay(session, case, str(left[each.person.name].owes), each, on=TODAY)
    session.refresh(case)
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_IN_FULL)
    assert -whole(session, case) == -left["Erfgenaam1"].owes, "all of what she paid too much is hers again"
    assert is_good(session, store)


def test_a_payment_of_who_no_longer_plays_a_part_still_counts_once(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    pay(session, case, "100.00", petra)
    balance = whole(session, case)
    party_changes.end(session, by(), case.id, petra.id, through_day=TODAY, reason="Niet aansprakelijk, vonnis")
    assert owes(session, case) == {}
    assert whole(session, case) == balance
    assert is_good(session, store)


def test_a_reversal_takes_it_back_from_whom_it_freed(session: Session, store: DocumentStore, case: Case) -> None:
    first, *_ = heirs(session, case, (1, 2), (1, 2))
    before = amounts(owes(session, case))
    pay(session, case, "100.00", first)
    entry = ledger_entries.payments_of(session, case.id)[0]
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="Storno", figures=FIGURES)
    assert amounts(owes(session, case)) == before
    assert is_good(session, store)


def test_an_arrangement_with_one_is_over_what_that_one_owes_and_leaves_the_others(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """She got no valid letter, so that her plan has no fee in it; he owes what he owed."""
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    for letter in post_first_notice(session, store, case, posted_on=POSTED).letters:
        if letter.debtor_id == petra.person_id:
            posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    before = amounts(owes(session, case))
    wanted = Wanted(agreed_on=TODAY, first_due_on=TODAY, number=3, debtor_id=petra.person_id)
    schedule = arrangements.propose_with(session, case.id, wanted, figures=FIGURES)
    assert schedule.total == before["Petra Jansen"]
    made = arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    assert made.debtor_id == petra.person_id
    assert made.costs_rest
    assert amounts(owes(session, case)) == before, "postponement for one is for her alone"
    assert case.stage is Stage.ARRANGEMENT
    assert is_good(session, store)


def test_insolvency_of_one_stops_no_arrangement_with_the_other(session: Session, case: Case) -> None:
    """Both sides of the border: her plan is made while he is insolvent, and not while the debt is disputed."""
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"), on=TODAY)
    wanted = Wanted(agreed_on=TODAY, first_due_on=TODAY, number=3, debtor_id=petra.person_id)
    schedule = arrangements.propose_with(session, case.id, wanted, figures=FIGURES)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Betwist", on=TODAY)
    with pytest.raises(CaseOnHold):
        arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    dispute = next(hold for hold in stages.open_holds(session, case.id) if hold.kind is HoldKind.DISPUTE)
    holds.end(session, by(), dispute.id, case_id=case.id, outcome="Ongegrond", on=TODAY)
    own = replace(schedule, debtor_id=case.debtor_id)
    with pytest.raises(CaseOnHold):
        arrangements.make(session, by(), case.id, own, note="", client_agreed=True, figures=FIGURES)
    made = arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    assert made.debtor_id == petra.person_id


def test_who_owes_nothing_makes_no_arrangement(session: Session, case: Case) -> None:
    heirs(session, case, (1, 2), (1, 2))
    for hold in stages.open_holds(session, case.id):
        holds.end(session, by(), hold.id, case_id=case.id, outcome="Erfgenamen bekend", on=TODAY)
    wanted = Wanted(agreed_on=TODAY, first_due_on=TODAY, number=3)
    with pytest.raises(NotFound, match="met wie"):
        arrangements.propose_with(session, case.id, wanted, figures=FIGURES)
