"""The gate before a summons writ: each requirement stands in the way by its own name."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from legal.court.gate import summons_gate
from legal.court.gate_facts import AssessmentRecord, ClaimRecord, RegisterCheck, SummonsFacts
from legal.debtor.assessment import Outcome
from legal.debtor.default import DefaultBasis, DefaultFinding, DefaultLack
from legal.facts import DebtorKind, DeliveryBasis, NoticeTerm
from tests.legal.cases.questions import unmet

ON = date(2026, 11, 21)
DEFAULT = DefaultFinding(
    first_day=date(2026, 2, 1),
    basis=DefaultBasis.AGREED_TERM,
    law="art. 6:83 onder a BW",
    explanation="De termijn is voorbij.",
)
LACK = DefaultLack(
    code="no_notice_of_default", missing="Een aanmaning ontbreekt.", supplier="behandelaar", law="art. 6:82 BW"
)
CLAIM = ClaimRecord(ref="F1", default=DEFAULT, has_invoice=True, has_agreement=True, barred_from=date(2031, 2, 1))
CHECKED = RegisterCheck(checked_on=date(2026, 11, 7), found=False, has_proof=True)
NOTICE = NoticeTerm(
    delivered_on=date(2026, 10, 7),
    delivery_basis=DeliveryBasis.PRESUMED,
    last_free_day=date(2026, 10, 21),
    costs_claimable_from=date(2026, 10, 22),
)
READY = SummonsFacts(
    on=ON,
    debtor=DebtorKind.CONSUMER,
    balance=Decimal("1071.28"),
    claims=(CLAIM,),
    notice=NOTICE,
    is_disputed=False,
    open_holds=(),
    assessment=AssessmentRecord(outcome=Outcome.ABLE_UNWILLING, decided_by=1, confirmed_by=2),
    insolvency_check=CHECKED,
    guardianship_check=CHECKED,
    mandate="Incasso-opdracht van 2 januari 2026",
    cost_ceiling=Decimal("250.00"),
    ceiling_approved_on=date(2026, 11, 10),
    debtor_name="Jansje de Voorbeeld",
    debtor_street="Proefstraat 1",
    debtor_postal_code="1234 AB",
    debtor_place="Testdam",
    minor_flag_unresolved=False,
)


def test_a_complete_case_passes() -> None:
    assert unmet(READY) == ()
    assert all(item.found and item.law and item.supplier for item in summons_gate(READY))


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"balance": Decimal("0.00")}, "balance", "niets meer open"),
        ({"claims": ()}, "default", "geen vorderingen"),
        ({"claims": (replace(CLAIM, default=LACK),)}, "default", "aanmaning ontbreekt"),
        (
            {"claims": (replace(CLAIM, default=replace(DEFAULT, first_day=date(2026, 11, 22))),)},
            "default",
            "begint pas",
        ),
        ({"notice": None}, "notice", "geen veertiendagenbrief"),
        ({"notice_defects": ("De termijn is te kort.",)}, "notice", "gebrekkig"),
        ({"notice": replace(NOTICE, delivered_on=None)}, "notice", "geen bewijs"),
        ({"notice": replace(NOTICE, last_free_day=ON)}, "notice", "loopt nog"),
        ({"is_disputed": True}, "dispute", "betwist"),
        ({"open_holds": ("Schuldhulp",)}, "hold", "Schuldhulp"),
        ({"assessment": None}, "assessment", "geen beoordeling"),
        (
            {"assessment": AssessmentRecord(outcome=Outcome.ABLE_UNWILLING, decided_by=1)},
            "assessment",
            "tweede persoon",
        ),
        (
            {"assessment": AssessmentRecord(outcome=Outcome.ABLE_UNWILLING, decided_by=1, confirmed_by=1)},
            "assessment",
            "van een ander",
        ),
        (
            {"assessment": AssessmentRecord(outcome=Outcome.UNABLE_WILLING, decided_by=1, confirmed_by=2)},
            "assessment",
            "Alleen bij betalingsonwil",
        ),
        ({"insolvency_check": None}, "insolvency_check", "niet in het insolventieregister gekeken"),
        ({"insolvency_check": replace(CHECKED, checked_on=date(2026, 11, 6))}, "insolvency_check", "ouder dan 14"),
        ({"insolvency_check": replace(CHECKED, found=True)}, "insolvency_check", "curator"),
        ({"guardianship_check": replace(CHECKED, has_proof=False)}, "guardianship_check", "bewijs"),
        ({"guardianship_check": replace(CHECKED, checked_on=date(2026, 11, 22))}, "guardianship_check", "toekomst"),
        ({"mandate": " "}, "mandate", "ontbreekt"),
        ({"claims": (replace(CLAIM, has_invoice=False),)}, "invoice", "F1"),
        ({"claims": (replace(CLAIM, has_agreement=False),)}, "agreement", "F1"),
        ({"cost_ceiling": None}, "cost_ceiling", "geen kostenmaximum"),
        ({"ceiling_approved_on": None}, "cost_ceiling", "niet goedgekeurd"),
        ({"claims": (replace(CLAIM, barred_from=ON),)}, "prescription", "verjaard"),
        ({"claims": (replace(CLAIM, barred_from=None),)}, "prescription", "niet berekend"),
        ({"debtor_postal_code": ""}, "address", "postcode"),
        ({"minor_flag_unresolved": True}, "minor", "minderjarig"),
    ],
)
def test_each_requirement_by_name(change: dict[str, Any], code: str, words: str) -> None:
    items = unmet(replace(READY, **change))
    item = next(item for item in items if item.code == code)
    assert words in item.missing
    if change != {"claims": ()}:
        assert [each.code for each in items] == [code]


DECIDED = AssessmentRecord(outcome=Outcome.ABLE_UNWILLING, decided_by=1, confirmed_by=2, decided_on=date(2026, 8, 23))


def test_an_assessment_counts_for_ninety_days() -> None:
    assert unmet(replace(READY, assessment=DECIDED)) == ()
    (item,) = unmet(replace(READY, assessment=replace(DECIDED, decided_on=date(2026, 8, 22))))
    assert (item.code, item.supplier) == ("assessment", "behandelaar")
    assert "gold tot en met 20-11-2026 (90 dagen). Beoordeel opnieuw." in item.missing


@pytest.mark.parametrize("change", [
    {"contrary": ("zegt niet te kunnen betalen (20-11-2026)",)}, {"objections": ("Er is geen teken dat hij kan.",)},
])
def test_what_came_since_makes_an_assessment_stale(change: dict[str, Any]) -> None:
    (item,) = unmet(replace(READY, assessment=replace(DECIDED, **change)))
    assert next(iter(change.values()))[0] in item.missing
    assert "Beoordeel opnieuw." in item.missing


def test_costs_above_the_claim_are_a_warning_and_no_block() -> None:
    small = replace(READY, balance=Decimal("12.50"), cost_ceiling=Decimal("450.00"))
    assert unmet(small) == ()
    (item,) = [item for item in summons_gate(small) if item.warning]
    assert item.code == "cost_ceiling"
    assert "hoger dan wat openstaat (€ 12,50)" in item.warning
    assert not any(item.warning for item in summons_gate(READY))


def test_a_business_needs_no_fourteen_day_notice() -> None:
    business = replace(READY, debtor=DebtorKind.BUSINESS, notice=None)
    assert unmet(business) == ()
    assert "notice" not in [item.code for item in summons_gate(business)]


def test_amounts_are_dutch() -> None:
    (item,) = [item for item in summons_gate(replace(READY, balance=Decimal("12345.60"))) if item.code == "balance"]
    assert "€ 12.345,60" in item.found


def test_a_lack_of_default_says_who_can_supply_it() -> None:
    (item,) = unmet(replace(READY, claims=(replace(CLAIM, default=LACK),)))
    assert item.supplier == "behandelaar"
