"""The reminder once the term of the first letter is over (herinnering na veertien dagen): the balance as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answering, first_term, obstacles
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.interrupting import InterruptingLetter
from cases.correspondence.rules import Gone, LetterGroup, Outlook
from cases.counting.instalments import GRACE_DAYS
from cases.models import Letter, LetterKind, LetterState, NextStep, Stage
from cases.names import name
from cases.progress.stages import Then, move
from legal.calendar import working_day_from
from legal.parameters import Figures
from letters.kinds.reminder import ReminderData
from letters.words import short_date

_WHEN = (Stage.NOTICE_RUNNING, Stage.AMICABLE)


@dataclass(frozen=True, kw_only=True)
class ReminderDetails(Details):
    """By when what is open now is asked."""

    lacking = "Vul in tot wanneer de debiteur kan betalen."

    pay_by: date = asked("Uiterste dag om te betalen", help=answering.HELP)


class Reminder(InterruptingLetter, AfterTheFirst):
    """It asks what is owed now, with the costs that the first letter announced and no others."""

    kind = LetterKind.REMINDER
    group = LetterGroup.PAYMENT
    purpose = "Herinnert aan de eerste brief als die termijn voorbij is. Noemt wat er nu open staat, met de kosten."
    form = ReminderDetails
    event = "het einde van de termijn van de eerste brief"
    heading = "Herinnering"
    stem = "herinnering"
    to_each = True
    before_arrangement = True
    posting_hint = "Na het posten is de volgende stap: contact opnemen, een paar dagen na de uiterste dag."
    posted_message = "De postdatum is vastgelegd. Contact wacht tot een paar dagen na de uiterste dag."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first day that may be named."""
        return {"pay_by": answering.first_day(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Too few days to pay."""
        why = answering.too_early(ReminderDetails.of(dossier.details).pay_by, dossier, leaves_on)
        return {"pay_by": why} if why else {}

    def data(self, dossier: Dossier, *, letter_date: date) -> ReminderData:
        """What is owed on the day of the letter. Raises Incomplete without a first letter that was posted."""
        told = ReminderDetails.of(dossier.details)
        valuation = dossier.counted(letter_date).with_costs
        return ReminderData(
            **answering.values(dossier, valuation, letter_date=letter_date),
            first_sent_on=first_term.sent_on(dossier), pay_by=told.pay_by,
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Needs a first letter of which the term is over, and nothing agreed since."""
        if dossier.arrangement is not None:
            return "er loopt een betalingsregeling: die zegt wat er wordt betaald"
        if dossier.case.stage not in _WHEN:
            return (
                obstacles.not_introduced(dossier)
                or f"het dossier staat in de fase “{name(dossier.case.stage)}”: een herinnering hoort daar niet"
            )
        return first_term.not_over(dossier, on) or not_over(dossier, on)

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Another of the same kind is warned of: a call may help more."""
        found = super().outlook(dossier, letter_date=letter_date, leaves_on=leaves_on)
        earlier = dossier.letters.get(self.kind)
        if found.skipped or earlier is None or earlier.state is not LetterState.POSTED:
            return found
        return Outlook(warning=(
            f"Er ging al een herinnering uit op {short_date(earlier.batch.letter_date)}. Bel liever eerst: geen "
            "reactie zegt niet dat iemand niet wil betalen."
        ))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """Contact once the last day and the days of grace are over, where contact is what comes next."""
        case, posted_on = gone.letter.case, gone.letter.sent_on
        assert posted_on is not None
        if case.next_step is not NextStep.CONTACT_DEBTOR:
            return
        last = _last_day(gone.letter, figures=figures)
        day = working_day_from(last + timedelta(days=GRACE_DAYS + 1), figures.holidays)
        then = Then(NextStep.CONTACT_DEBTOR, day, held=gone.is_held)
        move(session, act, case, case.stage, then, reason="herinnering gepost", on=posted_on)


RULE = Reminder()


def not_over(dossier: Dossier, on: date) -> str:
    """Why the day of a reminder that he was sent is not over on `on`, in Dutch; empty where it is, or he has none."""
    earlier = dossier.letters.get(RULE.kind)
    if earlier is None or earlier.state is not LetterState.POSTED:
        return ""
    last = _last_day(earlier, figures=dossier.figures)
    return "" if on > last else f"de herinnering geeft tijd tot en met {short_date(last)}: wacht tot die dag voorbij is"


def _last_day(letter: Letter, *, figures: Figures) -> date:
    """The last day to pay; one that left late gives its days all the same."""
    told = ReminderDetails.of(RULE.filled_in(letter.batch))
    assert letter.sent_on is not None
    return max(told.pay_by, answering.earliest(letter.sent_on, figures=figures))
