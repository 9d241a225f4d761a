"""Everything that leaves and that others may see or hear, read for words of debt, amounts and creditors."""

import io
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from cases.amicable import contact_gate
from cases.correspondence import print_runs
from cases.correspondence.rules import rules
from cases.models import AgencyProfile, Case
from cases.setup import organisations
from cases.setup.quiet_sender import return_address_of
from cases.store import DocumentStore
from legal.debtor.quiet_words import betrayals, quiet_name
from letters.catalogue import content
from letters.examples import standard as factories
from letters.kind import DebtorLetter
from letters.mail import message
from tests.cases.amicable.messages import QUIET, case_to_message, claimed, ordered, shown
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, make_letters, order_first_notice
from tests.letters.test_mail import ENVELOPE, LETTERS

BY_MAIL: list[DebtorLetter] = [*LETTERS, factories.reminder(), factories.arrangement_confirmation()]
# The names of the register, the first one in use; whether one of them may be read by others.
AGENCIES = {
    "one that tells and one that does not": (("Noord Incasso B.V.", "Noord Diensten B.V."), True),
    "one that does not": (("Van Dijk & Zonen", "Van Dijk Gerechtsdeurwaarders"), True),
    "the third alone": (("Incassobureau Zuid", "Schuldservice Zuid", "Zuid Services"), True),
    "with signs": (("Müller’s Kredietbank", "Müller’s Huis"), True),
    "all tell": (("Noord Incasso B.V.", "Noord Invordering", "Credit Noord"), False),
    "one that tells": (("Betaal Partner B.V.",), False),
}
POST = ("Betaal Partner B.V.\nPostbus 12\n3500 AA  Utrecht", "Antwoordnummer 7\n3500 VB  Utrecht", "")


@pytest.fixture(params=AGENCIES.values(), ids=AGENCIES)
def agency(request: pytest.FixtureRequest, session: Session) -> AgencyProfile:
    """One of them; whether it may name itself is asked of its names."""
    (first, *others), may = request.param
    profile = organisations.agency_profile(session) or make_agency(session)
    profile.registered_name, profile.other_registered_names = first, others
    session.flush()
    assert (quiet_name((first, *others)) is not None) is may
    return profile


@pytest.fixture
def case(session: Session, store: DocumentStore, agency: AgencyProfile) -> Case:
    """A case of theirs."""
    names = list(agency.other_registered_names)
    made = case_to_message(session, store)
    agency.other_registered_names = names
    session.flush()
    return made


def outside_of_mails(sender_name: str) -> list[tuple[str, str]]:
    """The creditor of each kind of e-mail, and what stands on its outside: subject, sender, names of its parts."""
    found = []
    envelope = replace(ENVELOPE, sender_name=sender_name, sender="post@bureau.test")
    for data in BY_MAIL:
        mail = message_from_bytes(message(content(data), b"%PDF", envelope), policy=policy.default)
        names = [part.get_filename() or "" for part in mail.walk()]
        found.append((data.creditor.name, " | ".join([str(mail["Subject"]), str(mail["From"]), *filter(None, names)])))
    return found


def test_neither_message_voicemail_envelope_nor_subject_gives_anything_away(
    session: Session, case: Case, agency: AgencyProfile
) -> None:
    names = (agency.registered_name, *agency.other_registered_names)
    own, creditor = list(filter(None, [quiet_name(names)])), case.client.name
    standing = contact_gate.standings_of(session, case, [case.debtor], now=NOW, figures=FIGURES)[case.debtor_id]
    seen = [(creditor, text) for text in (shown(session, case).text, standing.call_us or "")]
    for postal in POST:
        agency.postal_address = postal
        seen.append((creditor, ", ".join(return_address_of(agency))))
    seen += outside_of_mails(agency.registered_name)
    assert len(seen) == 2 + len(POST) + len(BY_MAIL)
    by_mail = {kind.value for kind, rule in rules().items() if not rule.by_post_alone and not rule.to_outsider}
    assert by_mail - {data.kind for data in BY_MAIL} == set()
    assert [(text, betrayals(text, creditors=[whose], own=own)) for whose, text in seen if betrayals(
        text, creditors=[whose], own=own
    )] == []


def test_what_a_worker_takes_is_that_text_and_none_where_no_name_may_be_read(
    session: Session, case: Case, agency: AgencyProfile
) -> None:
    name = quiet_name((agency.registered_name, *agency.other_registered_names))
    if name is None:
        assert "art. 11 lid 1 Wki" in shown(session, case).why_not
        assert shown(session, case).text == ""
        return
    taken = claimed(session, ordered(session, case))
    assert taken is not None
    assert taken.text == f"Wilt u ons bellen? {name}, 030 123 45 67, registratienummer WKI-000001"


@pytest.mark.parametrize(("postal", "expected"), list(zip(POST, (
    "Voorbeeldlaan 1, 1234 AB  Utrecht", "Antwoordnummer 7, 3500 VB  Utrecht", "Voorbeeldlaan 1, 1234 AB  Utrecht",
), strict=True)))
def test_the_envelope_has_a_place_to_come_back_to_and_a_name_where_it_may(
    agency: AgencyProfile, postal: str, expected: str
) -> None:
    agency.postal_address = postal
    name = quiet_name((agency.registered_name, *agency.other_registered_names))
    assert ", ".join(return_address_of(agency)) == ", ".join(filter(None, (name, expected)))


def test_whoever_prints_reads_what_to_put_on_the_envelope(session: Session, store: DocumentStore) -> None:
    make_agency(session).other_registered_names = [QUIET]
    batch = order_first_notice(session, make_case(session, store))
    make_letters(session, store, batch)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    composed = print_runs.compose(session, store, run.id, today=TODAY, figures=FIGURES)
    sheet = PdfReader(io.BytesIO(composed.pdf)).pages[0].extract_text()
    assert "Afzender, buitenop" in sheet
    assert f"{QUIET}, Voorbeeldlaan 1, 1234 AB" in " ".join(sheet.split())
