"""An app for codes on a phone (TOTP)."""

from time import sleep, time

from passlib.totp import TOTP

STEP = 30
MARGIN = 12  # seconds that a code still works, however busy the machine


class Phone:
    """One secret; each code is shown once, as a person waits for the next."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._codes = TOTP(key=key, format="base32")
        self._last = 0

    def code(self) -> str:
        """The oldest code that works a little longer and was not shown; waits where both of now were."""
        self._last = max(self._last + 1, int(time() + MARGIN) // STEP - 1)
        sleep(max(0.0, self._last * STEP - time()))
        return str(self._codes.generate(self._last * STEP).token)
