"""Previews of letters: exactly who gets what, who is skipped and why. Nothing here changes the record."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.correspondence import details, dossiers
from cases.correspondence.details import Details
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterRule, Outlook, rule_of, rules
from cases.counting import reaching
from cases.models import Case, LetterKind
from cases.parties import mail_addresses
from cases.parties.mail_addresses import MailTo
from cases.parties.people_in_case import Addressee, Outsider
from cases.setup import registration, text_stops
from legal.costs.rechecking import not_rechecked
from legal.counting.valuation import Channel
from legal.parameters import Figures
from letters import readiness
from letters.blocks import ClaimItem
from letters.errors import LetterError
from letters.kind import DebtorLetter
from letters.words import short_date

MOST_PREVIEWED = 1_000  # cases in one preview: it is counted while somebody waits for the page
PIECE = 100             # cases that are read at once, and ordered or posted in one transaction
MARK_LENGTH = 16
FILL_IN_FIRST = "vul eerst in wat in deze brief moet staan"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One who gets a letter in a case, by ids: who owes, who gets it for him, the address; and as it is written.

    `name`: who owes. `total_now` and `fee`: what the letter to him asks and names, in euro; None where it does not, and
    while that is not known. `mail_point_id` and `mail_to`: the e-mail address, where it goes by e-mail.
    """

    debtor_id: int
    party_id: int | None
    point_id: int | None
    written: str
    name: str
    total_now: Decimal | None = None
    fee: Decimal | None = None
    mail_point_id: int | None = None
    mail_to: str = ""

    @classmethod
    def of(cls, to: Addressee) -> "Recipient":
        """Whoever gets it."""
        return cls(
            debtor_id=to.debtor.id, party_id=None if to.via is None else to.via.id,
            point_id=None if to.point is None else to.point.id,
            written=to.written, name=to.debtor.name,
        )


@dataclass(frozen=True, kw_only=True)
class PreviewItem:
    """What a batch does to one case: the amounts it will name, or `skipped` with the reason.

    `recipients`: everybody who gets it; `without`: whoever owes too and gets none, with the reason. `replaces` is the
    day on which the defective letter was posted that this one comes in the place of. `warning`: what to know before it
    is ordered. `counted_through`: the last day whose interest is in it, None where that is its date. `claims`: what it
    says of each invoice. `filled_in`: what a handler filled in, as it is marked, with its `faults` by field.
    """

    case_id: int
    number: str
    debtor: str
    address: str
    total_now: Decimal | None = None
    fee: Decimal | None = None
    skipped: str = ""
    replaces: date | None = None
    warning: str = ""
    counted_through: date | None = None
    letter_date: date
    recipients: tuple[Recipient, ...] = ()
    without: tuple[str, ...] = ()
    claims: tuple[ClaimItem, ...] = ()
    filled_in: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def differ(self) -> bool:
        """Whether the letters of the case name different amounts, since each of them owes another one."""
        return len({(each.total_now, each.fee) for each in self.recipients}) > 1

    @property
    def mark(self) -> str:
        """A fingerprint of the letter that the case gets: to whom, its amounts and invoices, what was filled in.

        "" where it gets none.
        """
        if self.skipped:
            return ""
        to = " ".join(
            f"{each.debtor_id} {each.written} {each.total_now} {each.fee} {each.mail_to}".rstrip()
            for each in self.recipients
        )
        text = f"{self.letter_date} {self.case_id} {to} {self.total_now} {self.fee} {self.claims} {self.filled_in}"
        return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


@dataclass(frozen=True, kw_only=True)
class BatchPreview:
    """Exactly who gets what. `remarks`: what to know of the figures in all of these letters."""

    rule: LetterRule
    letter_date: date
    items: tuple[PreviewItem, ...]
    remarks: tuple[str, ...] = ()

    @property
    def sending(self) -> tuple[PreviewItem, ...]:
        """Those who get a letter."""
        return tuple(item for item in self.items if not item.skipped)

    @property
    def skipping(self) -> tuple[PreviewItem, ...]:
        """Those who do not, with the reason."""
        return tuple(item for item in self.items if item.skipped)

    @property
    def marks(self) -> dict[int, str]:
        """Of each case a mark of what it gets, "" for nothing; posted back with the order."""
        return {item.case_id: item.mark for item in self.items}


def is_mark(text: str) -> bool:
    """Whether this can be the mark of an item; what a form sends is kept with the batch."""
    return re.fullmatch(f"([0-9a-f]{{{MARK_LENGTH}}})?", text) is not None


def preview(
    session: Session, case_ids: Collection[int], *, kind: LetterKind, letter_date: date, figures: Figures,
    today: date | None = None, filled_in: Details | None = None,
) -> BatchPreview:
    """What would happen if these cases got this letter, dated `letter_date` and ordered `today`. Changes nothing.

    `today` None: on the date of the letter. A letter dated back needs a registration today as well. A case that a
    person has to look at first is left out of a batch: its letter can be ordered by itself, with a warning.
    `filled_in`: what a handler filled in for it, where the kind has a form.
    """
    ids = set(case_ids)
    asked = ask(
        session, kind, letter_date, leaves_on=max(letter_date, today or letter_date), in_batch=len(ids) > 1,
        filled_in=filled_in,
    )
    return shown(session, ids, asked, figures=figures)


def preview_by_mail(
    session: Session, case_id: int, *, kind: LetterKind, letter_date: date, figures: Figures, today: date,
    filled_in: Details | None = None,
) -> BatchPreview:
    """The same for one case that gets it by e-mail: who may not says why."""
    asked = ask(
        session, kind, letter_date, leaves_on=max(letter_date, today), in_batch=False, filled_in=filled_in, by_mail=True
    )
    return shown(session, {case_id}, asked, figures=figures)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for every case of a preview alike. `in_batch`: whether these are some of a batch. `stopped`: why no
    such letter is made at all.
    """

    rule: LetterRule
    letter_date: date
    leaves_on: date
    in_batch: bool
    stopped: str
    filled_in: Details | None
    channel: Channel

    @property
    def by_mail(self) -> bool:
        """Whether it goes by e-mail."""
        return self.channel is Channel.EMAIL


def ask(
    session: Session, kind: LetterKind, letter_date: date, *, leaves_on: date, in_batch: bool,
    filled_in: Details | None, by_mail: bool = False,
) -> Asked:
    rule = rule_of(kind)
    channel = Channel.EMAIL if by_mail else rule.channel
    return Asked(
        rule=rule, letter_date=letter_date, leaves_on=leaves_on, in_batch=in_batch, filled_in=filled_in,
        channel=channel, stopped=text_stops.refusal(session, kind, channel),
    )


def shown(session: Session, case_ids: Collection[int], asked: Asked, *, figures: Figures) -> BatchPreview:
    items = [
        _item(session, dossier, asked) for ids in _pieces(sorted(case_ids))
        for dossier in dossiers.read(session, ids, figures=figures).values()
    ]
    by_number = sorted(items, key=lambda item: item.number)
    used = (figures.collection_costs,) if asked.rule.costs_heading else ()
    remarks = tuple(remark.text for remark in not_rechecked(asked.letter_date, *used))
    return BatchPreview(rule=asked.rule, letter_date=asked.letter_date, items=tuple(by_number), remarks=remarks)


def each_kind(session: Session, dossier: Dossier, *, today: date) -> dict[LetterKind, PreviewItem]:
    """What the case would get of each kind today, with nothing filled in: `skipped` says why it may not.

    Of a kind with a form that is FILL_IN_FIRST where it may.
    """
    refusals = text_stops.refusals(session)
    return {
        kind: _item(session, dossier, Asked(
            rule=rule, letter_date=today, leaves_on=today, in_batch=False, filled_in=None,
            channel=rule.channel, stopped=refusals.get((kind, rule.channel), ""),
        )) for kind, rule in rules().items()
    }


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start:start + PIECE] for start in range(0, len(ids), PIECE))


def _item(session: Session, dossier: Dossier, asked: Asked) -> PreviewItem:
    """What the case gets: a letter to each of those that the kind is for, the debtor of the case first."""
    dossier = replace(dossier, details=asked.filled_in)
    items = [
        _item_for(session, asked.rule.about(dossier, person_id, on=asked.letter_date), asked)
        for person_id in asked.rule.for_whom(dossier, on=asked.letter_date)
    ]
    sending = [item for item in items if not item.skipped]
    if not sending:
        return items[0]
    return replace(
        sending[0], debtor=" en ".join(item.debtor for item in sending),
        address="; ".join(item.address for item in sending),
        recipients=tuple(one for item in sending for one in item.recipients),
        without=tuple(f"{item.debtor}: {item.skipped}" for item in items if item.skipped),
    )


def _item_for(session: Session, dossier: Dossier, asked: Asked) -> PreviewItem:
    """What one of those who owe gets."""
    case, to = dossier.case, asked.rule.addressee(dossier, on=asked.letter_date)
    mail = mail_to(session, dossier, asked.rule, on=asked.letter_date) if asked.by_mail else None
    one = _with_mail(Recipient.of(to), mail)
    shown = PreviewItem(
        case_id=case.id, number=case.number, debtor=to.debtor.name, address=one.written,
        letter_date=asked.letter_date, recipients=(one,),
    )
    try:
        outlook = asked.rule.outlook(dossier, letter_date=asked.letter_date, leaves_on=asked.leaves_on)
        skipped = _skipped(session, dossier, asked, outlook) or ("" if mail is None else mail.why_not)
        faults = {} if skipped else _faults(dossier, asked)
        if skipped or faults:
            return replace(shown, skipped=skipped or " ".join(faults.values()), faults=faults)
        data = asked.rule.data(dossier, letter_date=asked.letter_date)
    except LetterError as error:
        return replace(shown, skipped=str(error))
    lacking = readiness.at_fields(data)
    if lacking:
        return replace(shown, skipped="; ".join(f"{each.text} ({each.supplier})" for each in lacking))
    named = replace(one, total_now=data.asked, fee=data.costs_named)
    return replace(
        shown, total_now=data.asked, fee=data.costs_named, recipients=(named,), replaces=outlook.replaces,
        warning=outlook.warning, counted_through=_counted_through(dossier, data, asked.letter_date), claims=data.claims,
        filled_in=details.as_text(dossier.details),
    )


def mail_to(session: Session, dossier: Dossier, rule: LetterRule, *, on: date) -> MailTo:
    """Where this letter would go by e-mail, or why it may not."""
    to = rule.addressee(dossier, on=on)
    if rule.by_post_alone:
        return MailTo(point=None, why_not=rule.by_post_alone)
    if rule.to_outsider or isinstance(to, Outsider):
        return MailTo(point=None, why_not="deze brief gaat naar iemand van wie geen e-mailadres is vastgelegd")
    return mail_addresses.of(session, to.receiver, dossier.people.points_of(to.receiver.id), on=on)


def _with_mail(one: Recipient, mail: MailTo | None) -> Recipient:
    if mail is None or mail.point is None:
        return one
    return replace(one, mail_point_id=mail.point.id, mail_to=mail.point.value)


def _skipped(session: Session, dossier: Dossier, asked: Asked, outlook: Outlook) -> str:
    """Why he gets none, empty where he does; what was filled in is looked at after that."""
    skipped = (
        asked.stopped or outlook.skipped or _too_early(dossier.case, asked.letter_date)
        or registration.refusal(session, dossier.debtor, on=asked.leaves_on)
    )
    if skipped:
        return skipped
    if outlook.look_first and asked.in_batch:
        return f"{outlook.look_first}; bekijk het dossier eerst"
    return FILL_IN_FIRST if asked.rule.form is not None and dossier.details is None else ""


def _faults(dossier: Dossier, asked: Asked) -> Mapping[str, str]:
    """What is wrong with what was filled in."""
    rule, day = asked.rule, asked.letter_date
    if dossier.details is None:
        return {}
    return (
        details.faults(dossier.details)
        or details.not_offered(dossier.details, rule.options(dossier, letter_date=day))
        or rule.faults(dossier, letter_date=day, leaves_on=asked.leaves_on)
    )


def _counted_through(dossier: Dossier, data: DebtorLetter, letter_date: date) -> date | None:
    """The day of the amounts where the figures reach no further; None where they are of the day of the letter."""
    found = reaching.reach_of(dossier.record, wanted=letter_date, figures=dossier.figures)
    return found.day if found.is_cut and data.valuation.on == found.day else None


def _too_early(case: Case, letter_date: date) -> str:
    """A letter of before its case would claim costs over a term that nobody had."""
    if letter_date >= case.opened_on:
        return ""
    return f"het dossier is pas op {short_date(case.opened_on)} aangemaakt; kies een briefdatum vanaf die dag"
