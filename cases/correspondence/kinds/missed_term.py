"""The letter on terms of an arrangement that were not paid (termijn gemist): a last day to make that good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import arranged, obstacles
from cases.correspondence.arranged import OpenTerm
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values
from cases.correspondence.rules import RECEIPT_COUNTS, Gone, LetterGroup, LetterRule, Outlook
from cases.counting.instalments import GRACE_DAYS
from cases.errors import Incomplete
from cases.models import Arrangement, Letter, LetterBatch, LetterKind, LetterState, NextStep, Stage
from cases.progress.stages import Then, move, running_arrangement
from legal.counting.valuation import DebtorKind
from legal.notice import cure_term
from legal.parameters import Figures
from legal.policies import CURING
from letters.kinds.missed_term import MissedTerm, MissedTermData
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class MissedTermDetails(Details):
    """Up to which term, and the last day to make it good."""

    lacking = "Kies welke termijn niet is betaald, en tot wanneer dat nog kan."

    through: int = asked(
        "Welke termijn is niet betaald?", help="Wat er van een eerdere termijn open staat, vraagt de brief ook."
    )
    cure_on: date = asked(
        "Uiterste dag om te betalen",
        help=f"Een werkdag, {CURING.least_days} tot en met {CURING.most_days} dagen nadat de brief er is.",
    )


class MissedTermLetter(LetterRule):
    """It asks what is open of the terms and no costs; the arrangement goes on meanwhile."""

    kind = LetterKind.MISSED_TERM
    group = LetterGroup.AGREEMENT
    purpose = "Vraagt een gemiste termijn alsnog te betalen of te bellen. De regeling blijft zo lang bestaan."
    form = MissedTermDetails
    event = "een termijn die tien dagen na zijn dag nog open staat"
    heading = "Termijn gemist"
    stem = "termijn-gemist"
    by_post_alone = RECEIPT_COUNTS
    with_costs_due = True
    amount_heading = "Open van de termijn"
    follows_arrangement = True
    posting_hint = "Na het posten is de volgende stap: op de uiterste dag contact opnemen."
    posted_message = "De postdatum is vastgelegd. De volgende stap is contact opnemen, op de uiterste dag."

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """Whom of several it was agreed with."""
        return arranged.with_whom(dossier, dossier.arrangement)

    def options(self, dossier: Dossier, *, letter_date: date) -> Mapping[str, Mapping[int, str]]:
        """The terms that were missed, by their number in the schedule."""
        return {"through": {
            each.instalment.ordinal: f"Termijn {each.instalment.ordinal} van {short_date(each.instalment.due_on)}, "
            f"{euro(each.open_amount)} open" for each in arranged.missed(dossier, on=letter_date)
        }}

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """All that were missed, and the first day that may be named."""
        missed = arranged.missed(dossier, on=letter_date)
        day = cure_term.cure_term(leaves_on, holidays=dossier.figures.holidays).earliest
        return {"cure_on": day} | ({"through": missed[-1].instalment.ordinal} if missed else {})

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Too little time, or too much."""
        cure_on = MissedTermDetails.of(dossier.details).cure_on
        against = cure_term.against(cure_on, leaves_on, holidays=dossier.figures.holidays)
        return {"cure_on": against} if against else {}

    def data(self, dossier: Dossier, *, letter_date: date) -> MissedTermData:
        """What is open of the terms on the day of the letter. Raises Incomplete without arrangement or details."""
        made, filled_in = dossier.arrangement, MissedTermDetails.of(dossier.details)
        if made is None:
            raise Incomplete("Er loopt geen regeling op dit dossier.")
        valuation = dossier.valuation(letter_date)
        return MissedTermData(
            **letter_values(dossier, valuation, letter_date=letter_date),
            interest_runs=interest_after(dossier.record, on=valuation.on, figures=dossier.figures).runs,
            agreed_on=made.agreed_on, cure_on=filled_in.cure_on, costs_rest=made.costs_rest,
            consumer=dossier.case.debtor_kind is DebtorKind.CONSUMER,
            terms=tuple(
                _printed(each) for each in arranged.missed(dossier, on=letter_date)
                if each.instalment.ordinal <= filled_in.through
            ),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a running arrangement with a term of which the day has passed and that is not covered."""
        skipped = (
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or _nothing_missed(dossier, letter_date)
            or obstacles.doubtful(dossier) or obstacles.undeliverable(dossier, letter_date)
        )
        return Outlook(skipped=skipped, warning="" if skipped else _look_first(dossier, letter_date))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """Contact on the last day to pay."""
        case, posted_on = gone.letter.case, gone.letter.sent_on
        assert posted_on is not None
        if case.stage is not Stage.ARRANGEMENT or running_arrangement(session, case.id) is None:
            return
        until = _given_by(gone.letter, figures).until
        then = Then(NextStep.CONTACT_DEBTOR, until, held=gone.is_held)
        move(session, act, case, case.stage, then, reason="brief over een gemiste termijn gepost", on=posted_on)


@dataclass(frozen=True, kw_only=True)
class Given:
    """The time that such a letter gave: through which term, and the last day to pay it, which counts."""

    letter: Letter
    through: int
    until: date


def given(session: Session, arrangement: Arrangement, *, figures: Figures) -> Given | None:
    """What the last such letter of an arrangement gave; None where none was posted."""
    letter = session.scalar(
        select(Letter).join(LetterBatch).where(
            Letter.case_id == arrangement.case_id, Letter.state == LetterState.POSTED,
            LetterBatch.kind == LetterKind.MISSED_TERM, LetterBatch.ordered_at >= arrangement.made_at,
        ).order_by(Letter.id.desc()).limit(1)
    )
    return None if letter is None else _given_by(letter, figures)


def _given_by(letter: Letter, figures: Figures) -> Given:
    """One that left late gives its days all the same."""
    filled_in = MissedTermDetails.of(RULE.filled_in(letter.batch))
    assert letter.sent_on is not None
    least = cure_term.cure_term(letter.sent_on, holidays=figures.holidays).earliest
    return Given(letter=letter, through=filled_in.through, until=max(filled_in.cure_on, least))


def _printed(each: OpenTerm) -> MissedTerm:
    term = each.instalment
    return MissedTerm(ordinal=term.ordinal, due_on=term.due_on, amount=term.amount, open_amount=each.open_amount)


def _nothing_missed(dossier: Dossier, on: date) -> str:
    """Why there is nothing to make good; empty where there is."""
    if dossier.arrangement is None:
        return "er loopt geen betalingsregeling"
    nothing = "" if arranged.missed(dossier, on=on) else "er staat geen termijn open waarvan de dag voorbij is"
    return arranged.of_another(dossier, dossier.arrangement) or nothing


def _look_first(dossier: Dossier, on: date) -> str:
    """What to know beforehand: money may be under way, or one such letter went out already."""
    made, found = dossier.arrangement, []
    assert made is not None
    latest = arranged.missed(dossier, on=on)[-1].instalment.due_on
    if (on - latest).days <= GRACE_DAYS:
        found.append(f"De dag van de laatste termijn was {short_date(latest)}: een betaling kan nog onderweg zijn.")
    earlier = arranged.posted_on(dossier, LetterKind.MISSED_TERM, made)
    if earlier is not None:
        found.append(
            f"Over deze regeling ging al zo'n brief uit op {short_date(earlier)}. Overleg eerst of nog een keer "
            "uitstel helpt."
        )
    return " ".join(found)


RULE = MissedTermLetter()
