"""When a debtor may be approached: by any channel, on a local clock."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from legal.calendar import ONE_DAY, SUNDAY, add_months, is_holiday
from legal.parameters import Holidays

LAW_HOURS = "art. 4.2 Besluit kwaliteit incassodienstverlening"
OPENS = time(7, 0)
CLOSES = time(20, 0)
ESTATE_RESTS_MONTHS = 3


class Way(StrEnum):
    """How a debtor is approached."""

    POST = "post"
    EMAIL = "email"
    MESSAGE = "message"    # SMS, chat and the like
    PHONE = "phone"
    VISIT = "visit"
    LIVE_REPLY = "live_reply"  # the debtor called or writes now, and is on the line


# Art. 4.2 speaks of electronic, physical and telephone approach: a letter by post is not among them. An answer to a
# debtor on the line is no approach; that is a reading, no source says it.
UNLIMITED = frozenset({Way.POST, Way.LIVE_REPLY})


@dataclass(frozen=True, kw_only=True)
class ContactVerdict:
    """Whether contact is allowed; if not, why (Dutch) and from which moment it is."""

    allowed: bool
    reason: str
    next_at: datetime
    law: str = LAW_HOURS


def may_contact(at: datetime, *, holidays: Holidays) -> ContactVerdict:
    """Whether a natural person may be approached at `at`, local time in the Netherlands.

    Not from 20:00 until 07:00, nor on a Sunday or public holiday; Saturday is allowed. `next_at` is `at` itself when
    allowed. Raises ParameterUnknown beyond the calendar. Law: art. 4.2 Bki; art. 3 Algemene termijnenwet.
    """
    reason = _reason_against(at, holidays)
    if not reason:
        return ContactVerdict(allowed=True, reason="", next_at=at)
    moment = at.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)
    while moment < at or _reason_against(moment, holidays):
        moment += ONE_DAY
    return ContactVerdict(allowed=False, reason=reason, next_at=moment)


def may_approach(
    at: datetime, channel: Way, *, is_wki_debtor: bool, holidays: Holidays
) -> ContactVerdict:
    """Whether this debtor may be approached by this channel at `at`, local time in the Netherlands.

    The hours protect natural persons domiciled here (`debtor_tests.wki_rules_apply`), in business or not; others may be
    approached always. Raises ParameterUnknown beyond the calendar. Law: art. 2 Wki; art. 4.2 Bki.
    """
    if not is_wki_debtor or channel in UNLIMITED:
        return ContactVerdict(allowed=True, reason="", next_at=at)
    return may_contact(at, holidays=holidays)


def estate_rests_until(died_on: date) -> date:
    """First day on which heirs are to be thought of: three months after the death, or after it became known.

    The law bars recovery on goods of the estate so long; that nobody is written to either is a choice of care.
    Law: art. 4:185 BW.
    """
    return add_months(died_on, ESTATE_RESTS_MONTHS)


def _reason_against(at: datetime, holidays: Holidays) -> str:
    if at.weekday() == SUNDAY:
        return "Op zondag mag een schuldenaar niet worden benaderd."
    if is_holiday(at.date(), holidays):
        name = holidays.name_on(at.date())
        return f"Op een feestdag ({name}) mag een schuldenaar niet worden benaderd."
    if not OPENS <= at.time() < CLOSES:
        return "Tussen 20.00 en 07.00 uur mag een schuldenaar niet worden benaderd."
    return ""
