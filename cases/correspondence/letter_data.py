"""What documents are made from: the record put into the frozen values that `letters` prints. Each kind adds its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple  # Any: fields differ in type

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence.dossiers import Dossier
from cases.counting import per_person, reaching, statement
from cases.counting.per_person import PersonOwes
from cases.counting.statement import CaseRecord
from cases.errors import Incomplete
from cases.models import AgencyProfile, Case, Claim, Client, ClientTerms, Debtor, PartyRole
from cases.parties.people_in_case import Addressee, capacity
from legal.calendar import ONE_DAY
from legal.counting.daily_interest import unrounded_daily_interest
from legal.counting.owed_by_one import debtor_of
from legal.counting.valuation import ClaimTotals, DebtorKind, Valuation
from legal.errors import ParameterUnknown
from legal.facts import Liability
from legal.money import ZERO, round_sum
from legal.parameters import Figures
from letters.blocks import AddressBlock, AgencyBlock, ClaimItem, CreditorBlock, PrintedBasis
from letters.errors import NothingOwed
from letters.kinds.specification import PersonAmount, SpecificationData
from letters.words import euro, long_date


def specification_data(session: Session, case: Case, *, on: date, figures: Figures) -> SpecificationData:
    """The specification of interest and costs through `on`, or the last day before it that can be counted."""
    record = statement.record_of(session, case, figures=figures)
    valuation = reaching.counted(record, wanted=on, figures=figures).valuation
    return SpecificationData(
        case_number=case.number, reference=case.payment_reference, agency=agency_block(agency_on_record(session)),
        creditor=creditor_block(case.client, case.terms), debtor=address_block(case.debtor),
        claims=claim_items(case, valuation), valuation=valuation,
        consumer=case.debtor_kind is DebtorKind.CONSUMER,
        daily_interest=interest_after(record, on=valuation.on, figures=figures).per_day,
        persons=tuple(
            _person_amount(each) for each in per_person.owed_by_each(case, record, on=valuation.on, figures=figures)
        ),
    )


def _person_amount(one: PersonOwes) -> PersonAmount:
    over = "" if one.owes >= ZERO else f", {euro(-one.owes)} te veel betaald"
    return PersonAmount(name=one.person.name, as_what=one.as_what + over, costs=one.costs, owes=max(ZERO, one.owes))


def letter_values(
    dossier: Dossier, valuation: Valuation, *, letter_date: date, claims: Sequence[Claim] | None = None,
    may_owe_nothing: bool = False, before_default: bool = False,
) -> dict[str, Any]:
    """What every letter to the debtor says, by the fields of `letters.kind.DebtorLetter`.

    `claims`: those that it is about, and the valuation too; None for all of the case. Raises NothingOwed where it would
    ask nothing, unless it `may_owe_nothing`, and Incomplete without default, unless it comes `before_default`.
    """
    if valuation.balance <= ZERO and not may_owe_nothing:
        raise NothingOwed("is niets meer verschuldigd")
    case, to = dossier.case, dossier.addressee(letter_date)
    return {
        "case_number": case.number, "reference": case.payment_reference, "letter_date": letter_date,
        "agency": agency_block(dossier.agency), "creditor": creditor_block(case.client, case.terms),
        "debtor": AddressBlock(name=to.receiver.name, lines=to.lines),
        "salutation": " ".join(filter(None, (salutation(to), owes_how(dossier, on=letter_date)))),
        "claims": claim_items(case, valuation, claims, before_default=before_default), "valuation": valuation,
        "total_now": valuation.balance,
    }


class InterestAfter(NamedTuple):
    """The interest of the day after one, rounded (euro), None where its rate is not known yet; whether any `runs`."""

    per_day: Decimal | None
    runs: bool


def interest_after(record: CaseRecord, *, on: date, figures: Figures) -> InterestAfter:
    """The interest of the day after `on` by itself, of what is looked at. It runs where it is less than a cent too."""
    try:
        exact = unrounded_daily_interest(record.own_facts(on=on, figures=figures), on=on, figures=figures)
    except ParameterUnknown:
        return InterestAfter(per_day=None, runs=True)
    return InterestAfter(per_day=round_sum(exact), runs=exact > ZERO)


def agency_on_record(session: Session) -> AgencyProfile | None:
    """What an administrator entered of the agency; None while there is nothing."""
    return session.scalar(select(AgencyProfile))


def agency_block(profile: AgencyProfile | None) -> AgencyBlock:
    """The agency as registered; raises Incomplete while an administrator has entered nothing."""
    if profile is None:
        raise Incomplete("De gegevens van het incassobureau ontbreken. Een beheerder vult ze in bij Beheer, Bureau.")
    return AgencyBlock(
        registered_name=profile.registered_name, wki_registration_number=profile.wki_registration_number,
        kvk_number=profile.kvk_number, visiting_address=profile.address_lines,
        postal_address=tuple(line for line in profile.postal_address.splitlines() if line.strip())
        or profile.address_lines,
        phone=profile.phone, phone_hours=profile.phone_hours, email=profile.email, website=profile.website,
        iban=profile.iban, account_name=profile.account_name, complaints_text=profile.complaints_text,
        dispute_body=profile.dispute_body, debt_help_phone=profile.debt_help_phone, logo=profile.logo,
        accent=profile.accent,
    )


def creditor_block(client: Client, terms: ClientTerms) -> CreditorBlock:
    """For whom the agency collects, and on what footing."""
    return CreditorBlock(
        name=client.name, address=client.address_lines, kvk_number=client.kvk_number or None,
        phone=client.phone or None, email=client.email or None, basis=terms.basis,
    )


def address_block(debtor: Debtor) -> AddressBlock:
    """Where post for the debtor goes."""
    return AddressBlock(name=debtor.name, lines=debtor.address_lines)


def salutation(to: Addressee) -> str:
    """How a letter begins; nobody's sex is known or asked. Who gets it for another reads so in the first line."""
    if to.via is not None:
        return (
            f"Geachte heer of mevrouw, u krijgt deze brief als {capacity(to.via)}. Waar in deze brief “u” staat, wordt "
            f"{to.debtor.name} bedoeld."
        )
    debtor = to.debtor
    if debtor.company_name:
        return "Geachte heer of mevrouw,"
    name = " ".join(part for part in (debtor.name_prefix, debtor.surname) if part)
    return f"Geachte heer of mevrouw {name[:1].upper()}{name[1:]},"


def owes_how(dossier: Dossier, *, on: date) -> str:
    """Where more than one owes: for how much whoever is written to, and with whom; empty where he owes it alone."""
    mine = debtor_of(dossier.record.facts, str(dossier.debtor.id))
    if mine is None or mine.liability is Liability.GUARANTOR:
        return ""
    if mine.liability is Liability.SHARE:
        return _owes_a_share(dossier, on)
    others = [
        dossier.people.person_of(int(each.ref)).name for each in dossier.record.facts.debtors
        if each.liability is Liability.JOINT and each.ref != mine.ref
    ]
    if not others:
        return ""
    listed = f"{', '.join(others[:-1])} en {others[-1]}" if len(others) > 1 else others[0]
    return (
        f"U en {listed} moeten dit bedrag samen betalen. Wij mogen ieder van u om het hele bedrag vragen. Wat de een "
        "betaalt, hoeft de ander niet meer te betalen."
    )


def _owes_a_share(dossier: Dossier, on: date) -> str:
    part, died = dossier.part(on), dossier.case.debtor
    if part is None or part.share_numerator is None:
        return ""
    share = f"{part.share_numerator}/{part.share_denominator} deel"
    if part.role is PartyRole.HEIR and died.died_on is not None:
        return (
            f"{died.name} is overleden op {long_date(died.died_on)}. Wij condoleren u met dit verlies. De rekening in "
            f"deze brief stond op naam van {died.name}. U bent erfgenaam voor {share}. Wij vragen u alleen dat deel: "
            "alle bedragen in deze brief zijn uw deel."
        )
    return f"U moet {share} van deze schuld betalen. Alle bedragen in deze brief zijn uw deel."


def claim_items(
    case: Case, valuation: Valuation, claims: Sequence[Claim] | None = None, *, before_default: bool = False
) -> tuple[ClaimItem, ...]:
    """The claims as art. 3.1 Bki describes them, with what was paid on each; raises Incomplete without default.

    A claim that was credited as a whole asks nothing and is left out. `claims`: those that the paper is about, None for
    all of the case.
    """
    counted = {totals.ref: totals for totals in valuation.claims}
    about = case.claims if claims is None else claims
    asked = [(claim, counted[str(claim.id)]) for claim in about if _is_asked(counted.get(str(claim.id)))]
    late = [claim for claim, _ in asked if claim.default_from is None]
    if late and not before_default:
        raise Incomplete(f"Factuur {late[0].invoice_number}: {late[0].default_explanation}")
    return tuple(_claim_item(claim, case.terms, totals) for claim, totals in asked)


def _is_asked(totals: ClaimTotals | None) -> bool:
    return totals is not None and any((totals.principal, totals.interest, totals.paid))


def _claim_item(claim: Claim, terms: ClientTerms, totals: ClaimTotals) -> ClaimItem:
    """`totals`: what is owed of it by whom the paper is for, a share of it or the whole."""
    return ClaimItem(
        ref=str(claim.id), invoice_number=claim.invoice_number, invoice_date=claim.invoice_date,
        due_date=claim.due_date, reminder_term_until=_extended_term(claim, terms), subject=claim.subject,
        contract_date=claim.contract_date, principal=totals.principal, credited=claim.principal - totals.principal,
        default_from=claim.default_from, paid=totals.paid,
        default_basis=_printed_basis(claim.default_basis), default_explanation=claim.default_explanation,
    )


def _extended_term(claim: Claim, terms: ClientTerms) -> date | None:
    """The last day of the term of a reminder by the client, or of our own notice of default; None without."""
    days, sent_on = terms.reminder_term_days, claim.reminder_sent_on
    by_notice = claim.default_from if claim.default_basis == PrintedBasis.NOTICE else None
    if sent_on is not None and days is not None and (by_notice is None or sent_on > claim.due_date):
        return sent_on + timedelta(days=days)
    return None if by_notice is None else by_notice - ONE_DAY


def _printed_basis(basis: str) -> PrintedBasis:
    """The bases that the papers have a sentence for; any other is printed with its own explanation."""
    return PrintedBasis(basis) if basis in set(PrintedBasis) else PrintedBasis.OTHER


def vat_declaration(client: Client, terms: ClientTerms) -> str | None:
    """The creditor's two declarations as a sentence; None when no VAT is added. Law: art. 2 lid 3 BIK decree."""
    if not terms.vat_on_costs:
        return None
    return (
        f"{client.name} heeft verklaard dat zij de btw over de incassokosten niet kan verrekenen en dat de kosten "
        "om die reden met btw zijn verhoogd."
    )
