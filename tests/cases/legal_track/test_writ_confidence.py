"""The copy of a deed may be left with a housemate: nothing that a debtor told is in it or beside it."""

import pytest
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.documents import File, NewDocument
from cases.models import ContactChannel, ContactOutcome, DocumentKind
from cases.names import name
from cases.store import DocumentStore
from tests.agency.portals import at
from tests.cases.legal_track.writ_cases import (
    EARLIER,
    all_text,
    assess_again,
    data_of,
    draft,
    give,
    package_of,
    ready_case,
)
from tests.factories import SMALL_PDF, by, confirm_address

TOLD = "Ligt in scheiding, ziek thuis en bij schuldhulp"
NOBODY = {ContactOutcome.NO_ANSWER, ContactOutcome.VOICEMAIL, ContactOutcome.WRONG_NUMBER}


@pytest.mark.parametrize("channel", [ContactChannel.PHONE_OUT, ContactChannel.POST_IN])
def test_no_text_of_the_package_tells_what_came_of_a_contact(
    session: Session, store: DocumentStore, channel: ContactChannel
) -> None:
    case = ready_case(session, store)
    outcomes = [each for each in ContactOutcome if each is not ContactOutcome.DISPUTES]
    for outcome in outcomes:
        contacts.log(
            session, by(None, at(EARLIER)), case.id,
            ContactInput(
                channel=channel, outcome=outcome, right_party=None if outcome in NOBODY else True,
                note=f"{TOLD} ({outcome.value})",
            ),
        )
    assess_again(session, case)
    draft(session, store, case)
    text = all_text(package_of(session, store, give(session, store, case))).casefold()
    told = [name(each).casefold() for each in outcomes if each is not ContactOutcome.OTHER]
    assert [words for words in (*told, "scheiding", "ziek", TOLD.casefold(), "cannot_pay") if words in text] == []


def test_a_contact_is_told_by_day_and_channel(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    for channel, outcome, party in (
        (ContactChannel.PHONE_OUT, ContactOutcome.CANNOT_PAY, True),
        (ContactChannel.PHONE_OUT, ContactOutcome.NO_ANSWER, None),
        (ContactChannel.EMAIL_IN, ContactOutcome.ASKS_ARRANGEMENT, True),
        (ContactChannel.PHONE_IN, ContactOutcome.OTHER, False),
        (ContactChannel.VISIT, ContactOutcome.WRONG_NUMBER, None),
    ):
        contacts.log(
            session, by(None, at(EARLIER)), case.id, ContactInput(channel=channel, outcome=outcome, right_party=party),
        )
    confirm_address(session, case)
    assess_again(session, case)
    told = draft(session, store, case).dossier["earlier_contacts"]
    assert [text.replace("\u00a0", " ") for text in told] == [
        "op 1 juli 2026 is een herinnering gestuurd voor factuur F-1", "op 26 oktober 2026 is gebeld",
        "op 18 november 2026 is gebeld", "op 18 november 2026 is een e-mail ontvangen",
        "op 21 november 2026 is gebeld",
    ]


def test_correspondence_goes_to_the_bailiff_alone(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    documents.add(
        session, by(), store, File("brief.pdf", SMALL_PDF),
        NewDocument(kind=DocumentKind.CORRESPONDENCE, title="Brief van haar", case_id=case.id),
    )
    draft(session, store, case)
    files = package_of(session, store, give(session, store, case))
    assert [path for path in files if "brief-van-haar" in path] == ["voor-de-deurwaarder/02-brief-van-haar.pdf"]
    assert "Brief van haar" not in str(data_of(files))
