"""`dossier.json`: the case as data for the bailiff's system, from the same values as the writ.

The form is `dossier.schema.json`; a change that a reader must know of raises `VERSION`. Amounts are whole cents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from legal.counting.valuation import BookedPayment, Line, Valuation
from legal.money import to_cents
from letters.blocks import ClaimItem, CollectionBasis
from letters.catalogue import check
from letters.kinds.summons_writ import AddedNotice, Addressee, Served, SummonsWritData

VERSION = "2"
FOR_SEVERAL = "3"  # with `debtors`: served on more than one, or on who represents him
WITH_CONFIRMED = "5"  # with `confirmed`: in an office of one person, who of outside confirmed it
WITH_ADDED = "4"  # with `added_notices`, of a debtor or of all: letters over invoices that came after the first one

_Json = dict[str, Any]  # Any: what json can hold


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """Who confirmed something for an office of one person.

    `what`: "assessment" (that the debtor does not want to pay) or "order" (that the bailiff gets it). `capacity`: what
    he is, with his number in the public register. `looked_as`: "outsider".
    """

    what: str
    looked_as: str
    by: str
    capacity: str
    on: date


def with_confirmations(made: Mapping[str, Any], confirmed: Sequence[Confirmed]) -> Mapping[str, Any]:
    """The case as `dossier` tells it, with who confirmed it; as it was where nobody of outside had to."""
    if not confirmed:
        return made
    return {**made, "schema_version": WITH_CONFIRMED, "confirmed": [
        {"what": one.what, "as": one.looked_as, "by": one.by, "capacity": one.capacity, "on": _day(one.on)}
        for one in confirmed
    ]}


def _money(amount: Decimal) -> _Json:
    return {"cents": to_cents(amount), "currency": "EUR"}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def dossier(data: SummonsWritData) -> _Json:
    """The case as `dossier.json` tells it. Raises what the writ itself would raise: LetterError."""
    check(data)
    return {
        "schema_version": _version(data),
        "document": "draft_summons_writ",
        "case_number": data.case_number,
        "as_of": data.as_of.isoformat(),
        "consumer_rules_apply": data.consumer,
        "collection_basis": CollectionBasis(data.creditor.basis).value,
        **_parties(data),
        "agreement": data.agreement,
        "claims": [_claim(claim) for claim in data.claims],
        "fourteen_day_notice": _notice(data),
        "earlier_contacts": list(data.earlier_contacts),
        "known_defences": list(data.known_defences),
        "no_defence_known": data.no_defence_known,
        "valuation": _valuation(data.valuation),
        "daily_interest": None if data.daily_interest is None else _money(data.daily_interest),
        "payment": {
            "term_days": data.payment_term_days,
            "iban": data.payment_iban,
            "account_name": data.payment_account_name,
            "reference": data.reference,
        },
        "court_intended": data.court_intended,
        "exhibits": [{"number": exhibit.number, "title": exhibit.title} for exhibit in data.exhibits],
        **({"debtors": [_served(one) for one in data.served]} if data.served else {}),
        **_added(data.added),
    }


def _version(data: SummonsWritData) -> str:
    """The oldest form that tells all of it."""
    if any(one.added for one in data.served_on):
        return WITH_ADDED
    return FOR_SEVERAL if data.served else VERSION


def _added(notices: Sequence[AddedNotice]) -> _Json:
    """The notices of invoices that came after the first letter; nothing where there are none."""
    return {"added_notices": [
        {
            "sent_on": _day(one.sent_on), "channel": one.channel.value, "fee_named": _money(one.fee_named),
            "invoices": list(one.invoices),
            "delivered_on": None if one.term is None else _day(one.term.delivered_on),
            "costs_claimable_from": None if one.term is None else _day(one.term.costs_claimable_from),
        }
        for one in notices
    ]} if notices else {}


def _served(one: Served) -> _Json:
    """One on whom it is served: who owes, who represents him, and what is asked of him."""
    return {
        "debtor": _debtor(one.owes),
        "representative": None if one.via is None else _debtor(one.via),
        "capacity": one.capacity or None,
        "joint": one.is_joint,
        "as_what": one.as_what or None,
        "amount": _money(one.amount),
        "collection_costs": _money(one.costs),
        "fourteen_day_notice": None if one.notice is None else {
            "sent_on": _day(one.notice.sent_on), "channel": one.notice.channel.value,
            "fee_named": _money(one.notice.fee_named),
            "delivered_on": None if one.term is None else _day(one.term.delivered_on),
        },
        **_added(one.added),
    }


def _parties(data: SummonsWritData) -> _Json:
    agency, party = data.agency, data.requesting_party
    return {
        "requesting_party": {
            "name": party.name,
            "legal_form": party.legal_form,
            "seat": party.seat,
            "address": list(party.address),
            "kvk_number": party.kvk_number,
        },
        "creditor": {
            "name": data.creditor.name,
            "address": list(data.creditor.address),
            "kvk_number": data.creditor.kvk_number,
        },
        "agency": {
            "registered_name": agency.registered_name,
            "wki_registration_number": agency.wki_registration_number,
            "kvk_number": agency.kvk_number,
            "address": list(agency.visiting_address),
            "phone": agency.phone,
            "email": agency.email,
        },
        "bailiff": {"name": data.bailiff.name, "address": list(data.bailiff.address)},
        "debtor": _debtor(data.addressee),
    }


def _debtor(addressee: Addressee) -> _Json:
    return {
        "kind": "company" if addressee.is_company else "natural_person",
        "name": addressee.name,
        "first_names": addressee.first_names,
        "initials": addressee.initials,
        "surname": addressee.surname,
        "birth_date": _day(addressee.birth_date),
        "trade_name": addressee.trade_name,
        "legal_form": addressee.legal_form,
        "kvk_number": addressee.kvk_number,
        "street": addressee.street,
        "number": addressee.number,
        "postcode": addressee.postcode,
        "place": addressee.place,
        "country": addressee.country,
    }


def _claim(claim: ClaimItem) -> _Json:
    return {
        "ref": claim.ref,
        "invoice_number": claim.invoice_number,
        "subject": claim.subject,
        "contract_date": _day(claim.contract_date),
        "invoice_date": _day(claim.invoice_date),
        "due_date": _day(claim.due_date),
        "extended_payment_term": _day(claim.reminder_term_until),
        "default_date": _day(claim.default_from),
        "default_basis": claim.default_basis.value if claim.default_basis else None,
        "principal": _money(claim.principal),
        "credited": _money(claim.credited),
    }


def _notice(data: SummonsWritData) -> _Json | None:
    if data.notice is None:
        return None
    term = data.valuation.notice
    return {
        "sent_on": _day(data.notice.sent_on),
        "channel": data.notice.channel.value,
        "fee_named": _money(data.notice.fee_named),
        "delivered_on": _day(term.delivered_on) if term else None,
        "delivery_basis": term.delivery_basis.value if term else "none",
        "last_free_day": _day(term.last_free_day) if term else None,
        "costs_claimable_from": _day(term.costs_claimable_from) if term else None,
    }


def _valuation(valuation: Valuation) -> _Json:
    """What is owed; a penalty only where one is."""
    told = {
        "on": valuation.on.isoformat(),
        "principal": _money(valuation.principal),
        "statutory_or_agreed_interest": _money(valuation.interest),
        "extrajudicial_collection_costs": _money(valuation.costs),
        "vat_on_costs": _money(valuation.vat_on_costs),
        "other_costs": _money(valuation.other_costs),
        "paid": _money(valuation.paid),
        "balance": _money(valuation.balance),
        "lines": [_line(line) for line in valuation.lines],
        "payments": [_payment(payment) for payment in valuation.payments],
    }
    return told | {"penalty": _money(valuation.penalty)} if valuation.penalty else told


def _line(line: Line) -> _Json:
    return {
        "claim": line.claim,
        "kind": line.kind.value,
        "first_day": line.first_day.isoformat(),
        "last_day": line.last_day.isoformat(),
        "days": line.days,
        "base": _money(line.base),
        "rate_percent": None if line.rate_percent is None else f"{line.rate_percent:f}",
        "amount": _money(line.amount),
        "law": line.law,
        "source": line.source,
    }


def _payment(payment: BookedPayment) -> _Json:
    told = {
        "received_on": payment.received_on.isoformat(),
        "amount": _money(payment.amount),
        "costs": _money(payment.costs),
        "interest": _money(payment.interest),
        "principal": _money(payment.principal),
        "unallocated": _money(payment.unallocated),
    }
    return told | {"penalty": _money(payment.penalty)} if payment.penalty else told
