"""Which court: the subdistrict court (kantonrechter) by amount and subject, and where by place."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from legal.costs.rechecking import not_rechecked
from legal.facts import Remark
from legal.money import ZERO
from legal.parameters import Figures, SessionPlace
from legal.wording import dutch_euro

LAW_AMOUNT = "art. 93 onder a Rv"
LAW_SUM = "art. 93 onder a en 94 lid 1 Rv"
LAW_SUBJECT = "art. 93 onder c Rv"
LAW_MIXED = "art. 93 onder c en 94 lid 2 Rv"


class Subject(StrEnum):
    """What a claim is about, as far as it decides over the court."""

    OTHER = "other"
    EMPLOYMENT = "employment"
    AGENCY = "agency"
    RENT = "rent"
    HIRE_PURCHASE = "hire_purchase"
    CONSUMER_SALE = "consumer_sale"
    CONSUMER_CREDIT = "consumer_credit"


ANY_AMOUNT = frozenset(
    {Subject.EMPLOYMENT, Subject.AGENCY, Subject.RENT, Subject.HIRE_PURCHASE, Subject.CONSUMER_SALE}
)
DUTCH_SUBJECTS = {
    Subject.OTHER: "overige vordering",
    Subject.EMPLOYMENT: "arbeidsovereenkomst",
    Subject.AGENCY: "agentuur",
    Subject.RENT: "huur",
    Subject.HIRE_PURCHASE: "huurkoop",
    Subject.CONSUMER_SALE: "consumentenkoop",
    Subject.CONSUMER_CREDIT: "consumentenkrediet",
}


@dataclass(frozen=True, kw_only=True)
class CourtClaim:
    """One claim of the lawsuit in euro; `interest` accrued through the day of the summons.

    `credit_sum` is the sum of a consumer credit. `disputed_title`: the claim is part of a right of more than the limit,
    and that right is disputed.
    """

    ref: str
    principal: Decimal
    interest: Decimal
    subject: Subject = Subject.OTHER
    credit_sum: Decimal | None = None
    disputed_title: bool = False

    @property
    def amount(self) -> Decimal:
        """Principal and interest."""
        return self.principal + self.interest


@dataclass(frozen=True, kw_only=True)
class Competence:
    """Whether the subdistrict court decides; `amount` is what was compared with the limit, in euro."""

    is_subdistrict: bool
    amount: Decimal
    explanation: str
    law: str
    remarks: tuple[Remark, ...] = ()


def competence(
    claims: tuple[CourtClaim, ...], *, summoned_on: date, figures: Figures, collection_costs: Decimal = ZERO
) -> Competence:
    """Whether the subdistrict court decides over these claims against one defendant.

    At most the limit, interest through the day of the summons included, several claims added up; certain subjects
    whatever the amount, and then connected claims with them. Collection costs are not in the amount: where they would
    carry it over the limit, a remark says so. Raises ParameterUnknown outside the days of the limit.
    Law: art. 93 and 94 Rv.
    """
    limits = figures.subdistrict_limits.on(summoned_on).value
    by_subject = [claim for claim in claims if _is_by_subject(claim, limits.consumer_credit)]
    rest = [claim for claim in claims if claim not in by_subject]
    amount = sum((claim.amount for claim in rest), ZERO)
    within = amount <= limits.claim and not any(claim.disputed_title for claim in rest)
    remarks = list(not_rechecked(summoned_on, figures.subdistrict_limits))
    if within and rest and amount + collection_costs > limits.claim:
        text = f"Met de incassokosten erbij ({dutch_euro(amount + collection_costs)}) ligt het bedrag boven "
        text += f"{dutch_euro(limits.claim)}. Of zij meetellen, zegt de gelezen wettekst niet: vraag een jurist."
        remarks.append(Remark(code="costs_carry_over_limit", text=text))
    if by_subject and not within:
        text = "De andere vorderingen gaan alleen mee naar de kantonrechter voor zover de samenhang afzonderlijke "
        remarks.append(Remark(code="connection_needed", text=text + "behandeling uitsluit (art. 94 lid 2 Rv)."))
    if by_subject:
        subjects = ", ".join(dict.fromkeys(DUTCH_SUBJECTS[claim.subject] for claim in by_subject))
        return Competence(
            is_subdistrict=True,
            amount=amount,
            explanation=f"Kantonrechter, ongeacht het bedrag: {subjects}.",
            law=LAW_MIXED if rest else LAW_SUBJECT,
            remarks=tuple(remarks),
        )
    return Competence(
        is_subdistrict=within,
        amount=amount,
        explanation=_by_amount(rest, amount, limits.claim),
        law=LAW_SUM if len(rest) > 1 else LAW_AMOUNT,
        remarks=tuple(remarks),
    )


def _is_by_subject(claim: CourtClaim, credit_limit: Decimal) -> bool:
    if claim.subject is Subject.CONSUMER_CREDIT:
        return claim.credit_sum is not None and claim.credit_sum <= credit_limit
    return claim.subject in ANY_AMOUNT


def _by_amount(rest: list[CourtClaim], amount: Decimal, limit: Decimal) -> str:
    what = f"{dutch_euro(amount)} aan hoofdsom en rente tot en met de dag van dagvaarding"
    if amount > limit:
        return f"Niet de kantonrechter maar de rechtbank, met advocaat: {what}, meer dan {dutch_euro(limit)}."
    if any(claim.disputed_title for claim in rest):
        return f"Niet de kantonrechter: het recht waarop de vordering rust, is meer dan {dutch_euro(limit)} en betwist."
    return f"Kantonrechter: {what}, ten hoogste {dutch_euro(limit)}."


@dataclass(frozen=True, kw_only=True)
class ForumFacts:
    """What decides over the place; places are names of municipalities.

    `chosen` is the place of a clause in the agreement, `chosen_after_dispute` when it was agreed after the dispute
    arose or the weaker party turns to that court. `let_property` is where the rented dwelling or business premises are.
    """

    defendants: tuple[str, ...]
    amount: Decimal
    is_consumer_contract: bool = False
    subject: Subject = Subject.OTHER
    let_property: str = ""
    deceased_lived_in: str = ""
    chosen: str = ""
    chosen_after_dispute: bool = False


@dataclass(frozen=True, kw_only=True)
class Forum:
    """A municipality whose court may decide; `is_exclusive` when no other court may."""

    municipality: str
    is_exclusive: bool
    explanation: str
    law: str


def forums(facts: ForumFacts, *, summoned_on: date, figures: Figures) -> tuple[Forum, ...]:
    """The places whose court has competence, the one that excludes the others alone; empty when no place is known.

    Law: art. 99, 101, 103, 104, 107 and 108 Rv. Raises ParameterUnknown outside the days of the limit.
    """
    if facts.subject is Subject.RENT and facts.let_property:
        return (_forum(facts.let_property, "waar het gehuurde ligt", "art. 103 Rv", is_exclusive=True),)
    if facts.chosen and _clause_works(facts, figures.subdistrict_limits.on(summoned_on).value.claim):
        return (_forum(facts.chosen, "door partijen aangewezen", "art. 108 lid 1 Rv", is_exclusive=True),)
    places = []
    several = len(set(facts.defendants)) > 1
    for place in dict.fromkeys(facts.defendants):
        law = "art. 99 lid 1 Rv"
        if facts.is_consumer_contract:
            law = "art. 99 lid 1 en 101 Rv"
        if several:
            law += "; art. 107 Rv voor de medegedaagden, bij samenhang"
        places.append(_forum(place, "woonplaats van de gedaagde", law))
    if facts.deceased_lived_in:
        places.append(_forum(facts.deceased_lived_in, "laatste woonplaats van de overledene", "art. 104 lid 2 Rv"))
    return tuple(places)


def is_place_checked_ex_officio(facts: ForumFacts, *, summoned_on: date, figures: Figures) -> bool:
    """Whether the court checks the place also when nobody objects. Law: art. 110 lid 1 Rv."""
    limit = figures.subdistrict_limits.on(summoned_on).value.claim
    return facts.amount <= limit or _is_protected(facts)


def session_place(municipality: str, *, on: date, figures: Figures) -> tuple[SessionPlace, Remark]:
    """The place of session for a municipality, with the remark that the bailiff decides; the table is not verified.

    Raises ParameterUnknown for every municipality that the table does not hold.
    """
    row = figures.court_locations.on(municipality, on)
    text = f"{row.court}, {row.place}: niet geverifieerd voor kantonzaken; de deurwaarder bepaalt de zittingsplaats."
    return row, Remark(code="session_place_unverified", text=text)


def _is_protected(facts: ForumFacts) -> bool:
    housed = facts.subject is Subject.RENT and bool(facts.let_property)
    return facts.is_consumer_contract or facts.subject is Subject.EMPLOYMENT or housed


def _clause_works(facts: ForumFacts, limit: Decimal) -> bool:
    """A clause does nothing up to the limit or against a weaker party, unless made after the dispute (108 lid 2 Rv)."""
    return facts.chosen_after_dispute or (facts.amount > limit and not _is_protected(facts))


def _forum(place: str, explanation: str, law: str, *, is_exclusive: bool = False) -> Forum:
    return Forum(municipality=place, is_exclusive=is_exclusive, explanation=explanation, law=law)
