"""How an interest agreement is chosen on a form, with a client and for one claim."""

from typing import Final

from legal.counting.valuation import InterestKind

INTEREST_NAMES: Final = {
    InterestKind.STATUTORY: "Wettelijke rente (art. 6:119 BW)",
    InterestKind.COMMERCIAL: "Wettelijke handelsrente, alleen tussen bedrijven (art. 6:119a BW)",
    InterestKind.CONTRACTUAL: "Contractuele rente, met het afgesproken percentage",
    InterestKind.NONE: "Geen rente",
}
# Of one claim; with a client it follows from the choice that its debtors are bodies of the government.
WITH_GOVERNMENT: Final = INTEREST_NAMES | {
    InterestKind.GOVERNMENT: "Wettelijke handelsrente bij een overheid (art. 6:119b BW)",
}
PER: Final = {"": "Niet van toepassing", "day": "Dag", "month": "Maand", "year": "Jaar"}
