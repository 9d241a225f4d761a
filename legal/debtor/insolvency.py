"""What is lodged in an insolvency: until which day interest counts, and what the lodging has to say."""

from datetime import date
from enum import StrEnum

from legal.calendar import ONE_DAY


class Insolvency(StrEnum):
    """Which insolvency of the debtor a claim is lodged in."""

    BANKRUPTCY = "bankruptcy"                      # faillissement
    DEBT_RESTRUCTURING = "debt_restructuring"      # schuldsanering (WSNP)


class Preference(StrEnum):
    """Whether the creditor goes before others, and by what. Law: art. 110 lid 1 Fw names these four."""

    NONE = "none"
    PRIVILEGE = "privilege"      # voorrecht
    PLEDGE = "pledge"            # pand
    MORTGAGE = "mortgage"        # hypotheek
    RETENTION = "retention"      # retentierecht


LAW_INTEREST = {
    Insolvency.BANKRUPTCY: "art. 23 en 128 Faillissementswet",
    Insolvency.DEBT_RESTRUCTURING: "art. 303 lid 1 Faillissementswet",
}


def interest_through(ordered_on: date) -> date:
    """The last day whose interest is lodged: the day before the order.

    In bankruptcy nothing that runs after the order is verified, and it works from the start of its own day; in debt
    restructuring no interest is owed from the day of the order on. A claim with a pledge or mortgage is excepted in
    bankruptcy alone: what runs later is lodged pro memorie. Law: art. 23, 128 and 303 lid 1 Fw.

    >>> interest_through(date(2026, 3, 1))
    datetime.date(2026, 2, 28)
    """
    return ordered_on - ONE_DAY
