"""The debtors: each has a temper, and answers to a letter or a call by it, at once or some days later."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import partial

from agency.simulation.people import TEMPERS, Temper
from agency.simulation.ports.bank import Bank
from agency.simulation.world import World
from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.counting import reaching, statement
from cases.models import Case, ContactChannel, ContactOutcome, HoldKind, Letter, LetterKind, PaidTo, Stage
from cases.progress import stages
from cases.progress.outcomes import OUTCOMES
from legal.errors import LawError
from legal.money import CENT, ZERO

WRITTEN_TO = {
    Temper.PAYS: (3, 12), Temper.PAYS_PART: (4, 14), Temper.PAYS_TWICE: (3, 10), Temper.PAYS_TOO_MUCH: (3, 12),
    Temper.PAYS_CLIENT: (3, 14), Temper.STORNO: (5, 12), Temper.DISPUTES: (4, 20), Temper.DEBT_HELP: (5, 25),
    Temper.DIES: (10, 60), Temper.PAYS_LATE: (18, 40),
}
SAYS = {
    Temper.PAYS_LATE: ContactOutcome.PROMISES_PAYMENT, Temper.KEEPS_PLAN: ContactOutcome.ASKS_ARRANGEMENT,
    Temper.BREAKS_PLAN: ContactOutcome.ASKS_ARRANGEMENT, Temper.REFUSES: ContactOutcome.REFUSES,
    Temper.UNABLE: ContactOutcome.CANNOT_PAY, Temper.DISPUTES: ContactOutcome.DISPUTES,
    Temper.PAYS_PART: ContactOutcome.PROMISES_PAYMENT, Temper.SILENT: ContactOutcome.NO_ANSWER,
    Temper.MOVED: ContactOutcome.WRONG_NUMBER,
}
NOT_REACHED = (ContactOutcome.NO_ANSWER, ContactOutcome.VOICEMAIL)
TERMS_PAID_BY_BREAKER = 1


@dataclass(order=True)
class Intent:
    """Something a debtor does on a day; `turn` keeps the order in which they made up their minds."""

    on: date
    turn: int
    do: Callable[[], None] = field(compare=False)


class Debtors:
    """All debtors together. `stopped`: who died or gets help, and nobody at the desk was told yet."""

    def __init__(self, world: World, bank: Bank, tempers: Mapping[Temper, int] = TEMPERS) -> None:
        self.world, self.bank, self.chance, self.tempers = world, bank, world.chance.of("debtors"), tempers
        self.intents: list[Intent] = []
        self.turn = 0
        self.stopped: dict[int, HoldKind] = {}

    def temper(self, case_id: int) -> Temper:
        """What kind of payer the debtor of this case is; the same each time."""
        return self.chance.of(case_id).weighed(self.tempers)

    def work(self) -> None:
        """What they meant to do today."""
        while self.intents and self.intents[0].on <= self.world.day:
            heapq.heappop(self.intents).do()

    def receives(self, letter: Letter) -> None:
        """A letter lies on the mat some days from now."""
        case_id, temper = letter.case_id, self.temper(letter.case_id)
        if letter.kind is not LetterKind.FIRST_NOTICE or temper not in WRITTEN_TO:
            return
        least, most = WRITTEN_TO[temper]
        self._later(self.chance.number(least, most), lambda: self._answers_letter(case_id, temper))

    def says(self, case_id: int) -> ContactOutcome:
        """What comes of calling him."""
        if self.chance.happens(0.4):
            return self.chance.one_of(NOT_REACHED)
        if self.chance.happens(0.05):
            return self.chance.one_of((ContactOutcome.ASKS_INFORMATION, ContactOutcome.OTHER))
        return SAYS.get(self.temper(case_id), ContactOutcome.PROMISES_PAYMENT)

    def was_called(self, case_id: int, said: ContactOutcome) -> None:
        """Who promised to pay does, sooner or later; who does not keep his word does not."""
        if said is ContactOutcome.PROMISES_PAYMENT and self.chance.happens(0.7):
            part = self.temper(case_id) is Temper.PAYS_PART
            self._later(self.chance.number(1, 15), lambda: self._pays(case_id, share=0.4 if part else 1.0))

    def was_served(self, case_id: int) -> None:
        """A writ makes half of them pay."""
        if self.chance.happens(0.5):
            self._later(self.chance.number(1, 14), lambda: self._pays(case_id))

    def agreed(self, case_id: int) -> None:
        """He follows the schedule that was agreed, or stops after the first term."""
        arrangement = stages.running_arrangement(self.world.session, case_id)
        assert arrangement is not None
        keeps = self.temper(case_id) is not Temper.BREAKS_PLAN
        for term in arrangement.instalments if keeps else arrangement.instalments[:TERMS_PAID_BY_BREAKER]:
            late = self.chance.number(0, 5) if self.chance.happens(0.3) else 0
            self._on(term.due_on + timedelta(days=late), partial(self.bank.send, case_id, term.amount))

    def owed(self, case_id: int) -> Decimal:
        """What he owes today as far as it can be counted; nothing where the figures say nothing."""
        session = self.world.session
        try:
            case = session.get_one(Case, case_id)
            record = statement.record_of(session, case, figures=self.world.figures)
            return reaching.counted(record, wanted=self.world.day, figures=self.world.figures).open_now
        except LawError:
            return ZERO

    def contacts_agency(self, case_id: int, outcome: ContactOutcome, note: str) -> None:
        """He calls or writes himself."""
        channel = self.chance.one_of((ContactChannel.PHONE_IN, ContactChannel.EMAIL_IN, ContactChannel.POST_IN))
        spoken = True if OUTCOMES[outcome].is_spoken else None
        self.world.attempt("contact_received", "behandelaar", lambda session, act: contacts.log(
            session, act, case_id, ContactInput(channel=channel, outcome=outcome, right_party=spoken, note=note)
        ).id)

    def _answers_letter(self, case_id: int, temper: Temper) -> None:
        match temper:
            case Temper.PAYS_PART:
                self._pays(case_id, share=0.5)
            case Temper.PAYS_TWICE:
                self._pays(case_id)
                self._later(2, lambda: self._pays(case_id, at_least=Decimal("50.00")))
            case Temper.PAYS_TOO_MUCH:
                self._pays(case_id, more=Decimal("12.50"))
            case Temper.PAYS_CLIENT:
                more = Decimal("10.00") if self.chance.happens(0.3) else ZERO
                self._pays(case_id, to=PaidTo.CLIENT, more=more)
            case Temper.STORNO:
                self._pays(case_id, returns_after=self.chance.number(3, 20))
            case Temper.DISPUTES:
                self.contacts_agency(case_id, ContactOutcome.DISPUTES, "Zegt dat de levering niet klopt")
            case Temper.DEBT_HELP:
                self.stopped[case_id] = HoldKind.DEBT_HELP
            case Temper.DIES:
                self.stopped[case_id] = HoldKind.DECEASED
            case _:
                self._pays(case_id)

    def _pays(
        self, case_id: int, *, share: float = 1.0, more: Decimal = ZERO, at_least: Decimal = ZERO,
        to: PaidTo = PaidTo.AGENCY, returns_after: int | None = None,
    ) -> None:
        """He pays a share of what he owes, counted in whole cents."""
        if self.world.session.get_one(Case, case_id).stage is Stage.CLOSED and not at_least:
            return
        part = (self.owed(case_id) * Decimal(str(share))).quantize(CENT, rounding=ROUND_DOWN)
        self.bank.send(case_id, max(part, at_least) + more, to=to, returns_after=returns_after)

    def _later(self, days: int, do: Callable[[], None]) -> None:
        self._on(self.world.day + timedelta(days=days), do)

    def _on(self, day: date, do: Callable[[], None]) -> None:
        self.turn += 1
        heapq.heappush(self.intents, Intent(day, self.turn, do))
