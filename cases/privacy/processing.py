"""Why personal data is kept, on what basis, how long, and what then: the words of the register (art. 30 AVG)."""

from dataclasses import dataclass
from typing import Final

from legal.debtor.privacy_terms import LAW_LEAST
from legal.policies import KEEPING

_INTEREST: Final = "art. 6 lid 1 onder f AVG: het belang van de schuldeiser bij betaling; door het bureau te bevestigen"
_DUTY: Final = "art. 6 lid 1 onder c AVG: een wettelijke plicht"
_AGREEMENT: Final = "art. 6 lid 1 onder b AVG: een overeenkomst"


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One activity as art. 30 lid 1 AVG asks it: of whom, why, on what basis, and who gets it."""

    name: str
    whose: str
    purpose: str
    basis: str
    receivers: str = "niemand buiten het bureau"


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long, in Dutch, and why so long."""

    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What happens at the end of the term, in Dutch. `changes`: whether something of a person goes then."""

    text: str
    changes: bool = True


COLLECTING: Final = Processing(
    name="Vorderingen innen", whose="debiteuren en wie naast of voor hen in een dossier staat",
    purpose="een vordering namens een opdrachtgever innen, minnelijk en zo nodig bij de rechter",
    basis=_INTEREST, receivers="de opdrachtgever; de gerechtsdeurwaarder, als een dossier naar hem gaat",
)
CARE: Final = Processing(
    name="Zorgvuldig incasseren", whose="debiteuren en wie naast of voor hen in een dossier staat",
    purpose="weten of en hoe iemand mag worden benaderd, en of hij kan betalen", basis=f"{_DUTY} (art. 4.1 Bki)",
)
BOOKS: Final = Processing(
    name="Boekhouding", whose="debiteuren", purpose="vastleggen wat is gevorderd, betaald en afgeboekt",
    basis=f"{_DUTY} (art. 52 AWR)", receivers="de opdrachtgever",
)
RIGHTS: Final = Processing(
    name="Verzoeken over privacy", whose="wie een verzoek doet", purpose="een verzoek op tijd beantwoorden",
    basis=f"{_DUTY} (art. 12 AVG)",
)
CLIENTS: Final = Processing(
    name="Opdrachtgevers en deurwaarders", whose="contactpersonen", purpose="de opdracht uitvoeren", basis=_AGREEMENT,
)
STAFF: Final = Processing(
    name="Gebruikers", whose="medewerkers en gebruikers van opdrachtgevers en deurwaarders",
    purpose="toegang geven en werk verdelen", basis=_AGREEMENT,
)
SECURITY: Final = Processing(
    name="Beveiliging en verantwoording", whose="gebruikers",
    purpose="kunnen aantonen wie wat deed, en misbruik zien", basis=f"{_DUTY} (art. 32 AVG)",
)
ALL: Final = (COLLECTING, CARE, BOOKS, RIGHTS, CLIENTS, STAFF, SECURITY)

WORDS: Final = Term(
    text=f"tot {KEEPING.words_years} jaar na het sluiten van het dossier",
    reason=f"het minste dat {LAW_LEAST} vraagt; voor langer is geen grond gelezen",
)
PERSON: Final = Term(
    text=f"tot {KEEPING.person_years} jaar na het sluiten van het laatste dossier",
    reason="hoort bij de boeken van art. 52 AWR: daaruit moet blijken wie betaalde",
)
REQUESTS: Final = Term(
    text=f"tot {KEEPING.request_years} jaar na het antwoord, en niet langer dan de persoon",
    reason="een keuze van het bureau: de AVG noemt geen termijn",
)
AGREED: Final = Term(
    text=f"tot {KEEPING.person_years} jaar na het einde van de opdracht", reason="hoort bij de boeken van art. 52 AWR",
)
EMPLOYED: Final = Term(
    text=f"tot {KEEPING.staff_years} jaar nadat iemand geen toegang meer heeft",
    reason="een keuze van het bureau: de AVG noemt geen termijn",
)
TRACED: Final = Term(
    text=f"tot {KEEPING.trace_years} jaar later", reason="een keuze van het bureau: even lang als de boeken",
)
CHAINED: Final = Term(
    text="zolang het programma wordt gebruikt",
    reason="een regel van de keten gaat niet weg; van wie een account was, gaat weg met dat account",
)
PASSING: Final = Term(
    text=f"tot {KEEPING.passing_days} dagen later", reason="een keuze van het bureau: het helpt alleen de verwerking",
)
UNUSED: Final = Term(
    text=f"tot {KEEPING.passing_days} dagen na het inlezen",
    reason="een keuze van het bureau: zonder dossier is er geen doel",
)
ALWAYS: Final = Term(text="zolang het programma wordt gebruikt", reason="het zegt niets over een persoon")

CLEARED: Final = Ending(text="wat over de persoon gaat, wordt leeggemaakt; bedragen en dagen blijven zonder naam")
UNREADABLE: Final = Ending(text="de woorden worden onleesbaar gemaakt; de regel zelf verandert nooit")
REMOVED: Final = Ending(text="gaat weg")
STAYS: Final = Ending(text="blijft", changes=False)
