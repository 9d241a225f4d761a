"""Unwillingness or inability to pay (betalingsonwil, betalingsonmacht): the signals, and what a decision needs.

Nothing here decides. A person weighs the signals and gives the reason; the objections say what is missing for that.
Silence and returned post count for nothing, in any number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from legal.debtor.motivation import ENOUGH_WORDS, says_something
from legal.wording import dutch_day

MANY_OPEN_CLAIMS = 3      # Bki 5.2 asks to notice a problematic debt; the number is a choice of the agency
EARLY_BREAK_TERMS = 1
ENOUGH_DATED_SIGNALS = 2
WORDS_OF_UNKNOWN = 2  # not to decide harms nobody: "nog geen contact" is enough
# How long a sign against the debtor counts; no law names a number, so these are choices of the agency. Statements and
# papers: income, household and benefits move by the month. Behaviour: half a year. Filed accounts: filed once a year.
STATEMENT_DAYS = 90
BEHAVIOUR_DAYS = 180
ACCOUNTS_DAYS = 550
# A decision rests on statements, so it counts no longer than one.
ASSESSMENT_DAYS = STATEMENT_DAYS


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


@dataclass(frozen=True, kw_only=True)
class BrokenArrangement:
    """An arrangement that lapsed on `broken_on` after `terms_kept` terms were paid."""

    broken_on: date
    terms_kept: int


@dataclass(frozen=True, kw_only=True)
class AssessmentFacts:
    """What the record knows of one debtor. Every sign has the days on which it showed; empty means it did not.

    `dispute_answered_on`: days on which a dispute was dealt with; a refusal up to that day was part of it.
    `open_claims_counted_on`: the day since which there are so many.
    """

    unanswered_on: tuple[date, ...] = ()
    answered_on: tuple[date, ...] = ()
    arrangement_asked_on: tuple[date, ...] = ()
    budget_given_on: tuple[date, ...] = ()
    paid_on: tuple[date, ...] = ()
    arrangements_broken: tuple[BrokenArrangement, ...] = ()
    refused_on: tuple[date, ...] = ()
    contact_refused_on: tuple[date, ...] = ()
    promised_on: tuple[date, ...] = ()
    can_pay_said_on: tuple[date, ...] = ()
    means_shown_on: tuple[date, ...] = ()
    accounts_show_means_on: tuple[date, ...] = ()
    pays_newer_on: tuple[date, ...] = ()
    orders_again_on: tuple[date, ...] = ()
    disputed_on: tuple[date, ...] = ()
    dispute_answered_on: tuple[date, ...] = ()
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
    """One row of the table of signals: which days of the facts, and what they say.

    `counts` is the number of days after its own on which a sign against the debtor still counts; None: no limit.
    """

    code: str
    days: Callable[[AssessmentFacts], Iterable[date]]
    text: str
    direction: Direction
    weight: str
    source: str
    counts: int | None = None


STRONG, WEAK = "sterk", "zwak"
NEVER_ALONE = "telt niet mee, ook niet vaker"
NOT_ALONE = "zwak, alleen naast een sterker teken"
ASK_FIRST = "eerst vragen wat er is gebeurd"
HARD_STOP = "rechtsgevolg: niet doorgaan"
THIN_REASON = (
    "De reden zegt te weinig: schrijf in eigen woorden wat er is gebeurd en waarom dat tot dit oordeel leidt."
)
NO_SIGN_OF_MEANS = (
    "Er is geen sterk teken met een datum dat de debiteur kan betalen. Vraag ernaar en leg het vast; is het er niet, "
    "kies dan “nog niet te zeggen”."
)
OUTSIDE = "buiten de weging: route betwisting"
LOG, LEDGER, REGISTER, CLIENT = (
    "uit de contacten", "uit betalingen en regelingen", "uit een openbaar register", "van de opdrachtgever"
)
DEBTOR, BAILIFF, OWN = "opgave van de schuldenaar", "van de gerechtsdeurwaarder", "uit eigen dossiers"
PAPER = "uit een stuk dat is ingezien"

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
    _Sign(code="promised", days=lambda f: f.promised_on, text="Heeft beloofd te betalen.",
          direction=Direction.WANTS, weight=WEAK, source=LOG),
    _Sign(code="unanswered", days=lambda f: f.unanswered_on, text="Geen reactie.",
          direction=Direction.NEUTRAL, weight=NEVER_ALONE, source=LOG),
    _Sign(code="refused", days=lambda f: f.refused_on, text="Heeft zonder verweer gezegd niet te betalen.",
          direction=Direction.REFUSES, weight=STRONG, source=LOG, counts=BEHAVIOUR_DAYS),
    _Sign(code="contact_refused", days=lambda f: f.contact_refused_on, text="Heeft elk contact geweigerd.",
          direction=Direction.REFUSES, weight="sterk als ook vermogen of inkomen blijkt", source=LOG,
          counts=BEHAVIOUR_DAYS),
    _Sign(code="can_pay_said", days=lambda f: f.can_pay_said_on, text="Zegt dat geld niet het probleem is.",
          direction=Direction.CAN, weight=STRONG, source=DEBTOR, counts=STATEMENT_DAYS),
    _Sign(code="means_shown", days=lambda f: f.means_shown_on, text="Er is aantoonbaar inkomen of vermogen.",
          direction=Direction.CAN, weight=STRONG, source=PAPER, counts=STATEMENT_DAYS),
    _Sign(code="accounts_show_means", days=lambda f: f.accounts_show_means_on,
          text="De gedeponeerde jaarrekening toont geld.",
          direction=Direction.CAN, weight=STRONG, source=REGISTER, counts=ACCOUNTS_DAYS),
    _Sign(code="pays_newer", days=lambda f: f.pays_newer_on, text="Betaalt latere facturen en laat deze liggen.",
          direction=Direction.CAN, weight=STRONG, source=CLIENT, counts=STATEMENT_DAYS),
    _Sign(code="orders_again", days=lambda f: f.orders_again_on, text="Bestelt opnieuw op rekening.",
          direction=Direction.CAN, weight=NOT_ALONE, source=CLIENT, counts=STATEMENT_DAYS),
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
SILENT = frozenset({"unanswered", "address_unknown"})
# Only what the bailiff finds later answers these: they stay in the way whatever else shows.
UNANSWERABLE = frozenset({"seizures", "not_collectable"})
GOOD_WILL = frozenset({"arrangement_asked", "budget_given", "paid", "promised"})
_COUNTS = {sign.code: sign.counts for sign in SIGNS}


def signals(facts: AssessmentFacts) -> tuple[Signal, ...]:
    """Everything known for and against, oldest first; undated last."""
    shown = [
        Signal(code=sign.code, on=day, text=sign.text, direction=sign.direction, weight=sign.weight, source=sign.source)
        for sign in SIGNS
        for day in sign.days(facts)
    ]
    shown += [_broken(broken) for broken in facts.arrangements_broken]
    if facts.open_claims >= MANY_OPEN_CLAIMS:
        shown.append(
            Signal(
                code="many_claims",
                on=facts.open_claims_counted_on,
                text=f"{facts.open_claims} openstaande vorderingen in eigen dossiers; wijs op schuldhulp.",
                direction=Direction.CANNOT,
                weight=STRONG,
                source=OWN,
            )
        )
    return tuple(sorted(shown, key=lambda signal: (signal.on is None, signal.on or date.max)))


def objections(
    outcome: Outcome, facts: AssessmentFacts, reason: str, *, on: date | None = None
) -> tuple[str, ...]:
    """Why this outcome may not be recorded on these facts, in Dutch; empty when it may.

    Every outcome rests on a reason that says something, and every one but `unknown` on at least two dated signals that
    are no silence. Unwillingness asks more: see `against_unwillingness`. With `on` what is too old does not count.
    """
    if not reason.strip():
        return ("Geef de reden van de beoordeling.",)
    against = []
    words = WORDS_OF_UNKNOWN if outcome is Outcome.UNKNOWN else ENOUGH_WORDS
    if not says_something(reason, besides=(DUTCH_OUTCOMES[outcome],), words=words):
        against.append(THIN_REASON)
    if outcome is Outcome.UNKNOWN:
        return tuple(against)
    found = signals(facts)
    if outcome is Outcome.ABLE_UNWILLING:
        against += against_unwillingness(facts, on=on)
    if sum(signal.on is not None and signal.code not in SILENT for signal in found) < ENOUGH_DATED_SIGNALS:
        against.append("Er zijn minstens twee signalen met een datum nodig.")
    return tuple(against)


def against_unwillingness(facts: AssessmentFacts, *, on: date | None = None) -> tuple[str, ...]:
    """What stands against "can, but will not" on these facts, in Dutch; empty when a person may decide so.

    It needs a dated refusal after which no good will showed, a strong dated sign that he can pay after which no sign
    of inability came, and no open dispute or legal hold. A day itself counts for the debtor.
    """
    found = [signal for signal in signals(facts) if signal.on is not None]
    return (
        *_against_refusal(facts, found, on), *_against_ability(found, on), *_stops(found),
    )


def _counting(shown: Iterable[Signal], direction: Direction, on: date | None) -> list[date]:
    """Days of the signals against the debtor in this direction that still count on `on`."""
    days = []
    for signal in shown:
        if signal.direction is not direction or signal.on is None:
            continue
        limit = _COUNTS.get(signal.code)
        if on is None or limit is None or on <= signal.on + timedelta(days=limit):
            days.append(signal.on)
    return days


def _against_refusal(facts: AssessmentFacts, shown: list[Signal], on: date | None) -> list[str]:
    answered = max(facts.dispute_answered_on, default=None)
    refused = max(
        (day for day in _counting(shown, Direction.REFUSES, on) if answered is None or day > answered), default=None
    )
    if refused is None:
        after = f" na de betwisting die op {dutch_day(answered)} is afgedaan" if answered else ""
        return [f"Geen reactie alleen is nooit betalingsonwil: er is geen teken van weigering met een datum{after}."]
    return [
        f"Na de weigering van {dutch_day(refused)} bleek goede wil: {_dated(signal)} Vraag eerst door."
        for signal in reversed(shown)
        if signal.code in GOOD_WILL and signal.on is not None and signal.on >= refused
    ][:1]


def _against_ability(shown: list[Signal], on: date | None) -> list[str]:
    strong = (signal for signal in shown if signal.weight == STRONG)
    able = max(_counting(strong, Direction.CAN, on), default=None)
    if able is None:
        return [NO_SIGN_OF_MEANS]
    return [
        f"Een teken van onmacht is niet weerlegd: {_dated(signal)}"
        for signal in reversed(shown)
        if signal.direction is Direction.CANNOT and signal.code not in HARD_STOPS and signal.on is not None
        and (signal.on >= able or signal.code in UNANSWERABLE)
    ][:1]


def _dated(signal: Signal) -> str:
    assert signal.on is not None
    return f"{signal.text.rstrip('.')} ({dutch_day(signal.on)})."


def _stops(shown: Iterable[Signal]) -> list[str]:
    against = []
    if any(signal.code == "disputed" for signal in shown):
        against.append("De vordering is betwist: volg eerst de route betwisting. Betwisten is geen onwil.")
    stops = [signal.text for signal in shown if signal.code in HARD_STOPS]
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
        direction=Direction.NEUTRAL if early else Direction.CANNOT,
        weight=ASK_FIRST,
        source=LEDGER,
    )
