"""The fourteen-day notices of a case as they were sent, and what the law makes of each: judged whenever it is asked.

Nothing of a verdict is kept: a payment that comes to light, a letter that comes back and a proved day of receipt each
change it, and so it is always counted from the record.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    CaseParty,
    Claim,
    Letter,
    LetterKind,
    LetterState,
    PartyRole,
)
from legal.counting.claim_account import ClaimAccount
from legal.counting.counted_claims import at_sending
from legal.counting.ledger_walk import walk
from legal.counting.owed_by_one import debtor_of, facts_of_one
from legal.counting.reach import reach
from legal.counting.unlike_debtors import as_one_debt
from legal.court.writ_readiness import HOME
from legal.errors import ParameterUnknown
from legal.facts import CaseFacts, ClaimNature, DebtorKind, Notice, Remark
from legal.money import ZERO
from legal.notice.notice_validity import (
    NoticeClaim,
    NoticeDefect,
    NoticeVerdict,
    SentNotice,
    Severity,
    notice_defects,
)
from legal.parameters import Figures
from letters.words import short_date

NOTICES = (LetterKind.FIRST_NOTICE, LetterKind.ADDED_NOTICE)
GONE = (LetterState.LEAVING, LetterState.POSTED)  # confirmed for the post, booked or not yet
DEFECTIVE = "notice_defective"
UNPROVED = "not_delivered"
BOUNCED = "bounced"
NO_REPAIR = (
    "Er zijn geen incassokosten verschuldigd, ook later niet; alleen een geheel nieuwe brief verandert dat "
    "(ECLI:NL:HR:2016:2704)."
)


@dataclass(frozen=True, kw_only=True)
class JudgedNotice:
    """A first letter that was posted, and its verdict.

    None where the figures do not reach, against a business, and where nothing was ever owed. `covers`: the ids of the
    claims over which it makes costs due. `elsewhere`: the principal of those that go before in other cases (euro).
    """

    letter: Letter
    verdict: NoticeVerdict | None
    covers: frozenset[int] = frozenset()
    elsewhere: Decimal = ZERO

    @property
    def is_valid(self) -> bool:
        """Whether it makes costs due by itself; against a business it only has to have arrived."""
        return self.letter.returned_on is None if self.verdict is None else self.verdict.is_valid

    @property
    def breaking(self) -> tuple[NoticeDefect, ...]:
        """Why it makes no costs due."""
        return () if self.verdict is None else self.verdict.breaking

    @property
    def is_broken(self) -> bool:
        """Whether only a new letter can make costs due: what lacks is more than proof of receipt."""
        return any(defect.code != UNPROVED for defect in self.breaking)

    @property
    def remaining(self) -> tuple[NoticeDefect, ...]:
        """What limits the costs, or what a person must look at, where the notice itself stands."""
        if self.verdict is None or not self.verdict.is_valid:
            return ()
        return tuple(defect for defect in self.verdict.defects if defect.severity is not Severity.BREAKS)

    @property
    def told(self) -> str:
        """What breaks it, each with its article, in Dutch; empty for a notice that stands."""
        return " ".join(in_one(defect) for defect in self.breaking)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """First letters of a case that were posted, in the order of sending.

    `resting`: the debtors whose costs are not asked while an arrangement is kept. `added`: the notices of claims that
    came after the first letter. `missed`: the ids of those that went to the debtor himself while another already spoke
    for him.
    """

    letters: list[Letter] = field(default_factory=list)
    added: list[Letter] = field(default_factory=list)
    resting: set[int] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)


def posted_by_case(session: Session, case_ids: Collection[int]) -> dict[int, Posted]:
    """The posted first letters of each of these cases; one without any is left out."""
    query = (
        select(Letter, _costs_rest(), _missed_speaker())
        .where(Letter.case_id.in_(case_ids), Letter.kind.in_(NOTICES), _counts())
        .options(joinedload(Letter.content), joinedload(Letter.debtor), joinedload(Letter.contact_point))
        .order_by(Letter.sent_on, Letter.id)
    )
    found: dict[int, Posted] = {}
    for letter, costs_rest, missed in session.execute(query):
        posted = found.setdefault(letter.case_id, Posted())
        (posted.added if letter.kind is LetterKind.ADDED_NOTICE else posted.letters).append(letter)
        if costs_rest:
            posted.resting.add(letter.debtor_id)
        if missed:
            posted.missed.add(letter.id)
    return found


# A notice for who is under administration or guardianship, or under age, is for who represents him: a choice of care,
# because no source says that one to himself is worth nothing (art. 1:439, 1:441, 1:386 and 1:245 BW).
_BY_LAW = (PartyRole.ADMINISTRATOR, PartyRole.CURATOR, PartyRole.PARENT)


def _missed_speaker() -> ColumnElement[bool]:
    """Whether somebody spoke for him by law on the day of posting, and did not get it."""
    return Letter.party_id.is_(None) & exists().where(
        CaseParty.case_id == Letter.case_id, CaseParty.stands_for_id == Letter.debtor_id,
        CaseParty.role.in_(_BY_LAW), CaseParty.from_day <= Letter.sent_on,
        or_(CaseParty.through_day.is_(None), CaseParty.through_day >= Letter.sent_on),
    ).correlate(Letter)


def _counts() -> ColumnElement[bool]:
    """A letter that left counts, unless it proved that it cannot be booked: nobody owes anything by that one."""
    return Letter.state.in_(GONE) & ((Letter.state == LetterState.POSTED) | (Letter.error == ""))


def _costs_rest() -> ColumnElement[bool]:
    """Postponement for one of several debtors is for him alone (art. 6:9 BW)."""
    return exists().where(
        Arrangement.case_id == Letter.case_id, Arrangement.costs_rest,
        or_(Arrangement.debtor_id.is_(None), Arrangement.debtor_id == Letter.debtor_id),
        Arrangement.state.in_((ArrangementState.RUNNING, ArrangementState.KEPT)),
    ).correlate(Letter)


def judge(
    case: Case, letter: Letter, facts: CaseFacts, *, figures: Figures, missed: bool = False,
    among: Collection[int] | None = None, gone: Sequence[Claim] = (),
) -> JudgedNotice:
    """The verdict on one posted letter. `facts` are without a notice, with the payments that were known at its making.

    Where the letter left on a day that cannot be counted yet, principal is that of the last day before it that can.
    `missed`: it did not go to who spoke for the debtor by law, and counts as not addressed. `among`: the ids of the
    claims that it could name, where those are not all. `gone`: claims of the case that stand elsewhere now, which are
    among the facts too.
    """
    if case.debtor_kind is not DebtorKind.CONSUMER or letter.sent_on is None or not facts.claims:
        return JudgedNotice(letter=letter, verdict=None)
    try:
        stood = at_sending(facts, letter.sent_on)
        day = reach(stood, wanted=letter.sent_on, figures=figures).day
        accounts = {
            int(account.claim.ref): account
            for account in walk(_of_addressee(stood, letter, on=day, figures=figures), on=day, figures=figures).accounts
        }
        known = [claim for claim in (*case.claims, *_of_then(letter, gone)) if among is None or claim.id in among]
        claims = [claim for claim in known if claim.id in accounts and accounts[claim.id].claim.principal]
        verdict = notice_defects(
            _as_sent(known, letter, missed=missed),
            claims=[
                NoticeClaim(
                    ref=claim.invoice_number, principal=_base(accounts[claim.id]),
                    default_from=claim.default_from, term_of=claim.term_of or None,
                    full_principal=accounts[claim.id].claim.principal,
                )
                for claim in claims
            ],
            debtors=(letter.debtor.name,), reclaims_vat=facts.creditor_reclaims_vat, figures=figures,
            policy=facts.policy, earlier_terms=facts.earlier_terms, costs_policy=facts.costs_policy,
        )
    except ParameterUnknown:  # no costs fall due before the figures reach: then it is judged
        return JudgedNotice(letter=letter, verdict=None)
    covers = frozenset(claim.id for claim in claims if claim.invoice_number in verdict.covers)
    return JudgedNotice(letter=letter, verdict=verdict, covers=covers)


def _of_then(letter: Letter, gone: Sequence[Claim]) -> list[Claim]:
    """Those of the claims that stand elsewhere now that a letter named."""
    return [claim for claim in gone if letter.content is not None and claim.id in letter.content.claim_ids]


def came_later(case: Case, first: JudgedNotice | None, added: Sequence[JudgedNotice] = ()) -> list[Claim]:
    """The claims that can stand in a notice of their own: in no valid one yet, nor could they be in the first.

    None without a valid first one: that has to be sent anew, and then names all. Law: art. 6:96 lid 7 BW.
    """
    if first is None or not first.is_valid or first.verdict is None or first.letter.sent_on is None:
        return []
    done = first.covers.union(*(each.covers for each in added))
    sent_on = first.letter.sent_on
    return [
        claim for claim in case.claims
        if claim.id not in done and (claim.default_from is None or claim.default_from > sent_on)
    ]


def as_rest(judged: JudgedNotice) -> JudgedNotice:
    """A notice that names the rest of one fee over all: that this is less than a fee by itself is no defect."""
    verdict = judged.verdict
    if verdict is None:
        return judged
    told = tuple(defect for defect in verdict.defects if defect.code != "fee_too_low")
    return replace(judged, verdict=replace(verdict, defects=told))


def _base(account: ClaimAccount) -> Decimal:
    """What of a claim the scale is counted over: nothing of damages (art. 1 of the decree)."""
    return ZERO if account.claim.nature is ClaimNature.DAMAGES else account.principal_open


def _of_addressee(facts: CaseFacts, letter: Letter, *, on: date, figures: Figures) -> CaseFacts:
    """What who got the letter owes: his share, or the whole."""
    ref = str(letter.debtor_id)
    if debtor_of(facts, ref) is None:
        return replace(facts, debtors=(), payments=tuple(replace(each, debtor=None) for each in facts.payments))
    return as_one_debt(facts_of_one(facts, ref, on=on, figures=figures))


def counting(judged: Sequence[JudgedNotice]) -> JudgedNotice | None:
    """The first notice that makes costs due by itself; while there is none the last one sent."""
    return next((each for each in judged if each.is_valid), judged[-1] if judged else None)


def as_fact(case: Case, judged: JudgedNotice | None) -> Notice | None:
    """The notice as the valuation counts with it."""
    if judged is None or judged.letter.sent_on is None:
        return None
    letter, verdict = judged.letter, judged.verdict
    if case.debtor_kind is not DebtorKind.CONSUMER and letter.returned_on is not None:
        return None
    sent = Notice(
        sent_on=judged.letter.sent_on, channel=letter.channel, delivered_on=letter.delivered_on,
        has_bounced=letter.returned_on is not None, is_abroad=went_abroad(letter),
        is_receipt_disputed=letter.receipt_disputed_on is not None,
    )
    if verdict is None:
        return sent
    return replace(
        sent, defects=tuple(dict.fromkeys(defect.code for defect in verdict.breaking)),
        claims=tuple(str(claim.id) for claim in case.claims if claim.id in judged.covers),
        most_costs=verdict.most_that_can_be_claimed, elsewhere=judged.elsewhere,
    )


def in_words(remarks: tuple[Remark, ...], judged: JudgedNotice | None) -> tuple[Remark, ...]:
    """The remarks with, in the place of codes, what is wrong with the notice."""
    if judged is None or not judged.breaking or judged.letter.sent_on is None:
        return remarks
    text = f"De veertiendagenbrief van {short_date(judged.letter.sent_on)} is gebrekkig. {judged.told} {NO_REPAIR}"
    said = Remark(code=DEFECTIVE, text=text)
    others = (remark for remark in remarks if not remark.code.startswith("notice_"))
    return (said, *others)


def in_words_of_each(remarks: tuple[Remark, ...], judged: Sequence[JudgedNotice]) -> tuple[Remark, ...]:
    """The same where several owe: what is wrong with the letter to each of them, by name; `judged` are those."""
    said = tuple(
        Remark(code=DEFECTIVE, text=(
            f"De veertiendagenbrief aan {each.letter.debtor.name} van {short_date(each.letter.sent_on)} maakt voor "
            f"{each.letter.debtor.name} geen incassokosten verschuldigd. {each.told}"
        ))
        for each in judged if each.breaking and each.letter.sent_on is not None
    )
    return (*said, *(remark for remark in remarks if not remark.code.startswith("notice_")))


def in_one(defect: NoticeDefect) -> str:
    """A defect with its article, as one sentence."""
    return f"{defect.message.rstrip('.')} ({defect.law})."


def _as_sent(claims: Sequence[Claim], letter: Letter, *, missed: bool) -> SentNotice:
    """The letter as it stands on file; one whose contents were never kept is held to have named every claim."""
    assert letter.sent_on is not None
    content = letter.content
    named = [claim for claim in claims if content is None or claim.id in content.claim_ids]
    is_addressed = not missed and (content is None or content.debtor_id == letter.debtor_id)
    return SentNotice(
        sent_on=letter.sent_on, channel=letter.channel, delivered_on=letter.delivered_on,
        has_bounced=letter.returned_on is not None, claims_named=tuple(claim.invoice_number for claim in named),
        addressed_to=(letter.debtor.name,) if is_addressed else (),
        fee_named=letter.fee if content is None else content.fee, text="" if content is None else content.text,
        is_abroad=went_abroad(letter), is_receipt_disputed=letter.receipt_disputed_on is not None,
    )


def went_abroad(letter: Letter) -> bool:
    """By the address that it went to: one that was changed since says nothing of it."""
    return (letter.contact_point or letter.debtor).country != HOME


def had_notice() -> ColumnElement[bool]:
    """Whether a first letter was posted for a case that is selected."""
    return exists().where(
        Letter.case_id == Case.id, Letter.kind == LetterKind.FIRST_NOTICE, _counts()
    ).correlate(Case)
