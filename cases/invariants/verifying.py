"""All checks in one go: by number, how much is wrong and the first of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from cases.invariants import (
    balances,
    chain,
    debts,
    erasures,
    files,
    handlers,
    history,
    invoices,
    letters,
    owing,
    people,
    plans,
    privacy,
    reversals,
    second_person,
    settlement,
    stages,
    tables,
)
from cases.invariants.finding import Check, Flaw, Looked, Wrong
from cases.models import Case
from cases.trace import sealing

SHOWN = 20  # of everything that is wrong by one rule in one way, so many are named


@dataclass(frozen=True, kw_only=True)
class Invariant:
    """One rule: its number, what holds in Dutch, and what looks for exceptions."""

    number: int
    holds: str
    checks: tuple[Check, ...]


# Numbers below 100 are those that the design of the record gave; what it has no table for yet has none here.
INVARIANTS = (
    Invariant(number=4, holds="boekingen, rente en kosten zijn samen het saldo, wat te veel is betaald staat in die "
              "lijst, en oude uitkomsten tellen gelijk op",
              checks=(balances.sums, balances.kept_results)),
    Invariant(number=5, holds="een terugboeking of intrekking is het tegengestelde, eenmaal",
              checks=(reversals.wrong,)),
    Invariant(number=6, holds="een factuur staat eenmaal bij een debiteur", checks=(invoices.wrong,)),
    Invariant(number=7, holds="er gaat niets naar wie niet mag worden aangeschreven", checks=(people.written_to,)),
    Invariant(number=9, holds="termijnen zijn samen het afgesproken totaal", checks=(plans.wrong,)),
    Invariant(number=10, holds="fase, volgende stap en werkbak passen bij het dossier", checks=(stages.wrong,)),
    Invariant(number=13, holds="wat nooit verandert staat in de keten, en is nog wat het was",
              checks=(chain.wrong, chain.not_as_anchored)),
    Invariant(number=14, holds="nergens staat een burgerservicenummer", checks=(privacy.wrong,)),
    Invariant(number=15, holds="beslissen en bevestigen doen twee mensen, en wissen na de termijn ook",
              checks=(second_person.wrong, erasures.wrong)),
    Invariant(number=16, holds="elke regel heeft zijn bestand en elk bestand zijn regel", checks=(files.wrong,)),
    Invariant(number=101, holds="een brief zegt wat er met hem gebeurde, en staat eenmaal", checks=(letters.wrong,)),
    Invariant(number=102, holds="geen geld zonder geschiedenis", checks=(history.wrong,)),
    Invariant(number=103, holds="afboeken en terugbetalen doet wie dat mag, en het past bij het einde van het dossier",
              checks=(settlement.wrong,)),
    Invariant(number=130, holds="wat een factuur verlaagt heeft zijn stuk, en andere kosten hebben hun boeking",
              checks=(debts.wrong,)),
    Invariant(number=131, holds="de tabellen zijn die van dit programma, en wat ze beschermt staat aan",
              checks=(tables.wrong,)),
    Invariant(number=123, holds="wie een dossier behandelt of een verlies aanvaardt, mag dat",
              checks=(handlers.wrong,)),
    Invariant(number=121, holds="adres, telefoon en e-mail zijn die in gebruik", checks=(people.reached,)),
    Invariant(number=125, holds="wie samen moeten betalen, betalen samen niet meer dan het geheel, en elke betaling "
              "telt eenmaal", checks=(owing.named, owing.counted)),
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one rule found: how many rows of each flaw, and the first of them."""

    invariant: Invariant
    flaws: Counter[Flaw]
    first: tuple[Wrong, ...]

    @property
    def wrong(self) -> int:
        """How many rows are wrong."""
        return self.flaws.total()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What all rules found. `cases`, `files` and `links`: how many there are to look at; `head`: the last link."""

    cases: int
    files: int
    links: int
    head: str
    results: tuple[Result, ...]

    @property
    def is_good(self) -> bool:
        """Whether everything holds."""
        return not any(result.wrong for result in self.results)

    def flawed(self, flaw: Flaw) -> int:
        """How many rows have this flaw."""
        return sum(result.flaws[flaw] for result in self.results)


def verify(looked: Looked, *, numbers: Collection[int] | None = None) -> Verdict:
    """Look at everything on record, or at the rules with these numbers. Changes nothing."""
    wanted = [each for each in INVARIANTS if numbers is None or each.number in numbers]
    position, head = sealing.head(looked.session)
    return Verdict(
        links=position, head=head, cases=looked.session.scalar(select(func.count()).select_from(Case)) or 0,
        files=files.count(looked),
        results=tuple(_result(looked, each) for each in wanted),
    )


def _result(looked: Looked, invariant: Invariant) -> Result:
    flaws: Counter[Flaw] = Counter()
    first: list[Wrong] = []
    for check in invariant.checks:
        for found in check(looked):
            flaws[found.flaw] += 1
            if flaws[found.flaw] <= SHOWN:  # of each flaw: many of a harmless one hide none of another
                first.append(found)
    return Result(invariant=invariant, flaws=flaws, first=tuple(first))
