"""Set-up by an administrator: the agency itself, its clients with what their amounts depend on, bailiff offices."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import AlreadyDone, EditConflict, NotFound
from cases.input_checks import Checks, Finding, InvalidInput, day_of, put_values, values_of, version_of
from cases.models import (
    PROFILE_ID,
    AgencyProfile,
    BailiffOffice,
    Client,
    ClientTerms,
    Document,
    DocumentKind,
    SetUpSubject,
    User,
)
from cases.setup import client_terms, logos, registration
from cases.setup.client_terms import TermsInput
from cases.trace import set_up_changes
from cases.trace.set_up_changes import Value
from letters import accent

CLIENT_PAPERS = (DocumentKind.MANDATE, DocumentKind.TERMS)
Company = TypeVar("Company", Client, BailiffOffice)
_SUBJECTS = {Client: SetUpSubject.CLIENT, BailiffOffice: SetUpSubject.BAILIFF_OFFICE}


@dataclass(frozen=True, kw_only=True)
class AgencyProfileValues:
    """What the agency says about itself on every letter. The address is the visiting address."""

    registered_name: str
    wki_registration_number: str
    kvk_number: str
    street: str
    house_number: str
    postal_code: str
    city: str
    phone: str
    phone_hours: str
    email: str
    website: str
    iban: str
    account_name: str
    complaints_text: str
    dispute_body: str
    other_registered_names: tuple[str, ...] = ()
    wki_valid_until: date | None = None
    postal_address: str = ""
    legal_form: str = ""
    debt_help_phone: str = ""
    accent: str = ""
    logo: bytes | None = None
    write_off_handler: Decimal = Decimal("0.00")
    write_off_legal_lead: Decimal = Decimal("0.00")
    clients_second_step: bool = False
    one_person: bool = False


@dataclass(frozen=True, kw_only=True)
class ClientValues:
    """A client (opdrachtgever) as it stands in the trade register and on letters."""

    name: str
    legal_form: str
    kvk_number: str
    street: str
    house_number: str
    postal_code: str
    city: str
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class BailiffOfficeValues:
    """A bailiff office (gerechtsdeurwaarderskantoor)."""

    name: str
    street: str
    house_number: str
    postal_code: str
    city: str
    kvk_number: str = ""
    email: str = ""
    phone: str = ""
    active: bool = True


def agency_profile(session: Session) -> AgencyProfile | None:
    """The agency; None while nobody has entered it."""
    return session.get(AgencyProfile, PROFILE_ID)


def profile_values(profile: AgencyProfile) -> AgencyProfileValues:
    """What the form of the agency starts from."""
    values = values_of(AgencyProfileValues, profile)
    return replace(values, other_registered_names=tuple(profile.other_registered_names))


def profile_version(session: Session) -> str:
    """The mark of what is on record now; empty while nothing is."""
    profile = agency_profile(session)
    return "" if profile is None else version_of(profile_values(profile))


def save_agency_profile(
    session: Session, act: Act, values: AgencyProfileValues, *, seen: str | None = None
) -> AgencyProfile:
    """Enter or change the agency. `seen` is the `profile_version` the change was made from, None for no check.

    Every field that changes leaves a trace: its IBAN stands on each letter. A task to renew the registration ends.
    Raises InvalidInput, or EditConflict when another change came between. Law: art. 11 Wki.
    """
    kept = checked_profile(values)
    profile = session.get(AgencyProfile, PROFILE_ID, with_for_update=True, populate_existing=True)
    _require_seen("" if profile is None else version_of(profile_values(profile)), seen, "de gegevens van het bureau")
    before = {} if profile is None else vars(profile_values(profile)).copy()
    if profile is None:
        profile = AgencyProfile(id=PROFILE_ID)
    _put(profile, kept)
    try:
        with session.begin_nested():
            session.add(profile)
    except IntegrityError:
        raise _conflict("de gegevens van het bureau") from None
    set_up_changes.record(session, act, SetUpSubject.AGENCY, PROFILE_ID, before=before, after=vars(kept))
    registration.keep_task(session, act)
    return profile


def unsaved(values: AgencyProfileValues) -> AgencyProfile:
    """The agency as it would be with these values, to be looked at. Raises InvalidInput."""
    profile = AgencyProfile(id=PROFILE_ID)
    _put(profile, checked_profile(values))
    return profile


def _put(profile: AgencyProfile, kept: AgencyProfileValues) -> None:
    put_values(profile, replace(kept, other_registered_names=()))
    profile.other_registered_names = list(kept.other_registered_names)


def add_client(session: Session, act: Act, values: ClientValues) -> Client:
    """A new client, without terms yet. Raises InvalidInput."""
    client = Client(created_at=act.now)
    _keep_company(session, act, client, _checked_client(values), before={})
    return client


def edit_client(session: Session, act: Act, client_id: int, values: ClientValues, *, seen: str | None = None) -> Client:
    """Change the data of a client. `seen` is the `client_version` the change was made from, None for no check.

    Raises InvalidInput, NotFound or EditConflict.
    """
    kept = _checked_client(values)
    client = _locked(session, Client, client_id, "Deze opdrachtgever bestaat niet.")
    _require_seen(client_version(client), seen, f"de gegevens van {client.name}")
    before = vars(values_of(ClientValues, client))
    _keep_company(session, act, client, kept, before=before)
    return client


def client_version(client: Client) -> str:
    """The mark of a client as it is on record now."""
    return version_of(values_of(ClientValues, client))


def clients(session: Session) -> list[Client]:
    """All clients by name, the active ones first."""
    return list(session.scalars(select(Client).order_by(Client.active.desc(), func.lower(Client.name))))


def add_bailiff_office(session: Session, act: Act, values: BailiffOfficeValues) -> BailiffOffice:
    """A new bailiff office. Raises InvalidInput."""
    office = BailiffOffice()
    _keep_company(session, act, office, _checked_office(values), before={})
    return office


def edit_bailiff_office(
    session: Session, act: Act, office_id: int, values: BailiffOfficeValues, *, seen: str | None = None
) -> BailiffOffice:
    """Change the data of an office. `seen` is the `office_version` the change was made from, None for no check.

    Raises InvalidInput, NotFound or EditConflict.
    """
    kept = _checked_office(values)
    office = _locked(session, BailiffOffice, office_id, "Dit deurwaarderskantoor bestaat niet.")
    _require_seen(office_version(office), seen, f"de gegevens van {office.name}")
    before = vars(values_of(BailiffOfficeValues, office))
    _keep_company(session, act, office, kept, before=before)
    return office


def office_version(office: BailiffOffice) -> str:
    """The mark of an office as it is on record now."""
    return version_of(values_of(BailiffOfficeValues, office))


def bailiff_offices(session: Session) -> list[BailiffOffice]:
    """All bailiff offices by name, the active ones first."""
    query = select(BailiffOffice).order_by(BailiffOffice.active.desc(), func.lower(BailiffOffice.name))
    return list(session.scalars(query))


def agree_terms(
    session: Session, act: Act, client_id: int, values: TermsInput, *, seen_version: int | None = None
) -> ClientTerms:
    """Record what was agreed with a client as a new version; open cases keep the version they opened under.

    `seen_version` is the version the change was made from (0 for none), None for no check.
    Raises InvalidInput, NotFound, EditConflict, or AlreadyDone when nothing differs from the current version.
    """
    kept = client_terms.checked(values, today=day_of(act.now))
    client = _locked(session, Client, client_id, "Deze opdrachtgever bestaat niet.")
    session.expire(client, ["terms"])
    current = client.current_terms
    latest = 0 if current is None else current.version
    if seen_version is not None and seen_version != latest:
        raise _conflict(f"de afspraken met {client.name}")
    if current is not None and values_of(TermsInput, current) == kept:
        raise AlreadyDone(f"Deze afspraken gelden al sinds versie {latest}: er is niets gewijzigd.")
    terms = ClientTerms(client_id=client_id, version=latest + 1, created_at=act.now, created_by=act.actor_id)
    put_values(terms, kept)
    before = {} if current is None else _terms_in_words(values_of(TermsInput, current))
    try:
        with session.begin_nested():
            session.add(terms)
    except IntegrityError:
        raise _conflict(f"de afspraken met {client.name}") from None
    set_up_changes.record(session, act, SetUpSubject.TERMS, client_id, before=before, after=_terms_in_words(kept))
    session.expire(client, ["terms"])
    return terms


def _terms_in_words(values: TermsInput) -> dict[str, Value]:
    """Every field; a percentage as it was agreed, not as an amount."""
    told: dict[str, Value] = {}
    for percent, per in (("contract_percent", "contract_per"), ("surcharge_percent", "surcharge_per")):
        agreed, period = getattr(values, percent), getattr(values, per)
        told[percent] = None if agreed is None else f"{agreed:f}".replace(".", ",")
        told[per] = client_terms.PERIODS.get(period)
    return vars(values) | told


@dataclass(frozen=True)
class AgreedVersion:
    """A version of the terms and who entered it; the name is empty when no user did."""

    terms: ClientTerms
    agreed_by: str


def terms_history(session: Session, client_id: int) -> list[AgreedVersion]:
    """All versions agreed with a client, the newest first."""
    query = (
        select(ClientTerms, User.name).outerjoin(User, User.id == ClientTerms.created_by)
        .where(ClientTerms.client_id == client_id).order_by(ClientTerms.version.desc())
    )
    return [AgreedVersion(terms, name or "") for terms, name in session.execute(query)]


def client_documents(session: Session, client_id: int) -> list[Document]:
    """Papers that are evidence in every case of a client (mandate, general terms), the newest first."""
    query = select(Document).where(Document.client_id == client_id, Document.case_id.is_(None))
    return list(session.scalars(query.where(Document.kind.in_(CLIENT_PAPERS)).order_by(Document.id.desc())))


def checked_profile(values: AgencyProfileValues) -> AgencyProfileValues:
    """What is kept of these values. Raises InvalidInput."""
    checks = Checks()
    text = checks.text
    kept = replace(
        _checked_address(checks, values),
        registered_name=text("registered_name", "Geregistreerde naam", values.registered_name, longest=120,
                             expected="de naam zoals die in het incassoregister staat"),
        other_registered_names=tuple(
            text("other_registered_names", "Andere geregistreerde namen", name, longest=120)
            for name in values.other_registered_names if name.strip()
        ),
        wki_registration_number=text("wki_registration_number", "Registratienummer Wki", values.wki_registration_number,
                                     longest=40, expected="het registratiekenmerk uit het incassoregister"),
        kvk_number=checks.kvk("kvk_number", values.kvk_number),
        legal_form=text("legal_form", "Rechtsvorm", values.legal_form, longest=80),
        postal_address=text("postal_address", "Postadres", values.postal_address, longest=500),
        phone=text("phone", "Telefoon", values.phone, longest=40, expected="een telefoonnummer"),
        phone_hours=text("phone_hours", "Telefonisch bereikbaar", values.phone_hours, longest=120,
                         expected="dagen en tijden, zoals werkdagen van 9.00 tot 17.00 uur"),
        email=checks.email("email", values.email),
        website=text("website", "Website", values.website, longest=200, expected="het adres van de website"),
        iban=checks.iban("iban", values.iban),
        account_name=text("account_name", "Naam rekeninghouder", values.account_name, longest=70,
                          expected="de naam waarop de rekening staat"),
        complaints_text=text("complaints_text", "Klachtenregeling", values.complaints_text, longest=2000,
                             expected="hoe en bij wie iemand kan klagen"),
        dispute_body=text("dispute_body", "Geschillencommissie", values.dispute_body, longest=200,
                          expected="naam en adres of website van de geschillencommissie"),
        debt_help_phone=text("debt_help_phone", "Telefoon voor hulp bij schulden", values.debt_help_phone, longest=40),
        accent=_checked_accent(checks, values.accent),
    )
    logos.check(checks, "logo", values.logo)
    for field, who in (("write_off_handler", "behandelaar"), ("write_off_legal_lead", "juridisch verantwoordelijke")):
        checks.amount(field, f"Afboeken door een {who}", getattr(values, field))
    checks.finish()
    return kept


def _checked_accent(checks: Checks, value: str) -> str:
    """The colour of the letters, in small letters; empty for that of the house style. Dark enough to read on white."""
    colour = value.strip().lower()
    if colour in ("", accent.HOUSE):
        return ""
    if not accent.is_colour(colour):
        checks.wrong("accent", "Kleur van de brieven", value, f"een # en zes tekens (0-9, a-f), zoals {accent.HOUSE}")
    elif (contrast := accent.contrast_with_white(colour)) < accent.LEAST_CONTRAST:
        told = f"{math.floor(contrast * 10) / 10:.1f}".replace(".", ",")
        checks.wrong(
            "accent", "Kleur van de brieven", f"{value}, te licht om op wit te lezen: contrast {told} op 1",
            "een donkerder kleur, met een contrast van minstens 4,5 op 1",
        )
    return colour


def _checked_client(values: ClientValues) -> ClientValues:
    checks = Checks()
    kept = replace(
        _checked_address(checks, values),
        name=checks.text("name", "Naam", values.name, longest=120, expected="de statutaire naam"),
        legal_form=checks.text("legal_form", "Rechtsvorm", values.legal_form, longest=80,
                               expected="de rechtsvorm voluit, zoals besloten vennootschap"),
        kvk_number=checks.kvk("kvk_number", values.kvk_number),
        contact_name=checks.text("contact_name", "Contactpersoon", values.contact_name, longest=120),
        email=checks.email("email", values.email, required=False),
        phone=checks.text("phone", "Telefoon", values.phone, longest=40),
    )
    checks.finish()
    return kept


def _checked_office(values: BailiffOfficeValues) -> BailiffOfficeValues:
    checks = Checks()
    kept = replace(
        _checked_address(checks, values),
        name=checks.text("name", "Naam", values.name, longest=120, expected="de naam van het kantoor"),
        kvk_number=checks.kvk("kvk_number", values.kvk_number, required=False),
        email=checks.email("email", values.email, required=False),
        phone=checks.text("phone", "Telefoon", values.phone, longest=40),
    )
    checks.finish()
    return kept


Addressed = TypeVar("Addressed", AgencyProfileValues, ClientValues, BailiffOfficeValues)


def _checked_address(checks: Checks, values: Addressed) -> Addressed:
    return replace(
        values,
        street=checks.text("street", "Straat", values.street, longest=120, expected="een straatnaam"),
        house_number=checks.text("house_number", "Huisnummer", values.house_number, longest=20,
                                 expected="een huisnummer"),
        postal_code=checks.postal_code("postal_code", values.postal_code),
        city=checks.text("city", "Plaats", values.city, longest=80, expected="een plaatsnaam"),
    )


def _keep_company(
    session: Session, act: Act, company: Company, values: ClientValues | BailiffOfficeValues, *,
    before: Mapping[str, Value],
) -> None:
    """Put the values on the row with a trace; two companies with one name would be taken for each other."""
    kind = type(company)
    taken = InvalidInput([
        Finding(field="name", label="Naam", found=values.name, expected="een naam die nog niet in gebruik is")
    ])
    same_name = select(kind.id).where(func.lower(kind.name) == values.name.lower())
    if company.id is not None:
        same_name = same_name.where(kind.id != company.id)
    if session.scalar(same_name) is not None:
        raise taken
    try:
        with session.begin_nested():
            put_values(company, values)
            session.add(company)
    except IntegrityError:
        raise taken from None
    set_up_changes.record(session, act, _SUBJECTS[kind], company.id, before=before, after=vars(values))


def _locked(session: Session, kind: type[Company], row_id: int, missing: str) -> Company:
    row = session.get(kind, row_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(missing)
    return row


def _require_seen(current: str, seen: str | None, what: str) -> None:
    if seen is not None and seen != current:
        raise _conflict(what)


def _conflict(what: str) -> EditConflict:
    return EditConflict(f"Iemand anders heeft {what} intussen gewijzigd. Uw wijziging is nog niet opgeslagen.")
