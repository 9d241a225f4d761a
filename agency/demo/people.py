"""Made-up organisations and people for the demo. Nobody in it exists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases.models import CollectionBasis
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import AgencyProfileValues, BailiffOfficeValues, ClientValues
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor.prescription import PrescriptionRegime
from legal.money import from_cents

REGISTERED_DAYS = 200  # from the day of the demo: long enough to try everything
AGENCY = AgencyProfileValues(
    registered_name="Voorbeeld Incasso B.V.", wki_registration_number="DEMO-000000", kvk_number="00000000",
    legal_form="besloten vennootschap",
    street="Demostraat", house_number="1", postal_code="1011 AB", city="Amsterdam", phone="020 000 00 00",
    phone_hours="maandag tot en met vrijdag van 9.00 tot 17.00 uur", email="vragen@voorbeeld-incasso.example",
    website="https://voorbeeld-incasso.example", iban="NL91ABNA0417164300",
    account_name="Stichting Derdengelden Voorbeeld Incasso",
    complaints_text=(
        "Bent u niet tevreden over hoe wij met u omgaan? Stuur uw klacht naar ons adres of onze e-mail. "
        "U krijgt binnen twee werkdagen een bevestiging. Komen wij er samen niet uit, dan kunt u naar de "
        "geschillencommissie waarbij wij zijn aangesloten."
    ),
    dispute_body="Geschillencommissie Voorbeeld, Postbus 1, 1000 AA Amsterdam, www.geschillencommissie.example",
    debt_help_phone="020 000 00 11",
)
OFFICE = BailiffOfficeValues(
    name="Deurwaarderskantoor De Proef", street="Gerechtsplein", house_number="3", postal_code="3511 AB",
    city="Utrecht", email="kantoor@deproef.example",
)


def clients(today: date) -> dict[str, tuple[ClientValues, TermsInput]]:
    """Three clients with what the amounts depend on: by login name.

    Whether the supply of energy is a consumer sale nobody has decided yet, so that an assumed term can be seen.
    """
    signed = today - timedelta(days=400)
    consumers = TermsInput(
        debtor_kind=DebtorKind.CONSUMER, payment_term_agreed=True,
        payment_term_basis="artikel 9 van de algemene voorwaarden", reminder_term_days=14,
        interest=InterestKind.STATUTORY, reclaims_vat=True, basis=CollectionBasis.MANDATE, basis_signed_on=signed,
        cost_ceiling=from_cents(45000),
    )
    return {
        "energie": (
            ClientValues(
                name="Stroomdal Energie B.V.", legal_form="besloten vennootschap", kvk_number="00000001",
                street="Turbineweg", house_number="12", postal_code="9723 AA", city="Groningen",
                email="debiteuren@stroomdal.example", phone="050 000 00 00",
            ),
            consumers,
        ),
        "opvang": (
            ClientValues(
                name="Stichting Kinderopvang De Zevensprong", legal_form="stichting", kvk_number="00000002",
                street="Speelhof", house_number="7", postal_code="6811 AA", city="Arnhem",
                email="administratie@zevensprong.example", phone="026 000 00 00",
            ),
            replace(
                consumers, payment_term_basis="artikel 11 van de plaatsingsovereenkomst", reclaims_vat=False,
                vat_not_deductible_declared_on=signed, vat_raised_therefore_declared_on=signed,
                prescription_regime=PrescriptionRegime.CONTRACT,
            ),
        ),
        "bouw": (
            ClientValues(
                name="Bouwgroothandel Steen & Zoon B.V.", legal_form="besloten vennootschap", kvk_number="00000003",
                street="Havenkade", house_number="88", postal_code="3089 AA", city="Rotterdam",
                email="credit@steenenzoon.example", phone="010 000 00 00",
            ),
            replace(
                consumers, debtor_kind=DebtorKind.BUSINESS, interest=InterestKind.COMMERCIAL,
                payment_term_basis="artikel 4 van de leveringsvoorwaarden",
                prescription_regime=PrescriptionRegime.CONTRACT,
            ),
        ),
    }


FIRST_NAMES = (
    "Sanne", "Bram", "Fatima", "Joris", "Meike", "Youssef", "Lotte", "Thijs", "Aylin", "Ruben", "Noor", "Sem", "Eva",
    "Daan", "Esra", "Pim", "Roos", "Milan", "Tess", "Omar", "Iris", "Koen", "Fleur", "Jasper", "Yara", "Luuk", "Nina",
    "Stijn", "Mila", "Gijs", "Elif", "Hugo",
)
SURNAMES = (
    ("van", "Duinhoven"), ("", "Kastelijn"), ("", "El Voorbeeld"), ("de", "Proefsteen"), ("", "Meerdink"),
    ("", "Özvoorbeeld"), ("van der", "Laanstra"), ("", "Testerink"), ("", "Demirvoort"), ("", "Wolfaartsen"),
    ("ten", "Broekhorst"), ("", "Zandgraver"),
)
PLACES = (
    ("Proefpad", "9721 AB", "Groningen"), ("Voorbeeldlaan", "3512 AC", "Utrecht"),
    ("Teststraat", "5611 AD", "Eindhoven"),
    ("Modelweg", "2312 AE", "Leiden"), ("Schetsplein", "8011 AG", "Zwolle"), ("Oefenhof", "4811 AH", "Breda"),
)
HEADER = (
    "Klantnummer;Bedrijfsnaam;Rechtsvorm;KvK-nummer;Voornaam;Tussenvoegsel;Achternaam;Straat;Huisnummer;Postcode;"
    "Woonplaats;E-mail;Telefoon;Geboortedatum;Contractdatum;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;"
    "Omschrijving;Herinnering verstuurd"
)


@dataclass(frozen=True)
class Trade:
    """What a client's claims look like: its customer numbers, what was delivered, and the name that its debtors bear.

    Without `company` they are consumers.
    """

    prefix: str
    subject: str
    company: str = ""


TRADES = {
    "energie": Trade("SE-", "Levering elektriciteit en gas"), "opvang": Trade("KO-", "Kinderopvang"),
    "bouw": Trade("BG-", "Bouwmaterialen", company="Bouw"),
}


def claim_file(trade: Trade, numbers: range, *, read_on: date, minor: int = -1, age: int = 0) -> bytes:
    """A client's file for these people: one or two overdue invoices each, seen `age` days before `read_on`."""
    read_on -= timedelta(days=age)
    rows = [row for n in numbers for row in _rows(trade, n, read_on, is_minor=n == minor)]
    return "\r\n".join((HEADER, *rows, "")).encode("cp1252")


def _rows(trade: Trade, n: int, read_on: date, *, is_minor: bool) -> Iterator[str]:
    prefix, subject, company = trade.prefix, trade.subject, trade.company
    first, (particle, surname) = FIRST_NAMES[n % len(FIRST_NAMES)], SURNAMES[n * 5 % len(SURNAMES)]
    street, postal_code, city = PLACES[n % len(PLACES)]
    contract = read_on - timedelta(days=700 + 11 * n)
    born = contract - timedelta(days=365 * (16 if is_minor else 24 + n % 40))
    business = (f"{surname} {company}", "bv", f"{90000000 + n}") if company else ("", "", "")
    person = ("", "", "") if company else (first, particle, surname)
    for invoice in range(1 + n % 2):
        due = read_on - timedelta(days=60 + 9 * (n % 12) + 90 * invoice)
        yield ";".join((
            f"{prefix}{1000 + n}", *business, *person, street, str(10 + 3 * n), postal_code, city,
            f"klant{n}@post.example", f"06000000{n:02d}", "" if company else f"{born:%d-%m-%Y}", f"{contract:%d-%m-%Y}",
            f"{prefix}{due.year}-{n:03d}{invoice}", f"{due - timedelta(days=14):%d-%m-%Y}", f"{due:%d-%m-%Y}",
            _dutch_amount(8450 + n * 4177 % 90000 + invoice * 3300), subject, f"{due + timedelta(days=14):%d-%m-%Y}",
        ))


def _dutch_amount(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
