"""The first letter (eerste brief), for a consumer also the fourteen-day notice (veertiendagenbrief)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import obstacles, one_letter, receipts, shared_letters
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values, vat_declaration
from cases.correspondence.new_notice import UNSENT, ask_new_notice, back_to_intake, go_on
from cases.correspondence.rules import RECEIPT_COUNTS, Gone, LetterGroup, LetterRule, Outlook
from cases.counting import statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case, Hold, Letter, LetterKind, LetterState, NextStep, Stage
from cases.names import name
from cases.progress import order_stops
from cases.progress.stages import Then, move, open_holds
from legal.counting.valuation import DebtorKind, DeliveryBasis, LineKind
from legal.money import ZERO
from legal.notice.term import fee_to_announce
from legal.parameters import Figures
from letters.kinds.first_notice import FirstNoticeData
from letters.words import short_date

TOO_FAR = (Stage.ARRANGEMENT, Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF, Stage.SUMMONS_SERVED)


class FirstNotice(LetterRule):
    """It starts the term after which a consumer owes costs, and each next letter of the kind replaces it."""

    kind = LetterKind.FIRST_NOTICE
    group = LetterGroup.PAYMENT
    purpose = "Zegt wat er open staat en vraagt om te betalen. Voor een consument is het ook de veertiendagenbrief."
    to_each = True
    heading = "Eerste brief"
    stem = "eerste-brief"
    by_post_alone = RECEIPT_COUNTS
    costs_heading = "Incassokosten daarna"
    posting_hint = "Pas vanaf de dag dat de brief is gepost, lopen de termijnen."
    posted_message = "De postdatum is vastgelegd. De termijnen lopen."
    returned_message = "De brief is retour gemeld. Er zijn geen incassokosten verschuldigd."

    def data(self, dossier: Dossier, *, letter_date: date) -> FirstNoticeData:
        """As of `letter_date`, interest through the last day that can be counted; the fee is counted over the principal
        that is open.

        It is said to settle the case (`amicable.asked`) where one alone owes all of it: who is asked for a part, or
        beside others, can still owe what another's term or costs add.
        """
        case, record, figures = dossier.case, dossier.record, dossier.figures
        valuation = dossier.counted(letter_date).with_costs
        consumer = case.debtor_kind is DebtorKind.CONSUMER
        after = interest_after(record, on=valuation.on, figures=figures)
        bearing = statement.claims_of_fee(record, valuation, figures=figures)
        if consumer:
            named = fee_to_announce(
                bearing,
                reclaims_vat=not case.terms.vat_on_costs, on=letter_date, figures=figures,
                earlier=record.facts.earlier_terms, policy=record.facts.costs_policy,
            )
            fee, vat, vat_percent = named.fee, named.vat, named.vat_percent
        else:
            fee, vat = valuation.costs, valuation.vat_on_costs
            vat_percent = next((line.rate_percent for line in valuation.lines if line.kind is LineKind.VAT), None)
        return FirstNoticeData(
            **letter_values(dossier, valuation, letter_date=letter_date), fee=fee, fee_vat=vat,
            vat_percent=vat_percent, vat_declaration=vat_declaration(case.client, case.terms),
            total_with_costs=valuation.balance + (fee + vat if consumer else ZERO), consumer=consumer,
            natural_person=dossier.debtor.is_natural_person, settles=not record.facts.debtors,
            bears_no_costs=not any(claim.open_principal for claim in bearing),
            costs_were_charged_before=consumer and not fee and bool(record.facts.earlier_terms),
            daily_interest=after.per_day, interest_runs=after.runs,
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """A case with a claim that is probably barred is looked at first: it may still be paid."""
        skipped = _reason_to_skip(dossier, letter_date)
        barred = "" if skipped else _barred(dossier, leaves_on)
        return Outlook(
            skipped=skipped, look_first=barred,
            replaces=None if dossier.counting is None else dossier.counting.letter.sent_on,
            warning=f"Let op: {barred}. Betalen mag, maar kan niet meer worden afgedwongen." if barred else "",
        )

    def after_order(self, *, letter_date: date) -> Then:
        """The letter waits to be posted."""
        return Then(NextStep.CONFIRM_POSTING, letter_date)

    def after_withdrawal(self, session: Session, letter: Letter, *, on: date) -> None:
        """The case waits for its first letter again, unless it goes on with one that it has, or another is on its way.
        """
        case = letter.case
        waits = case.stage is Stage.INTAKE or case.next_step is NextStep.CONFIRM_POSTING
        if not waits or open_holds(session, case.id) or _has_another(session, letter):
            return
        beside = letter.debtor_id != case.debtor_id
        step = NextStep.SEND_FIRST_NOTICE
        if beside and case.stage in _STEP_OF:
            step = _STEP_OF[case.stage]
        case.next_step, case.next_step_on = step, on

    def costs_from(self, letter: Letter, record: CaseRecord, *, figures: Figures) -> date | None:
        """The day on which the costs fall due by the notice that counts for whom it was sent to."""
        judged = record.counting_for(letter.debtor_id)
        term = statement.notice_term(letter.case, judged, figures=figures)
        return None if term is None else term.costs_claimable_from

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The term runs; a notice that proves defective asks for a new one at once.

        In this case alone: what it named stands nowhere else yet, and cases that share an older letter are not taken.
        """
        case, posted_on, due_from = gone.letter.case, gone.letter.sent_on, gone.due_from
        assert posted_on is not None
        if gone.letter.debtor_id != case.debtor_id:
            _posted_beside(session, act, gone, on=posted_on, figures=figures)
            return
        if ask_new_notice(
            session, act, case, gone.record.counting, on=posted_on, figures=figures, with_others=False
        ):
            return
        stage = Stage.AMICABLE if due_from is None else Stage.NOTICE_RUNNING
        step = NextStep.CONTACT_DEBTOR if due_from is None else NextStep.WAIT_NOTICE_TERM
        if case.stage is Stage.PRE_LEGAL:  # the assessment stands; the gate waits for the term
            stage, step = Stage.PRE_LEGAL, NextStep.COMPLETE_FILE
        then = Then(step, due_from or posted_on, held=gone.is_held)
        move(session, act, case, stage, then, reason="brief gepost", on=posted_on)

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """Its term never ran: the case waits for a new letter. An order to the bailiff that claims costs is halted.

        So it is in other cases to which invoices that it named went; not where another letter left that names them.
        """
        case, returned_on = letter.case, letter.returned_on
        assert returned_on is not None
        receipts.take_back(session, act, letter, reason="de brief kwam retour")
        if letter.debtor_id != case.debtor_id:
            shared_letters.halt_orders(session, act, letter, on=returned_on)
            return
        for other in (case, *shared_letters.cases_of(session, letter, but=case)):
            if not shared_letters.has_another(session, other, letter):
                _came_back(session, act, other, on=returned_on)

    def after_delivery(
        self, session: Session, act: Act, letter: Letter, *, due_from: date | None, figures: Figures
    ) -> None:
        """The term runs from the proved day; a case that waits for something else meanwhile keeps that.

        The letter is a demand: it interrupts prescription on that day, in the place of a presumed one.
        """
        case = letter.case
        assert letter.delivered_on is not None
        receipts.take_back(session, act, letter, reason="een andere dag van ontvangst is bewezen")
        receipts.interrupt(session, act, letter, on=letter.delivered_on, basis=DeliveryBasis.PROVED)
        if letter.debtor_id != case.debtor_id:
            return
        judged = statement.counting_notice(session, case, figures=figures)
        is_broken = ask_new_notice(session, act, case, judged, on=letter.delivered_on, figures=figures)
        if case.next_step is NextStep.WAIT_NOTICE_TERM and due_from is not None and not is_broken:
            case.next_step_on = due_from

    def after_correction(self, session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
        """The case stands where it stands in law with the letter as it is now."""
        receipts.take_back(session, act, letter, reason=reason)
        if letter.delivered_on is not None and letter.returned_on is None:
            receipts.interrupt(session, act, letter, on=letter.delivered_on, basis=DeliveryBasis.PROVED)
        if letter.debtor_id != letter.case.debtor_id:
            return
        judged = statement.counting_notice(session, letter.case, figures=figures)
        if not ask_new_notice(session, act, letter.case, judged, on=act.today, figures=figures):
            go_on(session, act, letter.case, judged, on=act.today, figures=figures)


_STEP_OF = {
    Stage.NOTICE_RUNNING: NextStep.WAIT_NOTICE_TERM, Stage.AMICABLE: NextStep.CONTACT_DEBTOR,
    Stage.PRE_LEGAL: NextStep.COMPLETE_FILE,
}


def _came_back(session: Session, act: Act, case: Case, *, on: date) -> None:
    if case.stage in (Stage.NOTICE_RUNNING, Stage.AMICABLE):
        back_to_intake(session, act, case, reason="brief retour: niet ontvangen", on=on)
    else:
        order_stops.halt_returned(session, act, case, on=on)


def _has_another(session: Session, letter: Letter) -> bool:
    """Whether another first letter in this case is still to be posted."""
    query = select(Letter.id).where(
        Letter.case_id == letter.case_id, Letter.kind == LetterKind.FIRST_NOTICE, Letter.id != letter.id,
        Letter.state.in_((*UNSENT, LetterState.LEAVING)),
    )
    return session.scalar(query.limit(1)) is not None


def _posted_beside(session: Session, act: Act, gone: Gone, *, on: date, figures: Figures) -> None:
    """A letter to somebody beside the debtor of the case: the case goes on with that of the debtor, where he has one.

    Where he has none, contact waits until the term of this one is over.
    """
    case, record = gone.letter.case, gone.record
    if case.next_step is not NextStep.CONFIRM_POSTING:
        return
    term = statement.notice_term(case, record.counting, figures=figures)
    due_from = None if term is None else term.costs_claimable_from
    if record.counting is not None and record.counting.is_valid and due_from is not None and on < due_from:
        then = Then(NextStep.WAIT_NOTICE_TERM, due_from, held=gone.is_held)
        move(session, act, case, Stage.NOTICE_RUNNING, then, reason="brief gepost", on=on)
        return
    stage = Stage.AMICABLE if case.stage in (Stage.INTAKE, Stage.NOTICE_RUNNING) else case.stage
    step = _STEP_OF.get(stage, NextStep.CONTACT_DEBTOR)
    then = Then(step, max(on, gone.due_from or on), held=gone.is_held)
    move(session, act, case, stage, then, reason="brief gepost", on=on)


def may_be_ordered(
    case: Case, letters: Sequence[Letter], counting: JudgedNotice | None, holds: Sequence[Hold]
) -> bool:
    """Whether a first letter can be ordered now: there is none that stands, none under way, and nothing stops it."""
    if holds or case.closed_on is not None or case.stage in TOO_FAR or is_under_way(letters):
        return False
    return counting is None or not counting.is_valid


def is_under_way(letters: Sequence[Letter]) -> bool:
    """Whether one of these letters is a first letter that was ordered and is not booked as posted yet."""
    under_way = (*UNSENT, LetterState.LEAVING)
    return any(letter.state in under_way for letter in letters if letter.kind is LetterKind.FIRST_NOTICE)


def _reason_to_skip(dossier: Dossier, letter_date: date) -> str:
    """Why this case gets no first letter now; empty when it does."""
    return (
        obstacles.closed(dossier) or _too_far(dossier.case) or obstacles.standing_still(dossier, letter_date)
        or obstacles.ordered_already(dossier, LetterKind.FIRST_NOTICE) or _has_a_valid_one(dossier.counting)
        or obstacles.doubtful(dossier) or obstacles.undeliverable(dossier, letter_date)
        or _not_in_default(dossier.case, letter_date) or obstacles.paid_later(dossier, letter_date)
        or one_letter.refusal(
            dossier.case, dossier.record, dossier.siblings, letter_date=letter_date, figures=dossier.figures
        )
    )


def _too_far(case: Case) -> str:
    return f"staat in de fase “{name(case.stage)}”; neem het dossier daar eerst uit" if case.stage in TOO_FAR else ""


def _has_a_valid_one(judged: JudgedNotice | None) -> str:
    if judged is None or not judged.is_valid:
        return ""
    return f"heeft deze brief al ({name(judged.letter.state).lower()})"


def _not_in_default(case: Case, letter_date: date) -> str:
    late = [claim for claim in case.claims if claim.default_from is None or claim.default_from > letter_date]
    if not late:
        return ""
    numbers = ", ".join(claim.invoice_number for claim in late)
    what_to_do = " Maak eerst een ingebrekestelling." if any(claim.default_from is None for claim in late) else ""
    return f"nog geen verzuim voor {numbers} (art. 6:96 lid 6 BW): {late[0].default_explanation}{what_to_do}"


def _barred(dossier: Dossier, leaves_on: date) -> str:
    """Which claims are probably barred when the letter can leave, and since when; empty for none."""
    near = [claim for claim in dossier.case.claims if claim.barred_from <= leaves_on]
    terms = dossier.prescriptions() if near else {}
    barred = [claim for claim in near if terms[claim.id].is_barred(leaves_on)]
    days = ", ".join(f"factuur {c.invoice_number} sinds {short_date(terms[c.id].barred_from)}" for c in barred)
    told = dossier.unless(barred)
    return f"waarschijnlijk verjaard: {days}{f', {told}' if told else ''}" if days else ""


RULE = FirstNotice()
