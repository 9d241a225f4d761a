"""What a letter is decided on and made from: everything on record of a case, read with that of others at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.correspondence import one_letter
from cases.correspondence.details import Details
from cases.correspondence.one_letter import Sibling
from cases.counting import awaited_letters, prescriptions, reaching, statement
from cases.counting.notices import JudgedNotice
from cases.counting.reaching import Counted
from cases.counting.statement import CaseRecord
from cases.models import (
    AgencyProfile,
    Arrangement,
    ArrangementState,
    Case,
    CaseParty,
    Claim,
    Debtor,
    Hold,
    HoldKind,
    Interruption,
    Letter,
    LetterKind,
    WritConfirmation,
    WritConfirmationKind,
)
from cases.parties import debtor_doubts, people_in_case
from cases.parties.people_in_case import Addressee, PeopleInCase
from legal.counting.valuation import Valuation
from legal.debtor.debtor_signs import Sign
from legal.debtor.prescription import Prescription
from legal.parameters import Figures

_COURT = (WritConfirmationKind.COURT_INTENDED, WritConfirmationKind.COURT_NOT_INTENDED)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A case as a letter needs it: `holds` that are open, letters that stand, `doubts` nobody looked at.

    `record` is that of what is owed by whom the letter is for. `arrangement` is the running one, `last_arrangement` the
    newest, however it ended. `agency` None: an administrator has entered nothing yet. `siblings`: other open cases of
    the same creditor on the same consumer. `person`: whom the letter is for, where that is not the debtor of the case
    but somebody who owes beside him (`about`). `noticed`: the record of what he owes with his own letters, which
    `record` is without. `details`: what a handler filled in for the letter; None for a kind that asks nothing, and
    before he did. `court`: what the client said last on going to court.
    """

    case: Case
    record: CaseRecord
    holds: tuple[Hold, ...]
    standing: tuple[Letter, ...]
    people: PeopleInCase
    doubts: tuple[Sign, ...]
    arrangement: Arrangement | None
    interruptions: Mapping[int, Sequence[Interruption]]
    awaited: Mapping[int, Sequence[Letter]]
    agency: AgencyProfile | None
    figures: Figures
    siblings: tuple[Sibling, ...] = ()
    person: Debtor | None = None
    noticed: CaseRecord | None = None
    details: Details | None = None
    last_arrangement: Arrangement | None = None
    court: WritConfirmation | None = None

    def about(self, person_id: int, on: date) -> "Dossier":
        """The same case for a letter to one of those who owe on `on`; what the debtor of the case got says nothing."""
        beside = {each.person_id: each.person for each in self.people.beside(on)}
        if person_id == self.case.debtor_id or person_id not in beside:
            return self
        siblings = (each.about(person_id, on) for each in self.siblings)
        return replace(
            self, person=beside[person_id], record=self._unnoticed(person_id).about(person_id), doubts=(),
            noticed=self.record.about(person_id),
            siblings=tuple(each for each in siblings if each is not None),
        )

    def _unnoticed(self, person_id: int) -> CaseRecord:
        """The record without what a notice did to one of those who owe: his letter announces costs."""
        facts = self.record.facts
        if facts.notice is not None:
            return replace(self.record, facts=replace(facts, notice=None))
        return replace(self.record, facts=replace(facts, debtors=tuple(
            replace(each, notice=None) if each.ref == str(person_id) else each for each in facts.debtors
        )))

    def part(self, on: date) -> CaseParty | None:
        """As what he owes; None for the debtor of the case by himself."""
        return self.people.part_of(self.debtor, on)

    @property
    def debtor(self) -> Debtor:
        """Whom the letter is for."""
        return self.person or self.case.debtor

    @property
    def letters(self) -> Mapping[LetterKind, Letter]:
        """The letters to him that stand, by kind."""
        return {letter.kind: letter for letter in self.standing if letter.debtor_id == self.debtor.id}

    @property
    def counting(self) -> JudgedNotice | None:
        """The posted first letter that his costs follow."""
        return self.record.counting if self.person is None else self.record.counting_for(self.person.id)

    @property
    def in_full(self) -> "Dossier":
        """The same with the costs that his own letters made due, for a letter that announces none."""
        return self if self.noticed is None else replace(self, record=self.noticed)

    @property
    def his(self) -> CaseRecord:
        """What is owed by whom the letter is for, with his own letters."""
        return self.noticed or self.record

    def addressee(self, on: date) -> Addressee:
        """Who gets it, and where."""
        return self.people.addressee(on, self.person)

    def valuation(self, on: date) -> Valuation:
        """What is owed through `on` (counted), or through the last day before it that can be counted."""
        return self.counted(on).valuation

    def counted(self, on: date) -> Counted:
        """The same with what is known of the days that cannot be counted yet."""
        return reaching.counted(self.record, wanted=on, figures=self.figures)

    def held_by(self, kinds: Collection[HoldKind], on: date) -> list[Hold]:
        """The open holds of these kinds, oldest first; one about the debtor of the case alone stops nobody beside him.
        """
        return [
            hold for hold in self.holds
            if hold.kind in kinds and (self.person is None or not self.people.names(hold.kind, on))
        ]

    def prescriptions(self) -> dict[int, Prescription]:
        """When each claim is barred, by its id."""
        return {claim.id: prescriptions.counted(claim, self.interruptions[claim.id]) for claim in self.case.claims}


    def unless(self, claims: Collection[Claim]) -> str:
        """Which letters would have interrupted the prescription of these claims, as a sentence goes on."""
        found = {letter.id: letter for claim in claims for letter in self.awaited.get(claim.id, ())}
        return awaited_letters.unless(found.values())


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
    letters: dict[int, list[Letter]] = defaultdict(list)
    for letter in session.scalars(select(Letter).where(Letter.case_id.in_(ids), Letter.standing)):
        letters[letter.case_id].append(letter)
    people = people_in_case.read(session, cases, parties={each: records[each].parties for each in records})
    newest = {
        each.case_id: each for each in session.scalars(
            select(Arrangement).where(Arrangement.case_id.in_(ids)).order_by(Arrangement.id)
            .options(selectinload(Arrangement.instalments))
        )
    }
    running = {at: each for at, each in newest.items() if each.state is ArrangementState.RUNNING}
    interruptions = prescriptions.standing(session, [claim for case in cases for claim in case.claims])
    claims = [claim for case in cases for claim in case.claims]
    near = {claim.id: prescriptions.counted(claim, interruptions[claim.id]).barred_from for claim in claims}
    awaited = awaited_letters.awaited(session, claims, interruptions, near)
    agency = session.scalar(select(AgencyProfile))
    court = {
        each.case_id: each for each in session.scalars(
            select(WritConfirmation).where(WritConfirmation.case_id.in_(ids), WritConfirmation.kind.in_(_COURT))
            .order_by(WritConfirmation.id)
        )
    }
    siblings = one_letter.read(session, cases, records, figures=figures)
    return {
        case.id: Dossier(
            case=case, record=records[case.id].about(case.debtor_id), holds=tuple(holds[case.id]),
            standing=tuple(letters[case.id]), people=people[case.id],
            doubts=debtor_doubts.unseen(session, case), arrangement=running.get(case.id),
            interruptions=interruptions, awaited=awaited, agency=agency, figures=figures,
            siblings=siblings.get(case.id, ()), last_arrangement=newest.get(case.id),
            court=court.get(case.id),
        )
        for case in cases
    }
