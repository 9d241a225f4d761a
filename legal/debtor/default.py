"""Default (verzuim): its first day and what it rests on, or what is missing for it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from legal.calendar import ONE_DAY, working_day_from
from legal.debtor.commercial_terms import CommercialParties, Receipts, first_day_after, statutory_term, term_limit
from legal.facts import Channel, DeliveryBasis, Notice
from legal.notice.term import receipt
from legal.parameters import Holidays
from legal.wording import dutch_day

REASONABLE_TERM_DAYS = 14  # the law says "reasonable"; fourteen days is the default of the agency, not a rule


class DefaultBasis(StrEnum):
    """Why the debtor is in default."""

    AGREED_TERM = "agreed_term"
    STATUTORY_TERM = "statutory_term"
    NOTICE = "notice"
    STATEMENT = "statement"


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A written demand with a term (ingebrekestelling), counted in days from its receipt.

    `ends_on_working_day`: where the last day is no working day, the next one is it.
    """

    sent_on: date
    channel: Channel
    delivered_on: date | None = None
    term_days: int = REASONABLE_TERM_DAYS
    is_abroad: bool = False
    ends_on_working_day: bool = False


@dataclass(frozen=True, kw_only=True)
class PaymentTerm:
    """What is known of the term of one claim; `due_date` is the last day for payment.

    `term_agreed` None: nobody has said whether the term is in the agreement. `invoice_received_on` counts only for a
    commercial agreement (handelsovereenkomst): without an agreed term, or to limit a term that is too long.
    `refused_on`: the debtor said he will not pay.
    """

    due_date: date
    term_agreed: bool | None
    clause: str = ""
    reminder: Reminder | None = None
    refused_on: date | None = None
    is_commercial: bool = False
    invoice_received_on: date | None = None
    performance_received_on: date | None = None
    accepted_on: date | None = None
    parties: CommercialParties = field(default_factory=CommercialParties)

    @property
    def receipts(self) -> Receipts:
        """What the debtor received, and when."""
        return Receipts(
            invoice=self.invoice_received_on, performance=self.performance_received_on, acceptance=self.accepted_on
        )


@dataclass(frozen=True, kw_only=True)
class DefaultFinding:
    """The debtor is in default from `first_day`, the first day that bears interest; `explanation` in Dutch."""

    first_day: date
    basis: DefaultBasis
    law: str
    explanation: str


@dataclass(frozen=True, kw_only=True)
class DefaultLack:
    """No default can be shown: what is missing (Dutch), by code, and who can supply it."""

    code: str
    missing: str
    supplier: str
    law: str


def default_of(term: PaymentTerm, *, holidays: Holidays) -> DefaultFinding | DefaultLack:
    """The first day of default, the earliest ground first; or the lack that stands in the way.

    A term that stands only on an invoice is no agreed term: then a demand with a reasonable term is needed. Under a
    commercial agreement the law gives thirty days, and shortens an agreed term that is too long.
    Law: art. 6:82, 6:83, 6:119a and 6:119b BW.
    """
    grounds = [
        _agreed_term(term),
        _statutory_term(term),
        _statement(term),
        _notice(term, holidays),
    ]
    found = [ground for ground in grounds if ground is not None]
    return min(found, key=lambda ground: ground.first_day) if found else _lack(term, holidays)


def _agreed_term(term: PaymentTerm) -> DefaultFinding | None:
    if not term.term_agreed:
        return None
    shortened = _shortened_term(term)
    if shortened is not None:
        return shortened
    clause = f" ({term.clause})" if term.clause else ""
    return DefaultFinding(
        first_day=term.due_date + ONE_DAY,
        basis=DefaultBasis.AGREED_TERM,
        law="art. 6:83 onder a BW",
        explanation=f"De overeengekomen betaaltermijn{clause} liep tot en met {dutch_day(term.due_date)}.",
    )


def _shortened_term(term: PaymentTerm) -> DefaultFinding | None:
    """The ground when the agreed term is longer than the law allows and receipt is known; None otherwise."""
    counted = statutory_term(term.receipts) if term.is_commercial else None
    if counted is None:
        return None
    limit = term_limit(term.parties, received_on=counted.counted_from)
    if limit is None or first_day_after(limit, counted.counted_from) > term.due_date:
        return None
    return DefaultFinding(
        first_day=first_day_after(limit, counted.counted_from),
        basis=DefaultBasis.AGREED_TERM,
        law=limit.law,
        explanation=f"De overeengekomen termijn tot en met {dutch_day(term.due_date)} is langer dan mag: ten hoogste "
        f"{limit.days} dagen na {counted.what} op {dutch_day(counted.counted_from)}.",
    )


def _statutory_term(term: PaymentTerm) -> DefaultFinding | None:
    if not term.is_commercial or term.term_agreed is not False:
        return None
    found = statutory_term(term.receipts)
    if found is None:
        return None
    article = "6:119b" if term.parties.is_government_debtor else "6:119a"
    return DefaultFinding(
        first_day=found.last_day + ONE_DAY,
        basis=DefaultBasis.STATUTORY_TERM,
        law=f"art. {article} lid 2 onder {found.letter} BW",
        explanation=f"Geen betaaltermijn overeengekomen; dertig dagen na {found.what} op "
        f"{dutch_day(found.counted_from)} zijn voorbij.",
    )


def _statement(term: PaymentTerm) -> DefaultFinding | None:
    if term.refused_on is None:
        return None
    return DefaultFinding(
        first_day=max(term.refused_on, term.due_date) + ONE_DAY,
        basis=DefaultBasis.STATEMENT,
        law="art. 6:83 onder c BW",
        explanation=f"De schuldenaar heeft op {dutch_day(term.refused_on)} meegedeeld niet te zullen betalen.",
    )


def _notice(term: PaymentTerm, holidays: Holidays) -> DefaultFinding | None:
    reminder = term.reminder
    if reminder is None or reminder.sent_on <= term.due_date:
        return None
    received, basis = _received(reminder, holidays)
    if received is None:
        return None
    last = received + timedelta(days=reminder.term_days)
    if reminder.ends_on_working_day:
        last = working_day_from(last, holidays)
    how = "bewezen" if basis is DeliveryBasis.PROVED else "vermoed"
    return DefaultFinding(
        first_day=last + ONE_DAY,
        basis=DefaultBasis.NOTICE,
        law="art. 6:82 lid 1 BW",
        explanation=f"Aanmaning van {dutch_day(reminder.sent_on)}, ontvangst {how} op {dutch_day(received)}; "
        f"de termijn van {reminder.term_days} dagen liep tot en met {dutch_day(last)}.",
    )


def _lack(term: PaymentTerm, holidays: Holidays) -> DefaultLack:
    reminder = term.reminder
    if reminder is not None and reminder.sent_on <= term.due_date:
        text = "De aanmaning is verzonden voordat de betaaltermijn voorbij was. Stuur een nieuwe aanmaning met termijn."
        return DefaultLack(code="reminder_before_due", missing=text, supplier="behandelaar", law="art. 6:82 lid 1 BW")
    if reminder is not None and _received(reminder, holidays)[0] is None:
        text = "Van de ontvangst van de aanmaning is geen bewijs."
        law = "art. 3:37 lid 3 BW"
        return DefaultLack(code="reminder_not_delivered", missing=text, supplier="behandelaar", law=law)
    if term.term_agreed is None:
        text = "Niet bekend is of de betaaltermijn is overeengekomen (overeenkomst of voorwaarden)."
        return DefaultLack(
            code="term_agreement_unknown", missing=text, supplier="opdrachtgever", law="art. 6:83 onder a BW"
        )
    text = "De betaaltermijn staat alleen op de factuur. Een aanmaning met een redelijke termijn ontbreekt."
    return DefaultLack(code="no_notice_of_default", missing=text, supplier="behandelaar", law="art. 6:82 lid 1 BW")


def _received(reminder: Reminder, holidays: Holidays) -> tuple[date | None, DeliveryBasis]:
    notice = Notice(
        sent_on=reminder.sent_on, channel=reminder.channel, delivered_on=reminder.delivered_on,
        is_abroad=reminder.is_abroad,
    )
    return receipt(notice, holidays)
