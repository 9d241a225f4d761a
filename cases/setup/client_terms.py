"""What was agreed with a client and decides the amounts: what may be agreed, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cases.counting.claim_kinds import BETWEEN_BUSINESSES, BY_CLIENT
from cases.input_checks import Checks
from cases.models import ClientTerms, CollectionBasis, NewInvoices
from cases.names import name
from legal.bounds import MOST_PERCENT
from legal.counting.counted_claims import WITH_STATUTORY_RATE
from legal.counting.valuation import DebtorKind, InterestKind
from legal.debtor.prescription import TERMS, PrescriptionRegime
from legal.facts import ClauseStatus
from legal.interest import PER_DAY, PER_YEAR
from letters.words import euro

PERIODS = {"day": "dag", "month": "maand", "year": "jaar"}
MOST_TERMS = 60
LONGEST_REMINDER_TERM = 90
MOST_SMALL_DIFFERENCE = Decimal("25.00")  # a choice of the agency: more is a decision on a case, by a person


@dataclass(frozen=True, kw_only=True)
class TermsInput:
    """The agreed settings of one client. Amounts in euro, percentages as agreed ("1.5" per month).

    `prescription_regime`: of what kind its claims are, None when that differs or is not known. `surcharge_percent`
    comes on a statutory rate. `interest_clause`, `costs_clause`: what was found of them, None when nobody looked.
    `new_invoices`: what happens with one that comes in after the first letter. `government_debtors`: its businesses
    are public bodies.
    """

    debtor_kind: DebtorKind
    payment_term_agreed: bool
    interest: InterestKind
    reclaims_vat: bool
    basis: CollectionBasis
    basis_signed_on: date
    cost_ceiling: Decimal
    prescription_regime: PrescriptionRegime | None = None
    payment_term_basis: str = ""
    reminder_term_days: int | None = None
    contract_percent: Decimal | None = None
    contract_per: str | None = None
    contract_compound: bool = False
    surcharge_percent: Decimal | None = None
    surcharge_per: str | None = None
    interest_clause: ClauseStatus | None = None
    costs_clause: ClauseStatus | None = None
    vat_not_deductible_declared_on: date | None = None
    vat_raised_therefore_declared_on: date | None = None
    arrangement_max_terms: int = 12
    arrangement_min_amount: Decimal = Decimal("25.00")
    small_difference: Decimal = Decimal("0.00")
    new_invoices: NewInvoices = NewInvoices.NEW_CASE
    government_debtors: bool = False


def checked(values: TermsInput, *, today: date) -> TermsInput:
    """The values as they are stored; raises InvalidInput with every contradiction in them."""
    checks = Checks()
    _check_payment_term(checks, values)
    check_interest(
        checks, debtor=values.debtor_kind, interest=values.interest, percent=values.contract_percent,
        per=values.contract_per, compound=values.contract_compound,
    )
    check_surcharge(
        checks, interest=values.interest, percent=values.surcharge_percent, per=values.surcharge_per
    )
    _check_vat(checks, values, today=today)
    _check_claim_kind(checks, values)
    if values.government_debtors and values.debtor_kind is DebtorKind.CONSUMER:
        checks.wrong("government_debtors", "De debiteuren zijn overheden", "ja",
                     "nee bij consumenten: kies eerst dat de debiteuren bedrijven zijn")
    checks.not_after("basis_signed_on", "Ondertekend op", values.basis_signed_on, today=today)
    checks.amount("cost_ceiling", "Kostenplafond", values.cost_ceiling)
    if not 1 <= values.arrangement_max_terms <= MOST_TERMS:
        checks.wrong("arrangement_max_terms", "Termijnen in een regeling", values.arrangement_max_terms,
                     f"1 tot en met {MOST_TERMS} termijnen")
    checks.amount("arrangement_min_amount", "Laagste termijnbedrag", values.arrangement_min_amount, positive=True)
    checks.amount("small_difference", "Klein verschil", values.small_difference)
    if values.small_difference > MOST_SMALL_DIFFERENCE:
        checks.wrong("small_difference", "Klein verschil", f"{values.small_difference:.2f}".replace(".", ","),
                     f"ten hoogste {euro(MOST_SMALL_DIFFERENCE)}")
    checks.finish()
    return replace(values, payment_term_basis=values.payment_term_basis.strip())


def consequences(terms: ClientTerms | TermsInput) -> list[str]:
    """What these terms do to the amounts and days, in sentences for the administrator."""
    return [
        _default_sentence(terms), _interest_sentence(terms), *_clause_sentences(terms), _vat_sentence(terms),
        _small_sentence(terms), _new_invoices_sentence(terms), *_government_sentence(terms),
        _prescription_sentence(terms),
    ]


def _check_payment_term(checks: Checks, values: TermsInput) -> None:
    """Law: art. 6:83 BW; a term printed on an invoice alone is not an agreed one."""
    label = "Waar de betaaltermijn staat"
    basis = checks.text("payment_term_basis", label, values.payment_term_basis, longest=300)
    if values.payment_term_agreed and not basis:
        checks.wrong("payment_term_basis", label, "", "de vindplaats, zoals artikel 7 van de algemene voorwaarden")
    if not values.payment_term_agreed and basis:
        checks.wrong("payment_term_basis", label, basis, "niets, want er is geen betaaltermijn afgesproken")
    days = values.reminder_term_days
    if days is not None and not 1 <= days <= LONGEST_REMINDER_TERM:
        expected = f"1 tot en met {LONGEST_REMINDER_TERM} dagen"
        checks.wrong("reminder_term_days", "Termijn in de aanmaning", days, expected)


def check_interest(
    checks: Checks, *, debtor: DebtorKind, interest: InterestKind, percent: Decimal | None, per: str | None,
    compound: bool,
) -> None:
    """What cannot be of an interest agreement, at the fields of its form.

    Law: art. 6:119a BW, commercial interest is for agreements between businesses.
    """
    if debtor is DebtorKind.CONSUMER and interest is InterestKind.COMMERCIAL:
        checks.wrong("interest", "Rente", "wettelijke handelsrente voor consumenten",
                     "wettelijke rente, contractuele rente of geen rente: handelsrente geldt alleen tussen bedrijven")
    if interest is InterestKind.CONTRACTUAL:
        period = per if per in PERIODS else PER_YEAR
        most = MOST_PERCENT[period]
        if percent is None or not 0 < percent <= most:
            found = "" if percent is None else f"{percent:f}".replace(".", ",")
            checks.wrong("contract_percent", "Percentage", found,
                         f"het afgesproken percentage, boven 0 en ten hoogste {most} per {PERIODS[period]}")
        if per not in PERIODS:
            checks.wrong("contract_per", "Percentage per", per or "", "dag, maand of jaar")
        if compound and per == PER_DAY:
            checks.wrong("contract_compound", "Rente over rente", "ja", "nee: rente per dag telt niet op rente")
        return
    reason = "niets, want er is geen contractuele rente gekozen"
    if percent is not None:
        checks.wrong("contract_percent", "Percentage", f"{percent:f}".replace(".", ","), reason)
    if per is not None:
        checks.wrong("contract_per", "Percentage per", PERIODS.get(per, per), reason)
    if compound:
        checks.wrong("contract_compound", "Rente over rente", "ja", reason)


def check_surcharge(checks: Checks, *, interest: InterestKind, percent: Decimal | None, per: str | None) -> None:
    """What cannot be of a surcharge ("wettelijke rente plus 2 procent"), at the fields of its form."""
    label = "Opslag"
    if percent is None:
        if per is not None:
            checks.wrong("surcharge_percent", label, "", "het percentage van de opslag")
        return
    found = f"{percent:f}".replace(".", ",")
    if interest not in WITH_STATUTORY_RATE:
        checks.wrong("surcharge_percent", label, found, "niets: een opslag komt alleen op wettelijke rente")
    if per not in PERIODS:
        checks.wrong("surcharge_per", "Opslag per", per or "", "dag, maand of jaar")
    elif not 0 < percent <= MOST_PERCENT[per]:
        most = f"boven 0 en ten hoogste {MOST_PERCENT[per]} per {PERIODS[per]}"
        checks.wrong("surcharge_percent", label, found, most)


def _check_claim_kind(checks: Checks, values: TermsInput) -> None:
    """Law: art. 7:5 lid 1 BW, a consumer sale is one to a natural person who buys outside a business."""
    regime, label = values.prescription_regime, "Soort vorderingen"
    if regime is not None and regime not in BY_CLIENT:
        checks.wrong("prescription_regime", label, name(regime).lower(), "een soort uit de lijst")
    elif regime is PrescriptionRegime.CONSUMER_SALE and values.debtor_kind is DebtorKind.BUSINESS:
        checks.wrong("prescription_regime", label, "consumentenkoop tussen bedrijven",
                     "een andere soort: een bedrijf doet geen consumentenkoop")


def _check_vat(checks: Checks, values: TermsInput, *, today: date) -> None:
    """Law: art. 2 lid 3 of the decree (BIK): VAT on the costs only with both declarations."""
    declared = {
        "vat_not_deductible_declared_on":
            ("Verklaring: btw is niet verrekenbaar", values.vat_not_deductible_declared_on),
        "vat_raised_therefore_declared_on":
            ("Verklaring: kosten daarom verhoogd", values.vat_raised_therefore_declared_on),
    }
    given = [field for field, (_, day) in declared.items() if day is not None]
    for field, (label, day) in declared.items():
        checks.not_after(field, label, day, today=today)
        if day is not None and values.reclaims_vat:
            checks.wrong(field, label, f"{day:%d-%m-%Y}", "niets, want deze opdrachtgever verrekent de btw")
        if day is None and given and not values.reclaims_vat:
            checks.wrong(field, label, "", "de datum van deze verklaring: btw over de kosten vraagt beide verklaringen "
                                           "(of geen van beide, dan komt er geen btw bij)")


def _default_sentence(terms: ClientTerms | TermsInput) -> str:
    if terms.payment_term_agreed:
        return (
            f"De betaaltermijn is afgesproken ({terms.payment_term_basis}): verzuim begint de dag na de vervaldatum, "
            "en vanaf die dag loopt rente (art. 6:83 BW)."
        )
    not_agreed = "De betaaltermijn is niet afgesproken: de vervaldatum op de factuur geeft nog geen verzuim."
    if terms.reminder_term_days is None:
        return (
            f"{not_agreed} De termijn in de aanmaningen van de opdrachtgever is ook niet bekend: "
            "er loopt geen rente, en een dossier kan niet naar de deurwaarder."
        )
    return (
        f"{not_agreed} Verzuim en rente beginnen nadat de aanmaning is ontvangen "
        f"en de {terms.reminder_term_days} dagen daarin voorbij zijn (art. 6:82 BW)."
    )


def _interest_sentence(terms: ClientTerms | TermsInput) -> str:
    more = ""
    if terms.surcharge_percent is not None:
        percent = f"{terms.surcharge_percent:f}".replace(".", ",")
        more = f" met een opslag van {percent}% per {PERIODS[terms.surcharge_per or 'year']}"
    if terms.interest is InterestKind.STATUTORY:
        return f"Over de hoofdsom loopt wettelijke rente (art. 6:119 BW){more}."
    if terms.interest is InterestKind.COMMERCIAL:
        article = "6:119b" if terms.government_debtors else "6:119a"
        return f"Over de hoofdsom loopt wettelijke handelsrente (art. {article} BW){more}."
    if terms.interest is InterestKind.NONE or terms.contract_percent is None:
        return "Er wordt geen rente gerekend."
    compound = ", rente over rente" if terms.contract_compound else ""
    percent = f"{terms.contract_percent:f}".replace(".", ",")
    per = PERIODS[terms.contract_per or "year"]
    return f"Over de hoofdsom loopt contractuele rente: {percent}% per {per}{compound}."


def _clause_sentences(terms: ClientTerms | TermsInput) -> list[str]:
    """Only an unfair clause takes something away, and only towards a consumer. Law: richtlijn 93/13/EEG."""
    said = []
    if terms.interest_clause is ClauseStatus.UNFAIR:
        said.append("Het rentebeding is oneerlijk: van een consument vragen wij geen rente.")
    if terms.costs_clause is ClauseStatus.UNFAIR:
        said.append("Het kostenbeding is oneerlijk: van een consument vragen wij geen incassokosten.")
    return said


def _vat_sentence(terms: ClientTerms | TermsInput) -> str:
    if terms.reclaims_vat:
        return "De opdrachtgever verrekent de btw: over de incassokosten komt geen btw."
    declared = terms.vat_not_deductible_declared_on is not None and terms.vat_raised_therefore_declared_on is not None
    if declared:
        return (
            "De opdrachtgever verrekent de btw niet en heeft beide verklaringen gegeven: "
            "de incassokosten worden met de btw verhoogd."
        )
    return (
        "De opdrachtgever verrekent de btw niet, maar de twee verklaringen ontbreken: "
        "over de incassokosten komt geen btw, tot beide zijn ingevuld (art. 2 lid 3 Besluit BIK)."
    )


def _prescription_sentence(terms: ClientTerms | TermsInput) -> str:
    regime = terms.prescription_regime
    if regime is not None:
        return (
            f"Een vordering verjaart na {TERMS[regime].years} jaar: {name(regime).lower()} ({TERMS[regime].law}), "
            f"tenzij het bestand of een behandelaar een andere soort noemt.{_consumer_among_businesses(terms)}"
        )
    if terms.debtor_kind is DebtorKind.BUSINESS:
        return "De soort vorderingen verschilt. Bij een bedrijf rekenen wij 5 jaar verjaring, bij een consument 2 jaar."
    return (
        "De soort vorderingen verschilt. Zolang van een vordering niet is vastgelegd wat zij is, rekenen wij 2 jaar "
        "verjaring: het kan om een consumentenkoop gaan (art. 7:28 BW)."
    )


def _new_invoices_sentence(terms: ClientTerms | TermsInput) -> str:
    """Law: art. 6:96 lid 7 BW."""
    waits = "Een nieuwe factuur komt bij het dossier van die debiteur dat nog op zijn eerste brief wacht."
    if terms.new_invoices is NewInvoices.JOIN:
        return (
            f"{waits} Is die brief al weg, dan komt zij bij het lopende dossier, met een aanvullende "
            "veertiendagenbrief. De kosten zijn dan het verschil met één vergoeding over alles (art. 6:96 lid 7 BW). "
            "Bij bedrijven, en waar een regeling loopt of het dossier stilstaat, komt er een nieuw dossier."
        )
    return (
        f"{waits} Is die brief al weg, dan komt er een nieuw dossier; over wat al in die brief had kunnen staan, komt "
        "geen tweede vergoeding (art. 6:96 lid 7 BW)."
    )


def _government_sentence(terms: ClientTerms | TermsInput) -> tuple[str, ...]:
    if not terms.government_debtors:
        return ()
    told = (
        "De debiteuren zijn overheden: de rente volgt art. 6:119b BW, en een betaaltermijn van meer dan dertig dagen "
        "telt alleen waar zij uitdrukkelijk is afgesproken (art. 6:119b lid 5 BW)."
    )
    return (told,)


def _small_sentence(terms: ClientTerms | TermsInput) -> str:
    if not terms.small_difference:
        return "Een dossier sluit pas als alles is betaald; een klein verschil blijft openstaan."
    return (
        f"Blijft er na een betaling niet meer dan {euro(terms.small_difference)} open, dan wordt dat afgeboekt en "
        "sluit het dossier. De opdrachtgever ontvangt dat bedrag niet."
    )


def _consumer_among_businesses(terms: ClientTerms | TermsInput) -> str:
    if terms.debtor_kind is not DebtorKind.BUSINESS or terms.prescription_regime not in BETWEEN_BUSINESSES:
        return ""
    return " Bij een consument rekenen wij 2 jaar zolang niet is vastgelegd wat zijn vordering is."
