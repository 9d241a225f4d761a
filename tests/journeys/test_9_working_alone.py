"""An office of one person: the bailiff gets a case when a lawyer of outside read it and said yes."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select

from cases.legal_track import writs
from cases.models import PROFILE_ID, AgencyProfile, BailiffOffice, RoleName, User
from cases.setup import account_links, accounts, text_approvals
from cases.setup.accounts import RoleInput
from cases.store import DocumentStore
from tests.agency.portals import pre_legal_case
from tests.factories import FIGURES, by
from tests.journeys.by_services import at_the_record, complete, user_of
from tests.journeys.conftest import Arrival
from tests.journeys.desk import card, open_case
from tests.journeys.story import LEGAL_LEAD, OFFICE_NAME, Story

pytestmark = pytest.mark.browser

OUTSIDER = "mr@verweg.test"
WHY = "De debiteur kan betalen en weigert al weken."


def test_an_office_of_one_person_and_its_outsider(story: Story, arrive: Arrival) -> None:
    story.needs("hand-over")
    number = _work_alone_with_a_draft(story)
    boss = arrive(LEGAL_LEAD)
    open_case(boss, number)
    boss.key("g")
    boss.fill({"Waarom nu naar de deurwaarder?": WHY}, card(boss, "Exploot"))
    boss.look("alleen-vragen")
    boss.press("Vraag het de externe meekijker")
    boss.sees("Gevraagd aan de externe meekijker")

    lawyer = arrive(OUTSIDER)
    lawyer.heading("Wie bent u")
    lawyer.fill({"Beroep": "advocaat", "Kantoor": "Kantoor Ver Weg te Zwolle", "Registernummer": "A-1234"})
    lawyer.page.get_by_role("checkbox", name="Ik ben niet van dit bureau").check()
    lawyer.look("meekijker-wie")
    lawyer.press("Vastleggen")
    lawyer.sees("Vastgelegd. Dit staat bij alles wat u bevestigt.")
    lawyer.look("meekijker-wat-wacht")
    lawyer.follow("Dossier naar de deurwaarder")
    lawyer.sees(WHY, "Wat er gebeurde sinds het gevraagd is", OFFICE_NAME)
    lawyer.look("meekijker-bevestigen")
    lawyer.press("Bevestigen")
    lawyer.sees("Bevestigd.", "Er wacht niets.")
    lawyer.look("meekijker-afgehandeld")

    boss.page.reload()
    boss.sees("Bij deurwaarder")
    open_case(boss, number)
    boss.sees("bevestigd door Mr. V. Verweg")
    boss.look("alleen-gegeven")


def _work_alone_with_a_draft(story: Story) -> str:
    """A case with the draft of today, in an office of one person that invited an outsider; the number of the case."""
    store, today = DocumentStore(story.installation.instance / "documents"), story.installation.today
    assert today is not None
    now = datetime.combine(today, time(10), tzinfo=UTC)
    with at_the_record(story.installation) as session:
        handler, lead = (
            session.get_one(User, user_of(session, role)) for role in (RoleName.HANDLER, RoleName.LEGAL_LEAD)
        )
        text_approvals.take_over(session, by())  # its letters are made up, with the first version of their text
        case = pre_legal_case(session, store, (handler, lead), customer="00077", invoice="NL-0077")
        complete(session, store, case, today, now)
        office_id = session.scalars(select(BailiffOffice.id).where(BailiffOffice.name == OFFICE_NAME)).one()
        act = by(lead.id, now, today)
        writs.draft(session, act, store, case.id, bailiff_office_id=office_id, figures=FIGURES)
        session.get_one(AgencyProfile, PROFILE_ID).one_person = True
        lawyer = accounts.add_user(
            session, act, email=OUTSIDER, name="Mr. V. Verweg", given=RoleInput(role=RoleName.OUTSIDER)
        )
        story.passwords[OUTSIDER] = f"/wachtwoord-kiezen#{account_links.invite(session, act, lawyer)}"
        return case.number
