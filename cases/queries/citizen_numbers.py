"""Citizen service numbers that are on record already: where each stands, never the number itself. Changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final  # Any: what a column of JSON holds

from sqlalchemy import JSON, Column, Enum, String, Table, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from cases.privacy.citizen_numbers import spans
from cases.schema.db import WORDS_OF_PEOPLE, Base

_NUMBER: Final = "a number of something else, in its own notation"
_CONTACT: Final = "an address or number to reach someone, checked as such"
_HASH: Final = "a fingerprint or token"
_CODE: Final = "a code of the program"
_COUNTED: Final = "amounts, days and codes that the program keeps"

# Columns of text that hold no words of people, and why. They are not searched: there nine digits are normal.
NOT_WORDS: Final = {
    "agency_profile.wki_registration_number": _NUMBER, "agency_profile.kvk_number": _NUMBER,
    "agency_profile.iban": _NUMBER, "agency_profile.phone": _CONTACT, "agency_profile.email": _CONTACT,
    "agency_profile.debt_help_phone": _CONTACT, "agency_profile.accent": _CODE,
    "agency_profile.postal_code": _CONTACT, "agency_profile.country": _CODE,
    "assessment.outcome": _CODE,
    "bailiff_office.kvk_number": _NUMBER, "bailiff_office.phone": _CONTACT, "bailiff_office.email": _CONTACT,
    "bailiff_office.postal_code": _CONTACT, "bailiff_office.country": _CODE,
    "batch_work.asked": _HASH, "batch_work.busy_token": _HASH, "batch_work.figure_set_sha256": _HASH,
    "case.number": _NUMBER, "case.payment_reference": _NUMBER, "case.policy": _COUNTED,
    "assignment_rule.first_letter": _CODE, "assignment_rule.last_letter": _CODE,
    "case_event.program": _CODE,
    "claim.invoice_number": _NUMBER, "claim.invoice_core": _NUMBER, "claim.invoice_key": _NUMBER,
    "claim.term_of": _NUMBER,
    "claim.contract_per": _CODE, "claim.surcharge_per": _CODE, "claim.rate_changes": _COUNTED,
    "claim.default_basis": _CODE,
    "client.kvk_number": _NUMBER, "client.phone": _CONTACT, "client.email": _CONTACT,
    "client.postal_code": _CONTACT, "client.country": _CODE,
    "client_terms.contract_per": _CODE, "client_terms.surcharge_per": _CODE,
    "contact_point.value": _CONTACT, "contact_point.postal_code": _CONTACT, "contact_point.country": _CODE,
    "daily_run.report": _COUNTED, "daily_run.step": _CODE, "daily_run.law_sha256": _HASH,
    "debtor.identity": "made of customer, trade-register and other numbers", "debtor.customer_number": _NUMBER,
    "delivery.address": _CONTACT, "delivery.message_id": _HASH, "delivery.token": _HASH,
    "delivery.answer": "what a mail server said, with its own numbers of messages",
    "text_message.number": _CONTACT, "text_message.mark": _HASH, "text_message.token": _HASH,
    "text_message.answer": "what a service said, with its own numbers of messages",
    "text_message.text": "one fixed text, with the number of the register and the phone of the agency",
    "inbound.mark": _HASH, "inbound.document_ids": _COUNTED,
    "details_proposal.email": _CONTACT, "details_proposal.phone": _CONTACT,
    "details_proposal.postal_code": _CONTACT, "details_proposal.country": _CODE,
    "debtor.kvk_number": _NUMBER, "debtor.phone": _CONTACT, "debtor.email": _CONTACT,
    "debtor.postal_code": _CONTACT, "debtor.country": _CODE, "debtor.search_name": "the name, written plainly",
    "debtor.language": _CODE,
    "document.media_type": _CODE, "document.sha256": _HASH,
    "figure_addition.series": _CODE, "figure_set.sha256": _HASH, "figure_set.content": _COUNTED,
    "interruption.kind": _CODE,
    "print_run.pdf_sha256": _HASH, "print_run.receipts": _HASH, "print_run.busy_token": _HASH,
    "print_run.trouble": "fixed words of the program: what holds it up",
    "recovery_code.code_sha256": _HASH, "recovery_code.code_hash": _HASH,
    "second_factor.credential_id": _HASH, "second_factor.public_key": _HASH,
    "second_factor.secret": "the secret of an app, encrypted",
    "account_link.token_sha256": _HASH, "login.token_sha256": _HASH, "login.address": _CONTACT, "login.device": _CODE,
    "loss_acceptance.points": _CODE,
    "letter.lease_token": _HASH, "letter.text_version": _CODE, "letter.facts": _COUNTED,
    "letter_content.claim_ids": _COUNTED,
    "package_download.sha256": _HASH, "person_export.sha256": _HASH,
    "party_link.grounds": "what was found alike, as the program tells it",
    "role.name": _CODE, "role.description": _CODE,
    "set_up_change.field": _CODE,
    "seal.source": _CODE, "seal.salt": _HASH, "seal.digest": _HASH, "seal.hash": _HASH, "unsealed_row.source": _CODE,
    "redaction.source": _CODE, "redaction.column_name": _CODE, "redaction.path": _CODE, "redaction.mark": _CODE,
    "redaction.digest": _HASH,
    "erasure.source": _CODE, "erasure.mark": _CODE, "erasure.digest": _HASH,
    "number_found.source": _CODE, "number_found.column_name": _CODE, "number_found.path": _CODE,
    "file_to_remove.sha256": _HASH,
    "submission.digest": _HASH, "submission.token": _HASH,
    "task.key": _CODE,
    "trace_line.address": _CONTACT, "trace_line.page": _CODE, "trace_line.said": _CODE,
    "text_stop.text_version": _CODE, "text_approval.text_version": _CODE, "text_approval.fingerprint": _CODE,
    "upload.sha256": _HASH, "upload.masked_sha256": _HASH, "upload.lease_token": _HASH, "upload.recognised": _NUMBER,
    "user.email": _CONTACT, "user.password": _HASH, "user.fs_uniquifier": _HASH,
    "valuation_record.figure_set_sha256": _HASH, "valuation_record.reasons": _COUNTED,
    "writ.text_version": _CODE,
}
# What the program writes and what may repeat people's words: searched, not refused, for it may name an invoice.
MADE_BY_PROGRAM: Final = {
    "assessment.signals": "facts as they were listed",
    "batch_work.left_out": "why a case got no letter after all",
    "case_event.data": "what events keep; the words in it are refused by events.record",
    "claim.default_explanation": "the ground of the default, with the article",
    "claim.subject": "words of the file, refused or masked by the intake; it may name the invoice",
    "delivery.reason": "why a letter waits or did not leave, as the program tells it",
    "text_message.reason": "why a message waits or did not leave, as the program tells it",
    "letter.error": "why a letter could not be made",
    "letter_content.text": "what a letter says, with invoice numbers and the bank account",
    "package_download.warning": "what the page said",
    "second_look.before": "what stood in other columns", "second_look.wanted": "what is asked, refused as it is asked",
    "set_up_change.old_value": "what stood in another column, which refuses such a number or is none for words",
    "set_up_change.new_value": "idem: a number of the trade register, a phone number, a name",
    "upload.answers": "why a row is another invoice; uploads.weigh refuses such a number",
    "upload.report": "what the intake said of a file, masked",
    "upload.left_out": "why rows could not be taken in", "upload.outdated": "why a yes could not be followed",
    "writ.dossier": "what a writ was made from",
}
_NUMBERS_IN_JSON: Final = frozenset({
    "invoice", "invoices", "invoice_number", "customer_number", "number", "ref", "sha256", "iban", "phone", "amount",
    "payment_reference", "kvk_number", "rows",
})


@dataclass(frozen=True, kw_only=True)
class FoundNumber:
    """Where a citizen service number is on record: table, column, key of the row, and from which through which sign.

    `path` tells where in a structured value, "" for a plain text.
    """

    table: str
    column: str
    row: str
    path: str
    start: int
    end: int


def text_columns() -> Iterator[Column[Any]]:
    """Every column that holds text or a structured value, enumerations left out."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _holds_text(column):
                yield column


def on_record(session: Session, *, but: Callable[[str], bool] | None = None) -> Iterator[FoundNumber]:
    """Every citizen service number in people's words and in what repeats them, table by table.

    `but`: asked of each in what the program writes, whether it is known to be another number there.
    """
    for table in Base.metadata.sorted_tables:
        columns = [column for column in text_columns() if column.table is table and str(column) not in NOT_WORDS]
        if columns:
            yield from _in_table(session, table, columns, but)


def _holds_text(column: Column[Any]) -> bool:
    if isinstance(column.type, WORDS_OF_PEOPLE):
        return True
    return isinstance(column.type, String | JSON) and not isinstance(column.type, Enum | TypeDecorator)


def _in_table(
    session: Session, table: Table, columns: list[Column[Any]], but: Callable[[str], bool] | None
) -> Iterator[FoundNumber]:
    keys = list(table.primary_key.columns)
    query = select(*keys, *columns).order_by(*keys).execution_options(yield_per=500)
    for row in session.execute(query):
        key = "-".join(str(part) for part in row[:len(keys)])
        for column, value in zip(columns, row[len(keys):], strict=True):
            for path, words in _texts(value, ""):
                for start, end in spans(words):
                    if but is not None and str(column) in MADE_BY_PROGRAM and but(words[start:end]):
                        continue
                    yield FoundNumber(
                        table=table.name, column=column.name, row=key, path=path, start=start, end=end
                    )


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The texts in a value with where they stand in it, without those that are a number by their name."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in _NUMBERS_IN_JSON:
                yield from _texts(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _texts(each, f"{path}.{at}".lstrip("."))
