"""Contact with each of several who owe: whose rules are asked, whose number it shows, and whose attempt it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import attempts, barriers, contacts, debtor_editing, holds, linking, party_changes
from cases.amicable.contacts import ContactInput, NotToBeApproached
from cases.assessment import assessments
from cases.errors import NotFound
from cases.events.contacts import ContactLogged
from cases.models import (
    Case,
    CaseEvent,
    Contact,
    ContactChannel,
    ContactOutcome,
    Debtor,
    EventKind,
    HoldKind,
    NextStep,
    PartyRole,
    PointKind,
    PointSource,
    Stage,
)
from cases.parties import contact_points, links, people_in_case
from cases.parties.contact_points import Detail, Origin
from cases.progress.outcomes import OUTCOMES
from cases.progress.stages import open_holds
from cases.store import DocumentStore
from legal.debtor.contact_rules import Way
from tests.cases.parties.people import change, join, person
from tests.cases.setup.test_registration import registered_through
from tests.conftest import NOW
from tests.factories import TODAY, by, make_case, make_client

PETRA = {"first_names": "Petra", "surname": "Jansen"}
EVERY = set(Way) - {Way.LIVE_REPLY}
OPENED = date(2026, 9, 28)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    made = make_case(session, store, today=OPENED)
    made.stage, made.next_step, made.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
    session.flush()
    return made


@pytest.fixture
def petra(session: Session, case: Case) -> Debtor:
    """She owes the whole beside the debtor, and has a number of her own."""
    return join(session, case, PartyRole.DEBTOR, person(phone="06 87654321", **PETRA), on=OPENED).person


def log(
    session: Session, case: Case, who: Debtor | None, outcome: ContactOutcome = ContactOutcome.NO_ANSWER,
    **told: object,
) -> Contact:
    """She was called, unless told otherwise; who was meant was spoken where somebody was."""
    spoken = True if OUTCOMES[outcome].is_spoken else None
    values = {"channel": ContactChannel.PHONE_OUT, "right_party": spoken} | told
    return contacts.log(session, by(), case.id, ContactInput(
        outcome=outcome, debtor_id=None if who is None else who.id, **values  # type: ignore[arg-type]
    ))


def closed(session: Session, case: Case, who: Debtor, *, on: date = TODAY) -> set[Way]:
    found = barriers.of_case(session, case, on=on, person=who)
    return set().union(*(each.closed for each in found))


def titles(session: Session, case: Case, who: Debtor) -> list[str]:
    return [each.title for each in barriers.of_case(session, case, on=TODAY, person=who)]


def told(session: Session, case: Case) -> ContactLogged:
    """The newest contact in the time line."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.CONTACT_LOGGED)
    event = session.scalars(query.order_by(CaseEvent.id.desc())).first()
    assert event is not None
    read = events.read(event)
    assert isinstance(read, ContactLogged)
    return read


def made(session: Session, *persons: Debtor) -> list[int]:
    groups = links.groups_of(session, [each.id for each in persons])
    later = NOW + timedelta(hours=1)
    found = attempts.of_persons(session, groups, now=later)
    return [found[each.id].lately(later) for each in persons]


def test_a_contact_of_one_debtor_reads_as_ever(session: Session, case: Case) -> None:
    assert log(session, case, None, ContactOutcome.REFUSES).debtor_id is None
    assert told(session, case).what() == "Bel uit: weigert te betalen"
    assert "met de debiteur zelf of zijn vertegenwoordiger" in told(session, case).parts()


def test_where_several_owe_the_line_names_whom(session: Session, case: Case, petra: Debtor) -> None:
    assert log(session, case, petra, ContactOutcome.REFUSES).debtor_id == petra.id
    assert told(session, case).what() == "Bel uit (Petra Jansen): weigert te betalen"
    assert "gesproken" in told(session, case).parts()
    assert log(session, case, case.debtor).debtor_id is None
    assert told(session, case).what() == "Bel uit (Jansje de Vries): geen gehoor"


def test_who_owes_nothing_here_is_no_person_of_the_case(session: Session, case: Case, petra: Debtor) -> None:
    party = people_in_case.of_case(session, case).beside(TODAY)[0]
    party_changes.end(session, by(), case.id, party.id, through_day=TODAY - timedelta(days=1), reason="Nooit getekend")
    with pytest.raises(NotFound, match="moet betalen"):
        log(session, case, petra)
    assert session.scalars(select(Contact)).all() == []


def test_what_the_other_says_means_what_it_means_of_the_debtor(session: Session, case: Case, petra: Debtor) -> None:
    later = TODAY + timedelta(days=3)
    log(session, case, petra, ContactOutcome.ASKS_INFORMATION, call_back_on=later)
    assert (case.next_step, case.next_step_on) == (NextStep.CALL_BACK, later)
    log(session, case, petra, ContactOutcome.DISPUTES, note="Ik heb nooit getekend", right_party=False)
    assert open_holds(session, case.id) == [], "a neighbour cannot dispute for her either"
    log(session, case, petra, ContactOutcome.DISPUTES, note="Ik heb nooit getekend")
    assert [hold.kind for hold in open_holds(session, case.id)] == [HoldKind.DISPUTE]


def test_a_closed_case_keeps_who_called(session: Session, case: Case, petra: Debtor) -> None:
    case.stage = Stage.CLOSED
    session.flush()
    assert log(
        session, case, petra, ContactOutcome.DISPUTES, channel=ContactChannel.PHONE_IN, note="Klopt niet"
    ).debtor_id == petra.id
    assert open_holds(session, case.id) == []


def test_a_wrong_number_is_hers_and_not_his(session: Session, case: Case, petra: Debtor) -> None:
    log(session, case, petra, ContactOutcome.WRONG_NUMBER)
    assert closed(session, case, petra) == {Way.PHONE, Way.MESSAGE}
    assert closed(session, case, case.debtor) == set()
    log(session, case, case.debtor, ContactOutcome.REFUSES)
    assert Way.PHONE in closed(session, case, petra), "that he answered says nothing of her number"
    log(session, case, petra, ContactOutcome.REFUSES, channel=ContactChannel.PHONE_IN)
    assert closed(session, case, petra) == set()


def test_her_wrong_number_is_told_in_her_own_case_too(
    session: Session, store: DocumentStore, case: Case
) -> None:
    own = make_case(session, store, customer="K-9", invoice="F-9", first_name="Petra", prefix="", surname="Jansen")
    known = own.debtor
    join(session, case, PartyRole.DEBTOR, person_id=known.id)
    log(session, case, known, ContactOutcome.WRONG_NUMBER)
    assert Way.PHONE in closed(session, own, known)
    marked = select(CaseEvent).where(CaseEvent.case_id == own.id, CaseEvent.kind == EventKind.CONTACT_POINT_MARKED)
    assert session.scalars(marked).all()


def test_each_has_attempts_of_his_own_over_all_cases(
    session: Session, store: DocumentStore, case: Case, petra: Debtor
) -> None:
    for _ in range(3):
        log(session, case, petra)
    log(session, case, None)
    log(session, case, petra, ContactOutcome.OTHER, channel=ContactChannel.PHONE_IN)
    assert made(session, case.debtor, petra) == [1, 3]
    own = make_case(session, store, client=make_client(session, name="Z B.V."), first_name="Petra", prefix="",
                    surname="Jansen", customer="K-9", invoice="F-9")
    log(session, own, None)
    assert made(session, petra, own.debtor) == [3, 1]
    links.decide(session, by(), petra.id, own.debtor_id, is_same=True, reason="Zelf gezegd")
    assert made(session, case.debtor, petra, own.debtor) == [1, 4, 4]


def test_through_her_administrator_it_is_still_her(session: Session, case: Case, petra: Debtor) -> None:
    speaker = join(
        session, case, PartyRole.ADMINISTRATOR, person(company_name="Zeker B.V.", legal_form="bv", phone="030 7654321"),
        on=OPENED, stands_for_id=petra.id,
    )
    assert titles(session, case, petra) == ["Alles via Zeker B.V."]
    assert titles(session, case, case.debtor) == []
    log(session, case, petra, ContactOutcome.WRONG_NUMBER)
    assert told(session, case).what().startswith("Bel uit (Zeker B.V., bewindvoerder van Petra Jansen)")
    phones = {
        who.id: contact_points.preferred(session, who.id, PointKind.PHONE) for who in (petra, speaker.person)
    }
    assert phones[petra.id].is_usable, "hers was not called"  # type: ignore[union-attr]  # she has one
    assert not phones[speaker.person_id].is_usable  # type: ignore[union-attr]
    assert made(session, petra, speaker.person) == [1, 0]


@pytest.mark.parametrize(("dead", "alive"), [(0, 1), (1, 0)])
def test_who_died_is_not_approached_and_who_lives_is(
    session: Session, case: Case, petra: Debtor, dead: int, alive: int
) -> None:
    both = (case.debtor, petra)
    change(session, both[dead], died_on=date(2026, 11, 1))
    assert closed(session, case, both[dead]) == EVERY
    assert closed(session, case, both[alive]) == set()
    with pytest.raises(NotToBeApproached):
        log(session, case, both[dead])
    log(session, case, both[alive])
    log(session, case, both[dead], took_place=True)
    assert told(session, case).against


def test_heirs_rest_with_the_estate_and_the_dead_for_ever(session: Session, case: Case) -> None:
    change(session, case.debtor, died_on=date(2026, 11, 1))
    heir = join(session, case, PartyRole.HEIR, person(**PETRA), share=(1, 2)).person
    rests, after = date(2027, 1, 31), date(2027, 2, 1)
    assert closed(session, case, heir) == EVERY
    assert closed(session, case, heir, on=rests) == EVERY
    assert closed(session, case, heir, on=after) == set(), "also while the case itself waits for a look at the death"
    log(session, case, heir, ContactOutcome.ASKS_INFORMATION, channel=ContactChannel.PHONE_IN)
    assert told(session, case).against == ()
    log(session, case, heir)
    assert told(session, case).against == ("Erfgenaam: met rust laten tot 01-02-2027",)
    for hold in open_holds(session, case.id):
        holds.end(session, by(), hold.id, case_id=case.id, outcome="Erfgenamen bekend", on=TODAY)
    assert closed(session, case, case.debtor, on=after) == EVERY


def test_a_hold_about_him_alone_stops_nobody_beside_him(session: Session, case: Case, petra: Debtor) -> None:
    holds.place(session, by(), case.id, kind=HoldKind.INSOLVENCY, reason="Gemeld", on=TODAY)
    assert closed(session, case, petra) == EVERY, "of whom it is, is not on record yet"
    join(session, case, PartyRole.TRUSTEE, person(surname="Curator"))
    assert closed(session, case, case.debtor) == EVERY
    assert closed(session, case, petra) == set()
    holds.place(session, by(), case.id, kind=HoldKind.CLIENT_REQUEST, reason="Wachten", on=TODAY)
    assert closed(session, case, petra) == EVERY


@pytest.mark.parametrize("kind", sorted(holds.CARRIED))
def test_what_holds_her_in_her_own_case_holds_her_here(
    session: Session, store: DocumentStore, case: Case, petra: Debtor, kind: HoldKind
) -> None:
    own = make_case(session, store, client=make_client(session, name="Z B.V."), first_name="Petra", prefix="",
                    surname="Jansen", customer="K-9", invoice="F-9")
    placed = holds.place(session, by(), own.id, kind=kind, reason="Zo gemeld", on=TODAY)
    assert closed(session, case, petra) == set(), "nobody said that it is her"
    linking.decide(session, by(), petra.id, own.debtor_id, is_same=True, reason="Zelf gezegd")
    assert closed(session, case, petra) == EVERY
    assert own.number in titles(session, case, petra)[0]
    assert closed(session, case, case.debtor) == set()
    assert open_holds(session, case.id) == [], "his case goes on"
    holds.end(session, by(), placed.id, case_id=own.id, outcome="Voorbij", on=TODAY)
    assert closed(session, case, petra) == set()


def test_a_dispute_in_her_own_case_is_about_that_debt(
    session: Session, store: DocumentStore, case: Case
) -> None:
    own = make_case(session, store, first_name="Petra", prefix="", surname="Jansen", customer="K-9", invoice="F-9")
    join(session, case, PartyRole.DEBTOR, person_id=own.debtor_id)
    holds.place(session, by(), own.id, kind=HoldKind.CLIENT_REQUEST, reason="Wachten", on=TODAY)
    assert closed(session, case, own.debtor) == set()


def test_the_registration_is_asked_of_each(session: Session, case: Case) -> None:
    firm = join(session, case, PartyRole.DEBTOR, person(company_name="Bouw Smit B.V.", legal_form="bv")).person
    registered_through(session, TODAY - timedelta(days=1))
    assert Way.PHONE in closed(session, case, case.debtor)
    assert closed(session, case, firm) == set()


def test_of_a_guarantor_it_is_said_what_may_be_asked(session: Session, case: Case) -> None:
    guarantor = join(session, case, PartyRole.GUARANTOR, person(**PETRA)).person
    assert titles(session, case, guarantor) == ["Borg"]
    assert closed(session, case, guarantor) == set()


def test_that_she_refused_or_kept_silent_is_no_sign_of_him(session: Session, case: Case, petra: Debtor) -> None:
    log(session, case, petra, ContactOutcome.REFUSES)
    log(session, case, petra)
    log(session, case, petra, ContactOutcome.ASKS_ARRANGEMENT)
    known = assessments.facts(session, case, on=TODAY)
    assert (known.refused_on, known.unanswered_on) == ((), ())
    assert known.arrangement_asked_on == (TODAY,)
    log(session, case, None, ContactOutcome.REFUSES)
    assert assessments.facts(session, case, on=TODAY).refused_on == (TODAY,)


def test_a_new_number_of_hers_opens_the_way_again(session: Session, case: Case, petra: Debtor) -> None:
    log(session, case, petra, ContactOutcome.WRONG_NUMBER)
    debtor_editing.use_point(
        session, by(), petra.id, Detail(kind=PointKind.PHONE, value="06 11112222"),
        Origin(source=PointSource.DEBTOR, since=TODAY), seen=None,
    )
    assert closed(session, case, petra) == set()
