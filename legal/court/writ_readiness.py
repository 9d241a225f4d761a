"""Whether a writ can be served on this debtor and can say what it says: who he is, where he is, what was confirmed."""

from dataclasses import dataclass
from datetime import date

from legal.court.writ import Abbreviation
from legal.debtor.debtor_signs import IN_NAME, Sign, SignKind
from legal.wording import dutch_day

HOME = "NL"
_WHO = {
    SignKind.SEVERAL_PEOPLE: "De naam lijkt van meer personen. Elke persoon krijgt een eigen brief en staat met naam "
                             "in het exploot: maak er één persoon van en leg de anderen vast bij Personen en rollen.",
    SignKind.ESTATE: "De naam wijst op een overleden schuldenaar. Leg de dag van overlijden vast, en de erfgenamen met "
                     "hun deel of de executeur: het exploot gaat naar hen (art. 53 Rv).",
    SignKind.REPRESENTED: "De naam wijst op bewind, curatele of een andere vertegenwoordiger. Leg bij Personen en "
                          "rollen vast wie dat is: het exploot gaat dan naar de vertegenwoordiger.",
    SignKind.INSOLVENT: "De naam wijst op een faillissement, surseance of schuldsanering: dien de vordering in bij de "
                        "curator of bewindvoerder.",
    SignKind.CARE_OF: "De naam of het adres is “per adres”: dat is niet de eigen woonplaats.",
}


@dataclass(frozen=True, kw_only=True)
class DocumentLack:
    """Something that the document needs: what it is and who can mend it, both Dutch."""

    text: str
    supplier: str


@dataclass(frozen=True, kw_only=True)
class WritFacts:
    """What decides whom the writ is for and what it may say.

    `signs` are those that nobody has looked at. `unseen` are uncommon abbreviations that nobody has seen.
    `court_intended` None: nobody recorded it. `defence_raised`: a dispute is on record; `defence_stated_on`: a person
    put it into the words of the writ after that. `no_defence_on`: confirmed then, and `is_stale` when the debtor was
    heard since.
    """

    country: str = HOME
    signs: tuple[Sign, ...] = ()
    person_checked_on: date | None = None
    lacks: tuple[DocumentLack, ...] = ()
    unseen: tuple[Abbreviation, ...] = ()
    court_intended: bool | None = None
    court_recorded_on: date | None = None
    defence_raised: bool = False
    defence_stated_on: date | None = None
    no_defence_on: date | None = None
    is_stale: bool = False


def person(facts: WritFacts) -> tuple[str, str]:
    """(found, missing): whether the writ is for one living person who speaks for himself, or one organisation."""
    told = [f"Gevonden: “{sign.found}”. {_WHO[sign.kind]}" for sign in facts.signs if sign.kind in IN_NAME]
    if told:
        return "", " ".join(told)
    if facts.person_checked_on is not None:
        return f"Naam nagekeken op {dutch_day(facts.person_checked_on)}.", ""
    return "De naam wijst op één persoon of organisatie.", ""


def place(facts: WritFacts) -> str:
    """Why the bailiff cannot serve at this address; empty when he can."""
    if facts.country != HOME:
        return (
            f"De schuldenaar woont of is gevestigd in het buitenland ({facts.country}). Betekening in het buitenland "
            "(art. 55 en 56 Rv) kent dit programma nog niet; overleg met de deurwaarder."
        )
    if any(sign.kind is SignKind.PO_BOX for sign in facts.signs):
        return "Het adres is een postbus of antwoordnummer: daar kan niet worden betekend. Zoek het woonadres op."
    return ""


def document(facts: WritFacts) -> tuple[str, str, str]:
    """(found, missing, suppliers): what the document needs and does not have."""
    missing = " ".join(f"{lack.text.rstrip('.')} ({lack.supplier} kan dit aanvullen)." for lack in facts.lacks)
    suppliers = ", ".join(dict.fromkeys(lack.supplier.removeprefix("de ") for lack in facts.lacks))
    return ("" if missing else "Alle gegevens voor het exploot zijn er."), missing, suppliers


def wording(facts: WritFacts) -> tuple[str, str]:
    """(found, missing): uncommon abbreviations that a person must have seen. Law: art. 15 lid 1 Gdw."""
    if not facts.unseen:
        return "Geen ongebruikelijke afkortingen die nog niemand heeft gezien.", ""
    listed = ", ".join(
        f"“{each.word}”" + (f" (voluit: {each.proposal})" if each.proposal else "") for each in facts.unseen
    )
    return "", f"Het exploot haalt teksten letterlijk aan. Kijk of dit zo op de factuur staat: {listed}."


def court(facts: WritFacts) -> str:
    """What the writ says about going to court."""
    if facts.court_recorded_on is None or facts.court_intended is None:
        return "Het exploot zegt niets over de rechter: er is geen toestemming van de opdrachtgever vastgelegd."
    day = dutch_day(facts.court_recorded_on)
    if facts.court_intended:
        return f"Het exploot kondigt de gang naar de rechter aan: de opdrachtgever stemde daarmee in op {day}."
    return f"Het exploot zegt niets over de rechter: de opdrachtgever wil dat niet, vastgelegd op {day}."


def defence(facts: WritFacts) -> tuple[str, str]:
    """(found, missing): what the writ says about a defence."""
    if facts.defence_stated_on is not None:
        return f"Het exploot noemt het verweer zoals het op {dutch_day(facts.defence_stated_on)} is beschreven.", ""
    if facts.defence_raised:
        return "", "Er is verweer gevoerd. Beschrijf het verweer en de reactie zoals die in het exploot komen."
    if facts.no_defence_on is None:
        return "Het exploot zegt niets over verweer: niemand heeft bevestigd dat er geen verweer bekend is.", ""
    day = dutch_day(facts.no_defence_on)
    if facts.is_stale:
        since = "daarna is er nog contact of een stuk geweest. Lees dat en bevestig opnieuw."
        return f"Het exploot zegt niets over verweer: de bevestiging van {day} geldt niet meer, want {since}", ""
    return f"Het exploot zegt dat er geen verweer bekend is: bevestigd op {day}.", ""
