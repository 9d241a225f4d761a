"""The notice of default (ingebrekestelling), where a claim has no term that was agreed. Law: art. 6:82 lid 1 BW.

It comes before the first letter, which may name only claims in default (art. 6:96 lid 6 BW), and says itself who we
are and what the claim is (art. 11 lid 3 Wki; art. 3.1 Bki).
"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import added_claims, new_notice, notices_of_default, obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.interrupting import InterruptingLetter
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import RECEIPT_COUNTS, Gone, LetterGroup, Outlook
from cases.counting import reaching, statement
from cases.counting.statement import CaseRecord
from cases.models import Case, Claim, Letter, LetterKind, NextStep, Stage
from cases.names import name
from cases.progress import order_stops, tasks
from cases.progress.stages import Then, move
from cases.progress.tasks import TaskInput
from legal.calendar import ONE_DAY
from legal.counting.valuation import CaseFacts, DebtorKind, InterestKind
from legal.parameters import Figures
from legal.policies import DEMANDING
from letters.kinds.default_notice import DefaultNoticeData
from letters.words import short_date

_WHEN = (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE)


class DefaultNotice(InterruptingLetter):
    """Of the claims without default alone. Interest starts the day after its term, over what is unpaid then."""

    kind = LetterKind.DEFAULT_NOTICE
    group = LetterGroup.PAYMENT
    purpose = "Geeft een termijn als die niet is afgesproken. Daarna is de debiteur in verzuim en loopt de rente."
    event = "een nieuw dossier waarin de betaaltermijn alleen op de factuur staat"
    heading = "Ingebrekestelling"
    stem = "ingebrekestelling"
    by_post_alone = RECEIPT_COUNTS
    before_arrangement = True
    posting_hint = "Pas als de termijn in deze brief voorbij is, is er verzuim en kan de eerste brief uitgaan."
    posted_message = "De postdatum is vastgelegd. De eerste brief kan uitgaan als de termijn voorbij is."
    returned_message = "De brief is retour gemeld. Er is door deze brief geen verzuim."

    def data(self, dossier: Dossier, *, letter_date: date) -> DefaultNoticeData:
        """What is open of those claims: no interest and no costs, because of neither is anything owed yet."""
        claims, own = _claims(dossier), _own(dossier, letter_date)
        valuation = statement.valuation_of(own, on=_day(dossier, letter_date), figures=dossier.figures)
        return DefaultNoticeData(
            **letter_values(dossier, valuation, letter_date=letter_date, claims=claims, before_default=True),
            interest_runs=False, term_days=DEMANDING.days, consumer=dossier.case.debtor_kind is DebtorKind.CONSUMER,
            bears_interest=any(each.interest is not InterestKind.NONE for each in claims),
        )

    def facts(self, dossier: Dossier, *, letter_date: date) -> CaseFacts:
        """Those of these claims."""
        return _own(dossier, letter_date).facts

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a claim of which no default can be shown and of which the term on the invoice is over."""
        return Outlook(skipped=(
            obstacles.closed(dossier) or _wrong_stage(dossier)
            or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or _nothing_to_say(dossier, letter_date)
            or _several(dossier, letter_date) or obstacles.doubtful(dossier)
            or obstacles.undeliverable(dossier, letter_date) or obstacles.paid_later(dossier, letter_date)
        ))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """Default is counted from the letter, and the first letter waits for it."""
        notices_of_default.count(session, act, gone.letter, figures=figures)
        _wait(session, act, gone.letter.case, gone.letter, reason="ingebrekestelling gepost", held=gone.is_held)

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """What came back put nobody in default. Beyond the intake somebody looks what rests on it."""
        super().after_return(session, act, letter)
        assert letter.returned_on is not None
        notices_of_default.take_back(session, act, letter)
        for case in _cases(session, letter):
            _wait(session, act, case, letter, reason="ingebrekestelling retour")
            order_stops.halt_returned(session, act, case, on=letter.returned_on)
            if case.stage in (Stage.NOTICE_RUNNING, Stage.AMICABLE):
                _look(session, act, case)

    def after_delivery(
        self, session: Session, act: Act, letter: Letter, *, due_from: date | None, figures: Figures
    ) -> None:
        """The term runs from the proved day."""
        super().after_delivery(session, act, letter, due_from=due_from, figures=figures)
        _anew(session, act, letter, reason="ontvangst van de ingebrekestelling bewezen", figures=figures)

    def after_correction(self, session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
        """Received or not, as the letter stands now."""
        super().after_correction(session, act, letter, reason=reason, figures=figures)
        _anew(session, act, letter, reason=reason, figures=figures)


def _anew(session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
    """Default as it follows now; a first letter that named what was not in default proves void."""
    notices_of_default.count(session, act, letter, figures=figures)
    for case in _cases(session, letter):
        _wait(session, act, case, letter, reason=reason)
        new_notice.follow(session, act, case, reason=reason, figures=figures)


def _cases(session: Session, letter: Letter) -> list[Case]:
    """Where the claims that it named stand now."""
    return list({claim.case_id: claim.case for claim in notices_of_default.named(session, letter)}.values())


def _look(session: Session, act: Act, case: Case) -> None:
    tasks.set(session, act, TaskInput(
        what="Ingebrekestelling retour: er is geen verzuim. Kijk welke brieven en kosten daarop steunen.",
        due_on=act.today, person_id=case.handler_id, case_id=case.id, key=f"default_notice:{case.id}",
    ))


def _wait(session: Session, act: Act, case: Case, letter: Letter, *, reason: str, held: bool | None = None) -> None:
    """The first letter waits until all claims are in default; where one is not, somebody looks today."""
    if case.stage is not Stage.INTAKE or case.next_step is not NextStep.SEND_FIRST_NOTICE:
        return
    day = notices_of_default.last_day(case.claims) or act.today
    then = Then(NextStep.SEND_FIRST_NOTICE, max(day, act.today), held=held)
    move(session, act, case, case.stage, then, reason=reason, on=letter.sent_on or act.today)


def _claims(dossier: Dossier) -> list[Claim]:
    """Those of which no default can be shown."""
    return [claim for claim in dossier.case.claims if claim.default_from is None]


def _day(dossier: Dossier, letter_date: date) -> date:
    return reaching.last_day(dossier.record, wanted=letter_date, figures=dossier.figures)


def _own(dossier: Dossier, letter_date: date) -> CaseRecord:
    """What is owed of those claims alone; costs of a business are owed from its default on, and that is to come."""
    day = _day(dossier, letter_date)
    found = added_claims.of_claims(dossier.record, _claims(dossier), on=day, figures=dossier.figures)
    later = tuple(replace(claim, interest_from=letter_date + ONE_DAY) for claim in found.facts.claims)
    return replace(found, facts=replace(found.facts, claims=later))


def _wrong_stage(dossier: Dossier) -> str:
    if dossier.case.stage in _WHEN:
        return ""
    return f"het dossier staat in de fase “{name(dossier.case.stage)}”; neem het dossier daar eerst uit"


def _nothing_to_say(dossier: Dossier, letter_date: date) -> str:
    claims = _claims(dossier)
    if not claims:
        return "van alle facturen staat vast sinds wanneer de debiteur in verzuim is"
    early = [claim for claim in claims if claim.due_date >= letter_date]
    if early:
        return f"factuur {early[0].invoice_number} mag nog worden betaald tot en met {short_date(early[0].due_date)}"
    return ""


def _several(dossier: Dossier, letter_date: date) -> str:
    """Default is kept by claim: of several who owe each needs a notice of his own, and the record cannot tell yet."""
    if not dossier.people.beside(letter_date):
        return ""
    return "in dit dossier moet meer dan één persoon betalen: stel ieder van hen zelf in gebreke, en leg dat vast"


RULE = DefaultNotice()
