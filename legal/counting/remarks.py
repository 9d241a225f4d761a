"""Places where the law is uncertain or a figure weak, said at the amount that they touch."""

from datetime import date
from typing import Any

from legal.costs.business_costs import MODERATION
from legal.costs.periodic_costs import ONE_SOURCE
from legal.costs.rechecking import not_rechecked
from legal.counting.claim_remarks import on_credits, on_late_payments, remarks_on, says_more
from legal.counting.fee_grounds import Ground, accounts_in_default
from legal.counting.ledger_walk import Walk
from legal.facts import Claim, DebtorKind, DeliveryBasis, InterestKind, Notice, NoticeTerm, Remark
from legal.parameters import Series
from legal.policies import BusinessCostBasis
from legal.wording import dutch_day

FIRST_DAY_OF_NEW_CODE = date(1992, 1, 1)
FIRST_DAY_OF_NEW_RATE = date(2002, 12, 1)
FIRST_DAY_OF_GOVERNMENT_INTEREST = date(2013, 3, 16)
STATUTORY, COMMERCIAL, GOVERNMENT = InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.GOVERNMENT
DOUBTS = {
    "simple_interest_before_1992":
        "Voor 1992 was de wettelijke rente enkelvoudig; hier is jaarlijks bijgeschreven. Vraag een jurist.",
    "commercial_interest_consumer":
        "Wettelijke handelsrente geldt alleen bij een handelsovereenkomst, niet tegenover een consument.",
    "government_interest_before_2013":
        "Art. 6:119b BW geldt niet voor overeenkomsten van voor 16 maart 2013 (art. 183a Overgangswet nieuw BW).",
    "commercial_rate_2002":
        "Van 8 augustus tot 1 december 2002 noemen bronnen 7 % en 10,35 % handelsrente; hier is 7 % gerekend.",
}
DEFECTS = {
    "bounced": "teruggekomen",
    "not_delivered": "geen bewijs van ontvangst",
    "sent_before_default": "verzonden voor het verzuim",
    "no_debtor_addressed": "niet aan de schuldenaar gericht",
    "term_from_today": "termijn vanaf vandaag",
    "term_from_dating": "termijn vanaf de dagtekening",
    "term_from_letter_date": "termijn vanaf de datum van de brief",
    "term_from_sending": "termijn vanaf de verzending",
    "term_missing": "zonder juiste termijn",
    "term_unclear": "termijn niet duidelijk",
    "term_too_short": "termijn te kort",
    "deadline_no_date": "uiterste dag bestaat niet",
    "deadline_too_early": "uiterste dag te vroeg",
    "fee_missing": "zonder bedrag van de kosten",
    "amounts_contradict": "verschillende bedragen",
    "fee_too_high": "bedrag te hoog",
}


def remarks(state: Walk, *, on: date) -> tuple[Remark, ...]:
    """What a person must know before relying on the valuation, in Dutch; empty for an ordinary case."""
    told: list[Remark] = []
    facts = state.facts
    for ground in state.grounds:
        if ground.first_day is not None and ground.first_day <= on:
            told += _on_costs(state, ground, ground.first_day, on=on)
    for ground in state.grounds:
        if ground.notice is not None and ground.term is not None and ground.kind is DebtorKind.CONSUMER:
            told += _on_notice(state, ground, ground.notice, ground.term)
    of_claims: list[Remark] = []
    for claim in facts.claims:
        for code in _doubts(claim, claim.debtor_kind or facts.debtor):
            told.append(Remark(code=code, text=DOUBTS[code]))
        if says_more(claim):
            of_claims += remarks_on(claim, facts, on=on)
    return tuple(dict.fromkeys(told + of_claims)) if told or of_claims else ()


def _on_costs(state: Walk, ground: Ground, costs_from: date, *, on: date) -> list[Remark]:
    first = state.figures.collection_costs.first_day
    if costs_from < first:
        text = (
            f"Voor {dutch_day(first)} bestond de staffel niet: er zijn geen kosten gerekend. De rechter volgde toen "
            "Rapport Voor-werk II. Is de vordering later overgedragen, geef dan die dag van uithandengeving op."
        )
        return [Remark(code="costs_before_decree", text=text)]
    told = []
    if ground.fee.amount and any(account.claim.interest_from < first for account in ground.accounts):
        text = (
            f"Een vordering was voor {dutch_day(first)} al in verzuim. Het Besluit vergoeding voor buitengerechtelijke "
            "incassokosten geldt daarvoor niet (art. 3): laat een jurist de kosten beoordelen."
        )
        told.append(Remark(code="default_before_decree", text=text))
    told += _on_business_costs(state, ground)
    if ground.has_small_terms:
        told.append(ONE_SOURCE)
    told += _on_figures(state, ground, costs_from)
    left_out = [
        each.claim.ref for each in state.accounts
        if costs_from < each.claim.interest_from <= on and (each.claim.debtor_kind or ground.debtor_kind) is ground.kind
    ]
    if ground.kind is DebtorKind.BUSINESS and left_out:
        text = (
            f"Op de dag van uithandengeving ({dutch_day(costs_from)}) nog niet in verzuim, en dus niet in de "
            f"grondslag van de kosten: {', '.join(left_out)}."
        )
        told.append(Remark(code="handed_over_before_default", text=text))
    return told


def _on_business_costs(state: Walk, ground: Ground) -> list[Remark]:
    """That a court may moderate agreed costs, and what the other reading of late payments comes to."""
    if ground.kind is not DebtorKind.BUSINESS:
        return []
    told = []
    if state.facts.agreed_costs is not None and ground.fee.amount > ground.by_scale:
        told.append(MODERATION)
    if ground.late is not None:
        is_chosen = state.facts.costs_policy.b2b_cost_basis is BusinessCostBasis.GREATER_OF
        told += on_late_payments(ground.late, by_scale=ground.by_scale, is_chosen=is_chosen)
    return told


def _on_figures(state: Walk, ground: Ground, costs_from: date) -> tuple[Remark, ...]:
    """Figures behind the costs that were carried on; of an agreed fee the forty euro that it is compared with."""
    figures, agreed = state.figures, state.facts.agreed_costs
    if not ground.fee.amount:
        return ()
    if agreed is not None:
        return () if agreed.concluded_on is None else not_rechecked(costs_from, figures.commercial_minimum)
    used: list[Series[Any]] = [figures.collection_costs]  # Any: scales and numbers
    if ground.fee.vat:
        used.append(figures.vat)
    if ground.late is not None:
        used.append(figures.commercial_minimum)
    if ground.has_small_terms:
        used.append(figures.periodic_stacking)
    return not_rechecked(costs_from, *used)


def _on_notice(state: Walk, ground: Ground, notice: Notice, term: NoticeTerm) -> list[Remark]:
    told = []
    if not accounts_in_default(ground, state.accounts):
        text = "Op de dag van verzending was geen vordering in verzuim: de brief maakt geen kosten verschuldigd."
        told.append(Remark(code="notice_before_default", text=text))
    if notice.defects:
        why = ", ".join(DEFECTS.get(code, code) for code in notice.defects)
        text = f"De veertiendagenbrief is gebrekkig ({why}): er zijn geen kosten verschuldigd, "
        told.append(Remark(code="notice_defective", text=text + "en een latere korte brief herstelt dat niet."))
    told += on_credits(state.facts, notice, is_due=ground.fee.amount > 0)
    if term.delivery_basis is DeliveryBasis.NONE:
        text = "Van de ontvangst van de veertiendagenbrief is geen bewijs: er zijn geen kosten verschuldigd."
        if notice.is_receipt_disputed:
            text = (
                "De schuldenaar betwist dat hij de veertiendagenbrief kreeg: zonder bewijs van ontvangst zijn er geen "
                "kosten verschuldigd. Is dat er wel, leg dan de dag van ontvangst vast."
            )
        told.append(Remark(code="notice_not_delivered", text=text))
    elif notice.sent_on < state.figures.holidays.equated_from:
        first = state.figures.holidays.equated_from
        text = f"Gelijkgestelde dagen van voor {dutch_day(first)} zijn niet verzameld: controleer de termijn."
        told.append(Remark(code="equated_days_incomplete", text=text))
    return told


def _doubts(claim: Claim, debtor: DebtorKind) -> list[str]:
    """The codes of what is uncertain about the interest of a claim."""
    kind, first_day = claim.interest, claim.interest_from
    if kind is STATUTORY:
        return ["simple_interest_before_1992"] if first_day < FIRST_DAY_OF_NEW_CODE else []
    if kind not in (COMMERCIAL, GOVERNMENT):
        return []
    codes = ["commercial_interest_consumer"] if debtor is DebtorKind.CONSUMER else []
    if kind is GOVERNMENT and first_day < FIRST_DAY_OF_GOVERNMENT_INTEREST:
        codes.append("government_interest_before_2013")
    if kind is COMMERCIAL and first_day < FIRST_DAY_OF_NEW_RATE:
        codes.append("commercial_rate_2002")
    return codes
