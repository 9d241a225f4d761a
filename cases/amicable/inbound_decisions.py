"""What a person decides on an e-mail that came in: on which case it belongs, that it is no answer, what came of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import contacts, inbound, unread
from cases.amicable.contacts import ContactInput
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.letters import MailMoved
from cases.models import Case, Inbound, InboundBy, InboundState
from cases.names import name
from cases.progress import locking


def file_by_hand(session: Session, act: Act, inbound_id: int, number: str) -> Inbound:
    """File it on the case with this number; one that was filed elsewhere moves, and both cases tell.

    Raises NotFound, AlreadyDone where it lies there, Refused without such a case, for a bounce and for one of which a
    contact was logged.
    """
    case_id = _case_of(session, number)
    row = _locked(session, inbound_id, also=case_id)
    if row.state is InboundState.BOUNCE:
        raise Refused("Dit is geen antwoord: een mailserver bracht onze eigen e-mail terug.")
    if row.contact_id is not None:
        raise Refused("Van deze e-mail is al een contact vastgelegd; hij kan niet meer naar een ander dossier.")
    if row.state is InboundState.FILED:
        _take_off(session, act, row, case_id)
    unread.stop_asking(session, act, row, reason=f"De e-mail ligt nu bij dossier {number.strip()}.")
    _decide(row, act)
    inbound.file_on(session, act, row, case_id, InboundBy.PERSON)
    session.flush()
    unread.stop_asking_where(session, act)
    return row


def set_aside(session: Session, act: Act, inbound_id: int) -> Inbound:
    """It is no answer to anything. Raises NotFound, AlreadyDone, Refused for one that is filed on a case."""
    row = _locked(session, inbound_id)
    if row.state is InboundState.IGNORED:
        raise AlreadyDone("Deze e-mail is al opzij gelegd.")
    if row.state is not InboundState.WAITS:
        raise Refused("Deze e-mail hoort bij een dossier. Verplaats hem als dat niet klopt.")
    row.state, row.reason = InboundState.IGNORED, "opzij gelegd door een medewerker"
    _decide(row, act)
    session.flush()
    unread.stop_asking_where(session, act)
    return row


def log_contact(session: Session, act: Act, inbound_id: int, told: ContactInput) -> Inbound:
    """Log what came of it, as of any contact; it was read then. Raises NotFound, AlreadyDone, and as `contacts`."""
    row = _locked(session, inbound_id)
    if row.state is not InboundState.FILED or row.case_id is None:
        raise Refused("Kies eerst bij welk dossier deze e-mail hoort.")
    if row.contact_id is not None:
        raise AlreadyDone("Van deze e-mail is al een contact vastgelegd.")
    contact = contacts.log(session, act, row.case_id, told)
    row.contact_id = contact.id
    unread.done(session, act, row, outcome=name(told.outcome))
    session.flush()
    return row


def _take_off(session: Session, act: Act, row: Inbound, case_id: int) -> None:
    if row.case_id == case_id:
        raise AlreadyDone("Deze e-mail ligt al bij dit dossier.")
    assert row.case_id is not None
    events.record(session, act, row.case_id, MailMoved(inbound_id=row.id), effective_on=act.today)


def _decide(row: Inbound, act: Act) -> None:
    row.decided_at, row.decided_by = act.now, act.person_id


def _case_of(session: Session, number: str) -> int:
    found = session.scalar(select(Case.id).where(Case.number == number.strip()))
    if found is None:
        raise Refused(f"Er is geen dossier met nummer {number.strip()[:20]}.")
    return found


def _locked(session: Session, inbound_id: int, *, also: int | None = None) -> Inbound:
    """An e-mail, locked after the case that it lies on and the one that it may go to. Raises NotFound."""
    row = session.get(Inbound, inbound_id)
    if row is None:
        raise NotFound("Deze e-mail bestaat niet.")
    cases = {each for each in (row.case_id, also) if each is not None}
    if cases:
        locking.lock(session, cases)
    return session.get_one(Inbound, inbound_id, with_for_update={"of": Inbound}, populate_existing=True)
