"""When a case may go to the bailiff: every requirement by name, what was found, what is missing, who can supply it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from legal.court import writ_readiness
from legal.court.consumer_duties import LAW_DUTIES, Light
from legal.court.gate_facts import PersonAtGate, RegisterCheck, SummonsFacts
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome
from legal.debtor.default import DefaultLack
from legal.debtor.registration import LAW_REGISTRATION
from legal.facts import DebtorKind
from legal.wording import dutch_day, dutch_euro

# How old a register check may be is a choice of the agency; the law asks care, not a number of days.
REGISTER_CHECK_VALID = timedelta(days=14)
_OF_EACH = frozenset({"notice", "insolvency_check", "guardianship_check", "address", "prescription"})


class Supplier(StrEnum):
    """Who can supply what is missing."""

    HANDLER = "behandelaar"
    SECOND_PERSON = "tweede persoon"
    CLIENT = "opdrachtgever"
    CLIENT_OR_HANDLER = "opdrachtgever of behandelaar"
    LEGAL_LEAD = "juridisch verantwoordelijke"
    ADMINISTRATOR = "beheerder"


@dataclass(frozen=True, kw_only=True)
class GateItem:
    """One requirement: whether it is met, what was found or is missing (Dutch), the article, who can supply it.

    `warning` stands in nobody's way; a person weighs it.
    """

    code: str
    label: str
    met: bool
    found: str
    missing: str
    law: str
    supplier: str
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class _Requirement:
    code: str
    label: str
    law: str
    supplier: Supplier
    check: Callable[[SummonsFacts], "_Verdict"]


@dataclass(frozen=True)
class _Verdict:
    """`missing` empty means met; `supplier` only when it is another than usual for the requirement."""

    found: str = ""
    missing: str = ""
    supplier: str = ""
    warning: str = ""


def summons_gate(facts: SummonsFacts) -> tuple[GateItem, ...]:
    """Every requirement of a summons writ (sommatie-exploot), met or not, in the order in which a handler works.

    A notice is asked of consumers only, a registration for natural persons. Law: at each requirement.
    """
    return tuple(
        GateItem(
            code=requirement.code,
            label=requirement.label,
            met=not verdict.missing,
            found=verdict.found,
            missing=verdict.missing,
            law=requirement.law,
            supplier=verdict.supplier or requirement.supplier,
            warning=verdict.warning,
        )
        for requirement in REQUIREMENTS
        if _is_asked(requirement.code, facts)
        for verdict in (_verdict(requirement, facts),)
    )


def _verdict(requirement: _Requirement, facts: SummonsFacts) -> _Verdict:
    """What is asked of each by himself is asked of everybody on whom it is served, by name."""
    if requirement.code not in _OF_EACH or not facts.persons:
        return requirement.check(facts)
    found = [(each.name, requirement.check(_as_of(facts, each))) for each in facts.persons]
    return _Verdict(
        found=" ".join(f"{name}: {one.found}" for name, one in found if one.found),
        missing=" ".join(f"{name}: {one.missing}" for name, one in found if one.missing),
    )


def _as_of(facts: SummonsFacts, one: PersonAtGate) -> SummonsFacts:
    """The facts as if the writ were for one of them alone."""
    return replace(
        facts, persons=(), notice=one.notice, notice_defects=one.notice_defects, insolvency_check=one.insolvency_check,
        guardianship_check=one.guardianship_check, represented_by=one.represented_by, debtor_name=one.name,
        debtor_street=one.street, debtor_postal_code=one.postal_code, debtor_place=one.place,
        writ=replace(facts.writ, country=one.country), claims=one.claims,
    )


def _is_asked(code: str, facts: SummonsFacts) -> bool:
    if code == "registration":
        return facts.registration is not None
    if code == "consumer_duties":
        return facts.duties is not None
    if code == "one_fee":
        return facts.other_fees is not None and facts.debtor is DebtorKind.CONSUMER
    return code != "notice" or facts.debtor is DebtorKind.CONSUMER


def _balance(facts: SummonsFacts) -> _Verdict:
    if facts.balance <= 0:
        return _Verdict(missing="Er staat niets meer open.")
    counted = "" if facts.balance_through is None else f", gerekend tot en met {dutch_day(facts.balance_through)}"
    return _Verdict(found=f"Er staat {dutch_euro(facts.balance)} open{counted}.", warning=facts.left_out)


def _default(facts: SummonsFacts) -> _Verdict:
    if not facts.claims:
        return _Verdict(missing="Er zijn geen vorderingen.")
    missing, found, suppliers = [], [], []
    for claim in facts.claims:
        if isinstance(claim.default, DefaultLack):
            missing.append(f"{claim.ref}: {claim.default.missing}")
            suppliers.append(claim.default.supplier)
        elif claim.default.first_day > facts.on:
            missing.append(f"{claim.ref}: het verzuim begint pas op {dutch_day(claim.default.first_day)}.")
        else:
            since = f"in verzuim sinds {dutch_day(claim.default.first_day)} ({claim.default.law})"
            found.append(f"{claim.ref}: {since}. {claim.default.explanation}")
    return _Verdict(found=" ".join(found), missing=" ".join(missing), supplier=", ".join(dict.fromkeys(suppliers)))


def _notice(facts: SummonsFacts) -> _Verdict:
    notice = facts.notice
    if notice is None:
        return _Verdict(missing="Er is geen veertiendagenbrief verzonden.")
    if facts.notice_defects:
        return _Verdict(missing="De veertiendagenbrief is gebrekkig: " + " ".join(facts.notice_defects))
    if notice.delivered_on is None or notice.last_free_day is None:
        return _Verdict(missing="Van de ontvangst van de veertiendagenbrief is geen bewijs. Stuur een nieuwe brief.")
    last = dutch_day(notice.last_free_day)
    received = f"Bezorgd op {dutch_day(notice.delivered_on)}, laatste dag zonder kosten {last}."
    if facts.on <= notice.last_free_day:
        return _Verdict(found=received, missing=f"De termijn loopt nog tot en met {last}.")
    return _Verdict(found=received)


def _one_fee(facts: SummonsFacts) -> _Verdict:
    """A second fee where one letter could have named all is claimed of nobody."""
    others = facts.other_fees
    if others is None:
        return _Verdict(found="Geen ander dossier met kosten.")
    which = "dossier" if len(others.cases) == 1 else "dossiers"
    told = (
        f"Met {which} {', '.join(others.cases)} zijn de kosten los {dutch_euro(others.apart)}, in één brief "
        f"{dutch_euro(others.together)}."
    )
    if others.over <= 0:
        return _Verdict(found=f"{told} Meer dan die ene vergoeding wordt niet gevorderd.")
    return _Verdict(found=told, missing=(
        f"Van de kosten van dit dossier mag {dutch_euro(others.over)} niet worden gevorderd: één schuldeiser, één "
        "brief, één vergoeding. Boek dat bedrag af, of voeg de dossiers samen."
    ))


def _dispute(facts: SummonsFacts) -> _Verdict:
    if facts.is_disputed:
        return _Verdict(missing="De vordering is betwist en de betwisting is niet afgedaan.")
    return _Verdict(found="Geen open betwisting.")


def _holds(facts: SummonsFacts) -> _Verdict:
    if facts.open_holds:
        return _Verdict(missing="Het dossier is aangehouden: " + ", ".join(facts.open_holds) + ".")
    if facts.not_served:
        return _Verdict(missing=f"Er kan geen exploot worden uitgebracht: {facts.not_served}.")
    return _Verdict(found="Geen aanhouding.")


def _assessment(facts: SummonsFacts) -> _Verdict:
    assessment = facts.assessment
    if assessment is None:
        return _Verdict(missing="Er is geen beoordeling van onwil of onmacht.")
    found = f"Beoordeling: {DUTCH_OUTCOMES[assessment.outcome]}."
    if assessment.outcome is not Outcome.ABLE_UNWILLING:
        return _Verdict(found=found, missing="Alleen bij betalingsonwil mag het dossier naar de deurwaarder.")
    outdated = assessment.outdated(facts.on)
    if outdated:
        return _Verdict(found=found, missing=outdated, supplier=Supplier.HANDLER)
    if assessment.confirmed_by is None:
        return _Verdict(found=found, missing="Een tweede persoon heeft de beoordeling nog niet bevestigd.")
    if assessment.confirmed_by == assessment.decided_by:
        return _Verdict(found=found, missing="De bevestiging moet van een ander komen dan de beoordeling.")
    return _Verdict(found=f"{found} Bevestigd door een tweede persoon.")


def _insolvency(facts: SummonsFacts) -> _Verdict:
    in_it = "De schuldenaar staat in het insolventieregister: dien de vordering in bij de curator of bewindvoerder."
    return _register(facts.insolvency_check, facts.on, "het insolventieregister", in_it)


def _guardianship(facts: SummonsFacts) -> _Verdict:
    check = facts.guardianship_check
    if facts.represented_by and check is not None and check.found:
        check = replace(check, found=False)
        seen = _register(check, facts.on, "het curatele- en bewindregister", "")
        told = f"Ingeschreven; het exploot gaat naar {facts.represented_by}."
        return seen if seen.missing else _Verdict(found=f"Gekeken op {dutch_day(check.checked_on)}. {told}")
    in_it = "De schuldenaar staat in het curatele- en bewindregister: richt alles aan de vertegenwoordiger."
    return _register(facts.guardianship_check, facts.on, "het curatele- en bewindregister", in_it)


def _register(check: RegisterCheck | None, on: date, register: str, in_it: str) -> _Verdict:
    if check is None:
        return _Verdict(missing=f"Er is niet in {register} gekeken.")
    found = f"Gekeken op {dutch_day(check.checked_on)}."
    if check.checked_on > on:
        return _Verdict(found=found, missing="De dag van de controle ligt in de toekomst.")
    if on - check.checked_on > REGISTER_CHECK_VALID:
        return _Verdict(found=found, missing=f"De controle is ouder dan {REGISTER_CHECK_VALID.days} dagen.")
    if check.found:
        return _Verdict(found=found, missing=in_it)
    if not check.has_proof:
        return _Verdict(found=found, missing="Het bewijs van de controle ontbreekt.")
    return _Verdict(found=f"{found} Niet ingeschreven; bewijs aanwezig.")


def _mandate(facts: SummonsFacts) -> _Verdict:
    if not facts.mandate.strip():
        return _Verdict(missing="De opdracht, volmacht of akte van cessie ontbreekt.")
    return _Verdict(found=facts.mandate)


def _invoices(facts: SummonsFacts) -> _Verdict:
    return _evidence("Factuur", [(claim.ref, claim.has_invoice) for claim in facts.claims])


def _agreements(facts: SummonsFacts) -> _Verdict:
    return _evidence("Overeenkomst of voorwaarden", [(claim.ref, claim.has_agreement) for claim in facts.claims])


def _evidence(name: str, per_claim: list[tuple[str, bool]]) -> _Verdict:
    lacking = [ref for ref, is_there in per_claim if not is_there]
    if lacking or not per_claim:
        return _Verdict(missing=f"{name} ontbreekt bij: {', '.join(lacking) or 'het dossier'}.")
    how_many = "de vordering" if len(per_claim) == 1 else f"alle {len(per_claim)} vorderingen"
    return _Verdict(found=f"{name} aanwezig bij {how_many}.")


def _ceiling(facts: SummonsFacts) -> _Verdict:
    if facts.cost_ceiling is None:
        return _Verdict(missing="Er is geen kostenmaximum.")
    found = f"Kostenmaximum {dutch_euro(facts.cost_ceiling)}."
    if facts.ceiling_approved_on is None:
        return _Verdict(found=found, missing="De opdrachtgever heeft het kostenmaximum nog niet goedgekeurd.")
    if facts.ceiling_approved_on > facts.on:
        return _Verdict(found=found, missing="De dag van goedkeuring ligt in de toekomst.")
    return _Verdict(
        found=f"{found} Goedgekeurd op {dutch_day(facts.ceiling_approved_on)}.", warning=_out_of_proportion(facts)
    )


def _out_of_proportion(facts: SummonsFacts) -> str:
    if facts.cost_ceiling is None or not 0 < facts.balance < facts.cost_ceiling:
        return ""
    return (
        f"Het kostenmaximum is hoger dan wat openstaat ({dutch_euro(facts.balance)}). "
        "Weeg of deze stap in verhouding staat tot de vordering."
    )


def _prescription(facts: SummonsFacts) -> _Verdict:
    missing, found, suppliers = [], [], list[Supplier]()
    for claim in facts.claims:
        if claim.barred_from is None:
            missing.append(f"{claim.ref}: de verjaring is niet berekend.")
        elif claim.barred_from <= facts.on and claim.barred_unless:
            since = f"{claim.ref}: verjaard sinds {dutch_day(claim.barred_from)}, {claim.barred_unless}."
            missing.append(f"{since} Leg de ontvangst van die brief vast.")
            suppliers.append(Supplier.HANDLER)
        elif claim.waits_for_its_kind(facts.on):
            found.append(f"{claim.ref}: hangt af van de soort vordering.")
        elif claim.barred_from <= facts.on:
            suppliers.append(Supplier.LEGAL_LEAD)
            missing.append(f"{claim.ref}: verjaard sinds {dutch_day(claim.barred_from)}.")
        else:
            found.append(f"{claim.ref}: verjaart op {dutch_day(claim.barred_from)}.")
    who = ", ".join(dict.fromkeys(suppliers))
    return _Verdict(found=" ".join(found), missing=" ".join(missing), supplier=who)


def _prescription_regime(facts: SummonsFacts) -> _Verdict:
    """Open only where the day turns on it; counted by the short term, a claim that is not barred yet is safe."""
    missing, assumed = [], []
    for claim in facts.claims:
        longest = claim.barred_from_if_contract
        if longest is None or claim.barred_from is None:
            continue
        if claim.waits_for_its_kind(facts.on):
            unless = f", {claim.barred_unless};" if claim.barred_unless else ","
            missing.append(
                f"{claim.ref}: als consumentenkoop verjaard sinds {dutch_day(claim.barred_from)} (2 jaar, art. 7:28 "
                f"BW){unless} anders pas op {dutch_day(longest)} (5 jaar). Leg de soort vordering vast."
            )
        else:
            assumed.append(f"{claim.ref}: niet vastgelegd, gerekend als consumentenkoop (2 jaar).")
    return _Verdict(found=" ".join(assumed) or "De verjaring hangt er niet van af.", missing=" ".join(missing))


def _address(facts: SummonsFacts) -> _Verdict:
    parts = {
        "naam": facts.debtor_name,
        "straat en huisnummer": facts.debtor_street,
        "postcode": facts.debtor_postal_code,
        "plaats": facts.debtor_place,
    }
    lacking = [label for label, value in parts.items() if not value.strip()]
    if lacking:
        return _Verdict(missing=f"Van de schuldenaar ontbreekt: {', '.join(lacking)}.")
    return _Verdict(found=", ".join(parts.values()), missing=writ_readiness.place(facts.writ))


def _person(facts: SummonsFacts) -> _Verdict:
    return _Verdict(*writ_readiness.person(facts.writ))


def _document(facts: SummonsFacts) -> _Verdict:
    return _Verdict(*writ_readiness.document(facts.writ))


def _wording(facts: SummonsFacts) -> _Verdict:
    return _Verdict(*writ_readiness.wording(facts.writ))


def _defence(facts: SummonsFacts) -> _Verdict:
    return _Verdict(*writ_readiness.defence(facts.writ))


def _court(facts: SummonsFacts) -> _Verdict:
    return _Verdict(found=writ_readiness.court(facts.writ))


def _minor(facts: SummonsFacts) -> _Verdict:
    if facts.minor_flag_unresolved:
        return _Verdict(missing="De schuldenaar was minderjarig toen hij de overeenkomst sloot; nog niet beoordeeld.")
    return _Verdict(found="Geen open signaal van minderjarigheid.")


def _registration(facts: SummonsFacts) -> _Verdict:
    if facts.registration is None or facts.registration.covers:
        return _Verdict(found="De registratie van het bureau geldt.")
    return _Verdict(missing=facts.registration.reason)


def _duties(facts: SummonsFacts) -> _Verdict:
    """Advice, never in the way: whether to go on is the client's choice."""
    duties, accepted_on = facts.duties, facts.loss_accepted_on
    if duties is None or duties.light is Light.GREEN:
        return _Verdict(found="Alle punten zijn aangetoond.")
    lacking = [item.label for item in duties.items if item.met is not True]
    how_many = f"{len(lacking)} {'punt is' if len(lacking) == 1 else 'punten zijn'} niet aangetoond"
    if accepted_on is not None:
        return _Verdict(found=f"{how_many}; de opdrachtgever aanvaardde het verwachte verlies op "
                              f"{dutch_day(accepted_on)}.")
    return _Verdict(warning=f"{how_many}: vermindering of afwijzing te verwachten. Vul aan wat er is, of laat de "
                            "opdrachtgever het verwachte verlies aanvaarden.")


REQUIREMENTS = (
    _Requirement(code="balance", label="Openstaand bedrag", law="art. 6:82 lid 1 BW",
                 supplier=Supplier.HANDLER, check=_balance),
    _Requirement(code="default", label="Verzuim en de grond daarvan", law="art. 6:82 en 6:83 BW",
                 supplier=Supplier.CLIENT, check=_default),
    _Requirement(code="notice", label="Geldige veertiendagenbrief, termijn verstreken", law="art. 6:96 lid 6 BW",
                 supplier=Supplier.HANDLER, check=_notice),
    _Requirement(code="one_fee", label="Eén schuldeiser, één vergoeding", law="art. 6:96 lid 7 BW",
                 supplier=Supplier.HANDLER, check=_one_fee),
    _Requirement(code="dispute", label="Geen open betwisting", law="art. 4.1 Bki",
                 supplier=Supplier.CLIENT, check=_dispute),
    _Requirement(code="hold", label="Geen aanhouding", law="art. 4.1 Bki",
                 supplier=Supplier.HANDLER, check=_holds),
    _Requirement(code="assessment", label="Betalingsonwil, bevestigd door een tweede persoon", law="art. 22 AVG",
                 supplier=Supplier.SECOND_PERSON, check=_assessment),
    _Requirement(code="insolvency_check", label="Controle insolventieregister (CIR)", law="art. 26 en 299 Fw",
                 supplier=Supplier.HANDLER, check=_insolvency),
    _Requirement(code="guardianship_check", label="Controle curatele- en bewindregister (CCBR)", law="art. 1:441 BW",
                 supplier=Supplier.HANDLER, check=_guardianship),
    _Requirement(code="mandate", label="Opdracht, volmacht of cessie", law="art. 3:60, 3:94 en 7:414 BW",
                 supplier=Supplier.CLIENT, check=_mandate),
    _Requirement(code="invoice", label="Factuur bij elke vordering", law="art. 5.1 Bki",
                 supplier=Supplier.CLIENT, check=_invoices),
    _Requirement(code="agreement", label="Overeenkomst of voorwaarden bij elke vordering", law="art. 5.1 Bki",
                 supplier=Supplier.CLIENT, check=_agreements),
    _Requirement(code="cost_ceiling", label="Kostenmaximum, goedgekeurd door de opdrachtgever",
                 law="afspraak met de opdrachtgever", supplier=Supplier.CLIENT, check=_ceiling),
    _Requirement(code="prescription", label="Niet verjaard", law="art. 3:306 en volgende BW",
                 supplier=Supplier.LEGAL_LEAD, check=_prescription),
    _Requirement(code="prescription_regime", label="Soort vordering vaststellen", law="art. 3:307, 3:308 en 7:28 BW",
                 supplier=Supplier.CLIENT_OR_HANDLER, check=_prescription_regime),
    _Requirement(code="address", label="Naam en adres van de schuldenaar", law="art. 45 lid 3 onder d Rv",
                 supplier=Supplier.HANDLER, check=_address),
    _Requirement(code="minor", label="Minderjarigheid beoordeeld", law="art. 1:234 BW",
                 supplier=Supplier.LEGAL_LEAD, check=_minor),
    _Requirement(code="registration", label="Geldige registratie van het bureau", law=LAW_REGISTRATION,
                 supplier=Supplier.ADMINISTRATOR, check=_registration),
    _Requirement(code="consumer_duties", label="Consumentenregels die de rechter zelf nakijkt", law=LAW_DUTIES,
                 supplier=Supplier.CLIENT_OR_HANDLER, check=_duties),
    _Requirement(code="debtor_person", label="Duidelijk voor wie het exploot is",
                 law="art. 53 Rv, 1:386 en 1:441 BW", supplier=Supplier.CLIENT_OR_HANDLER, check=_person),
    _Requirement(code="document", label="Gegevens die het exploot nodig heeft", law="art. 45 lid 3 Rv",
                 supplier=Supplier.CLIENT_OR_HANDLER, check=_document),
    _Requirement(code="wording", label="Afkortingen gezien", law="art. 15 lid 1 Gdw",
                 supplier=Supplier.HANDLER, check=_wording),
    _Requirement(code="defence", label="Wat het exploot over verweer zegt", law="keuze van het bureau",
                 supplier=Supplier.HANDLER, check=_defence),
    _Requirement(code="court", label="Wat het exploot over de rechter zegt", law="afspraak met de opdrachtgever",
                 supplier=Supplier.CLIENT, check=_court),
)  # fmt: skip
