"""The tasks that follow from a mistake: once each, also where they are prepared again.

A letter that puts it right, a lower balance or money that goes back, and word to the client. What was told too little
is no task: nobody asks it afterwards because of this.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import dossiers, obstacles
from cases.correspondence.dossiers import Dossier
from cases.mistakes.affected import AffectedCase
from cases.mistakes.asked import Mistake, MistakeKind, in_words
from cases.mistakes.standing import Standing
from cases.models import Case, Client, Task, TaskState
from cases.progress import tasks
from cases.progress.tasks import LONGEST, TaskInput
from legal.parameters import Figures
from letters.words import euro

IN_PIECES = 100  # cases in one transaction


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """How many tasks were set now, and how many were there already or had been ended by a person."""

    made: int = 0
    there: int = 0

    def __add__(self, other: "Prepared") -> "Prepared":
        return Prepared(made=self.made + other.made, there=self.there + other.there)


def prepare(
    session: Session, act: Act, mistake: Mistake, cases: Sequence[AffectedCase], *, figures: Figures
) -> Prepared:
    """Set what has to be done in these cases, and for their clients; a few hundred cases at a time.

    What stands is not set again, nor what a person ended. A client is told again where new cases came to light.
    """
    act, about = replace(act, actor_id=None), in_words(mistake, figures)
    read = dossiers.read(session, [each.standing.case.id for each in cases], figures=figures)
    prepared, new = Prepared(), defaultdict[int, list[Case]](list)
    for each in cases:
        case = each.standing.case
        done = [_put(session, act, task) for task in _of_case(act, mistake, each, read[case.id], about)]
        prepared += Prepared(made=sum(done), there=len(done) - sum(done))
        if any(done):
            new[case.client_id].append(case)
    return prepared + _tell_clients(session, act, mistake, new, about)


def _of_case(
    act: Act, mistake: Mistake, each: AffectedCase, dossier: Dossier, about: str
) -> Iterator[TaskInput]:
    case, standing, key = each.standing.case, each.standing, f"{mistake.key}:{each.standing.case.id}"
    for person_id in _to_write_to(mistake, each):
        his = dossier.about(person_id, act.today)
        to = his.addressee(act.today)
        why_not = to.why_not or obstacles.standing_still(his, act.today)
        what = f"Fout in {about}: corrigeer de brief aan {to.debtor.name}"
        what += f"; nu gaat dat niet: {why_not}" if why_not else f", via {to.in_words}" if to.via else ""
        yield TaskInput(what=what[:LONGEST], due_on=act.today, case_id=case.id, key=f"{key}:letter:{person_id}")
    if standing.refund:
        what = f"Fout in {about}: {_too_much_paid(mistake, standing.refund)}{_payers(each)}"
        yield TaskInput(what=what[:LONGEST], due_on=act.today, case_id=case.id, key=f"{key}:refund")
    if standing.lower:
        what = f"Fout in {about}: {_too_much_asked(mistake, standing)}"
        yield TaskInput(what=what[:LONGEST], due_on=act.today, case_id=case.id, key=f"{key}:lower")


def _to_write_to(mistake: Mistake, each: AffectedCase) -> list[int]:
    """Who got wrong words, or was asked too much, by a letter that arrived as far as is known."""
    got = [said for said in each.letters if said.reached_somebody]
    if mistake.kind is not MistakeKind.TEXT:
        got = [said for said in got if said.too_much]
    return list(dict.fromkeys(said.letter.debtor_id for said in got if said.letter is not None))


def _too_much_paid(mistake: Mistake, amount: Decimal) -> str:
    """Of wrong words a person decides whether the letter was valid all the same."""
    if mistake.kind is MistakeKind.TEXT:
        return f"was de brief daardoor ongeldig, dan is {euro(amount)} te veel betaald. Betaal dat dan terug."
    return f"{euro(amount)} is te veel betaald. Betaal dat terug."


def _too_much_asked(mistake: Mistake, standing: Standing) -> str:
    if mistake.kind is MistakeKind.TEXT:
        return f"was de brief daardoor ongeldig, dan vervallen de kosten die erop steunen: {euro(standing.lower)}."
    is_now = "" if standing.right is None else f" Het saldo is {euro(standing.right)}."
    return f"er is {euro(standing.lower)} te veel gevraagd.{is_now}"


def _payers(each: AffectedCase) -> str:
    """Whose it is, where several owe and it is known."""
    names = {person.id: person.name for person in each.people}
    parts = [f"{names[ref]} {euro(amount)}" for ref, amount in each.standing.payers if ref in names]
    return f" Daarvan: {', '.join(parts)}." if parts else ""


def _tell_clients(
    session: Session, act: Act, mistake: Mistake, new: dict[int, list[Case]], about: str
) -> Prepared:
    """One task for each client of whom cases came to light now, unless one is open."""
    prepared = Prepared()
    names = {client.id: client.name for client in session.scalars(select(Client).where(Client.id.in_(new)))}
    for client_id, cases in sorted(new.items()):
        key = f"{mistake.key}:client:{client_id}"
        standing = session.scalar(select(Task.id).where(Task.key == key[:120], Task.state == TaskState.OPEN))
        if standing is not None:
            prepared += Prepared(there=1)
            continue
        what = f"Fout in {about}: bericht opdrachtgever {names[client_id]}, onder meer over dossier {cases[0].number}."
        tasks.set(session, act, TaskInput(what=what[:LONGEST], due_on=act.today, key=key))
        prepared += Prepared(made=1)
    return prepared


def _put(session: Session, act: Act, task: TaskInput) -> bool:
    """Set it, where it does not stand and nobody ended it; whether it was set."""
    if not tasks.may_ask(session, task.key):
        return False
    tasks.set(session, act, task)
    return True
