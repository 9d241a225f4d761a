"""What to ask before a payment is booked: more than is owed, all that is owed, a repeat, or before its invoice."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import ledger_entries, per_person, statement
from cases.errors import Questioned
from cases.models import Case, LedgerEntry, PaidTo, Stage
from legal.counting.reach import costs_after, reach
from legal.counting.valuation import Payment
from legal.errors import LawError
from legal.facts import Liability
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro, short_date

REPEAT_WITHIN = timedelta(days=7)
_RECEIVERS = {PaidTo.AGENCY: "ons", PaidTo.CLIENT: "de opdrachtgever", PaidTo.BAILIFF: "de deurwaarder"}


@dataclass(frozen=True, kw_only=True)
class PaymentInput:
    """A payment as it is told; `claim_id` is the invoice that the debtor named (art. 6:43 lid 1 BW).

    `debtor_id`: whose debt it lowers where more than one owes, None where nobody knows.
    """

    amount: Decimal
    received_on: date
    paid_to: PaidTo
    claim_id: int | None = None
    note: str = ""
    debtor_id: int | None = None


class PaymentDoubtful(Questioned):
    """The payment was not booked: something about it stands out."""

    code = "payment_doubtful"


def questions(
    session: Session, case: Case, told: PaymentInput, *, today: date, figures: Figures, by_client: bool
) -> tuple[str, ...]:
    """What to ask before this payment is booked; empty when nothing stands out. Changes nothing.

    A client is asked too when its payment is all that is owed, because that closes the case.
    """
    amount, received_on = told.amount, told.received_on
    surplus = surplus_of(
        session, case, amount, received_on=received_on, today=today, figures=figures, debtor_id=told.debtor_id
    )
    found = [
        _on_surplus(case, amount, surplus, by_client=by_client),
        _on_person(session, case, told, today=today, figures=figures),
        _on_small(case, amount, surplus, by_client=by_client),
        _on_invoice(case, told.claim_id, received_on),
        *(_on_repeat(entry) for entry in repeats(session, case, amount, received_on=received_on)),
    ]
    return tuple(question for question in found if question)


def surplus_of(
    session: Session, case: Case, amount: Decimal, *, received_on: date, today: date, figures: Figures,
    debtor_id: int | None = None,
) -> Decimal | None:
    """How much too much would be paid by it; negative while something stays open, None where it cannot be counted."""
    try:
        record = statement.record_of(session, case, figures=figures)
        by = None if debtor_id is None else str(debtor_id)
        paid = [*record.facts.payments, Payment(received_on=received_on, amount=amount, debtor=by)]
        facts = replace(record.facts, payments=tuple(sorted(paid, key=lambda payment: payment.received_on)))
        on = reach(facts, wanted=today, figures=figures).day
        balance = statement.valuation_of(replace(record, facts=facts), on=on, figures=figures).balance
        due_since = costs_after(facts, counted=on, on=today, figures=figures)
    except LawError:
        return None
    if due_since is not None and due_since.amount is None:
        return None
    late = sum((payment.amount for payment in paid if payment.received_on > on), ZERO)
    return late - balance - (ZERO if due_since is None else due_since.amount or ZERO)


def repeats(session: Session, case: Case, amount: Decimal, *, received_on: date) -> list[LedgerEntry]:
    """Payments of the same amount that stand, received within a week of this one, whoever booked them."""
    return [
        entry for entry in ledger_entries.payments_of(session, case.id)
        if entry.amount == -amount and abs(entry.effective_on - received_on) <= REPEAT_WITHIN
    ]


def _on_surplus(case: Case, amount: Decimal, surplus: Decimal | None, *, by_client: bool) -> str:
    if surplus is None or surplus < 0 or (surplus == 0 and not by_client):
        return ""
    settles = amount - surplus
    if surplus == 0 and case.stage is not Stage.CLOSED:
        return f"Met {euro(amount)} is alles betaald en sluit het dossier. Klopt dit bedrag?"
    needed = f"Met {euro(settles)} is alles betaald" if settles > 0 else "Er staat niets meer open"
    question = f"{needed}; van {euro(amount)} is {euro(surplus)} te veel. Klopt dit bedrag?"
    if by_client and case.stage is not Stage.CLOSED:
        question = f"{question} Het dossier blijft open tot een medewerker de betaling heeft bekeken."
    return question


def _on_person(session: Session, case: Case, told: PaymentInput, *, today: date, figures: Figures) -> str:
    """Who owes a part by himself, and pays more than that."""
    if told.debtor_id is None:
        return ""
    try:
        record = statement.record_of(session, case, figures=figures)
        each = per_person.owed_by_each(
            case, record, on=reach(record.facts, wanted=today, figures=figures).day, figures=figures
        )
    except LawError:
        return ""
    his = next((one for one in each if one.person.id == told.debtor_id), None)
    if his is None or his.liability is Liability.JOINT or told.amount <= his.owes:
        return ""
    return (
        f"{his.person.name} hoeft nog {euro(his.owes)} te betalen; van {euro(told.amount)} is "
        f"{euro(told.amount - his.owes)} meer dan dat. Klopt dit bedrag, en is het voor {his.person.name}?"
    )


def _on_small(case: Case, amount: Decimal, surplus: Decimal | None, *, by_client: bool) -> str:
    """A client hears beforehand that his own terms close the case on what is left."""
    most = case.terms.small_difference
    if surplus is None or surplus >= 0 or -surplus > most or not by_client or case.stage is Stage.CLOSED:
        return ""
    return (
        f"Met {euro(amount)} blijft {euro(-surplus)} open. Volgens uw afspraak boeken wij tot {euro(most)} af: dan "
        "sluit het dossier. Klopt dit bedrag?"
    )


def _on_invoice(case: Case, claim_id: int | None, received_on: date) -> str:
    named = next((claim for claim in case.claims if claim.id == claim_id), None)
    if named is None or received_on >= named.invoice_date:
        return ""
    return (
        f"Factuur {named.invoice_number} is van {short_date(named.invoice_date)}; deze betaling is van "
        f"{short_date(received_on)}, dus van daarvoor. Klopt deze dag?"
    )


def _on_repeat(entry: LedgerEntry) -> str:
    receiver = _RECEIVERS[entry.paid_to] if entry.paid_to is not None else "ons"
    return (
        f"Er staat al een betaling van {euro(-entry.amount)}, ontvangen op {short_date(entry.effective_on)} door "
        f"{receiver}. Is dit een tweede betaling?"
    )
