"""The two tests of who the debtor is. They differ, and no rule may use the one for the other."""

from legal.facts import DebtorKind

NETHERLANDS = "NL"


def debtor_kind(*, is_natural_person: bool, acted_in_business: bool) -> DebtorKind:
    """Axis A, per claim: a consumer is a natural person who did not act in a profession or business.

    Decides over the fourteen-day notice, mandatory costs and consumer contracts. Law: art. 6:96 lid 5 BW.

    >>> debtor_kind(is_natural_person=True, acted_in_business=True)  # a sole trader
    <DebtorKind.BUSINESS: 'business'>
    """
    return DebtorKind.CONSUMER if is_natural_person and not acted_in_business else DebtorKind.BUSINESS


def wki_rules_apply(*, is_natural_person: bool, domicile_country: str) -> bool:
    """Axis B, per debtor: a natural person domiciled in the Netherlands, in business or not.

    Sole traders and partners of a firm are natural persons. Decides over registration, contact hours and the
    description of the claim. Law: art. 2 onder c Wki; art. 1.1 Bki.
    """
    return is_natural_person and domicile_country.strip().upper() == NETHERLANDS
