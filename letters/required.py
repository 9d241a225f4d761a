"""Mandatory fields: by path, with their Dutch name and who can fill them in. Refused when empty, never guessed."""

from collections.abc import Iterator
from typing import Any, TypeAlias  # Any: fields differ in type

from letters.errors import MissingField
from letters.markup import clean

Required: TypeAlias = tuple[tuple[str, str, str], ...]  # path, Dutch name, who can supply it

ADMIN = "een beheerder, bij de bureaugegevens,"
CLIENT = "de opdrachtgever"
HANDLER = "de behandelaar"
BAILIFF_ADMIN = "een beheerder, bij het deurwaarderskantoor,"

AGENCY: Required = (
    ("agency.registered_name", "De geregistreerde naam van het incassobureau", ADMIN),
    ("agency.wki_registration_number", "Het registratienummer in het incassoregister", ADMIN),
    ("agency.kvk_number", "Het KvK-nummer van het incassobureau", ADMIN),
    ("agency.visiting_address", "Het bezoekadres van het incassobureau", ADMIN),
    ("agency.postal_address", "Het postadres van het incassobureau", ADMIN),
    ("agency.phone", "Het telefoonnummer van het incassobureau", ADMIN),
    ("agency.phone_hours", "De telefonische bereikbaarheid van het incassobureau", ADMIN),
    ("agency.email", "Het e-mailadres van het incassobureau", ADMIN),
    ("agency.website", "De website van het incassobureau", ADMIN),
    ("agency.iban", "Het rekeningnummer (IBAN) van het incassobureau", ADMIN),
    ("agency.account_name", "De naam bij het rekeningnummer", ADMIN),
    ("agency.complaints_text", "De tekst over de klachtenregeling", ADMIN),
)
CASE: Required = (
    ("case_number", "Het dossiernummer", HANDLER),
    ("reference", "Het betalingskenmerk", HANDLER),
    ("creditor.name", "De naam van de schuldeiser", CLIENT),
    ("creditor.address", "Het adres van de schuldeiser", CLIENT),
    ("claims", "De vordering", CLIENT),
    ("claims.*.ref", "Het kenmerk van de vordering", HANDLER),
    ("claims.*.invoice_number", "Het factuurnummer", CLIENT),
    ("claims.*.subject", "Waarvoor betaald moet worden", CLIENT),
)
DEBTOR: Required = (
    ("debtor.name", "De naam van de schuldenaar", CLIENT),
    ("debtor.lines", "Het adres van de schuldenaar", CLIENT),
)
LETTER: Required = (*AGENCY, *CASE, *DEBTOR, ("salutation", "De aanhef", HANDLER))
ADDRESSEE: Required = (
    ("addressee.given_names", "De voornamen of voorletters van de geadresseerde", CLIENT),
    ("addressee.surname", "De achternaam van de geadresseerde", CLIENT),
)
FORM: Required = (("addressee.legal_form", "De rechtsvorm van de geadresseerde", CLIENT),)
# Fields that may be empty, and are named when a character in them has no shape.
PRINTED: Required = (
    ("addressee.first_names", "De voornamen van de geadresseerde", CLIENT),
    ("addressee.initials", "De voorletters van de geadresseerde", CLIENT),
    ("addressee.company_name", "De naam van de geadresseerde", CLIENT),
    ("addressee.trade_name", "De handelsnaam van de geadresseerde", CLIENT),
    ("creditor.address.*", "Het adres van de schuldeiser", CLIENT),
    ("debtor.lines.*", "Het adres van de schuldenaar", CLIENT),
    ("known_defences.*", "Het verweer", HANDLER),
    ("requesting_party.address.*", "Het adres van de verzoekende partij", CLIENT),
    ("requesting_party.legal_form", "De rechtsvorm van de verzoekende partij", CLIENT),
    ("bailiff.address.*", "Het adres van het deurwaarderskantoor", BAILIFF_ADMIN),
)


def _at(data: object, path: str, walked: str = "") -> Iterator[tuple[str, Any]]:  # Any: fields differ in type
    """Every value at `path`, with the path it has here; `*` stands for each item of a tuple."""
    head, _, rest = path.partition(".")
    found = enumerate(data) if head == "*" and isinstance(data, tuple) else [(head, getattr(data, head, None))]
    for name, value in found:
        here = f"{walked}.{name}" if walked else str(name)
        if rest and value is not None:
            yield from _at(value, rest, here)
        else:
            yield here, value


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not clean(value)
    if isinstance(value, tuple):
        return not value or any(_is_empty(item) for item in value)
    return value is None


def empty(data: object, required: Required) -> Iterator[MissingField]:
    for path, label, supplier in required:
        for here, value in _at(data, path):
            if _is_empty(value):
                yield MissingField(here, label, supplier)
