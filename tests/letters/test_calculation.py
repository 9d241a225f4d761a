"""The result of the calculator on paper."""

from dataclasses import replace
from datetime import date

import pytest

from legal.debtor.prescription import Interruption, InterruptionKind, PrescriptionRegime, prescription
from legal.facts import Remark
from legal.notice.notice_validity import NoticeDefect, NoticeVerdict, Severity
from legal.parameters import Confidence
from letters.catalogue import content
from letters.document import plain_text
from letters.errors import AmountsDiffer, FieldsMissing
from letters.examples import standard as factories
from letters.kinds.calculation import CalculatedClaim, CalculatedEvent, CalculatedPrescription, CalculationData
from letters.wording import policy_in_words
from letters.words import euro
from tests.letters.test_penalty import penalised


def calculation() -> CalculationData:
    valued = factories.specification()
    return CalculationData(
        made_on=date(2026, 11, 21), made_by="Voorbeeld Incasso B.V.", consumer=True, reclaims_vat=True,
        claims=tuple(
            CalculatedClaim(ref=claim.ref, interest_from=claim.default_from, interest="Wettelijke rente")
            for claim in valued.claims
        ),
        valuation=valued.valuation, policy_in_words=policy_in_words(valued.valuation.policy),
    )


def test_every_line_and_choice_stands_in_it() -> None:
    data = calculation()
    text = plain_text(content(data)).replace("\u00a0", " ")
    for line in data.valuation.lines:
        assert euro(line.amount).replace("\u00a0", " ") in text
        assert line.law in text
        assert line.source in text
    assert "Dag van betaling: draagt nog rente" in text
    assert "Voorbeeld Incasso B.V." in text


def test_a_penalty_has_its_own_section_only_where_it_is_owed() -> None:
    text = said(replace(calculation(), valuation=penalised(factories.specification).valuation))
    assert "Afgesproken boete | € 60,00" in text
    assert "art. 6:91 BW, bedongen boete" in text
    assert "waarvan boete | € 7,00" in text
    assert "boete" not in said(calculation())


def test_without_claims_or_about_others_it_is_not_made() -> None:
    with pytest.raises(FieldsMissing):
        content(replace(calculation(), claims=()))
    other = tuple(replace(claim, ref="X") for claim in calculation().claims)
    with pytest.raises(AmountsDiffer):
        content(replace(calculation(), claims=other))


def said(data: CalculationData) -> str:
    return plain_text(content(data)).replace("\u00a0", " ")


def defect(severity: Severity, message: str, about: str = "") -> NoticeDefect:
    return NoticeDefect(code="x", severity=severity, message=message, law="art. 6:96 lid 6 BW", about=about)


def verdict(*defects: NoticeDefect) -> NoticeVerdict:
    term = factories.specification().valuation.notice
    assert term is not None
    is_valid = all(each.severity is not Severity.BREAKS for each in defects)
    return NoticeVerdict(is_valid=is_valid, covers=("F1",) if is_valid else (), reaches=(), term=term,
                         most_that_can_be_claimed=None, defects=defects)  # fmt: skip


def test_only_what_was_asked_stands_in_it() -> None:
    text = said(calculation())
    for heading in ("Verjaring", "Naar de rechter", "Veertiendagenbrief nagekeken", "Bedongen"):
        assert heading not in text


def test_defects_of_the_notice_with_what_they_do() -> None:
    text = said(replace(calculation(), verdict=verdict(defect(Severity.BREAKS, "Te kort.", "binnen acht dagen"))))
    assert "er zijn geen incassokosten verschuldigd, ook later niet" in text
    for part in ("Geen kosten", "Te kort.", "binnen acht dagen", "De tekst van de brief is niet opgegeven"):
        assert part in text
    limited = verdict(defect(Severity.LIMITS, "Eén ontbreekt."))
    text = said(replace(calculation(), verdict=limited, notice_was_read=True))
    assert "met deze beperkingen" in text
    assert "niet opgegeven" not in text
    assert "Er is geen gebrek gevonden." in said(replace(calculation(), verdict=verdict()))


def test_a_remark_is_not_repeated_beside_the_verdict_on_the_notice() -> None:
    remark = Remark(code="notice_defective", text="De brief is gebrekkig (term_too_short).")
    data = calculation()
    data = replace(data, valuation=data.valuation._replace(remarks=(remark,)))
    assert remark.text in said(data)
    assert remark.text not in said(replace(data, verdict=verdict(defect(Severity.BREAKS, "Te kort."))))


def test_prescription_with_events_alarms_and_article() -> None:
    event = Interruption(kind=InterruptionKind.DEMAND, on=date(2025, 3, 3))
    found = prescription(PrescriptionRegime.CONSUMER_SALE, due_date=date(2024, 1, 31), interruptions=[event])
    asked = CalculatedPrescription(
        ref="F1", regime="consumentenkoop", due_date=date(2024, 1, 31), term=found,
        events=(CalculatedEvent(text="schriftelijke aanmaning", on=date(2025, 3, 3), counted=True),
                CalculatedEvent(text="ingetrokken eis", on=date(2025, 4, 3), counted=False)),
    )  # fmt: skip
    text = said(replace(calculation(), prescriptions=(asked,)))
    for part in ("04-03-2027", "art. 7:28 BW en art. 3:319 BW", "04-09-2026", "binnen 6 maanden", "art. 3:322 BW",
                 "schriftelijke aanmaning op 3 maart 2025 stuit de verjaring",
                 "ingetrokken eis op 3 april 2025 stuit niet"):  # fmt: skip
        assert part in text, part


def test_one_month_is_written_in_the_singular() -> None:
    found = prescription(PrescriptionRegime.CONSUMER_SALE, due_date=date(2024, 12, 10))
    asked = CalculatedPrescription(ref="F1", regime="consumentenkoop", due_date=date(2024, 12, 10), term=found)
    assert "binnen 1 maand " in said(replace(calculation(), prescriptions=(asked,)))


def test_a_weak_figure_says_so_in_its_row() -> None:
    data = calculation()
    first, *rest = data.valuation.lines
    weak = first._replace(confidence=Confidence.ONE_SOURCE)
    assert f"{weak.law} (één bron)" in said(replace(data, valuation=data.valuation._replace(lines=(weak, *rest))))
