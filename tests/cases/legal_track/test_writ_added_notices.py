"""The notices of invoices that came later stand in the writ and among its exhibits, of each on whom it is served."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence import posting
from cases.legal_track import writ_data
from cases.models import Case, Letter, OrderStop, PartyRole, Stage, StopCause
from cases.store import DocumentStore
from letters.kinds.summons_writ import SummonsWritData
from tests.cases.claims.test_adding import add
from tests.cases.correspondence.test_added_per_person import post_added
from tests.cases.legal_track.test_writ_for_several import POSTED, SINCE, looked_up
from tests.cases.legal_track.writ_cases import data_of, draft, give, missing, package_of, ready_case, text_of
from tests.cases.parties.people import change, join, person
from tests.factories import FIGURES, TODAY, by, post_first_notice
from tests.letters.test_bundle import SCHEMA, faults

ADDED = date(2026, 10, 27)  # received on the 29th; the fee over it is due from 13 November
FEE = "€ 30,00"             # 700 euro bears 105, of which the first letter named 75
FIRST = "Eerste brief (veertiendagenbrief) van 05-10-2026"
NEW = {"invoice_date": date(2026, 9, 1), "due_date": date(2026, 10, 20)}  # in default after the first letter


def with_added(session: Session, store: DocumentStore, case: Case, *, on: date = ADDED) -> dict[int, Letter]:
    """F-2 of 200 euro came in the amicable phase, and its notice was posted to each who needs one."""
    case.stage, stage = Stage.AMICABLE, case.stage
    add(session, store, case, **NEW)
    letters = post_added(session, store, case, on=on)
    case.stage = stage
    return letters


def data(session: Session, case: Case) -> SummonsWritData:
    return writ_data.writ_data(session, case, None, as_of=TODAY, figures=FIGURES)


def titles(session: Session, case: Case) -> list[str]:
    return [each.title for each in data(session, case).exhibits if "rief" in each.title]


def test_it_is_an_exhibit_and_named_beside_the_first_letter(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    with_added(session, store, case)
    assert missing(session, case) == {}
    writ = draft(session, store, case)
    said = text_of(session, store, writ)
    assert "Na die brief kwam erbij: factuur F-2. Bij brief van 27 oktober 2026, verzonden per gewone post," in said
    assert f"dat anders daarover {FEE} aan incassokosten verschuldigd zou worden (artikel 6:96 lid 6 en 7" in said
    assert "Deze incassokosten zijn daarom verschuldigd sinds 13 november 2026." in said
    assert titles(session, case) == [FIRST, "Aanvullende veertiendagenbrief van 27-10-2026"]
    found = data_of(package_of(session, store, give(session, store, case)))
    assert not list(faults(found, SCHEMA))
    assert found["schema_version"] == "4"
    (told,) = found["added_notices"]
    assert (told["invoices"], told["fee_named"]["cents"], told["costs_claimable_from"]) == (
        ["F-2"], 3000, "2026-11-13"
    )


def test_without_one_the_dossier_says_what_it_said(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    draft(session, store, case)
    found = data_of(package_of(session, store, give(session, store, case)))
    assert (found["schema_version"], "added_notices" in found) == ("2", False)


@pytest.mark.parametrize(("on", "is_due"), [(date(2026, 11, 4), True), (date(2026, 11, 5), False)])
def test_a_term_that_runs_is_claimed_by_no_costs(
    session: Session, store: DocumentStore, on: date, is_due: bool
) -> None:
    """Its last free day is the day before the writ, or the day itself."""
    case = ready_case(session, store)
    with_added(session, store, case, on=on)
    (told,) = data(session, case).added
    assert told.is_due(TODAY) is is_due
    assert data(session, case).valuation.costs == (Decimal(105) if is_due else Decimal(75))
    assert titles(session, case)[-1].startswith("Aanvullende")


def test_one_that_came_back_is_no_exhibit_and_halts_the_order(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    letters = with_added(session, store, case)
    draft(session, store, case)
    give(session, store, case)
    posting.mark_returned(session, by(), letters[case.debtor_id].id, returned_on=TODAY)
    assert data(session, case).added == ()
    assert titles(session, case) == [FIRST]
    assert session.scalars(select(OrderStop.cause)).all() == [StopCause.LETTER_RETURNED]


def test_a_first_letter_to_one_beside_the_debtor_that_comes_back_halts_the_order(
    session: Session, store: DocumentStore
) -> None:
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=SINCE)
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    looked_up(session, store, case, petra)
    draft(session, store, case)
    give(session, store, case)
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert session.scalars(select(OrderStop.cause)).all() == [StopCause.LETTER_RETURNED]


def test_each_on_whom_it_is_served_stands_with_his_own_letters(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=SINCE)
    post_first_notice(session, store, case, posted_on=POSTED)
    looked_up(session, store, case, petra)
    with_added(session, store, case, on=date(2026, 11, 2))
    hers = [one for one in data(session, case).served if one.owes.name == "Petra Jansen"]
    assert hers[0].added == (), "F-2 stood in default before her first letter, which names it"
    assert titles(session, case) == [
        f"{FIRST} aan Jansje de Vries", "Eerste brief (veertiendagenbrief) van 26-10-2026 aan Petra Jansen",
        "Aanvullende veertiendagenbrief van 02-11-2026 aan Jansje de Vries",
    ]
    said = text_of(session, store, draft(session, store, case))
    assert "is Jansje de Vries ook daarvoor aangemaand" in said
    assert "is Petra Jansen ook daarvoor aangemaand" not in said


def test_heirs_stand_with_the_letters_to_who_died(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    with_added(session, store, case)
    died = date(2026, 11, 16)
    change(session, case.debtor, died_on=died)
    for name in ("Oost", "West"):
        join(session, case, PartyRole.HEIR, person(surname=name), share=(1, 2), on=died)
    for one in data(session, case).served:
        assert one.notice is not None
        assert (one.notified, [each.notified for each in one.added]) == ("Jansje de Vries", ["Jansje de Vries"])
        assert one.costs == Decimal("52.50")
    assert titles(session, case) == [FIRST, "Aanvullende veertiendagenbrief van 27-10-2026"]
