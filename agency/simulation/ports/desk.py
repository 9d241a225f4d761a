"""The desk: goes through the queue as a handler does with "Volgende", and takes what the next step asks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from agency.simulation.ports.debtors import Debtors
from agency.simulation.ports.legal_desk import LegalDesk
from agency.simulation.ports.post import go_on
from agency.simulation.world import Attempt, World
from cases.acts import Act
from cases.amicable import arrangements, barriers, contacts, debtor_details, hold_endings, holds
from cases.amicable.contacts import ContactInput
from cases.correspondence import ordering, previewing
from cases.correspondence.previewing import PreviewItem
from cases.counting.instalments import uncovered_terms
from cases.models import Case, ContactChannel, ContactOutcome, HoldKind, LetterKind, NextStep
from cases.progress import stages
from cases.progress.outcomes import OUTCOMES
from cases.queries.desk import work

HANDLER = "behandelaar"
CALLED, LOOKED_AT, CONFIRMED, BROKEN = 0.4, 0.15, 0.6, 0.5
PLAN_TERMS = (2, 3, 4, 6)
OUTCOMES_OF_HOLD = ("Uitgezocht met de opdrachtgever: de vordering klopt", "Uitgezocht: gaat verder")
HOLDS_AT_REQUEST = 0.004


class Desk:
    """The handlers. Each case is taken at most once a day."""

    def __init__(self, world: World, debtors: Debtors, legal: LegalDesk) -> None:
        self.world, self.debtors, self.legal = world, debtors, legal
        self.chance = world.chance.of("desk")
        self.to_be_written: list[int] = []
        self.steps: Mapping[NextStep, Callable[[Case], None]] = {
            NextStep.SEND_FIRST_NOTICE: lambda case: self.to_be_written.append(case.id),
            NextStep.CONTACT_DEBTOR: self._call, NextStep.CALL_BACK: self._call,
            NextStep.AWAIT_PAYMENT: self._call, NextStep.FOLLOW_ARRANGEMENT: self._follow,
            NextStep.REVIEW_HOLD: self._review_hold, NextStep.ASSESS: legal.assess,
            NextStep.CONFIRM_ASSESSMENT: legal.confirm, NextStep.COMPLETE_FILE: legal.complete,
            NextStep.GIVE_TO_BAILIFF: legal.give, NextStep.REVIEW_STOP: legal.review_stop,
        }

    def work(self) -> None:
        """Everything in the queue of today, then the letters that were asked for."""
        self.to_be_written = []
        self._hear_who_stopped()
        for case_id in self._queue():
            case = self.world.session.get_one(Case, case_id)
            step = self.steps.get(case.next_step)  # for the others nobody at the desk does anything: they wait
            if step is not None:
                step(case)
        self._order(self.to_be_written, LetterKind.FIRST_NOTICE)

    def _queue(self) -> Iterator[int]:
        """The cases that wait, as they follow each other; the queue starts anew at its end."""
        seen: set[int] = set()
        after: int | None = None
        while True:
            after = work.next_in_queue(self.world.session, today=self.world.day, after_case=after)
            if after is None or after in seen:
                return
            seen.add(after)
            yield after

    def _hear_who_stopped(self) -> None:
        """Somebody tells that a debtor died, or gets help with his debts; what is lost is told again."""
        told, self.debtors.stopped = self.debtors.stopped, {}
        for case_id, kind in told.items():
            if self._hold(case_id, kind).is_lost:
                self.debtors.stopped[case_id] = kind

    def _hold(self, case_id: int, kind: HoldKind) -> Attempt[int]:
        return self.world.attempt(f"hold_{kind.value}", HANDLER, lambda session, act: holds.place(
            session, act, case_id, kind=kind, reason="Gemeld door een ander", on=act.today
        ).id)

    def _call(self, case: Case) -> None:
        """A call, unless something stands in the way or there is no time today."""
        if not self.chance.happens(CALLED):
            return
        if self.chance.happens(HOLDS_AT_REQUEST):
            self._hold_at_request(case.id)
            return
        against = barriers.closing(
            barriers.of_case(self.world.session, case, on=self.world.day), ContactChannel.PHONE_OUT
        )
        case_id = case.id
        said = self.debtors.says(case_id)
        back_on = None
        if said is ContactOutcome.PROMISES_PAYMENT or self.chance.happens(0.3):
            back_on = self.world.day + timedelta(days=self.chance.number(2, 12))
        channel = ContactChannel.EMAIL_OUT if against else ContactChannel.PHONE_OUT
        logged = self.world.attempt("contact_logged", HANDLER, lambda session, act: contacts.log(
            session, act, case_id, ContactInput(
                channel=channel, outcome=said, note="Gesprek over de openstaande facturen", call_back_on=back_on,
                right_party=True if OUTCOMES[said].is_spoken else None,
            ),
        ).id)
        if logged.is_done:
            self.debtors.was_called(case_id, said)
            if said is ContactOutcome.ASKS_ARRANGEMENT:
                self._arrange(case_id)

    def _hold_at_request(self, case_id: int) -> None:
        self.world.attempt("hold_client_request", HANDLER, lambda session, act: holds.place(
            session, act, case_id, kind=HoldKind.CLIENT_REQUEST, reason="De opdrachtgever vraagt om te wachten",
            on=act.today, review_on=act.today + timedelta(days=14),
        ).id)

    def _arrange(self, case_id: int) -> None:
        number, first = self.chance.one_of(PLAN_TERMS), self.world.day + timedelta(days=self.chance.number(1, 20))

        def make(session: Session, act: Act) -> int:
            schedule = arrangements.propose(
                session, case_id, agreed_on=act.today, first_due_on=first, figures=self.world.figures, number=number
            )
            return arrangements.make(
                session, act, case_id, schedule, note="", client_agreed=True, figures=self.world.figures
            ).id

        if self.world.attempt("arrangement_made", HANDLER, make).is_done:
            self.debtors.agreed(case_id)
            if self.chance.happens(CONFIRMED):
                self._order([case_id], LetterKind.ARRANGEMENT_CONFIRMATION)

    def _follow(self, case: Case) -> None:
        """An arrangement with a missed term is now and then stopped; one that is paid off but for interest ends."""
        session, case_id = self.world.session, case.id
        running = stages.running_arrangement(session, case_id)
        if running is None:
            return
        is_paid = not uncovered_terms(session, running)
        missed = arrangements.missed_terms(session, running, on=self.world.day)
        if is_paid or (missed and self.chance.happens(BROKEN)):
            self.world.attempt("arrangement_ended", HANDLER, lambda session, act: arrangements.end(
                session, act, case_id, broken=not is_paid, on=act.today, figures=self.world.figures,
                reason="Alleen de rente van de looptijd staat nog open" if is_paid else "Termijn niet betaald",
            ).id)

    def _review_hold(self, case: Case) -> None:
        """One of the holds ends with what was found, with some or none of the new details taken over."""
        if not self.chance.happens(LOOKED_AT):
            return
        case_id = case.id
        held = stages.open_holds(self.world.session, case_id)
        if not held:
            return
        hold_id = self.chance.one_of(held).id
        proposed = [each.id for each in debtor_details.undecided(self.world.session, case.debtor_id)]
        taken = [each for each in proposed if self.chance.happens(0.5)]
        outcome = self.chance.one_of(OUTCOMES_OF_HOLD)
        self.world.attempt("hold_ended", HANDLER, lambda session, act: hold_endings.end(
            session, act, hold_id, case_id=case_id, outcome=outcome, taken_ids=taken, figures=self.world.figures
        ).id)

    def _order(self, case_ids: list[int], kind: LetterKind) -> None:
        """Letters in one batch, with those left out of it ordered one by one where that is possible."""
        if not case_ids:
            return
        shown = previewing.preview(
            self.world.session, case_ids, kind=kind, letter_date=self.world.day, figures=self.world.figures
        )
        if shown.sending:
            self._confirm([item.case_id for item in shown.sending], kind)
        for item in shown.skipping if len(case_ids) > 1 else ():
            if self._may_go_alone(item):
                self._confirm([item.case_id], kind)

    def _may_go_alone(self, item: PreviewItem) -> bool:
        """A letter about a barred claim is looked at first, and then sent now and then."""
        if not self.chance.happens(0.1):
            return False
        alone = previewing.preview(
            self.world.session, [item.case_id], kind=LetterKind.FIRST_NOTICE, letter_date=self.world.day,
            figures=self.world.figures,
        )
        return bool(alone.sending)

    def _confirm(self, case_ids: list[int], kind: LetterKind) -> None:
        def order(session: Session, act: Act) -> int:
            shown = previewing.preview(
                session, case_ids, kind=kind, letter_date=act.today, figures=self.world.figures
            )
            return ordering.order(
                session, act, shown.marks, kind=kind, letter_date=act.today, figures=self.world.figures
            ).id

        ordered = self.world.attempt(f"ordered_{kind.value}", HANDLER, order)
        if ordered.result is not None:
            go_on(self.world, ordered.result)
