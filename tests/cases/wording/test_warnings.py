"""What the warnings on a case say, and how grave they are."""

from datetime import date
from decimal import Decimal

import pytest

from cases.counting.notices import NO_REPAIR
from cases.models import HoldKind, PaidTo, Stage, StopCause
from cases.wording import warnings
from cases.wording.warnings import ASSUMED, Renewal
from legal.notice.notice_validity import NoticeDefect, Severity

DAY = date(2026, 11, 21)
TO_ORDER = Renewal(is_under_way=False, too_far=None, may_be_ordered=True)


@pytest.mark.parametrize(("reason", "said"), [
    ("Nooit iets besteld", "Nooit iets besteld."), (" Wat is dit? ", "Wat is dit?"), ("Klopt niet.", "Klopt niet."),
])
def test_a_hold_tells_its_reason_as_a_sentence(reason: str, said: str) -> None:
    found = warnings.hold(HoldKind.DISPUTE, since=DAY, reason=reason)
    assert found.label == "Betwisting sinds 21-11-2026"
    assert found.text == f"{said} Er gaan geen brieven en geen exploot uit."


def test_a_hold_without_a_reason_says_what_it_stops() -> None:
    found = warnings.hold(HoldKind.DECEASED, since=DAY, reason="")
    assert found.text.strip() == "Er gaan geen brieven en geen exploot uit."


def test_a_halted_order_names_what_came_in() -> None:
    found = warnings.order_halted([StopCause.PAID_PART, StopCause.QUESTION], since=DAY, left="nog 5 dagen")
    assert (found.level, found.label) == ("danger", "Exploot stilgezet sinds 21-11-2026")
    assert found.text == (
        "Er is een deel betaald; de debiteur vraagt informatie. Beoordeel dit binnen een werkdag: nog 5 dagen."
    )


@pytest.mark.parametrize(("was_taken", "level", "called"), [
    (False, "warning", ""), (True, "danger", " Het kantoor had het pakket al: bel en vraag of er al is betekend."),
])
def test_a_recalled_order_asks_for_a_call_where_the_office_has_it(was_taken: bool, level: str, called: str) -> None:
    found = warnings.order_recalled("De debiteur is overleden.", was_taken=was_taken, left="nog 5 dagen")
    assert (found.level, found.text) == (level, f"De debiteur is overleden.{called} Nog 5 dagen.")


@pytest.mark.parametrize(("renewal", "step", "action"), [
    (TO_ORDER, "Volgende stap: nieuwe veertiendagenbrief maken. De oude blijft in het dossier.", "new_notice"),
    (
        Renewal(is_under_way=True, too_far=None, may_be_ordered=False),
        "Een nieuwe veertiendagenbrief is al besteld.", "",
    ),
    (
        Renewal(is_under_way=False, too_far=Stage.WITH_BAILIFF, may_be_ordered=False),
        "Neem het dossier eerst uit de fase “Bij deurwaarder”; dan kan er een nieuwe brief uit.", "",
    ),
])
def test_a_notice_that_failed_says_how_a_new_one_goes_out(renewal: Renewal, step: str, action: str) -> None:
    broken = warnings.notice_defective("Er staat geen bedrag in (art. 6:96 lid 6 BW).", sent_on=DAY, renewal=renewal)
    assert broken.text == (
        f"Brief van 21-11-2026: Er staat geen bedrag in (art. 6:96 lid 6 BW). {NO_REPAIR} {step}"
    )
    back = warnings.notice_returned("art. 3:37 BW", on=DAY, renewal=renewal)
    assert back.text == (
        "De brief kwam op 21-11-2026 terug: hij geldt als niet ontvangen (art. 3:37 BW). "
        f"{NO_REPAIR} Controleer het adres. {step}"
    )
    assert (broken.action, back.action) == (action, action)
    assert (broken.level, back.level) == ("danger", "warning")


@pytest.mark.parametrize(("severity", "level"), [(Severity.WARNS, "info"), (Severity.LIMITS, "warning")])
def test_what_limits_the_costs_weighs_more_than_what_is_to_be_seen(severity: Severity, level: str) -> None:
    defect = NoticeDefect(code="x", severity=severity, message="Te hoog bedrag.", law="art. 6:96 BW")
    assert (warnings.notice_limited(defect).level, warnings.notice_limited(defect).text) == (
        level, "Te hoog bedrag (art. 6:96 BW)."
    )


@pytest.mark.parametrize(("months", "level", "label"), [
    (12, "info", "Verjaart binnen 12 maanden"), (6, "warning", "Verjaart binnen 6 maanden"),
    (3, "warning", "Verjaart binnen 3 maanden"), (1, "danger", "Verjaart binnen 1 maand"),
])
def test_prescription_weighs_more_as_it_comes_near(months: int, level: str, label: str) -> None:
    def near(*, is_assumed: bool) -> warnings.Warning:
        return warnings.barred_soon(
            "F-1", months=months, barred_from=DAY, law="art. 3:307 BW", is_assumed=is_assumed
        )

    told = near(is_assumed=False)
    assert (told.level, told.label) == (level, label)
    assert told.text == (
        "Factuur F-1 verjaart op 21-11-2026 (art. 3:307 BW). Stuit op tijd: met een stuitingsbrief (art. 3:317 BW) of "
        "een erkenning door de debiteur (art. 3:318 BW)."
    )
    assert near(is_assumed=True).text == f"{told.text} {ASSUMED}"


def test_a_claim_that_no_letter_saves_sends_nobody_to_a_letter() -> None:
    said = warnings.barred_soon(
        "F-1", months=1, barred_from=DAY, law="art. 7:28 BW", is_assumed=False, by_letter=False
    ).text
    assert "Een stuitingsbrief komt te laat: vraag de juridisch verantwoordelijke vandaag nog naar een exploot" in said
    assert "met een stuitingsbrief" not in said


def test_a_barred_claim_says_since_when_by_either_kind() -> None:
    assert warnings.barred("F-1", since=DAY, law="art. 3:307 BW", if_contract=None).text == (
        "Factuur F-1 is sinds 21-11-2026 verjaard (art. 3:307 BW). Vraag de juridisch verantwoordelijke."
    )
    assert warnings.barred("F-1", since=DAY, law="art. 7:28 BW", if_contract=date(2026, 11, 22)).text == (
        "Factuur F-1 is sinds 21-11-2026 verjaard (art. 7:28 BW; als andere overeenkomst sinds 22-11-2026). "
        "Vraag de juridisch verantwoordelijke."
    )
    assert warnings.perhaps_barred("F-1", since=DAY).text == (
        f"Als consumentenkoop is factuur F-1 sinds 21-11-2026 verjaard. {ASSUMED}"
    )


@pytest.mark.parametrize(("received", "said"), [
    ({PaidTo.AGENCY: "5.00"}, ", ontvangen door ons. Betaal dit terug aan de debiteur."),
    (
        {PaidTo.CLIENT: "5.00"},
        ", ontvangen door Webwinkel B.V. Vraag Webwinkel B.V. dit terug te betalen aan de debiteur.",
    ),
    (
        {PaidTo.BAILIFF: "5.00"},
        ", ontvangen door de deurwaarder. Vraag de deurwaarder dit terug te betalen aan de debiteur.",
    ),
    (
        {PaidTo.CLIENT: "3.00", PaidTo.AGENCY: "2.00"}, (
            ", ontvangen €\u00a03,00 door Webwinkel B.V. en €\u00a02,00 door ons. Wie het ontving, betaalt het terug "
            "aan de debiteur."
        ),
    ),
    ({}, ". Wie het ontving, betaalt het terug aan de debiteur."),
])
def test_whoever_received_too_much_pays_it_back(received: dict[PaidTo, str], said: str) -> None:
    found = warnings.paid_too_much(
        Decimal("5.00"), client="Webwinkel B.V.",
        received={party: Decimal(share) for party, share in received.items()},
    )
    assert found.text == f"Er is €\u00a05,00 te veel betaald{said}"


def test_a_remark_on_the_costs_is_headed_so() -> None:
    found = [warnings.remark("Opmerking.", is_on_costs=on_costs).label for on_costs in (True, False)]
    assert found == ["Incassokosten", "Let op"]
