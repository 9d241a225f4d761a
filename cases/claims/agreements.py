"""What a claim is in law, what was found of the clauses on it, and how its agreed interest is made up.

What was found is a fact of the case whenever it is found. What was agreed is stated until a letter names the claim:
after that it is a correction of what the letter said. Law: art. 6:119 BW; richtlijn 93/13/EEG; art. 1 of the decree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims import corrections, following
from cases.claims.corrections import NamedByLetter
from cases.correspondence import shared_letters
from cases.counting import replays
from cases.errors import EditConflict, Incomplete, NotFound, Refused
from cases.events.debts import Change, ClaimTermsStated
from cases.events.people import ChangedDetail
from cases.input_checks import Checks, version_of
from cases.models import Case, Claim
from cases.names import name
from cases.schema.db import without_citizen_number
from cases.setup.client_terms import PERIODS, check_surcharge
from legal.bounds import MOST_PERCENT
from legal.counting.valuation import DebtorKind, InterestKind
from legal.facts import ClaimNature, ClauseStatus
from legal.parameters import Figures
from letters.words import short_date

MOST_CHANGES = 6
FOUND = ("nature", "interest_clause", "costs_clause")  # the rest was agreed
LABELS = {
    "nature": "aard van de vordering", "interest_clause": "rentebeding", "costs_clause": "kostenbeding",
    "surcharge_percent": "opslag op de wettelijke rente", "rate_changes": "wijziging van de rente",
    "called_in_on": "vervroegd opgeëist op", "called_in_clause": "beding over vervroegde opeising",
}


@dataclass(frozen=True, kw_only=True)
class ClaimTerms:
    """All of it for one claim. A clause that is None follows the terms of the case.

    `surcharge_percent` per `surcharge_per` comes on a statutory rate. `rate_changes`: first day and percentage of each
    later agreed rate, per the period of the claim. `called_in_on`: everything was called in at once, by a clause.
    """

    nature: ClaimNature = ClaimNature.CONTRACTUAL
    interest_clause: ClauseStatus | None = None
    costs_clause: ClauseStatus | None = None
    surcharge_percent: Decimal | None = None
    surcharge_per: str | None = None
    rate_changes: tuple[tuple[date, Decimal], ...] = ()
    called_in_on: date | None = None
    called_in_clause: ClauseStatus | None = None


def terms_of(claim: Claim) -> ClaimTerms:
    """What stands on record of a claim."""
    return ClaimTerms(
        nature=claim.nature, interest_clause=claim.interest_clause, costs_clause=claim.costs_clause,
        surcharge_percent=claim.surcharge_percent, surcharge_per=claim.surcharge_per, called_in_on=claim.called_in_on,
        called_in_clause=claim.called_in_clause,
        rate_changes=tuple((date.fromisoformat(day), Decimal(percent)) for day, percent in claim.rate_changes),
    )


def mark(claim: Claim) -> str:
    """Tells whether it was changed since a form was made from it."""
    return version_of(terms_of(claim))


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What somebody says of a claim, and why. `seen`: the `mark` of what stood there when he began."""

    told: ClaimTerms
    reason: str
    seen: str


def state(
    session: Session, act: Act, case_id: int, claim_id: int, stated: Statement, *, figures: Figures
) -> Change:
    """Put it on record with why, and count everything anew; gives what that changed.

    Raises NotFound, CaseClosed, InvalidInput, Incomplete without a reason, EditConflict, NamedByLetter for what was
    agreed of a claim that a letter names, Refused.
    """
    case = shared_letters.lock_open(session, case_id)
    claim = next((each for each in case.claims if each.id == claim_id), None)
    if claim is None:
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    if mark(claim) != stated.seen:
        raise EditConflict("Iemand anders heeft dit intussen gewijzigd. Bekijk de gegevens opnieuw.")
    changed = tuple(_changes(terms_of(claim), stated.told))
    _check(session, case, claim, stated)
    before = replays.side(session, case, figures=figures)
    _put(claim, stated.told)
    session.flush()
    happened = following.tell(session, act, case, before, ClaimTermsStated(
        invoice=claim.invoice_number, changes=changed, reason=stated.reason.strip()[:300]
    ), on=act.today, figures=figures)
    following.follow(session, act, case, happened.after, figures=figures)
    return happened.told


def _put(claim: Claim, told: ClaimTerms) -> None:
    for field in fields(ClaimTerms):
        if field.name != "rate_changes":
            setattr(claim, field.name, getattr(told, field.name))
    claim.rate_changes = [[day.isoformat(), format(percent, "f")] for day, percent in told.rate_changes]


def _changes(before: ClaimTerms, after: ClaimTerms) -> Iterator[ChangedDetail]:
    for field, label in LABELS.items():
        was, became = _told(before, field), _told(after, field)
        if was != became:
            yield ChangedDetail(what=label, was=was, became=became)


def _told(terms: ClaimTerms, field: str) -> str:
    value = getattr(terms, field)
    if field == "surcharge_percent":
        return "" if value is None else f"{_percent(value)} per {PERIODS[terms.surcharge_per or 'year']}"
    if field == "rate_changes":
        return ", ".join(f"{_percent(percent)} vanaf {short_date(day)}" for day, percent in value)
    if field == "called_in_on":
        return "" if value is None else short_date(value)
    return "" if value is None else name(value).lower()


def _percent(percent: Decimal) -> str:
    return f"{percent.normalize():f}%".replace(".", ",")


def _check(session: Session, case: Case, claim: Claim, stated: Statement) -> None:
    if stated.told == terms_of(claim):
        raise Refused("Er is niets gewijzigd: alles is gelijk aan wat er al stond.")
    if not stated.reason.strip():
        raise Incomplete("Schrijf op waaruit dit blijkt.")
    without_citizen_number(stated.reason)
    checks, told = Checks(), stated.told
    check_surcharge(checks, interest=claim.interest, percent=told.surcharge_percent, per=told.surcharge_per)
    _check_changes(checks, claim, told)
    _check_called_in(checks, case, claim, told)
    checks.finish()
    before = terms_of(claim)
    is_agreed = any(
        getattr(before, field.name) != getattr(told, field.name) for field in fields(told) if field.name not in FOUND
    )
    refusal = corrections.why_not(session, case, claim) if is_agreed else ""
    if refusal:
        raise NamedByLetter(refusal)


def _check_changes(checks: Checks, claim: Claim, told: ClaimTerms) -> None:
    changes, label = told.rate_changes, "Wijziging van de rente"
    if not changes:
        return
    if claim.interest is not InterestKind.CONTRACTUAL or claim.contract_per is None:
        checks.wrong("rate_changes", label, _told(told, "rate_changes"),
                     "niets: alleen afgesproken (contractuele) rente verandert zo")
        return
    days = [day for day, _ in changes]
    if len(changes) > MOST_CHANGES or any(one >= other for one, other in pairwise(days)):
        checks.wrong("rate_changes", label, _told(told, "rate_changes"),
                     f"ten hoogste {MOST_CHANGES} wijzigingen, de oudste eerst, elk op een andere dag")
    most = MOST_PERCENT[claim.contract_per]
    for _, percent in changes:
        if not 0 <= percent <= most:
            checks.wrong("rate_changes", label, _percent(percent), f"0 tot en met {most}")


def _check_called_in(checks: Checks, case: Case, claim: Claim, told: ClaimTerms) -> None:
    """Law: richtlijn 93/13/EEG; by an unfair clause nothing falls due before its time."""
    on, clause = told.called_in_on, told.called_in_clause
    if (on is None) is not (clause is None):
        field = "called_in_on" if on is None else "called_in_clause"
        checks.wrong(field, "Vervroegd opgeëist", "", "de dag en wat van het beding is gevonden, of geen van beide")
        return
    if on is None:
        return
    if claim.default_from is None or claim.default_from < on:
        checks.wrong("called_in_on", "Vervroegd opgeëist op", short_date(on),
                     "een dag op of voor het verzuim: over wat is opgeëist loopt daarvoor geen rente")
    if clause is ClauseStatus.UNFAIR and case.debtor_kind is DebtorKind.CONSUMER:
        checks.wrong("called_in_clause", "Beding over vervroegde opeising", name(clause).lower(),
                     "een eerlijk beding: anders zijn alleen de vervallen termijnen verschuldigd. Verlaag dan de "
                     "factuur")
