"""Small tests for what the other tests of the law let pass: found by mutation testing, see MUTATION.md."""

from datetime import date

import pytest

from legal.prescription import Interruption, InterruptionKind, PrescriptionRegime, prescription


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
