"""All that the pages of one case show: its head with warnings, and what stands under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, literal, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.amicable import barriers, reopening
from cases.correspondence.kinds import first_notice
from cases.counting import debtors
from cases.counting.notices import GONE, JudgedNotice
from cases.errors import NotFound
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    ClaimMove,
    Debtor,
    Document,
    Hold,
    HoldKind,
    Letter,
    LetterState,
    NextStep,
    Stage,
    Task,
    User,
)
from cases.names import next_step_name
from cases.parties import links, people_in_case
from cases.parties.people_in_case import PeopleInCase
from cases.progress import stages
from cases.queries.balance import Balance, balance
from cases.queries.desk import case_warnings, people_cards, tasks
from cases.queries.desk.expiries import Expiry, ExpiryBeside, beside, expiries
from cases.queries.desk.people_cards import PersonCard
from cases.queries.desk.timeline import Entry, entries
from cases.wording.warnings import Warning  # noqa: A004 - the word of the field
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures

MOST_OTHERS = 10


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """What stands on top of every page of a case."""

    case: Case
    balance: Balance
    holds: tuple[Hold, ...]
    letters: tuple[Letter, ...]
    warnings: tuple[Warning, ...]
    expiries: tuple[Expiry, ...]
    people: PeopleInCase
    today: date
    expiries_beside: tuple[ExpiryBeside, ...] = ()

    @property
    def is_business(self) -> bool:
        """Whether the debtor is dealt with as a business."""
        return self.case.debtor_kind is DebtorKind.BUSINESS

    @property
    def who_owe(self) -> dict[int, Debtor]:
        """Who owe, by their ids; nobody where the case has one debtor who owes all."""
        return debtors.who_owe(self.case, self.people.parties)

    @property
    def may_get_notice(self) -> bool:
        """Whether a first letter, or a new one for one that failed, can be ordered now."""
        waits = self.case.stage is Stage.INTAKE or self.balance.counting is not None
        return waits and not self.people.addressee(self.today).why_not and first_notice.may_be_ordered(
            self.case, self.letters, self.balance.counting, self.holds
        )

    @property
    def is_catching_up(self) -> bool:
        """Whether a letter left of which the case is not up to date yet: what is the next step follows from that."""
        return any(letter.state is LetterState.LEAVING and not letter.error for letter in self.letters)

    @property
    def next_step(self) -> str:
        """The next step in words, within a sentence."""
        step = barriers.shown_step(self.case.next_step, [hold.kind for hold in self.holds])
        return next_step_name(step, had_notice=bool(self.balance.judged)).lower()

    def judged(self, letter: Letter) -> JudgedNotice | None:
        """What the law makes of a posted letter."""
        every = (*self.balance.judged, *self.balance.added)
        return next((each for each in every if each.letter.id == letter.id), None)

    def may_tell_of(self, letter: Letter) -> bool:
        """Whether it can be said what became of a letter: that it came back, or when it was delivered."""
        return letter.state in GONE and not letter.error and not self.is_closed

    @property
    def is_disputed(self) -> bool:
        """Whether a dispute stands."""
        return any(hold.kind is HoldKind.DISPUTE for hold in self.holds)

    @property
    def is_unclear(self) -> bool:
        """Whether it waits for the names of who owes."""
        return any(hold.kind is HoldKind.PERSON_UNCLEAR for hold in self.holds)

    @property
    def may_reopen(self) -> bool:
        """Whether a closed case can open again: not one that became one with another."""
        return self.is_closed and not reopening.why_not(self.case)

    @property
    def has_next_step(self) -> bool:
        """Whether there is something to do."""
        return self.case.next_step is not NextStep.NONE

    @property
    def is_closed(self) -> bool:
        """Whether the case is closed."""
        return self.case.stage is Stage.CLOSED


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The case page itself. `persons`: of each who owes the debtors who are him, by id. `others`: the open cases of the
    debtor of the case, `perhaps` who may be him.
    """

    head: CaseHead
    timeline: tuple[Entry, ...]
    documents: tuple[Document, ...]
    arrangement: Arrangement | None
    others: tuple[Case, ...]
    tasks: tuple[Task, ...]
    cards: tuple[PersonCard, ...]
    persons: Mapping[int, frozenset[int]]
    perhaps: int


def case_of(session: Session, case_id: int) -> Case:
    """The case with its parties, terms and invoices; raises NotFound."""
    query = select(Case).where(Case.id == case_id).options(
        joinedload(Case.client), joinedload(Case.debtor), joinedload(Case.terms),
        joinedload(Case.handler).lazyload(User.roles),
        selectinload(Case.claims),
    )
    case = session.scalar(query)
    if case is None:
        raise NotFound(f"Dossier {case_id} bestaat niet.")
    return case


def case_head(session: Session, case_id: int, *, today: date, figures: Figures) -> CaseHead:
    """The head of a case as it stands `today`; raises NotFound."""
    case = case_of(session, case_id)
    owed = balance(session, case, on=today, figures=figures)
    holds = tuple(stages.open_holds(session, case_id))
    every = _letters_about(session, case)
    letters = tuple(letter for letter in every if letter.case_id == case_id)
    expiring = tuple(expiries(session, case, every, today=today, figures=figures))
    people = people_in_case.of_case(session, case, parties=owed.parties)
    others = beside(session, case, people, every, today=today, figures=figures)
    known = case_warnings.Known(
        owed=owed, holds=holds, letters=letters, expiries=expiring, beside=others, people=people
    )
    return CaseHead(
        case=case, balance=owed, holds=holds, letters=letters, expiries=expiring, people=people, today=today,
        expiries_beside=others,
        warnings=tuple(case_warnings.of_case(session, case, known, today=today, figures=figures)),
    )


def _letters_about(session: Session, case: Case) -> list[Letter]:
    """The letters of a case, newest first, with those that named its claims in the cases in which these stood before.
    """
    stood = select(ClaimMove.from_case_id).where(ClaimMove.claim_id.in_([claim.id for claim in case.claims]))
    query = select(Letter).where(Letter.case_id.in_(union_all(select(literal(case.id)), stood)))
    found = session.scalars(
        query.order_by(Letter.id.desc()).options(joinedload(Letter.content), joinedload(Letter.batch))
    )
    return [letter for letter in found if letter.case_id == case.id or letter.content is not None]


def case_page(session: Session, case_id: int, *, today: date, figures: Figures) -> CasePage:
    """Everything on the case page; raises NotFound."""
    head = case_head(session, case_id, today=today, figures=figures)
    case = head.case
    documents = session.scalars(
        select(Document).where(documents_of(case)).order_by(Document.id.desc())
    ).all()
    arrangement = session.scalars(
        select(Arrangement).where(Arrangement.case_id == case_id, Arrangement.state == ArrangementState.RUNNING)
        .options(joinedload(Arrangement.instalments))
    ).unique().first()
    around_each = links.around_each(session, list(head.people.owing(today)))
    around = around_each[case.debtor_id]
    return CasePage(
        head=head, timeline=tuple(entries(session, case_id)), documents=tuple(documents), arrangement=arrangement,
        others=tuple(_other_cases(session, case, around.group)),
        persons={person_id: each.group for person_id, each in around_each.items()},
        perhaps=len(links.candidates(session, case.debtor, around)),
        tasks=tuple(tasks.of_case(session, case_id)), cards=people_cards.cards(head.people, on=today),
    )


def documents_of(case: Case) -> ColumnElement[bool]:
    """Documents of the case itself, and those of its client that are evidence in every case."""
    return or_(Document.case_id == case.id, (Document.client_id == case.client_id) & Document.case_id.is_(None))


def _other_cases(session: Session, case: Case, group: frozenset[int]) -> list[Case]:
    """Other open cases on the same person at this agency, of any client, to be seen together (art. 5.2 Bki)."""
    query = (
        select(Case).where(Case.debtor_id.in_(group), Case.id != case.id, Case.stage != Stage.CLOSED)
        .options(joinedload(Case.client)).order_by(Case.id).limit(MOST_OTHERS)
    )
    return list(session.scalars(query))

