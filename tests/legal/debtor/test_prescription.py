"""First day on which a claim is barred, by regime and after interruptions."""

from datetime import date

import pytest

from legal.debtor.prescription import (
    Extension,
    ExtensionGround,
    Interruption,
    InterruptionKind,
    PrescriptionRegime,
    RegimeGround,
    careful_regime,
    prescription,
    prescription_per_debtor,
)
from legal.errors import InvalidFacts
from legal.facts import DebtorKind

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


GROUND = ExtensionGround.SPOUSES


@pytest.mark.parametrize(
    ("last_day", "barred_from"),
    [
        (date(2025, 9, 9), date(2026, 3, 11)),  # six months end before the term does
        (date(2025, 9, 10), date(2026, 3, 11)),  # they end on its last day: nothing moves
        (date(2025, 9, 11), date(2026, 3, 12)),
        (date(2026, 3, 10), date(2026, 9, 11)),  # the term would end while the ground exists
        (date(2028, 2, 29), date(2028, 8, 30)),
    ],
)
def test_a_ground_for_extension_puts_the_end_off(last_day: date, barred_from: date) -> None:
    """Art. 3:320 BW: until six months after the ground is gone."""
    ground = Extension(ground=GROUND, first_day=date(2024, 1, 1), last_day=last_day)
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[ground])
    assert found.barred_from == barred_from
    assert ("3:320" in found.law) is (barred_from > date(2026, 3, 11))


@pytest.mark.parametrize(("first_day", "barred_from"), [
    (date(2026, 3, 10), date(2027, 7, 1)), (date(2026, 3, 11), date(2026, 3, 11)),
])  # fmt: skip
def test_a_ground_that_starts_after_the_term_comes_too_late(first_day: date, barred_from: date) -> None:
    ground = Extension(ground=GROUND, first_day=first_day, last_day=date(2026, 12, 31))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[ground])
    assert found.barred_from == barred_from


def test_one_ground_can_lead_into_the_next() -> None:
    first = Extension(ground=GROUND, first_day=date(2024, 1, 1), last_day=date(2026, 2, 1))
    second = Extension(ground=ExtensionGround.HIDDEN_DEBT, first_day=date(2026, 7, 1), last_day=date(2027, 1, 31))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[second, first])
    assert found.barred_from == date(2027, 8, 1)


def test_an_event_in_the_time_won_by_a_ground_interrupts() -> None:
    ground = Extension(ground=GROUND, first_day=date(2024, 1, 1), last_day=date(2026, 3, 10))
    demand = Interruption(kind=KIND.DEMAND, on=date(2026, 9, 10))
    found = prescription(
        PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[ground], interruptions=[demand]
    )
    assert found.barred_from == date(2031, 9, 11)
    assert found.law == "art. 3:307 lid 1 BW en art. 3:319 BW; art. 3:320 BW"


def test_a_ground_also_puts_off_the_end_of_a_new_term() -> None:
    """The demand makes it 2 June 2030, while the ground exists."""
    ground = Extension(ground=GROUND, first_day=date(2030, 1, 1), last_day=date(2030, 12, 31))
    demand = Interruption(kind=KIND.DEMAND, on=date(2025, 6, 1))
    found = prescription(
        PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[ground], interruptions=[demand]
    )
    assert (found.barred_from, found.law) == (date(2031, 7, 1), "art. 3:307 lid 1 BW en art. 3:319 BW; art. 3:320 BW")


@pytest.mark.parametrize(
    "code",
    ["spouses", "legal_representative", "administrator", "director", "accepted_estate", "hidden_debt",
     "registered_partners"],
)  # fmt: skip
def test_each_of_the_seven_grounds_puts_the_end_off(code: str) -> None:
    """Art. 3:321 lid 1 BW, onder a-g, by the codes under which they are kept."""
    ground = Extension(ground=ExtensionGround(code), first_day=date(2024, 1, 1), last_day=date(2026, 3, 10))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), extensions=[ground])
    assert (found.barred_from, found.law) == (date(2026, 9, 11), "art. 3:307 lid 1 BW; art. 3:320 BW")


@pytest.mark.parametrize(
    ("regime", "long_stop_from", "barred_from", "law"),
    [
        (PrescriptionRegime.DAMAGES, date(2004, 3, 10), date(2024, 3, 11), "art. 3:310 lid 1 BW (twintig jaar)"),
        (PrescriptionRegime.DAMAGES, date(2006, 3, 10), date(2026, 3, 11), "art. 3:310 lid 1 BW"),
        (PrescriptionRegime.UNDUE_PAYMENT, date(2004, 3, 10), date(2024, 3, 11), "art. 3:309 BW (twintig jaar)"),
        (PrescriptionRegime.CONTRACT, date(2004, 3, 10), date(2024, 3, 11), "art. 3:307 lid 2 BW (twintig jaar)"),
    ],
)
def test_twenty_years_at_most(regime: PrescriptionRegime, long_stop_from: date, barred_from: date, law: str) -> None:
    """Knowledge, or the call of a loan, on 10 March 2021; the event itself long before."""
    found = prescription(regime, due_date=date(2021, 3, 10), long_stop_from=long_stop_from)
    assert (found.barred_from, found.law) == (barred_from, law)


def test_a_regime_without_a_second_term_refuses_one() -> None:
    with pytest.raises(InvalidFacts) as refused:
        prescription(PrescriptionRegime.PERIODIC, due_date=date(2021, 3, 10), long_stop_from=date(2001, 1, 1))
    assert refused.value.field == "long_stop_from"


@pytest.mark.parametrize(
    ("kind", "action_on", "barred_from"),
    [
        (KIND.DEMAND, date(2026, 7, 10), date(2031, 7, 11)),  # within six months: both count
        (KIND.DEMAND, date(2026, 7, 11), date(2026, 3, 11)),  # a day too late: neither does
        (KIND.DEMAND, None, date(2026, 3, 11)),
        (KIND.RESERVATION, date(2026, 7, 10), date(2026, 3, 11)),
        (KIND.ACKNOWLEDGEMENT, None, date(2031, 1, 11)),
    ],
)
def test_a_claim_for_something_else_than_performance(
    kind: InterruptionKind, action_on: date | None, barred_from: date
) -> None:
    """Art. 3:317 lid 2 BW; the demand of 10 January 2026."""
    events = [Interruption(kind=kind, on=date(2026, 1, 10))]
    if action_on is not None:
        events.append(Interruption(kind=KIND.ACTION, on=action_on))
    found = prescription(
        PrescriptionRegime.DAMAGES, due_date=date(2021, 3, 10), interruptions=events, is_performance=False
    )
    assert found.barred_from == barred_from


@pytest.mark.parametrize(
    ("ended_on", "new_on", "barred_from"),
    [
        (date(2026, 1, 10), date(2026, 7, 10), date(2031, 7, 11)),
        (date(2026, 1, 10), date(2026, 7, 11), date(2026, 3, 11)),
        (date(2026, 1, 10), None, date(2026, 3, 11)),
        (None, date(2026, 3, 1), date(2031, 3, 2)),  # still running: the new action counts by itself
        (date(2031, 6, 1), date(2031, 12, 1), date(2036, 12, 2)),  # the lawsuit lasted longer than a term
        (date(2031, 6, 1), date(2031, 6, 2), date(2036, 6, 3)),
        (date(2031, 6, 1), date(2031, 6, 1), date(2026, 3, 11)),  # on its last day: not yet after it
    ],
)
def test_a_claim_that_was_rejected_works_only_with_a_new_one_in_time(
    ended_on: date | None, new_on: date | None, barred_from: date
) -> None:
    """Art. 3:316 lid 2 BW; brought on 1 June 2025."""
    events = [Interruption(kind=KIND.FAILED_ACTION, on=date(2025, 6, 1), ended_on=ended_on)]
    if new_on is not None:
        events.append(Interruption(kind=KIND.ACTION, on=new_on))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), interruptions=events)
    if ended_on == date(2026, 1, 10) and new_on == date(2026, 7, 11):
        assert found.counted == ()
    assert found.barred_from == barred_from


def test_the_end_of_a_lawsuit_that_did_not_fail_gives_no_months_more() -> None:
    event = Interruption(kind=KIND.ACTION, on=date(2025, 6, 1), ended_on=date(2031, 6, 1))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), interruptions=[event])
    assert found.barred_from == date(2030, 6, 2)


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("demand", True), ("reservation", True), ("acknowledgement", True), ("action", True),
        ("withdrawn_action", False), ("failed_action", False), ("statement_without_reservation", False),
    ],
)  # fmt: skip
def test_what_interrupts_by_the_codes_under_which_it_is_kept(code: str, counts: bool) -> None:
    event = Interruption(kind=InterruptionKind(code), on=date(2025, 6, 1))
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10), interruptions=[event])
    assert (found.counted == (event,)) is counts


def test_joint_debtors_each_have_their_own_events() -> None:
    found = prescription_per_debtor(
        PrescriptionRegime.CONTRACT,
        due_date=date(2021, 3, 10),
        interruptions={"A. Voorbeeld": [Interruption(kind=KIND.DEMAND, on=date(2025, 6, 1))], "B. Voorbeeld": []},
    )
    assert found["A. Voorbeeld"].barred_from == date(2030, 6, 2)
    assert found["B. Voorbeeld"].barred_from == date(2026, 3, 11)


def test_a_side_claim_never_outlives_the_main_claim() -> None:
    """Art. 3:312 BW."""
    main = prescription(PrescriptionRegime.CONSUMER_SALE, due_date=date(2024, 3, 10))
    interest = prescription(PrescriptionRegime.PERIODIC, due_date=date(2024, 12, 31))
    limited = interest.limited_by(main)
    assert (limited.barred_from, limited.law) == (date(2026, 3, 11), "art. 3:308 BW; art. 3:312 BW")
    assert main.limited_by(interest) == main
    same_day = prescription(PrescriptionRegime.PERIODIC, due_date=date(2021, 3, 10))
    assert same_day.limited_by(main) == same_day
    judgment = prescription(PrescriptionRegime.JUDGMENT, due_date=date(2006, 3, 10))
    later = prescription(PrescriptionRegime.JUDGMENT_PERIODIC, due_date=date(2024, 3, 10))
    assert later.limited_by(judgment).law == "art. 3:324 lid 3 BW; art. 3:324 lid 4 BW"


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2025, 3, 10), None),
        (date(2025, 3, 11), 12),
        (date(2025, 9, 10), 12),
        (date(2025, 9, 11), 6),
        (date(2025, 12, 11), 3),
        (date(2026, 2, 11), 1),
        (date(2026, 3, 10), 1),
        (date(2026, 3, 11), None),
    ],
)
def test_the_alarm_that_was_reached(day: date, months: int | None) -> None:
    found = prescription(PrescriptionRegime.CONTRACT, due_date=date(2021, 3, 10))
    assert found.alarm_on(day) == months


@pytest.mark.parametrize(
    ("regime", "law"),
    [
        ("contract", "art. 3:307 lid 1 BW"),
        ("consumer_sale", "art. 7:28 BW"),
        ("periodic", "art. 3:308 BW"),
        ("undue_payment", "art. 3:309 BW"),
        ("damages", "art. 3:310 lid 1 BW"),
        ("judgment", "art. 3:324 lid 1 BW"),
        ("judgment_periodic", "art. 3:324 lid 3 BW"),
        ("other", "art. 3:306 BW"),
    ],
)
def test_prescription_cites_its_article(regime: str, law: str) -> None:
    due = date(2024, 3, 10)
    event = Interruption(kind=InterruptionKind.DEMAND, on=date(2025, 1, 1))
    assert prescription(PrescriptionRegime(regime), due_date=due).law == law
    interrupted = prescription(PrescriptionRegime(regime), due_date=due, interruptions=[event])
    assert interrupted.law == f"{law} en art. 3:319 BW"


@pytest.mark.parametrize(("debtor", "is_periodic", "barred_from"), [
    (DebtorKind.CONSUMER, False, date(2026, 6, 16)),  # art. 7:28 BW: two years from 16 June 2024
    (DebtorKind.CONSUMER, True, date(2026, 6, 16)),   # a term may be one of energy
    (DebtorKind.BUSINESS, False, date(2029, 6, 16)),  # art. 3:307 lid 1 BW
    (DebtorKind.BUSINESS, True, date(2029, 6, 16)),   # art. 3:308 BW
])
def test_a_claim_of_which_nobody_stated_the_kind(debtor: DebtorKind, is_periodic: bool, barred_from: date) -> None:
    counted = careful_regime(None, debtor=debtor, is_periodic=is_periodic)
    assert prescription(counted.regime, due_date=date(2024, 6, 15)).barred_from == barred_from
    assert counted.is_assumed == (counted.years == 2)


@pytest.mark.parametrize("stated", PrescriptionRegime)
@pytest.mark.parametrize("debtor", DebtorKind)
@pytest.mark.parametrize("is_periodic", [True, False])
def test_what_was_stated_goes_before_every_guess(
    stated: PrescriptionRegime, debtor: DebtorKind, is_periodic: bool
) -> None:
    counted = careful_regime(stated, debtor=debtor, is_periodic=is_periodic)
    assert (counted.regime, counted.ground, counted.is_assumed) == (stated, RegimeGround.STATED, False)
