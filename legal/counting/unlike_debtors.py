"""Debtors of one debt who do not all owe alike: some the whole, some a share of it, some as a guarantor.

The debt is counted once. Who owes a share beside who owes the whole owes no more than that share and what is left of
the whole; a guarantor owes principal alone, up to what he guaranteed. Law: art. 6:7, 4:182 lid 2 and 7:855 BW.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from legal.counting.guarantees import guaranteed, paid_by
from legal.counting.shared_debts import Valuate, part_of, parts_of
from legal.counting.too_much import open_of, payers_of
from legal.facts import (
    BookedPayment,
    CaseFacts,
    Debtor,
    DebtorKind,
    DebtorTotals,
    Liability,
    Payment,
    Valuation,
)
from legal.money import ZERO
from legal.parameters import Figures

JOINT, SHARE, GUARANTOR = Liability.JOINT, Liability.SHARE, Liability.GUARANTOR


def valuate_unlike(facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate) -> Valuation:
    """The one debt through `on`, and what each of its debtors owes of it.

    A letter to who owes a share beside others for the whole makes costs due over his share alone. What he pays beyond
    that share is his, and frees nobody.
    """
    own = _by_themselves(shares_beside(facts), facts, on=on, figures=figures, valuate=valuate)
    over = _beyond_shares(facts, own, on=on)
    whole = valuate(as_one_debt(_without(facts, over)), on=on, figures=figures)
    if over:
        whole = _with_surplus(whole, facts, over)
    if not whole.debtors:
        whole = whole._replace(too_much=max(ZERO, -whole.balance))
    counted = {each.ref: each for each in whole.debtors}
    found = []
    for debtor in facts.debtors:
        if debtor.liability is GUARANTOR:
            too_much = counted[debtor.ref].too_much if debtor.ref in counted else _over(debtor, facts, whole)
            found.append(_of_guarantor(debtor, facts, whole)._replace(too_much=too_much))
        elif debtor.ref in own:
            his = _of_share(debtor, own[debtor.ref], whole)
            found.append(his._replace(too_much=counted[debtor.ref].too_much))
        else:
            found.append(counted[debtor.ref])
    return whole._replace(debtors=tuple(found))


def as_one_debt(facts: CaseFacts) -> CaseFacts:
    """The debt by itself: of who owe the whole, or else of who owe a share.

    Whoever owes otherwise pays it too, but costs take nothing of what he pays: his own letter makes none of it due.
    """
    if not facts.debtors:
        return facts
    if _is_joint(facts):
        return replace(facts, debtors=tuple(
            each if each.liability is JOINT else Debtor(ref=each.ref, kind=DebtorKind.CONSUMER)
            for each in facts.debtors
        ))
    owing = tuple(each for each in facts.debtors if each.liability is SHARE)
    if not owing:
        return replace(facts, debtors=(), payments=_by_nobody(facts.payments, ()))
    return replace(facts, debtors=owing, payments=_by_nobody(facts.payments, [each.ref for each in owing]))


def wholes(facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate) -> list[CaseFacts]:
    """The debt as it can be walked: one, or of who owe a share the part of each, with what is paid through `on`."""
    one = as_one_debt(without_surplus(facts, on=on, figures=figures, valuate=valuate))
    if all(each.liability is JOINT for each in one.debtors):
        return [one]
    return [part.facts for part in parts_of(one, on=on, figures=figures, valuate=valuate)]


def without_surplus(facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate) -> CaseFacts:
    """The facts without what who owe a share beside others for the whole paid beyond it through `on`."""
    payers = {each.debtor for each in facts.payments if each.received_on <= on}
    paying = [each for each in shares_beside(facts) if each.ref in payers]
    if not paying:
        return facts
    own = _by_themselves(paying, facts, on=on, figures=figures, valuate=valuate)
    return _without(facts, _beyond_shares(facts, own, on=on))


def shares_beside(facts: CaseFacts) -> list[Debtor]:
    """Who owe a share beside others for the whole: what each owes by himself is counted too."""
    return [each for each in facts.debtors if each.liability is SHARE] if _is_joint(facts) else []


def _by_themselves(
    debtors: Sequence[Debtor], facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate
) -> dict[str, Valuation]:
    """What each of these, who owe a share beside others for the whole, owes by himself, with what he paid himself."""
    return {each.ref: valuate(part_of(facts, each), on=on, figures=figures) for each in debtors}


def _beyond_shares(facts: CaseFacts, own: Mapping[str, Valuation], *, on: date) -> dict[int, Decimal]:
    """What was paid beyond `own` shares, each counted by itself, the last first, by the place of the payment."""
    over: dict[int, Decimal] = {}
    by_day = sorted(
        (each.received_on, place) for place, each in enumerate(facts.payments) if each.received_on <= on
    )
    for ref, part_owed in own.items():
        his = [place for _day, place in by_day if facts.payments[place].debtor == ref]
        left = -part_owed.balance
        for place in reversed(his):
            part = min(left, facts.payments[place].amount)
            if part > ZERO:
                over[place] = part
                left -= part
    return over


def _without(facts: CaseFacts, over: Mapping[int, Decimal]) -> CaseFacts:
    """The facts with the payments less what is `over` of them."""
    if not over:
        return facts
    left = [each.amount - over.get(place, ZERO) for place, each in enumerate(facts.payments)]
    return replace(facts, payments=tuple(
        replace(each, amount=amount) for each, amount in zip(facts.payments, left, strict=True) if amount
    ))


def _with_surplus(whole: Valuation, facts: CaseFacts, over: Mapping[int, Decimal]) -> Valuation:
    """The valuation with what was left out of the payments, as money of who paid it that nothing is left for."""
    places = sorted(
        (place for place, each in enumerate(facts.payments) if each.received_on <= whole.on),
        key=lambda place: facts.payments[place].received_on,
    )
    booked, payments, his = iter(whole.payments), [], dict[str | None, Decimal]()
    for place in places:
        payment, more = facts.payments[place], over.get(place, ZERO)
        took = _nothing_of(payment) if more == payment.amount else next(booked)
        payments.append(replace(took, amount=payment.amount, unallocated=took.unallocated + more))
        his[payment.debtor] = his.get(payment.debtor, ZERO) + more
    surplus = sum(over.values(), ZERO)
    return whole._replace(
        paid=whole.paid + surplus, balance=whole.balance - surplus, too_much=whole.too_much + surplus,
        payments=tuple(payments), debtors=tuple(
            each._replace(owes=each.owes - surplus, too_much=each.too_much + his.get(each.ref, ZERO))
            for each in whole.debtors
        ),
    )


def _nothing_of(payment: Payment) -> BookedPayment:
    return BookedPayment(
        received_on=payment.received_on, amount=ZERO, costs=ZERO, interest=ZERO, principal=ZERO, unallocated=ZERO,
        per_claim=(),
    )


def _is_joint(facts: CaseFacts) -> bool:
    return any(debtor.liability is JOINT for debtor in facts.debtors)


def _by_nobody(payments: Sequence[Payment], owing: Sequence[str]) -> tuple[Payment, ...]:
    """The payments, those of who is not among the debtors as of nobody known."""
    return tuple(each if each.debtor in owing else replace(each, debtor=None) for each in payments)


def _of_guarantor(debtor: Debtor, facts: CaseFacts, whole: Valuation) -> DebtorTotals:
    """No interest and no costs: which of those a guarantor owes is not counted here. Never more than is open."""
    in_default = {claim.ref for claim in facts.claims if claim.interest_from <= whole.on}
    taken = sum(
        (share.principal for payment in whole.payments for share in payment.per_claim if share.ref in in_default), ZERO
    )
    principal = sum((claim.principal for claim in whole.claims if claim.ref in in_default), ZERO)
    left = guaranteed(debtor, facts, whole) - paid_by(debtor, facts, on=whole.on)
    return DebtorTotals(
        debtor.ref, max(ZERO, min(left, principal - taken, open_of(whole))), ZERO, ZERO, None, None
    )


def _over(guarantor: Debtor, facts: CaseFacts, whole: Valuation) -> Decimal:
    """What nothing was left for of what a guarantor paid, where nobody owes the whole (euro)."""
    payers = payers_of(facts.payments, whole.payments)
    his = [each.unallocated for each, payer in zip(whole.payments, payers, strict=True) if payer == guarantor.ref]
    named = sum((each.too_much for each in whole.debtors), ZERO)
    return min(sum(his, ZERO), whole.too_much - named)


def _of_share(debtor: Debtor, own: Valuation, whole: Valuation) -> DebtorTotals:
    """No more than his share and what is open of the whole, without costs that fell due of others alone."""
    not_his = max(ZERO, _costs_open(whole) - _costs_open(own))
    return DebtorTotals(
        debtor.ref, min(own.balance, max(ZERO, open_of(whole) - not_his)), own.costs, own.vat_on_costs,
        own.costs_claimable_from, own.notice,
    )


def _costs_open(found: Valuation) -> Decimal:
    """What is not paid of the collection costs and their VAT (euro)."""
    taken = sum(
        (share.costs - share.for_other_costs for payment in found.payments for share in payment.per_claim), ZERO
    )
    return found.costs + found.vat_on_costs - taken
