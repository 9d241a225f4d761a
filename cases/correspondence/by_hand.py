"""A letter that a handler chooses for one case: which there are, with what its form begins, and the letter itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from cases.correspondence import dossiers, previewing
from cases.correspondence.details import Details, defaults_of
from cases.correspondence.dossiers import Dossier
from cases.correspondence.previewing import FILL_IN_FIRST
from cases.correspondence.rules import LetterGroup, LetterRule, rules
from cases.errors import Refused
from cases.models import Case
from cases.parties.mail_addresses import MailTo
from cases.setup import letter_additions
from legal.parameters import Figures
from letters.catalogue import Looked, look_at
from letters.errors import LetterError
from letters.kind import DebtorLetter


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A kind that can be chosen, and why it may not be made now, in Dutch; empty where it may."""

    rule: LetterRule
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Start:
    """With what the form of a letter begins, and what can be chosen in it, both by the name of the field.

    `mail`: whether it may go by e-mail, to whom the letter is for first.
    """

    proposal: Mapping[str, object]
    options: Mapping[str, Mapping[int, str]]
    mail: MailTo


def offers(session: Session, case: Case, *, today: date, figures: Figures) -> dict[LetterGroup, list[Offer]]:
    """Every kind by its group, in the order of the groups; a group without kinds is left out."""
    shown = previewing.each_kind(session, dossiers.dossier_of(session, case, figures=figures), today=today)
    found: dict[LetterGroup, list[Offer]] = {group: [] for group in LetterGroup}
    for kind, rule in rules().items():
        skipped = shown[kind].skipped
        found[rule.group].append(Offer(rule=rule, why_not="" if skipped == FILL_IN_FIRST else skipped))
    return {group: sorted(listed, key=lambda each: each.rule.heading) for group, listed in found.items() if listed}


def start(session: Session, case: Case, rule: LetterRule, *, letter_date: date, today: date, figures: Figures) -> Start:
    """With what the form begins for a letter of that date, that can leave today at the earliest."""
    dossier = _of_first(dossiers.dossier_of(session, case, figures=figures), rule, letter_date)
    return Start(
        proposal={
            **defaults_of(rule.form),
            **rule.proposal(dossier, letter_date=letter_date, leaves_on=max(letter_date, today)),
        },
        options=rule.options(dossier, letter_date=letter_date),
        mail=previewing.mail_to(session, dossier, rule, on=letter_date),
    )


def _of_first(dossier: Dossier, rule: LetterRule, letter_date: date) -> Dossier:
    """The dossier for the first of those that the letter is for."""
    return rule.about(dossier, rule.for_whom(dossier, on=letter_date)[0], on=letter_date)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One letter: its kind and date, to whom of those who owe (`debtor_id`), and what was filled in for it."""

    rule: LetterRule
    letter_date: date
    debtor_id: int
    filled_in: Details | None


def letter(session: Session, case: Case, wanted: Wanted, *, figures: Figures) -> DebtorLetter:
    """What that letter is made from, as `making` makes it. Raises Incomplete and LetterError."""
    dossier = replace(dossiers.dossier_of(session, case, figures=figures), details=wanted.filled_in)
    about = wanted.rule.about(dossier, wanted.debtor_id, on=wanted.letter_date)
    data = wanted.rule.data(about, letter_date=wanted.letter_date)
    return letter_additions.added(data, letter_additions.in_use(session))


def look(session: Session, case: Case, wanted: Wanted, *, figures: Figures) -> Looked:
    """That letter as it would be printed. Raises Refused where it cannot be made as things are."""
    try:
        return look_at(letter(session, case, wanted, figures=figures))
    except LetterError as error:
        raise Refused(f"Deze brief kan zo niet worden gemaakt: {error}.") from error
