"""The stored report of a claim file, arranged for the page: columns, refused rows by remedy, warnings."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cases.intake.columns import FIELD_NAMES
from cases.intake.model import FaultCode, Field, FlagCode, WaitCode
from cases.models import Upload, UploadState

MOST_ROWS = 200
MOST_WARNED = 50  # rows of one warning at a time
_EMPTY = "(leeg)"
_CHECKED = "nagekeken"

# What to do about a fault of its own kind; any other value is filled in or repaired.
_REMEDIES = {
    **dict.fromkeys(
        (FaultCode.CREDIT, FaultCode.PAID, FaultCode.CREDITED, FaultCode.WRITTEN_OFF, FaultCode.CLOSED),
        "Geen openstaande vordering volgens uw bestand",
    ),
    FaultCode.CITIZEN_NUMBER: "Haal persoonsnummers weg",
    FaultCode.NOT_DUE: "Nog niet opeisbaar: lever later opnieuw aan",
    FaultCode.DUPLICATE: "Dubbel: niets doen, of haal de regel weg",
    FaultCode.KNOWN: "Dubbel: niets doen, of haal de regel weg",
}
_QUESTIONS = {
    WaitCode.CREDIT_OF_DEBTOR: "Er is een creditnota of betaling van dezelfde debiteur",
    WaitCode.CREDIT_LIKELY: "Is dit een creditnota of betaling?",
    WaitCode.MARK_UNKNOWN: "Vordering of creditboeking?",
    WaitCode.BALANCE_UNCLEAR: "Bedrag van de factuur of lopend saldo?",
    WaitCode.AMOUNTS_DIFFER: "De bedragen spreken elkaar tegen",
    WaitCode.PAYMENT_UNCLEAR: "Is er betaald?",
    WaitCode.DEDUCTION_UNCLEAR: "Moet er iets van het bedrag af?",
    WaitCode.STATUS_UNKNOWN: "Wat betekent deze stand?",
    WaitCode.REMARK: "Uw opmerking noemt een betaling of creditnota",
    WaitCode.SUM_OF_OTHERS: "Factuur of totaalregel?",
    WaitCode.INVOICE_LINES: "Eén factuur op meer regels",
    WaitCode.HIDDEN_ROW: "Verborgen regels",
    WaitCode.HIDDEN_COLUMN: "Verborgen kolom met bedragen",
    WaitCode.HIDDEN_SHEET: "Verborgen werkblad",
    WaitCode.DATE_SWAPPED: "Dag en maand zijn misschien omgewisseld",
    WaitCode.AMOUNT_WITHOUT_VAT: "Bedrag zonder btw",
    WaitCode.DUE_DATE_COUNTED: "Geen vervaldatum, wel een betaaltermijn",
    WaitCode.TEXT_DAMAGED: "Tekens die niet kloppen",
    WaitCode.NUMBER_DAMAGED: "Factuurnummer ingekort door een rekenblad",
}
_FILL_IN, _REPAIR = "Vul aan wat ontbreekt", "Verbeter de waarde"
_FLAGS = {
    FlagCode.MINOR_AT_CONTRACT: "Minderjarig bij het sluiten van de overeenkomst",
    FlagCode.MINOR_AT_INVOICE: "Minderjarig bij de factuur",
    FlagCode.NEW_DETAILS: "Bekende debiteur met andere gegevens",
    FlagCode.CUSTOMER_KNOWN_OTHERWISE: "Klantnummer dat wij op een andere naam kennen",
    FlagCode.LIKE_KNOWN: "Lijkt op een debiteur die wij al kennen",
    FlagCode.OPEN_CASE: "Er loopt al een dossier op deze debiteur",
    FlagCode.PROBABLY_BARRED: "Waarschijnlijk verjaard, of binnen drie maanden",
    FlagCode.CONTRACT_AFTER_INVOICE: "Overeenkomst van na de factuur",
    FlagCode.REMINDER_BEFORE_DUE: "Herinnering van vóór de vervaldatum",
    FlagCode.POSTAL_CODE_UNUSUAL: "Ongebruikelijke postcode",
    FlagCode.COUNTRY_UNCLEAR: "Land niet duidelijk",
    FlagCode.EMAIL_DROPPED: "E-mailadres niet overgenomen",
    FlagCode.PHONE_DROPPED: "Telefoonnummer niet overgenomen",
    FlagCode.HEALTH_TEXT_DROPPED: "Gezondheidsgegeven weggelaten",
    FlagCode.DESCRIPTION_SHORTENED: "Omschrijving ingekort",
    FlagCode.CUSTOMER_NUMBER_SHARED: "Klantnummer bij verschillende personen",
    FlagCode.INVOICE_NUMBER_SHARED: "Factuurnummer bij verschillende klanten",
    FlagCode.TERM_WITHOUT_INVOICE: "Termijn zonder factuur",
    FlagCode.CLAIM_KIND_UNCLEAR: "Soort vordering niet herkend",
    FlagCode.SEVERAL_PEOPLE: "Meer personen in één naam",
    FlagCode.ESTATE: "Erven of overleden",
    FlagCode.REPRESENTED: "Vertegenwoordigd (bewind, curatele, gemachtigde)",
    FlagCode.INSOLVENT: "Faillissement of schuldsanering",
    FlagCode.CARE_OF: "Adres bij een ander",
    FlagCode.PO_BOX: "Postbus of antwoordnummer",
    FlagCode.ABROAD: "Adres in het buitenland",
    FlagCode.UNINCORPORATED: "Eenmanszaak, vof of maatschap als consument",
    FlagCode.BUSINESS_AS_CONSUMER: "Zakelijk volgens uw bestand, consument volgens de afspraken",
    FlagCode.DISPUTED: "Betwist volgens uw bestand",
    FlagCode.PAYMENT_DEDUCTED: "Betaling van het factuurbedrag afgetrokken",
    FlagCode.CREDIT_DEDUCTED: "Creditnota of betaling verrekend",
    FlagCode.CREDIT_STANDS_OPEN: "Debiteur heeft een tegoed",
    FlagCode.LINES_ADDED: "Regels van één factuur opgeteld",
    FlagCode.TEXT_REPAIRED: "Tekens hersteld: controleer de tekst",
    FlagCode.CUSTOMER_NUMBER_DAMAGED: "Klantnummer ingekort door een rekenblad",
}
_STANDS_STILL = "Deze vorderingen gaan mee, maar het dossier staat stil tot een medewerker het heeft bekeken."
_FLAG_MEANING = {
    FlagCode.MINOR_AT_CONTRACT: _STANDS_STILL,
    FlagCode.MINOR_AT_INVOICE: _STANDS_STILL,
    FlagCode.NEW_DETAILS: f"{_STANDS_STILL} De oude gegevens blijven tot dan staan.",
    FlagCode.CUSTOMER_KNOWN_OTHERWISE: _STANDS_STILL,
    FlagCode.LIKE_KNOWN: "Deze vorderingen gaan mee als nieuwe debiteur. Is het dezelfde? Meld het ons, dan voegen wij "
    "de dossiers samen.",
    FlagCode.OPEN_CASE: "Deze vorderingen gaan mee. Bij elke regel staat wat ermee gebeurt.",
    FlagCode.PROBABLY_BARRED: "Een verjaarde vordering kan niet voor de rechter worden gebracht als de debiteur zich "
    "erop beroept. Haal de regel weg, of lever bewijs aan.",
    FlagCode.DISPUTED: "Deze vorderingen gaan mee, maar er gaat geen brief uit tot een medewerker de betwisting heeft "
    "bekeken.",
}


@dataclass(frozen=True, kw_only=True)
class ShownColumn:
    """How one column was understood: `meaning` empty when it is ignored."""

    header: str
    meaning: str
    how: str
    guessed: bool


@dataclass(frozen=True, kw_only=True)
class RemedyGroup:
    """Refused rows that need the same done to them."""

    heading: str
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Warned:
    """Rows that a person must look at, for one reason: those from `start` on that fit the page, of `count`.

    `code` names the warning in an address.
    """

    heading: str
    meaning: str
    rows: tuple[dict[str, Any], ...]
    count: int
    code: str = ""
    start: int = 0

    @property
    def before(self) -> int | None:
        """From where the rows before these start; None at the beginning."""
        return max(0, self.start - MOST_WARNED) if self.start else None

    @property
    def after(self) -> int | None:
        """From where the rows after these start; None at the end."""
        end = self.start + len(self.rows)
        return end if end < self.count else None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Of which warning the address asks rows, and from which on."""

    code: str = ""
    start: int = 0


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A claim file as the client sees it; `hidden` refused and `waiting_hidden` rows are in the download only.

    `asked` are rows that seem to be on record already, while the client can still say that they are not; `answered`
    those of which it did.
    """

    columns: tuple[ShownColumn, ...]
    ignored: tuple[ShownColumn, ...]
    refused: tuple[RemedyGroup, ...]
    refused_count: int
    hidden: int
    waiting: tuple[Warned, ...]
    waiting_count: int
    waiting_total: Decimal
    waiting_hidden: int
    skipped: int
    warnings: tuple[Warned, ...]
    notes: tuple[str, ...]
    customers: int
    asked: tuple[dict[str, Any], ...]
    answered: tuple[dict[str, Any], ...]
    answered_hidden: int
    opened: str


def preview_of(upload: Upload, opened: Opened = Opened()) -> Preview:
    """The report kept with `upload`, for the page; of one warning the rows that were `opened`."""
    report = upload.report
    columns = tuple(_column(header, column) for header, column in report["columns"].items())
    asked = report.get("asked", []) if upload.state is UploadState.PREVIEWED else []
    in_question = {row["row"] for row in asked[:MOST_ROWS] if row["may_be_other"]}
    refused = [row for row in report["refused"] if row["row"] not in in_question]
    waiting, answered = report.get("waiting", []), report.get("answered", [])
    return Preview(
        columns=tuple(column for column in columns if column.meaning),
        ignored=tuple(column for column in columns if not column.meaning),
        refused=_by_remedy(refused[:MOST_ROWS]), refused_count=len(refused), hidden=max(0, len(refused) - MOST_ROWS),
        waiting=_questions(waiting[:MOST_ROWS]), waiting_count=len(waiting),
        waiting_total=Decimal(report.get("waiting_total", "0")), waiting_hidden=max(0, len(waiting) - MOST_ROWS),
        skipped=len(report.get("skipped", [])),
        warnings=_warnings(report["flagged"], opened), opened=opened.code,
        notes=tuple(report["notes"]), customers=report["customers"],
        asked=tuple(asked[:MOST_ROWS]), answered=tuple(answered[:MOST_ROWS]),
        answered_hidden=max(0, len(answered) - MOST_ROWS),
    )


def _column(header: str, column: dict[str, Any]) -> ShownColumn:
    if column["field"] is None and not column["ignored"]:
        return ShownColumn(header=header, meaning=_CHECKED, how=column["how"], guessed=False)
    if column["ignored"] or column["field"] is None:
        return ShownColumn(header=header, meaning="", how=column["how"], guessed=False)
    meaning = FIELD_NAMES[Field(column["field"])]
    how = _once(column["how"].removeprefix(f"{meaning}: "))
    return ShownColumn(header=header, meaning=meaning, how=how, guessed=column["guessed"])


def _once(how: str) -> str:
    """An example that was taken over as it stood is shown once: "Noa", not "Noa → Noa"."""
    found, arrow, rest = how.partition(" → ")
    return rest if arrow and rest.startswith(f"{found}; ") else how


def _by_remedy(refused: list[dict[str, Any]]) -> tuple[RemedyGroup, ...]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in refused:
        groups.setdefault(_remedy(row), []).append(row)
    order = dict.fromkeys((_FILL_IN, _REPAIR, *_REMEDIES.values()))
    return tuple(RemedyGroup(heading=each, rows=tuple(groups[each])) for each in order if each in groups)


def _remedy(row: dict[str, Any]) -> str:
    """What to do about a refused row; reports from before rows had a code are all repaired or filled in."""
    return _REMEDIES.get(row.get("code", "")) or (_FILL_IN if row["found"] == _EMPTY else _REPAIR)


def _questions(waiting: list[dict[str, Any]]) -> tuple[Warned, ...]:
    """Waiting rows by what is asked, in the order of the list of questions."""
    groups: dict[WaitCode, list[dict[str, Any]]] = {}
    for row in waiting:
        amount = None if row["amount"] is None else Decimal(row["amount"])
        groups.setdefault(WaitCode(row["code"]), []).append({**row, "amount": amount})
    return tuple(
        Warned(heading=_QUESTIONS[code], meaning="", rows=tuple(groups[code]), count=len(groups[code]))
        for code in _QUESTIONS if code in groups
    )


def _warnings(flagged: list[dict[str, Any]], opened: Opened) -> tuple[Warned, ...]:
    """What stops a case first, then as in the file."""
    groups: dict[FlagCode, list[dict[str, Any]]] = {}
    for row in flagged:
        groups.setdefault(FlagCode(row["flag"]), []).append(row)
    return tuple(_warned(code, groups[code], opened) for code in _FLAGS if code in groups)


def _warned(code: FlagCode, rows: list[dict[str, Any]], opened: Opened) -> Warned:
    start = opened.start if opened.code == code.value and opened.start < len(rows) else 0
    return Warned(
        heading=_FLAGS[code], meaning=_FLAG_MEANING.get(code, ""), rows=tuple(rows[start:start + MOST_WARNED]),
        count=len(rows), code=code.value, start=start,
    )
