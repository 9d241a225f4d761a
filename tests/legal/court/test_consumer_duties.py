"""The ex officio review as a list: what is asked for which contract, and what a missing point may cost."""

from dataclasses import replace

import pytest

from legal.court.consumer_duties import (
    ClauseStatus,
    ConsumerContract,
    ContractChannel,
    Effect,
    Light,
    consumer_duties,
)

FULL = ConsumerContract(
    channel=ContractChannel.DISTANCE,
    concluded_how_and_when=True,
    product_described=True,
    price_shown=True,
    order_button_clear=True,
    confirmation_sent=True,
    withdrawal_explained=True,
    delivery_proved=True,
    terms_provided=True,
    clauses=ClauseStatus.FAIR,
)


def codes(contract: ConsumerContract) -> list[str]:
    return [item.code for item in consumer_duties(contract).items]


def test_a_complete_file_is_green() -> None:
    found = consumer_duties(FULL)
    assert found.light is Light.GREEN
    assert all(item.met for item in found.items)


@pytest.mark.parametrize(
    ("contract", "code", "effect"),
    [
        (replace(FULL, price_shown=False), "price", Effect.REDUCTION),
        (replace(FULL, order_button_clear=None), "order_button", Effect.REDUCTION),
        (replace(FULL, confirmation_sent=False), "confirmation", Effect.REDUCTION),
        (replace(FULL, withdrawal_explained=False), "withdrawal", Effect.REDUCTION),
        (replace(FULL, clauses=ClauseStatus.SUSPECT), "clauses", Effect.COSTS_OR_INTEREST),
        (replace(FULL, clauses=ClauseStatus.UNFAIR), "clauses", Effect.COSTS_OR_INTEREST),
        (replace(FULL, clauses=None), "clauses", Effect.COSTS_OR_INTEREST),
        (replace(FULL, terms_provided=None), "terms", Effect.COSTS_OR_INTEREST),
        (replace(FULL, delivery_proved=False), "delivery", Effect.REJECTION),
        (replace(FULL, concluded_how_and_when=None), "concluded", Effect.REJECTION),
        (replace(FULL, product_described=None), "product", Effect.REJECTION),
        (replace(FULL, channel=None), "channel", Effect.REJECTION),
        (replace(FULL, is_credit=True), "credit_check", Effect.REJECTION),
        (replace(FULL, channel=ContractChannel.PHONE), "phone_acceptance", Effect.NO_CONTRACT),
        (replace(FULL, is_service_begun_early=True), "early_start", Effect.PART_UNPAID),
    ],
)
def test_one_missing_point_is_red_and_names_its_effect(contract: ConsumerContract, code: str, effect: Effect) -> None:
    found = consumer_duties(contract)
    missing = [item for item in found.items if item.met is not True]
    assert [(item.code, item.expected_effect) for item in missing] == [(code, effect)]
    assert found.light is Light.RED
    assert missing[0].label.lower() in found.advice
    assert missing[0].effect_text
    assert missing[0].law


def test_no_clauses_at_all_is_fine() -> None:
    assert consumer_duties(replace(FULL, clauses=ClauseStatus.NONE)).light is Light.GREEN


def test_a_sale_in_a_shop_is_asked_less() -> None:
    assert not {"price", "order_button", "confirmation", "withdrawal"} & set(
        codes(replace(FULL, channel=ContractChannel.SHOP))
    )


@pytest.mark.parametrize(
    ("channel", "asked"),
    [
        (ContractChannel.DISTANCE, True),
        (None, True),
        (ContractChannel.PHONE, False),
        (ContractChannel.OFF_PREMISES, False),
    ],
)
def test_the_button_is_asked_of_orders_on_a_site(channel: ContractChannel | None, asked: bool) -> None:
    assert ("order_button" in codes(replace(FULL, channel=channel))) is asked
    assert "order_button" not in codes(replace(FULL, channel=channel, was_ordered_online=False))


def test_a_reason_why_there_is_no_right_to_withdraw_is_enough() -> None:
    contract = replace(FULL, withdrawal_explained=False, withdrawal_excluded="verzegelde software, geopend")
    assert consumer_duties(contract).light is Light.GREEN


def test_what_only_some_contracts_ask_is_asked_of_those_alone() -> None:
    """A written acceptance belongs to the telephone; a request to begin early to what has a right of withdrawal."""
    by_phone = replace(FULL, channel=ContractChannel.PHONE, phone_offer_accepted=True)
    assert consumer_duties(by_phone).light is Light.GREEN
    assert "phone_acceptance" not in codes(FULL)
    begun = replace(FULL, is_service_begun_early=True, early_start_requested=True)
    assert consumer_duties(begun).light is Light.GREEN
    assert "early_start" not in codes(replace(begun, channel=ContractChannel.SHOP))
