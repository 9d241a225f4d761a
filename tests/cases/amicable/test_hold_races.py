"""What holds a person locks his cases at every client: two who do so at once wait for one another, never in a ring.

PostgreSQL locks rows. One takes the lower case first; the other begins at the higher one, and must not hold it then.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases.amicable import holds, linking
from cases.documents import File
from cases.legal_track import gate
from cases.legal_track.gate import RegisterInput
from cases.models import Case, Debtor, Hold, HoldKind, PartyRole, Register, Stage
from cases.progress import locking
from cases.progress.stages import open_holds
from cases.store import DocumentStore
from tests.cases.parties.people import change, join, person
from tests.factories import (
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_store,
    make_upload,
)

OTHER = {
    "customer": "Q-1", "invoice": "Q-771", "amount": "610,00", "first_name": "Pieter", "prefix": "", "surname": "Bos",
    "born": "02-02-1970", "street": "Kade", "house_number": "3", "postal_code": "9711 AB", "phone": "", "email": "",
}


@dataclass(frozen=True)
class Cases:
    """Ids: of one person at two clients, `first` and `third`; of another at the second client, `second`."""

    first: int
    second: int
    third: int
    store: DocumentStore


Service = Callable[[Session, Cases], object]


@pytest.fixture
def cases(server: Engine, tmp_path: Path) -> Cases:
    store = make_store(tmp_path)
    with Session(server) as session:
        make_agency(session)
        here, elsewhere = make_client(session), make_client(session, name="Z B.V.")
        made = (
            make_case(session, store, client=here), make_case(session, store, client=elsewhere, **OTHER),
            make_case(session, store, client=elsewhere, invoice="Z-553"),
        )
        linking.decide(session, by(), made[0].debtor_id, made[2].debtor_id, is_same=True, reason="Zelf gezegd")
        session.commit()
        return Cases(*(case.id for case in made), store)


def crosswise(server: Engine, cases: Cases, service: Service, *, then: Service) -> None:
    """Let `service` begin while the first case is taken; whoever took it takes others afterwards, as `then` does."""
    failed: list[Exception] = []

    def later() -> None:
        with Session(server) as session:
            try:
                service(session, cases)
                session.commit()
            except Exception as error:
                failed.append(error)

    with Session(server) as session:
        locking.lock(session, [cases.first])
        meanwhile = threading.Thread(target=later)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive(), "the second waits"
        then(session, cases)
        session.commit()
    meanwhile.join(20)
    assert not meanwhile.is_alive()
    assert failed == []


def held(server: Engine, case_id: int) -> set[HoldKind]:
    with Session(server) as session:
        return {hold.kind for hold in open_holds(session, case_id)}


def debtor_of(session: Session, case_id: int) -> Debtor:
    return session.get_one(Case, case_id).debtor


def in_debt_help(session: Session, cases: Cases) -> None:
    holds.place(session, by(), cases.first, kind=HoldKind.DEBT_HELP, reason="Gemeld", on=TODAY)


def takes(case_id: Callable[[Cases], int]) -> Service:
    return lambda session, cases: locking.lock(session, [case_id(cases)])


def is_found_insolvent(session: Session, cases: Cases) -> None:
    gate.check_register(session, by(), cases.store, cases.third, RegisterInput(
        register=Register.INSOLVENCY, checked_on=TODAY, is_listed=True, proof=File("uit.pdf", SMALL_PDF)
    ))


def is_vulnerable(session: Session, cases: Cases) -> None:
    holds.place(session, by(), cases.third, kind=HoldKind.VULNERABLE, reason="Gemeld", on=TODAY)


def died(session: Session, cases: Cases) -> None:
    change(session, debtor_of(session, cases.third), died_on=date(2026, 11, 1))


def gets_a_trustee(session: Session, cases: Cases) -> None:
    join(session, session.get_one(Case, cases.third), PartyRole.TRUSTEE, person(surname="Curator"))


def gets_an_administrator(session: Session, cases: Cases) -> None:
    join(session, session.get_one(Case, cases.third), PartyRole.ADMINISTRATOR, person(surname="Bewind"))


@pytest.mark.parametrize(("service", "here", "there"), [
    (is_found_insolvent, HoldKind.INSOLVENCY, HoldKind.INSOLVENCY),
    (is_vulnerable, HoldKind.VULNERABLE, HoldKind.VULNERABLE),
    (died, HoldKind.DECEASED, HoldKind.DECEASED), (gets_a_trustee, HoldKind.INSOLVENCY, HoldKind.INSOLVENCY),
    (gets_an_administrator, None, HoldKind.REPRESENTED),
])
def test_two_holds_of_one_person_wait_for_one_another(
    server: Engine, cases: Cases, service: Service, here: HoldKind | None, there: HoldKind
) -> None:
    crosswise(server, cases, service, then=in_debt_help)
    assert held(server, cases.third) == {HoldKind.DEBT_HELP} | ({here} if here else set())
    assert held(server, cases.first) == {HoldKind.DEBT_HELP, there}


def test_a_file_about_two_who_stand_still_waits_for_both(server: Engine, cases: Cases) -> None:
    with Session(server) as session:
        for case_id in (cases.second, cases.third):
            holds.place(session, by(), case_id, kind=HoldKind.INSOLVENCY, reason="Gemeld", on=TODAY)
        session.commit()

    def comes_in(session: Session, cases: Cases) -> None:
        client = session.get_one(Case, cases.third).client
        rows = (claim_row(**OTHER | {"invoice": "Q-902"}), claim_row(invoice="Z-664", amount="70,00"))
        make_upload(session, cases.store, client, *rows)

    crosswise(server, cases, comes_in, then=takes(lambda each: each.second))
    with Session(server) as session:
        new = session.scalars(select(Case.id).where(Case.id > cases.third)).all()
    assert [held(server, case_id) for case_id in new] == [{HoldKind.INSOLVENCY}] * 2


def test_a_link_undone_waits_for_a_closed_case_before_it_takes_an_open_one(server: Engine, cases: Cases) -> None:
    """That a link was decided is told in closed cases too."""
    with Session(server) as session:
        session.get_one(Case, cases.first).stage = Stage.CLOSED
        session.commit()

    def undo(session: Session, cases: Cases) -> None:
        one, other = debtor_of(session, cases.first), debtor_of(session, cases.third)
        linking.decide(session, by(), one.id, other.id, is_same=False, reason="Toch een ander")

    crosswise(server, cases, undo, then=takes(lambda each: each.third))


def test_who_proves_to_be_the_same_meanwhile_is_held_too(server: Engine, cases: Cases) -> None:
    """The hold waits for the link, and finds the cases that came with it."""
    with Session(server) as session:
        added = make_case(session, cases.store, client=make_client(session, name="W B.V."), invoice="W-335").id
        session.commit()

    def link(session: Session, cases: Cases) -> None:
        linking.decide(
            session, by(), debtor_of(session, cases.first).id, debtor_of(session, added).id, is_same=True,
            reason="Zelf gezegd",
        )

    crosswise(server, cases, is_vulnerable, then=link)
    with Session(server) as session:
        found = set(session.scalars(select(Hold.case_id).where(Hold.kind == HoldKind.VULNERABLE)))
    assert found == {cases.first, cases.third, added}
