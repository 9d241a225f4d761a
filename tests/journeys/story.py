"""What the journeys share: one agency, one client, one file, and the people who work on it one after another."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any  # Any: what the browser keeps

from tests.journeys.installation import Installation
from tests.phone import Phone

UPLOADED = date(2026, 11, 21)          # a Saturday; the letters are posted on this day
LAST_FREE_DAY = date(2026, 12, 9)      # received on Wednesday 25 November; fourteen days from the 26th
COSTS_CLAIMABLE = date(2026, 12, 10)
SERVED = date(2026, 12, 14)

ADMINISTRATOR = "beheer@voorbeeld.test"
CLIENT_USER = "debiteuren@noorderlicht.test"
HANDLER = "behandelaar@voorbeeld.test"
LEGAL_LEAD = "jurist@voorbeeld.test"
BAILIFF = "exploot@deproef.test"
NEW_BAILIFF = "gerda@deproef.test"
SECOND_ADMINISTRATOR = "tweede@voorbeeld.test"
PASSWORD = "vier woorden in een zin"
OWN_PASSWORD = "een zin die alleen ik ken"

AGENCY_NAME = "Voorbeeld Incasso B.V."
CLIENT_NAME = "Noorderlicht Energie B.V."
OFFICE_NAME = "Deurwaarderskantoor De Proef"


@dataclass
class Story:
    """How far the story is. Each journey goes on where the one before it ended, as in a real office."""

    installation: Installation
    passwords: dict[str, str] = field(default_factory=lambda: {ADMINISTRATOR: PASSWORD})
    phones: dict[str, Phone] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)  # surname of the debtor → case number
    finished: list[str] = field(default_factory=list)
    cookies: dict[str, Any] = field(default_factory=dict)  # of who logged in before, as the browser kept them

    def needs(self, journey: str) -> None:
        """Fail plainly when the journey that this one builds on did not come to its end."""
        assert journey in self.finished, f"{journey!r} did not finish: run the whole folder, look there"

    def end(self, journey: str) -> None:
        """The journey came to its end."""
        self.finished.append(journey)
