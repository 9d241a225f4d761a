"""An app for codes on a phone (TOTP)."""

from time import sleep, time

from passlib.totp import TOTP

STEP = 30
MARGIN = 8  # seconds that a code still works, for who types it in a browser on a busy machine
SHORT_MARGIN = 3  # for a test that sends it at once


class Phone:
    """One secret; each code is shown once, as a person waits for the next."""

    def __init__(self, key: str, *, margin: int = SHORT_MARGIN) -> None:
        self.key = key
        self._codes = TOTP(key=key, format="base32")
        self._last, self._margin = 0, margin

    def code(self) -> str:
        """The code of now; waits for the next one where this was shown already or soon works no more."""
        self._last = max(self._last + 1, int(time() + self._margin) // STEP)
        sleep(max(0.0, self._last * STEP - time()))
        return str(self._codes.generate(self._last * STEP).token)

    def before(self, steps: int) -> str:
        """The code of so many half minutes ago, where the one of now works a little longer."""
        now = int(time() + self._margin) // STEP
        sleep(max(0.0, now * STEP - time()))
        return str(self._codes.generate((now - steps) * STEP).token)
