"""The way to the bailiff: one person decides, another confirms; the file is completed, the writ drafted and given."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.simulation.papers import paper
from agency.simulation.people import Temper
from agency.simulation.ports.clients import Clients
from agency.simulation.ports.debtors import Debtors
from agency.simulation.world import World
from cases.acts import Act
from cases.assessment import assessments, means
from cases.counting import claim_kinds
from cases.documents import File
from cases.legal_track import gate, writ_confirmations, writs
from cases.legal_track.gate import RegisterInput
from cases.models import Case, MeansSign, Register, RegisterCheck
from cases.progress import order_stops, recalls
from legal.debtor.assessment import Outcome
from legal.debtor.prescription import PrescriptionRegime

HANDLER, LEAD = "behandelaar", "jurist"
REASON = "Weigert herhaaldelijk zonder verweer terwijl betalen mogelijk blijkt; geen teken van onmacht gevonden."
UNKNOWN = "Er is onvoldoende bekend over inkomen, vermogen en reden om hierover te beslissen."
LOOK_AGAIN = timedelta(days=14)
AGREED, RELEASED, LISTED, BY_ONESELF, JUDGED_AGAIN = 0.85, 0.6, 0.02, 0.05, 0.3


class LegalDesk:
    """The handlers and the legal lead on the legal track."""

    def __init__(self, world: World, debtors: Debtors, clients: Clients, *, office_id: int) -> None:
        self.world, self.debtors, self.clients, self.office_id = world, debtors, clients, office_id
        self.chance = world.chance.of("legal desk")

    def assess(self, case: Case) -> None:
        """Who refused and can pay will not; of the others nothing can be said yet."""
        case_id, temper = case.id, self.debtors.temper(case.id)
        unwilling = temper is Temper.REFUSES or self.chance.happens(0.1)
        if unwilling and not means.standing(self.world.session, case_id):
            self.world.attempt("means_shown", HANDLER, lambda session, act: means.record(
                session, act, case_id, sign=MeansSign.PAYS_NEWER, shown_on=act.today,
                source="Opdrachtgever laat zien dat latere facturen zijn betaald",
            ).id)
        if unwilling and self._decide(case_id, Outcome.ABLE_UNWILLING, REASON):
            return
        outcome = Outcome.UNABLE_WILLING if temper is Temper.UNABLE else Outcome.UNKNOWN
        if not self._decide(case_id, outcome, UNKNOWN):
            self._decide(case_id, Outcome.UNKNOWN, UNKNOWN)

    def confirm(self, case: Case) -> None:
        """A second person agrees or not; the first may not, and now and then tries."""
        case_id = case.id
        who = HANDLER if self.chance.happens(BY_ONESELF) else LEAD
        if self.chance.happens(AGREED):
            tried = self.world.attempt("assessment_confirmed", who, lambda session, act: assessments.confirm(
                session, act, case_id, note="Akkoord: weigert zonder verweer"
            ).id)
            if tried.is_done or tried.is_lost or who == HANDLER:
                return
        self.world.attempt("assessment_rejected", LEAD, lambda session, act: assessments.reject(
            session, act, case_id, note="Eerst nog een keer proberen te bellen"
        ).id)

    def complete(self, case: Case) -> None:
        """Everything that the gate asks, and then the draft; what still lacks, the gate names."""
        case_id = case.id
        self.clients.complete(case)
        for claim_id in [claim.id for claim in case.claims if claim.prescription_regime is None]:
            self._state_kind(case_id, claim_id)
        for register in self._unchecked(case_id):
            self._check(case_id, register)
        self._confirm_words(case_id)
        self._drafted(case_id)

    def give(self, case: Case) -> None:
        """The draft of today goes out; one of before is made again first."""
        case_id = case.id
        writ = writs.current(self.world.session, case_id)
        if writ is not None and writ.as_of != self.world.day and not self._drafted(case_id):
            return
        self.world.attempt("package_given", LEAD, lambda session, act: writs.give(
            session, act, self.world.store, case_id, figures=self.world.figures
        ).id)

    def review_stop(self, case: Case) -> None:
        """The order goes on with a reason, or is taken back."""
        case_id = case.id
        stops = recalls.open_stops(self.world.session, case_id)
        if stops and self.chance.happens(RELEASED):
            seen = stops[-1].id
            released = self.world.attempt("order_released", LEAD, lambda session, act: order_stops.release(
                session, act, case_id, seen=seen, reason="Nagebeld: de toezegging geldt niet voor deze vordering"
            ).id)
            if released.is_done or released.is_lost:
                return
        self.world.attempt("writ_withdrawn", LEAD, lambda session, act: writs.withdraw(
            session, act, case_id, reason="Eerst overleg met de debiteur"
        ).id)

    def _decide(self, case_id: int, outcome: Outcome, reason: str) -> bool:
        """Whether it was decided, or nobody knows."""
        tried = self.world.attempt(f"assessed_{outcome.value}", HANDLER, lambda session, act: assessments.decide(
            session, act, case_id, outcome=outcome, reason=reason
        ).id)
        return tried.is_done or tried.is_lost

    def _state_kind(self, case_id: int, claim_id: int) -> None:
        self.world.attempt("claim_kind_stated", HANDLER, lambda session, act: claim_kinds.state(
            session, act, case_id, regime=PrescriptionRegime.CONTRACT, claim_ids=[claim_id],
            reason="Doorlopende levering volgens de overeenkomst",
        ))

    def _unchecked(self, case_id: int) -> list[Register]:
        checked = set(self.world.session.scalars(
            select(RegisterCheck.register).where(
                RegisterCheck.case_id == case_id, RegisterCheck.checked_on > self.world.day - LOOK_AGAIN
            )
        ))
        return [register for register in Register if register not in checked]

    def _check(self, case_id: int, register: Register) -> None:
        look = RegisterInput(
            register=register, checked_on=self.world.day, is_listed=self.chance.happens(LISTED),
            proof=File("uitdraai.pdf", paper("Uitdraai register")),
        )
        self.world.attempt("register_checked", HANDLER, lambda session, act: gate.check_register(
            session, act, self.world.store, case_id, look
        ).id)

    def _confirm_words(self, case_id: int) -> None:
        """The court, the defence, words that look odd, and who the debtor is: each where nobody confirmed it yet."""
        case = self.world.session.get_one(Case, case_id)
        kept = writ_confirmations.standing(self.world.session, case)
        unseen = [each.word for each in gate.unseen(self.world.session, case)]
        wanted: dict[str, Callable[[Session, Act], object]] = {}
        if kept.court is None:
            wanted["court"] = lambda session, act: writ_confirmations.confirm_court(
                session, act, case_id, intended=True, on=act.today, how="E-mail van de opdrachtgever aan ons"
            )
        if kept.was_disputed and not kept.stated_defence:
            wanted["defence"] = lambda session, act: writ_confirmations.state_defence(
                session, act, case_id, text="De debiteur betwist de levering; de opdrachtgever weerlegt dat."
            )
        elif not kept.was_disputed and not kept.no_defence_known:
            wanted["no_defence"] = lambda session, act: writ_confirmations.confirm_no_defence(
                session, act, case_id, note="Dossier gelezen"
            )
        if unseen:
            wanted["wording"] = lambda session, act: gate.see_wording(session, act, case_id, words=unseen)
        for what, confirm in wanted.items():
            self.world.attempt(f"confirmed_{what}", HANDLER, confirm)

    def _drafted(self, case_id: int) -> bool:
        """Whether there is a draft of today; where the gate stays closed, people now and then judge again."""
        tried = self.world.attempt("writ_drafted", HANDLER, lambda session, act: writs.draft(
            session, act, self.world.store, case_id, bailiff_office_id=self.office_id, figures=self.world.figures
        ).id)
        if not tried.is_done and not tried.is_lost and self.chance.happens(JUDGED_AGAIN):
            self.assess(self.world.session.get_one(Case, case_id))
        return tried.is_done
