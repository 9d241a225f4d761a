"""What the court checks of its own motion against a consumer (ambtshalve toetsing), as a list with expected effect."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

LAW_DUTIES = "art. 6:230m en 6:230v BW; ECLI:NL:HR:2021:1677"
LAW_STATE = "art. 21 en 111 lid 2 onder d Rv; ECLI:NL:HR:2021:1677"
LAW_TERMS = "art. 6:233 BW en richtlijn 93/13/EEG; ambtshalve toetsing"
LAW_FORM = "informatieformulier en model incassodagvaarding consumenten (rechtspraak.nl)"


class ContractChannel(StrEnum):
    """How the contract was concluded."""

    SHOP = "shop"
    DISTANCE = "distance"
    OFF_PREMISES = "off_premises"
    PHONE = "phone"


class ClauseStatus(StrEnum):
    """What was found about the clauses on interest, costs, penalty and acceleration."""

    NONE = "none"
    FAIR = "fair"
    SUSPECT = "suspect"
    UNFAIR = "unfair"


class Effect(StrEnum):
    """What a court may do when it is missing."""

    REDUCTION = "reduction"                # part of the principal annulled
    COSTS_OR_INTEREST = "costs_or_interest"  # the clause falls, and with many courts the fee of the law too
    REJECTION = "rejection"                # the claim is not stated or proved
    NO_CONTRACT = "no_contract"            # the consumer was never bound
    PART_UNPAID = "part_unpaid"            # what was done within the term of withdrawal is not owed


class Light(StrEnum):
    """The outcome of the list: what a handler must do with it."""

    GREEN = "green"
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class ConsumerContract:
    """What the file holds of one contract with a consumer. None: nobody has looked yet.

    `withdrawal_explained`: the consumer was told of the right to withdraw; `withdrawal_excluded` names the reason why
    the right does not exist. `was_ordered_online` only counts at a distance. `phone_offer_accepted`: in writing, after
    a sale by telephone. `is_service_begun_early`: a service began within the term of withdrawal;
    `early_start_requested`: because the consumer expressly asked for that.
    """

    channel: ContractChannel | None
    concluded_how_and_when: bool | None = None
    product_described: bool | None = None
    price_shown: bool | None = None
    order_button_clear: bool | None = None
    was_ordered_online: bool = True
    confirmation_sent: bool | None = None
    withdrawal_explained: bool | None = None
    withdrawal_excluded: str = ""
    delivery_proved: bool | None = None
    terms_provided: bool | None = None
    clauses: ClauseStatus | None = None
    is_credit: bool = False
    credit_check_present: bool | None = None
    phone_offer_accepted: bool | None = None
    is_service_begun_early: bool = False
    early_start_requested: bool | None = None


@dataclass(frozen=True, kw_only=True)
class DutyItem:
    """One point of the list: met, not met, or unknown (None), and what a court may do when it is not met."""

    code: str
    label: str
    met: bool | None
    expected_effect: Effect
    effect_text: str
    law: str


@dataclass(frozen=True, kw_only=True)
class DutyVerdict:
    """The list and its outcome. Red asks the client to sign off before a lawsuit; `advice` in Dutch."""

    items: tuple[DutyItem, ...]
    light: Light
    advice: str


@dataclass(frozen=True, kw_only=True)
class _Duty:
    code: str
    label: str
    effect: Effect
    law: str
    met: Callable[[ConsumerContract], bool | None]
    applies: Callable[[ConsumerContract], bool]


EFFECT_TEXTS = {
    Effect.REDUCTION: "De rechter kan de overeenkomst ambtshalve deels vernietigen; toegepast is 25% vermindering van "
    "de hoofdsom (ECLI:NL:RBZWB:2024:551).",
    Effect.COSTS_OR_INTEREST: "De rechter vernietigt een oneerlijk beding ambtshalve; veel rechters wijzen dan ook de "
    "wettelijke vergoeding af (niet beslist door de Hoge Raad in een gelezen uitspraak).",
    Effect.REJECTION: "Sinds juli 2019 vraagt de rechter ontbrekende gegevens niet meer op: de vordering wordt "
    "verminderd of afgewezen.",
    Effect.NO_CONTRACT: "Zonder schriftelijke aanvaarding is de consument niet gebonden: de vordering wordt afgewezen "
    "(de tekst van dit lid is niet gelezen).",
    Effect.PART_UNPAID: "Wat binnen de bedenktijd is gedaan zonder dat de consument daar uitdrukkelijk om vroeg, hoeft "
    "hij niet te betalen: dat deel wordt afgewezen.",
}


def consumer_duties(contract: ConsumerContract) -> DutyVerdict:
    """The points that a court checks of its own motion for this contract, each met, not met or unknown.

    Points of a contract at a distance, off premises or by telephone are left out for a sale in a shop; an unknown
    channel is asked for and counts as a distance contract. Red as soon as one point is not surely met.
    Law: art. 6:230m and 6:230v BW; HR 12 November 2021, ECLI:NL:HR:2021:1677.
    """
    items = tuple(
        DutyItem(
            code=duty.code,
            label=duty.label,
            met=duty.met(contract),
            expected_effect=duty.effect,
            effect_text=EFFECT_TEXTS[duty.effect],
            law=duty.law,
        )
        for duty in DUTIES
        if duty.applies(contract)
    )
    open_points = [item.label.lower() for item in items if item.met is not True]
    if not open_points:
        return DutyVerdict(items=items, light=Light.GREEN, advice="Alle gegevens voor de ambtshalve toetsing zijn er.")
    advice = f"Vermindering of afwijzing te verwachten. Nog niet aangetoond: {', '.join(open_points)}. De "
    return DutyVerdict(items=items, light=Light.RED, advice=advice + "opdrachtgever moet hiermee instemmen.")


def _always(_contract: ConsumerContract) -> bool:
    return True


def _outside_a_shop(contract: ConsumerContract) -> bool:
    return contract.channel is not ContractChannel.SHOP


def _online(contract: ConsumerContract) -> bool:
    return contract.channel in (ContractChannel.DISTANCE, None) and contract.was_ordered_online


def _by_telephone(contract: ConsumerContract) -> bool:
    return contract.channel is ContractChannel.PHONE


def _begun_early(contract: ConsumerContract) -> bool:
    return contract.is_service_begun_early and _outside_a_shop(contract)


def _clauses(contract: ConsumerContract) -> bool | None:
    if contract.clauses is None:
        return None
    return contract.clauses in (ClauseStatus.NONE, ClauseStatus.FAIR)


def _withdrawal(contract: ConsumerContract) -> bool | None:
    return True if contract.withdrawal_excluded.strip() else contract.withdrawal_explained


DUTIES = (
    _Duty(code="channel", label="Wijze van sluiten (winkel, op afstand, buiten verkoopruimte, telefoon)",
          effect=Effect.REJECTION, law=LAW_FORM, applies=_always,
          met=lambda contract: True if contract.channel is not None else None),
    _Duty(code="concluded", label="Wanneer en hoe de overeenkomst is gesloten", effect=Effect.REJECTION,
          law=LAW_STATE, applies=_always, met=lambda contract: contract.concluded_how_and_when),
    _Duty(code="product", label="Omschrijving van het product of de dienst", effect=Effect.REJECTION,
          law=LAW_STATE, applies=_always, met=lambda contract: contract.product_described),
    _Duty(code="price", label="Prijs getoond voor de bestelling", effect=Effect.REDUCTION,
          law=LAW_DUTIES, applies=_outside_a_shop, met=lambda contract: contract.price_shown),
    _Duty(code="order_button", label="Duidelijke tekst op de bestelknop", effect=Effect.REDUCTION,
          law="art. 6:230v BW; ECLI:NL:HR:2021:1677", applies=_online,
          met=lambda contract: contract.order_button_clear),
    _Duty(code="phone_acceptance", label="Aanbod aan de telefoon schriftelijk aanvaard", effect=Effect.NO_CONTRACT,
          law="art. 6:230v lid 6 BW", applies=_by_telephone, met=lambda contract: contract.phone_offer_accepted),
    _Duty(code="confirmation", label="Bevestiging op een duurzame gegevensdrager", effect=Effect.REDUCTION,
          law="art. 6:230v BW; ECLI:NL:HR:2021:1677", applies=_outside_a_shop,
          met=lambda contract: contract.confirmation_sent),
    _Duty(code="withdrawal", label="Informatie over het herroepingsrecht, of waarom dat er niet is",
          effect=Effect.REDUCTION, law="art. 6:230m BW; ECLI:NL:HR:2021:1677", applies=_outside_a_shop,
          met=_withdrawal),
    _Duty(code="early_start", label="Uitdrukkelijk verzoek om binnen de bedenktijd te beginnen",
          effect=Effect.PART_UNPAID, law="art. 6:230s lid 5 BW", applies=_begun_early,
          met=lambda contract: contract.early_start_requested),
    _Duty(code="delivery", label="Bewijs van levering", effect=Effect.REJECTION, law=LAW_STATE,
          applies=_always, met=lambda contract: contract.delivery_proved),
    _Duty(code="terms", label="Algemene voorwaarden: versie en hoe zij zijn verstrekt",
          effect=Effect.COSTS_OR_INTEREST, law=LAW_TERMS, applies=_always,
          met=lambda contract: contract.terms_provided),
    _Duty(code="clauses", label="Bedingen over rente, kosten, boete en opeisbaarheid beoordeeld als eerlijk",
          effect=Effect.COSTS_OR_INTEREST, law=LAW_TERMS, applies=_always, met=_clauses),
    _Duty(code="credit_check", label="Stukken van de kredietwaardigheidstoets", effect=Effect.REJECTION,
          law=LAW_FORM, applies=lambda contract: contract.is_credit,
          met=lambda contract: contract.credit_check_present),
)  # fmt: skip
