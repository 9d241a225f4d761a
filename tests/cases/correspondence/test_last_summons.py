"""The last summons before the bailiff: it leaves only where court is what comes next, and no bailiff comes before it
said.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.correspondence import posting
from cases.correspondence.kinds import last_summons
from cases.correspondence.kinds.last_summons import LastSummonsDetails
from cases.errors import Refused
from cases.legal_track import writ_confirmations
from cases.models import LetterKind, NextStep, RoleName, Stage, User, WritState
from cases.progress import stages
from cases.store import DocumentStore
from tests.agency.portals import drafted_writ
from tests.cases.correspondence.test_plans_and_payments import pay, plan, posted, shown, text_of
from tests.cases.legal_track.track import Track, make_track
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_user

KIND = LetterKind.LAST_SUMMONS
TOLD = LastSummonsDetails(pay_by=date(2026, 12, 8), hand_over_on=date(2026, 12, 14))
EARLIER = date(2026, 11, 5)
BEFORE = LastSummonsDetails(pay_by=date(2026, 11, 16), hand_over_on=date(2026, 11, 20))


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    """A case of which two people agreed that its debtor can pay and will not; nothing was asked of the client yet."""
    return make_track(session, store, draft=False)


def wants_court(track: Track, *, intended: bool = True, on: date = TODAY, minutes: int = 0) -> None:
    writ_confirmations.confirm_court(
        track.session, by(track.lead_id, NOW + timedelta(minutes=minutes)), track.case.id, intended=intended, on=on,
        how="E-mail van mevrouw Bos",
    )


def drafted(track: Track) -> None:
    people = track.session.get_one(User, track.handler_id), track.session.get_one(User, track.lead_id)
    approver = make_user(track.session, RoleName.CLIENT, client_id=track.case.client_id, email="ja@klant.test")
    drafted_writ(
        track.session, track.store, track.case, people, office_id=track.office_id, approver_id=approver.id
    )


def test_it_names_the_bailiff_the_day_and_the_costs_and_the_case_waits_for_that_day(track: Track) -> None:
    session, case = track.session, track.case
    wants_court(track)
    text = text_of(session, case, KIND, TOLD)
    assert "Dan geven wij uw dossier vanaf 14 december 2026 aan een gerechtsdeurwaarder." in text
    assert "laatste kans om te betalen voordat" in text
    assert "Griffierecht | €" in text
    assert "Naar de bedragen van 21 november 2026" in text
    letter = posted(session, track.store, case, KIND, TOLD)
    assert letter.fee is None
    assert (case.stage, case.next_step, case.next_step_on) == (
        Stage.PRE_LEGAL, NextStep.COMPLETE_FILE, date(2026, 12, 14)
    )


def test_no_bailiff_gets_the_case_before_the_day_in_the_letter(track: Track) -> None:
    wants_court(track)
    posted(track.session, track.store, track.case, KIND, TOLD)
    drafted(track)
    with pytest.raises(Refused, match="vanaf 14-12-2026 naar de deurwaarder gaat"):
        track.give()
    assert track.case.stage is Stage.SUMMONS_DRAFT


def test_he_gets_it_from_that_day_on(track: Track) -> None:
    """Said and sent weeks ago."""
    wants_court(track, on=EARLIER)
    posted(track.session, track.store, track.case, KIND, BEFORE, on=EARLIER)
    assert last_summons.bailiff_from(track.session, track.case, figures=FIGURES) == date(2026, 11, 20)
    drafted(track)
    assert track.give().state is WritState.GIVEN


def test_a_letter_that_came_back_binds_nobody(track: Track) -> None:
    wants_court(track)
    letter = posted(track.session, track.store, track.case, KIND, TOLD)
    posting.mark_returned(track.session, by(), letter.id, returned_on=TODAY)
    assert last_summons.bailiff_from(track.session, track.case, figures=FIGURES) is None


@pytest.mark.parametrize(("event", "why"), [
    ("nothing was said", "heeft niet gezegd dat hij naar de rechter wil"),
    ("no court", "heeft niet gezegd dat hij naar de rechter wil"),
    ("said later", "zei dat pas op 21-11-2026"), ("amicable", "nog niet besloten dat dit dossier naar de rechter kan"),
    ("drafted", "deze brief hoort daarvoor"), ("plan", "er loopt een betalingsregeling"),
    ("paid later", "na deze briefdatum is er betaald"),
])
def test_who_gets_none_is_told_why(track: Track, event: str, why: str) -> None:
    session, case, on = track.session, track.case, TODAY
    if event != "nothing was said":
        wants_court(track, intended=event != "no court", on=EARLIER if event == "paid later" else TODAY)
    if event == "said later":
        on = date(2026, 11, 20)
    if event == "amicable":
        then = stages.Then(NextStep.CONTACT_DEBTOR, TODAY)
        stages.move(session, by(), case, Stage.AMICABLE, then, reason="praat weer", on=TODAY)
    if event == "drafted":
        drafted(track)
    if event == "plan":
        plan(session, case)
    if event == "paid later":
        pay(session, case, Decimal("10.00"))
        on = date(2026, 11, 20)
    found = shown(session, case, KIND, TOLD, on=on)
    assert why in found.skipped
    assert found.mark == ""


def test_a_second_last_letter_waits_for_a_new_decision_of_the_client(track: Track) -> None:
    wants_court(track)
    posted(track.session, track.store, track.case, KIND, TOLD)
    assert "heeft deze brief al: 21-11-2026" in shown(track.session, track.case, KIND, TOLD).skipped
    wants_court(track, minutes=1)
    assert shown(track.session, track.case, KIND, TOLD).skipped == ""


def test_in_a_year_without_court_fees_it_waits_for_them(track: Track) -> None:
    """Those of 2027 are not known yet, and no other amount is named in their place."""
    wants_court(track)
    told = LastSummonsDetails(pay_by=date(2027, 1, 26), hand_over_on=date(2027, 2, 1))
    assert "de kosten van een rechtszaak zijn niet te schatten" in shown(
        track.session, track.case, KIND, told, on=date(2027, 1, 11)
    ).skipped


@pytest.mark.parametrize(("changes", "field"), [
    ({"pay_by": date(2026, 11, 25)}, "pay_by"), ({"hand_over_on": date(2026, 12, 11)}, "hand_over_on"),
])
def test_days_that_give_too_little_time_are_named_at_their_field(
    track: Track, changes: dict[str, date], field: str
) -> None:
    wants_court(track)
    assert list(shown(track.session, track.case, KIND, replace(TOLD, **changes)).faults) == [field]
