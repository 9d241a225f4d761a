"""Defects of a fourteen-day notice, and what is left of it. Source: art. 6:96 lid 6 and 7 BW; ECLI:NL:HR:2016:2704."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.facts import Channel, DeliveryBasis, Notice
from legal.notice.notice_validity import NoticeClaim, NoticeVerdict, SentNotice, Severity, notice_defects
from tests.legal.factories import FIGURES, claim, facts, paid, value

GOOD_TEXT = """
Wij verzoeken u € 1.000,00 te betalen binnen vijftien dagen nadat deze brief bij u is bezorgd.
Betaalt u niet op tijd, dan komen daar incassokosten bij van € 150,00.
"""
F1 = NoticeClaim(ref="F1", principal=Decimal("1000.00"), default_from=date(2026, 2, 1))
F2 = NoticeClaim(ref="F2", principal=Decimal("200.00"), default_from=date(2026, 3, 1))
SENT = SentNotice(
    sent_on=date(2026, 10, 5),
    channel=Channel.ORDINARY_POST,
    claims_named=("F1",),
    addressed_to=("A. Voorbeeld",),
    fee_named=Decimal("150.00"),
    text=GOOD_TEXT,
)


def verdict(
    notice: SentNotice = SENT,
    claims: tuple[NoticeClaim, ...] = (F1,),
    debtors: tuple[str, ...] = ("A. Voorbeeld",),
    *,
    reclaims_vat: bool = True,
) -> NoticeVerdict:
    return notice_defects(notice, claims=claims, debtors=debtors, reclaims_vat=reclaims_vat, figures=FIGURES)


def codes(found: NoticeVerdict) -> list[tuple[str, str]]:
    return [(defect.code, defect.severity.value) for defect in found.defects]


def test_a_good_notice_has_no_defect() -> None:
    found = verdict()
    assert found.defects == ()
    assert (found.is_valid, found.covers, found.reaches) == (True, ("F1",), ("A. Voorbeeld",))
    assert found.term.costs_claimable_from == date(2026, 10, 22)
    assert found.most_that_can_be_claimed is None


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        (replace(SENT, sent_on=date(2026, 1, 31)), "sent_before_default"),
        (replace(SENT, claims_named=()), "sent_before_default"),
        (replace(SENT, channel=Channel.EMAIL), "not_delivered"),
        (replace(SENT, channel=Channel.REGISTERED_POST), "not_delivered"),
        (replace(SENT, channel=Channel.EMAIL, delivered_on=date(2026, 10, 5), has_bounced=True), "bounced"),
        (replace(SENT, has_bounced=True), "bounced"),
        (replace(SENT, addressed_to=()), "no_debtor_addressed"),
        (replace(SENT, addressed_to=("C. Ander",)), "no_debtor_addressed"),
        (replace(SENT, text=GOOD_TEXT.replace("nadat deze brief bij u is bezorgd", "na heden")), "term_from_today"),
        (replace(SENT, text=GOOD_TEXT.replace("vijftien", "veertien")), "term_too_short"),
        (replace(SENT, text=GOOD_TEXT + "Betaal uiterlijk 20 oktober 2026."), "deadline_too_early"),
        (replace(SENT, text=GOOD_TEXT.replace("€ 150,00", "een bedrag")), "fee_missing"),
        (replace(SENT, text=GOOD_TEXT + "U betaalt € 160,00 aan incassokosten."), "amounts_contradict"),
        (replace(SENT, fee_named=None, text=GOOD_TEXT + "Incassokosten: € 40,00."), "amounts_contradict"),
        (replace(SENT, fee_named=Decimal("150.01"), text=""), "fee_too_high"),
        (replace(SENT, fee_named=Decimal("181.50"), text=""), "fee_too_high"),  # VAT that is not claimed
    ],
)
def test_a_defect_that_breaks_the_notice(notice: SentNotice, code: str) -> None:
    found = verdict(notice)
    assert code in [defect.code for defect in found.breaking]
    assert (found.is_valid, found.covers, found.reaches) == (False, (), ())
    assert all(defect.message and defect.law for defect in found.defects)


@pytest.mark.parametrize(("sent_on", "is_valid"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_the_first_day_of_default_is_early_enough(sent_on: date, is_valid: bool) -> None:
    assert verdict(replace(SENT, sent_on=sent_on, text="")).is_valid is is_valid


def test_a_claim_without_default_is_not_covered() -> None:
    later = replace(F2, default_from=date(2026, 10, 6))
    found = verdict(replace(SENT, claims_named=("F1", "F2"), text=""), (F1, later))
    assert codes(found) == [("claim_before_default", "limits")]
    assert found.covers == ("F1",)
    unknown = verdict(replace(SENT, claims_named=("F1", "F2"), text=""), (F1, replace(F2, default_from=None)))
    assert unknown.covers == ("F1",)


def test_a_claim_left_out_bears_no_costs() -> None:
    found = verdict(claims=(F1, F2))
    assert codes(found) == [("claim_left_out", "limits")]
    assert (found.is_valid, found.covers, found.defects[0].about) == (True, ("F1",), "F2")
    assert "lid 7" in found.defects[0].law


def test_a_claim_that_fell_in_default_after_sending_was_not_left_out() -> None:
    assert verdict(claims=(F1, replace(F2, default_from=date(2026, 10, 6)))).defects == ()


def test_a_claim_that_the_file_does_not_know_is_a_warning() -> None:
    found = verdict(replace(SENT, claims_named=("F1", "F9")))
    assert codes(found) == [("claim_unknown", "warns")]
    assert found.is_valid


def test_a_debtor_left_out_owes_no_costs() -> None:
    found = verdict(debtors=("A. Voorbeeld", "B. Voorbeeld"))
    assert codes(found) == [("debtor_left_out", "limits")]
    assert (found.is_valid, found.reaches, found.defects[0].about) == (True, ("A. Voorbeeld",), "B. Voorbeeld")


def test_a_fee_below_the_scale_is_the_most_that_can_be_claimed() -> None:
    found = verdict(replace(SENT, fee_named=Decimal("40.00"), text=""))
    assert codes(found) == [("fee_too_low", "limits")]
    assert found.most_that_can_be_claimed == Decimal("40.00")


def test_the_fee_with_vat_is_right_for_a_creditor_who_declared() -> None:
    text = GOOD_TEXT.replace("van € 150,00", "van € 150,00 en btw, samen € 181,50")
    assert verdict(replace(SENT, fee_named=Decimal("181.50"), text=text), reclaims_vat=False).defects == ()
    plain = verdict(replace(SENT, text=""), reclaims_vat=False)
    assert codes(plain) == [("fee_too_low", "limits")]  # 150 named, 181.50 due: the VAT was not announced


BARE = "Binnen vijftien dagen nadat deze brief bij u is bezorgd. "
FEE_AND_TOTAL = BARE + "Anders komen er incassokosten bij van € 150,00. Met btw betaalt u € 181,50 aan incassokosten."


@pytest.mark.parametrize(
    ("fee_named", "text", "reclaims_vat", "codes_found"),
    [
        (None, FEE_AND_TOTAL, False, []),
        ("181.50", FEE_AND_TOTAL, False, []),
        ("150.00", FEE_AND_TOTAL, False, ["amounts_contradict", "fee_too_low"]),  # which of the two was announced?
        ("181.50", FEE_AND_TOTAL, True, ["amounts_contradict", "fee_too_high"]),
        (None, FEE_AND_TOTAL, True, ["amounts_contradict"]),
        (None, BARE + "Daarna € 150,00 incassokosten.", True, []),
        (None, BARE + "Anders volgen incassokosten van € 150,00 of € 40,00.", True, ["amounts_contradict"]),
        (None, BARE + "Anders volgen incassokosten van € 150,00 of van € 181,50.", False, []),
        (None, BARE + "Daarna € 40,00 incassokosten en dus € 40,00 aan incassokosten.", True, ["fee_too_low"]),
    ],
)
def test_fee_and_fee_with_vat_are_one_announcement(
    fee_named: str | None, text: str, reclaims_vat: bool, codes_found: list[str]
) -> None:
    notice = replace(SENT, fee_named=None if fee_named is None else Decimal(fee_named), text=text)
    assert [code for code, _ in codes(verdict(notice, reclaims_vat=reclaims_vat))] == codes_found


def test_a_fee_of_more_than_a_thousand_is_read_as_it_is_written() -> None:
    """The scale over 25,000 is 1,025."""
    large = replace(F1, principal=Decimal("25000.00"))
    notice = replace(SENT, fee_named=Decimal("1025.00"), text=f"{BARE}Daarna € 1.025,00 incassokosten.")
    assert verdict(notice, (large,)).defects == ()
    again = replace(notice, text=f"{notice.text} Kortom € 1.025,01 aan incassokosten.")
    assert codes(verdict(again, (large,))) == [("amounts_contradict", "breaks")]


def test_a_notice_whose_words_were_not_kept_is_judged_by_the_rest() -> None:
    bare = SentNotice(sent_on=SENT.sent_on, channel=SENT.channel, claims_named=("F1",), addressed_to=("A. Voorbeeld",))
    assert verdict(bare).defects == ()


@pytest.mark.parametrize(
    ("channel", "delivered_on"), [(Channel.BAILIFF, None), (Channel.ORDINARY_POST, date(2026, 10, 7))]
)
def test_a_proved_receipt_needs_no_warning_about_the_post(channel: Channel, delivered_on: date | None) -> None:
    """Sent on a Sunday."""
    notice = replace(SENT, sent_on=date(2026, 10, 4), channel=channel, delivered_on=delivered_on)
    assert verdict(notice).defects == ()


def test_post_on_a_free_day_is_a_warning() -> None:
    assert codes(verdict(replace(SENT, sent_on=date(2026, 10, 4)))) == [("sent_on_free_day", Severity.WARNS.value)]


def test_a_later_notice_counts_by_itself_and_repairs_nothing() -> None:
    """HR 2016:2704: the term of the second one counts, and a second short one is as void as the first."""
    short = replace(SENT, text=GOOD_TEXT.replace("vijftien", "veertien"))
    again = replace(short, sent_on=date(2026, 10, 20))
    full = replace(SENT, sent_on=date(2026, 11, 2))
    assert [verdict(each).is_valid for each in (short, again, full)] == [False, False, True]


def test_a_defective_notice_makes_the_fee_zero_everywhere() -> None:
    """Not due, also not from a payment, years later."""
    notice = Notice(sent_on=date(2026, 2, 5), channel=Channel.ORDINARY_POST, defects=("term_too_short",))
    found = value(facts(claim(), notice=notice, payments=(paid(date(2026, 6, 1), "100.00"),)), date(2026, 12, 31))
    assert (found.costs, found.costs_claimable_from, found.payments[0].costs) == (0, None, 0)
    assert found.notice is not None
    assert (found.notice.delivery_basis, found.notice.last_free_day) == (DeliveryBasis.PRESUMED, None)
    assert [remark.code for remark in found.remarks] == ["notice_defective"]


def test_a_bounced_notice_was_not_received() -> None:
    notice = Notice(sent_on=date(2026, 2, 5), channel=Channel.EMAIL, delivered_on=date(2026, 2, 5), has_bounced=True)
    found = value(facts(claim(), notice=notice), date(2026, 12, 31))
    assert found.costs == 0
    assert [remark.code for remark in found.remarks] == ["notice_not_delivered"]


@pytest.mark.parametrize(
    ("most", "costs", "vat", "lines"),
    [
        ("900.00", "625.00", "131.25", 3),
        ("756.25", "625.00", "131.25", 3),
        ("756.24", "625.00", "131.24", 3),  # a cent less
        ("755.26", "625.00", "130.26", 3),
        ("700.00", "625.00", "75.00", 3),
        ("625.00", "625.00", "0.00", 2),  # VAT was not announced
        ("400.00", "400.00", "0.00", 2),
        ("375.00", "375.00", "0.00", 1),
        ("40.00", "40.00", "0.00", 1),
    ],
)
def test_no_more_than_the_notice_named(most: str, costs: str, vat: str, lines: int) -> None:
    """The scale over 5,000 is 375 + 250, with VAT 131.25; the lines still add up."""
    notice = Notice(sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, most_costs=Decimal(most))
    found = value(facts(claim("5000.00"), notice=notice, reclaims_vat=False), date(2026, 11, 21))
    assert (str(found.costs), str(found.vat_on_costs)) == (costs, vat)
    fee_lines = [line for line in found.lines if line.claim is None]
    assert len(fee_lines) == lines
    assert [line.base for line in fee_lines][:2] == [Decimal("2500.00")] * min(lines, 2)
    assert [line.kind for line in fee_lines[2:]] == ["vat"] * (lines - 2)  # VAT comes last
    assert sum(line.amount for line in fee_lines) == found.costs + found.vat_on_costs


def test_the_amount_named_says_so_at_the_line() -> None:
    notice = Notice(sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, most_costs=Decimal("40.00"))
    found = value(facts(claim(), notice=notice), date(2026, 11, 21))
    assert found.costs == Decimal("40.00")
    law = "art. 2 lid 1 Besluit vergoeding voor buitengerechtelijke incassokosten"
    assert found.lines[-1].law == f"{law}, ten hoogste het in de brief genoemde bedrag"
