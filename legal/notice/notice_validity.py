"""Whether a fourteen-day notice makes costs due: every defect by name, and for which debtor and claim it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from legal.calendar import is_working_day
from legal.costs.periodic_costs import MissedTerm, OpenClaim, notice_fee
from legal.costs.scale import Fee
from legal.facts import Channel, Claim, Notice, NoticeTerm
from legal.money import HUNDRED, ZERO, round_cents
from legal.notice.notice_amounts import costs_named
from legal.notice.notice_text import text_defects
from legal.notice.term import LAW_NOTICE, LAW_ONE_NOTICE, term_of
from legal.parameters import Figures
from legal.policies import CostsPolicy, CountingPolicy
from legal.wording import dutch_day, dutch_euro

LAW_RECEIPT = "art. 3:37 lid 3 BW; ECLI:NL:HR:2016:2704"

class Severity(StrEnum):
    """What a defect does."""

    BREAKS = "breaks"      # no costs are due at all
    LIMITS = "limits"      # no costs for a claim or debtor, or no more than the amount named
    WARNS = "warns"        # costs stand; a person must look


@dataclass(frozen=True, kw_only=True)
class NoticeClaim:
    """A claim of one creditor on the debtor: its open principal in euro on the day of sending, and when default began.

    `default_from` None: no default can be shown. `term_of`: the agreement of which it is a periodic term, then
    `full_principal` is the whole term where a part was paid.
    """

    ref: str
    principal: Decimal
    default_from: date | None
    term_of: str | None = None
    full_principal: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class SentNotice:
    """A notice as it was sent. `claims_named` and `addressed_to` are refs and names as they stand in it.

    `fee_named` is the amount of the costs that it names, with VAT where that is claimed; None when it was not noted.
    `text` empty when it was not kept; else the amount in it is read, and the lowest of the two counts.
    `has_bounced`: the e-mail or letter came back. `is_abroad`: to another country. `is_receipt_disputed`: the debtor
    denies that it came.
    """

    sent_on: date
    channel: Channel
    delivered_on: date | None = None
    has_bounced: bool = False
    claims_named: tuple[str, ...]
    addressed_to: tuple[str, ...]
    fee_named: Decimal | None = None
    text: str = ""
    is_abroad: bool = False
    is_receipt_disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class NoticeDefect:
    """A defect: its ground in Dutch, the article, what it does, and the claim or debtor that it is about (or "")."""

    code: str
    severity: Severity
    message: str
    law: str
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeVerdict:
    """Whether the notice makes costs due, for which claims and debtors, and every defect found."""

    is_valid: bool
    covers: tuple[str, ...]
    reaches: tuple[str, ...]
    term: NoticeTerm
    most_that_can_be_claimed: Decimal | None
    defects: tuple[NoticeDefect, ...]

    @property
    def breaking(self) -> tuple[NoticeDefect, ...]:
        """The defects that make the fee zero."""
        return tuple(defect for defect in self.defects if defect.severity is Severity.BREAKS)


def notice_defects(
    notice: SentNotice,
    *,
    claims: Sequence[NoticeClaim],
    debtors: Sequence[str],
    reclaims_vat: bool,
    figures: Figures,
    policy: CountingPolicy | None = None,
    earlier_terms: Sequence[MissedTerm] = (),
    costs_policy: CostsPolicy | None = None,
) -> NoticeVerdict:
    """Everything that stands in the way of costs under this notice, and what it still covers.

    `claims` are all claims of the creditor on the debtor on the day of sending, `debtors` all consumers who owe them,
    `earlier_terms` the terms of the same agreements that were missed before.
    A defective notice makes no costs due, also years later, and is never repaired by a later one that only adds days:
    a new, complete notice is needed. A fee above the scale breaks it, the careful side of a disputed point; below the
    scale no more than the amount named can be claimed. Raises ParameterUnknown past the calendar or the scale.
    Law: art. 6:96 lid 6 and 7 BW; HR 25 November 2016, ECLI:NL:HR:2016:2704.
    """
    policy = policy or CountingPolicy()
    sent = Notice(
        sent_on=notice.sent_on, channel=notice.channel, delivered_on=notice.delivered_on,
        has_bounced=notice.has_bounced, is_abroad=notice.is_abroad, is_receipt_disputed=notice.is_receipt_disputed,
    )
    term = term_of(sent, policy=policy, figures=figures)
    named = [claim for claim in claims if claim.ref in notice.claims_named]
    covered = [claim for claim in named if _is_in_default(claim, notice.sent_on)]
    reached = tuple(debtor for debtor in debtors if debtor in notice.addressed_to)
    right = notice_fee(
        [_as_open(claim) for claim in covered],
        reclaims_vat=reclaims_vat,
        on=notice.sent_on,
        figures=figures,
        earlier=earlier_terms,
        policy=costs_policy,
    ).fee
    named_fee = _fee_named(notice, right, _with_vat(right, notice.sent_on, figures), named)
    defects = [
        *_on_receipt(notice, term, figures),
        *_on_claims(notice, claims, named, covered),
        *_on_debtors(debtors, reached),
        *_on_text(notice, term),
        *(_on_amounts(named_fee, right) if covered else ()),
    ]
    is_valid = not any(defect.severity is Severity.BREAKS for defect in defects)
    is_lower = any(defect.code == "fee_too_low" for defect in defects)
    return NoticeVerdict(
        is_valid=is_valid,
        covers=tuple(claim.ref for claim in covered) if is_valid else (),
        reaches=reached if is_valid else (),
        term=term,
        most_that_can_be_claimed=named_fee.lowest if is_lower and is_valid else None,
        defects=tuple(defects),
    )


def as_noticed(claim: Claim, open_principal: Decimal) -> NoticeClaim:
    """A claim of which `open_principal` euro is left, as a notice is judged by it."""
    return NoticeClaim(
        ref=claim.ref,
        principal=open_principal,
        default_from=claim.interest_from,
        term_of=claim.term_of,
        full_principal=claim.principal,
    )


def _with_vat(right: Fee, on: date, figures: Figures) -> Decimal:
    """The fee with VAT on it, also where no VAT may be added: a notice that names it names too much."""
    if right.vat:
        return right.total
    return right.amount + round_cents(right.amount * figures.vat.on(on).value / HUNDRED) if right.amount else ZERO


def _as_open(claim: NoticeClaim) -> OpenClaim:
    assert claim.default_from is not None, "only claims in default are covered"
    return OpenClaim(
        principal=claim.full_principal or claim.principal,
        open_principal=claim.principal,
        missed_on=claim.default_from,
        term_of=claim.term_of,
    )


def _is_in_default(claim: NoticeClaim, on: date) -> bool:
    return claim.default_from is not None and claim.default_from <= on


def _on_receipt(notice: SentNotice, term: NoticeTerm, figures: Figures) -> list[NoticeDefect]:
    if notice.has_bounced:
        text = "De brief of e-mail is teruggekomen: hij geldt als niet ontvangen. Stuur een nieuwe brief per post."
        return [_breaks("bounced", text, LAW_RECEIPT)]
    if term.delivered_on is None:
        text = "Van de ontvangst is geen bewijs; verzending per e-mail of aangetekende post bewijst haar niet."
        if notice.is_receipt_disputed:
            text = "De schuldenaar betwist de ontvangst: zonder bewijs daarvan is de brief niet ontvangen."
        elif notice.is_abroad:
            text = "Van de ontvangst is geen bewijs: bij een adres in het buitenland wordt bezorging niet vermoed."
        return [_breaks("not_delivered", text, LAW_RECEIPT)]
    is_presumed = notice.delivered_on is None and notice.channel is Channel.ORDINARY_POST
    if is_presumed and not is_working_day(notice.sent_on, figures.holidays):
        text = f"Verzonden op {dutch_day(notice.sent_on)}, geen werkdag: controleer of de post die dag meeging."
        return [NoticeDefect(code="sent_on_free_day", severity=Severity.WARNS, message=text, law=LAW_RECEIPT)]
    return []


def _on_claims(
    notice: SentNotice, claims: Sequence[NoticeClaim], named: list[NoticeClaim], covered: list[NoticeClaim]
) -> list[NoticeDefect]:
    defects = []
    if not covered:
        text = "Op de dag van verzending was geen van de genoemde vorderingen in verzuim."
        defects.append(_breaks("sent_before_default", text, LAW_NOTICE))
    else:
        for claim in named:
            if claim not in covered:
                text = f"Vordering {claim.ref} was op de dag van verzending nog niet in verzuim: zij telt niet mee."
                defects.append(_limits("claim_before_default", text, LAW_NOTICE, claim.ref))
    known = {claim.ref for claim in claims}
    for ref in notice.claims_named:
        if ref not in known:
            text = f"De brief noemt vordering {ref}, die niet in het dossier staat."
            defects.append(NoticeDefect(code="claim_unknown", severity=Severity.WARNS, message=text, law=LAW_ONE_NOTICE,
                                      about=ref))  # fmt: skip
    for claim in claims:
        if claim.ref not in notice.claims_named and _is_in_default(claim, notice.sent_on):
            text = f"Vordering {claim.ref} was al in verzuim en staat niet in de brief: daarover zijn geen kosten "
            text += "verschuldigd, en een tweede brief mag niet tot een tweede minimum leiden."
            defects.append(_limits("claim_left_out", text, LAW_ONE_NOTICE, claim.ref))
    return defects


def _on_debtors(debtors: Sequence[str], reached: tuple[str, ...]) -> list[NoticeDefect]:
    if not reached:
        text = "De brief is aan geen van de schuldenaren gericht."
        return [_breaks("no_debtor_addressed", text, LAW_NOTICE)]
    return [
        _limits("debtor_left_out", f"{debtor} heeft geen eigen brief gehad en is geen kosten verschuldigd.",
                LAW_NOTICE, debtor)
        for debtor in debtors
        if debtor not in reached
    ]  # fmt: skip


def _on_text(notice: SentNotice, term: NoticeTerm) -> list[NoticeDefect]:
    if not notice.text.strip():
        return []
    defects = text_defects(notice.text, sent_on=notice.sent_on, last_free_day=term.last_free_day)
    return [_breaks(defect.code, defect.message, defect.law, defect.found) for defect in defects]


@dataclass(frozen=True, kw_only=True)
class _NamedFee:
    """What the notice names as its costs: in its text, by the caller, and what is wrong with it."""

    lowest: Decimal | None
    highest: Decimal | None
    defects: tuple[NoticeDefect, ...] = ()


def _fee_named(notice: SentNotice, right: Fee, with_vat: Decimal, claims: Sequence[NoticeClaim]) -> _NamedFee:
    """The costs as the debtor could read them. Where the caller names another amount than the text, the lowest counts.

    Without a text there is only what the caller names. `with_vat` is the fee with VAT, also where none may be added.
    """
    if not notice.text.strip():
        return _NamedFee(lowest=notice.fee_named, highest=notice.fee_named)
    named = _in_text(notice, right, with_vat, claims)
    if len(named) > 1:
        amounts = ", ".join(sorted(dutch_euro(each).removeprefix("€ ") for each in named))
        text = f"De brief noemt verschillende bedragen aan incassokosten: {amounts}."
        defect = _breaks("amounts_contradict", text, LAW_NOTICE)
        return _NamedFee(lowest=notice.fee_named, highest=notice.fee_named, defects=(defect,))
    if not named:
        is_due = right.total if notice.fee_named is None else notice.fee_named
        return _NamedFee(
            lowest=notice.fee_named, highest=notice.fee_named, defects=(_missing(is_due),) if is_due else ()
        )
    told = [named[0]] if notice.fee_named is None else sorted((named[0], notice.fee_named))
    if len(set(told)) == 1:
        return _NamedFee(lowest=told[0], highest=told[0])
    text = f"Opgegeven is {dutch_euro(notice.fee_named or ZERO)}, maar in de tekst van de brief staat "
    text += f"{dutch_euro(named[0])}: het laagste bedrag telt."
    return _NamedFee(lowest=told[0], highest=told[1], defects=(_limits("fee_differs", text, LAW_NOTICE, ""),))


def _in_text(
    notice: SentNotice, right: Fee, with_vat: Decimal, claims: Sequence[NoticeClaim]
) -> tuple[Decimal, ...]:
    """The distinct amounts of costs in the text; one fee told without and with VAT is its total."""
    principals = [claim.principal for claim in claims]
    others = {*principals, sum(principals, ZERO)}
    named = costs_named(notice.text, expected={right.total, right.amount, with_vat} - {ZERO}, others=others)
    if not named and notice.fee_named:
        named = costs_named(notice.text, expected={notice.fee_named}, others=others)
    is_one_fee = bool(right.vat) and right.total in named and notice.fee_named in (None, right.total)
    return tuple(each for each in named if each != right.amount) if is_one_fee else named


def _missing(due: Decimal) -> NoticeDefect:
    text = f"In de tekst van de brief is het bedrag van de incassokosten ({dutch_euro(due)}) niet gevonden, in cijfers."
    return _breaks("fee_missing", text, LAW_NOTICE)


def _on_amounts(named: _NamedFee, right: Fee) -> list[NoticeDefect]:
    defects = list(named.defects)
    if named.highest is not None and named.highest > right.total:
        text = f"De brief noemt {dutch_euro(named.highest)}, de staffel geeft {dutch_euro(right.total)}"
        text += ": te hoog. Of de brief dan geheel faalt, is omstreden; hier wel."
        defects.append(_breaks("fee_too_high", text, "art. 6:96 lid 5 en 6 BW"))
    elif named.lowest is not None and named.lowest < right.total:
        text = f"De brief noemt {dutch_euro(named.lowest)}, de staffel geeft {dutch_euro(right.total)}"
        defects.append(_limits("fee_too_low", f"{text}: niet meer dan het genoemde bedrag.", LAW_NOTICE, ""))
    return defects


def _breaks(code: str, message: str, law: str, about: str = "") -> NoticeDefect:
    return NoticeDefect(code=code, severity=Severity.BREAKS, message=message, law=law, about=about)


def _limits(code: str, message: str, law: str, about: str) -> NoticeDefect:
    return NoticeDefect(code=code, severity=Severity.LIMITS, message=message, law=law, about=about)
