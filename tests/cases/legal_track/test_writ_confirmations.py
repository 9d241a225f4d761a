"""The deed says of the court and of a defence only what a person confirmed, on a day, and that still holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import contacts, holds
from cases.amicable.contacts import ContactInput
from cases.documents import File, NewDocument
from cases.errors import Incomplete, PreviewOutdated, Refused
from cases.legal_track import gate, writ_confirmations
from cases.models import (
    Case,
    CaseEvent,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    EventKind,
    HoldKind,
    Stage,
    WritConfirmation,
    WritState,
)
from cases.queries.desk import timeline
from cases.store import DocumentStore
from tests.agency.portals import at
from tests.cases.legal_track.writ_cases import (
    EARLIER,
    assess_again,
    data_of,
    draft,
    gate_of,
    give,
    missing,
    package_of,
    ready_case,
    text_of,
)
from tests.factories import SMALL_PDF, TODAY, by

COURT = "voor te leggen aan de bevoegde rechter"
NO_DEFENCE = "Een verweer van de geadresseerde tegen de vordering is bij de verzoekende partij niet bekend."


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Ready for the writ; nobody confirmed anything."""
    return ready_case(session, store)


def consent(session: Session, case: Case, *, intended: bool = True) -> None:
    writ_confirmations.confirm_court(session, by(), case.id, intended=intended, on=TODAY, how="E-mail van mevrouw Bos")


def no_defence(session: Session, case: Case) -> None:
    writ_confirmations.confirm_no_defence(session, by(), case.id, note="")


def talk(
    session: Session, case: Case, outcome: ContactOutcome, note: str = "", *, party: bool | None = True,
    channel: ContactChannel = ContactChannel.PHONE_OUT,
) -> None:
    contacts.log(
        session, by(None, at(EARLIER)), case.id,
        ContactInput(channel=channel, outcome=outcome, right_party=party, note=note),
    )


def test_without_a_confirmation_the_deed_is_silent_and_the_gate_says_so(
    session: Session, store: DocumentStore, case: Case
) -> None:
    told = gate_of(session, case)
    assert "zegt niets over de rechter" in told["court"].found
    assert "zegt niets over verweer" in told["defence"].found
    writ = draft(session, store, case)
    text = text_of(session, store, writ)
    assert "rechter" not in text
    assert "verweer" not in text.lower()
    assert (writ.dossier["court_intended"], writ.dossier["no_defence_known"]) == (False, False)


def test_what_was_confirmed_stands_in_the_deed_and_on_record(
    session: Session, store: DocumentStore, case: Case
) -> None:
    consent(session, case)
    no_defence(session, case)
    text = text_of(session, store, draft(session, store, case))
    assert COURT in text
    assert NO_DEFENCE in text
    told = [timeline.entry(event) for event in session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.WRIT_CONFIRMED).order_by(CaseEvent.id)
    )]
    assert [(each.what, each.parts) for each in told] == [
        ("Voor het exploot: opdrachtgever wil naar de rechter", ("E-mail van mevrouw Bos",)),
        ("Voor het exploot: geen verweer bekend", ()),
    ]
    assert files_agree(session, store, case)


def files_agree(session: Session, store: DocumentStore, case: Case) -> bool:
    """Whether the data in the package say the same as the deed."""
    data = data_of(package_of(session, store, give(session, store, case)))
    return bool(data["court_intended"] and data["no_defence_known"])


def test_a_client_who_does_not_want_the_court_is_not_made_to_threaten_with_it(
    session: Session, store: DocumentStore, case: Case
) -> None:
    consent(session, case)
    consent(session, case, intended=False)
    assert "wil dat niet" in gate_of(session, case)["court"].found
    assert "rechter" not in text_of(session, store, draft(session, store, case))


@pytest.mark.parametrize(("days", "how", "words"), [
    (1, "E-mail", "niet tussen de opening"), (-400, "E-mail", "voor dit dossier"), (0, " ", "hoe de opdrachtgever"),
    (0, "BSN 111222333", "burgerservicenummer"),
])
def test_a_consent_has_a_possible_day_and_a_way(session: Session, case: Case, days: int, how: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        writ_confirmations.confirm_court(
            session, by(), case.id, intended=True, on=TODAY + timedelta(days=days), how=how
        )
    assert session.scalar(select(WritConfirmation)) is None


@pytest.mark.parametrize(("outcome", "note", "party", "channel"), [
    (ContactOutcome.REFUSES, "Zegt dat de meter kapot is", True, ContactChannel.PHONE_OUT),
    (ContactOutcome.OTHER, "", False, ContactChannel.PHONE_OUT),
    (ContactOutcome.CANNOT_PAY, "", True, ContactChannel.EMAIL_IN),
    (ContactOutcome.NO_ANSWER, "Buurman zegt: meter is kapot", None, ContactChannel.PHONE_OUT),
])
def test_a_contact_after_the_confirmation_makes_it_stale(
    session: Session, store: DocumentStore, case: Case, outcome: ContactOutcome, note: str, party: bool | None,
    channel: ContactChannel,
) -> None:
    no_defence(session, case)
    talk(session, case, outcome, note, party=party, channel=channel)
    assert "geldt niet meer" in gate_of(session, case)["defence"].found
    assess_again(session, case)
    text = text_of(session, store, draft(session, store, case))
    assert "verweer" not in text.lower()
    assert "meter" not in text


def test_nobody_at_home_tells_no_defence_and_a_letter_may(session: Session, store: DocumentStore, case: Case) -> None:
    no_defence(session, case)
    talk(session, case, ContactOutcome.NO_ANSWER, party=None)
    assert "bevestigd op" in gate_of(session, case)["defence"].found
    documents.add(
        session, by(), store, File("brief.pdf", SMALL_PDF),
        NewDocument(kind=DocumentKind.CORRESPONDENCE, title="Brief", case_id=case.id),
    )
    assert "geldt niet meer" in gate_of(session, case)["defence"].found
    no_defence(session, case)
    assert "bevestigd op" in gate_of(session, case)["defence"].found, "it can be confirmed again"


def test_a_dispute_is_told_in_the_words_that_a_person_gives(
    session: Session, store: DocumentStore, case: Case
) -> None:
    talk(session, case, ContactOutcome.DISPUTES, "Meter kapot, en hij ligt in scheiding")
    hold = holds.open_holds(session, case.id)[0]
    holds.end(session, by(), hold.id, case_id=case.id, outcome="Meter is geijkt", on=EARLIER)
    assess_again(session, case)
    assert "Beschrijf het verweer" in missing(session, case)["defence"]
    with pytest.raises(Refused, match="betwist"):
        no_defence(session, case)
    stated = "De meter zou defect zijn. Reactie: de meter is op 3 november 2026 geijkt en in orde bevonden."
    writ_confirmations.state_defence(session, by(), case.id, text=stated)
    assert missing(session, case) == {}
    text = text_of(session, store, draft(session, store, case))
    assert stated in text
    assert "scheiding" not in text
    assert NO_DEFENCE not in text


def test_a_second_dispute_asks_for_the_words_again(session: Session, case: Case) -> None:
    writ_confirmations.state_defence(session, by(), case.id, text="Te duur.")
    talk(session, case, ContactOutcome.REFUSES)
    assert missing(session, case) == {}, "another talk changes nothing about what was stated"
    hold = holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nooit geleverd", on=TODAY)
    holds.end(session, by(), hold.id, case_id=case.id, outcome="Wel geleverd", on=TODAY)
    assert "defence" in missing(session, case)


@pytest.mark.parametrize("change", ["court", "contact", "defence"])
def test_a_draft_stays_as_it_was_and_is_not_given_once_something_changed(
    session: Session, store: DocumentStore, case: Case, change: str
) -> None:
    consent(session, case)
    no_defence(session, case)
    before = draft(session, store, case)
    told = text_of(session, store, before)
    if change == "court":
        consent(session, case, intended=False)
    elif change == "contact":
        talk(session, case, ContactOutcome.REFUSES)
    else:
        writ_confirmations.state_defence(session, by(), case.id, text="Te duur.")
    with pytest.raises(Refused, match="Maak het concept opnieuw"):
        give(session, store, case)
    assert text_of(session, store, before) == told
    after = draft(session, store, case)
    assert before.state is WritState.WITHDRAWN
    assert text_of(session, store, after) != told
    assert give(session, store, case).state is WritState.GIVEN


def test_nothing_is_confirmed_about_a_package_that_was_given(
    session: Session, store: DocumentStore, case: Case
) -> None:
    draft(session, store, case)
    give(session, store, case)
    assert case.stage is Stage.WITH_BAILIFF
    with pytest.raises(Refused, match="al bij de deurwaarder"):
        consent(session, case)


def test_uncommon_abbreviations_wait_for_a_person_who_sees_them(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store, subject="Levering ivm storing, App. 12 gem. Utrecht")
    asked = missing(session, case)
    assert list(asked) == ["wording"]
    assert "“ivm” (voluit: in verband met), “App.” (voluit: appartement of apparaat), “gem.”" in asked["wording"]
    with pytest.raises(PreviewOutdated):
        gate.see_wording(session, by(), case.id, words=["ivm"])
    gate.see_wording(session, by(), case.id, words=["ivm", "App.", "gem."])
    assert missing(session, case) == {}
    assert "“Levering ivm storing, App. 12 gem. Utrecht”" in text_of(session, store, draft(session, store, case))


def test_a_defence_needs_words(session: Session, case: Case) -> None:
    with pytest.raises(Incomplete):
        writ_confirmations.state_defence(session, by(), case.id, text="  ")
