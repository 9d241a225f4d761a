"""The writ of January while no rate is known: drafted through December, given, and made again when the rate comes."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.documents import File
from cases.errors import Refused
from cases.legal_track import bailiffs, gate, writ_data, writs
from cases.legal_track.gate import GateClosed, RegisterInput
from cases.models import PaidTo, Register, Writ, WritState
from cases.queries import bailiff
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.legal_track.track import Track, make_track
from tests.cases.year_end.turn import LAST, with_rates
from tests.conftest import NOW
from tests.factories import SMALL_PDF, by
from tests.legal.figures import FIGURES_2026

DAY, NEXT = date(2027, 1, 5), date(2027, 1, 6)
KNOWN = with_rates("statutory_interest")


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    """A case that is complete, with both registers looked at on 5 January."""
    made = make_track(session, store)
    for register in Register:
        gate.check_register(
            session, by(made.lead_id, at(DAY)), store, made.case.id,
            RegisterInput(register=register, checked_on=DAY, is_listed=False, proof=File("uit.pdf", SMALL_PDF)),
        )
    return made


def draft(track: Track, *, on: date = DAY, figures: Figures = FIGURES_2026) -> Writ:
    return writs.draft(
        track.session, by(track.handler_id, at(on)), track.store, track.case.id, bailiff_office_id=track.office_id,
        figures=figures,
    )


def give(track: Track, *, on: date, figures: Figures = FIGURES_2026) -> Writ:
    return writs.give(track.session, by(track.lead_id, at(on)), track.store, track.case.id, figures=figures)


def pay(track: Track, *, on: date) -> None:
    payments.register(
        track.session, by(track.handler_id, at(on)), track.case.id,
        PaymentInput(amount=Decimal("50.00"), received_on=on, paid_to=PaidTo.AGENCY), figures=FIGURES_2026,
    )


def test_a_draft_of_january_counts_through_december_and_claims_the_interest_after_it(track: Track) -> None:
    made = draft(track)
    assert made.as_of == LAST
    data = writ_data.writ_data(track.session, track.case, made.bailiff_office, as_of=DAY, figures=FIGURES_2026)
    said = " ".join(plain_text(content(data)).split())
    assert "Rente tot en met 31 december 2026" in said
    assert "vermeerderd met de rente vanaf 1 januari 2027 tot de dag van volledige betaling" in said
    assert "De rentevoet die vanaf 1 januari 2027 geldt, was bij het opmaken van dit stuk nog niet bekend." in said
    assert "Zij bedraagt thans" not in said


def test_it_can_be_given_the_next_day_while_its_amounts_are_the_same(track: Track) -> None:
    draft(track)
    assert give(track, on=NEXT).state is WritState.GIVEN


def test_it_is_made_again_when_the_rate_came_meanwhile(track: Track) -> None:
    draft(track)
    with pytest.raises(Refused, match="Het concept is van 31-12-2026"):
        give(track, on=NEXT, figures=KNOWN)
    assert draft(track, on=NEXT, figures=KNOWN).as_of == NEXT
    assert give(track, on=NEXT, figures=KNOWN).state is WritState.GIVEN


def test_after_money_that_cannot_be_counted_yet_the_gate_says_what_is_missing(track: Track) -> None:
    pay(track, on=DAY)
    items = {item.code: item for item in gate.requirements(track.session, track.case, on=DAY, figures=FIGURES_2026)}
    missing = [item for item in items.values() if not item.met]
    (document,) = [item for item in missing if item.code == "document"]
    assert "Na 31-12-2026 is" in document.missing
    assert "Een beheerder voegt het cijfer daarna toe" in document.missing
    with pytest.raises(GateClosed):
        draft(track)
    assert all(item.code != "document" or item.met for item in gate.requirements(
        track.session, track.case, on=DAY, figures=KNOWN
    ))


def test_the_bailiff_reads_the_day_of_the_amount_and_what_came_in_since(track: Track) -> None:
    draft(track)
    writ = give(track, on=DAY)
    pay(track, on=NEXT)
    owed = bailiff.owed(track.session, track.case, figures=FIGURES_2026, today=NEXT)
    assert (owed.on, owed.received_since, owed.per_day) == (LAST, Decimal("50.00"), None)
    assert "gecontroleerd tot en met 31-12-2026" in owed.why_cut
    said = bailiffs.warning(track.session, writ, figures=KNOWN, today=NEXT)
    known = bailiff.owed(track.session, track.case, figures=KNOWN, today=NEXT)
    assert (known.on, known.received_since, known.why_cut) == (NEXT, Decimal("0.00"), "")
    assert said
