"""Invoices go from one case to another of the same client and debtor: to an open one, or split off to a new one.

What was paid on an invoice goes with it, and letters keep what they said: together the debtor owes what he owed before.
Law: art. 6:96 lid 7 BW, one fee over all that one letter named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import holds, reopening, settling
from cases.claims import following, joining, moved_along, moved_sums, splitting
from cases.claims.moved_along import Along
from cases.claims.moved_sums import CaseSums
from cases.correspondence import added_claims, new_notice, ordering
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting import overpaid, statement
from cases.errors import Incomplete, NotFound, Questioned, Refused, mark_of
from cases.events.claims import ClaimsMoved
from cases.models import (
    Case,
    Claim,
    ClaimMove,
    ClosingReason,
    Document,
    LedgerEntry,
    LedgerKind,
    LetterKind,
    NextStep,
    Stage,
)
from cases.names import name
from cases.parties import links
from cases.progress import locking, stages
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro


@dataclass(frozen=True, kw_only=True)
class Moving:
    """Which invoices go, why, and to which case; None for a new one. `undoes`: they go back to where they came from."""

    claim_ids: tuple[int, ...]
    reason: str
    into_id: int | None = None
    undoes: bool = False


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What is asked in each case, before and after, and what goes along; None where it cannot be counted."""

    before: tuple[CaseSums, ...] | None
    after: tuple[CaseSums, ...] | None
    along: Along


class MovingAsked(Questioned):
    """Nothing moved: a person sees first what it does, with the sums of the cases."""

    code = "moving_asked"

    def __init__(self, questions: Sequence[str], found: Sums) -> None:
        super().__init__(questions)
        self.sums, self.mark = found, mark_for(questions, found)


def mark_for(questions: Sequence[str], found: Sums) -> str:
    """A yes to other sums is no yes to these."""
    return mark_of([*questions, repr(found.before), repr(found.after)])


def why_not(session: Session, case: Case, into: Case | None, *, on: date, undoes: bool = False) -> str:
    """Why invoices cannot leave `case` for `into` (None: a new case) on a day, in Dutch; empty when they can.

    `undoes`: they go back, also to a case that closed since because nothing was left to ask there.
    """
    if into is not None and (into.client_id != case.client_id or into.id == case.id):
        return "Kies een ander dossier van dezelfde opdrachtgever."
    if into is not None and into.debtor_id not in links.group_of(session, case.debtor_id):
        return "De debiteuren zijn niet dezelfde persoon. Leg dat eerst vast op de pagina van de persoon."
    if into is not None and into.debtor_kind is not case.debtor_kind:
        return "In het ene dossier is de debiteur een consument, in het andere een bedrijf."
    both = (case,) if into is None else (case, into)
    for each in both:
        opens_again = undoes and each is into and closed_by_itself(each)
        if each.stage not in BEFORE_THE_COURT and not opens_again:
            return f"Dossier {each.number} staat in de fase “{name(each.stage)}”. Neem het daar eerst uit."
        if each.stage is Stage.NOTICE_RUNNING:
            return (
                f"De termijn van de brief in dossier {each.number} loopt nog. Wacht tot die voorbij is: dan staat vast "
                "over welk bedrag kosten verschuldigd zijn."
            )
    return (
        joining.promised(session, both, on=on) or joining.checked(session, both)
        or ("" if into is None else joining.other_people(session, case, into, on=on))
    )


def closed_by_itself(case: Case) -> bool:
    """Whether it closed because nothing was left to ask: it opens again where something is."""
    return case.stage is Stage.CLOSED and case.closing_reason in following.BY_ITSELF


def sums(session: Session, case: Case, moving: Moving, *, act: Act, figures: Figures) -> Sums:
    """What moving does to what is asked: it is done, counted and thrown away. Raises as `move` does."""
    point = session.begin_nested()
    try:
        return _moved(session, act, case.id, moving, figures=figures)[1]
    finally:
        point.rollback()
        session.expire_all()


def move_as_seen(
    session: Session, act: Act, case_id: int, moving: Moving, *, answered: str, figures: Figures
) -> Case:
    """`move`, once what it does to the costs got a yes; raises MovingAsked before that, or where it is other by now."""
    wanted = [case_id] if moving.into_id is None else [case_id, moving.into_id]
    cases = {case.id: case for case in locking.lock(session, wanted)}
    if case_id not in cases or len(cases) != len(set(wanted)):
        raise NotFound("Dit dossier bestaat niet.")
    case = cases[case_id]
    numbers = ", ".join(claim.invoice_number for claim in case.claims if claim.id in moving.claim_ids)
    where = "een nieuw dossier" if moving.into_id is None else f"dossier {cases[moving.into_id].number}"
    found = sums(session, case, moving, act=act, figures=figures)
    questions = _questions(found, numbers, where)
    if answered != mark_for(questions, found):
        raise MovingAsked(questions, found)
    return move(session, act, case_id, moving, figures=figures)


def _questions(found: Sums, numbers: str, where: str) -> list[str]:
    one = "," not in numbers
    told = f"{'Factuur' if one else 'Facturen'} {numbers} {'gaat' if one else 'gaan'} naar {where}."
    if found.before is not None and found.after is not None:
        was, becomes = moved_sums.together(found.before), moved_sums.together(found.after)
        told += (
            f" De incassokosten zijn nu samen {euro(was.costs_net)} en daarna {euro(becomes.costs_net)}, zonder btw "
            "(art. 6:96 lid 7 BW)."
        )
    these = "deze factuur" if one else "deze facturen"
    along = found.along
    goes = (
        (f"Wat op {these} is betaald, {euro(along.paid)}, gaat mee.", along.paid),
        (f"Wat op {these} is afgeboekt, {euro(along.booked_off)}, gaat mee.", along.booked_off),
        (f"Wat op {these} is gecrediteerd, {euro(along.credited)}, gaat mee, met het stuk.", along.credited),
        (f"Alle facturen gaan weg: ook de andere kosten, {euro(along.other_costs)}, gaan mee.", along.other_costs),
    )
    stays = _costs_that_stay(found)
    return [told, *(line for line, amount in goes if amount), *([stays] if stays else [])]


def _costs_that_stay(found: Sums) -> str:
    """Other costs are of the case: they do not go with its invoices while it has one.

    Costs of after the last day that can be counted can go along and are in no sum.
    """
    stays = ZERO if found.before is None else found.before[0].other_costs - found.along.other_costs
    if stays <= ZERO or found.before is None:
        return ""
    return f"De andere kosten van {found.before[0].title}, {euro(stays)}, blijven daar."


def move(session: Session, act: Act, case_id: int, moving: Moving, *, figures: Figures) -> Case:
    """Move these invoices; the case in which they stand now. One that is left without any closes.

    What was paid, booked off and credited of them goes along; other costs only where no claim is left. Letters that did
    not leave are withdrawn, of both; what holds the one case holds the other. Raises NotFound, Incomplete without a
    choice or a reason, and Refused (see `why_not` and `moved_sums.check`).
    """
    return _moved(session, act, case_id, moving, figures=figures)[0]


def _moved(session: Session, act: Act, case_id: int, moving: Moving, *, figures: Figures) -> tuple[Case, Sums]:
    wanted = [case_id] if moving.into_id is None else [case_id, moving.into_id]
    cases = {case.id: case for case in locking.lock(session, wanted)}
    case, into = cases.get(case_id), None if moving.into_id is None else cases.get(moving.into_id)
    if case is None or (moving.into_id is not None and into is None):
        raise NotFound("Dit dossier bestaat niet.")
    claims = _chosen(case, into, moving)
    refusal = why_not(session, case, into, on=act.today, undoes=moving.undoes)
    if refusal:
        raise Refused(refusal)
    if into is not None and into.stage is Stage.CLOSED:
        settling.unsettle(session, act, into, reason="facturen komen terug", figures=figures)
        reopening.stand_again(
            session, act, into, reason="facturen komen terug", figures=figures, may_resume=False
        )
    if into is not None:
        joining.check_numbers(session, case, into, claims)
    both = (case,) if into is None else (case, into)
    before = moved_sums.of_cases(session, both, on=act.today, figures=figures)
    had_letter = statement.counting_notice(session, case, figures=figures) is not None
    _withdraw(session, act, both)
    if into is None:
        is_named = _is_named(session, case, claims, figures=figures)
        into = splitting.new_case(session, act, case, is_named=is_named)
    along = moved_along.take(session, act, case, into, claims, figures=figures)
    _put(session, act, case, into, claims)
    after = moved_sums.of_cases(session, (case, into), on=act.today, figures=figures)
    if after is not None and moving.into_id is None:
        after = (after[0], replace(after[1], title=moved_sums.NEW_CASE))
    moved_sums.check(before, after, emptied="" if case.claims else moved_sums.title_of(case))
    for held in stages.open_holds(session, case.id):
        holds.place_again(session, act, into, held, on=act.today)
    _tell(session, act, case, into, claims, moving, along)
    if not case.claims:
        stages.close(session, act, case, reason=ClosingReason.JOINED, on=act.today)
    _stand(session, act, case, into, had_letter=had_letter, figures=figures)
    for each in (case, into):
        joining.close_where_nothing_is_left(session, act, each, figures=figures)
        overpaid.look(session, each, today=act.today, figures=figures)
        added_claims.ask(session, act, each, figures=figures)
    session.flush()
    return into, Sums(before=before, after=after, along=along)


def _chosen(case: Case, into: Case | None, moving: Moving) -> list[Claim]:
    claims = [claim for claim in case.claims if claim.id in moving.claim_ids]
    if not moving.claim_ids:
        raise Incomplete("Kies welke facturen verhuizen.")
    if len(claims) != len(set(moving.claim_ids)):
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    if len(claims) == len(case.claims) and into is None:
        raise Refused("Er blijft geen factuur over in dit dossier. Laat er minstens één staan.")
    if not moving.reason.strip():
        raise Incomplete("Vul in waarom de facturen verhuizen.")
    return claims


def _is_named(session: Session, case: Case, claims: Sequence[Claim], *, figures: Figures) -> bool:
    """Whether a letter that left and did not come back names one of these claims: then a new case stands where it is.
    """
    record, ids = statement.record_of(session, case, figures=figures), {claim.id for claim in claims}
    return any(
        judged.letter.returned_on is None
        and (judged.letter.content is None or ids & set(judged.letter.content.claim_ids))
        for judged in (*record.notices, *record.added)
    )


def _withdraw(session: Session, act: Act, cases: Sequence[Case]) -> None:
    """What did not leave names other invoices than there are."""
    for case in cases:
        gone = ordering.withdraw_unsent(
            session, act, case, reason="er verhuisden facturen: de brief klopt niet meer", on=act.today
        )
        is_first = any(letter.kind is LetterKind.FIRST_NOTICE for letter in gone)
        if is_first and not stages.open_holds(session, case.id):
            case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, act.today


def _put(session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim]) -> None:
    """The claims with their evidence; in the ledger each is a minus there and a plus here."""
    ids = [claim.id for claim in claims]
    for claim in claims:
        for case_id, amount in ((case.id, -claim.principal), (into.id, claim.principal)):
            session.add(LedgerEntry(
                case_id=case_id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL_MOVED, amount=amount,
                effective_on=claim.invoice_date, recorded_at=act.now, recorded_by=act.actor_id,
            ))
        session.add(ClaimMove(
            claim_id=claim.id, from_case_id=case.id, into_case_id=into.id, moved_on=act.today, moved_at=act.now,
            moved_by=act.actor_id,
        ))
    session.execute(update(Document).where(
        Document.claim_id.in_(ids), Document.case_id == case.id, Document.kind.in_(joining.EVIDENCE)
    ).values(case_id=into.id))
    session.execute(update(Claim).where(Claim.id.in_(ids)).values(
        case_id=into.id, debtor_id=into.debtor_id, is_open=into.stage is not Stage.CLOSED
    ))
    session.flush()
    session.expire_all()
    session.refresh(case, with_for_update=False)


def _stand(
    session: Session, act: Act, case: Case, into: Case, *, had_letter: bool, figures: Figures
) -> None:
    """Each case stands where the letters put it that name what it has now."""
    left = statement.counting_notice(session, case, figures=figures)
    if case.stage is Stage.AMICABLE and had_letter and left is None:
        reason = "facturen verhuisd: geen brief noemt wat hier blijft"
        new_notice.back_to_intake(session, act, case, reason=reason, on=act.today)
    joining.goes_on(session, act, into, figures=figures)


def _tell(
    session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim], moving: Moving, along: Along
) -> None:
    numbers = ", ".join(claim.invoice_number for claim in claims)
    for each, other in ((into, case), (case, into)):
        events.record(session, act, each.id, ClaimsMoved(
            other=other.number, came=each is into, invoices=numbers, reason=moving.reason.strip(),
            is_split=moving.into_id is None, undoes=moving.undoes, paid=along.paid, booked_off=along.booked_off,
            credited=along.credited, other_costs=along.other_costs,
        ), effective_on=act.today)
    session.flush()


def last_move(session: Session, case: Case) -> Moving | None:
    """What came to this case last by a move, to be sent back; None where nothing of it stands here any more."""
    moves = session.scalars(
        select(ClaimMove).where(ClaimMove.into_case_id == case.id).order_by(ClaimMove.id.desc())
    ).all()
    here = {claim.id for claim in case.claims}
    last = next((each for each in moves if each.claim_id in here), None)
    if last is None:
        return None
    together = tuple(
        each.claim_id for each in reversed(moves)
        if each.moved_at == last.moved_at and each.from_case_id == last.from_case_id and each.claim_id in here
    )
    return Moving(claim_ids=together, into_id=last.from_case_id, reason="", undoes=True)


def move_back(session: Session, act: Act, case_id: int, *, reason: str, figures: Figures) -> Case:
    """Undo the last move to a case: those invoices return to where they came from. Raises as `move` does."""
    case = stages.open_case(session, case_id, lock=False)  # `move` takes it with the other, in one order
    last = last_move(session, case)
    if last is None:
        raise NotFound("Er is niets om terug te zetten: er staan geen facturen uit een ander dossier.")
    return move(session, act, case_id, replace(last, reason=reason), figures=figures)
