"""What a debtor was asked to pay and until when: by a letter that was posted, or told to him by somebody here.

Paying that within its term settles the case: the interest of the days in between is not asked afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import debtors, notices, reaching, statement
from cases.counting.notices import JudgedNotice
from cases.counting.reaching import Counted
from cases.counting.statement import CaseRecord
from cases.errors import Incomplete, NotFound, Refused
from cases.events.settlement import AmountTold
from cases.models import Case, Debtor, LedgerEntry, LedgerKind, Letter, ToldAmount
from cases.parties import people_in_case
from cases.progress import stages
from legal.counting.too_much import open_of
from legal.counting.valuation import DebtorKind, valuate
from legal.errors import LawError
from legal.facts import Liability
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures
from letters.kinds.first_notice import FirstNoticeData
from letters.words import euro

Paid = tuple[LedgerEntry, Decimal]  # a payment, with what counts of it
LONGEST_TERM = timedelta(days=31)  # a choice of the agency: the interest of these days is not asked
BUSINESS_TERM = timedelta(days=FirstNoticeData.business_term_days)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`amount` was asked, counted through `as_of`, to be paid through `through_day` (counted too).

    What is recorded after `told_at` was not known when it was counted. `claim_ids`: what a letter named, empty where it
    was all that is owed.
    """

    amount: Decimal
    as_of: date
    through_day: date
    told_at: datetime
    claim_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Met:
    """Something asked that was paid within its term, on `paid_on`."""

    asked: Asked
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """What one of those who owe can be told that he owes: `amount` (euro), None while nobody can say.

    `settles`: whether that is all that is owed, so that paying it closes the case.
    """

    person: Debtor
    amount: Decimal | None
    settles: bool


@dataclass(frozen=True, kw_only=True)
class AmountInput:
    """What somebody was told: to pay what he owes now through `through_day` (counted).

    `seen`: the amount that was on the screen. `debtor_id`: who of those that owe, None for the debtor of the case.
    """

    through_day: date
    seen: Decimal | None
    note: str = ""
    debtor_id: int | None = None


def tell(session: Session, act: Act, case_id: int, said: AmountInput, *, figures: Figures) -> ToldAmount:
    """Record that somebody who owes was told what he owes now, and through which day he can pay just that.

    Where a rate is missing that is the balance of the last day that can be counted, with the costs that fell due since.
    Raises Refused for a day in the past, beyond LONGEST_TERM or on which costs fall due that are not in the amount, for
    another amount than was seen, or where nothing is owed or can be told, or what he owes is not all; NotFound for who
    may not be asked; CaseOnHold, because then nobody is.
    """
    through_day, seen = said.through_day, said.seen
    case = stages.open_case(session, case_id)
    stages.require_no_hold(session, case)
    if not act.today <= through_day <= act.today + LONGEST_TERM:
        raise Refused(
            f"Kies een dag van vandaag tot en met {act.today + LONGEST_TERM:%d-%m-%Y}: over die dagen vragen wij geen "
            "rente."
        )
    record = statement.record_of(session, case, figures=figures)
    person = _asked_of(session, case, record, act.today).get(said.debtor_id or case.debtor_id)
    if person is None:
        raise NotFound("Kies aan wie het bedrag is genoemd: iemand die nu om betaling mag worden gevraagd.")
    whole, counted = (
        reaching.counted(each, wanted=act.today, figures=figures) for each in (record, record.about(person.id))
    )
    as_of, owed = counted.reach.day, counted.to_ask
    if owed is None:
        raise Refused(f"{counted.later_costs_in_words} Hoe hoog ze zijn, is nog niet te zeggen. {counted.why}")
    if owed <= 0:
        raise Refused("Er staat niets meer open.")
    if owed != whole.to_ask:
        raise Refused(
            f"{person.name} is zelf {euro(owed)} verschuldigd, en daarmee is niet alles betaald. Leg het gesprek vast "
            "als contact."
        )
    costs_from = _costs_within(whole, first=act.today, last=through_day)
    if costs_from is not None:
        raise Refused(
            f"Vanaf {costs_from:%d-%m-%Y} komen er incassokosten bij. Kies een dag daarvoor, of noem het bedrag dan."
        )
    if seen is None:
        raise Incomplete("Het bedrag op het scherm ontbreekt. Laad de pagina opnieuw.")
    if seen != owed:
        raise Refused(f"Het saldo is intussen {euro(owed)}. Noem dat bedrag.")
    told = ToldAmount(
        case_id=case_id, amount=owed, as_of=as_of, through_day=through_day, told_at=act.now, told_by=act.actor_id,
        note=said.note.strip()[:300], debtor_id=None if person.id == case.debtor_id else person.id,
    )
    session.add(told)
    session.flush()
    event = AmountTold(
        amount=owed, as_of=as_of, through_day=through_day, note=told.note,
        person=person.name if record.facts.debtors else "",
    )
    events.record(session, act, case_id, event, effective_on=act.today)
    return told


def to_tell(session: Session, case: Case, *, on: date, figures: Figures) -> tuple[ToTell, ...]:
    """What each of those who may be asked to pay can be told that he owes on `on`, as `tell` asks it."""
    record = statement.record_of(session, case, figures=figures)
    whole = _to_ask(record, on=on, figures=figures)
    found = []
    for person in _asked_of(session, case, record, on).values():
        amount = _to_ask(record.about(person.id), on=on, figures=figures)
        found.append(ToTell(person=person, amount=amount, settles=amount is not None and amount == whole))
    return tuple(found)


def _to_ask(record: CaseRecord, *, on: date, figures: Figures) -> Decimal | None:
    try:
        return reaching.counted(record, wanted=on, figures=figures).to_ask
    except LawError:
        return None


def _asked_of(session: Session, case: Case, record: CaseRecord, on: date) -> dict[int, Debtor]:
    """Who may be asked to pay by himself, by id: not a guarantor, nor who died or is insolvent."""
    people = people_in_case.of_case(session, case, parties=record.parties)
    guarantors = {int(each.ref) for each in record.facts.debtors if each.liability is Liability.GUARANTOR}
    owing = debtors.who_owe(case, record.parties) or {case.debtor_id: case.debtor}
    return {
        person_id: person for person_id, person in owing.items()
        if person_id not in guarantors and not people.is_gone(person, on) and not people.is_insolvent(person, on)
    }


def _costs_within(whole: Counted, *, first: date, last: date) -> date | None:
    """The first day after `first`, through `last`, on which costs fall due of anybody; None for none."""
    valuation = whole.valuation
    days = {valuation.costs_claimable_from, *(each.costs_claimable_from for each in valuation.debtors)}
    return min((day for day in days if day is not None and first < day <= last), default=None)


def met(
    session: Session, case: Case, record: CaseRecord, paid: Sequence[Paid], *, figures: Figures
) -> Met | None:
    """What was asked and `paid` within its term, the first that was; None while nothing is.

    An amount counts no more once more proved to be owed on its day: a payment was taken back, or a claim came.
    """
    for asked in of_case(session, case, record, figures=figures):
        paid_on = _reached(asked, paid)
        if paid_on is not None and _was_all(asked, record, figures=figures):
            return Met(asked=asked, paid_on=paid_on)
    return None


def met_before_more_came(
    session: Session, case: Case, record: CaseRecord, paid: Sequence[Paid], *, figures: Figures
) -> Met | None:
    """What a letter asked and was `paid` within its term, where invoices came to the case that it does not name."""
    everything = {claim.id for claim in case.claims}
    for asked in of_case(session, case, record, figures=figures):
        paid_on = _reached(asked, paid)
        if paid_on is not None and asked.claim_ids and set(asked.claim_ids) < everything:
            return Met(asked=asked, paid_on=paid_on)
    return None


def of_case(session: Session, case: Case, record: CaseRecord, *, figures: Figures) -> list[Asked]:
    """Everything that the debtor was asked, the oldest first."""
    told = session.scalars(select(ToldAmount).where(ToldAmount.case_id == case.id))
    found = [
        Asked(amount=each.amount, as_of=each.as_of, through_day=each.through_day, told_at=each.told_at)
        for each in told
    ]
    found += _by_letters(case, record, figures=figures)
    return sorted(found, key=lambda asked: asked.told_at)


def _by_letters(case: Case, record: CaseRecord, *, figures: Figures) -> list[Asked]:
    received = [judged for judged in record.notices if judged.letter.returned_on is None]
    found = []
    for judged in received:
        letter, through = judged.letter, _last_day(case, judged, record, figures=figures)
        if through is not None and letter.content is not None:
            found.append(Asked(
                amount=Decimal(letter.facts["total_now"]), as_of=_counted_through(letter), through_day=through,
                told_at=letter.content.kept_at, claim_ids=tuple(letter.content.claim_ids),
            ))
    return found


def _counted_through(letter: Letter) -> date:
    """The last day whose interest is in what a letter asks; older letters, that did not keep it, say their own date."""
    kept = letter.facts.get("counted_through")
    return letter.batch.letter_date if kept is None else date.fromisoformat(kept)


def _last_day(case: Case, judged: JudgedNotice, record: CaseRecord, *, figures: Figures) -> date | None:
    """The last day of the term that a letter gave, also where it is defective; None where its receipt is unknown."""
    sent = notices.as_fact(case, judged)
    if sent is None:
        return None
    term = term_of(replace(sent, defects=()), policy=record.facts.policy, figures=figures)
    if case.debtor_kind is DebtorKind.CONSUMER or term.delivered_on is None:
        return term.last_free_day
    return term.delivered_on + BUSINESS_TERM


def paid_of(record: CaseRecord, *, figures: Figures) -> list[Paid]:
    """The payments with what counts of them (euro): of several debtors not what was too much, which pays nobody's debt.
    """
    payments = [each for each in record.payments if each.kind is LedgerKind.PAYMENT]
    over: dict[int, Decimal] = {}
    if record.facts.debtors and payments:
        on = reaching.last_day(record, wanted=payments[-1].effective_on, figures=figures)
        booked = statement.valuation_of(record, on=on, figures=figures).payments
        over = {entry.id: each.unallocated for entry, each in zip(record.payments, booked, strict=False)}
    return [(entry, -entry.amount - over.get(entry.id, ZERO)) for entry in payments]


def _reached(asked: Asked, payments: Sequence[Paid]) -> date | None:
    """The day on which payments that were not known then come to what was asked, within its term."""
    paid = ZERO
    for entry, amount in payments:
        if entry.recorded_at > asked.told_at and entry.effective_on <= asked.through_day:
            paid += amount
            if paid >= asked.amount:
                return max(entry.effective_on, asked.as_of)
    return None


def _was_all(asked: Asked, record: CaseRecord, *, figures: Figures) -> bool:
    """Whether no more was owed on its day than was asked, by what is known now."""
    known = tuple(
        payment for payment, entry in zip(record.facts.payments, record.payments, strict=True)
        if entry.recorded_at <= asked.told_at
    )
    since = sum((payment.amount for payment in known if payment.received_on > asked.as_of), ZERO)
    try:
        owed = open_of(valuate(replace(record.facts, payments=known), on=asked.as_of, figures=figures))
    except LawError:
        return False
    return owed - since <= asked.amount
