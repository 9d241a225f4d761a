"""The confirmation of what somebody promised to pay (bevestiging toezegging): how much, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answering, obstacles
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values
from cases.correspondence.rules import Gone, LetterGroup, LetterRule, Outlook
from cases.counting.instalments import GRACE_DAYS
from cases.errors import Incomplete
from cases.models import LetterKind, NextStep
from cases.progress.stages import Then, move
from legal.calendar import second_delivery_day, working_day_from
from legal.counting.valuation import DebtorKind
from legal.money import ZERO
from legal.parameters import Figures
from letters.kinds.promise_confirmed import PromiseConfirmedData
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class PromiseConfirmedDetails(Details):
    """What was promised, for which day, and when that was said."""

    promised_on: date = asked("Toegezegd op")
    amount: Decimal = asked("Bedrag")
    pay_on: date = asked("Betaalt op", help="De brief noemt ook de dag van de week.")


class PromiseConfirmed(LetterRule):
    """After it left, contact waits until the promised day is over."""

    kind = LetterKind.PROMISE_CONFIRMED
    group = LetterGroup.AGREEMENT
    purpose = "Legt vast wat iemand beloofde te betalen, en op welke dag. Daarna wacht het contact tot die dag."
    form = PromiseConfirmedDetails
    event = "een toezegging die bij een gesprek is vastgelegd"
    heading = "Bevestiging toezegging"
    stem = "bevestiging-toezegging"
    with_costs_due = True
    before_arrangement = True
    amount_heading = "Toegezegd"
    posted_message = "De postdatum is vastgelegd. Contact wacht tot na de dag van de toezegging."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """Said on the day of the letter."""
        return {"promised_on": letter_date}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """More than is open, a promise of after the letter, a day on which the letter is not there yet."""
        told, open_now = _filled_in(dossier), dossier.counted(letter_date).with_costs.balance
        found = {}
        if told.promised_on > letter_date:
            found["promised_on"] = f"{short_date(told.promised_on)} ligt na de briefdatum."
        if not ZERO < told.amount <= open_now:
            found["amount"] = f"Er staat {euro(open_now)} open. Vul een bedrag in dat niet hoger is."
        there_on = second_delivery_day(leaves_on, dossier.figures.holidays)
        if told.pay_on < there_on:
            found["pay_on"] = f"De brief is er pas op {short_date(there_on)}. Spreek dit per telefoon of mail af."
        return found

    def data(self, dossier: Dossier, *, letter_date: date) -> PromiseConfirmedData:
        """What was promised beside what is open. Raises Incomplete before it was filled in."""
        told, valuation = _filled_in(dossier), dossier.counted(letter_date).with_costs
        return PromiseConfirmedData(
            **letter_values(dossier, valuation, letter_date=letter_date),
            interest_runs=interest_after(dossier.record, on=valuation.on, figures=dossier.figures).runs,
            promised_on=told.promised_on, amount=told.amount, pay_on=told.pay_on,
            costs_later=answering.costs_coming(dossier, valuation, through=told.pay_on),
            consumer=dossier.case.debtor_kind is DebtorKind.CONSUMER,
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Not while an arrangement runs: its terms are what was promised."""
        return Outlook(skipped=(
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or _in_terms(dossier)
            or obstacles.after_the_first(dossier, letter_date)
        ))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """Contact once the promised day and the days of grace are over, where contact is what comes next."""
        case, posted_on, told = gone.letter.case, gone.letter.sent_on, self.filled_in(gone.letter.batch)
        assert posted_on is not None
        assert isinstance(told, PromiseConfirmedDetails)
        if case.next_step is not NextStep.CONTACT_DEBTOR:
            return
        day = working_day_from(told.pay_on + timedelta(days=GRACE_DAYS + 1), figures.holidays)
        then = Then(NextStep.CONTACT_DEBTOR, day, held=gone.is_held)
        move(session, act, case, case.stage, then, reason="toezegging bevestigd", on=posted_on)


def _in_terms(dossier: Dossier) -> str:
    return "er loopt een betalingsregeling: die zegt wat er wordt betaald" if dossier.arrangement is not None else ""


def _filled_in(dossier: Dossier) -> PromiseConfirmedDetails:
    if not isinstance(dossier.details, PromiseConfirmedDetails):
        raise Incomplete("Vul in wat er is toegezegd, en voor welke dag.")
    return dossier.details


RULE = PromiseConfirmed()
