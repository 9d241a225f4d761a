"""Which header means what: Dutch and English names of columns, compared without case, accents and punctuation."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cases.intake.model import Field
from cases.intake.table import AT_ONCE

# In order of preference: when two columns of a file mean the same field, the name that stands first here wins.
SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.CUSTOMER_NUMBER: (
        "klantnummer", "klantnr", "klantcode", "klant-id", "debiteurnummer", "debiteurnr", "debiteurennummer",
        "debiteurennr", "debnr", "debiteur id", "relatienummer", "relatienr", "relatiecode", "lidnummer", "lidnr",
        "patiëntnummer", "patiëntnr", "patnr", "cliëntnummer", "cliëntnr", "huurdernummer", "huurdernr",
        "abonneenummer", "verzekerdenummer", "customer id", "customer number", "customer no", "customer nr",
        "debtor number", "debtor id", "debtor no", "client number", "account number", "contractnummer", "contractnr",
        "contract id", "contract number",
    ),
    Field.NAME: (
        "naam", "volledige naam", "klantnaam", "naam klant", "naam debiteur", "debiteurnaam", "debiteur", "huurder",
        "naam huurder", "patiënt", "naam patiënt", "cliënt", "naam cliënt", "abonnee", "lid", "klant", "name",
        "full name", "customer name", "customer", "debtor name", "debtor",
    ),
    Field.FIRST_NAMES: ("voornaam", "voornamen", "roepnaam", "first name", "first names", "given name", "forename"),
    Field.INITIALS: ("voorletters", "voorletter", "initialen", "voorl", "initials"),
    Field.PREFIX: (
        "tussenvoegsel", "tussenvoegsels", "tussenv", "voorvoegsel", "voorvoegsels", "tsv", "infix", "prefix",
        "name prefix", "surname prefix",
    ),
    Field.SURNAME: ("achternaam", "familienaam", "geslachtsnaam", "surname", "last name", "family name"),
    Field.COMPANY_NAME: (
        "bedrijfsnaam", "bedrijf", "naam bedrijf", "handelsnaam", "firmanaam", "firma", "onderneming", "organisatie",
        "statutaire naam", "company", "company name", "business name", "organisation", "organization", "trade name",
    ),
    Field.CONTACT_PERSON: (
        "contactpersoon", "contact", "naam contactpersoon", "t.a.v.", "ter attentie van", "contact person",
        "contact name", "attn",
    ),
    Field.LEGAL_FORM: ("rechtsvorm", "juridische vorm", "ondernemingsvorm", "legal form", "legal entity type"),
    Field.KVK_NUMBER: (
        "kvk-nummer", "kvknr", "kvk", "kamer van koophandel", "kvk nummer", "handelsregisternummer",
        "chamber of commerce", "chamber of commerce number", "coc number", "registration number", "kvk number",
    ),
    Field.ADDRESS: (
        "adres", "straat en huisnummer", "straat + huisnummer", "straat huisnummer", "straat/nr", "woonadres",
        "adresregel 1", "adresregel", "vestigingsadres", "postadres", "address", "address line 1", "street address",
        "street and number", "po address line 1",
    ),
    Field.STREET: ("straat", "straatnaam", "street", "street name"),
    Field.HOUSE_NUMBER: (
        "huisnummer", "huisnr", "hnr", "huisnummer en toevoeging", "house number", "house no", "street number",
    ),
    Field.HOUSE_NUMBER_ADDITION: (
        "toevoeging", "huisnummertoevoeging", "huisnr toevoeging", "toev", "huisletter", "house number addition",
        "house number suffix", "addition",
    ),
    Field.POSTAL_CODE: ("postcode", "pc", "post code", "postal code", "zip", "zip code", "zipcode"),
    Field.CITY: (
        "woonplaats", "plaats", "plaatsnaam", "stad", "vestigingsplaats", "gemeente", "city", "town", "place",
        "po city",
    ),
    Field.POSTCODE_AND_CITY: (
        "postcode en plaats", "postcode plaats", "postcode/plaats", "postcode + plaats", "postcode en woonplaats",
        "postcode woonplaats", "postcode + woonplaats", "pc plaats", "pc en plaats", "pc woonplaats",
        "pc en woonplaats", "postcode city", "postal code and city", "zip city", "zip and city",
    ),
    Field.COUNTRY: ("land", "landcode", "country", "country code"),
    Field.EMAIL: ("e-mail", "e-mailadres", "mailadres", "mail", "email address"),
    Field.PHONE: (
        "telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "mobiel", "mobiel nummer", "gsm", "phone",
        "phone number", "telephone", "mobile", "mobile number", "contactnummer",
    ),
    Field.IBAN: ("iban", "rekeningnummer", "bankrekening", "bankrekeningnummer", "rekeningnr", "bank account"),
    Field.BIRTH_DATE: ("geboortedatum", "geb.datum", "geb.dat.", "gebdat", "date of birth", "birth date", "dob"),
    Field.CONTRACT_DATE: (
        "contractdatum", "datum contract", "datum overeenkomst", "overeenkomstdatum", "ingangsdatum contract",
        "contract date", "date of contract", "agreement date",
    ),
    Field.INVOICE_NUMBER: (
        "factuurnummer", "factuurnr", "factnr", "factuur", "factuur nr.", "notanummer", "notanr", "nota",
        "declaratienummer", "invoice number", "invoice no", "invoice nr", "invoice id", "invoice",
    ),
    Field.INVOICE_DATE: (
        "documentdatum", "factuurdatum", "datum factuur", "factdatum", "notadatum", "datum nota",
        "declaratiedatum", "invoice date",
        "date of invoice",
    ),
    Field.TERM_OF: (
        "termijn van contract", "termijn van overeenkomst", "abonnementsnummer", "abonnementnummer", "abonnement nr",
        "huurcontractnummer", "termijncontract", "subscription number", "subscription id",
    ),
    Field.PERIOD: ("huurperiode", "periode", "huurmaand", "contributieperiode", "period", "rent period"),
    Field.DUE_DATE: (
        "vervaldatum", "verval datum", "vervaldag", "nettovervaldatum", "uiterste betaaldatum", "betalen voor",
        "te betalen voor",
        "te voldoen voor", "betaaldatum uiterlijk", "due date", "date due", "payment due", "payable by",
    ),
    Field.PAYMENT_DAYS: (
        "betaaltermijn dagen", "betaaltermijn in dagen", "betalingstermijn dagen", "betalingstermijn in dagen",
        "betaaltermijn", "betalingstermijn", "termijn in dagen", "krediettermijn", "payment term days", "payment days",
        "payment terms days", "credit days",
    ),
    Field.AMOUNT: (
        "openstaand bedrag", "openstaand", "bedrag openstaand", "open bedrag", "restant", "restantbedrag", "saldo",
        "openstaand saldo", "hoofdsom", "te betalen", "vordering", "bedrag", "bedrag incl. btw", "bedrag inclusief btw",
        "totaal", "totaalbedrag", "totaal incl. btw", "factuurbedrag", "factuurbedrag incl. btw", "notabedrag",
        "outstanding", "outstanding amount", "amount outstanding", "open amount", "balance", "amount due", "principal",
        "amount", "amount incl vat", "total", "total amount", "invoice amount", "bedrag in hv",
        "bedrag in huisvaluta", "bedrag in eigen valuta",
    ),
    Field.CURRENCY: ("valuta", "munt", "muntsoort", "currency", "currency code"),
    Field.DESCRIPTION: (
        "omschrijving", "factuuromschrijving", "omschrijving factuur", "product", "dienst", "product of dienst",
        "geleverd", "description", "invoice description", "subject", "service",
    ),
    Field.REFERENCE: (
        "referentie", "kenmerk", "uw kenmerk", "ordernummer", "orderreferentie", "bestelnummer", "reference",
        "order reference", "order number", "purchase order", "po number",
    ),
    Field.REMINDER_SENT_ON: (
        "herinnering verstuurd", "herinnering verzonden", "datum herinnering", "herinneringsdatum", "herinnering",
        "aanmaning verstuurd", "datum aanmaning", "aanmaningsdatum", "reminder sent", "reminder sent on",
        "reminder date",
    ),
    Field.PAYMENT_TERM_AGREED: (
        "betaaltermijn overeengekomen", "betalingstermijn overeengekomen", "termijn overeengekomen",
        "payment term agreed", "agreed payment term",
    ),
    Field.IN_BUSINESS: (
        "zakelijk", "zakelijk of particulier", "particulier of zakelijk", "consument of bedrijf",
        "bedrijf of consument",
        "zakelijk gekocht", "b2b of b2c",
    ),
    Field.CLAIM_KIND: (
        "soort vordering", "soort vorderingen", "vorderingssoort", "vorderingsoort", "aard vordering",
        "aard van de vordering", "type vordering", "vorderingstype", "grondslag vordering", "claim type",
        "type of claim", "kind of claim", "claim kind",
    ),
    Field.CONTRACT_RATE_MONTH: (
        "contractuele rente per maand", "rente per maand", "rente % per maand", "rentepercentage per maand",
        "interest rate pct per month", "interest rate per month", "interest pct per month",
    ),
    Field.CONTRACT_RATE_YEAR: (
        "contractuele rente per jaar", "rente per jaar", "rente % per jaar", "rentepercentage per jaar",
        "interest rate pct per year", "interest rate per year", "interest pct per year",
    ),
}

# Law: art. 46 UAVG. An agency has no basis to hold the citizen service number.
CITIZEN_NUMBER_WORDS = frozenset(
    {"bsn", "bsnnr", "bsnnummer", "burgerservicenummer", "burgerservicenr", "sofi", "sofinr", "sofinummer"}
)

# Law: art. 9 AVG. What was treated says something about someone's health, whatever the bill is for.
HEALTH_STEMS = (
    "behandel", "diagnos", "verrichting", "medicatie", "medicijn", "geneesmiddel", "prestatiecode", "zorgactiviteit",
    "zorgproduct", "zorgsoort", "ziektebeeld", "treatment", "medication", "icd10",
)
HEALTH_WORDS = frozenset({"dbc", "icd", "zorg", "ziekte", "therapie", "therapy", "illness"})

# What a header says of an amount that is not the amount in euro with VAT.
CENTS = re.compile(r"(?:in)?(?:euro)?cent(?:en|s)?$|^(?:euro)?cent(?:en|s)?(?:in)?|(?:in)?cts?$")
WITHOUT_VAT = re.compile(
    r"excl(?:usief|uding|usive)?(?:btw|vat|tax)?|zonder(?:de)?(?:btw|belasting)|ex(?:btw|vat)|without(?:vat|tax)|netto"
    r"|^net(?=amount|total|value|$)|(?<=[a-z])net$|^grondslag$|exbtw"
)

_OPEN_AMOUNT = re.compile(r"open|restant|resterend|saldo|outstanding|balance|remaining")
_EITHER_AMOUNT = re.compile(r"tebetalen|vordering|hoofdsom|amountdue|principal|payable")

_ORDER_STEMS = ("order", "bestel", "purchaseorder", "ponumber")
REASON_HEADER = "reden"
_CURRENCY_WORDS = ("ineuro", "eur", "euro", "euros")
_GUESS_LIKENESS = 0.9
_GUESS_LENGTH = 6
_NO_PART_OF_A_NAME = {code: None for code in range(128) if not chr(code).isalnum()}
_NO_PART_OF_A_LINE = {code: None for code in _NO_PART_OF_A_NAME if code != ord("\n")}


def normalised(header: str) -> str:
    """Letters and digits of `header` only, lower case, without accents: "Openstaand (€)" is "openstaand"."""
    plain = header.casefold()
    if plain.isascii():
        return plain if plain.isalnum() else plain.translate(_NO_PART_OF_A_NAME)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", plain)))


def normalised_each(texts: Iterable[str]) -> dict[str, str]:
    """As `normalised`, of different texts: many together where none has a sign that changes its length."""
    every, found = list(texts), dict[str, str]()
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        whole = "\n".join(some).lower()
        plain = whole.translate(_NO_PART_OF_A_LINE).split("\n") if whole.isascii() else []
        found.update(zip(some, plain if len(plain) == len(some) else map(normalised, some), strict=True))
    return found


def _words(header: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return set(re.split(r"[^a-z0-9]+", plain))


_EXACT: Mapping[str, tuple[Field, int]] = {
    normalised(name): (field, rank) for field, names in SYNONYMS.items() for rank, name in enumerate(names)
}


@dataclass(frozen=True)
class Meaning:
    """What a header seems to mean; a lower `rank` is the better name of the field."""

    field: Field
    rank: int
    guessed: bool


def is_citizen_number_header(header: str) -> bool:
    """True when the column says that it holds the citizen service number (burgerservicenummer)."""
    return bool(CITIZEN_NUMBER_WORDS & (_words(header) | {normalised(header)}))


def is_health_header(header: str) -> bool:
    """True when the column says that it holds data on someone's health."""
    words = _words(header)
    return bool(HEALTH_WORDS & words) or any(word.startswith(HEALTH_STEMS) for word in words)


def names_order(header: str) -> bool:
    """True when a column of references holds orders: "Ordernummer", "bestelnummer", "PO number"."""
    return normalised(header).startswith(_ORDER_STEMS)


def is_reason_header(header: str) -> bool:
    """True for the column that our own file of refused rows adds."""
    return normalised(header) == REASON_HEADER


def meaning(header: str) -> Meaning | None:
    """Field that `header` names, or None. A near miss ("Factuurnumer") is a guess; nothing looser is tried."""
    key = normalised(header)
    exact = _exact(key)
    if exact is not None:
        return exact
    guessable = len(key) >= _GUESS_LENGTH and "excl" not in key  # two letters from "incl", and another amount
    near = difflib.get_close_matches(key, _EXACT, n=1, cutoff=_GUESS_LIKENESS) if guessable else []
    if not near:
        return None
    field, rank = _EXACT[near[0]]
    return Meaning(field, rank, guessed=True)


def names_amount_in(header: str, unit: re.Pattern[str]) -> bool:
    """True when `header` names an amount in that unit: "Bedrag (in centen)", "Totaal excl. btw", "Netto"."""
    key = normalised(header)
    rest = unit.sub("", key)
    if rest == key:
        return False
    named = _exact(rest) if rest else Meaning(Field.AMOUNT, 0, guessed=True)
    return named is not None and named.field is Field.AMOUNT


@lru_cache(maxsize=1_024)
def says_open(header: str) -> bool | None:
    """Whether an amount column holds what is still open (True) or the whole invoice (False); None for either."""
    key = normalised(header)
    if _OPEN_AMOUNT.search(key):
        return True
    return None if _EITHER_AMOUNT.search(key) else False


def known_fields(cells: Iterable[str]) -> int:
    """Number of distinct fields that `cells` name exactly: how much a record looks like the header."""
    return len({known.field for known in (_exact(normalised(cell)) for cell in cells) if known})


def _exact(key: str) -> Meaning | None:
    for suffix in ("", *_CURRENCY_WORDS):
        stem = key.removesuffix(suffix)
        if stem in _EXACT:
            field, rank = _EXACT[stem]
            return Meaning(field, rank, guessed=False)
    return None
