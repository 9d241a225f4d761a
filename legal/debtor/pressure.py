"""Words that press a debtor with what may not, or cannot yet, be done to him: no text to him holds them.

A phrase is looked for, not a word: "deurbeslag" may be what somebody bought, and who writes that something does *not*
happen ("geen beslag") presses nobody. Of words that somebody types for a letter `legal.notice.threats` asks more: there
a word is enough.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum

CONDUCT = "art. 4.1 Besluit kwaliteit incassodienstverlening"


class Step(IntEnum):
    """How far a case has come: what may be announced grows with it.

    COURT_NEXT: the client gave the mandate for court and a person decided on it. TITLE: a judgment was served.
    """

    VOLUNTARY = 0
    COURT_NEXT = 1
    TITLE = 2


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """A phrase that may not be used: what it presses with, `found` in the text, why not (Dutch), the source."""

    code: str
    found: str
    message: str
    law: str


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """What phrases announce; in each stands one of the `hints`. `allowed_from`: the step of a case from which it can be
    true, None for never.
    """

    code: str
    hints: tuple[str, ...]
    phrases: re.Pattern[str]
    message: str
    law: str
    allowed_from: Step | None = None
    consumers_only: bool = False


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # they could part a word
_GAP = r"[^.!?|]{0,60}?"  # within one sentence or cell
_WE = r"(?:wij|we)"
_BAILIFF = r"(?<!geen )(?<!niet door een )\b(?:gerechts)?deurwaarder\b"
_SEIZED = r"(?<!geen )\b(?:loon|bank|derden)?beslag\b"
_EXTRA_COSTS = (
    "administratie", "dossier", "aanmanings", "herinnerings", "sommatie", "registratie", "informatie", "bezoek",
    "behandelings", "regelings",
)
_EXTRA_HINTS = (*(f"{word}kosten" for word in _EXTRA_COSTS), "kosten van ", "kosten voor ")
_EXTRA = rf"(?<!geen )\b(?:{'|'.join(_EXTRA_COSTS)})kosten\b"
_PEOPLE = ("werkgever", "baas", "buren", "buurman", "buurvrouw", "familie", "ouders", "collega")
_OTHERS = rf"\b(?:uw|je) (?:{'|'.join(_PEOPLE)}(?:['’]?s)?)\b"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


_MEASURES = (
    _Measure(
        code="seizure", allowed_from=Step.TITLE, law=f"art. 430 en 439 Rv; {CONDUCT}",
        hints=("beslag",),
        message="Beslag kan pas na een vonnis dat is betekend: dreig er niet mee.",
        phrases=_any(
            r"(?<!geen )\b(?:loon|bank|derden)beslag\b", r"\bbeslagleg\w+",
            rf"{_SEIZED} (?:te |laten )?(?:leggen|legt|gelegd)\b", rf"{_SEIZED} (?:\w+ )?op (?:uw|je)\b",
            rf"\b(?:leggen|legt|leg) {_GAP}{_SEIZED}", r"\bin beslag (?:te )?(?:nemen|neemt|genomen)\b",
        ),
    ),
    _Measure(
        code="bailiff", allowed_from=Step.COURT_NEXT, law=CONDUCT,
        hints=("deurwaarder",),
        message="Een deurwaarder is nu niet aan de orde: kondig hem pas aan als de opdracht er is.",
        phrases=_any(
            rf"{_BAILIFF}{_GAP}\b(?:aan (?:de|uw) deur|bij u thuis|langs|bezoek\w*|komt|komen|sturen|stuurt"
            r"|inschakel\w*|ingeschakeld|overdragen|overgedragen|in handen)\b",
            rf"\b(?:sturen|stuurt|schakelen|schakelt|dragen|draagt|geven|geeft|komt) {_GAP}{_BAILIFF}",
        ),
    ),
    _Measure(
        code="court", allowed_from=Step.COURT_NEXT, law=CONDUCT,
        hints=("dagvaar", " gerechtelijke", "juridische", "rechter", "rechtszaak", "procedure"),
        message="De rechter is nu niet aan de orde: kondig hem pas aan als daartoe is besloten.",
        phrases=_any(
            r"(?<!geen )\bdagvaar\w+",
            r"(?<!geen )\b(?:gerechtelijke|juridische) (?:stappen|procedure|maatregelen|weg)\b",
            rf"\b{_WE} {_GAP}\b(?:naar|voor) de rechter\b",
            rf"\b(?:gaan|stappen|brengen|leggen) {_WE} {_GAP}\brechter\b",
            rf"\b(?:zaak|rekening|vordering|dossier)\b {_GAP}\b(?:naar|voor|aan) de rechter\b",
            rf"\b(?:beginnen|starten|spannen) {_WE} {_GAP}(?<!geen )\b(?:rechtszaak|procedure)\b",
            r"(?<!geen )\b(?:rechtszaak|procedure) (?:te )?(?:beginnen|starten|aanspannen)\b",
        ),
    ),
    _Measure(
        code="bankruptcy", law=CONDUCT, message="Dreigen met een faillissement is ongeoorloofde druk.",
        hints=("faillissement", "failliet"),
        phrases=_any(
            r"\bfaillissementsaanvraag\b", rf"(?<!geen )\bfaillissement\b {_GAP}\b(?:aan te vragen|aanvragen)\b",
            rf"\b(?:vragen|vraagt) {_GAP}(?<!geen )\bfaillissement (?:van \w+ )?aan\b",
            r"\bfailliet (?:laten )?verklaren\b",
        ),
    ),
    _Measure(
        code="credit_register", law=CONDUCT,
        hints=("bkr", "zwarte lijst"),
        message="Een incassobureau registreert niemand bij het BKR of op een lijst: dreig er niet mee.",
        phrases=_any(
            rf"\b(?:regist\w+|geregistreerd|meld\w*|gemeld|aangemeld|notering|code) {_GAP}\bbkr\b",
            rf"\bbkr\b[ -]?{_GAP}\b(?:regist\w+|geregistreerd|melding|melden|gemeld|notering|code)\b",
            r"\bzwarte lijst\b",
        ),
    ),
    _Measure(
        code="last_chance", allowed_from=Step.COURT_NEXT, law=CONDUCT,
        hints=("laatste ",),
        message="Dit is niet de laatste kans: de debiteur kan later ook nog betalen of een oplossing vragen.",
        phrases=_any(r"\b(?:aller)?laatste (?:kans|mogelijkheid|gelegenheid|waarschuwing|aanmaning|sommatie)\b"),
    ),
    _Measure(
        code="extra_costs", consumers_only=True, law="art. 6:96 lid 5 BW",
        hints=_EXTRA_HINTS,
        message="Naast de wettelijke incassokosten mogen van een consument geen andere kosten worden gevraagd.",
        phrases=_any(
            rf"{_EXTRA}{_GAP} (?:betal\w+|betaalt|verschuldigd|in rekening|rekenen|gerekend|bovenop|erbij|verhoog\w+)"
            r"\b",
            rf"\b(?:betaalt|betalen|rekenen|verhoogd|verhogen|komen|komt|brengen) {_GAP}{_EXTRA}",
            rf"(?<!geen )\bkosten (?:van|voor) (?:de|een|uw) (?:betalings)?regeling\b {_GAP}\b(?:betal\w+|rekenen)\b",
        ),
    ),
    _Measure(
        code="rising_costs", allowed_from=Step.COURT_NEXT, consumers_only=True, law="art. 6:96 lid 5 en 6 BW",
        hints=("lopen", "stijgen"),
        message="De incassokosten staan vast: schrijf niet dat de kosten oplopen.",
        phrases=_any(
            r"\bkosten (?:\w+ ){0,3}(?:oplopen|op te lopen|stijgen)\b", r"\bkosten lopen (?:\w+ ){0,2}op\b",
        ),
    ),
    _Measure(
        code="detention", law="art. 585 Rv", message="Voor een gewone schuld wordt niemand opgesloten of aangegeven.",
        hints=("gijzel", "gevangenis", "aangifte"),
        phrases=_any(r"(?<!geen )\bgijzel\w+", r"(?<!geen )\bgevangenis\w*", rf"\b{_WE} {_GAP}\baangifte\b"),
    ),
    _Measure(
        code="other_people", law=CONDUCT, hints=_PEOPLE,
        message="Een schuld gaat anderen niet aan: dreig niet dat zij ervan horen.",
        phrases=_any(
            rf"{_OTHERS} {_GAP}\b(?:inlichten|informeren|op de hoogte|vertellen|benaderen|bellen|aanschrijven)\b",
            rf"\b(?:lichten|informeren|vertellen|benaderen|bellen|stellen|schrijven) (?:{_WE} )?{_GAP}{_OTHERS}",
        ),
    ),
    _Measure(
        code="eviction", allowed_from=Step.TITLE, law=f"art. 430 Rv; {CONDUCT}",
        hints=("huis", "woning"),
        message="Ontruimen kan pas na een vonnis dat is betekend: dreig er niet mee.",
        phrases=_any(
            r"\buit (?:uw|het) huis (?:te )?(?:zetten|zet|gezet)\b", r"(?<!geen )\bhuisuitzetting\b",
            rf"\b(?:uw|je) (?:woning|huis)\b {_GAP}\bontruim\w+", rf"\bontruim\w+ {_GAP}\b(?:uw|je) (?:woning|huis)\b",
        ),
    ),
)


def pressing(
    text: str, *, step: Step = Step.VOLUNTARY, is_consumer: bool = True, names: Collection[str] = ()
) -> tuple[Pressing, ...]:
    """Every phrase of `text` that a debtor may not be pressed with while his case is at `step`; empty for none.

    `names`: of the parties, which are printed to the letter and press nobody. Law: art. 4.1 Bki asks for correct and
    complete information; that nobody is pressed with a measure that cannot or will not yet be taken is how the rules on
    it are explained (Regeling kwaliteit incassodienstverlening, Stcrt. 2024, 10329; not read itself).

    >>> [each.code for each in pressing("Betaal, of wij leggen beslag op uw loon.")]
    ['seizure']
    >>> pressing("Deurbeslag, zwart, twee stuks")
    ()
    """
    searched = _plain(text)
    for known in sorted((_plain(name).strip() for name in names), key=len, reverse=True):
        searched = searched.replace(known, "…") if known else searched
    return tuple(
        Pressing(code=measure.code, found=found, message=measure.message, law=measure.law)
        for measure in _MEASURES if _applies(measure, step, is_consumer)
        for found in _phrases(measure, searched)
    )


def _applies(measure: _Measure, step: Step, is_consumer: bool) -> bool:
    if measure.consumers_only and not is_consumer:
        return False
    return measure.allowed_from is None or step < measure.allowed_from


def _phrases(measure: _Measure, searched: str) -> Iterator[str]:
    if not any(map(searched.__contains__, measure.hints)):
        return iter(())
    return iter(dict.fromkeys(match.group().strip() for match in measure.phrases.finditer(searched)))


def _plain(text: str) -> str:
    """Small letters, composed, without what is not seen; a bar where a line ends, as between the cells of a table.

    A space stands before it, by which a hint can ask for the start of a word.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).replace("*", ""))
    return " ".join(("", *" | ".join(filter(str.strip, seen.casefold().splitlines())).split()))
