"""The case of a story on an empty record: one client with the terms it needs, and a claim file with its claims."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import database
from agency.demo import people
from agency.quote.request import INVALID, Bad
from agency.simulation.furnishing import add_agency, add_client
from agency.simulation.stories import persons
from agency.simulation.stories.reading import NOT_SUPPORTED, Given, GivenClaim
from agency.simulation.world import World
from cases.acts import Act
from cases.claims import arriving, uploads
from cases.models import Case, Claim, CollectionBasis, PartyRole
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import ClientValues
from legal.facts import ContractRate, DebtorKind, InterestKind
from legal.interest import PER_MONTH
from legal.money import from_cents

LOGIN = "opdrachtgever"
ONE_DAY, PAYMENT_TERM = timedelta(days=1), timedelta(days=14)
CLIENT = ClientValues(
    name="Voorbeeld Levering B.V.", legal_form="besloten vennootschap", kvk_number="00000009", street="Voorbeeldweg",
    house_number="9", postal_code="3511 AA", city="Utrecht", email="debiteuren@levering.example", phone="030 000 00 00",
)
HEADER = (*people.HEADER.split(";"), "Rente per maand", "Rente per jaar")
PERSON = ("", "", "", "Sanne", "de", "Voorbeeld", "Proefpad", "12", "9721 AB", "Groningen", "", "", "01-05-1980")
BUSINESS = ("Voorbeeld Handel", "bv", "90000001", "", "", "", "Proefpad", "12", "9721 AB", "Groningen", "", "", "")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The case of a story, its claims by their ref, and who owe by their names; nobody where one owes all."""

    case_id: int
    claims: dict[str, int]
    people: dict[str, int]


def open_case(world: World, given: Given) -> Opened:
    """Hand in the claims and confirm them. Raises Bad where the record would hold another case than was given."""
    terms = _terms(given)
    with database.transaction() as session:
        act = Act(None, world.now, world.day)
        add_agency(session, act, world)
        client_id = add_client(session, act, world, LOGIN, CLIENT, terms).id
    content = _claim_file(given, terms)
    tried = world.attempt("opened", LOGIN, lambda session, act: _hand_in(session, act, world, client_id, content))
    if tried.refusal is not None:
        raise Bad("given", INVALID, str(tried.refusal)) from tried.refusal
    opened = _checked(world.session, given)
    for name in given.joint[1:]:
        opened.people[name] = _join(world, opened.case_id, name)
    return opened


def _join(world: World, case_id: int, name: str) -> int:
    """Somebody who owes the case together with its debtor; his id."""
    def join(session: Session, act: Act) -> int:
        return persons.add(session, act, case_id, PartyRole.DEBTOR, name).person_id

    joined = world.attempt("joined", LOGIN, join)
    if joined.result is None:
        raise Bad("given.joint", INVALID, str(joined.refusal))
    return joined.result


def _hand_in(session: Session, act: Act, world: World, client_id: int, content: bytes) -> int:
    shown = uploads.preview(
        session, act, world.store, client_id=client_id, content=content, filename="vorderingen.csv"
    )
    left_out = [*shown.report["refused"], *shown.report["waiting"]]
    if left_out:
        told = left_out[0]
        raise Bad("given.claims", INVALID, told.get("reason") or f"{told['column']}: verwacht {told['expected']}")
    return arriving.confirm(
        session, act, world.store, upload_id=shown.id, client_id=client_id, figures=world.figures
    ).id


def _checked(session: Session, given: Given) -> Opened:
    """The case, if it is one and bears interest from the days that were given."""
    cases = session.scalars(select(Case)).all()
    claims = {claim.invoice_number: claim for claim in session.scalars(select(Claim))}
    for index, wanted in enumerate(given.claims):
        claim = claims.get(wanted.ref)
        if claim is None or (claim.principal, claim.default_from) != (wanted.principal, wanted.interest_from):
            raise Bad(f"given.claims.{index}", INVALID, "deze vordering komt anders in het dossier te staan")
    if len(cases) != 1:
        raise Bad("given.claims", INVALID, "deze vorderingen vormen niet één dossier")
    return Opened(
        case_id=cases[0].id, claims={ref: claim.id for ref, claim in claims.items()},
        people={given.joint[0]: cases[0].debtor_id} if given.joint else {},
    )


def _terms(given: Given) -> TermsInput:
    """What was agreed: the interest of the claims, but for simple agreed rates that a row of the file can hold."""
    signed = given.opened_on - timedelta(days=400)
    vat_declared = None if given.reclaims_vat else signed
    interest, rate = _agreed_interest(given.claims)
    return TermsInput(
        debtor_kind=given.debtor, payment_term_agreed=True, payment_term_basis="artikel 1 van de voorwaarden",
        interest=interest, contract_percent=None if rate is None else rate.percent,
        contract_per=None if rate is None else rate.per, contract_compound=rate is not None and rate.compound,
        reclaims_vat=given.reclaims_vat,
        basis=CollectionBasis.MANDATE, basis_signed_on=signed, cost_ceiling=from_cents(45_000),
        vat_not_deductible_declared_on=vat_declared, vat_raised_therefore_declared_on=vat_declared,
    )


def _agreed_interest(claims: Sequence[GivenClaim]) -> tuple[InterestKind, ContractRate | None]:
    kinds = {claim.interest for claim in claims if claim.interest is not InterestKind.CONTRACTUAL}
    rates = {claim.rate for claim in claims if claim.interest is InterestKind.CONTRACTUAL}
    if len(kinds) > 1 or len({rate for rate in rates if rate and rate.compound}) > (0 if kinds else 1):
        raise Bad("given.claims", NOT_SUPPORTED, "Dit kan het programma nog niet: deze soorten rente in één dossier.")
    if kinds:
        return kinds.pop(), None
    if None in rates:
        raise Bad("given.claims", INVALID, "contractual vraagt om contract_rate")
    return InterestKind.CONTRACTUAL, next((rate for rate in rates if rate and rate.compound), next(iter(rates)))


def _claim_file(given: Given, terms: TermsInput) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADER)
    debtor = BUSINESS if given.debtor is DebtorKind.BUSINESS else PERSON
    for claim in given.claims:
        due = claim.interest_from - ONE_DAY
        issued = due - PAYMENT_TERM
        writer.writerow((
            "K-1", *debtor, _dutch(issued), claim.ref, _dutch(issued), _dutch(due), _amount(claim.principal),
            "Levering", "", *_own_rate(claim, terms),
        ))
    return text.getvalue().encode()


def _own_rate(claim: GivenClaim, terms: TermsInput) -> tuple[str, str]:
    """The columns with the rate of a claim, a month and a year; empty where the terms say it."""
    if claim.rate is None or claim.interest is not InterestKind.CONTRACTUAL or terms.contract_compound:
        return "", ""
    percent = f"{claim.rate.percent:f}".replace(".", ",")
    return (percent, "") if claim.rate.per == PER_MONTH else ("", percent)


def _dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _amount(euro: Decimal) -> str:
    return f"{euro:.2f}".replace(".", ",")
