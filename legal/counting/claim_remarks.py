"""What a person must know of the claims themselves: credits, clauses, damages, other costs, and late payments."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from legal.costs.business_costs import LatePayments
from legal.counting.counted_claims import NEED_AWARD, UNFAIR, bears_penalty, bears_scale, kind_of
from legal.facts import (
    CaseFacts,
    Claim,
    ClaimNature,
    ClauseStatus,
    CreditEffect,
    DebtorKind,
    Notice,
    Penalty,
    Remark,
)
from legal.money import ZERO
from legal.policies import AfterUnfairClause, InterestBesidePenalty
from legal.wording import dutch_day, dutch_euro

BUSINESS, DAMAGES = DebtorKind.BUSINESS, ClaimNature.DAMAGES
FOUND_OF_PENALTY = {
    None: "het boetebeding is niet getoetst",
    ClauseStatus.SUSPECT: "het boetebeding is mogelijk oneerlijk",
    ClauseStatus.UNFAIR: "het boetebeding is oneerlijk",
}
CASES_OF_LATE = "HvJ EU C-585/20 en C-419/21, niet zelf gelezen"


def says_more(claim: Claim) -> bool:
    """Whether there is anything about the claim itself to remark on."""
    is_tested = claim.interest_clause is not None or claim.costs_clause is not None or claim.acceleration is not None
    is_raised = bool(claim.other_costs) or claim.penalty is not None
    return is_tested or is_raised or claim.nature is DAMAGES or _needs_test(claim)


def _needs_test(claim: Claim) -> bool:
    """Whether its interest goes by a clause that a court looks at with more than usual care."""
    rate = claim.contract_rate
    return claim.surcharge is not None or (rate is not None and bool(rate.changes))


def on_late_payments(late: LatePayments, *, by_scale: Decimal, is_chosen: bool) -> list[Remark]:
    """Count, basis and the other sum; by the scale only where forty euro for each late payment would be more."""
    if not is_chosen and late.amount <= by_scale:
        return []
    count = f"{len(late.refs)} × {dutch_euro(late.each)} = {dutch_euro(late.amount)}"
    many = "één te late betaling" if len(late.refs) == 1 else f"{len(late.refs)} te late betalingen"
    scale = f"de staffel over de hoofdsommen samen, {dutch_euro(by_scale)}"
    if is_chosen and late.amount > by_scale:
        text = f"Gerekend is {count} voor {many} (art. 6:96 lid 4 BW; {CASES_OF_LATE}), en niet {scale}."
    elif is_chosen:
        text = f"Gerekend is {scale}: dat is niet minder dan {count} voor {many} (art. 6:96 lid 4 BW)."
    else:
        text = f"Gerekend is {scale}. Verdedigbaar is ook {count} voor {many} (art. 6:96 lid 4 BW; {CASES_OF_LATE})."
    return [Remark(code="b2b_cost_basis", text=text)]


def on_credits(facts: CaseFacts, notice: Notice, *, is_due: bool) -> list[Remark]:
    """That a notice named too much, or that its fee, once it `is_due`, is counted over less than it named."""
    never_owed = [
        credit for claim in facts.claims for credit in claim.credits if credit.effect is CreditEffect.FROM_ORIGIN
    ]
    before = sum((credit.amount for credit in never_owed if credit.on <= notice.sent_on), ZERO)
    after = sum((credit.amount for credit in never_owed if credit.on > notice.sent_on), ZERO)
    told = []
    if before and "fee_too_high" in notice.defects:
        text = (
            f"De veertiendagenbrief van {dutch_day(notice.sent_on)} noemde te veel: {dutch_euro(before)} was toen al "
            "gecrediteerd. Of de brief dan geheel faalt, is omstreden; hier wel. Een nieuwe brief maakt kosten "
            "verschuldigd over wat overblijft."
        )
        told.append(Remark(code="notice_named_too_much", text=text))
    if after and is_due:
        text = (
            f"Na de veertiendagenbrief van {dutch_day(notice.sent_on)} is {dutch_euro(after)} gecrediteerd vanaf het "
            "begin: de kosten zijn gerekend over wat overblijft, ook als de brief meer noemde. Laat dat de schuldenaar "
            "weten."
        )
        told.append(Remark(code="fee_after_credit", text=text))
    return told


def remarks_on(claim: Claim, facts: CaseFacts, *, on: date) -> Iterator[Remark]:
    """What is uncertain or struck out in one claim."""
    kind = kind_of(claim, facts.debtor)
    if claim.nature is DAMAGES:
        text = (
            "De staffel geldt niet voor schadevergoeding, tenzij zij is omgezet of vastgesteld (art. 1 van het "
            "Besluit): over deze vordering zijn geen incassokosten gerekend. Redelijke kosten kunnen apart worden "
            "gevorderd (art. 6:96 BW)."
        )
        yield Remark(code="damages_outside_scale", text=_of(claim, text))
    if kind is BUSINESS:
        if UNFAIR in (claim.interest_clause, claim.costs_clause):
            text = "De toets op oneerlijke bedingen is er voor consumenten: hij verandert hier geen bedrag."
            yield Remark(code="clause_of_business", text=_of(claim, text))
    else:
        yield from _on_clauses(claim, kind, facts)
    if claim.penalty is not None:
        yield _on_penalty(claim, claim.penalty, kind, facts)
    if _needs_test(claim) and kind is not BUSINESS and claim.interest_clause is None:
        text = "Een opslag op de rente, of een wijziging ervan, is bedongen: laat het beding toetsen op oneerlijkheid."
        yield Remark(code="interest_clause_untested", text=_of(claim, text))
    due = [cost for cost in claim.other_costs if cost.on <= on and cost.kind in NEED_AWARD]
    if due and kind is not BUSINESS:
        text = (
            "Kosten van een exploot of naslag komen bij een consument alleen voor zijn rekening als de rechter ze "
            "toewijst; naast de staffel mogen ze niet worden gevraagd (art. 6:96 lid 5 BW)."
        )
        yield Remark(code="costs_need_award", text=_of(claim, text))


def _on_clauses(claim: Claim, kind: DebtorKind, facts: CaseFacts) -> Iterator[Remark]:
    policy = facts.clause_policy
    if claim.interest_clause is UNFAIR:
        left = "de wettelijke rente" if policy.unfair_interest is AfterUnfairClause.STATUTORY else "geen rente"
        text = f"Het rentebeding is oneerlijk: gerekend is {left}. Een uitspraak hierover is niet gelezen."
        yield Remark(code="interest_clause_unfair", text=_of(claim, text))
    if claim.costs_clause is UNFAIR:
        is_left = bears_scale(claim, kind, policy)
        left = "de staffel" if is_left else "geen incassokosten"
        text = f"Het kostenbeding is oneerlijk: gerekend is {left}. Veel rechters wijzen dan geen kosten toe."
        yield Remark(code="costs_clause_unfair", text=_of(claim, text))
    suspect = [
        word for word, status in (
            ("rentebeding", claim.interest_clause), ("kostenbeding", claim.costs_clause),
            ("beding over vervroegde opeising", claim.acceleration and claim.acceleration.clause),
        ) if status is ClauseStatus.SUSPECT
    ]
    if suspect:
        text = f"Mogelijk oneerlijk: {' en '.join(suspect)}. De rechter toetst dat uit zichzelf; vraag een jurist."
        yield Remark(code="clause_suspect", text=_of(claim, text))


def _on_penalty(claim: Claim, penalty: Penalty, kind: DebtorKind, facts: CaseFacts) -> Remark:
    """That it takes the place of interest and may be lowered, or why it does not count."""
    agreed = f"De boete van {dutch_euro(penalty.amount)} op te laat betalen"
    if bears_penalty(claim, kind):
        runs = facts.clause_policy.beside_penalty is InterestBesidePenalty.AS_AGREED
        interest = (
            "Rente loopt ernaast, omdat dat zo is opgegeven." if runs
            else "Zij komt in de plaats van de schadevergoeding: daarom is geen rente gerekend (art. 6:92 lid 2 BW)."
        )
        text = (
            f"{agreed} telt vanaf {dutch_day(penalty.on)}, als de hoofdsom dan nog niet is betaald (art. 6:91 BW). "
            f"{interest} De incassokosten staan daar los van (art. 6:96 BW). De rechter kan de boete verlagen "
            "(art. 6:94 lid 1 BW)."
        )
        return Remark(code="penalty_counted", text=_of(claim, text))
    if kind is not BUSINESS and penalty.clause is not ClauseStatus.FAIR:
        text = (
            f"{agreed} is niet meegerekend: {FOUND_OF_PENALTY[penalty.clause]}. Bij een consument telt zij alleen na "
            "een toets die zegt dat het beding eerlijk is (richtlijn 93/13/EEG). De rest van de vordering telt gewoon."
        )
    else:
        text = f"{agreed} is niet meegerekend: van de vordering zelf is niets verschuldigd geweest."
    return Remark(code="penalty_not_counted", text=_of(claim, text))


def _of(claim: Claim, text: str) -> str:
    return f"Vordering {claim.ref}: {text[0].lower()}{text[1:]}"
