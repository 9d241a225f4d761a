"""What a request may hold since November 2026: credits, other costs, surcharges, several debtors, policies of costs."""

import copy
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from agency.quote.request import read_request
from cases.counting.valuation_records import as_request
from legal.facts import (
    Acceleration,
    Channel,
    ClaimNature,
    ClauseStatus,
    CostKind,
    Credit,
    CreditEffect,
    Debtor,
    DebtorKind,
    Liability,
    Notice,
    OtherCost,
    Penalty,
    RateChange,
    Surcharge,
)
from legal.policies import (
    AfterUnfairClause,
    BusinessCostBasis,
    ClausePolicy,
    CostsOrder,
    CostsPolicy,
    InterestBesidePenalty,
)
from tests.agency.quote.test_answering import REQUEST, ask, changed, refusal
from tests.agency.quote.test_extras import matched
from tests.legal.factories import claim, facts, paid

DAY = date(2026, 6, 1)
NOTICE = {"sent_on": "2026-10-05", "channel": "ordinary_post"}
TEXT = "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd. Anders betaalt u € {} incassokosten."
CREDIT = {"on": "2026-09-01", "amount": "200.00"}
COST = {"kind": "court_fee", "on": "2026-09-01", "amount": "90.00", "bears_interest_from": "2026-09-15"}


def with_claim(**more: Any) -> dict[str, Any]:
    """The request of the contract without its payment, and with more about its claim."""
    request = copy.deepcopy(REQUEST) | {"payments": []}
    request["claims"][0] |= more
    return request


def with_debtors(*debtors: dict[str, Any], **more: Any) -> dict[str, Any]:
    return copy.deepcopy(REQUEST) | {"payments": [], "debtors": list(debtors)} | more


def owes(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["ref"]: (each["owes"], each["costs"]) for each in found["debtors"]}


def codes(found: dict[str, Any]) -> list[str]:
    return [remark["code"] for remark in found["remarks"]]


def test_a_request_that_uses_none_of_it_shows_none_of_it() -> None:
    found = ask(REQUEST)
    assert not {"debtors", "other_costs", "penalty"} & found.keys()
    assert not any("penalty" in taken for booked in found["payments"] for taken in (booked, *booked["per_claim"]))
    assert found["costs_policy"] == {"periodic_stacking": "limited", "fee_base": "principal"}


@pytest.mark.parametrize("claim", [
    {"credits": []}, {"credits": None, "other_costs": None, "surcharge": None, "debtor_kind": None, "nature": None},
    {"nature": "contractual", "debtor_kind": "consumer"}, {"interest_clause": "fair", "costs_clause": "fair"},
    {"concluded_on": "2026-01-02"}, {"penalty": None}, {"acceleration": {"on": "2026-02-01", "clause": "fair"}},
])
def test_what_is_said_to_be_ordinary_changes_nothing(claim: dict[str, Any]) -> None:
    assert matched(with_claim(**claim)) == ask(with_claim())


def test_credits_lower_the_principal_and_everything_that_follows_from_it() -> None:
    found = matched(with_claim(credits=[CREDIT]))
    assert (found["principal"], found["costs"], found["claims"][0]["principal"]) == ("800.00", "120.00", "800.00")
    given_away = matched(with_claim(credits=[CREDIT | {"effect": "from_day"}]))
    assert given_away["interest"] > found["interest"]


@pytest.mark.parametrize(("dated", "named", "costs", "code"), [
    ("2026-10-05", "150,00", "0.00", "notice_named_too_much"),
    ("2026-10-06", "150,00", "120.00", "fee_after_credit"),
    ("2026-10-05", "120,00", "120.00", None),
])
def test_a_text_that_named_the_fee_over_what_was_credited_is_judged_by_its_day(
    dated: str, named: str, costs: str, code: str | None
) -> None:
    request = with_claim(credits=[CREDIT | {"on": dated}])
    request["notice"] = NOTICE | {"text": TEXT.format(named)}
    found = matched(request)
    assert found["costs"] == costs
    assert [each for each in codes(found) if each != "notice_defective"] == ([code] if code else [])


def test_other_costs_stand_apart_and_in_the_balance() -> None:
    found = matched(with_claim(other_costs=[COST]))
    assert found["other_costs"] == "90.00"
    assert [(line["kind"], line["amount"]) for line in found["lines"]] == [
        ("interest", "32.22"), ("other_cost", "90.00"), ("interest", "0.67"), ("costs", "150.00"),
    ]  # fmt: skip
    assert found["balance"] == "1272.89"


def test_an_agreed_penalty_stands_apart_in_the_place_of_interest() -> None:
    penalty = {"on": "2026-03-01", "amount": "50.00", "clause": "fair"}
    found = matched(with_claim(penalty=penalty))
    assert (found["penalty"], found["interest"], found["balance"]) == ("50.00", "0.00", "1200.00")
    assert [(line["kind"], line["amount"]) for line in found["lines"]] == [("penalty", "50.00"), ("costs", "150.00")]
    assert codes(found) == ["penalty_counted"]
    request = with_claim(penalty=penalty) | {"payments": [{"received_on": "2026-11-01", "amount": "1170.00"}]}
    booked = matched(request)["payments"][0]
    assert (booked["principal"], booked["penalty"], booked["per_claim"][0]["penalty"]) == ("1000.00", "20.00", "20.00")
    beside = matched(with_claim(penalty=penalty) | {"clause_policy": {"beside_penalty": "as_agreed"}})
    assert (beside["penalty"], beside["interest"]) == ("50.00", "32.22")


def test_a_penalty_counts_for_the_limit_of_the_court_and_costs_do_not() -> None:
    """24,990.00 and a penalty of 10.00 or 10.01 beside 1,024.90 costs: the limit is 25,000.00."""
    court = {"claimant": "legal_entity", "served_on": "2026-11-25", "first_session_on": "2026-12-09"}
    for amount, is_within in (("10.00", True), ("10.01", False)):
        request = with_claim(principal="24990.00", penalty={"on": "2026-03-01", "amount": amount, "clause": "fair"})
        found = matched(request | {"court": court})
        assert found["court"]["competence"]["is_subdistrict"] is is_within
        assert Decimal(found["costs"]) > 0
    paid_ = request | {"payments": [{"received_on": "2026-10-01", "amount": "1.00"}], "court": court}
    assert matched(paid_)["court"]["competence"]["is_subdistrict"] is True


def test_a_surcharge_shows_in_rate_article_and_source() -> None:
    line = matched(with_claim(surcharge={"percent": "2", "per": "year"}))["lines"][0]
    assert (line["rate_percent"], "opslag" in line["law"]) == ("6.00", True)
    assert line["source"].endswith("overeenkomst van partijen")


def test_joint_debtors_each_with_his_own_letter() -> None:
    found = matched(with_debtors(
        {"ref": "A", "kind": "consumer", "liability": "joint", "notice": NOTICE}, {"ref": "B", "notice": None}
    ))  # fmt: skip
    assert owes(found) == {"A": ("1182.22", "150.00"), "B": ("1032.22", "0.00")}
    assert found["debtors"][0]["notice"]["last_free_day"] == "2026-10-21"


OTHER = NOTICE | {"sent_on": "2026-10-12"}


@pytest.mark.parametrize(("top", "first", "second", "expected"), [
    (NOTICE, {}, {}, ("150.00", "150.00")),                                     # of all: nobody has his own
    (NOTICE, {"notice": OTHER}, {}, ("150.00", "0.00")),                        # one has his own
    (NOTICE | {"addressed_to": ["B"]}, {}, {}, ("0.00", "150.00")),             # it names whom it went to
    (NOTICE | {"addressed_to": ["B"]}, {"notice": OTHER}, {}, ("150.00", "150.00")),
    (NOTICE, {"notice": None}, {"notice": None}, ("0.00", "0.00")),             # said to have none
    (None, {}, {"notice": NOTICE}, ("0.00", "150.00")),
])
def test_whose_the_notice_of_the_request_is(
    top: Any, first: dict[str, Any], second: dict[str, Any], expected: tuple[str, str]
) -> None:
    found = matched(with_debtors({"ref": "A", **first}, {"ref": "B", **second}, notice=top))
    assert tuple(each["costs"] for each in found["debtors"]) == expected


@pytest.mark.parametrize(("kinds", "rate"), [
    (("business", "business"), "2.00"), (("consumer", "consumer"), "4.00"), (("business", "consumer"), "4.00"),
])
def test_debtors_of_one_kind_decide_over_the_interest(kinds: tuple[str, str], rate: str) -> None:
    """Two percent was agreed: for a consumer that yields to the statutory rate, and the request says consumer."""
    request = with_debtors(*({"ref": ref, "kind": kind} for ref, kind in zip("AB", kinds, strict=True)), notice=None)
    request["claims"][0] |= {"interest": "contractual", "contract_rate": {"percent": "2", "per": "year"}}
    assert matched(request)["lines"][0]["rate_percent"] == rate


def test_each_letter_is_judged_by_its_own_text() -> None:
    good, short = NOTICE | {"text": TEXT.format("150,00")}, NOTICE | {"text": TEXT.format("200,00")}
    found = matched(with_debtors({"ref": "A", "notice": good}, {"ref": "B", "notice": short}))
    assert [each["notice_verdict"]["is_valid"] for each in found["debtors"]] == [True, False]
    assert owes(found) == {"A": ("1182.22", "150.00"), "B": ("1032.22", "0.00")}


def test_a_letter_to_an_heir_names_the_fee_over_his_share() -> None:
    heirs = [
        {"ref": ref, "liability": "share", "share": "1/3", "notice": NOTICE | {"fee_named": named}}
        for ref, named in (("A", "45.00"), ("B", "135.00"), ("C", "40.00"))
    ]
    request = with_debtors(*heirs)
    request["claims"][0] |= {"principal": "900.00", "interest": "none"}
    found = matched(request)
    assert owes(found) == {"A": ("345.00", "45.00"), "B": ("300.00", "0.00"), "C": ("340.00", "40.00")}
    assert found["balance"] == "985.00"


def test_what_the_shares_leave_owes_costs_by_a_letter_to_whoever_owes_it() -> None:
    """One heir of a third is known: the costs of who died are inherited whole, and his payment of all is no surplus."""
    letter = NOTICE | {"verdict": {"most_costs": "50.00"}}
    rest = NOTICE | {"verdict": {"most_costs": "100.00"}}
    request = with_debtors({"ref": "A", "liability": "share", "share": "1/3", "notice": letter}, notice=None)
    request["payments"] = [{"received_on": "2026-11-01", "amount": "1150.00"}]
    request["claims"][0] |= {"principal": "1000.00", "interest": "none"}
    found = matched(request | {"unnamed": {"notice": rest}})
    assert (found["costs"], found["balance"]) == ("150.00", "0.00")
    assert matched(request)["costs"] == "50.00"
    wrong = {"unnamed": {"later_notices": [NOTICE | {"claims_named": []}]}}
    assert refusal(request | wrong)["field"].startswith("unnamed.later_notices.0")
    unknown = {"unnamed": {"notice": NOTICE | {"verdict": {"claims": ["X"]}}}}
    assert refusal(request | unknown)["field"] == "unnamed.notice.verdict.claims.0"


def test_who_paid_is_heard() -> None:
    debtors = ({"ref": "A", "notice": NOTICE}, {"ref": "B"})
    payment = {"received_on": "2026-11-01", "amount": "100.00"}
    by = {
        payer: matched(with_debtors(*debtors, payments=[payment | {"debtor": payer}]))["payments"][0]["costs"]
        for payer in ("A", "B", None)
    }
    assert by == {"A": "100.00", "B": "0.00", None: "100.00"}


def test_prescription_runs_towards_each_debtor_and_the_earliest_warns() -> None:
    asked = {
        "regime": "contract", "due_date": "2021-12-31",
        "interruptions": [{"kind": "demand", "on": "2026-05-01", "debtor": "A"}],
    }
    request = with_debtors({"ref": "A"}, {"ref": "B"})
    request["claims"][0]["prescription"] = asked
    found = matched(request)["claims"][0]["prescription"]
    assert {each["ref"]: each["barred_from"] for each in found["debtors"]} == {"A": "2031-05-02", "B": "2027-01-01"}
    assert found["barred_from"] == "2027-01-01"
    of_all = copy.deepcopy(request)
    of_all["claims"][0]["prescription"]["interruptions"][0]["debtor"] = None
    assert matched(of_all)["claims"][0]["prescription"]["barred_from"] == "2031-05-02"
    assert refusal(changed("claims.0.prescription", asked))["field"] == (
        "claims.0.prescription.interruptions.0.debtor"
    )


def test_the_lawsuit_of_a_shared_debt_asks_what_is_owed_together() -> None:
    """Three times 333.33 (one cent more for A) and 10.89 interest through 25 November."""
    request = with_debtors(*({"ref": ref, "liability": "share", "share": "1/3"} for ref in "ABC"), notice=None)
    request["court"] = {"claimant": "legal_entity", "served_on": "2026-11-25", "first_session_on": "2026-12-09"}
    assert matched(request)["court"]["costs"]["claim"] == "1032.67"


def test_what_one_heir_paid_too_much_is_told_apart_and_lowers_no_lawsuit_against_the_others() -> None:
    """A owes 333.34 with interest and pays 1,000.00: what is over is hers, and the others owe what they owed."""
    heirs = [{"ref": ref, "liability": "share", "share": "1/3"} for ref in "ABC"]
    payment = {"received_on": "2026-11-20", "amount": "1000.00", "debtor": "A"}
    request = with_debtors(*heirs, notice=None, payments=[payment])
    request["court"] = {"claimant": "legal_entity", "served_on": "2026-11-25", "first_session_on": "2026-12-09"}
    found, without = matched(request), matched(request | {"payments": []})
    owed = {each["ref"]: Decimal(each["owes"]) for each in found["debtors"]}
    assert found["too_much"] == found["debtors"][0]["too_much"] == str(-owed["A"])
    assert "too_much" not in found["debtors"][1]
    assert owed["B"] + owed["C"] == Decimal(found["balance"]) + Decimal(found["too_much"])
    assert Decimal(found["court"]["costs"]["claim"]) > 600
    assert "too_much" not in without


def test_forty_euro_for_each_late_payment_is_a_policy_that_is_named() -> None:
    claims = [REQUEST["claims"][0] | {"ref": f"F{number}", "principal": "100.00", "interest": "commercial"}
              for number in range(3)]  # fmt: skip
    request = copy.deepcopy(REQUEST) | {"debtor": "business", "claims": claims, "payments": [], "notice": None}
    by_scale = matched(request)
    assert (by_scale["costs"], codes(by_scale)) == ("45.00", ["b2b_cost_basis"])
    assert "€ 120,00" in by_scale["remarks"][0]["text"]
    found = matched(request | {"costs_policy": {"b2b_cost_basis": "greater_of"}})
    assert (found["costs"], found["costs_policy"]["b2b_cost_basis"]) == ("120.00", "greater_of")
    assert "€ 45,00" in found["remarks"][0]["text"]
    assert "3 × € 40,00" in found["remarks"][0]["text"]


@pytest.mark.parametrize(("claim", "field", "code"), [
    ({"credits": [CREDIT | {"amount": "1000.01"}]}, "credits.0.amount", "invalid"),
    ({"credits": [CREDIT | {"effect": "now"}]}, "credits.0.effect", "invalid"),
    ({"credits": [{"amount": "1.00"}]}, "credits.0.on", "missing"),
    ({"credits": {}}, "credits", "invalid"),
    ({"other_costs": [COST | {"kind": "administration"}]}, "other_costs.0.kind", "invalid"),
    ({"other_costs": [COST | {"amount": "0.00"}]}, "other_costs.0.amount", "invalid"),
    ({"other_costs": [COST | {"note": "x"}]}, "other_costs.0.note", "unknown_field"),
    ({"other_costs": [COST | {"bears_interest_from": "2026-08-31"}]}, "other_costs.0.bears_interest_from", "invalid"),
    ({"surcharge": {"percent": "10.01", "per": "month"}}, "surcharge.percent", "invalid"),
    ({"surcharge": {"percent": "2", "per": "week"}}, "surcharge.per", "invalid"),
    ({"interest": "none", "surcharge": {"percent": "2", "per": "year"}}, "surcharge", "invalid"),
    ({"debtor_kind": "person"}, "debtor_kind", "invalid"),
    ({"nature": "tort"}, "nature", "invalid"),
    ({"penalty": {"amount": "50.00"}}, "penalty", "not_supported"),
    ({"penalty": {"amount": "50.00", "on": "2026-01-31"}}, "penalty.on", "invalid"),
    ({"penalty": {"amount": "0.00", "on": "2026-02-01"}}, "penalty.amount", "invalid"),
    ({"penalty": {"on": "2026-02-01"}}, "penalty.amount", "missing"),
    ({"penalty": {"amount": "5.00", "on": "2026-02-01", "clause": "good"}}, "penalty.clause", "invalid"),
    ({"penalty": {"amount": "5.00", "on": "2026-02-01", "per": "day"}}, "penalty.per", "unknown_field"),
    ({"acceleration": {"on": "2026-02-01", "clause": "unfair"}}, "acceleration.clause", "not_supported"),
    ({"acceleration": {"on": "2026-02-02", "clause": "fair"}}, "interest_from", "invalid"),
])
def test_what_is_wrong_in_a_claim_is_named(claim: dict[str, Any], field: str, code: str) -> None:
    found = refusal(with_claim(**claim))
    assert (found["field"], found["code"]) == (f"claims.0.{field}", code)


@pytest.mark.parametrize(("debtor", "field", "code"), [
    ({"ref": ""}, "debtors.0.ref", "invalid"),
    ({"ref": "A", "liability": "share"}, "debtors.0.share", "invalid"),
    ({"ref": "A", "share": "1/3"}, "debtors.0.share", "invalid"),
    ({"ref": "A", "liability": "share", "share": "0.33"}, "debtors.0.share", "invalid"),
    ({"ref": "A", "liability": "share", "share": "1/0"}, "debtors.0.share", "invalid"),
    ({"ref": "A", "liability": "share", "share": "4/3"}, "debtors.0.share", "invalid"),
    ({"ref": "A", "kind": "firm"}, "debtors.0.kind", "invalid"),
    ({"ref": "A", "notice": {"sent_on": "2026-10-05"}}, "debtors.0.notice.channel", "missing"),
    ({"ref": "A", "notice": NOTICE | {"verdict": {"claims": ["F9"]}}}, "debtors.0.notice.verdict.claims.0", "invalid"),
    ({"ref": "A", "notice": NOTICE | {"verdict": {}, "text": "x"}}, "debtors.0.notice.text", "invalid"),
    ({"ref": "A", "owes": "1.00"}, "debtors.0.owes", "unknown_field"),
    ("A", "debtors.0", "invalid"),
])
def test_what_is_wrong_in_a_debtor_is_named(debtor: Any, field: str, code: str) -> None:
    found = refusal(with_debtors(debtor, {"ref": "B"}, notice=None))
    assert (found["field"], found["code"]) == (field, code)


def test_a_payer_who_is_no_debtor_is_refused() -> None:
    request = changed("payments.0.debtor", "A")
    assert refusal(request)["field"] == "payments.0.debtor"
    assert refusal(request | {"debtors": ["A", "B"]})["field"] == "payments.0.debtor"


def test_a_figure_that_is_not_known_is_asked_at_the_notice_that_needs_it() -> None:
    late = NOTICE | {"sent_on": "2028-12-28"}
    request = with_debtors({"ref": "A", "notice": NOTICE}, {"ref": "B", "notice": late})
    assert refusal(request)["field"] == "debtors.1.notice.sent_on"


@pytest.mark.parametrize(("part", "policy"), [
    ("costs_policy", {"b2b_cost_basis": "both"}), ("clause_policy", {"unfair_costs": "some"}),
    ("clause_policy", {"x": 1}),
])
def test_a_policy_is_read_strictly(part: str, policy: dict[str, Any]) -> None:
    assert refusal(REQUEST | {part: policy})["field"].startswith(f"{part}.")


def test_facts_with_all_of_it_become_a_request_that_is_read_back_as_they_were() -> None:
    """What is kept with a letter or writ is counted again from its request."""
    burdened = replace(
        claim(), credits=(Credit(on=DAY, amount=Decimal("10.00"), effect=CreditEffect.FROM_DAY),),
        other_costs=(OtherCost(kind=CostKind.SALARY, on=DAY, amount=Decimal("72.00"), bears_interest_from=DAY),),
        surcharge=Surcharge(percent=Decimal("2"), per="year"), debtor_kind=DebtorKind.CONSUMER,
        nature=ClaimNature.SETTLED_DAMAGES, concluded_on=DAY, interest_clause=ClauseStatus.FAIR,
        costs_clause=ClauseStatus.SUSPECT, acceleration=Acceleration(on=date(2026, 1, 5), clause=ClauseStatus.FAIR),
        penalty=Penalty(on=DAY, amount=Decimal("50.00"), clause=ClauseStatus.SUSPECT),
    )  # fmt: skip
    agreed = claim(ref="F2", percent="1", per="month")
    changes = (RateChange(first_day=DAY, percent=Decimal("0.5")),)
    own = Notice(sent_on=DAY, channel=Channel.ORDINARY_POST, is_receipt_disputed=True, most_costs=Decimal("60.00"))
    heirs = tuple(
        Debtor(ref=ref, kind=DebtorKind.CONSUMER, liability=Liability.SHARE, share=Fraction(1, 3), notice=own)
        for ref in "AB"
    )
    facts_ = replace(
        facts(burdened, replace(agreed, contract_rate=replace(agreed.contract_rate, changes=changes)),  # type: ignore[type-var]
              payments=(replace(paid(DAY, "5.00"), debtor="A"),)),
        debtors=heirs, clause_policy=ClausePolicy(
            unfair_costs=AfterUnfairClause.STATUTORY, beside_penalty=InterestBesidePenalty.AS_AGREED
        ),
        costs_policy=CostsPolicy(b2b_cost_basis=BusinessCostBasis.GREATER_OF, costs_order=CostsOrder.COLLECTION_FIRST),
    )  # fmt: skip
    on, read, _ = read_request(json.loads(json.dumps(as_request(facts_, on=DAY))))
    assert (on, read) == (DAY, facts_)
