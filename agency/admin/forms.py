"""Forms of the administrator: Dutch labels and shape; what may be combined is judged by the services."""

from decimal import Decimal

from wtforms import BooleanField, EmailField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from agency.web.agreed_interest import INTEREST_NAMES, PER
from agency.web.fields import (
    CheckField,
    DutchDateField,
    EuroField,
    EvidenceField,
    IbanField,
    PercentField,
    PostcodeField,
    UploadField,
    choices_of,
    required,
    text_field,
)
from agency.web.forms import BaseForm, PaperForm
from cases.counting.claim_kinds import BY_CLIENT, with_term
from cases.models import CollectionBasis, NewInvoices
from cases.names import name
from cases.setup.accounts import DESCRIPTIONS
from cases.setup.organisations import CLIENT_PAPERS
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import PrescriptionRegime
from legal.facts import ClauseStatus

YES_NO = {"ja": "Ja", "nee": "Nee"}


def _email(label: str = "E-mailadres", *, needed: str | None = None) -> EmailField:
    validators = [Length(max=254, message="Gebruik ten hoogste 254 tekens.")]
    if needed is not None:
        validators.insert(0, InputRequired(needed))
    return EmailField(label, validators=validators, render_kw={"autocomplete": "off", "spellcheck": "false"})



def _yes_no(value: object) -> bool:
    return value is True or value == "ja"


def _whole_or_none(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None


def _street() -> StringField:
    return text_field("Straat", needed="Vul de straat in.", max_length=120)


def _house_number() -> StringField:
    return text_field("Huisnummer", needed="Vul het huisnummer in.", max_length=20, digits=True)


def _postal_code() -> PostcodeField:
    return PostcodeField("Postcode", validators=[required("Vul de postcode in.")])


def _city() -> StringField:
    return text_field("Plaats", needed="Vul de plaats in.", max_length=80)


class AgencyForm(BaseForm):
    """Het bureau."""

    is_whole = True

    registered_name = text_field(
        "Geregistreerde naam", needed="Vul de naam in zoals die in het incassoregister staat.", max_length=120,
        description="Precies zoals in het incassoregister. Deze naam staat op elke brief (art. 11 Wki).",
    )
    other_registered_names = text_field(
        "Andere geregistreerde namen", max_length=1000, long=True, render_kw={"rows": 2}, description=(
            "Eén naam per regel. Een naam die niets over incasso zegt, gebruiken wij waar anderen meekijken: in een "
            "sms, op een voicemail en op de envelop."
        ),
    )
    wki_registration_number = text_field(
        "Registratienummer incassoregister", needed="Vul het registratienummer in.", max_length=40,
        number=True,
        description="Zonder nummer mag u geen consumenten benaderen (art. 4 en 11 Wki).",
    )
    wki_valid_until = DutchDateField("Registratie geldig tot en met")
    kvk_number = text_field("KvK-nummer", needed="Vul het KvK-nummer in.", max_length=20, description="8 cijfers.",
                            number=True)
    legal_form = text_field(
        "Rechtsvorm", max_length=80,
        description="Zoals in het handelsregister, voluit: besloten vennootschap. Nodig voor een exploot over een "
                    "vordering die aan het bureau is overgedragen (cessie).",
    )
    street, house_number, postal_code, city = _street(), _house_number(), _postal_code(), _city()
    postal_address = text_field(
        "Postadres", max_length=500, long=True, render_kw={"rows": 2},
        description="Alleen als het anders is dan het bezoekadres, zoals een postbus.",
    )
    phone = text_field("Telefoon", needed="Vul het telefoonnummer in.", max_length=40, number=True)
    phone_hours = text_field(
        "Telefonisch bereikbaar", needed="Vul in wanneer het bureau bereikbaar is.", max_length=120,
        description="Bijvoorbeeld: werkdagen van 9.00 tot 17.00 uur.",
    )
    email = _email(needed="Vul het e-mailadres in.")
    website = text_field("Website", needed="Vul het adres van de website in.", max_length=200)
    write_off_handler = EuroField(
        "Afboeken door een behandelaar, tot en met", default=Decimal("0.00"), zero=True,
        validators=[required("Vul een bedrag in, of 0,00.")],
    )
    write_off_legal_lead = EuroField(
        "Afboeken door een juridisch verantwoordelijke, tot en met", default=Decimal("0.00"), zero=True,
        validators=[required("Vul een bedrag in, of 0,00.")],
    )
    clients_second_step = BooleanField(
        "Ook opdrachtgevers loggen in met een tweede stap",
        description="Medewerkers en deurwaarders doen dat altijd: met een app of een toegangssleutel naast het "
                    "wachtwoord.",
    )
    one_person = BooleanField(
        "Ik werk alleen: er is geen tweede beheerder",
        description="Wat anders een tweede beheerder bevestigt, bevestigt dan een externe meekijker, of het gaat na "
                    "twee dagen in, met de reden twee keer opgeschreven. Dossiers naar de deurwaarder, afboekingen "
                    "boven uw grens en terugbetalingen bevestigt dan altijd de externe meekijker.",
    )
    iban = IbanField("IBAN", validators=[required("Vul het IBAN in.")],
                     description="De rekening waarop debiteuren betalen.")
    account_name = text_field("Naam rekeninghouder", needed="Vul de naam van de rekeninghouder in.", max_length=70)
    complaints_text = text_field(
        "Klachtenregeling", needed="Vul in hoe iemand kan klagen.", max_length=2000, long=True, render_kw={"rows": 4},
        description="Hoe en bij wie iemand kan klagen. Komt in elke brief.",
    )
    dispute_body = text_field(
        "Geschillencommissie", needed="Vul in bij welke geschillencommissie het bureau is aangesloten.",
        max_length=200, description="Naam, met adres of website (art. 13 lid 5 Wki). Komt in de eerste brief: zonder "
                                    "dit gaat er geen eerste brief weg.",
    )
    debt_help_phone = text_field(
        "Telefoon voor hulp bij schulden", max_length=40, number=True,
        description="Van de gemeente of een andere hulp die u noemt. Komt in de eerste brief aan mensen.",
    )
    accent = text_field(
        "Kleur van de brieven", max_length=40,
        description="Van koppen en lijnen, als # en zes tekens, zoals #1f4e79. Donker genoeg om op wit te lezen. Laat "
                    "het leeg voor de gewone kleur.",
    )
    logo = UploadField("Logo", description="PNG of JPEG, ten hoogste 200 kB. Zonder bestand blijft het huidige logo.")
    remove_logo = BooleanField("Logo verwijderen")
    seen = HiddenField()


class ClientForm(BaseForm):
    """Een opdrachtgever."""

    is_whole = True

    name = text_field("Naam", needed="Vul de statutaire naam in.", max_length=120,
                      description="De statutaire naam: zo staat de schuldeiser in brief en exploot.")
    legal_form = text_field("Rechtsvorm", needed="Vul de rechtsvorm in.", max_length=80,
                            description="Voluit, zoals besloten vennootschap. Een exploot kent geen afkortingen.")
    kvk_number = text_field("KvK-nummer", needed="Vul het KvK-nummer in.", max_length=20, description="8 cijfers.",
                            number=True)
    street, house_number, postal_code, city = _street(), _house_number(), _postal_code(), _city()
    contact_name = text_field("Contactpersoon", max_length=120)
    email = _email()
    phone = text_field("Telefoon", max_length=40, number=True)
    active = CheckField("Actief", default=True,
                        description="Een opdrachtgever die niet actief is, staat onderaan in de lijst.")
    seen = HiddenField()


class BailiffOfficeForm(BaseForm):
    """Een deurwaarderskantoor."""

    is_whole = True

    name = text_field("Naam", needed="Vul de naam van het kantoor in.", max_length=120)
    kvk_number = text_field("KvK-nummer", max_length=20, description="8 cijfers.",
                            number=True)
    street, house_number, postal_code, city = _street(), _house_number(), _postal_code(), _city()
    email = _email()
    phone = text_field("Telefoon", max_length=40, number=True)
    active = CheckField("Actief", default=True, description="Alleen een actief kantoor kan een dossier krijgen.")
    seen = HiddenField()


FOUND_OF_CLAUSE = choices_of({each: name(each) for each in ClauseStatus}, empty="Niet beoordeeld, of er is geen beding")


def _found_of_clause(value: str | None) -> ClauseStatus | None:
    return ClauseStatus(value) if value else None


class TermsForm(BaseForm):
    """Afspraken met een opdrachtgever; bij elk veld staat wat het met de bedragen doet."""

    is_whole = True

    debtor_kind = RadioField(
        "Wie zijn de debiteuren?", validators=[InputRequired("Kies consumenten of bedrijven.")],
        choices=choices_of({DebtorKind.CONSUMER: "Consumenten", DebtorKind.BUSINESS: "Bedrijven"}),
        description="Bij consumenten zijn incassokosten pas verschuldigd na een geldige veertiendagenbrief "
                    "(art. 6:96 lid 6 BW) en gelden de vaste tarieven dwingend.",
    )
    government_debtors = CheckField(
        "De debiteuren zijn overheden",
        description="Alleen bij bedrijven: gemeenten, provincies, waterschappen, het Rijk en andere publieke "
                    "lichamen. De rente volgt dan art. 6:119b BW.",
    )
    payment_term_agreed = RadioField(
        "Is de betaaltermijn afgesproken?", choices=YES_NO, coerce=_yes_no,
        validators=[InputRequired("Kies of de betaaltermijn is afgesproken.")],
        description="Ja: verzuim en rente beginnen de dag na de vervaldatum (art. 6:83 BW). Nee, de termijn staat "
                    "alleen op de factuur: eerst is een aanmaning met een redelijke termijn nodig (art. 6:82 BW).",
    )
    payment_term_basis = text_field(
        "Waar de betaaltermijn staat", max_length=300,
        description="Alleen bij ja, zoals: artikel 7 van de algemene voorwaarden. Dit komt als grond in het exploot.",
    )
    reminder_term_days = IntegerField(
        "Termijn in de aanmaning van de opdrachtgever, in dagen", validators=[Optional()],
        render_kw={"inputmode": "numeric"},
        description="Nodig als de betaaltermijn niet is afgesproken: verzuim begint dan pas als deze termijn voorbij "
                    "is. Telt alleen voor facturen waarbij een aanmaning is verstuurd; 14 dagen is gebruikelijk.",
    )
    interest = RadioField(
        "Welke rente?", validators=[InputRequired("Kies de rente.")], choices=choices_of(INTEREST_NAMES),
        description="Bepaalt het percentage per dag dat over de hoofdsom loopt vanaf het verzuim.",
    )
    prescription_regime = SelectField(
        "Soort vorderingen", coerce=lambda value: PrescriptionRegime(value) if value else None,
        choices=choices_of({kind: with_term(kind) for kind in BY_CLIENT}, empty="Verschilt per vordering"),
        description="Bepaalt na hoeveel jaar een vordering verjaart, als het bestand zelf geen soort noemt. Verschilt "
                    "het, dan rekenen wij bij een consument met 2 jaar. Bij energie, water en warmte beslist de "
                    "opdrachtgever of zijn jurist of het consumentenkoop is.",
    )
    contract_percent = PercentField("Percentage", description="Alleen bij contractuele rente, zoals 1,5.")
    contract_per = SelectField(
        "Percentage per", choices=PER,
        coerce=lambda value: value or None,
    )
    contract_compound = CheckField(
        "Rente over rente", description="Alleen bij contractuele rente, en alleen als dat zo is afgesproken.",
    )
    surcharge_percent = PercentField(
        "Opslag op de wettelijke rente", description="Alleen als die is afgesproken, zoals 2 bij “plus 2%”.",
    )
    surcharge_per = SelectField("Opslag per", choices=PER, coerce=lambda value: value or None)
    interest_clause = SelectField(
        "Beding over rente in de voorwaarden", choices=FOUND_OF_CLAUSE, coerce=_found_of_clause,
        description="Wat een jurist ervan vond. Na een oneerlijk beding vragen wij van een consument geen rente.",
    )
    costs_clause = SelectField(
        "Beding over incassokosten in de voorwaarden", choices=FOUND_OF_CLAUSE, coerce=_found_of_clause,
        description="Na een oneerlijk beding vragen wij van een consument geen incassokosten.",
    )
    reclaims_vat = RadioField(
        "Verrekent de opdrachtgever de btw over incassokosten?", choices=YES_NO, coerce=_yes_no,
        validators=[InputRequired("Kies of de opdrachtgever de btw verrekent.")],
        description="Ja: er komt geen btw bij de incassokosten. Nee: btw mag erbij, maar alleen met de twee "
                    "verklaringen hieronder (art. 2 lid 3 Besluit vergoeding incassokosten).",
    )
    vat_not_deductible_declared_on = DutchDateField(
        "Verklaring: btw is niet verrekenbaar", description="Datum waarop de opdrachtgever dit verklaarde.",
    )
    vat_raised_therefore_declared_on = DutchDateField(
        "Verklaring: kosten daarom verhoogd",
        description="Datum waarop de opdrachtgever verklaarde dat de kosten om die reden worden verhoogd.",
    )
    basis = RadioField(
        "Op welke grond incasseert het bureau?", validators=[InputRequired("Kies lastgeving of cessie.")],
        choices=choices_of({
            CollectionBasis.MANDATE: "Lastgeving: het bureau incasseert voor de opdrachtgever",
            CollectionBasis.ASSIGNMENT: "Cessie: de vordering is overgedragen aan het bureau",
        }),
        description="Bepaalt wie als schuldeiser in brief en exploot staat.",
    )
    basis_signed_on = DutchDateField("Ondertekend op", validators=[required("Vul de datum van ondertekening in.")],
                                     description="De dag waarop de opdracht of akte is ondertekend.")
    cost_ceiling = EuroField(
        "Kostenplafond per dossier", validators=[required("Vul het kostenplafond in.")], zero=True,
        description="Tot dit bedrag betaalt de opdrachtgever de kosten van een exploot. Die kosten komen bij een "
                    "consument niet bij de schuld. Boven het plafond is eerst toestemming nodig.",
    )
    arrangement_max_terms = IntegerField(
        "Termijnen in een betalingsregeling, ten hoogste", default=12,
        validators=[InputRequired("Vul het aantal termijnen in, als heel getal.")],
        render_kw={"inputmode": "numeric"},
    )
    arrangement_min_amount = EuroField("Laagste bedrag per termijn", default=Decimal("25.00"),
                                       validators=[required("Vul het laagste termijnbedrag in.")])
    new_invoices = RadioField(
        "Wat gebeurt er met een nieuwe factuur na de eerste brief?",
        validators=[InputRequired("Kies wat er met een nieuwe factuur gebeurt.")],
        choices=choices_of({
            NewInvoices.NEW_CASE: "Een nieuw dossier",
            NewInvoices.JOIN: "Bij het lopende dossier, met een aanvullende veertiendagenbrief",
        }),
        description="Zolang de eerste brief niet is besteld, komt een nieuwe factuur altijd in datzelfde dossier en in "
                    "die ene brief. Eén schuldeiser vraagt één debiteur één vergoeding over alles samen "
                    "(art. 6:96 lid 7 BW).",
    )
    small_difference = EuroField(
        "Klein verschil, ten hoogste", default=Decimal("0.00"), zero=True,
        validators=[required("Vul een bedrag in, of 0,00.")],
        description="Blijft er na een betaling niet meer dan dit open, dan wordt het afgeboekt en sluit het dossier. "
                    "Dat bedrag ontvangt de opdrachtgever niet. 0,00: een dossier sluit pas als alles is betaald.",
    )
    seen = HiddenField()


class UploadForm(PaperForm):
    """Een stuk dat bij elk dossier van de opdrachtgever bewijs is."""

    kind = SelectField("Soort stuk", choices=choices_of({kind: name(kind) for kind in CLIENT_PAPERS}))
    title = text_field("Omschrijving", max_length=200, description="Zoals: overeenkomst van opdracht 5 januari 2026.",
                       needed="Vul een omschrijving in.")
    file = EvidenceField("Bestand", description="PDF, PNG of JPEG, ten hoogste 20 MB.")


class RoleForm(BaseForm):
    """De rol van een gebruiker, met het bedrijf dat erbij hoort."""

    role = RadioField(
        "Rol", validators=[InputRequired("Kies een rol.")],
        choices=choices_of({role: f"{name(role)}: {text}" for role, text in DESCRIPTIONS.items()}),
    )
    client_id = SelectField("Opdrachtgever", coerce=_whole_or_none, description="Alleen bij de rol opdrachtgever.")
    bailiff_office_id = SelectField("Deurwaarderskantoor", coerce=_whole_or_none,
                                    description="Alleen bij de rol deurwaarder.")


class UserForm(RoleForm):
    """Een nieuwe gebruiker."""

    name = text_field("Naam", needed="Vul de naam in.", max_length=120)
    email = _email(needed="Vul het e-mailadres in.")
