"""What a quote answers besides amounts: daily interest, defects of a notice, and a lawsuit with its costs."""

import copy
import json
from typing import Any

import pytest

from agency.quote import answering
from agency.quote.request import CLAUSE_POLICY, COSTS_POLICY, EARLIER_TERM, POLICY
from agency.quote.request import REQUEST as REQUEST_FIELDS
from agency.quote.request_claims import CLAIM, CONTRACT_RATE, CREDIT, OTHER_COST, PENALTY, PRESCRIPTION
from agency.quote.request_debtors import DEBTOR, PAYMENT
from agency.quote.request_debtors import NOTICE as NOTICE_FIELDS
from agency.quote.request_extras import COURT as COURT_FIELDS
from legal.court.competence import Subject
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from legal.facts import Channel, ClaimNature, CostKind, CreditEffect, DebtorKind, InterestKind, Liability
from legal.parameters import PartyKind
from legal.policies import BusinessCostBasis, CostsOrder, CreditAfterNotice
from tests.agency.json_schema import mismatches
from tests.agency.quote.test_answering import REQUEST, ask, changed, refusal

NOTICE = {
    "sent_on": "2026-10-05",
    "channel": "ordinary_post",
    "text": "Betaal € 1.000,00 binnen vijftien dagen nadat deze brief bij u is bezorgd. "
    "Anders komen daar incassokosten bij van € 150,00.",
    "fee_named": "150.00",
}
COURT = {"claimant": "legal_entity", "served_on": "2026-11-25", "first_session_on": "2026-12-09"}


def matched(request: dict[str, Any]) -> Any:
    """The answer, after both sides were held against their schemas."""
    found = ask(request)
    assert mismatches(json.loads(answering.schema("request")), request) == []
    assert mismatches(json.loads(answering.schema("answer")), found) == []
    return found


def with_notice(**more: Any) -> dict[str, Any]:
    return changed("notice", NOTICE | more)


def with_court(**more: Any) -> dict[str, Any]:
    request = copy.deepcopy(REQUEST)
    request["court"] = COURT | more
    return request


def test_daily_interest_is_that_of_the_next_day() -> None:
    """928.71 at 4 %."""
    assert matched(REQUEST)["daily_interest"] == {"from": "2026-11-22", "amount": "0.10"}


def test_past_the_known_rates_daily_interest_is_null() -> None:
    assert matched(changed("on", "2026-12-31"))["daily_interest"] == {"from": "2027-01-01", "amount": None}


def test_nothing_is_added_for_a_plain_request() -> None:
    found = matched(REQUEST)
    assert "notice_verdict" not in found
    assert "court" not in found


SENT = {"sent_on": "2026-10-05", "channel": "ordinary_post"}


@pytest.mark.parametrize(("verdict", "costs"), [
    ({}, "139.31"),
    ({"defects": None, "claims": None, "most_costs": None}, "139.31"),
    ({"defects": [], "claims": ["F1"]}, "139.31"),
    ({"defects": ["term_too_short"]}, "0.00"),
    ({"claims": []}, "0.00"),
    ({"most_costs": "41.30"}, "41.30"),
])
def test_a_verdict_that_is_known_is_taken_as_it_is(verdict: dict[str, Any], costs: str) -> None:
    found = matched(changed("notice", {**SENT, "verdict": verdict}))
    assert found["costs"] == costs
    assert "notice_verdict" not in found, "it was not judged again"


@pytest.mark.parametrize(("field", "value"), [
    ("claims_named", ["F1"]), ("addressed_to", ["schuldenaar"]), ("fee_named", "150.00"), ("text", "Betaal."),
])
def test_a_notice_is_not_judged_beside_its_verdict(field: str, value: Any) -> None:
    error = refusal(changed("notice", {**SENT, "verdict": {"defects": ["term_too_short"]}, field: value}))
    assert (error["field"], error["code"]) == (f"notice.{field}", "invalid")


@pytest.mark.parametrize(("verdict", "field"), [
    ({"defect": []}, "notice.verdict.defect"), ({"defects": [""]}, "notice.verdict.defects.0"),
    ({"most_costs": "-0.01"}, "notice.verdict.most_costs"), ([], "notice.verdict"),
])
def test_a_verdict_is_read_strictly(verdict: Any, field: str) -> None:
    assert refusal(changed("notice", {**SENT, "verdict": verdict}))["field"] == field


def test_a_good_notice_changes_no_amount() -> None:
    found = matched(with_notice())
    assert found["notice_verdict"] == {
        "is_valid": True,
        "covers": ["F1"],
        "reaches": ["schuldenaar"],
        "most_that_can_be_claimed": None,
        "defects": [],
    }
    assert found["costs"] == ask(REQUEST)["costs"] == "139.31"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": NOTICE["text"].replace("vijftien", "veertien")}, "term_too_short"),  # type: ignore[attr-defined]
        ({"has_bounced": True}, "bounced"),
        ({"fee_named": "160.00", "text": None}, "fee_too_high"),
        ({"claims_named": []}, "sent_before_default"),
        ({"addressed_to": ["iemand anders"]}, "no_debtor_addressed"),
    ],
)
def test_a_defect_makes_the_fee_zero(more: dict[str, Any], code: str) -> None:
    found = matched(with_notice(**more))
    assert code in [defect["code"] for defect in found["notice_verdict"]["defects"]]
    assert (found["costs"], found["costs_claimable_from"]) == ("0.00", None)
    assert found["payments"][0]["costs"] == "0.00"


def test_a_claim_left_out_of_the_notice_bears_no_fee() -> None:
    request = with_notice(claims_named=["F1"], fee_named=None, text=None)
    second = {"ref": "F2", "principal": "400.00", "interest_from": "2026-03-01", "interest": "statutory"}
    request["claims"].append(second)
    found = matched(request)
    assert [(each["code"], each["about"]) for each in found["notice_verdict"]["defects"]] == [("claim_left_out", "F2")]
    assert found["costs"] == "139.31"


def test_a_business_gets_no_verdict() -> None:
    request = with_notice() | {"debtor": "business"}
    assert "notice_verdict" not in matched(request)


def test_a_joint_debtor_without_a_notice_is_named() -> None:
    request = with_notice(addressed_to=["A. Voorbeeld"]) | {"debtors": ["A. Voorbeeld", "B. Voorbeeld"]}
    found = matched(request)["notice_verdict"]
    assert (found["reaches"], found["defects"][0]["about"]) == (["A. Voorbeeld"], "B. Voorbeeld")


def test_a_lawsuit() -> None:
    """On 25 November: 928.71, 36 days interest (3.66) and 139.31 costs; writ, fee of 1,500, a point of 1,250."""
    found = matched(with_court(municipality="Utrecht"))["court"]
    assert found["competence"]["is_subdistrict"] is True
    assert found["competence"]["law"] == "art. 93 onder a Rv"
    assert (found["session_place"]["place"], found["session_place"]["confidence"]) == ("Utrecht", "unverified")
    terms = found["terms"]
    assert (terms["last_day"], terms["earliest_session"]) == ("2026-12-02", "2026-12-03")
    assert (terms["last_filing_day"], terms["term_is_kept"]) == ("2026-12-08", True)
    costs = found["costs"]
    assert [item["amount"] for item in costs["items"]] == ["125.57", "350.00", "144.00", "72.00"]
    assert (costs["claim"], costs["advance"], costs["worst_case"]) == ("1071.68", "475.57", "835.57")


def test_a_session_inside_the_term_is_seen() -> None:
    assert matched(with_court(first_session_on="2026-12-02"))["court"]["terms"]["term_is_kept"] is False
    assert matched(with_court(country="BE"))["court"]["terms"]["earliest_session"] == "2026-12-24"


def test_a_place_that_is_not_in_the_table_is_for_the_bailiff() -> None:
    place = matched(with_court(municipality="Zeist"))["court"]["session_place"]
    assert (place["place"], "deurwaarder" in place["remark"]) == (None, True)


def test_a_large_claim_goes_to_another_court_and_gets_no_forecast() -> None:
    request = with_court()
    request["claims"][0]["principal"] = "30000.00"
    found = matched(request)["court"]
    assert (found["competence"]["is_subdistrict"], found["costs"]) == (False, None)
    request["claims"][0]["subject"] = "rent"
    assert matched(request)["court"]["competence"]["is_subdistrict"] is True


@pytest.mark.parametrize(
    ("court", "field", "code"),
    [
        ({"claimant": "person"}, "court.claimant", "invalid"),
        ({"colour": "red"}, "court.colour", "unknown_field"),
        ({"first_session_on": "2026-11-25"}, "court.first_session_on", "invalid"),
        ({"judgment_on": "2026-12-08"}, "court.judgment_on", "invalid"),
        ({"first_session_on": "2027-01-06"}, "court.first_session_on", "parameter_unknown"),
        ({"judgment_on": "2027-01-06"}, "court.judgment_on", "parameter_unknown"),
        ({"served_on": "2025-12-01", "first_session_on": "2025-12-17"}, "court.served_on", "parameter_unknown"),
        ({"served_on": "2027-01-04", "first_session_on": "2027-01-20"}, "court.served_on", "parameter_unknown"),
        ({"country": "US"}, "court.country", "not_supported"),
    ],
)
def test_what_is_refused_is_named(court: dict[str, Any], field: str, code: str) -> None:
    found = refusal(with_court(**court))
    assert (found["field"], found["code"]) == (field, code)


def test_the_missing_year_says_so() -> None:
    found = refusal(with_court(served_on="2025-12-01", first_session_on="2026-01-07"))
    assert (found["code"], "2025" in found["message"]) == ("parameter_unknown", True)


def test_more_of_prescription() -> None:
    asked = {
        "regime": "contract",
        "due_date": "2021-03-10",
        "interruptions": [{"kind": "failed_action", "on": "2025-06-01", "ended_on": "2026-01-10"}],
        "extensions": [{"ground": "spouses", "first_day": "2024-01-01", "last_day": "2026-03-10"}],
        "is_performance": True,
    }
    found = matched(changed("claims.0.prescription", asked))["claims"][0]["prescription"]
    assert found["barred_from"] == "2026-09-11"
    stop = {"regime": "damages", "due_date": "2021-03-10", "long_stop_from": "2004-03-10"}
    found = matched(changed("claims.0.prescription", stop))["claims"][0]["prescription"]
    assert (found["barred_from"], found["law"]) == ("2024-03-11", "art. 3:310 lid 1 BW (twintig jaar)")
    assert (found["is_barred"], found["alarm_reached"]) == (True, None)
    wrong = refusal(changed("claims.0.prescription", stop | {"regime": "periodic"}))
    assert wrong["field"] == "claims.0.prescription.long_stop_from"


@pytest.mark.parametrize(("percent", "law"), [
    (None, "art. 6:119b lid 1 BW"),
    ("0.5", "art. 6:119b lid 1 BW"),
    ("1.0", "art. 6:119b lid 8 BW (tekst 2017)"),  # 12 % a year, more than the statutory rate
])
def test_interest_of_the_government(percent: str | None, law: str) -> None:
    rate = None if percent is None else {"percent": percent, "per": "month", "compound": False}
    request = changed("claims.0.contract_rate", rate) | {"debtor": "business"}
    request["claims"][0]["interest"] = "government"
    assert matched(request)["lines"][0]["law"] == law


def test_a_fee_named_below_the_scale_is_the_most() -> None:
    found = matched(with_notice(fee_named="60.00", text=None))
    assert found["notice_verdict"]["most_that_can_be_claimed"] == "60.00"
    assert found["costs"] == "60.00"


def test_agreed_costs_between_businesses() -> None:
    request = changed("debtor", "business") | {"agreed_costs": {"percent": "20", "concluded_on": "2025-01-01"}}
    request["handed_over_on"] = "2026-03-01"
    found = matched(request)
    assert found["costs"] == "200.00"
    assert [remark["code"] for remark in found["remarks"]] == ["agreed_costs_moderation"]
    assert refusal(request | {"debtor": "consumer"})["field"] == "agreed_costs"


def test_prescription_tells_what_counted_and_which_alarm_was_reached() -> None:
    """Two new years from the day after the demand: barred from 4 March 2027."""
    asked = {
        "regime": "consumer_sale",
        "due_date": "2024-01-31",
        "interruptions": [{"kind": "demand", "on": "2025-03-03"}, {"kind": "withdrawn_action", "on": "2026-03-03"}],
    }
    found = matched(changed("claims.0.prescription", asked))["claims"][0]["prescription"]
    assert (found["regime"], found["is_barred"]) == ("consumer_sale", False)
    assert found["counted"] == [{"kind": "demand", "on": "2025-03-03"}]
    assert found["alarms"] == ["2026-03-04", "2026-09-04", "2026-12-04", "2027-02-04"]
    assert found["alarm_reached"] == 6


def test_the_court_of_the_home_or_of_the_rented_property() -> None:
    found = matched(with_court(municipality="Zeist"))["court"]
    assert [(each["municipality"], each["law"]) for each in found["forums"]] == [("Zeist", "art. 99 lid 1 en 101 Rv")]
    assert found["is_checked_ex_officio"] is True
    assert found["terms"]["latest_service_day"] == "2026-12-01"
    request = with_court(municipality="Zeist", let_property="Utrecht")
    request["claims"][0]["subject"] = "rent"
    found = matched(request)["court"]
    assert [(each["municipality"], each["is_exclusive"]) for each in found["forums"]] == [("Utrecht", True)]
    assert found["session_place"]["place"] == "Utrecht"


def keys(schema: dict[str, Any]) -> set[str]:
    return set(schema["properties"])


def test_the_schema_of_the_request_names_every_field_that_is_read() -> None:
    parts = json.loads(answering.schema("request"))["$defs"]
    read = {"request": REQUEST_FIELDS, "claim": CLAIM, "notice": NOTICE_FIELDS, "prescription": PRESCRIPTION,
            "policy": POLICY, "court": COURT_FIELDS, "earlier_term": EARLIER_TERM, "contract_rate": CONTRACT_RATE,
            "credit": CREDIT, "other_cost": OTHER_COST, "debtor": DEBTOR, "payment": PAYMENT,
            "costs_policy": COSTS_POLICY, "penalty": PENALTY}  # fmt: skip
    assert {name: keys(parts[name]) for name in read} == {name: set(fields) for name, fields in read.items()}
    assert keys(parts["request"]["properties"]["clause_policy"]["anyOf"][0]) == set(CLAUSE_POLICY)
    enums = {("request", "debtor"): DebtorKind, ("claim", "interest"): InterestKind, ("notice", "channel"): Channel,
             ("prescription", "regime"): PrescriptionRegime, ("court", "claimant"): PartyKind,
             ("other_cost", "kind"): CostKind, ("costs_policy", "b2b_cost_basis"): BusinessCostBasis,
             ("costs_policy", "costs_order"): CostsOrder,
             ("costs_policy", "credit_after_notice"): CreditAfterNotice}  # fmt: skip
    for (part, field), choices in enums.items():
        assert parts[part]["properties"][field]["enum"] == [each.value for each in choices]
    for (part, field), choices in {("claim", "nature"): ClaimNature, ("credit", "effect"): CreditEffect,
                                   ("debtor", "liability"): Liability}.items():  # fmt: skip
        assert parts[part]["properties"][field]["anyOf"][0]["enum"] == [each.value for each in choices]
    assert parts["claim"]["properties"]["subject"]["anyOf"][0]["enum"] == [each.value for each in Subject]
    events = parts["prescription"]["properties"]["interruptions"]["anyOf"][0]["items"]["properties"]["kind"]["enum"]
    assert sorted(events) == sorted(each.value for each in InterruptionKind)
