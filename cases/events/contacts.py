"""Contact with the debtor. Nothing of it is for the client."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import ContactChannel, ContactOutcome, EventKind
from cases.names import name
from letters.words import short_date

_PARTY = {True: "met de debiteur zelf of zijn vertegenwoordiger", False: "met iemand anders", None: ""}
_SPOKE = {True: "gesproken", False: "met iemand anders gesproken", None: ""}
_INCOMING = (ContactChannel.PHONE_IN, ContactChannel.EMAIL_IN, ContactChannel.POST_IN)
_SYMBOLS = {
    ContactChannel.PHONE_OUT: "telephone", ContactChannel.PHONE_IN: "telephone", ContactChannel.VISIT: "people",
}


@dataclass(frozen=True, kw_only=True)
class ContactLogged(Event):
    """Somebody called, wrote or visited. `right_party`: whether it was the debtor, None where nobody was spoken.

    `against` names what stood in the way of this contact. `person`: who of several that owe it was about, with who
    speaks for him; "" where one owes.
    """

    kind: ClassVar = EventKind.CONTACT_LOGGED
    label: ClassVar = "Contact"
    contact_id: int
    channel: ContactChannel
    outcome: ContactOutcome
    right_party: bool | None = None
    note: Words
    call_back_on: date | None = None
    against: tuple[str, ...] = ()
    person: Words = ""

    def what(self) -> str:
        """How, about whom, and what came of it."""
        about = f" ({self.person})" if self.person else ""
        return f"{name(self.channel)}{about}: {name(self.outcome).lower()}"

    def parts(self) -> tuple[str, ...]:
        """What was said, by whom, and what was promised."""
        against = ", ".join(each.lower() for each in self.against)
        return (
            self.note, (_SPOKE if self.person else _PARTY)[self.right_party],
            f"terugbellen op {short_date(self.call_back_on)}" if self.call_back_on else "",
            f"stond dit contact in de weg: {against}" if against else "",
        )

    def look_now(self) -> Look:
        """By its channel."""
        return Look(_SYMBOLS.get(self.channel, "envelope"), "in" if self.channel in _INCOMING else "out")
