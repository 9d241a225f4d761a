"""What a kind of letter is on the record: one rule per kind, in `kinds/`, for ordering, making and posting alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import kinds
from cases.correspondence.details import CLAIMS, Details, asked_of, read
from cases.correspondence.dossiers import Dossier
from cases.counting import reaching
from cases.counting.statement import CaseRecord
from cases.models import HoldKind, Letter, LetterBatch, LetterKind
from cases.names import name
from cases.parties.people_in_case import Addressee
from cases.progress.stages import Then
from legal.counting.valuation import CaseFacts, Channel
from legal.parameters import Figures, Holidays
from legal.wording import InDutch
from letters.kind import DebtorLetter


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What stands against a letter or beside it, in Dutch. `skipped`: it may not be made. `look_first`: not in a batch.

    `warning`: what to know before it is ordered by itself. `replaces`: the posting day of the letter that this one
    comes in the place of.
    """

    skipped: str = ""
    look_first: str = ""
    warning: str = ""
    replaces: date | None = None


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A letter that was posted, and the `record` of its case as it stands with that.

    `due_from`: the day on which the costs that it announces fall due. `is_held`: a dispute or hold is open.
    """

    letter: Letter
    record: CaseRecord
    due_from: date | None
    is_held: bool


class Card(StrEnum):
    """The card of the desk under which a letter has its button."""

    ARRANGEMENT = "arrangement"
    PRESCRIPTION = "prescription"


class LetterGroup(InDutch):
    """What a letter is about: the heading under which it is chosen."""

    PAYMENT = "payment", "Vragen om betaling"
    AGREEMENT = "agreement", "Afspraken"
    DISPUTE = "dispute", "Bezwaar en klacht"
    DEBT_HELP = "debt_help", "Hulp bij schulden"
    CIRCUMSTANCE = "circumstance", "Bijzondere omstandigheden"
    CLOSING = "closing", "Afsluiten en stukken"


PAPERS_GO_ALONG = "bij deze brief gaan stukken mee: hij gaat per post"
# A term or a prescription runs from the receipt, which is presumed of post and of an e-mail is not (`MailPolicy`).
RECEIPT_COUNTS = "van de ontvangst hangt een termijn af: deze brief gaat per post"


class LetterRule:
    """One kind of letter: what it says, who gets none and why, and what follows at each step.

    `purpose`: what it is for, as a sentence for whoever chooses one. `form`: what has to be filled in for it; None
    where all is on record. `event`: what will order it by itself once that is on record, in Dutch.

    `with_costs_due`: whoever owes beside the debtor is told of the costs that his own notice made due; a letter that
    announces costs counts without.

    `stem` is the start of its file name. In a preview `amount_heading` stands above its amount, and `costs_heading`
    above the costs that it names, empty where it names none. `to_each`: whoever owes beside the debtor of the case gets
    one too. `to_outsider`: it can go to somebody who is no party in the case. `by_post_alone`: why it goes by post
    whatever is known of an e-mail address, in Dutch; empty where it may go by e-mail. `stopped_by`: the holds under
    which it may not leave. `follows_money`: a payment makes it untrue. `follows_arrangement`: the end of the
    arrangement does.
    `follows_hold`: the end of such a hold does. `of_closed`: opening the case again does. `before_arrangement`: an
    arrangement that is made does. `offered_on`: the card with its `button`; None where it is ordered from the list of
    cases.
    """

    kind: ClassVar[LetterKind]
    group: ClassVar[LetterGroup]
    purpose: ClassVar[str]
    form: ClassVar[type[Details] | None] = None
    event: ClassVar[str] = ""
    heading: ClassVar[str]
    stem: ClassVar[str]
    channel: ClassVar[Channel] = Channel.ORDINARY_POST
    to_each: ClassVar[bool] = False
    to_outsider: ClassVar[bool] = False
    by_post_alone: ClassVar[str] = ""
    amount_heading: ClassVar[str] = "Te betalen"
    costs_heading: ClassVar[str] = ""
    stopped_by: ClassVar[frozenset[HoldKind]] = frozenset(HoldKind)
    follows_money: ClassVar[bool] = True
    follows_arrangement: ClassVar[bool] = False
    with_costs_due: ClassVar[bool] = False
    follows_hold: ClassVar[HoldKind | None] = None
    of_closed: ClassVar[bool] = False
    before_arrangement: ClassVar[bool] = False
    offered_on: ClassVar[Card | None] = None
    button: ClassVar[str] = ""
    posting_hint: ClassVar[str] = ""
    posted_message: ClassVar[str] = "De postdatum is vastgelegd."
    returned_message: ClassVar[str] = "De brief is retour gemeld."

    def filled_in(self, batch: LetterBatch) -> Details | None:
        """What was filled in for the letters of a batch. Raises DetailsUnreadable."""
        return None if self.form is None else read(self.form, batch.details)

    def options(self, dossier: Dossier, *, letter_date: date) -> Mapping[str, Mapping[int, str]]:
        """What can be chosen at fields of keys, by the name of the field: of claims all of the case, by invoice."""
        asked = () if self.form is None else asked_of(self.form)
        claims = {claim.id: claim.invoice_number for claim in dossier.case.claims}
        return {each.name: claims for each in asked if each.kind == CLAIMS}

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """With what the form begins, by the name of the field."""
        return {}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """What of what was filled in cannot be, by the name of the field: in Dutch, with what to do."""
        return {}

    def about(self, dossier: Dossier, person_id: int, *, on: date) -> Dossier:
        """The same case for the letter to one of those who owe."""
        found = dossier.about(person_id, on)
        return found.in_full if self.with_costs_due else found

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """Those of who owe that it is for, by their ids."""
        main = dossier.case.debtor_id
        beside = (each.person_id for each in dossier.people.beside(on)) if self.to_each else ()
        return tuple(dict.fromkeys((main, *beside)))

    def addressee(self, dossier: Dossier, *, on: date) -> Addressee:
        """Who gets it, and where: by itself who gets what is meant for whoever owes. Asked before the form is too."""
        return dossier.addressee(on)

    def data(self, dossier: Dossier, *, letter_date: date) -> DebtorLetter:
        """What the letter is made from. Raises Incomplete and LetterError where something it must say is missing."""
        raise NotImplementedError

    def facts(self, dossier: Dossier, *, letter_date: date) -> CaseFacts:
        """The facts that its amounts were counted from, to be kept with it."""
        record = dossier.record
        if record.person is None:
            return record.facts
        day = reaching.last_day(record, wanted=letter_date, figures=dossier.figures)
        return record.own_facts(on=day, figures=dossier.figures)

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Why this case gets no such letter now, or what to know before it is ordered.

        Asked of a kind with a form before anything was filled in too. `leaves_on`: the first day on which it can leave,
        later than its date where that is in the past.
        """
        raise NotImplementedError

    def held_back(self, open_holds: Collection[HoldKind]) -> str:
        """Which of the open holds stop this letter, in Dutch; empty for none."""
        stopping = [name(kind).lower() for kind in open_holds if kind in self.stopped_by]
        return f"staat stil: {', '.join(stopping)}" if stopping else ""

    def comes_too_late(self, barred_from: Mapping[str, date], *, leaves_on: date, holidays: Holidays) -> str:
        """Why a letter that leaves on that day has no use any more; empty where it has. `barred_from`: by invoice."""
        return ""

    def after_order(self, *, letter_date: date) -> Then | None:
        """The next step of a case whose letter was ordered; None where it stays what it was."""
        return None

    def after_withdrawal(self, session: Session, letter: Letter, *, on: date) -> None:
        """The next step of a case whose letter was withdrawn before it left."""

    def costs_from(self, letter: Letter, record: CaseRecord, *, figures: Figures) -> date | None:
        """The day on which the costs that the letter announces fall due; None where it announces none."""
        return None

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """What posting does to the case."""

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """What it does to the case that the letter came back."""

    def after_delivery(
        self, session: Session, act: Act, letter: Letter, *, due_from: date | None, figures: Figures
    ) -> None:
        """What a proved day of receipt does."""

    def after_correction(self, session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
        """What follows when a return or a proved receipt was taken back."""


@cache
def rules() -> dict[LetterKind, LetterRule]:
    """Every kind of letter with its rule."""
    modules = [import_module(f"{kinds.__name__}.{each.name}") for each in iter_modules(kinds.__path__)]
    return {module.RULE.kind: module.RULE for module in modules}


def rule_of(kind: LetterKind) -> LetterRule:
    """The rule of a kind."""
    return rules()[kind]


def offered_on(card: Card) -> list[LetterRule]:
    """The letters with a button on this card."""
    return [rule for rule in rules().values() if rule.offered_on is card]


def to_outsiders() -> list[LetterKind]:
    """The kinds that can go to somebody who is no party in the case."""
    return [kind for kind, rule in rules().items() if rule.to_outsider]
