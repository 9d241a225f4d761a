"""When each claim of a case is barred, by which term and after which interruptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases.correspondence import receipts
from cases.counting import awaited_letters, prescriptions
from cases.counting.awaited_letters import INTERRUPTS
from cases.models import Case, Claim, Debtor, Interruption, Letter, LetterState
from cases.parties.people_in_case import PeopleInCase
from legal.debtor.prescription import CountedRegime, InterruptionKind, Prescription
from legal.errors import LawError
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class InterruptionLine:
    """An interruption on record. `worked` is False for one that came too late, `may_withdraw` for a bailiff's.

    `how`: how it is known that a letter of ours was received.
    """

    id: int
    kind: InterruptionKind
    on: date
    worked: bool
    may_withdraw: bool
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class AwaitedLetter:
    """A letter that may have interrupted. `received_on`: the day that can be recorded at once, None where none can.

    `barred_from`: the first day barred then.
    """

    letter: Letter
    received_on: date | None
    barred_from: date | None


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """The prescription of a claim as it stands: by which regime, after which interruptions, newest first.

    `if_contract`: the first day barred of a claim of which nobody stated the kind, if it is no consumer sale.
    `is_near`: it is barred, or an alarm was reached. `awaited`: letters that may have interrupted and of which no
    receipt is on record.
    """

    claim: Claim
    term: Prescription
    regime: CountedRegime
    if_contract: date | None
    interruptions: tuple[InterruptionLine, ...]
    is_near: bool
    awaited: tuple[AwaitedLetter, ...] = ()

    @property
    def unless(self) -> str:
        """Which letter would have interrupted, as a sentence goes on; empty for none."""
        return awaited_letters.unless(each.letter for each in self.awaited)

    @property
    def barred_from(self) -> date:
        """First day on which the claim is barred."""
        return self.term.barred_from

    @property
    def term_in_words(self) -> str:
        """Which term is counted, and whether it is assumed."""
        return prescriptions.term_in_words(self.regime)


def expiries(
    session: Session, case: Case, on_record: Sequence[Letter], *, today: date, figures: Figures
) -> list[Expiry]:
    """When each claim is barred, after the interruptions on record; `on_record` are all letters that may be of it."""
    interrupted = prescriptions.standing(session, case.claims)
    days = {claim.id: prescriptions.counted(claim, interrupted[claim.id]).barred_from for claim in case.claims}
    letters = awaited_letters.of_claims(
        case.claims, interrupted, days, {case.id: awaited_letters.that_left(on_record)}
    )
    return [
        _expiry(claim, interrupted[claim.id], today, tuple(
            _awaited(claim, letter, interrupted[claim.id], today=today, figures=figures)
            for letter in letters.get(claim.id, ())
        )) for claim in case.claims
    ]


@dataclass(frozen=True, kw_only=True)
class ExpiryBeside:
    """When a claim is barred towards somebody who owes beside the debtor; `interrupted_on`: last, None for never.

    `is_near` and `awaited`: as for the debtor, of letters to this person.
    """

    person: Debtor
    claim: Claim
    term: Prescription
    interrupted_on: date | None
    is_near: bool
    awaited: tuple[AwaitedLetter, ...] = ()

    @property
    def unless(self) -> str:
        """Which letter to this person would have interrupted, as a sentence goes on; empty for none."""
        return awaited_letters.unless((each.letter for each in self.awaited), to=self.person.name)


def beside(
    session: Session, case: Case, people: PeopleInCase, on_record: Sequence[Letter], *, today: date, figures: Figures
) -> tuple[ExpiryBeside, ...]:
    """The claims towards each of those who owe beside the debtor of the case: one question for each of them.

    `on_record`: all letters that may be of it.
    """
    found = []
    left = {case.id: awaited_letters.that_left(on_record)}
    for person in {part.person_id: part.person for part in people.beside(today)}.values():
        rows = prescriptions.towards(session, case.claims, person.id)
        terms = {claim.id: prescriptions.counted(claim, rows[claim.id]) for claim in case.claims}
        days = {claim_id: term.barred_from for claim_id, term in terms.items()}
        letters = awaited_letters.of_claims(case.claims, rows, days, left, person_id=person.id)
        found += [
            ExpiryBeside(
                person=person, claim=claim, term=terms[claim.id], is_near=_is_near(terms[claim.id], today),
                interrupted_on=max((row.interrupted_on for row in rows[claim.id]), default=None),
                awaited=tuple(
                    _awaited(claim, letter, rows[claim.id], today=today, figures=figures)
                    for letter in letters.get(claim.id, ())
                ),
            ) for claim in case.claims
        ]
    return tuple(found)


def _awaited(
    claim: Claim, letter: Letter, interrupted: Sequence[Interruption], *, today: date, figures: Figures
) -> AwaitedLetter:
    try:
        receipt = receipts.receipt_of(letter, figures=figures)
    except LawError:
        return AwaitedLetter(letter=letter, received_on=None, barred_from=None)
    kind, on = INTERRUPTS[letter.kind], receipt.on
    works = on is not None and receipt.may_be_recorded(today) and prescriptions.would_work(
        claim, interrupted, kind=kind, on=on
    )
    if on is None or not works or letter.state is not LetterState.POSTED:
        return AwaitedLetter(letter=letter, received_on=None, barred_from=None)
    becomes = prescriptions.if_interrupted(claim, interrupted, kind=kind, on=on)
    return AwaitedLetter(letter=letter, received_on=on, barred_from=becomes)


def _expiry(
    claim: Claim, interrupted: Sequence[Interruption], today: date, awaited: tuple[AwaitedLetter, ...]
) -> Expiry:
    term = prescriptions.counted(claim, interrupted)
    worked = {(each.kind, each.on) for each in term.counted}
    lines = [
        InterruptionLine(
            id=row.id, kind=kind, on=row.interrupted_on, worked=(kind, row.interrupted_on) in worked,
            may_withdraw=prescriptions.may_withdraw(row), how=row.source.partition("; ")[2],
        )
        for row in reversed(interrupted) for kind in (InterruptionKind(row.kind),)
    ]
    return Expiry(
        claim=claim, term=term, regime=prescriptions.regime_of(claim), interruptions=tuple(lines),
        if_contract=prescriptions.barred_from_if_contract(claim, interrupted), awaited=awaited,
        is_near=_is_near(term, today),
    )


def _is_near(term: Prescription, today: date) -> bool:
    return term.is_barred(today) or term.alarm_on(today) is not None


def awaited_once(shown: Sequence[Expiry | ExpiryBeside]) -> list[AwaitedLetter]:
    """The awaited letters of these claims, each once: with the claim for which its receipt can be recorded, if any."""
    found: dict[int, AwaitedLetter] = {}
    for each in (letter for expiry in shown for letter in expiry.awaited):
        known = found.get(each.letter.id)
        if known is None or (known.received_on is None and each.received_on is not None):
            found[each.letter.id] = each
    return list(found.values())
