"""What is told when a case was closed (dossier gesloten): why, that nothing is open, how long it is kept."""

from collections.abc import Mapping
from datetime import date, timedelta

from cases.correspondence import money_in, obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import LetterGroup, LetterRule, Outlook
from cases.errors import Incomplete
from cases.models import ClosingReason, LetterKind, LetterState, Stage
from cases.names import name
from legal.debtor.privacy_terms import file_may_go_from
from legal.money import ZERO
from letters.kinds.case_closed import CaseClosedData, ClosedBecause
from letters.words import short_date

_TOLD: Mapping[ClosingReason, ClosedBecause] = {
    ClosingReason.PAID_IN_FULL: ClosedBecause.PAID,
    ClosingReason.SMALL_DIFFERENCE: ClosedBecause.PAID,
    ClosingReason.PAID_AS_ASKED: ClosedBecause.PAID,
    ClosingReason.SETTLED: ClosedBecause.SETTLED,
    ClosingReason.WITHDRAWN_BY_CLIENT: ClosedBecause.WITHDRAWN,
    ClosingReason.UNCOLLECTABLE: ClosedBecause.UNCOLLECTABLE,
    ClosingReason.DISPUTE_UPHELD: ClosedBecause.DISPUTE_UPHELD,
    ClosingReason.CREDITED: ClosedBecause.CREDITED,
}
_OPEN_AT_CLOSING = (ClosedBecause.SETTLED, ClosedBecause.WITHDRAWN, ClosedBecause.UNCOLLECTABLE)


class CaseClosed(LetterRule):
    """Of a closed case alone: opening it again withdraws one that did not leave."""

    kind = LetterKind.CASE_CLOSED
    group = LetterGroup.CLOSING
    purpose = "Zegt dat het dossier is gesloten en waarom, dat er niets meer open staat en hoe lang wij het bewaren."
    event = "het sluiten van een dossier"
    to_each = True
    heading = "Dossier gesloten"
    stem = "dossier-gesloten"
    with_costs_due = True
    of_closed = True

    def data(self, dossier: Dossier, *, letter_date: date) -> CaseClosedData:
        """Why it closed, and what was given up then. Raises Incomplete for a case that is open."""
        case = dossier.case
        reason = None if case.closing_reason is None else _TOLD.get(case.closing_reason)
        if case.closed_on is None or reason is None:
            raise Incomplete("Over dit dossier kan geen sluitingsbrief worden gemaakt.")
        valuation = dossier.counted(letter_date).with_costs
        return CaseClosedData(
            **letter_values(dossier, valuation, letter_date=letter_date, claims=(), may_owe_nothing=True),
            interest_runs=False, reason=reason, closed_on=case.closed_on,
            about=tuple(claim.invoice_number for claim in case.claims),
            given_up=money_in.given_up(dossier, on=letter_date) if reason in _OPEN_AT_CLOSING else ZERO,
            kept_through=file_may_go_from(case.closed_on) - timedelta(days=1),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a case that is closed for a reason of which the debtor hears, and was not told yet."""
        return Outlook(skipped=(
            _not_to_tell(dossier, letter_date) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or _told_already(dossier)
            or obstacles.after_the_first(dossier, letter_date)
        ))


def _not_to_tell(dossier: Dossier, letter_date: date) -> str:
    case = dossier.case
    if case.stage is not Stage.CLOSED or case.closed_on is None or case.closing_reason is None:
        return "dossier is niet gesloten"
    if letter_date < case.closed_on:
        return f"het dossier is pas op {short_date(case.closed_on)} gesloten; kies een latere briefdatum"
    if case.closing_reason not in _TOLD:
        return f"hierover krijgt de debiteur geen brief: {name(case.closing_reason).lower()}"
    return ""


def _told_already(dossier: Dossier) -> str:
    letter, closed_on = dossier.letters.get(LetterKind.CASE_CLOSED), dossier.case.closed_on
    assert closed_on is not None
    if letter is None or letter.state is not LetterState.POSTED or letter.batch.letter_date < closed_on:
        return ""
    return f"heeft deze brief al: {short_date(letter.batch.letter_date)}"


RULE = CaseClosed()
