"""What `agency quote` refuses to count: a rate that nothing would hear, absurd rates and amounts; and that nothing else
comes of any request than an answer or a named refusal."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.quote import answering
from legal.parameters import load_figures
from tests.agency.quote.test_answering import REQUEST, ask, changed, refusal
from tests.sizes import examples

FIGURES = load_figures()
ERROR_CODES = {"invalid", "missing", "unknown_field", "parameter_unknown", "not_supported"}
TWO_PERCENT = {"percent": "2.0", "per": "year"}


def business(rate: dict[str, Any], since: str, principal: str = "1000.00", **more: Any) -> dict[str, Any]:
    """A claim on a business that bears agreed interest."""
    claim = {"ref": "F1", "principal": principal, "interest_from": since, "interest": "contractual",
             "contract_rate": rate}
    return {"on": "2026-11-21", "debtor": "business", "creditor_reclaims_vat": True, "claims": [claim], **more}


def compound(percent: str, per: str) -> dict[str, Any]:
    return {"percent": percent, "per": per, "compound": True}


@pytest.mark.parametrize("interest", ["statutory", "commercial", "none"])
def test_an_agreed_rate_beside_interest_that_does_not_count_it_is_refused(interest: str) -> None:
    """"Wettelijke rente plus 2 %" would else be answered as if nothing had been agreed."""
    found = refusal(changed("claims.0", REQUEST["claims"][0] | {"interest": interest, "contract_rate": TWO_PERCENT}))
    assert (found["field"], found["code"]) == ("claims.0.contract_rate", "invalid")
    assert "contractuele rente" in found["message"]


def test_the_refusal_names_the_claim_with_the_rate() -> None:
    second = REQUEST["claims"][0] | {"ref": "F2", "contract_rate": compound("1.5", "month")}
    assert refusal(changed("claims", [REQUEST["claims"][0], second]))["field"] == "claims.1.contract_rate"


@pytest.mark.parametrize("interest", ["contractual", "government"])
def test_an_agreed_rate_is_counted_where_it_is_heard(interest: str) -> None:
    rate = {"percent": "12.0", "per": "year"}
    claim = REQUEST["claims"][0] | {"interest": interest, "contract_rate": rate}
    assert ask(changed("claims.0", claim) | {"debtor": "business"})["lines"][0]["rate_percent"] == "12.00"


def test_a_request_without_a_rate_is_answered_as_before() -> None:
    assert ask(changed("claims.0.contract_rate", None)) == ask(changed("claims.0.contract_rate", remove=True))


@pytest.mark.parametrize(("request_", "bound"), [
    (business(compound("100", "month"), "2018-01-01"), "10 % per maand"),
    (business(compound("24", "month"), "2000-01-01"), "10 % per maand"),
    (business(compound("50", "month"), "2014-01-01"), "10 % per maand"),
    (business({"percent": "10.000001", "per": "month"}, "2026-01-01"), "10 % per maand"),
    (business(compound("100.01", "year"), "2026-01-01"), "100 % per jaar"),
    (business({"percent": "999.999999", "per": "year"}, "2026-01-01"), "100 % per jaar"),
    (business(compound("10", "month"), "1980-01-01", "10000000.00"), "€ 99.999.999.999.999,99"),
    (business(compound("10", "month"), "1900-01-01", "999999999999.99"), "€ 99.999.999.999.999,99"),
    (business(compound("100", "year"), "1950-01-01"), "€ 99.999.999.999.999,99"),
    (business({"percent": "100", "per": "year"}, "1900-01-01", "999999999999.99"), "€ 99.999.999.999.999,99"),
    (business(compound("10", "month"), "1980-01-01", "10000000.00", policy={"rounding": "at_end"}), "€ 99.999"),
    (business(compound("50", "year"), "1900-01-01", policy={"day_count": "ACT/ACT"}), "€ 99.999"),
])
def test_a_rate_or_a_result_beyond_what_is_counted_is_refused_with_the_bound(
    request_: dict[str, Any], bound: str
) -> None:
    found = refusal(request_)
    assert (found["field"], found["code"]) == ("claims.0.contract_rate.percent", "invalid")
    assert bound in found["message"]


@pytest.mark.parametrize(("request_", "interest"), [
    (business(compound("10", "year"), "1980-01-01", "10000000.00"), "865801410.73"),
    (business({"percent": "10", "per": "month"}, "2025-11-22"), "1200.00"),
    (business({"percent": "100", "per": "year"}, "2025-11-22"), "1000.00"),
    (business({"percent": "0", "per": "year"}, "2025-11-22"), "0.00"),
    (business({"percent": "0.000001", "per": "year"}, "2025-11-22", "999999999999.99"), "10000.00"),
])
def test_a_lawful_rate_counts_over_long_spans_and_large_principals(request_: dict[str, Any], interest: str) -> None:
    """A whole year of 365 days through 21 November 2026; ten percent a year since 1980 is no more than large."""
    found = ask(request_)
    assert found["interest"] == interest
    lines = sum(Decimal(line["amount"]) for line in found["lines"] if line["kind"] == "interest")
    assert lines == Decimal(interest)


def test_the_largest_principal_bears_statutory_interest_since_the_first_rate() -> None:
    claim = {"ref": "F1", "principal": "999999999999.99", "interest_from": "1976-04-01", "interest": "statutory"}
    assert Decimal(ask(changed("claims", [claim]) | {"payments": [], "notice": None})["balance"]) < 10**14


def test_claims_that_pass_the_bound_only_together_are_refused_as_a_whole() -> None:
    claims = [REQUEST["claims"][0] | {"ref": f"F{number}", "principal": "999999999999.99"} for number in range(101)]
    assert refusal(changed("claims", claims) | {"payments": []})["field"] == "claims"
    assert ask(changed("claims", claims[:90]) | {"payments": []})["principal"] == "89999999999999.10"


@pytest.mark.parametrize(("percent", "refused"), [("15", False), ("100", False), ("100.000001", True), ("999", True)])
def test_agreed_costs_never_pass_the_principal(percent: str, refused: bool) -> None:
    request = changed("debtor", "business") | {"agreed_costs": {"percent": percent}}
    if refused:
        found = refusal(request)
        assert found["field"] == "agreed_costs.percent"
        assert "100 %" in found["message"]
    else:
        assert Decimal(ask(request)["costs"]) > 0


def test_a_verdict_that_covers_an_unknown_claim_is_refused() -> None:
    found = refusal(changed("notice.verdict", {"claims": ["F1", "F9"]}))
    assert (found["field"], found["code"]) == ("notice.verdict.claims.1", "invalid")
    assert ask(changed("notice.verdict", {"claims": ["F1"]}))["costs"] == ask(REQUEST)["costs"]


cents = st.one_of(st.integers(1, 10**14 - 1), st.integers(1, 10**6)).map(lambda each: f"{each // 100}.{each % 100:02}")
days = st.one_of(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates(date(2012, 7, 1), date(2026, 12, 31))).map(
    date.isoformat
)
percents = st.one_of(
    st.sampled_from(["0", "0.000001", "1.5", "10", "99.999999", "100", "999.999999", "1.0123456789", "-1", "NaN"]),
    st.integers(0, 12_000).map(lambda each: f"{each / 100:.2f}"),
)
rates = st.fixed_dictionaries(
    {"percent": percents, "per": st.sampled_from(["month", "year"]), "compound": st.booleans()}
)
changing = st.fixed_dictionaries(
    {"percent": percents, "per": st.sampled_from(["month", "year"]), "compound": st.booleans()},
    optional={"changes": st.lists(st.fixed_dictionaries({"first_day": days, "percent": percents}), max_size=3)},
)
statuses = st.sampled_from(["fair", "suspect", "unfair"])
claims = st.fixed_dictionaries(
    {"principal": cents, "interest_from": days,
     "interest": st.sampled_from(["statutory", "commercial", "government", "contractual", "none"])},
    optional={
        "contract_rate": st.one_of(rates, changing), "term_of": st.sampled_from(["A1", "A2"]),
        "surcharge": st.fixed_dictionaries({"percent": percents, "per": st.sampled_from(["month", "year"])}),
        "credits": st.lists(st.fixed_dictionaries({"on": days, "amount": cents}, optional={
            "effect": st.sampled_from(["from_origin", "from_day"])}), max_size=3),
        "other_costs": st.lists(st.fixed_dictionaries(
            {"kind": st.sampled_from(["court_fee", "bailiff_act", "salary", "register"]), "on": days, "amount": cents},
            optional={"bears_interest_from": days}), max_size=3),
        "debtor_kind": st.sampled_from(["consumer", "business"]), "interest_clause": statuses, "costs_clause": statuses,
        "nature": st.sampled_from(["contractual", "damages", "converted_damages"]), "concluded_on": days,
        "acceleration": st.fixed_dictionaries({"on": days, "clause": statuses}),
        "penalty": st.none() | st.fixed_dictionaries({"on": days, "amount": cents}, optional={"clause": statuses}),
    },
)
amounts_in_text = st.sampled_from([
    "incassokosten van € 40,00", "€ 150,00 aan kosten", "15 % met een minimum van 40 euro", "€ 9.999.999,99", "EUR 1,5",
    "€ 1.2.3,4", "veertig euro", "€ " + "9" * 300, "uiterlijk 31-02-2026", "binnen 15 dagen", "0,00 euro", "€", "%",
])
notices = st.fixed_dictionaries(
    {"sent_on": days, "channel": st.sampled_from(["ordinary_post", "registered_post", "email", "bailiff"])},
    optional={"delivered_on": days, "fee_named": cents, "has_bounced": st.booleans(),
              "is_receipt_disputed": st.booleans(), "addressed_to": st.sampled_from([["A"], ["A", "B"], []]),
              "text": st.lists(amounts_in_text, min_size=1, max_size=6).map(" ".join)},
)
payments = st.lists(
    st.fixed_dictionaries({"received_on": days, "amount": cents}, optional={
        "claim": st.sampled_from(["F0", "F9"]), "debtor": st.sampled_from(["A", "B"])}),
    max_size=12,
)
debtors = st.lists(
    st.fixed_dictionaries({}, optional={
        "kind": st.sampled_from(["consumer", "business"]), "liability": st.sampled_from(["joint", "share"]),
        "share": st.sampled_from(["1/3", "1/2", "2/3", "1/900000", "0/1", "x"]), "notice": notices}),
    max_size=3,
).map(lambda listed: [{"ref": ref, **each} for ref, each in zip("ABC", listed, strict=False)])
requests = st.fixed_dictionaries(
    {"on": days, "debtor": st.sampled_from(["consumer", "business"]), "creditor_reclaims_vat": st.booleans(),
     "claims": st.lists(claims, min_size=1, max_size=4).map(
         lambda listed: [{"ref": f"F{number}", **each} for number, each in enumerate(listed)]),
     "payments": payments},
    optional={"notice": notices, "handed_over_on": days, "debtors": debtors,
              "costs_policy": st.fixed_dictionaries({}, optional={
                  "b2b_cost_basis": st.sampled_from(["scale", "greater_of"]),
                  "costs_order": st.sampled_from(["other_first", "collection_first"]),
                  "credit_after_notice": st.sampled_from(["recounted", "breaks"])}),
              "clause_policy": st.fixed_dictionaries({}, optional={
                  "unfair_interest": st.sampled_from(["nothing", "statutory"])}),
              "agreed_costs": st.fixed_dictionaries({"percent": percents}, optional={"minimum": cents}),
              "policy": st.fixed_dictionaries({}, optional={
                  "day_count": st.sampled_from(["ACT/365F", "ACT/ACT"]), "full_year_exact": st.booleans(),
                  "rounding": st.sampled_from(["per_segment", "at_end"]), "payment_day_counts": st.booleans(),
                  "feb29_anniversary": st.sampled_from(["feb_28", "mar_1"]),
                  "segment_cuts": st.sampled_from(["real_changes", "half_years"])})},
)


@settings(deadline=None, max_examples=examples(150))
@given(request_=requests)
def test_every_request_gets_an_answer_or_a_named_refusal(request_: dict[str, Any]) -> None:
    """Days far back and ahead, large principals, many payments, absurd rates: never anything but a declared refusal."""
    text, status = answering.answer(json.dumps(request_), FIGURES)
    found = json.loads(text)
    if status:
        assert found["error"]["code"] in ERROR_CODES
        assert found["error"]["message"]
    else:
        parts = ("principal", "interest", "costs", "vat_on_costs", "other_costs", "penalty")
        gross = sum((Decimal(found.get(part, "0.00")) for part in parts), Decimal(0))
        assert gross - Decimal(found["paid"]) == Decimal(found["balance"])
        assert gross < 10**15, "it fits in a table of whole cents"
