"""What must be filled in before a document may be made, and what must agree: refused, never guessed."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from legal.debtor.debtor_signs import carries_legal_form
from letters.calculation_data import CalculationData
from letters.data import (
    CollectionBasis,
    DefaultBasis,
    FirstNoticeData,
    SpecificationData,
    Specified,
    SummonsWritData,
)
from letters.errors import AmountsDiffer, FieldsMissing, MissingField, NotYetInDefault
from letters.markup import clean
from letters.words import euro

_ADMIN = "een beheerder, bij de bureaugegevens,"
_CLIENT = "de opdrachtgever"
_HANDLER = "de behandelaar"
_BAILIFF_ADMIN = "een beheerder, bij het deurwaarderskantoor,"

_Required = tuple[tuple[str, str, str], ...]

_AGENCY: _Required = (
    ("agency.registered_name", "De geregistreerde naam van het incassobureau", _ADMIN),
    ("agency.wki_registration_number", "Het registratienummer in het incassoregister", _ADMIN),
    ("agency.kvk_number", "Het KvK-nummer van het incassobureau", _ADMIN),
    ("agency.visiting_address", "Het bezoekadres van het incassobureau", _ADMIN),
    ("agency.postal_address", "Het postadres van het incassobureau", _ADMIN),
    ("agency.phone", "Het telefoonnummer van het incassobureau", _ADMIN),
    ("agency.phone_hours", "De telefonische bereikbaarheid van het incassobureau", _ADMIN),
    ("agency.email", "Het e-mailadres van het incassobureau", _ADMIN),
    ("agency.website", "De website van het incassobureau", _ADMIN),
    ("agency.iban", "Het rekeningnummer (IBAN) van het incassobureau", _ADMIN),
    ("agency.account_name", "De naam bij het rekeningnummer", _ADMIN),
    ("agency.complaints_text", "De tekst over de klachtenregeling", _ADMIN),
)
_CASE: _Required = (
    ("case_number", "Het dossiernummer", _HANDLER),
    ("reference", "Het betalingskenmerk", _HANDLER),
    ("creditor.name", "De naam van de schuldeiser", _CLIENT),
    ("creditor.address", "Het adres van de schuldeiser", _CLIENT),
    ("claims", "De vordering", _CLIENT),
    ("claims.*.ref", "Het kenmerk van de vordering", _HANDLER),
    ("claims.*.invoice_number", "Het factuurnummer", _CLIENT),
    ("claims.*.subject", "Waarvoor betaald moet worden", _CLIENT),
)
_DEBTOR: _Required = (
    ("debtor.name", "De naam van de schuldenaar", _CLIENT),
    ("debtor.lines", "Het adres van de schuldenaar", _CLIENT),
)
_FIRST_NOTICE: _Required = (
    *_AGENCY, *_CASE, *_DEBTOR,
    ("salutation", "De aanhef", _HANDLER),
)  # fmt: skip
_SUMMONS_WRIT: _Required = (
    *_AGENCY, *_CASE,
    ("requesting_party.name", "De naam van de verzoekende partij", _CLIENT),
    ("requesting_party.seat", "De vestigingsplaats van de verzoekende partij", _CLIENT),
    ("requesting_party.address", "Het adres van de verzoekende partij", _CLIENT),
    ("bailiff.name", "De naam van het deurwaarderskantoor", _BAILIFF_ADMIN),
    ("bailiff.address", "Het adres van het deurwaarderskantoor", _BAILIFF_ADMIN),
    ("addressee.street", "De straat van de geadresseerde", _CLIENT),
    ("addressee.number", "Het huisnummer van de geadresseerde", _CLIENT),
    ("addressee.postcode", "De postcode van de geadresseerde", _CLIENT),
    ("addressee.place", "De woonplaats van de geadresseerde", _CLIENT),
    ("agreement", "De omschrijving van de overeenkomst", _CLIENT),
    ("claims.*.default_basis", "De grond van het verzuim", _HANDLER),
    ("payment_iban", "Het rekeningnummer (IBAN) voor de betaling", _ADMIN),
    ("payment_account_name", "De naam bij het rekeningnummer voor de betaling", _ADMIN),
    ("exhibits", "De producties", _HANDLER),
    ("exhibits.*.title", "De naam van de productie", _HANDLER),
)  # fmt: skip
_SPECIFICATION: _Required = (*_AGENCY[:8], *_CASE, *_DEBTOR)
_CALCULATION: _Required = (
    ("claims", "De vordering", _HANDLER),
    ("claims.*.ref", "Het kenmerk van de vordering", _HANDLER),
    ("claims.*.interest", "De soort rente", _HANDLER),
)

_ADDRESSEE: _Required = (
    ("addressee.given_names", "De voornamen of voorletters van de geadresseerde", _CLIENT),
    ("addressee.surname", "De achternaam van de geadresseerde", _CLIENT),
)
_FORM: _Required = (("addressee.legal_form", "De rechtsvorm van de geadresseerde", _CLIENT),)
_PRINTED: _Required = (
    ("addressee.first_names", "De voornamen van de geadresseerde", _CLIENT),
    ("addressee.initials", "De voorletters van de geadresseerde", _CLIENT),
    ("addressee.company_name", "De naam van de geadresseerde", _CLIENT),
    ("addressee.trade_name", "De handelsnaam van de geadresseerde", _CLIENT),
    ("creditor.address.*", "Het adres van de schuldeiser", _CLIENT),
    ("debtor.lines.*", "Het adres van de schuldenaar", _CLIENT),
    ("known_defences.*", "Het verweer", _HANDLER),
    ("requesting_party.address.*", "Het adres van de verzoekende partij", _CLIENT),
    ("requesting_party.legal_form", "De rechtsvorm van de verzoekende partij", _CLIENT),
    ("bailiff.address.*", "Het adres van het deurwaarderskantoor", _BAILIFF_ADMIN),
)
# The Dutch name of every field that a letter prints, and who can mend it.
LABELS = {
    path: (label, supplier)
    for path, label, supplier in (*_FIRST_NOTICE, *_SUMMONS_WRIT, *_ADDRESSEE, *_FORM, *_PRINTED)
}


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


def _empty(data: object, required: _Required) -> Iterator[MissingField]:
    for path, label, supplier in required:
        for here, value in _at(data, path):
            if _is_empty(value):
                yield MissingField(here, label, supplier)


def _missing_from_first_notice(data: FirstNoticeData) -> Iterator[MissingField]:
    yield from _empty(data, _FIRST_NOTICE)
    if data.consumer and data.fee <= 0 and not data.costs_were_charged_before:
        yield MissingField("fee", "Het bedrag van de incassokosten", _HANDLER)
    if data.fee_vat > 0:
        yield from _empty(
            data,
            (
                ("vat_percent", "Het btw-percentage", _HANDLER),
                ("vat_declaration", "De verklaring van de schuldeiser over de btw", _CLIENT),
            ),
        )


def _missing_from_addressee(data: SummonsWritData) -> Iterator[MissingField]:
    """A name is enough: neither all first names nor a register number is asked. Law: art. 45 lid 3 onder d Rv."""
    if not data.addressee.is_company:
        yield from _empty(data, _ADDRESSEE)
    elif not carries_legal_form(data.addressee.name):
        yield from _empty(data, _FORM)


def _missing_from_writ(data: SummonsWritData) -> Iterator[MissingField]:
    yield from _empty(data, _SUMMONS_WRIT)
    own_claim = CollectionBasis(data.creditor.basis) is CollectionBasis.ASSIGNMENT
    yield from _empty(data, (
        ("requesting_party.legal_form", "De rechtsvorm van de verzoekende partij", _ADMIN if own_claim else _CLIENT),
    ))  # fmt: skip
    yield from _missing_from_addressee(data)
    for place, claim in enumerate(data.claims):
        if claim.default_basis is DefaultBasis.OTHER and not claim.default_explanation:
            yield MissingField(f"claims.{place}.default_explanation", "De uitleg van het verzuim", _HANDLER)
        if claim.default_basis is DefaultBasis.NOTICE and claim.reminder_term_until is None:
            yield MissingField(f"claims.{place}.reminder_term_until", "De termijn van de aanmaning", _CLIENT)
    if data.consumer and data.valuation.costs > 0:
        yield from _empty(data, (
            ("notice", "De veertiendagenbrief", _HANDLER),
            ("valuation.notice.delivered_on", "De bezorging van de veertiendagenbrief", _HANDLER),
            ("valuation.notice.last_free_day", "Het einde van de veertiendagentermijn", _HANDLER),
        ))  # fmt: skip
    if data.valuation.vat_on_costs > 0:
        yield from _empty(data, (("vat_declaration", "De verklaring van de schuldeiser over de btw", _CLIENT),))


def _missing_from_calculation(data: CalculationData) -> Iterator[MissingField]:
    yield from _empty(data, _CALCULATION)


def _missing_from_specification(data: SpecificationData) -> Iterator[MissingField]:
    yield from _empty(data, _SPECIFICATION)


def _same(field: str, given: Decimal, counted: Decimal) -> None:
    if given != counted:
        raise AmountsDiffer(f"{field}: {euro(given)} in de brief, {euro(counted)} volgens de berekening", field=field)


def _check_claims(data: Specified) -> None:
    known = {claim.ref: claim for claim in data.claims}
    valued = {totals.ref: totals.principal for totals in data.valuation.claims}
    if set(known) != set(valued):
        raise AmountsDiffer("de facturen en de berekening gaan niet over dezelfde vorderingen", field="claims")
    for ref, principal in valued.items():
        _same(f"claims.{ref}.principal", known[ref].principal, principal)


def check_first_notice(data: FirstNoticeData) -> None:
    """Amounts agree with the valuation, and a consumer's claims are in default (art. 6:96 lid 6 BW)."""
    _check_claims(data)
    now = data.valuation
    _same("total_now", data.total_now, now.balance)
    if data.consumer:
        _same("valuation.costs", now.costs + now.vat_on_costs, Decimal(0))
        _same("total_with_costs", data.total_with_costs, now.balance + data.fee + data.fee_vat)
        early = [claim.invoice_number for claim in data.claims if claim.default_from > data.letter_date]
        if early:
            raise NotYetInDefault("nog niet in verzuim: " + ", ".join(early))
    else:
        _same("fee", data.fee, now.costs)
        _same("fee_vat", data.fee_vat, now.vat_on_costs)
        _same("total_with_costs", data.total_with_costs, now.balance)


def check_writ(data: SummonsWritData) -> None:
    """Amounts agree with the valuation, and by mandate the creditor is the requesting party."""
    _check_claims(data)
    if data.valuation.on != data.as_of:
        raise AmountsDiffer("de berekening is van een andere dag dan het exploot", field="as_of")
    by_mandate = CollectionBasis(data.creditor.basis) is CollectionBasis.MANDATE
    if by_mandate and data.requesting_party.name != data.creditor.name:
        raise AmountsDiffer("bij lastgeving is de schuldeiser de verzoekende partij", field="requesting_party")


def check_specification(data: SpecificationData) -> None:
    """The valuation is about the claims that are listed."""
    _check_claims(data)


def check_calculation(data: CalculationData) -> None:
    """The valuation is about the claims that are listed."""
    listed = [claim.ref for claim in data.claims]
    if listed != [claim.ref for claim in data.valuation.claims]:
        raise AmountsDiffer("de berekening gaat over andere vorderingen dan de lijst", field="claims")


MISSING: dict[type, Callable[[Any], Iterator[MissingField]]] = {  # Any: each takes its own data class
    FirstNoticeData: _missing_from_first_notice,
    SummonsWritData: _missing_from_writ,
    SpecificationData: _missing_from_specification,
    CalculationData: _missing_from_calculation,
}
CHECKS: dict[type, Callable[[Any], None]] = {  # Any: as above
    FirstNoticeData: check_first_notice,
    SummonsWritData: check_writ,
    SpecificationData: check_specification,
    CalculationData: check_calculation,
}


def missing(data: object) -> tuple[MissingField, ...]:
    """Every mandatory field of `data` that is empty; nothing when the document may be made."""
    find = MISSING.get(type(data))
    return tuple(find(data)) if find else ()


def check(data: object) -> None:
    """Raises FieldsMissing with all empty mandatory fields, else the first thing that does not agree."""
    empty = missing(data)
    if empty:
        raise FieldsMissing(empty)
    if type(data) in CHECKS:
        CHECKS[type(data)](data)
