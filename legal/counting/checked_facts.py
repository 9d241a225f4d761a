"""Facts that contradict each other, or that this program does not count: refused by the path of the one at fault."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from legal.bounds import check_is_counted
from legal.costs.business_costs import SCALE_ALONE
from legal.counting.counted_claims import check_changes, check_corrections, kind_of
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Debtor, DebtorKind, Liability, Notice, Payment
from legal.money import ZERO, round_cents

CONSUMER = DebtorKind.CONSUMER


def check(facts: CaseFacts) -> None:
    """Raises InvalidFacts where the facts contradict each other, NotSupported where they are not counted."""
    if not facts.claims:
        raise InvalidFacts("minstens één vordering is nodig", field="claims")
    refs = _check_claims(facts)
    for index, payment in enumerate(facts.payments):
        _check_payment(payment, refs, facts.debtors, index)
    if facts.notice is not None:
        _check_notice(facts.notice, "notice")
    if facts.later_notices:
        _check_later(facts.later_notices, refs, "later_notices")
    if facts.debtors:
        _check_debtors(facts.debtors, refs)
    if facts.unnamed.notice is not None:
        _check_notice(facts.unnamed.notice, "unnamed.notice")
    _check_later(facts.unnamed.later_notices, refs, "unnamed.later_notices")
    if facts.agreed_costs is not None and all(kind_of(claim, facts.debtor) is CONSUMER for claim in facts.claims):
        raise InvalidFacts(SCALE_ALONE, field="debtor")


def _check_claims(facts: CaseFacts) -> set[str]:
    """The refs of the claims, which all can be counted."""
    refs = set()
    for index, claim in enumerate(facts.claims):
        if claim.ref in refs:
            raise InvalidFacts(f"kenmerk {claim.ref} komt tweemaal voor", field=f"claims.{index}.ref")
        refs.add(claim.ref)
        if claim.principal <= ZERO or claim.principal != round_cents(claim.principal):
            _refuse_amount(claim.principal, f"claims.{index}.principal")
        if claim.contract_rate is not None:
            check_is_counted(claim, f"claims.{index}.contract_rate")
            check_changes(claim, f"claims.{index}")
        if (
            claim.credits or claim.other_costs or claim.surcharge is not None or claim.acceleration is not None
            or claim.penalty is not None
        ):
            check_corrections(claim, kind_of(claim, facts.debtor), f"claims.{index}")
    return refs


def _check_payment(payment: Payment, refs: set[str], debtors: Sequence[Debtor], index: int) -> None:
    if payment.claim is not None and payment.claim not in refs:
        raise InvalidFacts(f"vordering {payment.claim} bestaat niet", field=f"payments.{index}.claim")
    if payment.debtor is not None and payment.debtor not in [debtor.ref for debtor in debtors]:
        raise InvalidFacts(f"schuldenaar {payment.debtor} bestaat niet", field=f"payments.{index}.debtor")
    if payment.amount <= ZERO or payment.amount != round_cents(payment.amount):
        _refuse_amount(payment.amount, f"payments.{index}.amount")


def _check_notice(notice: Notice, path: str) -> None:
    if notice.delivered_on is not None and notice.delivered_on < notice.sent_on:
        raise InvalidFacts("bezorgd voordat de brief was verzonden", field=f"{path}.delivered_on")


def _check_later(notices: Sequence[Notice], refs: Collection[str], path: str) -> None:
    for index, notice in enumerate(notices):
        _check_notice(notice, f"{path}.{index}")
        if not notice.claims:
            text = "een brief over vorderingen die later kwamen, noemt die vorderingen"
            raise InvalidFacts(text, field=f"{path}.{index}.claims_named")
        for ref in notice.claims:
            if ref not in refs:
                raise InvalidFacts(f"vordering {ref} bestaat niet", field=f"{path}.{index}.claims_named")


def _check_debtors(debtors: Sequence[Debtor], claims: Collection[str]) -> None:
    refs: set[str] = set()
    for index, debtor in enumerate(debtors):
        path = f"debtors.{index}"
        if debtor.ref in refs:
            raise InvalidFacts(f"schuldenaar {debtor.ref} komt tweemaal voor", field=f"{path}.ref")
        refs.add(debtor.ref)
        if (debtor.share is not None) is not (debtor.liability is Liability.SHARE):
            text = "een deel hoort bij wie een deel schuldig is, en bij niemand anders"
            raise InvalidFacts(text, field=f"{path}.share")
        if debtor.most is not None:
            _check_most(debtor, f"{path}.most")
        if debtor.notice is not None:
            _check_notice(debtor.notice, f"{path}.notice")
        _check_later(debtor.later_notices, claims, f"{path}.later_notices")


def _check_most(debtor: Debtor, path: str) -> None:
    if debtor.liability is not Liability.GUARANTOR:
        raise InvalidFacts("een hoogste bedrag hoort bij een borg, en bij niemand anders", field=path)
    if debtor.most is not None and (debtor.most <= ZERO or debtor.most != round_cents(debtor.most)):
        _refuse_amount(debtor.most, path)


def _refuse_amount(amount: Decimal, field_path: str) -> None:
    if amount <= 0:
        raise InvalidFacts("het bedrag moet meer dan nul zijn", field=field_path)
    raise InvalidFacts("het bedrag heeft meer dan twee decimalen", field=field_path)
