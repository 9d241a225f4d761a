"""The Dutch words of the choices in the calculator and the pages beside it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum

from babel import Locale

from agency.web.formatting import LOCALE
from legal.court.competence import DUTCH_SUBJECTS
from legal.court.court_terms import EUROPEAN_UNION, NETHERLANDS
from legal.debtor.prescription import TERMS, ExtensionGround, InterruptionKind, PrescriptionRegime
from legal.notice.notice_validity import Severity
from legal.parameters import PartyKind
from legal.policies import (
    CountingPolicy,
    DayCount,
    Feb29Anniversary,
    Rounding,
    SegmentCuts,
)
from letters.wording import policy_in_words

YES, NO = "ja", "nee"
ELSEWHERE = "elders"
REGIMES = {
    PrescriptionRegime.CONTRACT: "overeenkomst",
    PrescriptionRegime.CONSUMER_SALE: "consumentenkoop",
    PrescriptionRegime.PERIODIC: "periodieke betaling, zoals huur",
    PrescriptionRegime.UNDUE_PAYMENT: "onverschuldigde betaling",
    PrescriptionRegime.DAMAGES: "schadevergoeding",
    PrescriptionRegime.JUDGMENT: "vonnis",
    PrescriptionRegime.JUDGMENT_PERIODIC: "vonnis, periodiek deel",
    PrescriptionRegime.OTHER: "andere vordering",
}
INTERRUPTIONS = {
    InterruptionKind.DEMAND: "schriftelijke aanmaning",
    InterruptionKind.RESERVATION: "mededeling met voorbehoud van nakoming",
    InterruptionKind.ACKNOWLEDGEMENT: "erkenning door de schuldenaar",
    InterruptionKind.ACTION: "dagvaarding of andere eis",
    InterruptionKind.WITHDRAWN_ACTION: "ingetrokken eis",
    InterruptionKind.FAILED_ACTION: "eis die niet is toegewezen",
    InterruptionKind.STATEMENT_WITHOUT_RESERVATION: "mededeling zonder voorbehoud",
}
GROUNDS = {
    ExtensionGround.SPOUSES: "echtgenoten",
    ExtensionGround.REGISTERED_PARTNERS: "geregistreerde partners",
    ExtensionGround.LEGAL_REPRESENTATIVE: "wettelijk vertegenwoordiger en vertegenwoordigde",
    ExtensionGround.ADMINISTRATOR: "bewindvoerder en rechthebbende",
    ExtensionGround.DIRECTOR: "rechtspersoon en bestuurder",
    ExtensionGround.ACCEPTED_ESTATE: "beneficiair aanvaarde nalatenschap",
    ExtensionGround.HIDDEN_DEBT: "schuld die opzettelijk is verborgen",
}
PARTIES = {
    PartyKind.LEGAL_ENTITY: "rechtspersoon",
    PartyKind.NATURAL_PERSON: "natuurlijk persoon",
    PartyKind.LIMITED_MEANS: "onvermogende",
}
SEVERITIES = {
    Severity.BREAKS: ("geen kosten", "danger"),
    Severity.LIMITS: ("minder kosten", "warning"),
    Severity.WARNS: ("nakijken", "info"),
}
SUBJECTS = DUTCH_SUBJECTS
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "day_count": tuple(DayCount), "feb29_anniversary": tuple(Feb29Anniversary), "rounding": tuple(Rounding),
    "segment_cuts": tuple(SegmentCuts),
}
_USUAL = CountingPolicy()


def regimes_with_term() -> dict[PrescriptionRegime, str]:
    """Each regime with the years of its term."""
    return {regime: f"{text} ({TERMS[regime].years} jaar)" for regime, text in REGIMES.items()}


def countries() -> dict[str, str]:
    """Where a defendant may live, by code: the Netherlands, the states of the European Union by name, elsewhere."""
    names = Locale.parse(LOCALE).territories
    union = sorted(((code, str(names[code])) for code in EUROPEAN_UNION), key=lambda each: each[1])
    return {NETHERLANDS: str(names[NETHERLANDS]), **dict(union), ELSEWHERE: "een ander land"}


def policy_label(key: str) -> str:
    """What a choice of the counting policy is called."""
    return policy_in_words(_USUAL)[_place(key)][0]


def policy_choices(key: str) -> dict[str, str]:
    """Every value of a choice of the counting policy with the words that the documents use, the usual one first."""
    usual = getattr(_USUAL, key)
    values = sorted(_CHOICES.get(key, (True, False)), key=lambda value: value != usual)
    return {as_typed(value): _in_words(key, value) for value in values}


def as_typed(value: object) -> str:
    """A value of the counting policy as the form holds it."""
    if isinstance(value, bool):
        return YES if value else NO
    return value.value if isinstance(value, StrEnum) else str(value)


def usual_policy(key: str) -> str:
    """The default of a choice of the counting policy as the form holds it."""
    return as_typed(getattr(_USUAL, key))


def _in_words(key: str, value: object) -> str:
    return policy_in_words(replace(_USUAL, **{key: value}))[_place(key)][1]  # type: ignore[arg-type]  # its own value


def _place(key: str) -> int:
    return [each.name for each in fields(CountingPolicy)].index(key)
