"""The days of a summons: when the first session may be, until when the writ is filed, when it may be served."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from legal.calendar import ONE_DAY, SUNDAY, add_months, is_holiday, last_working_day_before, working_day_from
from legal.errors import InvalidFacts, NotSupported
from legal.facts import Remark
from legal.parameters import Holidays

OPENS, CLOSES = time(7, 0), time(20, 0)
LAW_HOURS = "art. 64 Rv"
REPAIR_WEEKS = timedelta(weeks=2)
FEE_WEEKS = timedelta(weeks=4)
NETHERLANDS = "NL"

# The states of the European Union, where the regulation on service applies (art. 56 and 115 lid 1 Rv).
EUROPEAN_UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip


class Residence(StrEnum):
    """Where the defendant lives or stays, as far as the term of summons asks."""

    NETHERLANDS = "netherlands"
    EUROPEAN_CONVENTION = "european_convention"  # EU regulation on service, or European party to the Hague convention
    ELSEWHERE = "elsewhere"                      # also when no residence is known anywhere


class OppositionStart(StrEnum):
    """What starts the term of opposition (verzet)."""

    SERVICE_IN_PERSON = "service_in_person"
    ACT_OF_KNOWLEDGE = "act_of_knowledge"
    ENFORCEMENT = "enforcement"


@dataclass(frozen=True, kw_only=True)
class SummonsTerm:
    """The term of a summons, last day included, and the first working day on which the session may be."""

    last_day: date
    earliest_session: date
    explanation: str
    law: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceVerdict:
    """Whether a writ may be served; if not, why (Dutch) and from which moment it may."""

    allowed: bool
    reason: str
    next_at: datetime
    law: str = LAW_HOURS


@dataclass(frozen=True, kw_only=True)
class OppositionTerm:
    """The last day for opposition against a judgment in absentia."""

    last_day: date
    law: str


def residence_of(country: str) -> Residence:
    """The kind of residence by two-letter country code.

    Raises NotSupported outside the European Union: whether a state is a European party to the Hague service convention
    is for the bailiff to say. Law: art. 115 Rv.
    """
    code = country.strip().upper()
    if code == NETHERLANDS:
        return Residence.NETHERLANDS
    if code in EUROPEAN_UNION:
        return Residence.EUROPEAN_CONVENTION
    raise NotSupported(
        f"land {code or '(leeg)'}: de deurwaarder bepaalt of vier weken of drie maanden geldt (art. 115 Rv)",
        field="country",
    )


def earliest_roll_date(served_on: date, residence: Residence, *, served_in_person_here: bool = False) -> date:
    """First day after the term of summons; the day of the session is not in the term. May be a Saturday or Sunday.

    One week; four weeks in a state of the EU regulation or a European party to the Hague convention; three months
    elsewhere; one week again when served in the Netherlands in person or at the domicile chosen for this case. Under
    the EU regulation `served_on` is the day of sending. Law: art. 114, 115 and 119 Rv.
    """
    return _last_day(served_on, residence, served_in_person_here=served_in_person_here) + ONE_DAY


def summons_term(
    served_on: date, residence: Residence, *, holidays: Holidays, served_in_person_here: bool = False
) -> SummonsTerm:
    """The term of a summons with the first working day on which the session may be; raises as the calendar does.

    The session must also be a cause-list day of that court, which only the court knows. Law: art. 114, 115, 119 Rv.
    """
    last = _last_day(served_on, residence, served_in_person_here=served_in_person_here)
    text = "De eerste roldatum moet een roldag van die kantonlocatie zijn: de deurwaarder kiest hem."
    return SummonsTerm(
        last_day=last,
        earliest_session=working_day_from(last + ONE_DAY, holidays),
        explanation=_explanation(residence, served_in_person_here=served_in_person_here),
        law="art. 114 en 119 Rv" if _is_week(residence, served_in_person_here) else "art. 115 en 119 Rv",
        remarks=(Remark(code="cause_list_day", text=text),),
    )


def latest_service_day(first_session_on: date, residence: Residence, *, served_in_person_here: bool = False) -> date:
    """Last day on which the writ can be served for a session on that day. Law: art. 114, 115 and 119 Rv."""
    day = first_session_on - ONE_DAY
    while earliest_roll_date(day, residence, served_in_person_here=served_in_person_here) > first_session_on:
        day -= ONE_DAY
    return day


def last_filing_day(first_session_on: date, *, holidays: Holidays) -> date:
    """Last day on which the writ is filed at the registry: the last working day before the session.

    Without filing the case lapses, unless a valid writ of repair is served in time. Law: art. 125 lid 2 and 5 Rv.
    """
    return last_working_day_before(first_session_on, holidays)


def last_repair_day(first_session_on: date) -> date:
    """Last day for a writ of repair after a filing that failed: two weeks after the session.

    Not extended when it is no working day: the claimant does not count on that. Law: art. 125 lid 5 Rv.
    """
    return first_session_on + REPAIR_WEEKS


def last_fee_day(first_session_on: date) -> date:
    """Last day on which the court fee of the claimant must be in: four weeks after the first session.

    Not extended when it is no working day: the claimant does not count on that. Law: art. 3 lid 3 WGBZ.
    """
    return first_session_on + FEE_WEEKS


def may_serve(at: datetime, *, holidays: Holidays) -> ServiceVerdict:
    """Whether a writ may be served at `at`, local time in the Netherlands: 07:00 until 20:00, no Sunday, no holiday.

    The judge may allow other hours (lid 3). Equated days count as holidays, the safe reading. Law: art. 64 Rv.
    """
    reason = _reason_against(at, holidays)
    if not reason:
        return ServiceVerdict(allowed=True, reason="", next_at=at)
    moment = at.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)
    while moment < at or _reason_against(moment, holidays):
        moment += ONE_DAY
    return ServiceVerdict(allowed=False, reason=reason, next_at=moment)


def opposition_term(
    start: OppositionStart, on: date, *, holidays: Holidays, known_residence_abroad: bool = False
) -> OppositionTerm:
    """Last day for opposition: four weeks, eight for a defendant whose known residence is abroad.

    It starts at service of the judgment in person, at an act that shows knowledge of it, or at enforcement. Service
    other than in person starts nothing. Extended to a working day: the judgment is not final before that. The eight
    weeks are given for service and knowledge only. Law: art. 143 lid 2 and 3 Rv; art. 1 Algemene termijnenwet.
    """
    if start is OppositionStart.ENFORCEMENT and known_residence_abroad:
        raise InvalidFacts("acht weken gelden bij betekening in persoon of een daad van bekendheid", field="start")
    weeks = 8 if known_residence_abroad else 4
    lid = "lid 3" if start is OppositionStart.ENFORCEMENT else "lid 2"
    last = working_day_from(on + timedelta(weeks=weeks), holidays)
    return OppositionTerm(last_day=last, law=f"art. 143 {lid} Rv")


def _is_week(residence: Residence, served_in_person_here: bool) -> bool:
    return residence is Residence.NETHERLANDS or served_in_person_here


def _last_day(served_on: date, residence: Residence, *, served_in_person_here: bool) -> date:
    if _is_week(residence, served_in_person_here):
        return served_on + timedelta(weeks=1)
    if residence is Residence.EUROPEAN_CONVENTION:
        return served_on + timedelta(weeks=4)
    return add_months(served_on, 3)


def _explanation(residence: Residence, *, served_in_person_here: bool) -> str:
    if residence is Residence.NETHERLANDS:
        return "Een week, te tellen vanaf de dag na betekening; de roldatum telt niet mee."
    if served_in_person_here:
        return "Een week: betekend in Nederland, in persoon of aan de voor deze zaak gekozen woonplaats."
    if residence is Residence.EUROPEAN_CONVENTION:
        return "Vier weken, te tellen vanaf de dag na verzending; de roldatum telt niet mee."
    return "Drie maanden, te tellen vanaf de dag na betekening; de roldatum telt niet mee."


def _reason_against(at: datetime, holidays: Holidays) -> str:
    if at.weekday() == SUNDAY:
        return "Op zondag mag geen exploot worden gedaan."
    if is_holiday(at.date(), holidays):
        return f"Op een feestdag ({holidays.name_on(at.date())}) mag geen exploot worden gedaan."
    if not OPENS <= at.time() < CLOSES:
        return "Tussen 20.00 en 07.00 uur mag geen exploot worden gedaan."
    return ""
