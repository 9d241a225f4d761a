"""The days in which a missed term of an arrangement can be made good (hersteltermijn)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from legal.calendar import is_working_day, second_delivery_day, working_day_from
from legal.notice.notice_amounts import amounts_in, plain
from legal.notice.notice_text import MONTHS
from legal.parameters import Holidays
from legal.policies import CURING, CurePolicy
from legal.wording import dutch_day, dutch_euro


@dataclass(frozen=True, kw_only=True)
class CureTerm:
    """Both days count: the first and the last that may be named as the day to pay before or on."""

    earliest: date
    latest: date


def cure_term(leaves_on: date, *, holidays: Holidays, policy: CurePolicy = CURING) -> CureTerm:
    """Between which days the last day to pay may lie, for a letter that goes to the post on `leaves_on`.

    >>> from legal.parameters import load_figures
    >>> cure_term(date(2026, 11, 20), holidays=load_figures().holidays)
    CureTerm(earliest=datetime.date(2026, 12, 1), latest=datetime.date(2026, 12, 8))
    """
    there_on = second_delivery_day(leaves_on, holidays)
    return CureTerm(
        earliest=working_day_from(there_on + timedelta(days=policy.least_days), holidays),
        latest=working_day_from(there_on + timedelta(days=policy.most_days), holidays),
    )


def against(cure_on: date, leaves_on: date, *, holidays: Holidays, policy: CurePolicy = CURING) -> str:
    """Why a letter that goes to the post on `leaves_on` may not give until `cure_on`, in Dutch; empty where it may."""
    term = cure_term(leaves_on, holidays=holidays, policy=policy)
    if not is_working_day(cure_on, holidays):
        return f"{dutch_day(cure_on)} is geen werkdag. Kies {dutch_day(working_day_from(cure_on, holidays))}."
    if cure_on < term.earliest:
        return (
            f"{dutch_day(cure_on)} is te vroeg: de brief moet er zijn en daarna heeft de debiteur minstens "
            f"{policy.least_days} dagen. Kies {dutch_day(term.earliest)} of later."
        )
    if cure_on > term.latest:
        return (
            f"{dutch_day(cure_on)} is te laat: een hersteltermijn is ten hoogste {policy.most_days} dagen. Kies "
            f"{dutch_day(term.latest)} of eerder, of maak een nieuwe regeling."
        )
    return ""


def text_defects(text: str, *, asked: Decimal, cure_on: date, phone: str) -> tuple[str, ...]:
    """What a letter on a missed term must say and does not, in Dutch; empty when it says all.

    What is asked, until when, that it costs nothing extra, and that calling helps: complete and correct information
    on what is expected and what can be done. Law: art. 4.1 Bki; art. 6:96 lid 5 BW (no costs beside the fee).
    """
    said = " ".join(text.replace("\xa0", " ").split())
    day = f"{cure_on.day} {MONTHS[cure_on.month - 1]} {cure_on.year}"
    must = {
        f"De brief noemt niet wat er van de termijn open staat ({dutch_euro(asked)}).":
            asked in {amount.value for amount in amounts_in(plain(text))},
        f"De brief noemt de uiterste dag ({day}) niet.": day in said,
        "De brief zegt niet dat dit niets extra kost.": "niets extra" in said,
        "De brief vraagt niet om te bellen.": f"Bel ons op {phone}" in said,
    }
    return tuple(lacks for lacks, is_there in must.items() if not is_there)
