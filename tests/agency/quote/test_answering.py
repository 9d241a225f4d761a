"""`agency quote`: the contract, its errors, and its schemas."""

import copy
import json
from typing import Any

import pytest
from click.testing import CliRunner

from agency.commands.cli import agency
from agency.quote import answering
from tests.agency.json_schema import mismatches
from tests.legal.figures import FIGURES_2026

REQUEST: dict[str, Any] = {
    "on": "2026-11-21",
    "debtor": "consumer",
    "creditor_reclaims_vat": True,
    "claims": [
        {
            "ref": "F1",
            "principal": "1000.00",
            "interest_from": "2026-02-01",
            "interest": "statutory",
            "contract_rate": None,
        }
    ],
    "notice": {"sent_on": "2026-10-05", "channel": "ordinary_post", "delivered_on": None},
    "handed_over_on": None,
    "payments": [{"received_on": "2026-10-20", "amount": "100.00", "claim": None}],
    "policy": {},
}


def ask(request: Any) -> Any:
    text, status = answering.answer(json.dumps(request), FIGURES_2026)
    assert status == 0, text
    return json.loads(text)


def refusal(request: Any) -> dict[str, Any]:
    text, status = answering.answer(request if isinstance(request, str) else json.dumps(request), FIGURES_2026)
    assert status == 2
    found: dict[str, Any] = json.loads(text)["error"]
    return found


def changed(path: str, value: Any = None, *, remove: bool = False) -> dict[str, Any]:
    """The request with the field at `path` set, or removed."""
    request: Any = copy.deepcopy(REQUEST)
    place = request
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    if remove:
        del place[last]
    else:
        place[last] = value
    return request  # type: ignore[no-any-return]


def agreed(**rate: Any) -> dict[str, Any]:
    """The request with agreed interest of one percent a month, or with a rate that differs from it."""
    claim = REQUEST["claims"][0] | {
        "interest": "contractual", "contract_rate": {"percent": "1.0", "per": "month", "compound": False} | rate,
    }
    return changed("claims", [claim])


def test_the_example_of_the_contract() -> None:
    """262 days to the payment: 28.71; 15% of 928.71; 32 days on what is left."""
    found = ask(REQUEST)
    amounts = {key: found[key] for key in ("principal", "interest", "costs", "vat_on_costs", "paid", "balance")}
    assert amounts == {
        "principal": "1000.00",
        "interest": "31.97",
        "costs": "139.31",
        "vat_on_costs": "0.00",
        "paid": "100.00",
        "balance": "1071.28",
    }
    assert found["costs_claimable_from"] == "2026-10-22"
    assert found["notice"] == {
        "delivered_on": "2026-10-07",
        "delivery_basis": "presumed",
        "last_free_day": "2026-10-21",
        "costs_claimable_from": "2026-10-22",
    }
    assert found["lines"][0]["rate_percent"] == "4.00"
    assert found["payments"][0]["per_claim"] == [
        {"ref": "F1", "costs": "0.00", "interest": "28.71", "principal": "71.29"}
    ]
    assert found["claims"] == [
        {"ref": "F1", "principal": "1000.00", "interest": "31.97", "paid": "100.00", "balance": "931.97"}
    ]
    assert found["policy"] == {
        "day_count": "ACT/365F",
        "full_year_exact": False,
        "payment_day_counts": True,
        "feb29_anniversary": "feb_28",
        "rounding": "per_segment",
        "segment_cuts": "real_changes",
        "extend_term": True,
    }


def test_a_list_is_answered_as_a_list_in_order() -> None:
    later = changed("on", "2026-12-31")
    assert [each["on"] for each in ask([later, REQUEST])] == ["2026-12-31", "2026-11-21"]
    assert ask([]) == []


def test_optional_fields_may_be_absent_or_null() -> None:
    small = {key: REQUEST[key] for key in ("on", "debtor", "creditor_reclaims_vat")}
    small["claims"] = [{key: REQUEST["claims"][0][key] for key in ("ref", "principal", "interest_from", "interest")}]
    nothing = {"notice": None, "handed_over_on": None, "payments": [], "policy": None}
    assert ask(small) == ask(small | nothing)
    assert (ask(small)["notice"], ask(small)["costs"]) == (None, "0.00")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("day_count", "ACT/ACT"),
        ("full_year_exact", True),
        ("payment_day_counts", False),
        ("feb29_anniversary", "mar_1"),
        ("rounding", "at_end"),
        ("segment_cuts", "half_years"),
        ("extend_term", False),
    ],
)
def test_every_policy_key_works_and_is_answered(key: str, value: Any) -> None:
    request = changed("policy", {key: value})
    request["claims"] = [{"ref": "F1", "principal": "1234.56", "interest_from": "2020-02-29", "interest": "statutory"}]
    request["notice"]["sent_on"] = "2026-11-05"  # delivered Saturday 7; ends Saturday 21
    plain = copy.deepcopy(request) | {"policy": {}}
    found = ask(request)
    assert found["policy"][key] == value
    without = ask(plain)
    assert any(found[part] != without[part] for part in ("lines", "interest", "notice"))


@pytest.mark.parametrize(
    ("request_", "field", "code"),
    [
        (changed("claims.0.principal", "1000"), "claims.0.principal", "invalid"),
        (changed("claims.0.principal", 1000.0), "claims.0.principal", "invalid"),
        (changed("claims.0.principal", "-1.00"), "claims.0.principal", "invalid"),
        (changed("claims.0.principal", "0.00"), "claims.0.principal", "invalid"),
        (changed("claims.0.principal", "1.00\n"), "claims.0.principal", "invalid"),
        (changed("claims.0.principal", remove=True), "claims.0.principal", "missing"),
        (changed("claims.0.interest", "legal"), "claims.0.interest", "invalid"),
        (changed("claims.0.interest_from", "2026-02-30"), "claims.0.interest_from", "invalid"),
        (changed("claims.0.interest_from", "20260201"), "claims.0.interest_from", "invalid"),
        (changed("claims.0.interest_from", "1975-02-01"), "claims.0.interest_from", "parameter_unknown"),
        (changed("claims.0.colour", "red"), "claims.0.colour", "unknown_field"),
        (agreed(per="week"), "claims.0.contract_rate.per", "invalid"),
        (agreed(percent=1), "claims.0.contract_rate.percent", "invalid"),
        (changed("claims", []), "claims", "invalid"),
        (changed("claims", {}), "claims", "invalid"),
        (changed("claims", [1]), "claims.0", "invalid"),
        (changed("claims", REQUEST["claims"] * 2), "claims.1.ref", "invalid"),
        (changed("on", remove=True), "on", "missing"),
        (changed("on", "2027-01-01"), "on", "parameter_unknown"),
        (changed("debtor", "person"), "debtor", "invalid"),
        (changed("creditor_reclaims_vat", "yes"), "creditor_reclaims_vat", "invalid"),
        (changed("payments.0.claim", "F9"), "payments.0.claim", "invalid"),
        (changed("payments.0.amount", "0.00"), "payments.0.amount", "invalid"),
        (changed("notice.channel", "pigeon"), "notice.channel", "invalid"),
        (changed("notice.delivered_on", "2026-10-01"), "notice.delivered_on", "invalid"),
        (changed("notice.sent_on", "2028-12-28"), "notice.sent_on", "parameter_unknown"),
        (changed("policy.margin", True), "policy.margin", "unknown_field"),
        (changed("policy.rounding", "up"), "policy.rounding", "invalid"),
        (changed("policy.extend_term", "no"), "policy.extend_term", "invalid"),
        ("not json", "", "invalid"),
        ('{"on": "2026-11-21", "on": "2026-11-22"}', "", "invalid"),
        ("7", "", "invalid"),
        ("[" * 100000, "", "invalid"),
    ],
)
def test_errors_name_the_field_and_the_code(request_: Any, field: str, code: str) -> None:
    found = refusal(request_)
    assert (found["index"], found["field"], found["code"]) == (0, field, code)
    assert found["message"]


def test_contractual_interest_needs_its_rate() -> None:
    request = agreed()
    assert ask(request)["lines"][0]["rate_percent"] == "12.00"
    del request["claims"][0]["contract_rate"]
    assert refusal(request)["code"] == "missing"


def test_one_bad_request_fails_the_list() -> None:
    assert refusal([REQUEST, changed("debtor", None)])["index"] == 1


def test_prescription_per_claim() -> None:
    asked = {
        "regime": "consumer_sale",
        "due_date": "2024-01-31",
        "interruptions": [{"kind": "demand", "on": "2025-03-03"}, {"kind": "withdrawn_action", "on": "2026-03-03"}],
    }
    claim = ask(changed("claims.0.prescription", asked))["claims"][0]
    assert claim["prescription"]["barred_from"] == "2027-03-04"
    found = refusal(changed("claims.0.prescription", asked | {"regime": "rent"}))
    assert found["field"] == "claims.0.prescription.regime"


SEVERAL = [
    REQUEST,
    changed("creditor_reclaims_vat", False),
    changed("claims.0.principal", "100.00"),
    agreed(),
    changed("claims.0.interest", "none"),
    changed("notice", None),
    changed("notice.channel", "email"),
    changed("payments.0.amount", "5000.00"),
    changed("claims.0.prescription", {"regime": "contract", "due_date": "2026-01-31"}),
    changed("debtor", "business"),
]


@pytest.mark.parametrize("request_", SEVERAL)
def test_requests_and_answers_match_their_schemas(request_: dict[str, Any]) -> None:
    assert mismatches(json.loads(answering.schema("request")), request_) == []
    assert mismatches(json.loads(answering.schema("answer")), ask(request_)) == []


def test_schemas_match_lists_and_errors_and_refuse_other_things() -> None:
    answer, request = json.loads(answering.schema("answer")), json.loads(answering.schema("request"))
    assert mismatches(answer, ask(SEVERAL)) == []
    assert mismatches(answer, {"error": refusal(changed("debtor", "person"))}) == []
    assert mismatches(answer, ask(REQUEST) | {"balance": 1}) != []
    assert mismatches(request, changed("claims.0.principal", "1000")) != []
    assert mismatches(request, changed("policy.margin", True)) != []


@pytest.mark.parametrize("side", ["request", "answer"])
def test_the_command_prints_its_schemas(side: str) -> None:
    printed = CliRunner().invoke(agency, ["quote", "--schema", side])
    assert (printed.exit_code, json.loads(printed.stdout)) == (0, json.loads(answering.schema(side)))
