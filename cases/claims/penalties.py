"""An agreed penalty (boete) for paying late: stated on a claim, before or after its letter, and taken back.

What it changes is shown first, as for a credit: it comes on top, and takes the place of the interest of its claim. The
law decides whether it counts. Law: art. 6:91-6:94 BW; richtlijn 93/13/EEG.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims import following
from cases.claims.following import Basis, Foreseen
from cases.claims.untrue import untrue_between
from cases.correspondence import shared_letters
from cases.counting import claim_facts, replays
from cases.counting.replays import Side
from cases.documents import NewDocument
from cases.errors import Incomplete, NotFound, Refused
from cases.events.debts import Change, ClaimTermsStated
from cases.events.people import ChangedDetail
from cases.events.replayed import Corrected
from cases.models import Case, Claim, DocumentKind
from cases.names import name
from cases.progress.stages import open_case, running_arrangement
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.facts import ClauseStatus
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class PenaltyInput:
    """A penalty as it is told: `amount` in euro, owed from `on`. `clause` None: nobody looked at it yet."""

    claim_id: int
    amount: Decimal
    on: date
    clause: ClauseStatus | None = None


def of_claim(claim: Claim) -> PenaltyInput | None:
    """What stands on record of a claim."""
    if claim.penalty is None or claim.penalty_from is None:
        return None
    return PenaltyInput(claim_id=claim.id, amount=claim.penalty, on=claim.penalty_from, clause=claim.penalty_clause)


def foresee(session: Session, case_id: int, told: PenaltyInput, *, today: date, figures: Figures) -> Foreseen:
    """What stating this would change; nothing is written. Raises as `state` does."""
    case = open_case(session, case_id, lock=False)
    claim = _claim_of(case, told.claim_id)
    _check(claim, told, today=today)
    return _foreseen(session, case, claim, told, today=today, figures=figures)


def state(
    session: Session, act: Act, store: DocumentStore, case_id: int, told: PenaltyInput, *, basis: Basis,
    figures: Figures,
) -> Change:
    """Put it on record in the place of what stood, with why and the agreement; gives what that changed.

    Letters that did not leave are withdrawn, and an order is halted. Raises NotFound, CaseClosed, Refused,
    FileRefused, and what `Basis` does.
    """
    case = shared_letters.lock_open(session, case_id)
    claim = _claim_of(case, told.claim_id)
    _check(claim, told, today=act.today)
    basis.check(_foreseen(session, case, claim, told, today=act.today, figures=figures))
    paper = basis.keep(session, act, store, NewDocument(
        kind=DocumentKind.AGREEMENT, title=f"Boetebeding bij factuur {claim.invoice_number}", case_id=case.id,
        claim_id=claim.id,
    ))
    return _put(session, act, claim, told, ClaimTermsStated(
        invoice=claim.invoice_number, changes=tuple(_changes(of_claim(claim), told)), reason=basis.note,
        document_id=paper.id,
    ), figures=figures)


def withdraw(session: Session, act: Act, case_id: int, claim_id: int, *, reason: str, figures: Figures) -> Change:
    """Take a penalty back that was stated in error; the claim counts as before. Raises NotFound, Incomplete."""
    case = shared_letters.lock_open(session, case_id)
    claim = _standing(case, claim_id)
    if not reason.strip():
        raise Incomplete("Vul in waarom deze boete niet klopt.")
    without_citizen_number(reason)
    return _put(session, act, claim, None, ClaimTermsStated(
        invoice=claim.invoice_number, changes=tuple(_changes(of_claim(claim), None)), reason=reason.strip()[:300],
    ), figures=figures)


def foresee_withdrawal(
    session: Session, case_id: int, claim_id: int, *, today: date, figures: Figures
) -> Corrected | None:
    """What taking it back would change, None where it is not counted. Raises NotFound, CaseClosed."""
    case = open_case(session, case_id, lock=False)
    before = replays.side(session, case, figures=figures)
    after = _with(before, _standing(case, claim_id), None)
    return replays.change(before, after, today=today, figures=figures)


def _put(
    session: Session, act: Act, claim: Claim, told: PenaltyInput | None, stated: ClaimTermsStated, *, figures: Figures
) -> Change:
    case = claim.case
    before = replays.side(session, case, figures=figures)
    claim.penalty = None if told is None else round_cents(told.amount)
    claim.penalty_from = None if told is None else told.on
    claim.penalty_clause = None if told is None else told.clause
    session.flush()
    happened = following.tell(session, act, case, before, stated, on=act.today, figures=figures)
    following.follow(session, act, case, happened.after, figures=figures)
    return happened.told


def _changes(before: PenaltyInput | None, after: PenaltyInput | None) -> Iterator[ChangedDetail]:
    for what, words in (("boete op te laat betalen", _in_words), ("boetebeding", _found)):
        was, became = words(before), words(after)
        if was != became:
            yield ChangedDetail(what=what, was=was, became=became)


def _in_words(told: PenaltyInput | None) -> str:
    return "" if told is None else f"{euro(told.amount)} vanaf {short_date(told.on)}"


def _found(told: PenaltyInput | None) -> str:
    return "" if told is None or told.clause is None else name(told.clause).lower()


def _foreseen(
    session: Session, case: Case, claim: Claim, told: PenaltyInput, *, today: date, figures: Figures
) -> Foreseen:
    before = replays.side(session, case, figures=figures)
    after = _with(before, claim, told)
    untrue = untrue_between(session, case, before, after, claim_id=claim.id, today=today, figures=figures)
    found = following.foreseen(before, after, today=today, figures=figures, untrue=untrue)
    changed = found.changed
    if (changed is None or changed.before != changed.after) and running_arrangement(session, case.id) is not None:
        raise Refused("Er loopt een regeling. Beëindig die eerst: de termijnen zouden samen niet meer kloppen.")
    return found if changed is None or changed.before != changed.after else replace(found, untrue=())


def _with(side: Side, claim: Claim, told: PenaltyInput | None) -> Side:
    """The case with another penalty on one claim; nothing is written. No notice is judged by it."""
    if side.record is None:
        return side
    penalty = None if told is None else claim_facts.penalty_of(claim, told.amount, told.on, told.clause)
    claims = tuple(
        replace(each, penalty=penalty) if each.ref == str(claim.id) else each for each in side.record.facts.claims
    )
    return replace(side, record=replace(side.record, facts=replace(side.record.facts, claims=claims)))


def _claim_of(case: Case, claim_id: int) -> Claim:
    found = next((claim for claim in case.claims if claim.id == claim_id), None)
    if found is None:
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    return found


def _standing(case: Case, claim_id: int) -> Claim:
    claim = _claim_of(case, claim_id)
    if of_claim(claim) is None:
        raise NotFound("Bij deze factuur staat geen boete.")
    return claim


def _check(claim: Claim, told: PenaltyInput, *, today: date) -> None:
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    if claim.default_from is None:
        raise Refused("Deze factuur is nog niet in verzuim: dan is er ook geen boete (art. 6:93 BW).")
    if not claim.default_from <= told.on <= today:
        raise Refused(
            f"Kies een dag van {short_date(claim.default_from)} (het begin van het verzuim, art. 6:93 BW) tot en met "
            "vandaag."
        )
    if told == of_claim(claim):
        raise Refused("Er is niets gewijzigd: alles is gelijk aan wat er al stond.")
