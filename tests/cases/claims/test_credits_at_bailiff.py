"""A claim is lowered while its writ is on the way, or the case stands still."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis, Foreseen
from cases.documents import File
from cases.errors import Refused
from cases.legal_track import writ_data
from cases.models import Case, CreditEffect, HoldKind, LedgerKind, NextStep, Stage, WritState
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from letters.dossier import dossier
from tests.cases.amicable.endings import POSTED, on, posted_case, whats_wrong
from tests.cases.legal_track.track import Track, make_track
from tests.factories import FIGURES, SMALL_PDF, TODAY, make_store


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    return make_track(session, store)


def credit(session: Session, store: DocumentStore, case: Case, day: date, amount: str = "100.00") -> Foreseen:
    told = CreditInput(
        claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal(amount), on=day,
        effect=CreditEffect.FROM_ORIGIN,
    )
    shown = credits_.foresee(session, case.id, told, today=TODAY, figures=FIGURES)
    basis = Basis(reason="Retour", paper=File("c.pdf", SMALL_PDF), seen=shown.mark)
    credits_.credit(session, on(TODAY), store, case.id, told, basis=basis, figures=FIGURES)
    session.refresh(case)
    return shown


def test_an_order_that_lies_with_the_bailiff_stands_still_until_a_person_has_looked(track: Track) -> None:
    writ = track.give()
    shown = credit(track.session, track.store, track.case, TODAY)
    assert "Het exploot noemt het oude bedrag: de opdracht aan de deurwaarder wordt stilgezet." in shown.untrue
    assert writ.state is WritState.GIVEN
    assert "STILGEZET" in track.said(writ)
    with pytest.raises(Refused, match="STILGEZET"):
        track.take(writ)
    assert (track.case.stage, track.case.next_step) == (Stage.WITH_BAILIFF, NextStep.REVIEW_STOP)
    assert whats_wrong(track.session, track.store, TODAY) == []


def test_a_draft_is_withdrawn_and_a_new_one_prints_what_was_credited(track: Track) -> None:
    draft = track.writ
    credit(track.session, track.store, track.case, TODAY)
    assert draft is not None
    assert draft.state is WritState.WITHDRAWN
    data = writ_data.writ_data(track.session, track.case, None, as_of=TODAY, figures=FIGURES)
    text = plain_text(content(data)).replace("\u00a0", " ")
    assert "na aftrek van € 100,00 die daarop is gecrediteerd" in text
    assert dossier(data)["claims"][0]["credited"] == {"cents": 10_000, "currency": "EUR"}


def test_all_of_it_credited_takes_the_order_back(track: Track) -> None:
    writ = track.give()
    credit(track.session, track.store, track.case, TODAY, str(track.case.claims[0].principal))
    assert (writ.state, track.case.stage) == (WritState.WITHDRAWN, Stage.CLOSED)
    assert whats_wrong(track.session, track.store, TODAY) == []


def test_a_case_that_stands_still_goes_on_standing_still(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    holds.place(session, on(TODAY), case.id, kind=HoldKind.DISPUTE, reason="Retour gestuurd", on=TODAY)
    credit(session, store, case, POSTED)
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.REVIEW_HOLD)
    assert whats_wrong(session, store, TODAY) == []
