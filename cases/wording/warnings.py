"""What to know of a case before its next step: a function per warning, on values. Which of them stand, a query says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from cases.counting.notices import NO_REPAIR, in_one
from cases.models import ClosingReason, HoldKind, PaidTo, Stage, StopCause
from cases.names import name
from cases.wording import settlement
from cases.wording.waiting import halted_by
from legal.debtor.prescription import ALARM_MONTHS
from legal.notice.notice_validity import NoticeDefect, Severity
from letters.words import euro, short_date

NEW_NOTICE: Final = "new_notice"
ADDED_NOTICE: Final = "added_notice"
INTERRUPT: Final = "interrupt"
STATE_KIND: Final = "state_kind"
RECORD_RECEIPT: Final = "record_receipt"
LOOK_AT_ORDER: Final = "order"
REFUND: Final = "refund"
DECIDE_WRITE_OFF: Final = "write_off"
LOOK_AT_PEOPLE: Final = "people"

# What is solved by naming who it is, who speaks for him, or where he lives.
_ABOUT_PEOPLE: Final = (
    HoldKind.PERSON_UNCLEAR, HoldKind.REPRESENTED, HoldKind.INSOLVENCY, HoldKind.DECEASED, HoldKind.ADDRESS_UNKNOWN,
)
ALARM_LEVELS: Final = dict(zip(sorted(ALARM_MONTHS), ("danger", "warning", "warning", "info"), strict=True))
ASSUMED: Final = "Het kan om een consumentenkoop gaan (2 jaar, art. 7:28 BW). Leg de soort vordering vast."


@dataclass(frozen=True, kw_only=True)
class Warning:  # noqa: A001 - the word of the field; nobody raises it
    """Something to know before the next step. `level` is danger, warning or info, `action` what can be done at once."""

    level: str
    label: str
    text: str
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """A new letter in the place of a failed one: ordered already, not to be had in the stage `too_far`, or to order."""

    is_under_way: bool
    too_far: Stage | None
    may_be_ordered: bool


def hold(kind: HoldKind, *, since: date, reason: str) -> Warning:
    """The case stands still."""
    return Warning(
        level="danger", label=f"{name(kind)} sinds {short_date(since)}",
        text=f"{_sentence(reason)} Er gaan geen brieven en geen exploot uit.",
        action=LOOK_AT_PEOPLE if kind in _ABOUT_PEOPLE else "",
    )


def order_halted(causes: Collection[StopCause], *, since: date, left: str) -> Warning:
    """An order at the bailiff waits for a look; `left`: when the case is barred, in words."""
    return Warning(
        level="danger", label=f"Exploot stilgezet sinds {short_date(since)}", action=LOOK_AT_ORDER,
        text=f"{halted_by(causes)}. Beoordeel dit binnen een werkdag: {left}.",
    )


def order_recalled(reason: str, *, was_taken: bool, left: str) -> Warning:
    """An order was taken back; `was_taken`: the office had the package already."""
    called = " Het kantoor had het pakket al: bel en vraag of er al is betekend." if was_taken else ""
    return Warning(
        level="danger" if was_taken else "warning", label="Exploot ingetrokken", action=LOOK_AT_ORDER,
        text=f"{reason}{called} {_sentence(left[:1].upper() + left[1:])}",
    )


def letter_failed(error: str) -> Warning:
    """A letter could not be made, or left and counts no more."""
    return Warning(level="danger", label="Brief mislukt", text=error)


def letter_not_booked(error: str) -> Warning:
    """A letter left, and the program cannot let follow what belongs to it."""
    return Warning(level="danger", label="Brief gepost, dossier niet bijgewerkt", text=(
        f"{error} Tot dat lukt, lopen er geen termijnen. Wijzigt u dit dossier eerder, dan telt de brief niet."
    ))


def posting_not_confirmed() -> Warning:
    """A letter was made and has no day of posting yet."""
    return Warning(
        level="warning", label="Posten niet bevestigd",
        text="De brief is gemaakt. Zolang de postdatum niet is ingevuld, loopt er geen termijn.",
    )


def notice_returned(law: str, *, on: date, renewal: Renewal) -> Warning:
    """The notice came back and nothing else is wrong with it."""
    back = f"De brief kwam op {short_date(on)} terug: hij geldt als niet ontvangen"
    return Warning(
        level="warning", label="Brief retour",
        text=f"{back} ({law}). {NO_REPAIR} Controleer het adres. {_renewed(renewal)}",
        action=NEW_NOTICE if renewal.may_be_ordered else "",
    )


def notice_defective(told: str, *, sent_on: date, renewal: Renewal) -> Warning:
    """The notice makes no costs due; `told`: what is wrong with it."""
    return Warning(
        level="danger", label="Veertiendagenbrief gebrekkig",
        text=f"Brief van {short_date(sent_on)}: {told} {NO_REPAIR} {_renewed(renewal)}",
        action=NEW_NOTICE if renewal.may_be_ordered else "",
    )


def notice_unproved(told: str) -> Warning:
    """Nobody can show that the notice was received."""
    return Warning(
        level="warning", label="Ontvangst niet aan te tonen",
        text=f"{told} De incassokosten zijn niet verschuldigd zolang dat bewijs er niet is.",
    )


def notice_limited(defect: NoticeDefect) -> Warning:
    """What limits the costs of a notice that stands, or what a person must look at."""
    level = "info" if defect.severity is Severity.WARNS else "warning"
    return Warning(level=level, label="Veertiendagenbrief", text=in_one(defect))


def added_notice_defective(told: str, *, sent_on: date, to: str = "") -> Warning:
    """The notice of invoices that came later makes no costs due over them; `to`: of whom, where several owe."""
    by, whose = (f" aan {to}", f" voor {to}") if to else ("", "")
    return Warning(
        level="warning", label="Aanvullende brief telt niet",
        text=f"Brief van {short_date(sent_on)}{by}: {told} Over wat daarin staat, zijn{whose} geen incassokosten "
             "verschuldigd.",
    )


def invoices_added(
    invoices: Sequence[str], *, sent_on: date, first: date | None, may_be_ordered: bool, to: Sequence[str] = ()
) -> Warning:
    """Invoices came after the first letter; `first`: the first day of a notice of their own, where that is known.

    `to`: who need one, where several owe.
    """
    each = f" Ieder krijgt een eigen brief: {', '.join(to)}." if to else ""
    numbers, is_one = ", ".join(invoices), len(invoices) == 1
    since = "" if first is None or may_be_ordered else f" Dat kan vanaf {short_date(first)}."
    return Warning(
        level="info", label="Aanvullende brief nodig", action=ADDED_NOTICE if may_be_ordered else "",
        text=f"{'Factuur' if is_one else 'Facturen'} {numbers} {'kwam' if is_one else 'kwamen'} na de brief van "
             f"{short_date(sent_on)}: daarover zijn pas incassokosten verschuldigd na een aanvullende "
             f"veertiendagenbrief. De kosten zijn dan het verschil met één vergoeding over alles (art. 6:96 lid 7 BW)."
             f"{each}{since}",
    )


def perhaps_barred(invoice: str, *, since: date) -> Warning:
    """A claim of which nobody stated the kind is barred as a consumer sale, and not yet as another contract."""
    return Warning(
        level="danger", label="Misschien verjaard", action=STATE_KIND,
        text=f"Als consumentenkoop is factuur {invoice} sinds {short_date(since)} verjaard. {ASSUMED}",
    )


def barred(invoice: str, *, since: date, law: str, if_contract: date | None) -> Warning:
    """A claim is barred; `if_contract`: since when as another contract, where nobody stated the kind."""
    longer = f"; als andere overeenkomst sinds {short_date(if_contract)}" if if_contract else ""
    return Warning(
        level="danger", label="Verjaard",
        text=f"Factuur {invoice} is sinds {short_date(since)} verjaard ({law}{longer}). "
             "Vraag de juridisch verantwoordelijke.",
    )


def towards(invoice: str, person: str) -> str:
    """An invoice as it stands towards somebody who owes beside the debtor, for the warnings on prescription."""
    return f"{invoice} tegenover {person}"


def barred_unless(invoice: str, *, since: date, law: str, unless: str, is_assumed: bool) -> Warning:
    """A claim is barred, unless a letter on record was received: that is asked first."""
    text = f"Factuur {invoice} is sinds {short_date(since)} verjaard ({law}), {unless}. Leg vast of dat zo is."
    return Warning(
        level="danger", label="Verjaard, tenzij een brief is ontvangen", action=RECORD_RECEIPT,
        text=f"{text} {ASSUMED}" if is_assumed else text,
    )


def barred_soon(
    invoice: str, *, months: int, barred_from: date, law: str, is_assumed: bool, by_letter: bool = True,
    unless: str = "",
) -> Warning:
    """A claim is barred within so many `months`; `is_assumed`: nobody stated its kind. `by_letter`: one of today is
    there in time. `unless`: which letter of before may have interrupted, as a sentence goes on.
    """
    if unless:
        return Warning(
            level=ALARM_LEVELS[months], label=_within(months), action=RECORD_RECEIPT,
            text=f"Factuur {invoice} verjaart op {short_date(barred_from)} ({law}), {unless}. Leg vast of dat zo is.",
        )
    how = (
        "Stuit op tijd: met een stuitingsbrief (art. 3:317 BW) of een erkenning door de debiteur (art. 3:318 BW)."
        if by_letter else
        "Een stuitingsbrief komt te laat: vraag de juridisch verantwoordelijke vandaag nog naar een exploot, of vraag "
        "de debiteur om een erkenning (art. 3:318 BW)."
    )
    text = f"Factuur {invoice} verjaart op {short_date(barred_from)} ({law}). {how}"
    return Warning(
        level=ALARM_LEVELS[months], label=_within(months),
        text=f"{text} {ASSUMED}" if is_assumed else text, action=INTERRUPT,
    )


def _within(months: int) -> str:
    return f"Verjaart binnen {months} {'maand' if months == 1 else 'maanden'}"


def minor(born_on: date) -> Warning:
    """The debtor is not of age."""
    return Warning(
        level="danger", label="Minderjarig",
        text=f"De debiteur is geboren op {short_date(born_on)}. Spreek de wettelijk vertegenwoordiger (art. 1:234 BW).",
    )


def address_incomplete() -> Warning:
    """No letter reaches the debtor."""
    return Warning(
        level="warning", label="Adres niet compleet",
        text="Straat, huisnummer, postcode of plaats ontbreekt: er kan geen brief worden gestuurd.",
        action=LOOK_AT_PEOPLE,
    )


def not_to_be_written_to(why: str) -> Warning:
    """No letter may go to the debtor, or to who gets it for him."""
    return Warning(
        level="danger", label="Geen brief mogelijk", text=_sentence(why[:1].upper() + why[1:]), action=LOOK_AT_PEOPLE
    )


def not_in_default(invoice: str, *, explanation: str) -> Warning:
    """Of an invoice no default (verzuim) is known."""
    return Warning(level="warning", label=f"Factuur {invoice}: nog geen verzuim", text=explanation)


def invoice_twice(invoice: str, *, other: str) -> Warning:
    """The very same invoice stands on another case, and nobody said that it is another one."""
    return Warning(
        level="danger", label="Misschien dubbel",
        text=f"Factuur {invoice} staat met dezelfde dag en hetzelfde bedrag ook in dossier {other}. Vraag de "
             "opdrachtgever of het één factuur is, voordat u deze vordert.",
    )


def remark(text: str, *, is_on_costs: bool) -> Warning:
    """A remark of the law with what is owed."""
    return Warning(level="info", label="Incassokosten" if is_on_costs else "Let op", text=text)


def paid_too_much(
    surplus: Decimal, *, client: str, received: Mapping[PaidTo, Decimal], payers: Sequence[str] = ()
) -> Warning:
    """The debtor gets money back from whoever `received` what could not be allocated.

    `payers`: who of several paid it, each of whom gets his own back.
    """
    told = _repay(surplus, client, received)
    whose = f" Het is van {' en '.join(payers)}, en betaalt de schuld van een ander niet." if payers else ""
    return Warning(level="warning", label="Te veel betaald", text=f"{told}{whose}", action=REFUND)


def came_after_closing(surplus: Decimal, reason: ClosingReason) -> Warning:
    """Money on a case that closed while it was owed: it is not simply too much."""
    return Warning(
        level="warning", label="Betaald na het sluiten", text=f"{euro(surplus)}. {settlement.advice(reason)}",
        action=REFUND,
    )


def write_off_waits(amount: Decimal, *, by: str, closes: str) -> Warning:
    """A second person decides; `closes`: the reason with which the case closes then, empty for none."""
    closing = f" Het dossier sluit daarmee: {closes}." if closes else ""
    return Warning(
        level="warning", label="Afboeking wacht op een tweede persoon", action=DECIDE_WRITE_OFF,
        text=f"{by or 'Iemand'} stelt voor om {euro(amount)} af te boeken.{closing}",
    )


def open_after_closing(amount: Decimal) -> Warning:
    """A payment was taken back after the case had been closed by hand."""
    return Warning(
        level="warning", label="Open na het sluiten",
        text=f"Na het sluiten is een betaling teruggeboekt; er staat weer {euro(amount)} open. Heropen het dossier, of "
        "laat het gesloten: er gaat vanzelf niets uit.",
    )


def _repay(surplus: Decimal, client: str, received: Mapping[PaidTo, Decimal]) -> str:
    who = {
        PaidTo.AGENCY: ("ons", "Betaal dit terug aan de debiteur."),
        PaidTo.CLIENT: (client, f"Vraag {client} dit terug te betalen aan de debiteur."),
        PaidTo.BAILIFF: ("de deurwaarder", "Vraag de deurwaarder dit terug te betalen aan de debiteur."),
    }
    if len(received) == 1:
        receiver, remedy = who[next(iter(received))]
        return f"{_sentence(f'Er is {euro(surplus)} te veel betaald, ontvangen door {receiver}')} {remedy}"
    shares = " en ".join(f"{euro(share)} door {who[party][0]}" for party, share in received.items())
    parted = f", ontvangen {shares}" if shares else ""
    return f"Er is {euro(surplus)} te veel betaald{parted}. Wie het ontving, betaalt het terug aan de debiteur."


def _renewed(renewal: Renewal) -> str:
    if renewal.is_under_way:
        return "Een nieuwe veertiendagenbrief is al besteld."
    if renewal.too_far is not None:
        return f"Neem het dossier eerst uit de fase “{name(renewal.too_far)}”; dan kan er een nieuwe brief uit."
    return "Volgende stap: nieuwe veertiendagenbrief maken. De oude blijft in het dossier."


def _sentence(text: str) -> str:
    """What was typed, closed with a full stop where it has none."""
    typed = text.strip()
    return typed if not typed or typed[-1] in ".!?" else f"{typed}."
