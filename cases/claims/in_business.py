"""Whether the debtor owes an invoice in his business or as a consumer, put right before a letter names it.

Each kind has a case of its own. So an invoice that shares its case goes to one of its kind: by the same steps as any
invoice that moves, and no other. Law: art. 6:96 lid 4-6 BW; art. 6:119a lid 1 BW.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.claims import corrections, joining, moved_sums, moving, open_cases, opening
from cases.claims.moved_sums import CaseSums
from cases.claims.moving import Moving
from cases.claims.stated import changes, checked, stated
from cases.counting.claim_kinds import BETWEEN_BUSINESSES
from cases.errors import Incomplete, NotFound, Questioned, mark_of
from cases.events.claims import ClaimCorrected
from cases.events.people import ChangedDetail
from cases.models import Case, Claim, Stage
from cases.names import name
from cases.progress import locking
from cases.progress.stages import open_case
from cases.schema.db import without_citizen_number
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor import debtor_tests
from legal.debtor.prescription import PrescriptionRegime
from legal.parameters import Figures
from letters.words import euro, short_date

CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
WORDS = {CONSUMER: "privé", BUSINESS: "zakelijk"}
WHAT = "zakelijk of privé"


class KindAsked(Questioned):
    """Nothing changed: a person sees first what it does."""

    code = "kind_asked"


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What was done: the case in which the invoice stands, what changed of it, and the sums of all cases together."""

    case: Case
    number: str
    is_new: bool
    changed: tuple[ChangedDetail, ...]
    default_from: date | None
    sums: CaseSums | None


def other(kind: DebtorKind) -> DebtorKind:
    """The kind that it would become."""
    return CONSUMER if kind is BUSINESS else BUSINESS


def why_not(session: Session, case: Case, claim: Claim, *, on: date) -> str:
    """Why this cannot be put right on a day, with what can be done instead; empty when it can."""
    kind, terms, debtor = other(case.debtor_kind), case.terms, case.debtor
    if kind is BUSINESS and terms.debtor_kind is CONSUMER:
        return (
            f"Met {case.client.name} zijn consumenten afgesproken: dan houden wij de regels voor consumenten aan. "
            "Overleg met de opdrachtgever of de afspraken anders moeten."
        )
    is_person = debtor.is_natural_person
    if kind is not debtor_tests.debtor_kind(is_natural_person=is_person, acted_in_business=kind is BUSINESS):
        return f"{debtor.name} is geen natuurlijk persoon, en dus nooit een consument (art. 6:96 lid 5 BW)."
    refusal = corrections.why_not(session, case, claim)
    if refusal:
        return refusal
    if len(case.claims) > 1:
        return moving.why_not(session, case, None, on=on)
    if case.stage is not Stage.INTAKE:
        return f"Het dossier staat in de fase “{name(case.stage)}”. Neem het daar eerst uit."
    return joining.promised(session, (case,), on=on)


def restate(
    session: Session, act: Act, case_id: int, claim_id: int, *, reason: str, answered: str, figures: Figures
) -> Case:
    """Make the invoice of the other kind, once what that does got a yes; the case in which it stands now.

    Raises NotFound, CaseClosed, NamedByLetter and Refused (see `why_not`), Incomplete without a reason, and KindAsked
    before the yes, or where what it does is other by now.
    """
    case, claim = _found(session, open_case(session, case_id, lock=False), claim_id)
    target = _target(session, case, on=act.today)
    locking.lock(session, [case_id] if target is None else [case_id, target])
    case, claim = _found(session, open_case(session, case_id), claim_id)
    refusal = why_not(session, case, claim, on=act.today)
    if refusal:
        raise corrections.NamedByLetter(refusal)
    if not reason.strip():
        raise Incomplete("Vul in waaruit dit blijkt.")
    without_citizen_number(reason)
    questions = _questions(session, act, case, claim, target, reason=reason.strip(), figures=figures)
    if answered != mark_of(questions):
        raise KindAsked(questions)
    case, claim = _found(session, open_case(session, case_id), claim_id)
    return _done(session, act, case, claim, target, reason=reason.strip(), figures=figures).case


def _found(session: Session, case: Case, claim_id: int) -> tuple[Case, Claim]:
    session.refresh(case)
    claim = next((each for each in case.claims if each.id == claim_id), None)
    if claim is None:
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    return case, claim


def _target(session: Session, case: Case, *, on: date) -> int | None:
    """The oldest open case of the other kind that waits for its letter and can take it in; None for a new one."""
    kind = other(case.debtor_kind)
    for met in open_cases.of_debtors(session, case.client_id, [case.debtor_id], on=on):
        if met.kind is kind and met.is_waiting and not met.is_bound and met.id != case.id:
            into = session.get_one(Case, met.id)
            if not joining.other_people(session, case, into, on=on):
                return met.id
    return None


def _questions(
    session: Session, act: Act, case: Case, claim: Claim, target: int | None, *, reason: str, figures: Figures
) -> list[str]:
    """What it does: it is done, counted and thrown away."""
    number, kind = claim.invoice_number, other(case.debtor_kind)
    ids = [case.id] if target is None else [case.id, target]
    before = _sums(session, ids, on=act.today, figures=figures)
    point = session.begin_nested()
    try:
        found = _done(session, act, case, claim, target, reason=reason, figures=figures)
    finally:
        point.rollback()
        session.expire_all()
    return list(_in_words(found, number, kind, before))


def _in_words(found: _Outcome, number: str, kind: DebtorKind, before: CaseSums | None) -> Iterator[str]:
    where = "gaat naar een nieuw dossier" if found.is_new else f"staat daarna in dossier {found.number}"
    yield f"Factuur {number} wordt {WORDS[kind]} en {where}."
    for each in found.changed[1:]:
        yield f"{each.what.capitalize()}: {each.was or 'niets'} wordt {each.became or 'niets'}."
    yield (
        f"Verzuim vanaf {short_date(found.default_from)}." if found.default_from
        else "Er is dan nog geen verzuim: daarvoor is eerst een aanmaning nodig (art. 6:82 BW)."
    )
    after = found.sums
    if before is not None and after is not None:
        yield (
            f"Incassokosten samen nu {euro(before.costs_net)}, daarna {euro(after.costs_net)}, zonder btw. Open "
            f"samen nu {euro(before.balance)}, daarna {euro(after.balance)}."
        )
    yield (
        "Een consument betaalt pas incassokosten na een veertiendagenbrief (art. 6:96 lid 6 BW)." if kind is CONSUMER
        else "Een bedrijf betaalt incassokosten zonder veertiendagenbrief (art. 6:96 lid 4 BW)."
    )


def _done(
    session: Session, act: Act, case: Case, claim: Claim, target: int | None, *, reason: str, figures: Figures
) -> _Outcome:
    """Split off where it shares its case, changed, and joined to its kind; the event stands where it is afterwards."""
    ids, number, kind = {case.id}, claim.invoice_number, other(case.debtor_kind)
    is_new = target is None and len(case.claims) > 1
    own = case
    if len(case.claims) > 1:
        own = moving.move(session, act, case.id, Moving(claim_ids=(claim.id,), reason=reason), figures=figures)
    changed = _change(session, act, own, session.get_one(Claim, claim.id), kind, figures=figures)
    corrections.withdraw_letters(session, act, own, claim)
    if target is not None:
        into = Moving(claim_ids=(claim.id,), reason=reason, into_id=target)
        own = moving.move(session, act, own.id, into, figures=figures)
    events.record(session, act, own.id, ClaimCorrected(
        invoice=number, changes=changed, reason=reason, default_from=claim.default_from, barred_from=claim.barred_from,
    ), effective_on=act.today)
    session.flush()
    return _Outcome(
        case=own, number=own.number, is_new=is_new, changed=changed, default_from=claim.default_from,
        sums=_sums(session, ids | {own.id}, on=act.today, figures=figures),
    )


def _change(
    session: Session, act: Act, case: Case, claim: Claim, kind: DebtorKind, *, figures: Figures
) -> tuple[ChangedDetail, ...]:
    """Interest, default and prescription as they are of that kind."""
    before, was = stated(claim), case.debtor_kind
    case.debtor_kind = kind
    claim.prescription_regime = _regime(claim.prescription_regime, kind)
    after = checked(replace(before, interest=_interest(case, claim, kind)), case, today=act.today)
    corrections.put(session, act, case, claim, after, figures=figures)
    told = [ChangedDetail(what=WHAT, was=WORDS[was], became=WORDS[kind])]
    told += [ChangedDetail(what=what, was=one, became=two) for what, one, two in changes(before, after)]
    return tuple(told)


def _interest(case: Case, claim: Claim, kind: DebtorKind) -> InterestKind:
    """A consumer never owes the rate of commerce; a business owes it where that was agreed for all of its claims."""
    if claim.interest in (InterestKind.CONTRACTUAL, InterestKind.NONE):
        return claim.interest
    if kind is CONSUMER:
        return InterestKind.STATUTORY
    is_agreed = case.terms.interest is InterestKind.COMMERCIAL
    return opening.interest_kind(case.terms, kind) if is_agreed else claim.interest


def _regime(regime: PrescriptionRegime | None, kind: DebtorKind) -> PrescriptionRegime | None:
    """What was stated of the one kind and cannot be of the other is not known any more: the careful term runs."""
    if kind is BUSINESS:
        return None if regime is PrescriptionRegime.CONSUMER_SALE else regime
    return None if regime in BETWEEN_BUSINESSES else regime


def _sums(session: Session, case_ids: Collection[int], *, on: date, figures: Figures) -> CaseSums | None:
    """What is asked in these cases together; None where one is not counted."""
    cases = [session.get_one(Case, case_id) for case_id in sorted(case_ids)]
    found = moved_sums.of_cases(session, cases, on=on, figures=figures)
    return None if found is None else moved_sums.together(found)
