"""Unwillingness or inability to pay (betalingsonwil, betalingsonmacht): the signals, and what a decision needs.

Nothing here decides. A person weighs the signals and gives the reason; the objections say what is missing for that.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MANY_OPEN_CLAIMS = 3      # Bki 5.2 asks to notice a problematic debt; the number is a choice of the agency
EARLY_BREAK_TERMS = 1
ENOUGH_DATED_SIGNALS = 2


class Outcome(StrEnum):
    """What the person decided."""

    ABLE_WILLING = "able_willing"
    ABLE_UNWILLING = "able_unwilling"
    UNABLE_WILLING = "unable_willing"
    UNABLE_UNWILLING = "unable_unwilling"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """What a signal points to."""

    CAN = "can"
    CANNOT = "cannot"
    WANTS = "wants"
    REFUSES = "refuses"
    NEUTRAL = "neutral"


DUTCH_OUTCOMES = {
    Outcome.ABLE_WILLING: "kan en wil betalen",
    Outcome.ABLE_UNWILLING: "kan, maar wil niet betalen (betalingsonwil)",
    Outcome.UNABLE_WILLING: "wil, maar kan niet betalen (betalingsonmacht)",
    Outcome.UNABLE_UNWILLING: "kan en wil niet betalen",
    Outcome.UNKNOWN: "nog niet te zeggen",
}
ROUTES = {
    Outcome.ABLE_WILLING: "Betaallink of korte betalingsregeling.",
    Outcome.UNABLE_WILLING: "Langere regeling naar draagkracht, verwijzing naar schuldhulp, rust in het dossier.",
    Outcome.UNABLE_UNWILLING: "Geen verdere kosten: parkeren, alleen stuiten, schuldhulp of advies tot afboeken.",
    Outcome.ABLE_UNWILLING: "Laatste sommatie, daarna sommatie-exploot of dagvaarding.",
    Outcome.UNKNOWN: "Nog een kanaal proberen, ook telefoon of bezoek; daarna wegen of verdere stappen evenredig zijn.",
}


@dataclass(frozen=True, kw_only=True)
class BrokenArrangement:
    """An arrangement that lapsed on `broken_on` after `terms_kept` terms were paid."""

    broken_on: date
    terms_kept: int


@dataclass(frozen=True, kw_only=True)
class AssessmentFacts:
    """What the record knows of one debtor. Every sign has the days on which it showed; empty means it did not."""

    unanswered_on: tuple[date, ...] = ()
    answered_on: tuple[date, ...] = ()
    arrangement_asked_on: tuple[date, ...] = ()
    budget_given_on: tuple[date, ...] = ()
    paid_on: tuple[date, ...] = ()
    arrangements_broken: tuple[BrokenArrangement, ...] = ()
    refused_on: tuple[date, ...] = ()
    contact_refused_on: tuple[date, ...] = ()
    means_shown_on: tuple[date, ...] = ()
    orders_again_on: tuple[date, ...] = ()
    disputed_on: tuple[date, ...] = ()
    cannot_pay_said_on: tuple[date, ...] = ()
    low_income_on: tuple[date, ...] = ()
    debt_help_on: tuple[date, ...] = ()
    insolvency_on: tuple[date, ...] = ()
    guardianship_on: tuple[date, ...] = ()
    seizures_on: tuple[date, ...] = ()
    not_collectable_on: tuple[date, ...] = ()
    address_unknown_on: tuple[date, ...] = ()
    open_claims: int = 1
    open_claims_counted_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A fact that points somewhere: Dutch text, direction, how to weigh it, where it comes from; `on` when dated."""

    code: str
    on: date | None
    text: str
    direction: Direction
    weight: str
    source: str


@dataclass(frozen=True, kw_only=True)
class _Sign:
    """One row of the table of signals: which days of the facts, and what they say."""

    code: str
    days: Callable[[AssessmentFacts], Iterable[date]]
    text: str
    direction: Direction
    weight: str
    source: str


STRONG, WEAK = "sterk", "zwak"
NEVER_ALONE = "nooit op zichzelf betalingsonwil"
ASK_FIRST = "eerst vragen wat er is gebeurd"
HARD_STOP = "rechtsgevolg: niet doorgaan"
OUTSIDE = "buiten de weging: route betwisting"
LOG, LEDGER, REGISTER, CLIENT = (
    "uit de contacten", "uit betalingen en regelingen", "uit een openbaar register", "van de opdrachtgever"
)
DEBTOR, BAILIFF, OWN = "opgave van de schuldenaar", "van de gerechtsdeurwaarder", "uit eigen dossiers"

# The table of practice signals; what each is worth is a matter for the person who decides.
SIGNS = (
    _Sign(code="answered", days=lambda f: f.answered_on, text="Heeft gereageerd.",
          direction=Direction.WANTS, weight=WEAK, source=LOG),
    _Sign(code="arrangement_asked", days=lambda f: f.arrangement_asked_on, text="Heeft om een regeling gevraagd.",
          direction=Direction.WANTS, weight=STRONG, source=LOG),
    _Sign(code="budget_given", days=lambda f: f.budget_given_on, text="Heeft inzicht in inkomsten en uitgaven gegeven.",
          direction=Direction.WANTS, weight=STRONG, source=DEBTOR),
    _Sign(code="paid", days=lambda f: f.paid_on, text="Heeft iets betaald.",
          direction=Direction.WANTS, weight=STRONG, source=LEDGER),
    _Sign(code="unanswered", days=lambda f: f.unanswered_on, text="Geen reactie.",
          direction=Direction.NEUTRAL, weight=NEVER_ALONE, source=LOG),
    _Sign(code="refused", days=lambda f: f.refused_on, text="Heeft zonder verweer gezegd niet te betalen.",
          direction=Direction.REFUSES, weight=STRONG, source=LOG),
    _Sign(code="contact_refused", days=lambda f: f.contact_refused_on, text="Heeft elk contact geweigerd.",
          direction=Direction.REFUSES, weight="sterk als ook vermogen of inkomen blijkt", source=LOG),
    _Sign(code="means_shown", days=lambda f: f.means_shown_on, text="Er is aantoonbaar inkomen of vermogen.",
          direction=Direction.CAN, weight=STRONG, source=CLIENT),
    _Sign(code="orders_again", days=lambda f: f.orders_again_on, text="Bestelt opnieuw of betaalt andere facturen.",
          direction=Direction.CAN, weight="alleen gegevens van dezelfde opdrachtgever", source=CLIENT),
    _Sign(code="disputed", days=lambda f: f.disputed_on, text="Heeft de vordering met redenen betwist.",
          direction=Direction.NEUTRAL, weight=OUTSIDE, source=LOG),
    _Sign(code="cannot_pay_said", days=lambda f: f.cannot_pay_said_on, text="Zegt niet te kunnen betalen.",
          direction=Direction.CANNOT, weight="vraag naar inkomsten en uitgaven", source=DEBTOR),
    _Sign(code="low_income", days=lambda f: f.low_income_on, text="Inkomen op of onder de norm.",
          direction=Direction.CANNOT, weight=STRONG, source=DEBTOR),
    _Sign(code="debt_help", days=lambda f: f.debt_help_on, text="Krijgt schuldhulp.",
          direction=Direction.CANNOT, weight=HARD_STOP, source=DEBTOR),
    _Sign(code="insolvency", days=lambda f: f.insolvency_on, text="Staat in het insolventieregister.",
          direction=Direction.CANNOT, weight=HARD_STOP, source=REGISTER),
    _Sign(code="guardianship", days=lambda f: f.guardianship_on, text="Staat onder curatele of bewind.",
          direction=Direction.CANNOT, weight=HARD_STOP, source=REGISTER),
    _Sign(code="seizures", days=lambda f: f.seizures_on, text="Er liggen beslagen.",
          direction=Direction.CANNOT, weight=STRONG, source=BAILIFF),
    _Sign(code="not_collectable", days=lambda f: f.not_collectable_on, text="Niet binnen drie jaar te innen.",
          direction=Direction.CANNOT, weight=STRONG, source=BAILIFF),
    _Sign(code="address_unknown", days=lambda f: f.address_unknown_on, text="Adres onbekend of briefadres.",
          direction=Direction.NEUTRAL, weight="mogelijk kwetsbaar", source=LOG),
)  # fmt: skip

HARD_STOPS = frozenset({"debt_help", "insolvency", "guardianship"})


def signals(facts: AssessmentFacts) -> tuple[Signal, ...]:
    """Everything known for and against, oldest first; undated last."""
    found = [
        Signal(code=sign.code, on=day, text=sign.text, direction=sign.direction, weight=sign.weight, source=sign.source)
        for sign in SIGNS
        for day in sign.days(facts)
    ]
    found += [_broken(broken) for broken in facts.arrangements_broken]
    if facts.open_claims >= MANY_OPEN_CLAIMS:
        found.append(
            Signal(
                code="many_claims",
                on=facts.open_claims_counted_on,
                text=f"{facts.open_claims} openstaande vorderingen in eigen dossiers; wijs op schuldhulp.",
                direction=Direction.CANNOT,
                weight=STRONG,
                source=OWN,
            )
        )
    return tuple(sorted(found, key=lambda signal: (signal.on is None, signal.on or date.max)))


def objections(outcome: Outcome, facts: AssessmentFacts, reason: str) -> tuple[str, ...]:
    """Why this outcome may not be recorded on these facts, in Dutch; empty when it may.

    Every outcome but `unknown` rests on at least two dated signals and a reason. Unwillingness needs a real sign of
    refusal besides silence, and no open dispute or legal hold.
    """
    if not reason.strip():
        return ("Geef de reden van de beoordeling.",)
    if outcome is Outcome.UNKNOWN:
        return ()
    found = signals(facts)
    against = []
    if outcome is Outcome.ABLE_UNWILLING:
        against += _against_unwillingness(found)
    if sum(signal.on is not None for signal in found) < ENOUGH_DATED_SIGNALS:
        against.append("Er zijn minstens twee signalen met een datum nodig.")
    return tuple(against)


def _against_unwillingness(found: Iterable[Signal]) -> list[str]:
    against = []
    if not any(signal.direction is Direction.REFUSES and signal.on is not None for signal in found):
        against.append("Geen reactie alleen is nooit betalingsonwil: er is geen teken van weigering met een datum.")
    if any(signal.code == "disputed" for signal in found):
        against.append("De vordering is betwist: volg eerst de route betwisting. Betwisten is geen onwil.")
    stops = [signal.text for signal in found if signal.code in HARD_STOPS]
    if stops:
        against.append("Er is een teken van onmacht met rechtsgevolg: " + " ".join(dict.fromkeys(stops)))
    return against


def _broken(broken: BrokenArrangement) -> Signal:
    early = broken.terms_kept <= EARLY_BREAK_TERMS
    when = "vroeg" if early else "later"
    meaning = "onwil of een te zware regeling" if early else "mogelijk een verandering in het inkomen"
    return Signal(
        code="arrangement_broken",
        on=broken.broken_on,
        text=f"Regeling {when} gebroken, na {broken.terms_kept} betaalde termijnen: {meaning}.",
        direction=Direction.NEUTRAL,
        weight=ASK_FIRST,
        source=LEDGER,
    )
