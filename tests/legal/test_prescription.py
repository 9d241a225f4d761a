"""First day on which a claim is barred, by regime and after interruptions."""

from datetime import date

import pytest

from legal.prescription import Interruption, InterruptionKind, PrescriptionRegime, prescription

KIND = InterruptionKind


@pytest.mark.parametrize(
    ("regime", "due_date", "barred_from"),
    [
        ("contract", date(2021, 3, 10), date(2026, 3, 11)),  # art. 3:307 lid 1 BW
        ("consumer_sale", date(2024, 3, 10), date(2026, 3, 11)),  # art. 7:28 BW
        ("periodic", date(2021, 12, 31), date(2027, 1, 1)),  # art. 3:308 BW
        ("undue_payment", date(2021, 3, 10), date(2026, 3, 11)),  # art. 3:309 BW
        ("damages", date(2021, 3, 10), date(2026, 3, 11)),  # art. 3:310 BW
        ("judgment", date(2006, 3, 10), date(2026, 3, 11)),  # art. 3:324 lid 1 BW
        ("judgment_periodic", date(2021, 3, 10), date(2026, 3, 11)),
        ("other", date(2006, 3, 10), date(2026, 3, 11)),  # art. 3:306 BW
        ("contract", date(2019, 2, 28), date(2024, 3, 1)),  # starts 1 March, ends with 29 February
        ("contract", date(2020, 2, 28), date(2025, 3, 1)),  # starts 29 February
        ("contract", date(2020, 2, 29), date(2025, 3, 1)),
    ],
)
def test_term_by_regime(regime: str, due_date: date, barred_from: date) -> None:
    found = prescription(PrescriptionRegime(regime), due_date=due_date)
    assert found.barred_from == barred_from
    assert not found.is_barred(date.fromordinal(barred_from.toordinal() - 1))
    assert found.is_barred(barred_from)


@pytest.mark.parametrize(
    ("kind", "barred_from"),
    [
        (KIND.DEMAND, date(2030, 6, 2)),
        (KIND.RESERVATION, date(2030, 6, 2)),
        (KIND.ACKNOWLEDGEMENT, date(2030, 6, 2)),
        (KIND.ACTION, date(2030, 6, 2)),
        (KIND.WITHDRAWN_ACTION, date(2026, 3, 11)),  # art. 3:316 lid 2 BW
        (KIND.STATEMENT_WITHOUT_RESERVATION, date(2026, 3, 11)),
    ],
)
def test_what_interrupts(kind: InterruptionKind, barred_from: date) -> None:
    event = Interruption(kind=kind, on=date(2025, 6, 1))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), interruptions=[event])
    assert found.barred_from == barred_from
    assert bool(found.counted) == (barred_from.year == 2030)


@pytest.mark.parametrize(
    ("on", "barred_from"),
    [(date(2026, 3, 10), date(2031, 3, 11)), (date(2026, 3, 11), date(2026, 3, 11))],
)
def test_the_last_day_interrupts_the_first_barred_day_does_not(on: date, barred_from: date) -> None:
    event = Interruption(kind=KIND.DEMAND, on=on)
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), interruptions=[event])
    assert found.barred_from == barred_from


def test_a_new_term_is_at_most_five_years_and_never_shortens() -> None:
    """Art. 3:319 lid 2 BW."""
    early = Interruption(kind=KIND.DEMAND, on=date(2010, 1, 1))
    late = Interruption(kind=KIND.DEMAND, on=date(2025, 1, 1))
    judgment = PrescriptionRegime.JUDGMENT
    assert prescription(judgment, due_date=date(2006, 3, 10), interruptions=[early]).barred_from == date(2026, 3, 11)
    assert prescription(judgment, due_date=date(2006, 3, 10), interruptions=[late]).barred_from == date(2030, 1, 2)


def test_a_consumer_sale_gets_two_new_years_each_time() -> None:
    events = [Interruption(kind=KIND.DEMAND, on=day) for day in (date(2025, 5, 1), date(2023, 6, 1))]
    found = prescription(PrescriptionRegime.CONSUMER_SALE, due_date=date(2022, 1, 31), interruptions=events)
    assert found.barred_from == date(2027, 5, 2)
    assert [event.on.year for event in found.counted] == [2023, 2025]


def test_an_event_after_a_gap_comes_too_late() -> None:
    events = [Interruption(kind=KIND.DEMAND, on=date(2025, 5, 1))]
    found = prescription(PrescriptionRegime.CONSUMER_SALE, due_date=date(2022, 1, 31), interruptions=events)
    assert (found.barred_from, found.counted) == (date(2024, 2, 1), ())


def test_alarms() -> None:
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2022, 5, 30))
    assert found.alarms() == (date(2026, 5, 31), date(2026, 11, 30), date(2027, 2, 28), date(2027, 4, 30))
