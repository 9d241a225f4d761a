"""The square code on a letter by which an app of a bank fills in a payment (EPC QR, by the guidelines EPC069-12).

Nothing is paid by scanning: the app shows name, account, amount and reference, and whoever holds it confirms them.
"""

import io
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import segno

from letters.words import euro, iban_in_fours

MOST = Decimal("999999999.99")  # euro, in one SEPA credit transfer
LONGEST_NAME = 70
_VERSION, _UTF_8 = "002", "1"
# All eight masks are right to who reads it. To weigh them against each other takes four times as long as the rest.
_MASK = 3
_DOTS_PER_MODULE = 8
_QUIET_ZONE = 4  # modules of white round it, as ISO 18004 asks


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentCode:
    """To whom, how much (euro) and with which payment reference (betalingskenmerk). IBAN without spaces."""

    name: str
    iban: str
    amount: Decimal
    reference: str

    @property
    def payload(self) -> str:
        """What is read from it. The reference stands as free text: its field is for references by ISO 11649 alone."""
        name, amount = self.name[:LONGEST_NAME], f"EUR{self.amount:.2f}"
        return "\n".join(("BCD", _VERSION, _UTF_8, "SCT", "", name, self.iban, amount, "", "", self.reference))

    @property
    def told(self) -> str:
        """What it is, for who does not see it (Dutch)."""
        return (
            f"QR-code om te betalen: {euro(self.amount)} aan {self.name}, IBAN {iban_in_fours(self.iban)}, "
            f"betalingskenmerk {self.reference}"
        )

    @property
    def picture(self) -> bytes:
        """The code as PNG, black on white."""
        return _drawn(self.payload)


@lru_cache(maxsize=16)
def _drawn(payload: str) -> bytes:
    """The guidelines ask level M of correction and no more."""
    made = io.BytesIO()
    code = segno.make_qr(payload.encode(), error="m", boost_error=False, mask=_MASK)
    code.save(made, kind="png", scale=_DOTS_PER_MODULE, border=_QUIET_ZONE)
    return made.getvalue()
