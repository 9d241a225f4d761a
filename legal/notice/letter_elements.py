"""What a letter has to say, and what it may not, where the law or good conduct asks it: looked for in its filled text.

Kinds go by their name in `letters`; one that stands nowhere here has its own check.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LAW_INFORMED = "art. 4.1 Bki"
LAW_COMPLAINT = "art. 6.1 Bki"
LAW_SCHEME = "art. 13 lid 5 Wki"
LAW_PRIVACY, LAW_PRIVACY_MORE = "art. 14 lid 1 AVG", "art. 14 lid 2 AVG"
LAW_LODGED = "art. 110 lid 1 Faillissementswet"
LAW_DEFAULT = "art. 6:82 lid 1 BW"
LAW_INTERRUPTION = "art. 3:317 lid 1 BW"
LAW_GUARANTOR = "art. 7:855 BW"
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
_NO_NEW_FEE = _element(
    "second_fee", "geen tweede keer incassokosten", r"(?:nieuwe|opnieuw|nog een keer) incassokosten",
    "art. 6:96 lid 5 BW", never=True,
)
_NO_ADMISSION = _element(
    "no_admission", "geen erkenning van de schuld", r"\b(?:u erken|erkent u|erkenning van)", "art. 3:318 BW", never=True
)
_DISAGREE = _element("disagree", "wat iemand kan doen die het niet eens is", r"niet eens met")
_HOW_TO_PAY = _element("how_to_pay", "hoe er wordt betaald", r"IBAN: \S")
_IMPUTED = _element(
    "imputed", "waar de betaling naartoe ging", r"Ontvangen op \| Kosten \| Rente \| Hoofdsom", "art. 6:44 BW"
)
_DOCUMENTS = _element("papers", "dat stukken gratis te zien zijn", r"stukken zien\?")
_ASKS_NO_MONEY = _element(
    "no_payment_asked", "geen vraag om te betalen",
    r"nu te betalen|betaal (?:binnen|voor|uiterlijk|€)|u moet (?:nog )?betalen|laatste kans", never=True,
)
_HANDLER = _element("handler", "wie de klacht behandelt", r"behandelt uw klacht", LAW_COMPLAINT)
_SCHEME = _element("scheme", "waar iemand met een klacht verder terecht kan", r"Niet tevreden over dit antwoord\?"
                   r"|Komen wij er samen niet uit\?", LAW_SCHEME)

_PRIVACY = (
    _element("controller", "wie verantwoordelijk is voor de gegevens", r"wie is verantwoordelijk\? \S", LAW_PRIVACY),
    _element("data", "welke gegevens het zijn", r"welke gegevens zijn het\? \S", LAW_PRIVACY),
    _element("purpose", "waarom de gegevens worden gebruikt, en op welke grond",
             r"waarom gebruiken wij ze\? .{1,600}gerechtvaardigd belang.{1,200}plicht", LAW_PRIVACY),
    _element("receivers", "wie de gegevens krijgt", r"wie krijgt ze nog meer\? \S", LAW_PRIVACY),
    _element("source", "van wie de gegevens kwamen", r"wij kregen ze van \S", LAW_PRIVACY_MORE),
    _element("period", "hoe lang de gegevens worden bewaard", r"hoe lang bewaren wij ze\? .{1,200} jaar",
             LAW_PRIVACY_MORE),
    _element("data_rights", "welke rechten iemand heeft over zijn gegevens",
             r"inzien, laten verbeteren of laten wissen.{1,200}bezwaar maken\. Mail naar \S", LAW_PRIVACY_MORE),
    _element("data_complaint", "waar iemand kan klagen over het gebruik van zijn gegevens",
             r"klacht indienen bij de Autoriteit Persoonsgegevens", LAW_PRIVACY_MORE),
)
_FIRST_CONTACT = (
    _REGISTERED, _DISAGREE, _HOW_TO_PAY, _DOCUMENTS,
    _element("complaint", "hoe iemand kan klagen", r"\nKlacht\. \S", LAW_COMPLAINT),
    _element("dispute_body", "bij welke geschillencommissie het bureau is aangesloten",
             r"\nGeschillencommissie\. .{1,80} kunt u naar \S", LAW_SCHEME),
    _NO_SECOND_FEE, *_PRIVACY,
)

ELEMENTS: Mapping[str, tuple[Element, ...]] = {
    "first_notice": (
        *_FIRST_CONTACT,
        _element("taken_over", "dat het bureau het innen overneemt, en voor wie",
                 r"heeft ons gevraagd om|heeft de vordering op u overgedragen", "art. 11 lid 3 Wki"),
    ),
    "added_notice": (
        *_FIRST_CONTACT,
        _element("earlier", "welke brief eraan voorafging", rf"op {_DAY} schreven wij u over"),
    ),
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
    "arrangement_confirmation": (
        _REGISTERED, _DISAGREE, _NO_SECOND_FEE, _NO_ADMISSION, _HOW_TO_PAY, _DOCUMENTS,
        _element("agreed", "wanneer de regeling is afgesproken", rf"Op {_DAY} hebben wij met u afgesproken"),
        _element("terms", "de termijnen met dag en bedrag", rf"\d+ \| {_DAY} \| {_EURO}"),
        _element("split", "de opbouw van het totaal", rf"\(hoofdsom\) \| {_EURO}", "art. 3.1 Bki"),
        _element("total", "het totaal van de regeling", rf"Totaal van de regeling \| {_EURO}"),
        _element("stays", "dat er verder niets gebeurt zolang iemand betaalt", r"doen wij niets anders"),
        _element("missed", "wat er gebeurt als een termijn niet lukt", r"Lukt een termijn niet\?"),
    ),
    "interruption_letter": (
        _REGISTERED, _DISAGREE, _DOCUMENTS,
        _element(
            "no_payment_asked", "geen vraag om te betalen",
            r"nu te betalen|betaal (?:binnen|voor|uiterlijk|€)|\bu moet (?:nog )?betalen|laatste kans", never=True,
        ),
        _element("reserved", "dat de schuldeiser zich ondubbelzinnig zijn recht op nakoming voorbehoudt",
                 r"behoud(?:t|en) .{0,20}ondubbelzinnig het recht voor op nakoming", LAW_INTERRUPTION),
        _element("claims", "om welke rekeningen het gaat", rf"\| \d\d-\d\d-\d{{4}} \| {_EURO}", LAW_INTERRUPTION),
    ),
    "guarantor_notice": (
        _REGISTERED, _DOCUMENTS, _ASKS_NO_MONEY,
        _element("told", "dat de debiteur om betaling wordt gevraagd", r"wij vragen .{1,300} om te betalen",
                 LAW_GUARANTOR),
        _element("nothing_now", "dat de borg nu niets hoeft te betalen", r"u hoeft nu niets te betalen", LAW_GUARANTOR),
        _element("most", "hoeveel het ten hoogste kan worden", rf"ten hoogste {_EURO}", LAW_GUARANTOR),
        _element("not_one", "wat iemand kan doen die geen borg is", r"Staat u niet borg, of bent u het"),
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
        _NO_NEW_FEE,
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
    "default_notice": (
        _REGISTERED, _DISAGREE, _DOCUMENTS, _HOW_TO_PAY,
        _element("demand", "dat het een aanmaning is", r"Deze brief is een aanmaning", LAW_DEFAULT),
        _element("term", "de termijn vanaf de bezorging",
                 rf"Betaal {_EURO} binnen \d+ dagen nadat deze brief bij u is bezorgd", LAW_DEFAULT),
        _element("consequence", "het gevolg van niet betalen", r"Dan bent u in verzuim", LAW_DEFAULT),
        _element("taken_over", "voor wie wij innen, en dat wij dat overnemen",
                 r"nemen dit over|overgedragen aan ons", "art. 11 lid 3 Wki"),
        _element("claims", "de rekeningen", r"Factuur \| Waarvoor \| Datum factuur \| Betalen voor of op",
                 "art. 3.1 Bki"),
        _element("total", "het totaal", rf"Totaal \|.*{_EURO}", "art. 3.1 Bki"),
        _element("free", "dat wie op tijd betaalt geen rente en kosten betaalt", r"geen rente en geen incassokosten"),
        _element("fee", "geen bedrag aan incassokosten", rf"incassokosten[^.|]{{0,40}}{_EURO}", "art. 6:96 lid 6 BW",
                 never=True),
    ),
    "reminder": (
        _REGISTERED, _DISAGREE, _NO_SECOND_FEE, _HOW_TO_PAY, _NO_NEW_FEE,
        _element("earlier", "wanneer wij eerder schreven", rf"Op {_DAY} schreven wij u"),
        _element("asked", "wat er wordt gevraagd, en tot wanneer", rf"Betaal {_EURO} voor of op {_DAY}"),
        _element("split", "de opbouw per rekening", r"Factuur \| Waarvoor \| Hoofdsom \| Rente", "art. 3.1 Bki"),
        _element("total", "het totaal", rf"Totaal \|.*{_EURO}", "art. 3.1 Bki"),
        _element("next", "wat er daarna gebeurt", r"als u niets doet\?"),
        _element("option", "wat kan wie niet alles kan betalen", r"in delen te betalen"),
    ),
    "last_summons": (
        _REGISTERED, _DISAGREE, _NO_SECOND_FEE, _HOW_TO_PAY, _NO_NEW_FEE,
        _element("asked", "wat er wordt gevraagd, en tot wanneer", rf"Betaal {_EURO} voor of op {_DAY}"),
        _element("split", "de opbouw per rekening", r"Factuur \| Waarvoor \| Hoofdsom \| Rente", "art. 3.1 Bki"),
        _element("next", "de volgende stap, met de dag", rf"vanaf {_DAY} aan een gerechtsdeurwaarder"),
        _element("court", "dat de zaak daarna naar de rechter gaat", r"voorleggen aan de kantonrechter"),
        _element("court_costs", "wat een rechtszaak ongeveer kost", rf"ongeveer {_EURO}"),
        _element("estimate", "dat dit een schatting is", r"Dit is een schatting"),
        _element("last", "dat dit de laatste kans is voor de deurwaarder komt", r"laatste kans om te betalen voordat"),
        _element("option", "wat kan wie niet alles kan betalen", r"in delen te betalen"),
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
    "dispute_received": (
        _REGISTERED, _DOCUMENTS, _ASKS_NO_MONEY,
        _element("stopped", "wat er stilstaat", r"vragen wij u niet om te betalen"),
        _element("asked", "wat wij van de schuldenaar nodig hebben", r"wat hebben wij van u nodig\?"),
        _element("answer_by", "de dag waarop er antwoord is", rf"uiterlijk op {_DAY}"),
        _element("no_admission", "dat niemand iets erkent", r"erkent u de schuld niet"),
    ),
    "dispute_answered": (
        _REGISTERED, _DOCUMENTS,
        _element("objection", "welk bezwaar wordt beantwoord", rf"op {_DAY} liet u weten"),
        _element("reasons", "de redenen", r"wat zegt de wet\?"),
        _element("answer", "het antwoord van de schuldeiser", r"het antwoord van .{1,200}: “[^”]+”"),
        _element("next", "wat iemand nu kan doen", r"wat kunt u nu doen\?"),
        _element("complaint", "de weg voor een klacht", r"klacht\.", LAW_SCHEME),
    ),
    "client_question": (
        _element("objection", "het bezwaar in de woorden van de schuldenaar", r": “[^”]+”"),
        _element("answer_by", "voor welke dag wij antwoord vragen", rf"uiterlijk op {_DAY}"),
        _element("stopped", "wat er stilstaat", r"vragen wij .{1,300} niet om te betalen"),
        _element("prescription", "wanneer de vordering verjaart", r"verjaar"),
    ),
    "complaint_received": (
        _REGISTERED, _ASKS_NO_MONEY, _HANDLER, _SCHEME,
        _element("received", "wanneer de klacht kwam", rf"op {_DAY} kregen wij uw klacht", LAW_COMPLAINT),
        _element("answer_by", "wanneer er antwoord is", rf"uiterlijk op {_DAY}", LAW_COMPLAINT),
    ),
    "complaint_answered": (
        _REGISTERED, _ASKS_NO_MONEY, _HANDLER, _SCHEME,
        _element("received", "wanneer de klacht kwam", rf"op {_DAY} kregen wij uw klacht", LAW_COMPLAINT),
        _element("outcome", "de uitkomst", r"uw klacht is (?:terecht|deels terecht|niet terecht)", LAW_COMPLAINT),
        _element("answer", "de redenen", r"waarom vinden wij dat\?", LAW_COMPLAINT),
    ),
    "debt_help_balance": (
        _REGISTERED,
        _element("split", "de opbouw per rekening", r"Factuur \| .*Hoofdsom \| Rente", "Bki 3.1"),
        _element("total", "het totaal", rf"Totaal \|.*{_EURO}"),
        _element("valid", "tot wanneer de opgave geldt", rf"geldt tot en met {_DAY}"),
        _element("title", "of er een vonnis is", r"Vonnis: "),
        _element("attachment", "of er beslag ligt", r"Beslag: "),
        _element("preference", "of er voorrang is", r"Voorrang: "),
        _element("pause", "dat het innen stilstaat", r"vragen wij .{1,300} niet om te betalen"),
        _element("contact", "met wie contact kan", r"Contact bij ons: "),
    ),
    "claim_submission": (
        _REGISTERED,
        _element("nature", "de aard van de vordering", r"aard van de vordering", LAW_LODGED),
        _element("amount", "het bedrag", rf"Totaal \|.*{_EURO}", LAW_LODGED),
        _element("day", "de dag van de uitspraak", rf"uitspraak van {_DAY}", LAW_LODGED),
        _element("preference", "of er aanspraak op voorrang wordt gemaakt", r"Voorrang: ", LAW_LODGED),
        _element("proof", "de bewijsstukken", r"Bijgevoegd: ", LAW_LODGED),
        _element("receipt", "de vraag om een bewijs van ontvangst", r"bewijs van ontvangst", "art. 110 lid 2 Fw"),
    ),
    "to_heirs": (
        _REGISTERED, _ASKS_NO_MONEY,
        _element("condolence", "een condoleance", r"wij condoleren u"),
        _element("nothing_asked", "dat er niet om betaling wordt gevraagd", r"wij vragen u niet om te betalen"),
        _element("executor", "de vraag wie de nalatenschap regelt", r"nalatenschap regelt|nalatenschap\?",
                 "art. 4:145 BW"),
        _element("choice", "dat een erfenis mag worden geweigerd", r"verwerpen", "art. 4:190 BW"),
        _element(
            "no_demand", "geen woorden van een aanmaning", r"(?<!geen )aanmaning|incassokosten|rente ", never=True
        ),
    ),
    "to_representative": (
        _REGISTERED, _DOCUMENTS, _ASKS_NO_MONEY,
        _element("capacity", "in welke hoedanigheid iemand de brief krijgt", r"u bent .{1,300} van "),
        _element("claims", "de rekeningen", r"Factuur \| "),
        _element("talk", "met wie wij over betalen praten", r"praten wij alleen met u"),
    ),
    "copies": (
        _REGISTERED, _ASKS_NO_MONEY,
        _element("list", "wat er is bijgevoegd", r"wat sturen wij u\?"),
        _element("free", "dat het niets kost", r"kost u niets"),
        _element("next", "wat iemand kan doen die het niet eens is", r"Klopt er iets niet\?"),
    ),
}

_DONE = r"dan bent u klaar: wij vragen u voor "
_HELP = r"hulp bij uw gemeente|uw gemeente kan u ook helpen"


class Holds(StrEnum):
    """What holds of one letter and not of every one of its kind, so that it has to say more, or may not."""

    NATURAL_PERSON = "natural_person"
    COMPANY = "company"
    SETTLES = "settles"
    SETTLES_NOT = "settles_not"


WHERE: Mapping[Holds, tuple[Element, ...]] = {
    Holds.NATURAL_PERSON: (_element("debt_help", "waar hulp bij schulden is", _HELP, "art. 5.2 Bki"),),
    Holds.COMPANY: (
        _element("no_debt_help", "geen hulp van de gemeente voor een bedrijf",
                 rf"{_HELP}|Nederlandse Schuldhulproute|Juridisch Loket", never=True),
    ),
    Holds.SETTLES: (_element("done", "dat wie dit op tijd betaalt, klaar is", _DONE),),
    Holds.SETTLES_NOT: (_element("not_done", "niet dat iemand klaar is die nog iets moet", _DONE, never=True),),
}


def faults(kind: str, text: str, holds: Iterable[Holds] = ()) -> tuple[Element, ...]:
    """What the filled `text` of a letter of this kind, of which this holds, lacks, and what it may not say."""
    asked = (*ELEMENTS.get(kind, ()), *(each for one in holds for each in WHERE[one]))
    plain = re.sub(r"[^\S\n]+", " ", text) if asked else ""
    return tuple(each for each in asked if bool(each.words.search(plain)) is each.never)
