"""A payment that is booked or reversed late: what it changes in the others is kept, and money is always booked.

Every case here owes 500 euro at 4 % a year since 16 June 2026: one day over the whole is 500 × 4 % / 365 = 0,0548.
"""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import ledger_entries, statement
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.replayed import Replayed
from cases.models import Case, CaseEvent, Client, EventKind, LedgerEntry, LedgerKind, NextStep, PaidTo, Stage
from cases.queries.client import client_timeline
from cases.queries.desk import payment_page, timeline
from cases.store import DocumentStore
from legal.facts import BookedPayment
from tests.cases.correspondence.posted_letters import OPENED, POSTED, made, send
from tests.conftest import NOW
from tests.factories import (
    TODAY,
    by,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_upload,
    post_first_notice,
)
from tests.legal.figures import FIGURES_2026

NEW_YEAR = date(2027, 1, 5)  # the figures end on 31 December 2026


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case without a letter: no costs are due."""
    return make_case(session, store)


@pytest.fixture
def noticed(session: Session, store: DocumentStore) -> Case:
    """A case with a first letter posted on 2 October: costs of 75 euro are due from 21 October."""
    found = make_case(session, store, today=OPENED)
    post_first_notice(session, store, found, posted_on=POSTED)
    return found


def pay(
    session: Session, case: Case, amount: str, received_on: date, *, claim_id: int | None = None, today: date = TODAY
) -> LedgerEntry:
    return payments.register(
        session, by(None, NOW, today), case.id,
        PaymentInput(
            amount=Decimal(amount), received_on=received_on, paid_to=PaidTo.AGENCY, claim_id=claim_id,
            note="prive van de behandelaar",
        ),
        figures=FIGURES_2026,
    )


def reverse(session: Session, case: Case, entry: LedgerEntry, *, today: date = TODAY) -> LedgerEntry:
    return payments.reverse(
        session, by(None, NOW, today), entry.id, case_id=case.id, reason="storno", figures=FIGURES_2026
    )


def kept(session: Session, case: Case, entry: LedgerEntry) -> Replayed:
    """What the event of an entry kept, read from the database."""
    session.flush()
    session.expire_all()
    found = payment_page.booking(session, case.id, entry.id).replayed
    assert found is not None
    return found


def split(payment: BookedPayment) -> tuple[str, str, str, str]:
    return str(payment.costs), str(payment.interest), str(payment.principal), str(payment.unallocated)


def told(session: Session, case: Case) -> str:
    """The newest line of the time line, with plain spaces."""
    session.flush()
    entry = timeline.entries(session, case.id)[0]
    return " · ".join((entry.what, *entry.parts)).replace("\u00a0", " ")


def two_payments(session: Session, case: Case) -> list[int]:
    """15 October: 122 days, interest 6,68, principal 100,00. 14 November: 400,00 for 30 days, 1,32; principal 50,00.

    Through 21 November 350,00 for 7 days more, 0,27: interest 8,27 and owed 350,27.
    """
    entries = [
        pay(session, case, "106.68", date(2026, 10, 15)), pay(session, case, "51.32", date(2026, 11, 14))
    ]
    return [entry.id for entry in entries]


def test_a_payment_between_two_others_keeps_how_the_second_is_counted_now(session: Session, case: Case) -> None:
    """30 October: 400,00 for 15 days, 0,66; principal 199,34, so 200,66 left. 14 November: 15 days, 0,33, so 50,99.

    Through 21 November 149,67 for 7 days, 0,11: interest 6,68 + 0,66 + 0,33 + 0,11 = 7,78 and owed 149,78.
    """
    ids = two_payments(session, case)
    late = pay(session, case, "200.00", date(2026, 10, 30))
    found = kept(session, case, late)
    assert split(found.payment) == ("0.00", "0.66", "199.34", "0.00")
    assert [each.entry_id for each in found.recounted] == [ids[1]]
    assert split(found.recounted[0].before) == ("0.00", "1.32", "50.00", "0.00")
    assert split(found.recounted[0].after) == ("0.00", "0.33", "50.99", "0.00")
    assert (found.before.interest, found.after.interest) == (Decimal("8.27"), Decimal("7.78"))
    assert (found.before.balance, found.after.balance) == (Decimal("350.27"), Decimal("149.78"))
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES_2026).balance == Decimal("149.78")
    assert "1 eerder geboekte betaling anders geteld, rente € 0,49 lager" in told(session, case)


def test_a_reversal_keeps_the_mirror_image_and_is_foreseen(session: Session, case: Case) -> None:
    two_payments(session, case)
    late = pay(session, case, "200.00", date(2026, 10, 30))
    came = kept(session, case, late)
    foreseen = payments.foresee_reversal(
        session, late.id, case_id=case.id, today=TODAY, figures=FIGURES_2026
    )
    assert session.scalar(select(func.count()).where(LedgerEntry.kind == LedgerKind.PAYMENT_REVERSED)) == 0
    went = kept(session, case, reverse(session, case, late))
    assert foreseen == went
    assert (went.before, went.after, went.payment) == (came.after, came.before, came.payment)
    assert [(each.before, each.after) for each in went.recounted] == [
        (each.after, each.before) for each in came.recounted
    ]
    assert "rente € 0,49 hoger" in told(session, case)
    with pytest.raises(AlreadyDone):
        payments.foresee_reversal(session, late.id, case_id=case.id, today=TODAY, figures=FIGURES_2026)


def test_a_payment_of_today_changes_no_other(session: Session, case: Case) -> None:
    two_payments(session, case)
    found = kept(session, case, pay(session, case, "10.00", TODAY))
    assert found.recounted == ()
    assert not found.reaches_others
    assert "anders geteld" not in told(session, case)
    assert "lager" not in told(session, case)


def test_a_payment_of_inside_the_term_lowers_the_costs(session: Session, noticed: Case) -> None:
    """10 November: costs 75,00, 148 days 8,11, principal 16,89; 483,11 for 11 days more, 0,58. Owed 483,69.

    20 October, the last free day: 127 days, 6,96, principal 193,04, left 306,96. Costs 15 % of that, 46,04.
    10 November: 21 days, 0,71, principal 53,25, left 253,71; 11 days more, 0,31. Interest 7,98, owed 254,02.
    """
    first = pay(session, noticed, "100.00", date(2026, 11, 10))
    assert split(kept(session, noticed, first).payment) == ("75.00", "8.11", "16.89", "0.00")
    found = kept(session, noticed, pay(session, noticed, "200.00", date(2026, 10, 20)))
    assert split(found.payment) == ("0.00", "6.96", "193.04", "0.00")
    assert split(found.recounted[0].after) == ("46.04", "0.71", "53.25", "0.00")
    assert (found.before.costs, found.after.costs) == (Decimal("75.00"), Decimal("46.04"))
    assert (found.before.balance, found.after.balance) == (Decimal("483.69"), Decimal("254.02"))
    assert "rente € 0,71 lager, incassokosten € 28,96 lager" in told(session, noticed)


def test_a_payment_of_before_the_letter_takes_the_costs_away(session: Session, store: DocumentStore) -> None:
    """1 October: 108 days, 5,92, principal 194,08, left 305,92; the letter of 2 October named a fee over 500 euro.

    10 November: no costs, 40 days, 1,34, principal 98,66, left 207,26; 11 days more, 0,25. Owed 207,51.
    """
    case = make_case(session, store, today=OPENED)
    send(session, made(session, store, case))
    pay(session, case, "100.00", date(2026, 11, 10))
    found = kept(session, case, pay(session, case, "200.00", date(2026, 10, 1)))
    assert split(found.recounted[0].before) == ("75.00", "8.11", "16.89", "0.00")
    assert split(found.recounted[0].after) == ("0.00", "1.34", "98.66", "0.00")
    assert (found.before.costs_claimable_from, found.after.costs_claimable_from) == (date(2026, 10, 21), None)
    assert found.after.balance == Decimal("207.51")
    assert found.are_costs_changed
    assert case.next_step is NextStep.SEND_FIRST_NOTICE


def test_a_payment_that_changes_the_costs_alone_reaches_further_too(session: Session, noticed: Case) -> None:
    found = kept(session, noticed, pay(session, noticed, "200.00", date(2026, 10, 20)))
    assert (found.before.costs, found.after.costs) == (Decimal("75.00"), Decimal("46.04"))
    assert found.recounted == ()
    assert found.reaches_others


def test_a_payment_that_takes_away_the_day_of_the_costs_reaches_further_too(
    session: Session, store: DocumentStore
) -> None:
    """Inside the term no costs are due yet: only the day on which they would be is lost."""
    case = make_case(session, store, today=OPENED)
    send(session, made(session, store, case))
    found = kept(session, case, pay(session, case, "200.00", date(2026, 10, 1), today=date(2026, 10, 15)))
    assert (found.before.costs, found.after.costs) == (Decimal(0), Decimal(0))
    assert (found.before.costs_claimable_from, found.after.costs_claimable_from) == (date(2026, 10, 21), None)
    assert found.reaches_others


def test_a_designated_payment_moves_another_to_the_next_invoice(session: Session, store: DocumentStore) -> None:
    """Interest apart, 14 November pays the older F-1 alone; after 480 euro designated to it F-2 takes most of it."""
    make_agency(session)
    client = make_client(session)
    make_upload(session, store, client, claim_row(), claim_row(invoice="F-2", due="16-06-2026"))
    case = session.scalars(select(Case)).one()
    first, second = (str(claim.id) for claim in case.claims)
    pay(session, case, "100.00", date(2026, 11, 14))
    found = kept(session, case, pay(session, case, "480.00", date(2026, 11, 13), claim_id=case.claims[0].id))
    each = found.recounted[0]
    assert [share.ref for share in each.before.per_claim] == [first]
    assert [share.ref for share in each.after.per_claim] == [first, second]
    assert [(was.ref, was.principal > 0, now.principal > 0) for was, now in each.shares] == [
        (first, True, True), (second, False, True)
    ]


def test_a_payment_after_the_last_known_figures_is_booked_and_said_not_to_be_counted(
    session: Session, case: Case
) -> None:
    entry = pay(session, case, "500.00", date(2027, 1, 4), today=NEW_YEAR)
    assert case.stage is not Stage.CLOSED
    assert ledger_entries.paid_on(session, case.id) == Decimal("500.00")
    booking = payment_page.booking(session, case.id, entry.id)
    assert (booking.split, booking.replayed) == (None, None)
    assert booking.uncounted == "de wettelijke cijfers zijn gecontroleerd tot en met 31-12-2026"
    said = told(session, case)
    assert "nog niet verdeeld: de wettelijke cijfers zijn gecontroleerd tot en met 31-12-2026" in said
    assert "€ 0,00" not in said
    assert "saldo" not in said
    assert client_timeline.timeline(session, case)[0].parts == (
        "Nog niet verdeeld: de wettelijke cijfers zijn gecontroleerd tot en met 31-12-2026.",
    )
    assert payments.foresee_reversal(
        session, entry.id, case_id=case.id, today=NEW_YEAR, figures=FIGURES_2026
    ) is None
    reverse(session, case, entry, today=NEW_YEAR)
    assert "nog niet geteld" in told(session, case)
    assert ledger_entries.paid_on(session, case.id) == 0


def test_a_payment_of_the_last_known_day_is_counted_in_the_new_year(session: Session, case: Case) -> None:
    """16 June through 31 December 2026 is 199 days: 500 × 4 % × 199 / 365 = 10,90."""
    found = kept(session, case, pay(session, case, "20.90", date(2026, 12, 31), today=NEW_YEAR))
    assert found.on == date(2026, 12, 31)
    assert split(found.payment) == ("0.00", "10.90", "10.00", "0.00")


def test_what_is_kept_is_plain_and_reads_back_the_same(session: Session, case: Case) -> None:
    two_payments(session, case)
    late = pay(session, case, "200.00", date(2026, 10, 30))
    found = kept(session, case, late)
    event = session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.PAYMENT_REGISTERED).order_by(CaseEvent.id.desc())
    ).first()
    assert event is not None
    data = event.data["replay"]
    assert data["recounted"][0]["before"] == {
        "interest": "1.32", "principal": "50.00",
        "per_claim": {str(case.claims[0].id): {"interest": "1.32", "principal": "50.00"}},
    }
    assert data["after"]["balance"] == "149.78"
    assert found.as_data() == data


def test_an_event_from_before_the_list_was_kept_is_still_told(session: Session, case: Case) -> None:
    entry = LedgerEntry(
        case_id=case.id, kind=LedgerKind.PAYMENT, amount=Decimal("-60.00"), effective_on=date(2026, 11, 1),
        recorded_at=NOW, recorded_by=None, paid_to=PaidTo.AGENCY,
    )
    session.add(entry)
    session.flush()
    session.add(CaseEvent(
        case_id=case.id, kind=EventKind.PAYMENT_REGISTERED, recorded_at=NOW, effective_on=date(2026, 11, 1), data={
            "entry_id": entry.id, "amount": "60.00", "paid_to": "agency", "costs": "0.00", "interest": "7.62",
            "principal": "52.38", "unallocated": "0.00", "balance": "448.77", "note": "",
        },
    ))
    assert "kosten € 0,00, rente € 7,62, hoofdsom € 52,38 · saldo daarna € 448,77" in told(session, case)
    booking = payment_page.booking(session, case.id, entry.id)
    assert booking.replayed is None
    assert booking.split is not None
    assert split(booking.split) == ("0.00", "7.62", "52.38", "0.00")
    assert "Daardoor" not in str(client_timeline.timeline(session, case)[0].parts)


def test_the_client_sees_amounts_and_no_notes(session: Session, case: Case) -> None:
    two_payments(session, case)
    pay(session, case, "200.00", date(2026, 10, 30))
    shown = " ".join(client_timeline.timeline(session, case)[0].parts).replace("\u00a0", " ")
    assert "Daardoor: 1 eerder geboekte betaling anders geteld, rente € 0,49 lager." in shown
    assert "prive" not in shown


def test_a_booking_of_another_case_is_not_found(session: Session, store: DocumentStore, case: Case) -> None:
    entry = pay(session, case, "10.00", TODAY)
    other = make_case(session, store, customer="K-2", invoice="F-2", surname="Jansen", house_number="14")
    assert session.scalar(select(func.count()).select_from(Client)) == 1
    with pytest.raises(NotFound):
        payment_page.booking(session, other.id, entry.id)
    with pytest.raises(NotFound):
        payments.foresee_reversal(session, entry.id, case_id=other.id, today=TODAY, figures=FIGURES_2026)
    principal = session.scalars(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.PRINCIPAL)).first()
    with pytest.raises(NotFound):
        payment_page.booking(session, case.id, principal or 0)


def test_a_fraction_of_a_cent_is_no_payment(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="ten hoogste twee decimalen"):
        pay(session, case, "10.005", TODAY)
    assert pay(session, case, "10", TODAY).amount.as_tuple().exponent == -2
