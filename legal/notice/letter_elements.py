"""What a letter has to say, and what it may not, where the law or good conduct asks it: looked for in its filled text.

Kinds go by their name in `letters`; one that stands nowhere here has its own check.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LAW_INFORMED = "art. 4.1 Bki"
_DAY = r"\d{1,2} \w+ \d{4}"
_EURO = r"€ ?[\d.]+,\d{2}"


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing that a letter says, or `never` says: `what` it is, in Dutch, by which words, with its ground."""

    code: str
    what: str
    words: re.Pattern[str]
    law: str
    never: bool = False


def _element(code: str, what: str, words: str, law: str = LAW_INFORMED, *, never: bool = False) -> Element:
    return Element(code=code, what=what, words=re.compile(words, re.IGNORECASE), law=law, never=never)


_REGISTERED = _element(
    "registered", "de naam met het nummer in het incassoregister", r"registratienummer incassoregister \S",
    "art. 11 lid 1 Wki",
)
_NO_SECOND_FEE = _element(
    "no_second_fee", "dat er geen kosten bij komen", r"komen er geen kosten bij|kost u niets extra",
    "art. 6:96 lid 5 BW",
)
_NO_ADMISSION = _element(
    "no_admission", "geen erkenning van de schuld", r"\b(?:u erken|erkent u|erkenning van)", "art. 3:318 BW", never=True
)
_DISAGREE = _element("disagree", "wat iemand kan doen die het niet eens is", r"niet eens met")
_HOW_TO_PAY = _element("how_to_pay", "hoe er wordt betaald", r"IBAN: \S")
_IMPUTED = _element(
    "imputed", "waar de betaling naartoe ging", r"Ontvangen op \| Kosten \| Rente \| Hoofdsom", "art. 6:44 BW"
)

ELEMENTS: Mapping[str, tuple[Element, ...]] = {
    "budget_form": (
        _REGISTERED, _DISAGREE,
        _element("voluntary", "dat het formulier vrijwillig is", r"vrijwillig"),
        _element("indicative", "dat de uitkomst indicatief is", r"indicatief"),
        _element("free", "dat in delen betalen niets kost", r"kost u niets extra", "art. 6:96 lid 5 BW"),
        _element("answer_by", "voor welke dag wij het terug vragen", rf"voor of op {_DAY}"),
        _element("return_to", "waar het formulier heen gaat", r"Per post naar: \S"),
        _element("no_more", "dat wij geen nummer en geen afschriften vragen",
                 r"burgerservicenummer en uw bankafschriften hebben wij niet nodig", "art. 46 UAVG"),
        _element("asks_number", "geen vraag naar een burgerservicenummer, afschrift of bewijs van identiteit",
                 r"\bBSN\b|(?:vul|geef|noem|stuur) [^.]{0,60}(?:burgerservicenummer|bankafschrift|paspoort)",
                 "art. 46 UAVG", never=True),
    ),
    "plan_proposed": (
        _REGISTERED, _DISAGREE, _NO_SECOND_FEE, _NO_ADMISSION,
        _element("terms", "de termijnen met dag en bedrag", rf"\d+ \| {_DAY} \| {_EURO}"),
        _element("total", "het totaal", rf"Totaal \| +\| {_EURO}"),
        _element("answer_by", "tot welke dag het voorstel geldt", rf"voor of op {_DAY} weten"),
        _element("return_to", "waar het antwoord heen gaat", r"Per post naar: \S"),
        _element("otherwise", "wat er gebeurt zonder antwoord", r"geldt dit voorstel na .{1,40} niet meer"),
    ),
    "plan_lapsed": (
        _REGISTERED, _DISAGREE, _NO_SECOND_FEE, _NO_ADMISSION, _HOW_TO_PAY,
        _element("lapsed", "wanneer de regeling stopte", rf"is de regeling op {_DAY} gestopt"),
        _element("balance", "wat er open staat, en tot wanneer", rf"Betaal {_EURO} voor of op {_DAY}"),
        _element("next", "de volgende stap", r"volgende stap"),
        _element("option", "wat nog kan wie niet alles kan betalen", r"opnieuw in delen"),
        _element("second_fee", "geen tweede keer incassokosten", r"(?:nieuwe|opnieuw|nog een keer) incassokosten",
                 "art. 6:96 lid 5 BW", never=True),
    ),
    "plan_finished": (
        _REGISTERED, _DISAGREE,
        _element("kept", "dat alle termijnen zijn betaald", r"alle \d+ termijnen betaald"),
        _element("balance", "of er nog iets open staat", rf"staat nog {_EURO} open|niets meer te betalen"),
    ),
    "promise_confirmed": (
        _REGISTERED, _DISAGREE, _NO_ADMISSION, _HOW_TO_PAY,
        _element("promise", "het bedrag en de dag, met de dag van de week",
                 rf"{_EURO} betaalt op (?:maan|dins|woens|donder|vrij|zater|zon)dag {_DAY}"),
        _element("afterwards", "wat er daarna gebeurt", r"wat gebeurt er daarna\?"),
        _element("cannot", "wat iemand kan doen als het niet lukt", r"lukt het toch niet\?"),
    ),
    "payment_received": (
        _REGISTERED, _DISAGREE, _IMPUTED,
        _element("payment", "de dag en het bedrag", rf"Op {_DAY} is {_EURO} betaald"),
        _element("balance", "wat er nog open staat", rf"staat nu nog {_EURO} open|staat niets meer open"),
    ),
    "receipt": (
        _REGISTERED, _IMPUTED,
        _element("proof", "dat het een bewijs van betaling is", r"bewijs dat er is betaald \(kwijting", "art. 6:48 BW"),
        _element("amount", "wat er in totaal is betaald", rf"samen {_EURO} betaald", "art. 6:48 BW"),
        _element("claims", "voor welke rekeningen", r"Factuur \| Waarvoor", "art. 6:48 BW"),
        _element("balance", "wat er nog open staat", rf"staat nu nog {_EURO} open|staat niets meer open"),
        _element("asks", "geen vraag om te betalen", r"IBAN: |betaal € ?\d", never=True),
    ),
    "case_closed": (
        _REGISTERED,
        _element("closed", "wanneer het dossier sloot", rf"Op {_DAY} hebben wij uw dossier gesloten"),
        _element("why", "waarom het dossier sloot", r"waarom sluiten wij het dossier\?\n\n\S"),
        _element("balance", "dat er niets meer open staat", r"niets meer open"),
        _element("no_action", "dat er geen brieven meer komen", r"geen brieven of telefoontjes meer"),
        _element("kept", "hoe lang het dossier wordt bewaard", rf"minstens twee jaar .{{1,60}}tot en met {_DAY}",
                 "art. 5.1 lid 4 Bki"),
        _element("asks", "geen vraag om te betalen", r"betaal € ?\d|nu te betalen", never=True),
    ),
}


def faults(kind: str, text: str) -> tuple[Element, ...]:
    """What the filled `text` of a letter of this kind lacks, and what it says though it may not."""
    asked = ELEMENTS.get(kind, ())
    plain = re.sub(r"[^\S\n]+", " ", text) if asked else ""
    return tuple(each for each in asked if bool(each.words.search(plain)) is each.never)
