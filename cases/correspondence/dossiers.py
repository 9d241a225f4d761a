"""What a letter is decided on and made from: everything on record of a case, read with that of others at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.correspondence import one_letter
from cases.correspondence.one_letter import Sibling
from cases.counting import prescriptions, statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import (
    AgencyProfile,
    Arrangement,
    ArrangementState,
    Case,
    Hold,
    HoldKind,
    Interruption,
    Letter,
    LetterKind,
)
from cases.parties import debtor_doubts
from legal.counting.valuation import Valuation
from legal.debtor.debtor_signs import Sign
from legal.debtor.prescription import Prescription
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A case as a letter needs it: `holds` that are open, `letters` that stand, by kind, `doubts` nobody looked at.

    `siblings`: other open cases of the same creditor on the same consumer. `arrangement` is the running one. `agency`
    None: an administrator has entered nothing yet.
    """

    case: Case
    record: CaseRecord
    holds: tuple[Hold, ...]
    letters: Mapping[LetterKind, Letter]
    doubts: tuple[Sign, ...]
    arrangement: Arrangement | None
    interruptions: Mapping[int, Sequence[Interruption]]
    agency: AgencyProfile | None
    figures: Figures
    siblings: tuple[Sibling, ...] = ()

    @property
    def counting(self) -> JudgedNotice | None:
        """The posted first letter that the costs follow."""
        return self.record.counting

    def valuation(self, on: date) -> Valuation:
        """What is owed through `on` (counted); raises ParameterUnknown beyond what the figures were checked for."""
        return statement.valuation_of(self.record, on=on, figures=self.figures)

    def held_by(self, kinds: Collection[HoldKind]) -> list[Hold]:
        """The open holds of these kinds, oldest first."""
        return [hold for hold in self.holds if hold.kind in kinds]

    def prescriptions(self) -> dict[int, Prescription]:
        """When each claim is barred, by its id."""
        return {claim.id: prescriptions.counted(claim, self.interruptions[claim.id]) for claim in self.case.claims}


def dossier_of(session: Session, case: Case, *, figures: Figures) -> Dossier:
    """The dossier of one case."""
    return read(session, [case.id], figures=figures)[case.id]


def read(session: Session, case_ids: Collection[int], *, figures: Figures) -> dict[int, Dossier]:
    """The dossiers of these cases by their id; the number of questions does not grow with them."""
    cases = session.scalars(
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)
        .options(joinedload(Case.debtor), joinedload(Case.terms), joinedload(Case.client), selectinload(Case.claims))
    ).all()
    ids = [case.id for case in cases]
    records = statement.records_of(session, cases, figures=figures)
    holds: dict[int, list[Hold]] = defaultdict(list)
    open_holds = select(Hold).where(Hold.case_id.in_(ids), Hold.ended_on.is_(None))
    for hold in session.scalars(open_holds.order_by(Hold.started_on, Hold.id)):
        holds[hold.case_id].append(hold)
    letters: dict[int, dict[LetterKind, Letter]] = defaultdict(dict)
    for letter in session.scalars(select(Letter).where(Letter.case_id.in_(ids), Letter.standing)):
        letters[letter.case_id][letter.kind] = letter
    running = {
        each.case_id: each for each in session.scalars(
            select(Arrangement).where(Arrangement.case_id.in_(ids), Arrangement.state == ArrangementState.RUNNING)
            .options(selectinload(Arrangement.instalments))
        )
    }
    interruptions = prescriptions.standing(session, [claim for case in cases for claim in case.claims])
    agency = session.scalar(select(AgencyProfile))
    siblings = one_letter.read(session, cases, records, figures=figures)
    return {
        case.id: Dossier(
            case=case, record=records[case.id], holds=tuple(holds[case.id]), letters=letters[case.id],
            doubts=debtor_doubts.unseen(session, case), arrangement=running.get(case.id),
            interruptions=interruptions, agency=agency, figures=figures,
            siblings=siblings.get(case.id, ()),
        )
        for case in cases
    }
