"""How often a person was approached of late, over all his cases at this agency: one measure for all.

What counts is what we began: a call, an e-mail, a message, a visit, answered or not, and a letter that asks for money
without the law wanting it. What he began counts not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple  # Any: a row

from sqlalchemy import Date, cast, func, null, select, union, union_all
from sqlalchemy.orm import Session

from cases.correspondence.rules import LetterGroup, rule_of, rules
from cases.counting.notices import GONE
from cases.input_checks import AMSTERDAM, day_of
from cases.models import (
    Case,
    CaseParty,
    Contact,
    ContactChannel,
    Delivery,
    Letter,
    LetterKind,
    LetterState,
    TextMessage,
)
from legal.counting.valuation import Channel
from legal.debtor.contact_budget import within
from legal.policies import APPROACHING

OUTGOING = (ContactChannel.PHONE_OUT, ContactChannel.EMAIL_OUT, ContactChannel.VISIT)
# Letters that ask for money, and by which law they have to leave.
WANTED_BY_LAW = {
    LetterKind.FIRST_NOTICE: "art. 6:96 lid 6 BW", LetterKind.ADDED_NOTICE: "art. 6:96 lid 6 BW",
    LetterKind.DEFAULT_NOTICE: "art. 6:82 lid 1 BW",
}
LONGEST_DAYS = max(days for days, _most in APPROACHING.limits)
SHOWN_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """When somebody was approached in the last LONGEST_DAYS. `may_call_back`: he asked for a call of today or before,
    and got none yet.
    """

    made: tuple[datetime, ...] = ()
    may_call_back: bool = False

    def lately(self, now: datetime) -> int:
        """How many of them in the last SHOWN_DAYS."""
        return within(self.made, now, SHOWN_DAYS)


class _Told(NamedTuple):
    """A contact, as far as it is asked here, the day on which a letter was posted, or when an e-mail or a message went.
    """

    channel: ContactChannel | None
    contacted_at: datetime | None
    right_party: bool | None
    call_back_on: date | None
    sent_on: date | None
    went_at: datetime | None


def is_counted(kind: LetterKind) -> bool:
    """Whether a letter of this kind is an attempt: it asks for money and no law wants it (`ApproachPolicy`)."""
    return rule_of(kind).group is LetterGroup.PAYMENT and kind not in WANTED_BY_LAW


def of_persons(
    session: Session, persons: Mapping[int, Collection[int]], *, now: datetime,
    letters: Collection[LetterKind] | None = None,
) -> dict[int, Attempts]:
    """The attempts on each of these persons, of every client, by id; each is given as the debtors who are him.

    What was about somebody who owes beside the debtor of a case is his, not that of the debtor. A letter counts from
    the first hour of the day on which it was posted, one by e-mail from the moment that it left: as soon as a worker
    has it, for perhaps it did. A message counts from when it was handed over.
    `letters`: the kinds that count, the counted ones by itself.
    """
    kinds = [kind for kind in rules() if is_counted(kind)] if letters is None else letters
    told = _told_of(session, frozenset[int]().union(*persons.values()), kinds, now)
    return {
        person_id: _of_person([each for debtor_id in debtor_ids for each in told.get(debtor_id, ())], now)
        for person_id, debtor_ids in persons.items()
    }


def _of_person(told: Sequence[_Told], now: datetime) -> Attempts:
    outgoing = [each.contacted_at for each in told if each.contacted_at is not None and each.channel in OUTGOING]
    posted = [datetime.combine(each.sent_on, time.min, tzinfo=AMSTERDAM) for each in told if each.sent_on is not None]
    went = [each.went_at for each in told if each.went_at is not None]
    return Attempts(
        made=tuple(sorted([*outgoing, *posted, *went])),
        may_call_back=any(each.right_party and _waits(each, outgoing, now) for each in told),
    )


def _waits(asked: _Told, outgoing: Sequence[datetime], now: datetime) -> bool:
    """Whether the day on which he wants to be called has come, and nobody tried since."""
    day, at = asked.call_back_on, asked.contacted_at
    return day is not None and at is not None and day <= day_of(now) and not any(
        each > at and day_of(each) >= day for each in outgoing
    )


def _told_of(
    session: Session, debtor_ids: Collection[int], kinds: Collection[LetterKind], now: datetime
) -> dict[int, list[_Told]]:
    """The contacts of late with each of these debtors, about himself, and the letters of these kinds to him."""
    no_moment = cast(null(), Contact.contacted_at.type)
    contact = (
        Contact.channel, Contact.contacted_at, Contact.right_party, Contact.call_back_on, cast(null(), Date()),
        no_moment,
    )
    late = Contact.contacted_at > now - timedelta(days=LONGEST_DAYS), Contact.contacted_at <= now
    of_case = select(Case.debtor_id, *contact).join(Contact, Contact.case_id == Case.id).where(
        Case.debtor_id.in_(debtor_ids), Contact.debtor_id.is_(None), *late
    )
    beside = select(Contact.debtor_id, *contact).where(
        Contact.debtor_id.in_(debtor_ids), Contact.debtor_id.is_not(None), *late
    )
    where = union(
        select(Case.id).where(Case.debtor_id.in_(debtor_ids)),
        select(CaseParty.case_id).where(CaseParty.person_id.in_(debtor_ids)),
    )
    nothing = [cast(null(), column.type) for column in (
        Contact.channel, Contact.contacted_at, Contact.right_party, Contact.call_back_on
    )]
    posted = select(Letter.debtor_id, *nothing, Letter.sent_on, no_moment).where(
        Letter.channel != Channel.EMAIL,
        Letter.case_id.in_(where), Letter.debtor_id.in_(debtor_ids), Letter.kind.in_(kinds), Letter.state.in_(GONE),
        Letter.sent_on > day_of(now) - timedelta(days=LONGEST_DAYS), Letter.sent_on <= day_of(now),
    )
    left_at = func.coalesce(Delivery.ended_at, Delivery.leaves_at)
    by_mail = select(Letter.debtor_id, *nothing, cast(null(), Date()), left_at).join(
        Delivery, Delivery.letter_id == Letter.id
    ).where(
        Letter.case_id.in_(where), Letter.debtor_id.in_(debtor_ids), Letter.kind.in_(kinds),
        Letter.state.in_((*GONE, LetterState.SENDING)), Delivery.leaves_at > now - timedelta(days=LONGEST_DAYS),
        left_at <= now,
    )
    messages = select(TextMessage.debtor_id, *nothing, cast(null(), Date()), TextMessage.went_at).where(
        TextMessage.debtor_id.in_(debtor_ids), TextMessage.went_at > now - timedelta(days=LONGEST_DAYS),
        TextMessage.went_at <= now,
    )
    found: dict[int, list[_Told]] = defaultdict(list)
    rows: Iterable[Any] = session.execute(union_all(of_case, beside, posted, by_mail, messages))
    for debtor_id, *columns in rows:
        found[debtor_id].append(_Told(*columns))
    return found
