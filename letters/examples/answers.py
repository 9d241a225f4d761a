"""Made-up letters that answer, ask or tell something: one function for each kind, by its name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from legal.debtor.insolvency import Insolvency, Preference
from letters.blocks import AddressBlock
from letters.defences import Defence, latest
from letters.examples import standard
from letters.examples.standard import ON, D
from letters.kind import DebtorLetter
from letters.kinds.claim_submission import ClaimSubmissionData
from letters.kinds.client_question import ClientQuestionData
from letters.kinds.complaint_answered import ComplaintAnsweredData, Found
from letters.kinds.complaint_received import ComplaintReceivedData
from letters.kinds.copies import CopiesData
from letters.kinds.debt_help_balance import DebtHelpBalanceData
from letters.kinds.dispute_answered import DisputeAnsweredData, Outcome
from letters.kinds.dispute_received import DisputeReceivedData, Needed
from letters.kinds.to_heirs import ToHeirsData
from letters.kinds.to_representative import ToRepresentativeData

ABOUT = "A.B. de Vries"
LINES = ("Lindelaan 7", "9712 BC Groningen")
OFFICE = AddressBlock(
    name="Bewind Voorbeeld B.V.", lines=(f"bewindvoerder van {ABOUT}", "Plein 3", "9712 AB Groningen")
)


def base(**changes: Any) -> dict[str, Any]:
    """What every letter to a debtor says."""
    now = standard.valuation()
    return {
        "case_number": "2026-000042", "reference": "2026000042", "letter_date": ON, "agency": standard.agency(),
        "creditor": standard.creditor(), "debtor": AddressBlock(name="Mevrouw A.B. de Vries", lines=LINES),
        "salutation": "Geachte mevrouw De Vries,", "claims": standard.claims(), "valuation": now,
        "total_now": now.balance,
    } | changes


def dispute_received(**changes: Any) -> DisputeReceivedData:
    return replace(DisputeReceivedData(
        **base(), disputed_on=date(2026, 11, 19), answer_by=date(2026, 12, 4), needed=Needed.PAYMENT_PROOF,
        consumer=True,
    ), **changes)


def dispute_answered(**changes: Any) -> DisputeAnsweredData:
    return replace(DisputeAnsweredData(
        **base(), disputed_on=date(2026, 11, 2), defence=Defence.AMOUNT, defence_version=latest(Defence.AMOUNT),
        outcome=Outcome.REJECTED, answered_on=date(2026, 11, 18), consumer=True, reply_by=date(2026, 12, 7),
        answer="De meterstand van december is door u doorgegeven. Het bedrag is daarmee berekend.",
        papers=("de meterstand van december 2025", "de berekening"),
    ), **changes)


def client_question(**changes: Any) -> ClientQuestionData:
    return replace(ClientQuestionData(
        **base(
            debtor=AddressBlock(name="Energie Voorbeeld B.V.", lines=("Stroomweg 1", "9711 AA Groningen")),
            salutation="Geachte heer of mevrouw,",
        ),
        about=ABOUT, customer_number="K-1001", disputed_on=date(2026, 11, 19), defence=Defence.ALREADY_PAID,
        objection="Ik heb dit in september al betaald.", answer_by=date(2026, 12, 4), barred_from=date(2031, 1, 1),
    ), **changes)


def complaint_received(**changes: Any) -> ComplaintReceivedData:
    return replace(ComplaintReceivedData(
        **base(), received_on=date(2026, 11, 20), subject="u belde twee keer op één dag", handler="M. Jansen",
        answer_by=date(2026, 12, 4), consumer=True,
    ), **changes)


def complaint_answered(**changes: Any) -> ComplaintAnsweredData:
    return replace(ComplaintAnsweredData(
        **base(), received_on=date(2026, 11, 2), subject="u belde twee keer op één dag", handler="M. Jansen",
        found=Found.JUSTIFIED, reasons="Wij belden u op 2 november twee keer. Eén keer was genoeg.",
        measures="Wij bellen u deze maand niet meer.", consumer=True,
    ), **changes)


def debt_help_balance(**changes: Any) -> DebtHelpBalanceData:
    now = standard.valuation(costs="187.58")
    return replace(DebtHelpBalanceData(
        **base(
            debtor=AddressBlock(name="Gemeente Groningen, schuldhulp", lines=("Postbus 1", "9700 AA Groningen")),
            salutation="Geachte heer of mevrouw,", valuation=now, total_now=now.balance,
        ),
        about=ABOUT, about_lines=LINES, their_reference="SH-77", valid_until=date(2026, 12, 21), contact="M. Jansen",
        has_title=False, is_attached=False, preference="", paused_until=date(2026, 12, 21), daily_interest=D("0.14"),
    ), **changes)


def claim_submission(**changes: Any) -> ClaimSubmissionData:
    now = standard.valuation(costs="187.58")
    return replace(ClaimSubmissionData(
        **base(
            debtor=AddressBlock(name="Mr. K. Curator", lines=(f"curator van {ABOUT}", *OFFICE.lines[1:])),
            salutation="Geachte heer of mevrouw,", valuation=now, total_now=now.balance, letter_date=date(2026, 11, 27),
        ),
        about=ABOUT, about_lines=LINES, insolvency=Insolvency.BANKRUPTCY, ordered_on=date(2026, 11, 22),
        insolvency_number="F.18/26/123", preference=Preference.NONE, preference_basis="",
        papers=("factuur 2026-00101", "factuur 2026-00245", "de overeenkomst van 4 maart 2024"),
    ), **changes)


def to_heirs(**changes: Any) -> ToHeirsData:
    return replace(ToHeirsData(
        **base(debtor=AddressBlock(name=f"De erven van {ABOUT}", lines=LINES), salutation="Geachte heer of mevrouw,"),
        deceased=ABOUT, died_on=date(2026, 10, 3), to_executor=False, rests_until=date(2027, 1, 3),
    ), **changes)


def to_representative(**changes: Any) -> ToRepresentativeData:
    return replace(ToRepresentativeData(
        **base(debtor=OFFICE, salutation="Geachte heer of mevrouw,"), about=ABOUT, about_lines=LINES,
        capacity="bewindvoerder",
    ), **changes)


def copies(**changes: Any) -> CopiesData:
    return replace(CopiesData(
        **base(), asked_on=date(2026, 11, 19), consumer=True, awaited="de algemene voorwaarden van 2024",
        enclosed=("factuur 2026-00101", "factuur 2026-00245", "de overeenkomst of de bestelling"),
    ), **changes)


ANSWERS: dict[str, Callable[..., DebtorLetter]] = {
    made.__name__: made for made in (
        dispute_received, dispute_answered, client_question, complaint_received, complaint_answered, debt_help_balance,
        claim_submission, to_heirs, to_representative, copies,
    )
}
