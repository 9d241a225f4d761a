"""What a guarantor (borg) answers for, and what he paid of it. Law: art. 7:855 BW."""

from datetime import date
from decimal import Decimal

from legal.facts import CaseFacts, Debtor, Valuation
from legal.money import ZERO


def guaranteed(debtor: Debtor, facts: CaseFacts, whole: Valuation) -> Decimal:
    """The principal in default that a guarantor answers for, before anything was paid of it (euro)."""
    in_default = {claim.ref for claim in facts.claims if claim.interest_from <= whole.on}
    principal = sum((claim.principal for claim in whole.claims if claim.ref in in_default), ZERO)
    return principal if debtor.most is None else min(principal, debtor.most)


def paid_by(debtor: Debtor, facts: CaseFacts, *, on: date) -> Decimal:
    """What one of the debtors paid through `on` (euro)."""
    return sum((each.amount for each in facts.payments if each.debtor == debtor.ref and each.received_on <= on), ZERO)
