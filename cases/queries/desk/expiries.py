"""When each claim of a case is barred, by which term and after which interruptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases.counting import prescriptions
from cases.models import Case, Claim, Interruption
from legal.debtor.prescription import CountedRegime, InterruptionKind, Prescription


@dataclass(frozen=True, kw_only=True)
class InterruptionLine:
    """An interruption on record. `worked` is False for one that came too late, `may_withdraw` for a bailiff's."""

    id: int
    kind: InterruptionKind
    on: date
    worked: bool
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """The prescription of a claim as it stands: by which regime, after which interruptions, newest first.

    `if_contract`: the first day barred of a claim of which nobody stated the kind, if it is no consumer sale.
    """

    claim: Claim
    term: Prescription
    regime: CountedRegime
    if_contract: date | None
    interruptions: tuple[InterruptionLine, ...]

    @property
    def barred_from(self) -> date:
        """First day on which the claim is barred."""
        return self.term.barred_from

    @property
    def term_in_words(self) -> str:
        """Which term is counted, and whether it is assumed."""
        return prescriptions.term_in_words(self.regime)


def expiries(session: Session, case: Case) -> list[Expiry]:
    """When each claim is barred, after the interruptions on record."""
    interrupted = prescriptions.standing(session, case.claims)
    return [_expiry(claim, interrupted[claim.id]) for claim in case.claims]


def _expiry(claim: Claim, interrupted: Sequence[Interruption]) -> Expiry:
    term = prescriptions.counted(claim, interrupted)
    worked = {(each.kind, each.on) for each in term.counted}
    lines = [
        InterruptionLine(
            id=row.id, kind=kind, on=row.interrupted_on, worked=(kind, row.interrupted_on) in worked,
            may_withdraw=prescriptions.may_withdraw(row),
        )
        for row in reversed(interrupted) for kind in (InterruptionKind(row.kind),)
    ]
    return Expiry(
        claim=claim, term=term, regime=prescriptions.regime_of(claim), interruptions=tuple(lines),
        if_contract=prescriptions.barred_from_if_contract(claim, interrupted),
    )
