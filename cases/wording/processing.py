"""The records of processing (art. 30 AVG) and the assessment of risks (art. 35 AVG), made from the register."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.privacy.processing import ALL, Processing
from cases.privacy.register import DOCUMENTS, ELSEWHERE, TABLES, Kept


@dataclass(frozen=True, kw_only=True)
class Group:
    """What is kept equally long and ends alike: its kinds, how long, why so long, and what happens then."""

    kinds: tuple[str, ...]
    term: str
    reason: str
    ending: str


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One processing with all that is kept for it."""

    processing: Processing
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Risk:
    """What could go wrong for somebody, and what stands against it in this program."""

    what: str
    against: str


def activities() -> tuple[Activity, ...]:
    """Every processing of personal data, in the order of the register."""
    everything = (*TABLES.values(), *DOCUMENTS.values(), *ELSEWHERE.values())
    return tuple(
        Activity(processing=each, groups=_groups(kept for kept in everything if kept.processing is each))
        for each in ALL
    )


def without_people() -> tuple[str, ...]:
    """What holds nothing about a person."""
    everything = (*TABLES.values(), *DOCUMENTS.values(), *ELSEWHERE.values())
    return tuple(sorted(kept.what for kept in everything if kept.processing is None))


def risks() -> tuple[Risk, ...]:
    """Only what the program itself does; what the agency arranges beside it, it adds on paper."""
    return (
        Risk(what="Iemand ziet een dossier dat hem niet aangaat",
             against="Elke pagina vraagt een recht; opdrachtgevers en deurwaarders vinden alleen wat van hen is."),
        Risk(what="Een burgerservicenummer of iets over gezondheid wordt bewaard",
             against="Invoer en bestanden worden erop nagekeken; het nummer wordt geweigerd of gemaskeerd."),
        Risk(what="Een besluit met gevolgen valt zonder dat een mens ernaar keek (art. 22 AVG)",
             against="Het programma adviseert met gronden; een medewerker beslist, bij de rechter een tweede persoon."),
        Risk(what="Iemand die kwetsbaar is, wordt toch benaderd",
             against="Een pauze houdt brieven en het exploot tegen; bij elk contact staat of het mag."),
        Risk(what="De verkeerde persoon wordt aangesproken",
             against="Wie dezelfde is, beslist een mens, met de gronden; het is ongedaan te maken."),
        Risk(what="Gegevens worden langer bewaard dan nodig",
             against="Elke tabel en elk soort stuk staat in dit register, met een termijn en een reden."),
        Risk(what="Een uitdraai noemt anderen",
             against="Namen en adressen van anderen gaan eruit; een medewerker leest haar na (art. 15 lid 4 AVG)."),
        Risk(what="Geschiedenis wordt achteraf veranderd",
             against="Wat vastligt verandert niet meer; een keten laat elke wijziging zien."),
        Risk(what="Gegevens raken kwijt",
             against="Reservekopieën zijn versleuteld en worden bij het terugzetten vergeleken."),
    )


def _groups(of: Iterable[Kept]) -> tuple[Group, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for kept in of:
        found.setdefault((kept.term.text, kept.term.reason, kept.ending.text), []).append(kept.what)
    return tuple(
        Group(kinds=tuple(dict.fromkeys(kinds)), term=term, reason=reason, ending=ending)
        for (term, reason, ending), kinds in found.items()
    )
