"""The book of texts by which an objection is answered: one text for each ground, which a lawyer keeps.

`parts/defences/<ground>/v<N>.txt` says what the law makes of such an objection in any case; above it stands, for who
keeps it, on what each sentence rests. What the creditor answered in this case stands in the letter beside it.
"""

from enum import StrEnum
from functools import cache

from letters.text import HERE

BOOK = HERE / "parts" / "defences"


class Defence(StrEnum):
    """On what ground a debtor disputes a claim."""

    SUSPENSION = "suspension"              # opschorting
    SET_OFF = "set_off"                    # verrekening
    NONCONFORMITY = "nonconformity"        # het geleverde deugt niet
    ALREADY_PAID = "already_paid"
    NOT_MY_CONTRACT = "not_my_contract"
    IDENTITY = "identity"
    AMOUNT = "amount"
    PRESCRIBED = "prescribed"
    WITHDRAWAL_RIGHT = "withdrawal_right"  # herroeping
    UNFAIR_TERMS = "unfair_terms"


@cache
def latest(defence: Defence) -> str:
    """The version of the text of a ground that is in use: the newest."""
    return max((each.stem for each in (BOOK / defence).glob("v*.txt")), key=lambda name: int(name[1:]))
