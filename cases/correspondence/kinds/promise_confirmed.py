"""The confirmation of what somebody promised to pay (bevestiging toezegging): how much, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answering
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import Gone, LetterGroup
from cases.counting.instalments import GRACE_DAYS
from cases.models import LetterKind, NextStep
from cases.progress.stages import Then, move
from legal.calendar import second_delivery_day, working_day_from
from legal.money import ZERO
from legal.parameters import Figures
from letters.kinds.promise_confirmed import PromiseConfirmedData
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class PromiseConfirmedDetails(Details):
    """What was promised, for which day, and when that was said."""

    lacking = "Vul in wat er is toegezegd, en voor welke dag."

    promised_on: date = asked("Toegezegd op")
    amount: Decimal = asked("Bedrag")
    pay_on: date = asked("Betaalt op", help="De brief noemt ook de dag van de week.")


class PromiseConfirmed(AfterTheFirst):
    """After it left, contact waits until the promised day is over."""

    kind = LetterKind.PROMISE_CONFIRMED
    group = LetterGroup.AGREEMENT
    purpose = "Legt vast wat iemand beloofde te betalen, en op welke dag. Daarna wacht het contact tot die dag."
    form = PromiseConfirmedDetails
    event = "een toezegging die bij een gesprek is vastgelegd"
    heading = "Bevestiging toezegging"
    stem = "bevestiging-toezegging"
    before_arrangement = True
    amount_heading = "Toegezegd"
    posted_message = "De postdatum is vastgelegd. Contact wacht tot na de dag van de toezegging."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """Said on the day of the letter."""
        return {"promised_on": letter_date}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """More than is open, a promise of after the letter, a day on which the letter is not there yet."""
        told, open_now = PromiseConfirmedDetails.of(dossier.details), dossier.counted(letter_date).with_costs.balance
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
        told, valuation = PromiseConfirmedDetails.of(dossier.details), dossier.counted(letter_date).with_costs
        return PromiseConfirmedData(
            **answering.values(dossier, valuation, letter_date=letter_date),
            promised_on=told.promised_on, amount=told.amount, pay_on=told.pay_on,
            costs_later=answering.costs_coming(dossier, valuation, after=letter_date, through=told.pay_on),
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Not while an arrangement runs: its terms are what was promised."""
        return _in_terms(dossier)

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """Contact once the promised day and the days of grace are over, where contact is what comes next."""
        case, posted_on = gone.letter.case, gone.letter.sent_on
        told = PromiseConfirmedDetails.of(self.filled_in(gone.letter.batch))
        assert posted_on is not None
        if case.next_step is not NextStep.CONTACT_DEBTOR:
            return
        day = working_day_from(told.pay_on + timedelta(days=GRACE_DAYS + 1), figures.holidays)
        then = Then(NextStep.CONTACT_DEBTOR, day, held=gone.is_held)
        move(session, act, case, case.stage, then, reason="toezegging bevestigd", on=posted_on)


def _in_terms(dossier: Dossier) -> str:
    return "er loopt een betalingsregeling: die zegt wat er wordt betaald" if dossier.arrangement is not None else ""


RULE = PromiseConfirmed()
