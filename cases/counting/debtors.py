"""Who owes in a case as the law counts them: the whole together, a share each, or as a guarantor.

A case of one debtor has none of these rows and is counted as ever. A part that ended counts for no day: who proves not
to owe never did.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Case, CaseParty, PartyRole
from cases.models import Debtor as Person
from legal.counting.imputation import split
from legal.counting.valuation import CaseFacts, DebtorKind, NoticeTerm, valuate
from legal.errors import LawError
from legal.facts import Debtor, Liability, Notice, Unnamed
from legal.money import ZERO, round_cents
from legal.notice.term import term_of
from legal.parameters import Figures

WHOLE = Fraction(1)
NoticeOf = Callable[[int], Notice | None]
LaterOf = Callable[[int], tuple[Notice, ...]]


def parties_of(session: Session, case_ids: Collection[int]) -> dict[int, list[CaseParty]]:
    """Everybody who plays or played a part in these cases, by the id of the case: one question."""
    return _by_case(session, CaseParty.case_id.in_(case_ids))


def parties_by_case(session: Session, party_ids: Collection[int]) -> dict[int, list[CaseParty]]:
    """These parts with who plays them, by the id of the case; asks nothing where there are none."""
    return _by_case(session, CaseParty.id.in_(party_ids)) if party_ids else {}


def _by_case(session: Session, condition: ColumnElement[bool]) -> dict[int, list[CaseParty]]:
    query = select(CaseParty).where(condition).order_by(CaseParty.id).options(
        joinedload(CaseParty.person), joinedload(CaseParty.stands_for)
    )
    found: dict[int, list[CaseParty]] = defaultdict(list)
    for party in session.scalars(query):
        found[party.case_id].append(party)
    return found


def of_case(case: Case, parties: Sequence[CaseParty]) -> tuple[Debtor, ...]:
    """The debtors of a case, without their notices; none where its one debtor owes all.

    A share that is not on record yet leaves its person out: nobody is asked what nobody knows. Heirs with shares take
    the place of who died; without them his estate owes.
    """
    owing: dict[int, list[CaseParty]] = {}
    for party in parties:
        if party.owes and party.through_day is None:
            owing.setdefault(party.person_id, []).append(party)
    found = {person_id: _debtor(case, person_id, parts) for person_id, parts in owing.items()}
    known = [each for each in found.values() if each is not None]
    if case.debtor_id not in owing and not _is_inherited(case, owing):
        known.insert(0, _whole(case, case.debtor_id))
    shares = sum((each.share for each in known if each.share is not None), Fraction(0))
    if shares > WHOLE:
        return ()  # contradicts itself: counted as of one debtor, until somebody corrects a share
    is_plain = len(known) == 1 and known[0].ref == str(case.debtor_id) and known[0].liability is Liability.JOINT
    return () if is_plain else tuple(known)


def who_owe(case: Case, parties: Sequence[CaseParty]) -> dict[int, Person]:
    """Who owe in a case, by their ids, the debtor of the case first; nobody where it has one debtor who owes all."""
    persons = {case.debtor_id: case.debtor} | {party.person_id: party.person for party in parties}
    return {int(each.ref): persons[int(each.ref)] for each in of_case(case, parties)}


def with_notices(
    facts: CaseFacts, notice_of: NoticeOf, later_of: LaterOf, case: Case, *, parties: Sequence[CaseParty],
    figures: Figures,
) -> CaseFacts:
    """The facts with the notices of each debtor; heirs inherit costs that were due of who died, each his share.

    Whoever owes what their shares leave inherits the rest, so that what was due and was paid before is not too much.
    """
    heirs = _heirs(case, facts.debtors, parties)
    inherited = _inherited(
        facts, notice_of(case.debtor_id), later_of(case.debtor_id), case, figures=figures
    ) if heirs else []
    shares = [each.share for each in heirs if each.share is not None]
    parts = list(zip(*(_divided(*each, shares) for each in inherited), strict=True))
    his = dict(zip((each.ref for each in heirs), parts, strict=False))

    def noticed(debtor: Debtor) -> Debtor:
        if debtor.liability is Liability.GUARANTOR:
            return debtor
        person_id = int(debtor.ref)
        if debtor.ref not in his:
            return replace(debtor, notice=notice_of(person_id), later_notices=later_of(person_id))
        first, *later = his[debtor.ref]
        return replace(debtor, notice=first, later_notices=(*later, *later_of(person_id)))

    facts = replace(facts, debtors=tuple(map(noticed, facts.debtors)))
    if not parts:
        return facts
    first, *later = parts[-1]
    return replace(facts, unnamed=Unnamed(notice=first, later_notices=tuple(later)))


def _heirs(case: Case, owing: Sequence[Debtor], parties: Sequence[CaseParty]) -> list[Debtor]:
    """Those who owe a share in the place of the debtor of the case, who died."""
    if case.debtor.died_on is None:
        return []
    refs = {
        str(each.person_id) for each in parties
        if each.role is PartyRole.HEIR and each.owes and each.through_day is None
    }
    return [each for each in owing if each.liability is Liability.SHARE and each.ref in refs]


def _debtor(case: Case, person_id: int, parts: Sequence[CaseParty]) -> Debtor | None:
    """As what somebody owes; who owes the whole in one part owes no less by another."""
    if any(part.owes_all for part in parts):
        return _whole(case, person_id)
    shares = [part.share for part in parts if part.share is not None and part.role is not PartyRole.GUARANTOR]
    if shares:
        return replace(_whole(case, person_id), liability=Liability.SHARE, share=sum(shares, Fraction(0)))
    guarantee = next((part for part in parts if part.role is PartyRole.GUARANTOR), None)
    if guarantee is None:
        return None
    most = None if guarantee.liable_most is None else round_cents(guarantee.liable_most)
    return Debtor(ref=str(person_id), kind=case.debtor_kind, liability=Liability.GUARANTOR, most=most)


def _whole(case: Case, person_id: int) -> Debtor:
    return Debtor(ref=str(person_id), kind=case.debtor_kind)


def _is_inherited(case: Case, owing: Mapping[int, Sequence[CaseParty]]) -> bool:
    """Whether heirs owe, each his share, in the place of the debtor of the case who died."""
    return case.debtor.died_on is not None and any(
        part.role is PartyRole.HEIR and part.share is not None for parts in owing.values() for part in parts
    )


def _inherited(
    facts: CaseFacts, notice: Notice | None, later: Sequence[Notice], case: Case, *, figures: Figures
) -> list[tuple[Notice, Decimal]]:
    """The notices by which costs were due of the debtor before he died, the first letter first, with what each added.

    A term that was still running when he died makes no costs due: nobody could pay within it.
    """
    died_on = case.debtor.died_on
    if notice is None or died_on is None or case.debtor_kind is not DebtorKind.CONSUMER:
        return []
    try:
        if not _ran_out(notice, facts, died_on, figures):
            return []
        over = tuple(each for each in later if _ran_out(each, facts, died_on, figures))
        alone = replace(facts, debtors=(), notice=notice, payments=tuple(
            replace(each, debtor=None) for each in facts.payments
        ))
        sums = []
        for number in range(len(over) + 1):
            then = valuate(replace(alone, later_notices=over[:number]), on=died_on, figures=figures)
            sums.append(then.costs + then.vat_on_costs)
    except LawError:  # not known yet: too little rather than too much
        return []
    added = (after - before for before, after in pairwise((ZERO, *sums)))
    return list(zip((notice, *over), added, strict=True))


def _ran_out(notice: Notice, facts: CaseFacts, died_on: date, figures: Figures) -> bool:
    term: NoticeTerm = term_of(notice, policy=facts.policy, figures=figures)
    return term.costs_claimable_from is not None and term.costs_claimable_from <= died_on


def _divided(notice: Notice, costs: Decimal, shares: Sequence[Fraction]) -> list[Notice]:
    """The notice of who died, for the part of each share in the costs that it added, and last for what these leave."""
    weights = [*shares, WHOLE - sum(shares)]
    whole = lcm(*(weight.denominator for weight in weights))
    return [
        replace(notice, most_costs=part) for part in split(costs, [Decimal(int(each * whole)) for each in weights])
    ]
