"""Which warnings stand on a case. What they say is in `cases.wording.warnings`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.amicable import write_offs
from cases.correspondence import added_claims
from cases.correspondence.kinds import first_notice
from cases.correspondence.new_notice import UNSENT
from cases.counting import prescriptions
from cases.counting.notices import BOUNCED, DEFECTIVE, JudgedNotice
from cases.input_checks import day_of
from cases.models import Case, Hold, Letter, LetterKind, LetterState, PaidTo, Stage
from cases.names import name
from cases.parties import people_in_case
from cases.parties.people_in_case import PeopleInCase
from cases.queries.balance import ON_COSTS, Balance
from cases.queries.desk import orders, twin_invoices
from cases.queries.desk.expiries import Expiry, ExpiryBeside
from cases.wording import settlement, warnings
from legal.calendar import second_delivery_day, years_later
from legal.counting.valuation import Channel
from legal.errors import LawError
from legal.parameters import Figures

OF_AGE = 18
SHOWN_AFTER_RECALL = timedelta(days=14)
# A case that came back to these waits for no bailiff; most cases are here, and their page asks nothing about orders.
BEFORE_ANY_ORDER = (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was asked of the record about a case already."""

    owed: Balance
    holds: Sequence[Hold]
    letters: Sequence[Letter]
    expiries: Sequence[Expiry]
    beside: Sequence[ExpiryBeside]
    people: PeopleInCase


def of_case(session: Session, case: Case, known: Known, *, today: date, figures: Figures) -> Iterator[warnings.Warning]:
    """The warnings on a case, in the order of its page; of a closed one those that still matter."""
    is_open = case.stage is not Stage.CLOSED
    yield from _on_order(session, case, today)
    for hold in known.holds:
        yield warnings.hold(hold.kind, since=hold.started_on, reason=hold.reason)
    if is_open:
        yield from _on_letters(case, known, today)
        yield from _on_added(case, known, today, figures)
        yield from _on_prescription(known.expiries, today, _letter_is_there(today, figures))
        yield from _on_letters_to_others(known.beside, today)
    yield from _on_debtor(case, known, today)
    if is_open:
        for twin in twin_invoices.unexplained(session, case):
            yield warnings.invoice_twice(twin.invoice_number, other=twin.other_number)
    yield from _on_money(session, case, known.owed)
    if is_open:
        yield from _on_valuation(known.owed)


def _on_order(session: Session, case: Case, today: date) -> Iterator[warnings.Warning]:
    """An order at the bailiff that is halted, or was recalled in the last days."""
    if case.stage in BEFORE_ANY_ORDER or not orders.was_given(session, case.id):
        return
    state = orders.order_state(session, case, today=today)
    recalled = state.recalled
    if state.stops and case.stage is not Stage.CLOSED:
        yield warnings.order_halted(
            [stop.cause for stop in state.stops], since=day_of(state.stops[0].stopped_at), left=state.left
        )
    elif recalled is not None and recalled.withdrawn_at is not None and (
        day_of(recalled.withdrawn_at) >= today - SHOWN_AFTER_RECALL
    ):
        yield warnings.order_recalled(
            recalled.withdrawn_reason, was_taken=state.taken_at is not None, left=state.left
        )


def _on_letters(case: Case, known: Known, today: date) -> Iterator[warnings.Warning]:
    for letter in known.letters:
        if letter.state is LetterState.FAILED:
            yield warnings.letter_failed(letter.error)
        if letter.state is LetterState.LEAVING and letter.error:
            yield warnings.letter_not_booked(letter.error)
        if letter.state is LetterState.RENDERED and letter.channel is not Channel.EMAIL:
            yield warnings.posting_not_confirmed()
    counting = known.owed.counting
    if counting is None or counting.letter.sent_on is None:
        return
    if counting.is_broken:
        yield _on_broken_notice(counting, counting.letter.sent_on, _renewal(case, counting, known, today))
    elif counting.breaking:
        yield warnings.notice_unproved(counting.told)
    for defect in counting.remaining:
        yield warnings.notice_limited(defect)


def _on_added(case: Case, known: Known, today: date, figures: Figures) -> Iterator[warnings.Warning]:
    """Invoices that came after the first letter, and those of their own notices that proved defective."""
    record = known.owed.record
    if record is None:
        return
    are_several = bool(record.facts.debtors)
    for judged in record.added:
        if judged.is_broken and judged.letter.sent_on is not None:
            to = judged.letter.debtor.name if are_several else ""
            yield warnings.added_notice_defective(judged.told, sent_on=judged.letter.sent_on, to=to)
    found = added_claims.of_each(case, record)
    ordered = any(
        letter.kind is LetterKind.ADDED_NOTICE and letter.state in (*UNSENT, LetterState.LEAVING)
        for letter in known.letters
    )
    first_sent = found[0].first.letter.sent_on if found else None
    if first_sent is not None and not ordered:
        days = [day for each in found if (day := added_claims.first_day(case, each, figures=figures)) is not None]
        first = max(days, default=None)
        yield warnings.invoices_added(
            list(dict.fromkeys(claim.invoice_number for each in found for claim in each.claims)),
            sent_on=first_sent, first=first, to=[each.person.name for each in found] if are_several else (),
            may_be_ordered=first is not None and first <= today and not known.holds,
        )


def _on_broken_notice(counting: JudgedNotice, sent_on: date, renewal: warnings.Renewal) -> warnings.Warning:
    returned_on = counting.letter.returned_on
    if [defect.code for defect in counting.breaking] == [BOUNCED] and returned_on is not None:
        return warnings.notice_returned(counting.breaking[0].law, on=returned_on, renewal=renewal)
    return warnings.notice_defective(counting.told, sent_on=sent_on, renewal=renewal)


def _renewal(case: Case, counting: JudgedNotice, known: Known, today: date) -> warnings.Renewal:
    is_reached = not known.people.addressee(today).why_not
    return warnings.Renewal(
        is_under_way=first_notice.is_under_way(known.letters),
        too_far=case.stage if case.stage in first_notice.TOO_FAR else None,
        may_be_ordered=first_notice.may_be_ordered(case, known.letters, counting, known.holds) and is_reached,
    )


def _letter_is_there(today: date, figures: Figures) -> date:
    """The day on which a letter of today has arrived; today itself where that is not known."""
    try:
        return second_delivery_day(today, figures.holidays)
    except LawError:
        return today


def _on_prescription(expiries: Sequence[Expiry], today: date, letter_is_there: date) -> Iterator[warnings.Warning]:
    for expiry in expiries:
        invoice, since, law = expiry.claim.invoice_number, expiry.barred_from, expiry.term.law
        longer, months = expiry.if_contract, expiry.term.alarm_on(today)
        if expiry.term.is_barred(today):
            if expiry.unless:
                yield warnings.barred_unless(
                    invoice, since=since, law=law, unless=expiry.unless, is_assumed=expiry.regime.is_assumed
                )
            elif longer is not None and today < longer:
                yield warnings.perhaps_barred(invoice, since=since)
            else:
                yield warnings.barred(invoice, since=since, law=law, if_contract=longer)
        elif months is not None:
            yield warnings.barred_soon(
                invoice, months=months, barred_from=since, law=law, is_assumed=expiry.regime.is_assumed,
                by_letter=letter_is_there < since, unless=expiry.unless,
            )


def _on_letters_to_others(expiries: Sequence[ExpiryBeside], today: date) -> Iterator[warnings.Warning]:
    """Towards who owes beside the debtor: letters that may have interrupted, of which the receipt is asked."""
    for expiry in expiries:
        invoice = warnings.towards(expiry.claim.invoice_number, expiry.person.name)
        since, law, months = expiry.term.barred_from, expiry.term.law, expiry.term.alarm_on(today)
        is_assumed = prescriptions.regime_of(expiry.claim).is_assumed
        if expiry.unless and expiry.term.is_barred(today):
            yield warnings.barred_unless(invoice, since=since, law=law, unless=expiry.unless, is_assumed=is_assumed)
        elif expiry.unless and months is not None:
            yield warnings.barred_soon(
                invoice, months=months, barred_from=since, law=law, is_assumed=is_assumed, unless=expiry.unless
            )


def _on_debtor(case: Case, known: Known, today: date) -> Iterator[warnings.Warning]:
    birth, to = case.debtor.birth_date, known.people.addressee(today)
    if birth is not None and years_later(birth, OF_AGE) > today and to.via is None:
        yield warnings.minor(birth)
    if not people_in_case.deliverable(to.receiver):
        yield warnings.address_incomplete()
    elif to.why_not and case.stage is not Stage.CLOSED:
        yield warnings.not_to_be_written_to(to.why_not)
    for claim in case.claims:
        if claim.default_from is None:
            yield warnings.not_in_default(claim.invoice_number, explanation=claim.default_explanation)


def _on_money(session: Session, case: Case, owed: Balance) -> Iterator[warnings.Warning]:
    if case.stage is Stage.CLOSED and owed.total is not None and owed.total > Decimal(0):
        yield warnings.open_after_closing(owed.total)
    waiting = None if case.stage is Stage.CLOSED else write_offs.proposed(session, case.id)
    if waiting is not None:
        yield warnings.write_off_waits(
            waiting.amount, by="" if waiting.proposer is None else waiting.proposer.name,
            closes="" if waiting.closing_reason is None else name(waiting.closing_reason),
        )
    if owed.total is None or not owed.surpluses:
        return
    surplus = sum((each.amount for each in owed.surpluses), Decimal(0))
    if case.closing_reason is not None and settlement.is_to_be_asked(case.closing_reason):
        yield warnings.came_after_closing(surplus, case.closing_reason)
    else:
        yield warnings.paid_too_much(
            surplus, client=case.client.name, received=_not_allocated(owed),
            payers=[each.person.name for each in owed.surpluses if each.person is not None],
        )


def _not_allocated(owed: Balance) -> dict[PaidTo, Decimal]:
    """What could no longer be allocated, by whoever received it."""
    received: dict[PaidTo, Decimal] = defaultdict(Decimal)
    for row in owed.payments:
        if row.entry.paid_to is not None:
            received[row.entry.paid_to] += row.split.unallocated
    return {party: share for party, share in received.items() if share > 0}


def _on_valuation(owed: Balance) -> Iterator[warnings.Warning]:
    """Remarks of the law, without those on the notice: they are said of the letter."""
    for remark in () if owed.valuation is None else owed.valuation.remarks:
        if remark.code not in (DEFECTIVE, "notice_not_delivered"):
            yield warnings.remark(remark.text, is_on_costs=remark.code in ON_COSTS)
