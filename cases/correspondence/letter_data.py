"""What documents are made from: the record put into the frozen values that `letters` prints. Each kind adds its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any  # Any: fields differ in type

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence.dossiers import Dossier
from cases.counting import reaching, statement
from cases.counting.statement import CaseRecord
from cases.errors import Incomplete
from cases.models import AgencyProfile, Case, Claim, Client, ClientTerms, Debtor
from cases.parties.people_in_case import Addressee, capacity
from legal.counting.daily_interest import daily_interest
from legal.counting.valuation import DebtorKind, Valuation
from legal.errors import ParameterUnknown
from legal.money import ZERO
from legal.parameters import Figures
from letters.blocks import AddressBlock, AgencyBlock, ClaimItem, CreditorBlock, PrintedBasis
from letters.kinds.specification import SpecificationData


def specification_data(session: Session, case: Case, *, on: date, figures: Figures) -> SpecificationData:
    """The specification of interest and costs through `on`, or the last day before it that can be counted."""
    record = statement.record_of(session, case, figures=figures)
    valuation = reaching.counted(record, wanted=on, figures=figures).valuation
    return SpecificationData(
        case_number=case.number, reference=case.payment_reference, agency=agency_block(agency_on_record(session)),
        creditor=creditor_block(case.client, case.terms), debtor=address_block(case.debtor),
        claims=claim_items(case, valuation), valuation=valuation,
        consumer=case.debtor_kind is DebtorKind.CONSUMER,
        daily_interest=interest_per_day(record, on=valuation.on, figures=figures),
    )


def letter_values(
    dossier: Dossier, valuation: Valuation, *, letter_date: date, claims: Sequence[Claim] | None = None
) -> dict[str, Any]:
    """What every letter to the debtor says, by the fields of `letters.kind.DebtorLetter`.

    `claims`: those that it is about, and the valuation too; None for all of the case.
    """
    case, to = dossier.case, dossier.addressee(letter_date)
    return {
        "case_number": case.number, "reference": case.payment_reference, "letter_date": letter_date,
        "agency": agency_block(dossier.agency), "creditor": creditor_block(case.client, case.terms),
        "debtor": AddressBlock(name=to.receiver.name, lines=to.lines), "salutation": salutation(to),
        "claims": claim_items(case, valuation, claims), "valuation": valuation, "total_now": valuation.balance,
    }


def interest_per_day(record: CaseRecord, *, on: date, figures: Figures) -> Decimal | None:
    """The interest of the day after `on` by itself, rounded (euro); None where its rate is not known yet."""
    try:
        return daily_interest(record.facts, on=on, figures=figures)
    except ParameterUnknown:
        return None


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
        logo=profile.logo,
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


def claim_items(
    case: Case, valuation: Valuation, claims: Sequence[Claim] | None = None
) -> tuple[ClaimItem, ...]:
    """The claims as art. 3.1 Bki describes them, with what was paid on each; raises Incomplete without default."""
    paid = {totals.ref: totals.paid for totals in valuation.claims}
    return tuple(_claim_item(claim, case.terms, paid.get(str(claim.id), ZERO)) for claim in (
        case.claims if claims is None else claims
    ))


def _claim_item(claim: Claim, terms: ClientTerms, paid: Decimal) -> ClaimItem:
    if claim.default_from is None:
        raise Incomplete(f"Factuur {claim.invoice_number}: {claim.default_explanation}")
    days = terms.reminder_term_days
    extended = None if claim.reminder_sent_on is None or days is None else claim.reminder_sent_on + timedelta(days=days)
    return ClaimItem(
        ref=str(claim.id), invoice_number=claim.invoice_number, invoice_date=claim.invoice_date,
        due_date=claim.due_date, reminder_term_until=extended, subject=claim.subject,
        contract_date=claim.contract_date, principal=claim.principal, default_from=claim.default_from, paid=paid,
        default_basis=_printed_basis(claim.default_basis), default_explanation=claim.default_explanation,
    )


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
