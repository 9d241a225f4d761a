"""The simulation itself: sets the stage, plays day after day, and looks each evening whether everything holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from agency import database
from agency.background.setting import application, at_work, prepare_database
from agency.quote.recounting import recount
from agency.resources import packaged_figures
from agency.settings import Settings
from agency.simulation.chance import Chance
from agency.simulation.furnishing import furnish
from agency.simulation.people import TEMPERS, Temper
from agency.simulation.ports.bailiff import Bailiff
from agency.simulation.ports.bank import Bank
from agency.simulation.ports.changes import Changes
from agency.simulation.ports.clients import Clients
from agency.simulation.ports.debtors import Debtors
from agency.simulation.ports.desk import Desk
from agency.simulation.ports.endings import Endings
from agency.simulation.ports.households import Households
from agency.simulation.ports.legal_desk import LegalDesk
from agency.simulation.ports.post import Post
from agency.simulation.summary import Summary, summary
from agency.simulation.world import NO_FAULTS, Faults, World
from cases import daily_run
from cases.acts import Act
from cases.counting import statement
from cases.invariants import INVARIANTS, Flaw, Looked, verify
from cases.models import Case
from cases.trace import sealing
from legal.parameters import Figures

DEAR = frozenset({4, 13, 16, 125})  # what counts every case or link again or opens every file: not every evening
AT_THE_END = frozenset({14})  # what reads every text


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is simulated. `drawn`: letters are drawn as well. `check_every`: days between two looks at everything.

    `tempers`: how many of the debtors, by weight, answer in which way.
    `first_day` None: so that the last day is the last one that the figures reach.
    """

    seed: str
    days: int
    cases: int
    first_day: date | None = None
    faults: Faults = NO_FAULTS
    drawn: bool = False
    check_every: int = 10
    tempers: Mapping[Temper, int] = field(default_factory=lambda: TEMPERS)


@dataclass(frozen=True, kw_only=True)
class Violation:
    """What did not hold on an evening: the number of the rule, the row, and what is wrong in Dutch."""

    day: date
    number: int
    table: str
    row: str
    what: str


def simulate(settings: Settings, plan: Plan, *, each_day: Callable[[World], None] | None = None) -> Summary:
    """Play it on an empty record; stops on the first evening on which something does not hold."""
    prepare_database(settings)
    with at_work(application(settings)):
        game = Game(settings, plan)
        for _ in range(plan.days):
            violations = game.play_day()
            if each_day is not None:
                each_day(game.world)
            if violations:
                break
        return summary(game.world, seed=plan.seed, violations=violations)


class Game:
    """The world with everybody in it."""

    def __init__(self, settings: Settings, plan: Plan) -> None:
        figures = packaged_figures()
        self.plan = plan
        first_day = plan.first_day or last_figured_day(figures) - timedelta(days=plan.days - 1)
        self.world = world = World(
            settings.store(), figures, Chance(plan.seed), first_day=first_day
        )
        office_id = furnish(world)
        world.faults = plan.faults
        self.bank = Bank(world)
        self.clients = Clients(world, cases=plan.cases, days=plan.days)
        self.debtors = Debtors(world, self.bank, plan.tempers)
        self.post = Post(world, self.debtors, drawn=plan.drawn)
        self.desk = Desk(world, self.debtors, LegalDesk(world, self.debtors, self.clients, office_id=office_id))
        self.bailiff = Bailiff(world, self.debtors, office_id=office_id)
        self.endings = Endings(world, self.bank)
        self.changes = Changes(world)
        self.households = Households(world, self.bank)

    def play_day(self) -> list[Violation]:
        """One day, from the daily run to the look in the evening; then it is the next."""
        run_days(self.world)
        self.clients.hand_in()
        self.debtors.work()
        self.bank.work(self._client_of)
        self.post.hear()
        self.desk.work()
        self.post.make()
        self.post.send()
        self.post.clear_failed()
        self.bailiff.work()
        self.endings.work()
        self.changes.work()
        self.households.work()
        seal()
        found = list(self._look())
        self.world.start_day(self.world.day + timedelta(days=1))
        return found

    def _client_of(self, case_id: int) -> str:
        return self.clients.login_of(self.world.session.get_one(Case, case_id))

    def _look(self) -> Iterator[Violation]:
        day = self.world.days_from_start() + 1
        is_last = day == self.plan.days
        left_out = frozenset() if is_last else AT_THE_END if day % self.plan.check_every == 0 else AT_THE_END | DEAR
        yield from look(self.world, but=left_out)
        for what in self.bank.wrong():
            yield Violation(day=self.world.day, number=0, table="ledger_entry", row="", what=what)


def look(world: World, *, but: frozenset[int] = frozenset()) -> Iterator[Violation]:
    """What does not hold now, by all rules `but` these.

    A transaction that was thrown away or refused leaves its file behind: that is no violation here.
    """
    numbers = {each.number for each in INVARIANTS} - but
    verdict = verify(Looked(
        session=world.session, store=world.store, on=world.day, figures=world.figures, recount=recount
    ), numbers=numbers)
    for result in verdict.results:
        for wrong in result.first:
            if wrong.flaw is not Flaw.ORPHAN:
                yield Violation(
                    day=world.day, number=result.invariant.number, table=wrong.table, row=wrong.row, what=wrong.what
                )


def seal() -> None:
    """All that was written stands in the chain."""
    done = 1
    while done:
        with database.transaction() as session:
            done = sealing.seal(session)


def run_days(world: World) -> None:
    """The daily runs that are due: that of today, and those that were lost before."""
    for day in daily_run.days_to_run(world.session, today=world.day):
        world.attempt("daily_run", None, partial(_run, day, world.figures))


def _run(day: date, figures: Figures, session: Session, act: Act) -> object:
    return daily_run.run(session, day=day, figures=figures, now=act.now)


def last_figured_day(figures: Figures) -> date:
    """The last day of which the figures say what is owed."""
    return statement.last_known_day(figures, date.max)
