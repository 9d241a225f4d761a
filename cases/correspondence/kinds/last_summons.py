"""The last summons before a case goes to the bailiff (laatste sommatie): only once court is really what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answering, first_term
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.interrupting import InterruptingLetter
from cases.correspondence.kinds import reminder
from cases.correspondence.rules import RECEIPT_COUNTS, Gone, LetterGroup
from cases.counting.instalments import GRACE_DAYS
from cases.errors import Incomplete
from cases.models import Case, Letter, LetterKind, LetterState, NextStep, Stage, WritConfirmation, WritConfirmationKind
from cases.names import name
from cases.progress.stages import WITH_ORDER, Then, move
from legal.calendar import working_day_from
from legal.court.competence import CourtClaim, competence
from legal.court.court_costs import CourtCase, forecast
from legal.debtor.legal_forms import LegalForm, read_legal_form
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures, PartyKind
from letters.kinds.last_summons import CourtCost, LastSummonsData
from letters.words import short_date

_LABELS = ("Dagvaarding", "Griffierecht", "Vergoeding voor wie de schuldeiser helpt", "Kosten na het vonnis")


@dataclass(frozen=True, kw_only=True)
class LastSummonsDetails(Details):
    """By when all is asked, and from when the bailiff may have the case."""

    lacking = "Vul in tot wanneer de debiteur kan betalen, en wanneer het dossier naar de deurwaarder gaat."

    pay_by: date = asked("Uiterste dag om te betalen", help=answering.HELP)
    hand_over_on: date = asked(
        "Vanaf welke dag gaat het dossier naar de deurwaarder?",
        help=f"Meer dan {GRACE_DAYS} dagen na de uiterste dag: een betaling kan nog onderweg zijn.",
    )


class LastSummons(InterruptingLetter, AfterTheFirst):
    """It says what is true: the client wants to go to court, a second person agreed, and no bailiff comes earlier."""

    kind = LetterKind.LAST_SUMMONS
    group = LetterGroup.PAYMENT
    purpose = "De laatste brief voor de deurwaarder: wat er dan gebeurt, vanaf welke dag, en wat een rechtszaak kost."
    form = LastSummonsDetails
    event = "een bevestigde beoordeling met een opdrachtgever die naar de rechter wil"
    heading = "Laatste sommatie"
    stem = "laatste-sommatie"
    by_post_alone = RECEIPT_COUNTS
    to_each = True
    before_arrangement = True
    posting_hint = "Het dossier kan pas naar de deurwaarder op de dag die in deze brief staat."
    posted_message = "De postdatum is vastgelegd. Tot de dag in de brief gaat er niets naar de deurwaarder."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first days that may be named."""
        pay_by = answering.first_day(dossier, leaves_on)
        return {"pay_by": pay_by, "hand_over_on": _first_after(pay_by, dossier.figures)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Too few days to pay, or a bailiff while a payment may be under way."""
        told = LastSummonsDetails.of(dossier.details)
        found = {"pay_by": answering.too_early(told.pay_by, dossier, leaves_on)}
        first = _first_after(told.pay_by, dossier.figures)
        if told.hand_over_on < first:
            found["hand_over_on"] = f"{short_date(told.hand_over_on)} is te vroeg. Kies {short_date(first)} of later."
        return {field: why for field, why in found.items() if why}

    def data(self, dossier: Dossier, *, letter_date: date) -> LastSummonsData:
        """What is owed and what a lawsuit would cost by the figures of its date. Raises Incomplete where one lacks."""
        told, court = LastSummonsDetails.of(dossier.details), dossier.court
        if court is None:
            raise Incomplete("De opdrachtgever heeft nog niet gezegd of hij naar de rechter wil.")
        valuation = dossier.counted(letter_date).with_costs
        try:
            costs = _court_costs(dossier, valuation.balance, on=letter_date)
        except LawError as lacking:
            raise Incomplete(f"De kosten van een rechtszaak zijn niet te schatten. {lacking}") from lacking
        return LastSummonsData(
            **answering.values(dossier, valuation, letter_date=letter_date), court_costs=costs,
            first_sent_on=first_term.sent_on(dossier), pay_by=told.pay_by, hand_over_on=told.hand_over_on,
            court_said_on=court.confirmed_on,
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Court has to be what comes next, and to be possible."""
        if dossier.arrangement is not None:
            return "er loopt een betalingsregeling: die zegt wat er wordt betaald"
        return (
            _not_next(dossier, on) or first_term.not_over(dossier, on) or reminder.not_over(dossier, on)
            or _said_already(dossier)
            or _barred(dossier, on) or _no_estimate(dossier, on)
        )

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The file is completed for the day on which the bailiff may have it."""
        case, posted_on = gone.letter.case, gone.letter.sent_on
        assert posted_on is not None
        if case.stage is not Stage.PRE_LEGAL or case.next_step is not NextStep.COMPLETE_FILE:
            return
        then = Then(NextStep.COMPLETE_FILE, _from(gone.letter, figures=figures), held=gone.is_held)
        move(session, act, case, case.stage, then, reason="laatste sommatie gepost", on=posted_on)


def bailiff_from(session: Session, case: Case, *, figures: Figures) -> date | None:
    """From which day a bailiff may have the case by the last summons that it was sent; None where none says a day.

    One that left late gives its days to pay all the same.
    """
    letters = session.scalars(select(Letter).where(
        Letter.case_id == case.id, Letter.kind == LetterKind.LAST_SUMMONS, Letter.state == LetterState.POSTED,
        Letter.standing,
    ))
    return max((_from(letter, figures=figures) for letter in letters), default=None)


def _from(letter: Letter, *, figures: Figures) -> date:
    told = LastSummonsDetails.of(RULE.filled_in(letter.batch))
    assert letter.sent_on is not None
    return max(told.hand_over_on, _first_after(answering.earliest(letter.sent_on, figures=figures), figures))


def _first_after(pay_by: date, figures: Figures) -> date:
    """The first working day on which no payment is under way any more."""
    return working_day_from(pay_by + timedelta(days=GRACE_DAYS + 1), figures.holidays)


def _not_next(dossier: Dossier, on: date) -> str:
    """Why nobody may say yet that the bailiff and the court come next. Law: art. 4.1 Bki."""
    if dossier.case.stage in WITH_ORDER:
        return f"het dossier staat al in de fase “{name(dossier.case.stage)}”: deze brief hoort daarvoor"
    if dossier.case.stage is not Stage.PRE_LEGAL:
        return "er is nog niet besloten dat dit dossier naar de rechter kan: dat bevestigt een tweede persoon"
    court = dossier.court
    if court is None or court.kind is not WritConfirmationKind.COURT_INTENDED:
        return "de opdrachtgever heeft niet gezegd dat hij naar de rechter wil: leg dat vast bij Deurwaarder"
    if on < court.confirmed_on:
        return f"de opdrachtgever zei dat pas op {short_date(court.confirmed_on)}; kies een latere briefdatum"
    return ""


def _said_already(dossier: Dossier) -> str:
    """A second last letter is untrue, unless the client decided on court anew after the first."""
    earlier, court = dossier.letters.get(LetterKind.LAST_SUMMONS), dossier.court
    if earlier is None or earlier.state is not LetterState.POSTED or _is_newer(court, earlier):
        return ""
    return f"heeft deze brief al: {short_date(earlier.batch.letter_date)}"


def _is_newer(court: WritConfirmation | None, letter: Letter) -> bool:
    return court is not None and court.recorded_at > letter.batch.ordered_at


def _barred(dossier: Dossier, on: date) -> str:
    """What is barred is not brought before a judge, so that no letter says so."""
    terms = dossier.prescriptions()
    barred = [
        f"factuur {claim.invoice_number} sinds {short_date(terms[claim.id].barred_from)}"
        for claim in dossier.case.claims if terms[claim.id].is_barred(on)
    ]
    return f"waarschijnlijk verjaard: {', '.join(barred)}" if barred else ""


def _no_estimate(dossier: Dossier, on: date) -> str:
    """Why nothing can be said of the costs of a lawsuit."""
    balance = dossier.counted(on).with_costs.balance
    if balance <= ZERO:
        return ""
    try:
        claim = CourtClaim(ref="all", principal=balance, interest=ZERO)
        decided = competence((claim,), summoned_on=on, figures=dossier.figures)
        _court_costs(dossier, balance, on=on)
    except LawError as lacking:
        return f"de kosten van een rechtszaak zijn niet te schatten. {lacking}"
    return "" if decided.is_subdistrict else (
        "dit bedrag hoort misschien niet bij de kantonrechter: de kosten zijn hier niet te schatten. Vraag een jurist"
    )


def _court_costs(dossier: Dossier, balance: Decimal, *, on: date) -> tuple[CourtCost, ...]:
    """What a judge usually awards in absentia, by the figures of `on`. Raises LawError where one is not known."""
    client = dossier.case.client
    found = forecast(CourtCase(
        claimant=_party(client.legal_form), principal=balance, interest=ZERO, collection_costs=ZERO, served_on=on,
        first_session_on=on, deducts_vat=dossier.case.terms.reclaims_vat,
    ), figures=dossier.figures)
    return tuple(CourtCost(label=label, amount=item.total) for label, item in zip(_LABELS, found.items, strict=True))


def _party(form: str) -> PartyKind:
    """The lower fee of a natural person, unless the client is surely none: too little frightens nobody."""
    known = read_legal_form(form)
    return PartyKind.NATURAL_PERSON if known in (None, LegalForm.SOLE_TRADE) else PartyKind.LEGAL_ENTITY


RULE = LastSummons()
