"""After the decision to go on: what comes in recalls or halts the order at once, everywhere, and nothing revives it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds, payments
from cases.assessment import assessments
from cases.correspondence import posting
from cases.errors import CaseClosed, CaseOnHold, Incomplete, NotFound, PreviewOutdated, Refused
from cases.legal_track import bailiffs, gate, writs
from cases.models import (
    CaseEvent,
    ContactOutcome,
    EventKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Letter,
    NextStep,
    PackageDownload,
    Stage,
    StopCause,
    WritState,
)
from cases.progress import order_stops, recalls
from cases.progress.order_stops import ON_HOLD
from cases.progress.outcomes import OUTCOMES
from cases.queries import bailiff
from cases.queries.desk import work
from cases.store import DocumentStore
from legal.debtor.assessment import Outcome
from tests.agency.portals import at
from tests.cases.legal_track.track import HALTS, LATER, NOTHING, RECALLS, Track, hears, make_track, pays, stands_still
from tests.factories import FIGURES, TODAY, by, show_means

Event = Callable[[Track], None]
REASON = "Gesproken op kantoor: de belofte was al eerder gedaan en is niet nagekomen."


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    """A case with a draft of today."""
    return make_track(session, store)


def each(track: Track, events: dict[str, Event], check: Callable[[str], None]) -> None:
    """Let each event happen by itself, check what it did, and take it back."""
    for said, event in events.items():
        nested = track.session.begin_nested()
        event(track)
        track.session.flush()
        check(said)
        nested.rollback()
        track.session.expire_all()


def test_every_hold_and_every_outcome_says_what_it_does_to_an_order() -> None:
    assert set(ON_HOLD) == set(HoldKind)
    assert set(OUTCOMES) == set(ContactOutcome)


def test_what_recalls_takes_the_package_back_from_the_bailiff_at_once(track: Track) -> None:
    writ = track.give()
    track.take(writ)

    def check(said: str) -> None:
        assert writ.state is WritState.WITHDRAWN, said
        assert writ.withdrawn_at == LATER, said
        assert writ.withdrawn_reason, said
        assert "vertrouwen" not in writ.withdrawn_reason, "the bailiff does not read what was told in confidence"
        assert track.said(writ).startswith("INGETROKKEN: niet betekenen."), said
        with pytest.raises(Refused, match="INGETROKKEN"):
            track.take(writ)
        assert track.case.stage in (Stage.CLOSED, Stage.ARRANGEMENT, Stage.PRE_LEGAL), said
        assert track.case.next_step not in (NextStep.AWAIT_SERVICE, NextStep.GIVE_TO_BAILIFF), said
        event = track.session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.WRIT_WITHDRAWN)).one()
        assert event.data["taken"] is True, said
        assert bailiff.counts(track.session, track.office_id)[bailiff.Selection.OPEN] == 0

    each(track, RECALLS, check)


def test_what_halts_keeps_the_bailiff_from_serving_until_a_person_has_looked(track: Track) -> None:
    writ = track.give()

    def check(said: str) -> None:
        assert writ.state is WritState.GIVEN, said
        assert track.said(writ).startswith("STILGEZET: niet betekenen tot het incassobureau heeft gekeken."), said
        with pytest.raises(Refused, match="STILGEZET"):
            track.take(writ)
        assert (track.case.stage, track.case.next_step) == (Stage.WITH_BAILIFF, NextStep.REVIEW_STOP), said
        assert track.case.next_step_on == TODAY, said

    each(track, HALTS, check)


def test_silence_and_another_refusal_do_nothing_to_an_order(track: Track) -> None:
    writ = track.give()

    def check(said: str) -> None:
        assert (writ.state, track.said(writ)) == (WritState.GIVEN, ""), said
        assert track.case.next_step is NextStep.AWAIT_SERVICE, said
        track.take(writ)

    each(track, NOTHING, check)


def test_a_draft_of_before_never_reaches_the_bailiff(track: Track) -> None:
    draft = track.writ
    assert draft is not None

    def check(said: str) -> None:
        assert draft.state is WritState.WITHDRAWN, said
        with pytest.raises((Refused, CaseClosed)):
            track.give()
        if track.case.stage is Stage.PRE_LEGAL:
            assert track.case.next_step in (NextStep.REVIEW_HOLD, NextStep.ASSESS, NextStep.CALL_BACK), said
        assert bailiffs.writs(track.session, track.office_id) == [], said

    each(track, RECALLS | HALTS, check)
    def given_as_the_record_says(_said: str) -> None:
        try:
            track.give()
        except Refused:  # a call that was made since is named in the writ: the draft is made again, nothing else
            track.draft()
            track.give()

    each(track, NOTHING, given_as_the_record_says)


# A hold that says nothing of will or means leaves the assessment as it was; the hold itself stands in the way.
_SILENT_ON_MEANS = {f"hold {kind.value}" for kind, rule in ON_HOLD.items() if not rule.reopens} & RECALLS.keys()


def test_what_comes_in_before_the_draft_makes_the_assessment_stale(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store, draft=False)

    def item_is_met() -> bool:
        items = gate.requirements(session, track.case, on=TODAY, figures=FIGURES)
        return next(item for item in items if item.code == "assessment").met

    def stale(said: str) -> None:
        assert not item_is_met(), said
        if track.case.stage is Stage.PRE_LEGAL and not said.startswith(("hold", "found", "dispute")):
            assert track.case.next_step in (NextStep.ASSESS, NextStep.CALL_BACK), said

    assert item_is_met()
    about = {said: event for said, event in (RECALLS | HALTS).items() if said not in _SILENT_ON_MEANS}
    each(track, about, stale)
    for harmless in (NOTHING, {said: RECALLS[said] for said in _SILENT_ON_MEANS}):
        each(track, harmless, lambda said: None if item_is_met() else pytest.fail(said))


def test_what_comes_in_before_the_confirmation_stops_it(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store, draft=False)
    assessments.decide(
        session, by(track.handler_id, at(TODAY)), track.case.id, outcome=Outcome.ABLE_UNWILLING,
        reason="Weigert zonder verweer en kan betalen.",
    )

    def confirm() -> None:
        assessments.confirm(session, by(track.lead_id, LATER, TODAY), track.case.id, note="")

    def refused(_said: str) -> None:
        with pytest.raises((Refused, CaseClosed)):
            confirm()

    each(track, RECALLS | HALTS, refused)
    each(track, NOTHING, lambda _said: confirm())
    assert track.case.stage is Stage.AMICABLE


def test_after_service_everything_goes_on_as_before(track: Track) -> None:
    writ = track.give()
    track.take(writ)
    track.serve(writ)

    def check(said: str) -> None:
        assert (writ.state, track.said(writ)) == (WritState.SERVED, ""), said
        assert recalls.open_stops(track.session, track.case.id) == [], said
        assert track.case.next_step is not NextStep.REVIEW_STOP, said

    each(track, RECALLS | HALTS | NOTHING, check)


def test_ending_the_hold_does_not_revive_the_order(track: Track) -> None:
    writ = track.give()
    stands_still(HoldKind.CLIENT_REQUEST)(track)
    hold = track.session.scalars(select(holds.Hold)).one()
    holds.end(
        track.session, by(track.handler_id, LATER), hold.id, case_id=track.case.id, outcome="Opdrachtgever wil verder",
        on=TODAY,
    )
    assert (track.case.stage, track.case.next_step) == (Stage.PRE_LEGAL, NextStep.COMPLETE_FILE)
    assert track.said(writ).startswith("INGETROKKEN")
    with pytest.raises(Refused, match="geen concept-exploot"):
        track.give()
    again = track.draft()
    assert track.give().id == again.id != writ.id, "a new draft goes through the gate and may be given"
    assert track.said(writ).startswith("INGETROKKEN"), "the old package stays taken back"


def test_reversing_the_payment_does_not_revive_the_order(track: Track) -> None:
    writ = track.give()
    pays(Decimal("5000.00"))(track)
    entry = track.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
    payments.reverse(
        track.session, by(track.handler_id, LATER, TODAY), entry.id, case_id=track.case.id,
        reason="Teruggestort door de bank", figures=FIGURES,
    )
    assert track.case.stage is Stage.AMICABLE
    assert track.said(writ).startswith("INGETROKKEN")
    assert writs.current(track.session, track.case.id) is None


def test_a_reversal_does_not_end_a_halt(track: Track) -> None:
    writ = track.give()
    pays(Decimal("50.00"))(track)
    entry = track.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
    payments.reverse(
        track.session, by(track.handler_id, LATER, TODAY), entry.id, case_id=track.case.id,
        reason="Teruggestort door de bank", figures=FIGURES,
    )
    assert track.said(writ).startswith("STILGEZET")
    assert track.case.next_step is NextStep.REVIEW_STOP


def release(track: Track, *, reason: str = REASON, seen: int | None = None) -> None:
    """The legal lead lets the order go on, having seen all that halted it unless told otherwise."""
    newest = recalls.open_stops(track.session, track.case.id)[-1].id
    order_stops.release(
        track.session, by(track.lead_id, LATER, TODAY), track.case.id, reason=reason,
        seen=newest if seen is None else seen,
    )


def test_the_reason_for_going_on_stands_on_the_package_and_in_its_log(track: Track) -> None:
    writ = track.give()
    HALTS["promise"](track)
    release(track)
    assert track.case.next_step is NextStep.AWAIT_SERVICE
    assert REASON in track.said(writ)
    assert "VRIJGEGEVEN op 21-11-2026" in track.take(writ)
    assert REASON in track.session.scalars(select(PackageDownload)).one().warning
    HALTS["cannot pay"](track)
    assert track.said(writ).startswith("STILGEZET"), "what comes in later halts it again"


def test_a_promised_call_back_comes_back_after_the_release(track: Track) -> None:
    track.give()
    HALTS["promise with a call back"](track)
    release(track)
    assert (track.case.next_step, track.case.next_step_on) == (NextStep.CALL_BACK, TODAY + timedelta(days=3))


@pytest.mark.parametrize("reason", ["x", "zie boven", "akkoord", "Akkoord, zie dossier"])
def test_a_reason_that_says_nothing_releases_nothing(track: Track, reason: str) -> None:
    writ = track.give()
    HALTS["asks a plan"](track)
    with pytest.raises(Incomplete, match="zegt te weinig"):
        release(track, reason=reason)
    assert track.said(writ).startswith("STILGEZET")


def test_what_came_in_after_the_page_was_opened_is_looked_at_first(track: Track) -> None:
    writ = track.give()
    HALTS["promise"](track)
    seen = recalls.open_stops(track.session, track.case.id)[-1].id
    HALTS["cannot pay"](track)
    with pytest.raises(PreviewOutdated):
        release(track, seen=seen)
    assert [stop.cause for stop in recalls.open_stops(track.session, track.case.id)] == [
        StopCause.PROMISED, StopCause.CANNOT_PAY,
    ]
    release(track)
    assert "niet betekenen" not in track.said(writ)


def test_nothing_is_released_that_was_recalled_or_stands_still(track: Track) -> None:
    writ = track.give()
    HALTS["promise"](track)
    newest = recalls.open_stops(track.session, track.case.id)[-1].id
    RECALLS["hold debt_help"](track)
    assert track.said(writ).startswith("INGETROKKEN")
    with pytest.raises((NotFound, CaseOnHold)):
        release(track, seen=newest) if recalls.open_stops(track.session, track.case.id) else order_stops.release(
            track.session, by(track.lead_id, LATER, TODAY), track.case.id, reason=REASON, seen=newest
        )


def test_a_first_letter_that_comes_back_halts_a_writ_that_claims_its_costs(track: Track) -> None:
    writ = track.give()
    letter = track.session.scalars(select(Letter)).one()
    posting.mark_returned(track.session, by(track.handler_id, LATER), letter.id, returned_on=TODAY)
    assert [stop.cause for stop in recalls.open_stops(track.session, track.case.id)] == [StopCause.LETTER_RETURNED]
    assert track.said(writ).startswith("STILGEZET")


@pytest.mark.parametrize("kind", [HoldKind.VULNERABLE, HoldKind.DEBT_HELP, HoldKind.MINOR])
def test_the_bailiff_does_not_read_why_a_person_needs_rest(track: Track, kind: HoldKind) -> None:
    writ = track.give()
    stands_still(kind)(track)
    assert writ.withdrawn_reason == "Het incassobureau heeft het dossier stilgezet."


def test_a_call_that_nobody_answers_keeps_the_halted_order_first(track: Track) -> None:
    track.give()
    HALTS["promise"](track)
    hears(ContactOutcome.NO_ANSWER, spoken=None, back_on=TODAY + timedelta(days=9))(track)
    assert (track.case.next_step, track.case.next_step_on) == (NextStep.REVIEW_STOP, TODAY)


def test_a_halted_order_is_first_in_the_queue_with_the_days_left(track: Track) -> None:
    track.give()
    HALTS["cannot pay"](track)
    (row,) = work.queue(track.session, today=TODAY).rows
    assert row.reason == "exploot stilgezet: beoordelen; nog 573 dagen tot de verjaring op 16-06-2028"
    assert not row.late
    (row,) = work.queue(track.session, today=TODAY + timedelta(days=1)).rows
    assert row.late


def test_an_assessment_is_stale_after_ninety_days(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store, draft=False)

    def missing(days: int) -> str:
        made = assessments.current(session, track.case.id)
        assert made is not None
        return assessments.of_record(
            session, track.case, made, on=made.decided_on + timedelta(days=days)
        ).outdated(made.decided_on + timedelta(days=days))

    assert missing(90) == ""
    assert "Beoordeel opnieuw." in missing(91)


def test_the_remedy_is_another_assessment_by_two_people(track: Track) -> None:
    HALTS["cannot pay"](track)
    with pytest.raises(Incomplete, match="onmacht is niet weerlegd"):
        _decide(track)
    tomorrow = TODAY + timedelta(days=1)
    show_means(track.session, track.case, on=tomorrow)
    _decide(track, days=1)
    assessments.confirm(track.session, by(track.lead_id, at(tomorrow)), track.case.id, note="")
    assert track.case.stage is Stage.PRE_LEGAL
    items = gate.requirements(track.session, track.case, on=tomorrow, figures=FIGURES)
    assert next(item for item in items if item.code == "assessment").met


def test_assessing_again_takes_the_draft_of_before_back(track: Track) -> None:
    draft = track.writ
    assert draft is not None
    _decide(track)
    assert (draft.state, track.case.stage) == (WritState.WITHDRAWN, Stage.AMICABLE)


def _decide(track: Track, days: int = 0) -> None:
    day = TODAY + timedelta(days=days)
    assessments.decide(
        track.session, by(track.handler_id, at(day)), track.case.id, outcome=Outcome.ABLE_UNWILLING,
        reason="Weigert zonder verweer en kan betalen.",
    )
