"""Every defect of a fourteen-day notice: what it does, for whom, by which article, and in which words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.facts import Channel
from legal.notice.notice_validity import NoticeClaim, SentNotice, notice_defects
from tests.legal.factories import FIGURES

F1 = NoticeClaim(ref="F1", principal=Decimal("1000.00"), default_from=date(2026, 2, 1))
F2 = NoticeClaim(ref="F2", principal=Decimal("200.00"), default_from=date(2026, 3, 1))
BOTH = SentNotice(
    sent_on=date(2026, 10, 5),
    channel=Channel.ORDINARY_POST,
    claims_named=("F1", "F2"),
    addressed_to=("A. Voorbeeld", "B. Voorbeeld"),
)
RECEIPT, NOTICE, ONE_NOTICE = "art. 3:37 lid 3 BW; ECLI:NL:HR:2016:2704", "art. 6:96 lid 6 BW", "art. 6:96 lid 7 BW"


@pytest.mark.parametrize(
    ("notice", "defect", "message"),
    [
        (
            replace(BOTH, has_bounced=True),
            ("bounced", "breaks", "", RECEIPT),
            "De brief of e-mail is teruggekomen: hij geldt als niet ontvangen. Stuur een nieuwe brief per post.",
        ),
        (
            replace(BOTH, channel=Channel.EMAIL),
            ("not_delivered", "breaks", "", RECEIPT),
            "Van de ontvangst is geen bewijs; verzending per e-mail of aangetekende post bewijst haar niet.",
        ),
        (
            replace(BOTH, sent_on=date(2026, 10, 4)),
            ("sent_on_free_day", "warns", "", RECEIPT),
            "Verzonden op 04-10-2026, geen werkdag: controleer of de post die dag meeging.",
        ),
        (
            replace(BOTH, sent_on=date(2026, 1, 30)),
            ("sent_before_default", "breaks", "", NOTICE),
            "Op de dag van verzending was geen van de genoemde vorderingen in verzuim.",
        ),
        (
            replace(BOTH, sent_on=date(2026, 2, 27)),
            ("claim_before_default", "limits", "F2", NOTICE),
            "Vordering F2 was op de dag van verzending nog niet in verzuim: zij telt niet mee.",
        ),
        (
            replace(BOTH, claims_named=("F1", "F2", "F9")),
            ("claim_unknown", "warns", "F9", ONE_NOTICE),
            "De brief noemt vordering F9, die niet in het dossier staat.",
        ),
        (
            replace(BOTH, claims_named=("F1",)),
            ("claim_left_out", "limits", "F2", ONE_NOTICE),
            (
                "Vordering F2 was al in verzuim en staat niet in de brief: daarover zijn geen kosten verschuldigd, en "
                "een tweede brief mag niet tot een tweede minimum leiden."
            ),
        ),
        (
            replace(BOTH, addressed_to=()),
            ("no_debtor_addressed", "breaks", "", NOTICE),
            "De brief is aan geen van de schuldenaren gericht.",
        ),
        (
            replace(BOTH, addressed_to=("A. Voorbeeld",)),
            ("debtor_left_out", "limits", "B. Voorbeeld", NOTICE),
            "B. Voorbeeld heeft geen eigen brief gehad en is geen kosten verschuldigd.",
        ),
        (
            replace(BOTH, fee_named=Decimal("180.01")),
            ("fee_too_high", "breaks", "", "art. 6:96 lid 5 en 6 BW"),
            (
                "De brief noemt € 180,01, de staffel geeft € 180,00: te hoog. Of de brief dan geheel faalt, is "
                "omstreden; hier wel."
            ),
        ),
        (
            replace(BOTH, fee_named=Decimal("179.99")),
            ("fee_too_low", "limits", "", NOTICE),
            "De brief noemt € 179,99, de staffel geeft € 180,00: niet meer dan het genoemde bedrag.",
        ),
        (
            replace(
                BOTH,
                text=(
                    "Binnen vijftien dagen nadat deze brief bij u is bezorgd. Daarna volgen incassokosten: € 180,00. "
                    "Of ook € 40,00 incassokosten."
                ),
            ),
            ("amounts_contradict", "breaks", "", NOTICE),
            "De brief noemt verschillende bedragen aan incassokosten: 180,00, 40,00.",
        ),
        (
            replace(
                BOTH,
                text=(
                    "Betaal binnen 14 dagen na heden, of binnen vijftien dagen nadat deze brief bij u is bezorgd. "
                    "Daarna betaalt u € 180,00 incassokosten."
                ),
            ),
            ("term_from_today", "breaks", "na heden", "ECLI:NL:HR:2016:2704"),
            "De termijn mag niet ingaan bij datum of verzending: hij begint de dag na bezorging.",
        ),
    ],
)
def test_every_defect_says_what_is_wrong_for_whom_and_by_which_article(
    notice: SentNotice, defect: tuple[str, str, str, str], message: str
) -> None:
    """Two claims of 1,200.00 together, two debtors; only this is wrong with the notice."""
    verdict = notice_defects(
        notice, claims=(F1, F2), debtors=("A. Voorbeeld", "B. Voorbeeld"), reclaims_vat=True, figures=FIGURES
    )
    (found,) = verdict.defects
    assert (found.code, found.severity, found.about, found.law) == defect
    assert found.message == message
