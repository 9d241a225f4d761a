"""Stories of one case day by day, with amounts that were counted by hand.

All stand on one claim of 1,000.00 that bears 4 % a year from 1 February 2026: on day n that is n x 0.109589. The letter
of Monday 5 October is presumed to be there on Wednesday 7 October; the last free day is 21 October, and from the 22nd
fifteen percent is due.
"""

from decimal import Decimal
from typing import Any

import pytest

from agency.simulation.stories.playing import play_all

GIVEN = {
    "today": "2026-09-01", "debtor": "consumer", "creditor_reclaims_vat": True,
    "claims": [{"ref": "F1", "principal": "1000.00", "interest_from": "2026-02-01", "interest": "statutory"}],
}
NOTICE = {"on": "2026-10-05", "events": [{"kind": "notice", "channel": "ordinary_post", "claims": ["F1"]}]}
TERMS = [{"due": "2026-11-02", "amount": "589.68"}, {"due": "2026-12-02", "amount": "589.69"}]


def day(on: str, *events: dict[str, Any]) -> dict[str, Any]:
    """What happens on a day; nothing: only look."""
    return {"on": on, "events": list(events) or [{"kind": "day"}]}


def pays(amount: str, **more: str) -> dict[str, Any]:
    """A payment."""
    return {"kind": "payment", "amount": amount, **more}


def credited(amount: str, dated: str) -> dict[str, Any]:
    """A credit note."""
    return {"kind": "credit_note", "claim": "F1", "amount": amount, "dated": dated}


PLAN = {"kind": "plan", "terms": TERMS}
STORIES: dict[str, list[dict[str, Any]]] = {
    "plain": [NOTICE, day("2026-10-21"), day("2026-10-22"), day("2026-11-21")],
    "part": [NOTICE, day("2026-10-20", pays("100.00")), day("2026-11-21")],
    "after the term": [NOTICE, day("2026-11-23", pays("200.00", claim="F1"))],
    "full": [NOTICE, day("2026-10-10", pays("1027.62")), day("2026-11-21")],
    "too much": [NOTICE, day("2026-10-10", pays("1100.00"))],
    "reversed": [
        NOTICE, day("2026-10-10", pays("1027.62")),
        day("2026-11-02", {"kind": "reversal", "of": "2026-10-10", "amount": "1027.62"}),
    ],
    "disputed": [
        NOTICE, day("2026-10-12", {"kind": "dispute", "claim": "F1", "amount": None}), day("2026-10-22"),
        day("2026-11-02", {"kind": "dispute_closed", "outcome": "rejected", "claim": "F1"}),
    ],
    "returned": [NOTICE, day("2026-10-12", {"kind": "returned"}), day("2026-11-21")],
    "proved": [NOTICE, day("2026-10-09", {"kind": "delivered"}), day("2026-10-23"), day("2026-10-24")],
    "kept": [
        NOTICE, day("2026-10-26", PLAN), day("2026-11-02", pays("589.68")), day("2026-12-02", pays("592.40")),
    ],
    "broken": [NOTICE, day("2026-10-26", PLAN), day("2026-11-05"), day("2026-11-06")],
    "dead": [NOTICE, day("2026-10-12", {"kind": "death"}), NOTICE | {"on": "2026-10-13"}],
    "helped": [NOTICE, day("2026-10-12", {"kind": "debt_help", "body": "gemeente Utrecht"})],
    "represented": [
        day("2026-10-02", {"kind": "guardianship", "representative": "De Bewindvoerder"}), NOTICE,
    ],
    "past the figures": [day("2027-01-05")],
    "credited from before the letter": [
        NOTICE, day("2026-10-12", credited("200.00", "2026-09-20")), day("2026-10-22"), NOTICE | {"on": "2026-10-23"},
        day("2026-11-30"),
    ],
    "credited after the letter": [NOTICE, day("2026-10-26", credited("200.00", "2026-10-24"))],
    "credited before there was one": [day("2026-10-02", credited("200.00", "2026-10-01")), NOTICE],
    "credited after it was paid": [
        NOTICE, day("2026-10-10", pays("1027.62")), day("2026-10-26", credited("200.00", "2026-10-24")),
    ],
    "credited whole": [NOTICE, day("2026-10-26", credited("1000.00", "2026-10-24"))],
    "denied": [
        NOTICE, day("2026-10-26", {"kind": "receipt_denied"}), day("2026-11-02", {"kind": "delivered"}),
        NOTICE | {"on": "2026-11-03"},
    ],
    "right in part": [
        NOTICE, day("2026-10-12", {"kind": "dispute"}),
        day("2026-11-02", {"kind": "dispute_closed", "outcome": "upheld", "claim": "F1", "amount": "300.00"}),
    ],
    "right": [
        NOTICE, day("2026-10-12", {"kind": "dispute"}),
        day("2026-11-02", {"kind": "dispute_closed", "outcome": "upheld"}),
    ],
    "couple": [
        NOTICE, day("2026-10-12", {"kind": "returned", "to": "Bram"}), day("2026-10-22"),
        day("2026-11-02", pays("100.00", by="Bram")),
    ],
    "plan of one": [
        day("2026-10-05", {"kind": "notice", "channel": "ordinary_post", "to": "Anna"}),
        day("2026-10-26", {"kind": "plan", "by": "Bram", "terms": [
            {"due": "2026-11-02", "amount": "514.68"}, {"due": "2026-12-02", "amount": "514.69"},
        ]}),
    ],
    "heirs": [
        NOTICE, day("2026-10-26", {"kind": "death", "heirs": [
            {"name": "Eva", "share": "1/2"}, {"name": "Finn", "share": "1/2"},
        ]}), day("2026-11-02", pays("200.00", by="Eva")),
    ],
}
TOGETHER: dict[str, dict[str, Any]] = {name: {"joint": ["Anna", "Bram"]} for name in ("couple", "plan of one")}


@pytest.fixture(scope="module")
def played() -> dict[str, list[dict[str, Any]]]:
    """Every story, played in one go: its days."""
    answers = play_all([
        {"id": name, "given": GIVEN | TOGETHER.get(name, {}), "days": days} for name, days in STORIES.items()
    ])
    assert [answer["id"] for answer in answers] == list(STORIES)
    assert [answer for answer in answers if "error" in answer] == []
    return {answer["id"]: answer["days"] for answer in answers}


def amounts(told: dict[str, Any]) -> tuple[str, ...]:
    """Interest, costs, paid and balance."""
    return told["interest"], told["costs"], told["paid"], told["balance"]


def test_a_notice_and_interest_to_a_day(played: dict[str, list[dict[str, Any]]]) -> None:
    sent, free, due, later = played["plain"]
    assert (sent["letters"], sent["letter_asks"], sent["letter_fee"]) == (["notice"], "1027.07", "150.00")
    assert sent["term"] == {"last_free_day": "2026-10-21", "costs_claimable_from": "2026-10-22"}
    assert amounts(free) == ("28.82", "0.00", "0.00", "1028.82")       # 263 days
    assert amounts(due) == ("28.93", "150.00", "0.00", "1178.93")      # 264 days
    assert amounts(later) == ("32.22", "150.00", "0.00", "1182.22")    # 294 days
    assert (later["state"], later["plan"], later["disputed"], later["letters"]) == ("open", None, None, [])
    assert later["may"] == {"letter": True, "call": True, "bailiff": False}
    assert (later["court_costs"], later["per_debtor"], later["remarks"], later["refused"]) == (None, None, [], [])


def test_a_part_that_is_paid_within_the_term_goes_to_interest_and_principal(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    _, paid, later = played["part"]
    # 262 days are 28.71; 71.29 of the principal is paid, 928.71 is left, of which fifteen percent is 139.31
    assert paid["imputed"] == [{
        "amount": "100.00", "costs": "0.00", "interest": "28.71", "principal": "71.29", "unallocated": "0.00",
    }]
    assert amounts(later) == ("31.97", "139.31", "100.00", "1071.28")  # 28.71 and 32 days over 928.71: 3.26
    assert later["per_claim"] == [
        {"ref": "F1", "principal": "1000.00", "interest": "31.97", "paid": "100.00", "balance": "931.97"}
    ]


def test_a_part_that_is_paid_after_the_term_goes_to_the_costs_first(played: dict[str, list[dict[str, Any]]]) -> None:
    (split,) = played["after the term"][1]["imputed"]
    assert (split["costs"], split["interest"], split["principal"]) == ("150.00", "32.44", "17.56")  # 296 days


def test_a_full_payment_closes_the_case(played: dict[str, list[dict[str, Any]]]) -> None:
    _, paid, later = played["full"]
    assert (paid["state"], amounts(paid)) == ("paid", ("27.62", "0.00", "1027.62", "0.00"))  # 252 days
    assert (later["state"], later["balance"]) == ("paid", "0.00")
    assert played["too much"][1]["unallocated"] == "72.38"


def test_a_reversal_opens_it_again_with_everything_that_is_owed(played: dict[str, list[dict[str, Any]]]) -> None:
    back = played["reversed"][2]
    assert (back["state"], back["remarks"]) == ("open", ["reopened"])
    assert amounts(back) == ("30.14", "150.00", "0.00", "1180.14")     # 275 days


def test_a_dispute_stops_everything_until_it_is_decided(played: dict[str, list[dict[str, Any]]]) -> None:
    _, disputed, later, decided = played["disputed"]
    assert (disputed["disputed"], later["disputed"], decided["disputed"]) == ("1000.00", "1000.00", None)
    assert disputed["may"] == {"letter": False, "call": True, "bailiff": False}
    assert (disputed["remarks"], disputed["tasks"]) == (["hold"], ["review", "question_to_client"])
    assert (decided["may"]["letter"], decided["tasks"], decided["balance"]) == (True, [], "1180.14")


def test_a_letter_that_comes_back_takes_the_costs_away(played: dict[str, list[dict[str, Any]]]) -> None:
    _, back, later = played["returned"]
    assert back["term"] == {"last_free_day": None, "costs_claimable_from": None}
    assert back["tasks"] == ["address_check", "new_notice_or_proof"]
    assert amounts(later) == ("32.22", "0.00", "0.00", "1032.22")


def test_a_proved_receipt_moves_the_term(played: dict[str, list[dict[str, Any]]]) -> None:
    _, proved, free, due = played["proved"]
    assert proved["term"] == {"last_free_day": "2026-10-23", "costs_claimable_from": "2026-10-24"}
    assert (free["costs"], due["costs"]) == ("0.00", "150.00")


def test_an_arrangement_that_is_kept_ends_with_the_interest_of_its_time(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    _, agreed, first, last = played["kept"]
    assert (agreed["plan"], agreed["balance"]) == ("running", "1179.37")  # 268 days: 29.37
    # costs 150.00, 275 days 30.14, so 409.54 of the principal; 590.46 is left, 30 days over that are 1.94
    assert (first["plan"], first["balance"]) == ("running", "590.46")
    assert (last["plan"], last["state"], last["balance"]) == ("finished", "paid", "0.00")


def test_an_arrangement_that_is_not_kept_is_missed_after_three_days_of_grace(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    assert [told["plan"] for told in played["broken"]] == [None, "running", "running", "missed"]


@pytest.mark.parametrize("name", ["dead", "helped"])
def test_nobody_is_written_to_or_called_who_may_not_be(played: dict[str, list[dict[str, Any]]], name: str) -> None:
    stopped = played[name][1]
    assert stopped["may"] == {"letter": False, "call": False, "bailiff": False}
    assert (stopped["remarks"], stopped["tasks"]) == (["hold"], ["review"])


def test_under_administration_everything_goes_to_the_administrator(played: dict[str, list[dict[str, Any]]]) -> None:
    """From the day itself nobody calls the debtor, and a letter can go to who speaks for him."""
    begun, later = played["represented"]
    assert (begun["may"]["letter"], begun["may"]["bailiff"], begun["remarks"]) == (True, False, [])
    assert (later["letters"], later["addressee"]) == (["notice"], "De Bewindvoerder")
    assert later["costs"] == "0.00"


def test_a_couple_owes_it_once_and_each_the_costs_of_his_own_letter(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    """Her letter comes back: he owes the fee alone, and what she pays takes nothing of it."""
    sent, back, due, paid = played["couple"]
    assert (sent["letters"], sent["addressee"]) == (["notice", "notice"], "Anna en Bram")
    assert back["balance"] == back["per_debtor"][0]["owes"] == back["per_debtor"][1]["owes"]
    anna, bram = due["per_debtor"]
    assert (anna["costs"], anna["costs_claimable_from"], bram["costs"]) == ("150.00", "2026-10-22", "0.00")
    assert (due["balance"], anna["owes"], bram["owes"]) == ("1178.93", "1178.93", "1028.93")
    assert (paid["imputed"][0]["costs"], paid["per_debtor"][1]["paid"]) == ("0.00", "100.00")


def test_heirs_owe_a_share_each_with_the_costs_that_were_due(played: dict[str, list[dict[str, Any]]]) -> None:
    """1,000.00 and a fee of 150.00 that was due before the death: two halves; a payment frees only who paid."""
    died, paid = played["heirs"][1:]
    assert [(each["ref"], each["share"], each["costs"]) for each in died["per_debtor"]] == [
        ("Eva", "1/2", "75.00"), ("Finn", "1/2", "75.00"),
    ]
    assert sum(Decimal(each["owes"]) for each in died["per_debtor"]) == Decimal(died["balance"])
    assert died["may"] == {"letter": False, "call": False, "bailiff": False}
    eva, finn = paid["per_debtor"]
    assert (eva["paid"], finn["paid"]) == ("200.00", "0.00")
    assert Decimal(finn["owes"]) - Decimal(eva["owes"]) > 195


def test_an_arrangement_with_one_of_a_couple_is_over_what_that_one_owes(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    _, agreed = played["plan of one"]
    assert agreed["refused"] == []
    assert agreed["plan"] == "running"
    assert [each["costs"] for each in agreed["per_debtor"]] == ["150.00", "0.00"]


def test_what_a_service_refuses_is_told_and_the_day_goes_on(played: dict[str, list[dict[str, Any]]]) -> None:
    (refusal,) = played["dead"][2]["refused"]
    assert (refusal["kind"], refusal["code"]) == ("notice", "refused")
    assert "overlijden" in refusal["message"]
    assert played["dead"][2]["letters"] == []


def test_past_the_figures_is_said(played: dict[str, list[dict[str, Any]]]) -> None:
    (told,) = played["past the figures"]
    assert told["remarks"] == ["figure_missing"]
    assert told["interest_through"] == "2026-12-31"


UNPLAYABLE: list[tuple[dict[str, Any], list[dict[str, Any]], str, str]] = [
    ({}, [{"kind": "judgment", "court_costs": "10.00"}], "not_supported", "days.0.events.0.kind"),
    ({}, [{"kind": "dispute_closed", "outcome": "perhaps"}], "invalid", "days.0.events.0.outcome"),
    ({}, [{"kind": "notice", "channel": "email"}], "not_supported", "days.0.events.0.channel"),
    ({}, [{"kind": "notice", "channel": "ordinary_post", "fee_named": "99.00"}], "not_supported",
     "days.0.events.0.fee_named"),
    ({}, [{"kind": "dispute", "claim": "F1", "amount": "400.00"}], "not_supported", "days.0.events.0.amount"),
    ({}, [{"kind": "plan", "terms": [{"due": "2026-11-02", "amount": "100.00"}]}], "not_supported",
     "days.0.events.0.terms"),
    ({"joint": ["A", "A"]}, [], "invalid", "given.joint"),
    ({"joint": ["A", "B"]}, [pays("10.00", by="C")], "invalid", "days.0.events.0.by"),
    ({}, [{"kind": "death", "heirs": [{"name": "E", "share": "half"}]}], "invalid",
     "days.0.events.0.heirs.0.share"),
    ({}, [{"kind": "something"}], "invalid", "days.0.events.0.kind"),
    ({}, [{"kind": "payment", "amount": "1"}], "invalid", "days.0.events.0.amount"),
    ({}, [{"kind": "payment", "amount": "10.00", "claim": "F9"}], "invalid", "days.0.events.0.claim"),
    ({"today": "2026-01-01"}, [], "invalid", "given.claims"),
    ({"debtor": "nobody"}, [], "invalid", "given.debtor"),
    ({"claims": []}, [], "invalid", "given.claims"),
]


def test_a_story_that_cannot_be_played_says_why() -> None:
    answers = play_all([
        {"id": at, "given": GIVEN | change, "days": [{"on": "2026-10-05", "events": events}]}
        for at, (change, events, _, _) in enumerate(UNPLAYABLE)
    ])
    assert [(answer["id"], answer["error"]["code"], answer["error"]["field"]) for answer in answers] == [
        (at, code, field) for at, (_, _, code, field) in enumerate(UNPLAYABLE)
    ]
    assert all(answer["error"]["message"] for answer in answers)


def test_the_other_stories_are_answered_in_order() -> None:
    bad = {"id": "bad", "given": GIVEN, "days": [day("2026-08-01")]}
    good = {"id": "good", "given": GIVEN | {"debtor": "business", "creditor_reclaims_vat": False}, "days": [
        day("2026-09-01"),
    ]}
    answers = play_all([bad, 5, good])
    assert [("error" in answer, answer["id"]) for answer in answers] == [
        (True, "bad"), (True, None), (False, "good"),
    ]
    (told,) = answers[2]["days"]
    # between businesses the costs are due from the hand-over, with 21 % VAT: 150.00 and 31.50; 213 days are 23.34
    assert (told["costs"], told["vat_on_costs"], told["balance"]) == ("150.00", "31.50", "1204.84")


def test_a_credit_note_of_before_the_letter_takes_its_costs_until_a_new_letter(
    played: dict[str, list[dict[str, Any]]]
) -> None:
    _, credit, later, again, due = played["credited from before the letter"]
    assert (credit["principal"], *amounts(credit)) == ("800.00", "22.27", "0.00", "0.00", "822.27")  # 254 days
    assert (credit["remarks"], credit["tasks"]) == (["notice_named_too_much"], ["new_notice_or_proof"])
    assert (later["costs"], later["term"]["last_free_day"]) == ("0.00", None)
    assert (again["letters"], again["letter_fee"], again["remarks"]) == (["notice"], "120.00", [])
    assert amounts(due) == ("26.56", "120.00", "0.00", "946.56")       # 303 days


def test_a_credit_note_of_after_the_letter_lowers_its_costs(played: dict[str, list[dict[str, Any]]]) -> None:
    credit = played["credited after the letter"][1]
    assert (credit["principal"], *amounts(credit)) == ("800.00", "23.50", "120.00", "0.00", "943.50")  # 268 days
    assert (credit["remarks"], credit["state"]) == ([], "open")


def test_a_letter_names_what_is_left_of_a_credited_claim(played: dict[str, list[dict[str, Any]]]) -> None:
    credit, sent = played["credited before there was one"]
    assert (credit["principal"], credit["tasks"], credit["remarks"]) == ("800.00", [], [])
    assert (sent["letter_asks"], sent["letter_fee"]) == ("821.65", "120.00")  # 247 days


def test_what_a_credit_note_makes_too_much_is_to_be_paid_back(played: dict[str, list[dict[str, Any]]]) -> None:
    credit = played["credited after it was paid"][2]
    assert (credit["state"], credit["balance"], credit["tasks"]) == ("paid", "-205.53", ["refund_proposed"])
    whole = played["credited whole"][1]
    assert (whole["state"], whole["balance"], whole["tasks"]) == ("closed", "0.00", [])


def test_who_denies_a_letter_owes_no_costs_until_its_receipt_is_proved(played: dict[str, list[dict[str, Any]]]) -> None:
    _, denied, proved, again = played["denied"]
    assert (denied["costs"], denied["term"]["last_free_day"]) == ("0.00", None)
    assert denied["tasks"] == ["new_notice_or_proof"]
    assert (proved["term"], proved["tasks"]) == (
        {"last_free_day": "2026-11-16", "costs_claimable_from": "2026-11-17"}, []
    )
    assert (again["letters"], again["remarks"]) == ([], ["second_fee"])


def test_a_debtor_who_is_right_owes_that_part_no_more(played: dict[str, list[dict[str, Any]]]) -> None:
    part = played["right in part"][2]
    assert (part["principal"], *amounts(part)) == ("700.00", "21.10", "105.00", "0.00", "826.10")  # 275 days
    assert (part["disputed"], part["may"]["letter"]) == (None, True)
    whole = played["right"][2]
    assert (whole["state"], whole["balance"], whole["disputed"]) == ("closed", "0.00", None)
