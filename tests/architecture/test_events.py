"""Every kind of event is one class, and says of itself what the desk and the client see."""

import re
from dataclasses import fields

import pytest

from cases.events import KINDS, Event, read
from cases.events.base import is_words
from cases.models import EventKind
from tests.architecture.test_structure import ROOT
from tests.cases.events.test_old_rows import ROWS, row_of

ICONS = ROOT / "agency" / "templates" / "macros" / "icons.html"

# What an event keeps of texts besides people's words: sentences of the program, numbers, offices, articles, a moment.
MADE_BY_PROGRAM = {
    "CaseAssigned.became", "CaseAssigned.was", "CaseFileMade.sha256", "CaseOpened.handler", "CaseOpened.rows",
    "CasesJoined.invoices",
    "CasesJoined.other", "ClaimCorrected.invoice", "ClaimCredited.invoice", "ClaimCredited.other",
    "ClaimCredited.uncounted",
    "ClaimTermsStated.invoice", "ClaimTermsStated.uncounted", "ClaimsMoved.invoices", "ClaimsMoved.other",
    "CreditWithdrawn.invoice", "CreditWithdrawn.other", "CreditWithdrawn.uncounted", "GivenToBailiff.office",
    "DefaultCounted.invoices", "DefaultCounted.why", "GivenToBailiff.sha256",
    "InvoiceAdded.invoice", "InvoiceAdded.uncounted", "InvoicesAdded.invoices", "InvoicesAdded.rows",
    "OtherCostBooked.law", "OtherCostBooked.other", "OtherCostBooked.uncounted", "OtherCostWithdrawn.other",
    "OtherCostWithdrawn.uncounted",
    "InterruptionWithdrawn.invoice", "LetterFailed.error", "LetterWithdrawn.reason", "MadeUnreadable.place",
    "MailBounced.code", "MailRefused.code",
    "NoticeDefective.reason",
    "OtherInvoiceStated.compared", "OtherInvoiceStated.invoice", "OtherInvoiceStated.stated_at",
    "PackageDownloaded.office", "PackageDownloaded.sha256", "PackageDownloaded.warning", "PartyAdded.share",
    "PaymentRegistered.uncounted", "PaymentReversed.uncounted", "PersonLinkDecided.other",
    "PrescriptionInterrupted.invoices", "PrescriptionInterrupted.law", "ServiceCorrected.decide",
    "SmsNotSent.reason", "StageChanged.reason", "TaskSet.person",
}


def test_every_kind_has_exactly_one_class() -> None:
    """Two classes for one kind do not even load."""
    assert set(KINDS) == set(EventKind)
    assert len(set(KINDS.values())) == len(KINDS)
    with pytest.raises(TypeError, match="two classes"):
        type("Again", (Event,), {"kind": EventKind.CASE_OPENED})


@pytest.mark.parametrize("told", KINDS.values(), ids=lambda told: told.__name__)
def test_a_class_is_named_in_dutch_and_shows_the_client_fields_of_its_own(told: type[Event]) -> None:
    assert told.label.strip()
    assert set(told.client_sees or ()) <= {field.name for field in fields(told)}


def test_every_symbol_of_the_time_line_has_a_drawing() -> None:
    """Also where the look depends on more than the kind: that of every row of `old_rows.json`."""
    drawn = set(re.findall(r"^  '([a-z0-9-]+)': ", ICONS.read_text(encoding="utf-8"), re.MULTILINE))
    told = [read(row_of(row["kind"], row["data"])) for row in ROWS]
    used = {each.look.symbol for each in KINDS.values()} | {each.look_now().symbol for each in told}
    assert used - {""} <= drawn


def test_a_text_of_an_event_is_peoples_words_or_known_to_be_none() -> None:
    """Make a new field `Words` when a person types it; else put it in the list above."""
    texts = {
        f"{told.__name__}.{field.name}" for told in KINDS.values() for field in fields(told)
        if field.type in (str, str | None) and not is_words(told, field.name)
    }
    assert texts == MADE_BY_PROGRAM
