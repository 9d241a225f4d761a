"""What one of several debtors owes, as a valuation of his own: what a letter to him may name."""

from dataclasses import replace
from datetime import date

from legal.counting.guarantees import guaranteed
from legal.counting.shared_debts import part_of, parts_of
from legal.counting.unlike_debtors import as_one_debt, without_surplus
from legal.counting.valuation import valuate
from legal.facts import (
    BookedPayment,
    CaseFacts,
    Debtor,
    DebtorTotals,
    Liability,
    Line,
    LineKind,
    Valuation,
)
from legal.money import ZERO
from legal.parameters import Figures

OF_COSTS = (LineKind.COSTS, LineKind.VAT)


def debtor_of(facts: CaseFacts, ref: str) -> Debtor | None:
    """One of the debtors; None where the case has no such one, because it has one who owes all."""
    return next((each for each in facts.debtors if each.ref == ref), None)


def facts_of_one(facts: CaseFacts, ref: str, *, on: date, figures: Figures) -> CaseFacts:
    """The facts of what one debtor owes through `on`: his part with what was paid of it, or the whole debt.

    The whole stays with all who owe it, since a payment by one frees the others: but not with what one who owes a share
    paid beyond it.
    """
    debtor = debtor_of(facts, ref)
    if debtor is None:
        return facts
    if debtor.liability is not Liability.SHARE:
        return without_surplus(facts, on=on, figures=figures, valuate=valuate)
    one = as_one_debt(facts)
    if any(each.liability is Liability.JOINT for each in one.debtors):
        return part_of(facts, debtor)
    parts = parts_of(one, on=on, figures=figures, valuate=valuate)
    return next(part.facts for part in parts if part.debtor is not None and part.debtor.ref == ref)


def owed_by_one(facts: CaseFacts, whole: Valuation, ref: str, *, figures: Figures) -> Valuation:
    """What one debtor owes of `whole`, the valuation of these facts: his costs, his payments, his balance.

    Of who owes the whole `paid` is what was paid, by whoever, of what he owes. For the only debtor it is the whole.
    """
    debtor = debtor_of(facts, ref)
    if debtor is None:
        return whole
    his = next(each for each in whole.debtors if each.ref == ref)
    if debtor.liability is Liability.GUARANTOR:
        return _of_guarantor(debtor, facts, whole, his)
    if debtor.liability is Liability.SHARE:
        own = valuate(facts_of_one(facts, ref, on=whole.on, figures=figures), on=whole.on, figures=figures)
        return own._replace(balance=his.owes, paid=own.paid + own.balance - his.owes)
    return _of_joint(whole, his)


def _of_joint(whole: Valuation, his: DebtorTotals) -> Valuation:
    gross = whole.principal + whole.interest + whole.other_costs + whole.penalty + his.costs + his.vat_on_costs
    owes_all_costs = (his.costs, his.vat_on_costs) == (whole.costs, whole.vat_on_costs)
    lines = whole.lines if owes_all_costs or his.costs else _without_costs(whole)
    payments = whole.payments if his.costs else tuple(
        each for booked in whole.payments if (each := _but_costs(booked)).amount
    )
    return whole._replace(
        costs=his.costs, vat_on_costs=his.vat_on_costs, paid=gross - his.owes, balance=his.owes, lines=lines,
        costs_claimable_from=his.costs_claimable_from, notice=his.notice, payments=payments,
    )


def _without_costs(whole: Valuation) -> tuple[Line, ...]:
    return tuple(line for line in whole.lines if line.kind not in OF_COSTS)


def _but_costs(booked: BookedPayment) -> BookedPayment:
    """A payment without what went to costs that this debtor does not owe."""
    shares = tuple(
        replace(share, costs=ZERO)
        for share in booked.per_claim
    )
    return replace(booked, amount=booked.amount - booked.costs, costs=ZERO, per_claim=shares)


def _of_guarantor(debtor: Debtor, facts: CaseFacts, whole: Valuation, his: DebtorTotals) -> Valuation:
    """Principal alone; `paid` is what he paid himself and what the debtor's payments took off his bound."""
    principal = guaranteed(debtor, facts, whole)
    in_order = sorted(facts.payments, key=lambda each: each.received_on)
    own = tuple(
        booked for booked, payment in zip(whole.payments, in_order, strict=False) if payment.debtor == debtor.ref
    )
    return whole._replace(
        principal=principal, interest=ZERO, costs=ZERO, vat_on_costs=ZERO, other_costs=ZERO, penalty=ZERO,
        paid=principal - his.owes, balance=his.owes, lines=(), payments=own, costs_claimable_from=None, notice=None,
    )
