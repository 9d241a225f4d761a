"""Wording that may not stand in a letter to a debtor."""

from legal.notice.notice_text import text_defects
from letters.data import FirstNoticeData
from letters.errors import WordingRefused


def refuse_void_notice(text: str, data: object) -> None:
    """Raises WordingRefused when the text of a consumer's first letter would make its fourteen-day notice void,
    wherever the words came from."""
    if not isinstance(data, FirstNoticeData) or not data.consumer:
        return
    found = text_defects(text, fee=data.fee + data.fee_vat)
    if found:
        raise WordingRefused("; ".join(defect.message for defect in found), phrases=[each.found for each in found])
