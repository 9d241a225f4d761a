"""The fourteen-day notice (veertiendagenbrief): when it arrived, when its term ends, what fee it must name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from legal.calendar import ONE_DAY, second_delivery_day, working_day_from
from legal.costs.periodic_costs import OpenClaim, notice_fee
from legal.facts import Channel, DeliveryBasis, MissedTerm, Notice, NoticeTerm
from legal.notice.notice_text import TextDefect, text_defects
from legal.parameters import Figures, Holidays
from legal.policies import CostsPolicy, CountingPolicy

__all__ = [
    "REQUIRED_ELEMENTS",
    "AnnouncedFee",
    "NoticeElement",
    "TextDefect",
    "fee_to_announce",
    "last_free_day",
    "receipt",
    "term_of",
    "text_defects",
]

FREE_DAYS = timedelta(days=14)
LAW_NOTICE = "art. 6:96 lid 6 BW"
LAW_ONE_NOTICE = "art. 6:96 lid 7 BW"

NOT_DELIVERED = NoticeTerm(
    delivered_on=None, delivery_basis=DeliveryBasis.NONE, last_free_day=None, costs_claimable_from=None
)


@dataclass(frozen=True, kw_only=True)
class NoticeElement:
    """Something that the notice must hold: a stable `code`, the Dutch label, the article."""

    code: str
    label: str
    law: str


REQUIRED_ELEMENTS = (
    NoticeElement(code="demand", label="Aanmaning om te betalen", law=LAW_NOTICE),
    NoticeElement(code="claims", label="Alle vorderingen in verzuim, elk met hoofdsom", law=LAW_ONE_NOTICE),
    NoticeElement(code="principal_total", label="Totaal van de hoofdsommen", law=LAW_ONE_NOTICE),
    NoticeElement(code="term", label="Termijn van veertien dagen vanaf de dag na bezorging", law=LAW_NOTICE),
    NoticeElement(code="consequence", label="Gevolg van niet betalen", law=LAW_NOTICE),
    NoticeElement(code="fee", label="Bedrag van de incassokosten", law=LAW_NOTICE),
    NoticeElement(
        code="vat",
        label="Btw over de incassokosten met de verklaring van de schuldeiser, als btw wordt gevorderd",
        law="art. 2 lid 3 Besluit vergoeding voor buitengerechtelijke incassokosten",
    ),
    NoticeElement(code="creditor", label="Schuldeiser voor wie wordt geïncasseerd", law="art. 11 lid 3 Wki"),
    NoticeElement(code="payee_iban", label="Rekeningnummer om op te betalen", law="art. 3.1 Bki"),
    NoticeElement(code="reference", label="Kenmerk bij betaling", law="art. 3.1 Bki"),
    NoticeElement(code="registration", label="Naam en registratiekenmerk uit het register", law="art. 11 lid 1 Wki"),
)


@dataclass(frozen=True, kw_only=True)
class AnnouncedFee:
    """The fee over `base` that a notice names, in euro; `vat_percent` is None when no VAT is claimed."""

    base: Decimal
    fee: Decimal
    vat: Decimal
    vat_percent: Decimal | None
    total: Decimal


def receipt(notice: Notice, holidays: Holidays) -> tuple[date | None, DeliveryBasis]:
    """The day on which the notice counts as received, and why.

    What came back was not received. Then a proved day goes first; ordinary post within the Netherlands is presumed to
    arrive on the second delivery day unless the debtor denies that it came; a bailiff serves on the day itself;
    registered post and e-mail prove nothing by being sent.
    Law: art. 3:37 lid 3 BW, ECLI:NL:HR:2016:2704.
    """
    if notice.has_bounced:
        return None, DeliveryBasis.NONE
    if notice.delivered_on is not None:
        return notice.delivered_on, DeliveryBasis.PROVED
    if notice.channel is Channel.ORDINARY_POST and not notice.is_abroad and not notice.is_receipt_disputed:
        return second_delivery_day(notice.sent_on, holidays), DeliveryBasis.PRESUMED
    if notice.channel is Channel.BAILIFF:
        return notice.sent_on, DeliveryBasis.PROVED
    return None, DeliveryBasis.NONE


def last_free_day(delivered_on: date, *, holidays: Holidays, policy: CountingPolicy) -> date:
    """The last day on which the debtor can pay without costs: the fourteenth after receipt.

    It moves to a working day if `policy.extend_term`. Law: art. 6:96 lid 6 BW; art. 1 lid 1 Algemene termijnenwet.

    Received on 13 April 2026: the fourteenth day after it is King's Day.

    >>> from legal.parameters import load_figures
    >>> last_free_day(date(2026, 4, 13), holidays=load_figures().holidays, policy=CountingPolicy())
    datetime.date(2026, 4, 28)
    """
    last = delivered_on + FREE_DAYS
    return working_day_from(last, holidays) if policy.extend_term else last


def term_of(notice: Notice, *, policy: CountingPolicy, figures: Figures) -> NoticeTerm:
    """What the notice did; everything None when its receipt cannot be shown. Raises ParameterUnknown past the calendar.

    A notice with a defect runs no term and makes no costs due. Costs are claimable from the day after the last free
    day, never counted from the day of sending.
    """
    delivered_on, basis = receipt(notice, figures.holidays)
    if delivered_on is None:
        return NOT_DELIVERED
    if notice.defects:
        return NoticeTerm(
            delivered_on=delivered_on, delivery_basis=basis, last_free_day=None, costs_claimable_from=None
        )
    last = last_free_day(delivered_on, holidays=figures.holidays, policy=policy)
    return NoticeTerm(
        delivered_on=delivered_on, delivery_basis=basis, last_free_day=last, costs_claimable_from=last + ONE_DAY
    )


def fee_to_announce(
    claims: Sequence[OpenClaim],
    *,
    reclaims_vat: bool,
    on: date,
    figures: Figures,
    earlier: Iterable[MissedTerm] = (),
    policy: CostsPolicy | None = None,
) -> AnnouncedFee:
    """The fee that the notice must name: one fee over the open principals of the claims in it.

    `on` is the day of sending; `earlier` periodic terms leave less of it. Law: art. 6:96 lid 6 and 7 BW.
    """
    found = notice_fee(claims, reclaims_vat=reclaims_vat, on=on, figures=figures, earlier=earlier, policy=policy).fee
    return AnnouncedFee(
        base=found.base,
        fee=found.amount,
        vat=found.vat,
        vat_percent=None if reclaims_vat else figures.vat.on(on).value,
        total=found.total,
    )
