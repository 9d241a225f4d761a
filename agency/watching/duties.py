"""The dead man's switch: which duty is silent for longer than it may be, judged by whoever reads.

What should tell it may be dead itself, so nothing is kept but when each duty last went well. To add one: a member of
`DutyName`, a row in `WATCHED`, and `noting.note` where it went well.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from agency import clock, database
from cases import duties
from cases.models import DutyName
from cases.names import name

AHEAD: Final = timedelta(minutes=5)  # a moment further on than this was written while the clock was wrong
_KEPT: Final = "duties"
_LOOK_IN_LOG: Final = (
    "Kijk of ‘agency serve’ of ‘agency worker’ draait. Zo ja, zoek in het logboek de laatste regel met \"error\"."
)
_ALLOWED_DAILY_RUN, _ALLOWED_SWEEP = timedelta(hours=3), timedelta(minutes=30)
_ALLOWED_MAIL = timedelta(hours=1)
_ALLOWED_PRINT_FOLDER = timedelta(minutes=15)
_ALLOWED_STORE_CHECK = timedelta(hours=50)  # one each night, and a day for a store that is very large


@dataclass(frozen=True, kw_only=True)
class Watched:
    """How long a duty may be silent (None: it is not watched here); what longer silence means and asks, in Dutch."""

    limit: timedelta | None
    means: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a duty stands. `good_at` None: it never went well since `awaited_since`."""

    name: DutyName
    awaited_since: datetime
    good_at: datetime | None
    watched: Watched

    @property
    def limit(self) -> timedelta | None:
        """How long it may be silent; None where it is not watched."""
        return self.watched.limit

    @property
    def called(self) -> str:
        """Its Dutch name."""
        return name(self.name)

    def silence(self, now: datetime) -> timedelta:
        """How long it is not known to go well; less than nothing where a wrong clock wrote the moment."""
        return now - (self.good_at or self.awaited_since)

    def is_silent(self, now: datetime) -> bool:
        """Whether that is longer than it may be."""
        return self.limit is not None and not -AHEAD <= self.silence(now) <= self.limit


def watched() -> dict[DutyName, Watched]:
    """The duties of this installation.

    The clock looks every half minute whether the runs of all days were done, by the calendar; so neither a weekend nor
    a change to summer time makes a silence.
    """
    archive_minutes: int = current_app.config["ARCHIVE_MINUTES"]
    return {
        DutyName.DAILY_RUN: Watched(
            limit=_ALLOWED_DAILY_RUN,
            means="De dagelijkse controle wordt niet gedaan. Verstreken termijnen, gemiste betalingen en naderende "
                  "verjaring worden niet gezien.",
            remedy=_LOOK_IN_LOG,
        ),
        DutyName.SWEEP: Watched(
            limit=_ALLOWED_SWEEP,
            means="Het achtergrondwerk staat stil. Brieven worden niet gemaakt en bestanden niet ingelezen.",
            remedy=_LOOK_IN_LOG,
        ),
        DutyName.BACKUP: Watched(
            limit=_backup_limit(),
            means="Er is geen goede back-up. Wat nu wordt ingevoerd kan verloren gaan als de computer stukgaat.",
            remedy="Voer ‘agency backup MAP’ uit en lees wat dat zegt. Kijk daarna waarom het niet vanzelf gebeurde.",
        ),
        DutyName.SEALING: Watched(
            limit=_ALLOWED_SWEEP,
            means="Wat wordt vastgelegd, komt niet in de keten. Een wijziging achteraf in de database valt niet op.",
            remedy=_LOOK_IN_LOG,
        ),
        DutyName.STORE_CHECK: Watched(
            limit=_ALLOWED_STORE_CHECK,
            means="Van de bewaarde documenten is niet bekend dat ze alle goed zijn.",
            remedy="Bij Beheer, Overzicht staat wat er mis is. Staat daar niets, dan is de controle zelf niet gedaan. "
                   + _LOOK_IN_LOG,
        ),
        DutyName.ARCHIVE: Watched(
            limit=timedelta(minutes=archive_minutes) if archive_minutes else None,
            means="De databaseserver bewaart niet meer wat er gebeurt. Gaat de computer nu stuk, dan is terug te gaan "
                  "tot de laatste back-up, niet tot vijf minuten geleden.",
            remedy="Kijk in het logboek van PostgreSQL wat archive_command zegt, of de schijf van de back-ups vol is, "
                   "en of er een basis is (‘agency wal base MAP’).",
        ),
        DutyName.MAIL: Watched(
            limit=_ALLOWED_MAIL if current_app.config["PRODUCTION"] and current_app.config["SMTP_URL"] else None,
            means="Er gaat geen e-mail weg. Wat gepland is, wacht; er gaat niets verloren.",
            remedy="Kijk of de mailserver van SMTP_URL aan staat en dit programma toelaat. In het logboek staat wat er "
                   "misgaat.",
        ),
        DutyName.PRINT_FOLDER: Watched(
            limit=_ALLOWED_PRINT_FOLDER if current_app.config["PRODUCTION"] and current_app.config["PRINT_FOLDER"]
            else None,
            means="De map van de drukker is niet bereikbaar. Drukwerk wacht, en brieven gaan niet op de post.",
            remedy="Kijk of de map van PRINT_FOLDER er is, met daarin een map ‘ontvangen’, en of er plaats is.",
        ),
        DutyName.MAIL_IN: Watched(
            limit=_ALLOWED_MAIL if current_app.config["PRODUCTION"] and current_app.config["IMAP_URL"] else None,
            means="Antwoorden per e-mail komen niet binnen, of niet alle. Zij wachten in het postvak.",
            remedy="Kijk of de mailserver van IMAP_URL aan staat en dit programma toelaat. In het logboek staat wat er "
                   "misgaat.",
        ),
        DutyName.SMS: Watched(
            limit=_ALLOWED_MAIL if current_app.config["PRODUCTION"] and current_app.config["SMS_URL"] else None,
            means="Er gaat geen sms weg. Wat gepland is, wacht; er gaat niets verloren.",
            remedy="Kijk of de map van SMS_URL er is en of dit programma erin mag schrijven. In het logboek staat wat "
                   "er misgaat.",
        ),
    }


def _backup_limit() -> timedelta | None:
    """How long without a backup: where the program makes them itself, until it missed three."""
    hours: int = current_app.config["BACKUP_HOURS"]
    every: int | None = current_app.config["BACKUP_MINUTES"]
    if not hours:
        return None
    return min(timedelta(hours=hours), timedelta(minutes=3 * every + 60) if every else timedelta.max)


def standing() -> list[Standing]:
    """How each duty stands; none before the program was first started.

    A process reads again after DUTIES_KEPT_SECONDS, so that pages ask no more for it; silence is judged each time.
    """
    kept: tuple[float, list[Standing]] | None = current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() - kept[0] > current_app.config["DUTIES_KEPT_SECONDS"]:
        kept = (time.monotonic(), _read(watched()))
        current_app.extensions[_KEPT] = kept
    return kept[1]


def silent() -> list[Standing]:
    """Those that are silent for too long now."""
    now = clock.now()
    return [each for each in standing() if each.is_silent(now)]


def _read(known: dict[DutyName, Watched]) -> list[Standing]:
    return [
        Standing(name=row.name, awaited_since=row.awaited_since, good_at=row.good_at, watched=known[row.name])
        for row in duties.standing(database.session()) if row.name in known
    ]
