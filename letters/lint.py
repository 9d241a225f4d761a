"""Wording that may not stand in a letter to a debtor."""

import re

from legal.notice.notice_text import text_defects
from letters.data import FirstNoticeData
from letters.errors import WordingRefused

_THREATS = re.compile(
    r"\b(?:\w*beslag\b|BKR\b|faillissement|(?:gerechts)?deurwaarder|aan (?:de|uw) deur\b|dagvaard|laatste kans)",
    re.IGNORECASE,
)


def threats(text: str) -> list[str]:
    """Measures that may not be announced in this stage. For the letter's own text: a name or a thing bought may
    rightly hold such a word ("deurbeslag"). Law: art. 4.1 Bki."""
    return [found.group() for found in _THREATS.finditer(text)]


def refuse_void_notice(text: str, data: object) -> None:
    """Raises WordingRefused when the text of a consumer's first letter would make its fourteen-day notice void,
    wherever the words came from."""
    if not isinstance(data, FirstNoticeData) or not data.consumer:
        return
    found = text_defects(text, fee=data.fee + data.fee_vat)
    if found:
        raise WordingRefused("; ".join(defect.message for defect in found), phrases=[each.found for each in found])
