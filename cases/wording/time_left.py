"""How many days there are, and how many until a claim is barred (verjaard), in words."""

from datetime import date

from letters.words import short_date


def in_days(number: int) -> str:
    """So many days: "1 dag", "23 dagen"."""
    return f"{number} {'dag' if number == 1 else 'dagen'}"


def days_left(barred_from: date, today: date, *, unless: str = "") -> str:
    """The days until `barred_from` with the day itself, as part of a sentence; `unless` as it goes on."""
    days, but = (barred_from - today).days, f", {unless}" if unless else ""
    if days <= 0:
        return f"verjaard sinds {short_date(barred_from)}{but}"
    return f"nog {in_days(days)} tot de verjaring op {short_date(barred_from)}{but}"


def time_left(barred_from: date, today: date, *, is_doubtful: bool = False) -> str:
    """How long a claim can still be enforced, beside its day: "nog 23 dagen", "morgen", "verjaard sinds 3 dagen".

    `is_doubtful`: of another kind, which may be the right one, the claim is not barred yet.
    """
    return f"{'misschien ' if is_doubtful else ''}{_time_left((barred_from - today).days)}"


def _time_left(days: int) -> str:
    if days > 1:
        return f"nog {in_days(days)}"
    if days == 1:
        return "morgen"
    return f"verjaard sinds {'vandaag' if days == 0 else in_days(-days)}"
