"""What is owed: days, amount, invoice, agreed interest and description of a row."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from cases.intake import dates, typed_dates
from cases.intake.draft import REQUIRED, Draft
from cases.intake.headers import names_order, normalised
from cases.intake.model import DATE_FIELDS, Field, FlagCode, WaitCode
from cases.intake.privacy import mask, was_taken_out
from cases.intake.values import with_any
from legal.bounds import MOST_PERCENT
from legal.debtor.prescription import PrescriptionRegime
from legal.interest import PER_MONTH, PER_YEAR

FIRST_INVOICE_DAY = date(1980, 1, 1)
FIRST_DAY = date(1900, 1, 1)
SUBJECT_LENGTH = 300
_DAYS_LENGTH = 4
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}", re.ASCII)
_YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1"})
_NO = frozenset({"nee", "n", "neen", "no", "false", "onwaar", "0"})
_BUSINESS = _YES | {"zakelijk", "bedrijf", "b2b", "z"}
_PRIVATE = _NO | {"particulier", "consument", "privé", "prive", "b2c", "p"}
# Goods are a consumer sale only towards a person; a supplier that sells to a business has a contract.
_GOODS = (
    "koop", "verkoop", "koopprijs", "levering goederen", "levering van goederen", "goederen", "producten", "sale",
    "goods", "purchase",
)
_KINDS: Mapping[PrescriptionRegime, tuple[str, ...]] = {
    PrescriptionRegime.CONSUMER_SALE: ("consumentenkoop", "koop consument", "consumer sale"),
    PrescriptionRegime.CONTRACT: (
        "overeenkomst", "contract", "dienst", "diensten", "dienstverlening", "opdracht", "overeenkomst van opdracht",
        "aanneming", "aanneming van werk", "lening", "geldlening", "krediet", "handelskoop", "service", "services",
        "loan",
    ),
    PrescriptionRegime.PERIODIC: (
        "periodiek", "periodieke betaling", "periodieke termijn", "huur", "pacht", "abonnement", "contributie",
        "lidmaatschap", "premie", "verzekeringspremie", "lease", "rente", "rent", "subscription",
    ),
    PrescriptionRegime.UNDUE_PAYMENT: ("onverschuldigde betaling", "onverschuldigd betaald", "undue payment"),
    PrescriptionRegime.DAMAGES: (
        "schade", "schadevergoeding", "schadevergoeding of boete", "boete", "contractuele boete", "damages",
    ),
}
_REGIMES = {normalised(word): regime for regime, words in _KINDS.items() for word in words}
_SALES = frozenset(map(normalised, _GOODS))
_KNOWN_KINDS = (
    "koop, dienst, overeenkomst, huur, abonnement, lening, schadevergoeding, boete en onverschuldigde betaling"
)


def days(draft: Draft) -> dict[Field, date | None]:
    """Every day of the record, each checked on its own."""
    found: dict[Field, date | None] = dict.fromkeys(DATE_FIELDS)
    for wanted in DATE_FIELDS:
        found[wanted] = day(draft, wanted)
    if draft.plan.of(Field.DUE_DATE) is None:
        found[Field.DUE_DATE] = _counted_due_date(draft, found[Field.INVOICE_DATE])
    return found


def _counted_due_date(draft: Draft, invoice_date: date | None) -> date | None:
    """Invoice date and payment term make a due date only when somebody says so: the row waits with that day."""
    column, text = draft.plan.of(Field.PAYMENT_DAYS), draft.text(Field.PAYMENT_DAYS)
    if column is None:
        return None
    if not (text.isdecimal() and len(text) < _DAYS_LENGTH):
        draft.refuse(Field.PAYMENT_DAYS, "een aantal dagen, bijvoorbeeld 30, of een kolom met de vervaldatum")
        return None
    if invoice_date is None:
        return None
    due = invoice_date + timedelta(days=int(text))
    draft.wait(
        column.header, f"Er is geen vervaldatum, wel een termijn van {text} dagen: dat zou {dates.in_dutch(due)} zijn. "
        "Klopt dat, zet dan de vervaldatum in een kolom", WaitCode.DUE_DATE_COUNTED,
    )
    return due


def day(draft: Draft, wanted: Field) -> date | None:
    """One day of the record; None when no column holds it."""
    column, text = draft.plan.of(wanted), draft.text(wanted)
    if column is None:
        return None
    if not text:
        if _is_required(draft, wanted):
            draft.refuse(wanted, REQUIRED[wanted])
        return None
    found = draft.reading.day(column, text)
    if not isinstance(found, date):
        draft.refuse(wanted, found.value)
        return None
    if column.index in draft.reading.swappable and typed_dates.may_be_swapped(text):
        draft.wait(
            column.header, f"Is het {dates.in_dutch(found)} of {found.month:02}-{found.day:02}-{found.year}? In dit "
            "bestand staan datums en teksten door elkaar, en een rekenblad in een andere taal wisselt dag en maand om. "
            "Maak de hele kolom tekst of datum",
            WaitCode.DATE_SWAPPED,
        )
    earliest = FIRST_DAY if wanted in (Field.BIRTH_DATE, Field.CONTRACT_DATE) else FIRST_INVOICE_DAY
    if found < earliest:
        draft.refuse(wanted, f"een datum na {dates.in_dutch(earliest)}")
        return None
    if found > draft.today and wanted is not Field.DUE_DATE:
        draft.refuse(wanted, f"een datum tot en met vandaag ({dates.in_dutch(draft.today)})")
        return None
    return found


def _is_required(draft: Draft, wanted: Field) -> bool:
    """A list of terms of a contract needs no day of an invoice."""
    is_term = wanted is Field.INVOICE_DATE and draft.plan.of(Field.INVOICE_NUMBER) is None
    return wanted in REQUIRED and not is_term


def currency(draft: Draft) -> None:
    """Refuse what is owed in another currency."""
    text = draft.text(Field.CURRENCY)
    if text and text.upper() not in {"EUR", "EURO", "€"}:
        draft.refuse(Field.CURRENCY, "een vordering in euro (EUR)")


def invoice(draft: Draft) -> tuple[str, str]:
    """Invoice number and period. In a list of terms without invoices, contract and period make the number."""
    period = draft.text(Field.PERIOD)
    if draft.plan.of(Field.INVOICE_NUMBER) is not None:
        number = draft.text(Field.INVOICE_NUMBER)
        if not number:
            draft.refuse(Field.INVOICE_NUMBER, REQUIRED[Field.INVOICE_NUMBER])
        elif is_shortened(number):
            draft.wait(
                _header(draft, Field.INVOICE_NUMBER), f"“{number}” is een getal dat een rekenblad heeft ingekort; het "
                "factuurnummer is er niet meer uit te lezen. Vul het in en maak de kolom tekst",
                WaitCode.NUMBER_DAMAGED,
            )
        return number, period
    for wanted in (Field.CUSTOMER_NUMBER, Field.PERIOD):
        if not draft.text(wanted):
            draft.refuse(wanted, REQUIRED[wanted])
    return f"{draft.text(Field.CUSTOMER_NUMBER)} {period}", period


def customer_number(draft: Draft) -> str:
    """The customer number; empty when a spreadsheet made it "1,00E+05", which many customers share."""
    text = draft.text(Field.CUSTOMER_NUMBER)
    if not is_shortened(text):
        return text
    draft.flag(
        FlagCode.CUSTOMER_NUMBER_DAMAGED,
        f"Klantnummer {text} is een getal dat een rekenblad heeft ingekort. Het is niet overgenomen.",
    )
    return ""


def is_shortened(number: str) -> bool:
    """True for a number that a spreadsheet made "1,00E+05"."""
    return _SHORTENED.fullmatch(number) is not None


def shortened_among(numbers: Iterable[str]) -> frozenset[str]:
    """Those of different `numbers` that are shortened: only where an E stands in them."""
    return frozenset(filter(is_shortened, with_any("e", numbers)))


def _header(draft: Draft, wanted: Field) -> str:
    column = draft.plan.of(wanted)
    return column.header if column else wanted.value


def term_of(draft: Draft) -> str:
    """The number of the agreement of which the claim is a periodic term; "" when the file names no term.

    Who bills a period without naming the agreement has one with that customer.
    """
    return agreement_in(*map(draft.text, (Field.TERM_OF, Field.PERIOD, Field.CUSTOMER_NUMBER)))


def agreement_in(term_of: str, period: str, customer_number: str) -> str:
    """As `term_of`, from the texts of these three fields."""
    return term_of or (customer_number if period else "")


def agreed_rate(draft: Draft) -> tuple[Decimal | None, str | None]:
    """Agreed interest in percent and per what: "month" or "year"."""
    rates: list[tuple[Decimal, str]] = []
    for wanted, per in ((Field.CONTRACT_RATE_MONTH, PER_MONTH), (Field.CONTRACT_RATE_YEAR, PER_YEAR)):
        column = draft.plan.of(wanted)
        text = draft.text(wanted).removesuffix("%").strip() if column else ""
        if column is None or not text:
            continue
        rate, most = draft.reading.number(column, text), MOST_PERCENT[per]
        if isinstance(rate, Decimal) and 0 <= rate <= most:
            rates.append((rate, per))
        else:
            draft.refuse(wanted, f"een percentage van 0 tot en met {most}, bijvoorbeeld 1,5")
    if len(rates) > 1:
        draft.refuse(Field.CONTRACT_RATE_YEAR, "rente per maand of per jaar, niet allebei")
    return rates[0] if len(rates) == 1 else (None, None)


def payment_term_agreed(draft: Draft) -> bool | None:
    """Whether the payment term was agreed; None when the file does not tell."""
    text = draft.text(Field.PAYMENT_TERM_AGREED).casefold()
    if text and text not in _YES | _NO:
        draft.refuse(Field.PAYMENT_TERM_AGREED, "ja of nee")
    return None if not text else text in _YES


def in_business(draft: Draft) -> bool | None:
    """Whether the debtor acted in his business for this claim; None when the file does not tell."""
    text = draft.text(Field.IN_BUSINESS).casefold()
    if text and text not in _BUSINESS | _PRIVATE:
        draft.refuse(Field.IN_BUSINESS, "zakelijk of particulier")
    return None if not text else text in _BUSINESS


def claim_kind(draft: Draft, *, is_company: bool) -> PrescriptionRegime | None:
    """The kind of claim that the row states, which sets its prescription; None when it does not tell.

    A word that is not known states nothing and is flagged. So are energy, water and heat, which may be a consumer sale
    or not: who delivers them says which, nobody else.
    """
    text = draft.text(Field.CLAIM_KIND)
    word = normalised(text) if text else ""
    if not word:
        return None
    if word in _SALES:
        return PrescriptionRegime.CONTRACT if is_company else PrescriptionRegime.CONSUMER_SALE
    found = _REGIMES.get(word)
    if found is PrescriptionRegime.CONSUMER_SALE and is_company:
        draft.refuse(Field.CLAIM_KIND, "een andere soort: de debiteur is een bedrijf, en dat doet geen consumentenkoop")
    if found is None:
        draft.flag(
            FlagCode.CLAIM_KIND_UNCLEAR,
            f"Soort vordering “{mask(text)[:40]}” is niet herkend en geldt als niet vastgelegd. Bekend zijn "
            f"{_KNOWN_KINDS}. Bij energie, water en warmte kiest u zelf: consumentenkoop of overeenkomst.",
        )
    return found


def description(draft: Draft, *, number: str, period: str, agreement: str, reference: str) -> str:
    """What was delivered (object and title); never empty. Law: art. 3.1 lid 2 sub d Bki."""
    text = without_health(draft, Field.DESCRIPTION)
    if not text:
        return _neutral(draft, number=number, period=period, agreement=agreement, reference=reference)
    if len(text) > SUBJECT_LENGTH:
        draft.flag(FlagCode.DESCRIPTION_SHORTENED, f"De omschrijving is ingekort tot {SUBJECT_LENGTH} tekens.")
        text = text[: SUBJECT_LENGTH - 1] + "…"
    return text


def _neutral(draft: Draft, *, number: str, period: str, agreement: str, reference: str) -> str:
    """What the row says by itself where nothing describes it: its period, agreement or order, else its own number.

    A reference beside health data is left alone: it may be the code of a treatment.
    """
    column, referred = draft.plan.of(Field.PERIOD), draft.plan.of(Field.REFERENCE)
    if period and column is not None:
        return f"{column.header} {period}"
    if agreement:
        return f"Termijn van overeenkomst {agreement}"
    if reference and referred is not None and not draft.reading.health and not draft.text(Field.DESCRIPTION):
        return f"Bestelling {reference}" if names_order(referred.header) else f"Rekening {number}, kenmerk {reference}"
    return f"Rekening {number}"


def without_health(draft: Draft, wanted: Field) -> str:
    """Free text; left out and flagged where words about someone's health were taken out. Law: art. 9 AVG."""
    text, column = draft.text(wanted), draft.plan.of(wanted)
    if column is None or not was_taken_out(text):
        return text
    why = f"{column.header}: niet overgenomen, want de tekst lijkt over gezondheid te gaan."
    draft.flag(FlagCode.HEALTH_TEXT_DROPPED, why)
    return ""
