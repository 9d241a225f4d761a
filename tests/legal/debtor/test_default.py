"""Default: the first day that bears interest and what it rests on."""

from datetime import date

import pytest

from legal.debtor.debtor_tests import debtor_kind, wki_rules_apply
from legal.debtor.default import DefaultBasis, DefaultFinding, DefaultLack, PaymentTerm, Reminder, default_of
from legal.facts import Channel, DebtorKind
from tests.legal.factories import FIGURES

DUE = date(2026, 1, 31)
POST = Channel.ORDINARY_POST


def found(term: PaymentTerm) -> DefaultFinding | DefaultLack:
    return default_of(term, holidays=FIGURES.holidays)


def test_an_agreed_term_that_passed() -> None:
    """Art. 6:83 onder a BW: the day after the last day for payment."""
    finding = found(PaymentTerm(due_date=DUE, term_agreed=True, clause="artikel 4 van de voorwaarden"))
    assert isinstance(finding, DefaultFinding)
    assert (finding.first_day, finding.basis) == (date(2026, 2, 1), DefaultBasis.AGREED_TERM)
    assert "artikel 4 van de voorwaarden" in finding.explanation
    assert "31-01-2026" in finding.explanation


@pytest.mark.parametrize("term_agreed", [False, None])
def test_a_term_on_the_invoice_alone_needs_a_demand(term_agreed: bool | None) -> None:
    """Posted on Monday 2 February: received Wednesday 4, fourteen days through the 18th."""
    finding = found(
        PaymentTerm(due_date=DUE, term_agreed=term_agreed, reminder=Reminder(sent_on=date(2026, 2, 2), channel=POST))
    )
    assert isinstance(finding, DefaultFinding)
    assert (finding.first_day, finding.basis) == (date(2026, 2, 19), DefaultBasis.NOTICE)
    assert finding.law == "art. 6:82 lid 1 BW"


def test_a_refusal_makes_a_demand_needless() -> None:
    finding = found(PaymentTerm(due_date=DUE, term_agreed=False, refused_on=date(2026, 2, 10)))
    assert isinstance(finding, DefaultFinding)
    assert (finding.first_day, finding.basis) == (date(2026, 2, 11), DefaultBasis.STATEMENT)


def test_a_commercial_claim_without_an_agreed_term() -> None:
    """Art. 6:119a lid 2 BW: thirty days from the day after receipt of the invoice."""
    term = PaymentTerm(due_date=DUE, term_agreed=False, is_commercial=True, invoice_received_on=date(2026, 1, 1))
    finding = found(term)
    assert isinstance(finding, DefaultFinding)
    assert (finding.first_day, finding.basis) == (date(2026, 2, 1), DefaultBasis.STATUTORY_TERM)


def test_the_earliest_ground_counts() -> None:
    reminder = Reminder(sent_on=date(2026, 2, 2), channel=POST)
    finding = found(PaymentTerm(due_date=DUE, term_agreed=True, reminder=reminder, refused_on=date(2026, 3, 1)))
    assert isinstance(finding, DefaultFinding)
    assert finding.basis is DefaultBasis.AGREED_TERM


@pytest.mark.parametrize(
    ("term", "code"),
    [
        (PaymentTerm(due_date=DUE, term_agreed=None), "term_agreement_unknown"),
        (PaymentTerm(due_date=DUE, term_agreed=False), "no_notice_of_default"),
        (
            PaymentTerm(due_date=DUE, term_agreed=False, reminder=Reminder(sent_on=DUE, channel=POST)),
            "reminder_before_due",
        ),
        (
            PaymentTerm(
                due_date=DUE, term_agreed=False, reminder=Reminder(sent_on=date(2026, 2, 2), channel=Channel.EMAIL)
            ),
            "reminder_not_delivered",
        ),
    ],
)
def test_lacks_by_name(term: PaymentTerm, code: str) -> None:
    lack = found(term)
    assert isinstance(lack, DefaultLack)
    assert lack.code == code
    assert lack.supplier


@pytest.mark.parametrize(
    ("natural", "business", "country", "consumer", "wki"),
    [
        (True, False, "NL", True, True),
        (True, True, "NL", False, True),  # a sole trader with a business debt: outside the one, inside the other
        (True, False, "BE", True, False),
        (False, True, "NL", False, False),
        (False, False, "NL", False, False),
    ],
)
def test_the_two_debtor_tests_are_apart(natural: bool, business: bool, country: str, consumer: bool, wki: bool) -> None:
    kind = debtor_kind(is_natural_person=natural, acted_in_business=business)
    assert kind is (DebtorKind.CONSUMER if consumer else DebtorKind.BUSINESS)
    assert wki_rules_apply(is_natural_person=natural, domicile_country=country) is wki
