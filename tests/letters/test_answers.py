"""Letters that answer, ask or tell something: each says what it has to, and asks no money where it may not."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from legal.debtor.insolvency import Insolvency, Preference
from legal.notice.letter_elements import ELEMENTS, faults
from letters.defences import BOOK, Defence, latest
from letters.errors import AmountsDiffer, DatesDiffer, FieldsMissing, WordingRefused
from letters.examples import answers
from letters.examples import standard as factories
from letters.examples.answers import ANSWERS
from letters.examples.standard import D
from letters.kinds.complaint_answered import Found
from letters.kinds.dispute_answered import Outcome
from letters.kinds.dispute_received import Needed
from letters.readability import VALUE, bar_of, read
from tests.letters.reading import said, threats

EACH = [(kind, each.code) for kind in ANSWERS for each in ELEMENTS[kind]]
# A trustee reads of a bankruptcy; a table of a balance names what somebody else did.
ABOUT_MEASURES = {"claim_submission", "debt_help_balance"}
HELP = "Nederlandse Schuldhulproute"
FIELD = re.compile(r"\{\{.*?\}\}")


@pytest.mark.parametrize("kind", ANSWERS)
def test_it_says_all_that_is_asked_of_it_and_threatens_with_nothing(kind: str) -> None:
    text = said(ANSWERS[kind]())
    assert faults(kind, text) == ()
    assert kind in ABOUT_MEASURES or threats(text) == []


@pytest.mark.parametrize(("kind", "code"), EACH)
def test_a_text_without_it_or_with_what_it_may_not_say_is_refused(kind: str, code: str) -> None:
    data = ANSWERS[kind]()
    text, element = said(data), next(each for each in ELEMENTS[kind] if each.code == code)
    wrong = f"{text}\nNu te betalen: € 10,00. Met incassokosten." if element.never else element.words.sub("", text)
    with pytest.raises(WordingRefused) as refused:
        data.refuse(wrong)
    assert code in refused.value.phrases


@pytest.mark.parametrize("kind", ANSWERS)
def test_words_that_press_are_refused_from_whatever_field(kind: str) -> None:
    with pytest.raises(WordingRefused, match="dit mag niet in de brief"):
        said(ANSWERS[kind](salutation="Geachte mevrouw, anders leggen wij beslag op uw loon."))


@pytest.mark.parametrize(("kind", "field"), [
    *((kind, "agency.complaints_text") for kind in ("complaint_received", "complaint_answered")),
    ("dispute_received", "answer_by"), ("dispute_answered", "answer"), ("dispute_answered", "reply_by"),
    ("client_question", "objection"), ("complaint_received", "handler"), ("complaint_received", "subject"),
    ("complaint_answered", "reasons"), ("complaint_answered", "measures"), ("debt_help_balance", "contact"),
    ("debt_help_balance", "valid_until"), ("claim_submission", "papers"), ("to_heirs", "died_on"),
    ("to_representative", "capacity"), ("copies", "enclosed"),
])
def test_an_empty_field_is_named(kind: str, field: str) -> None:
    data: Any = ANSWERS[kind]()
    of, _, name = field.rpartition(".")
    empty = {date: None, tuple: ()}.get(type(getattr(data, name, "")), "")
    wrong = replace(data, agency=replace(data.agency, **{name: ""})) if of else replace(data, **{name: empty})
    with pytest.raises(FieldsMissing) as missing:
        said(wrong)
    assert field in [each.path for each in missing.value.fields]


@pytest.mark.parametrize(("kind", "changes"), [
    ("dispute_received", {"disputed_on": date(2026, 11, 22)}), ("dispute_received", {"answer_by": date(2026, 11, 20)}),
    ("dispute_answered", {"answered_on": date(2026, 11, 1)}), ("dispute_answered", {"answered_on": date(2026, 11, 22)}),
    ("dispute_answered", {"reply_by": date(2026, 11, 20)}), ("client_question", {"answer_by": date(2026, 11, 20)}),
    ("complaint_received", {"received_on": date(2026, 11, 22)}),
    ("complaint_received", {"answer_by": date(2026, 11, 20)}),
    ("complaint_answered", {"received_on": date(2026, 11, 22)}),
    ("debt_help_balance", {"valid_until": date(2026, 11, 20)}), ("to_heirs", {"died_on": date(2026, 11, 22)}),
    ("copies", {"asked_on": date(2026, 11, 22)}), ("claim_submission", {"ordered_on": date(2026, 11, 28)}),
    ("claim_submission", {"ordered_on": date(2026, 11, 21)}),  # counted through that day: one day too many
])
def test_days_that_contradict_each_other_are_refused(kind: str, changes: dict[str, Any]) -> None:
    with pytest.raises(DatesDiffer):
        said(ANSWERS[kind](**changes))


@pytest.mark.parametrize("kind", [kind for kind, made in ANSWERS.items() if hasattr(made(), "consumer")])
def test_a_company_is_not_sent_to_help_for_citizens(kind: str) -> None:
    assert HELP in said(ANSWERS[kind](consumer=True))
    assert HELP not in said(ANSWERS[kind](consumer=False))


@pytest.mark.parametrize("needed", Needed)
def test_the_dispute_is_answered_with_what_we_need(needed: Needed) -> None:
    text = said(answers.dispute_received(needed=needed))
    assert ("Kunt u dit niet sturen?" in text) is (needed is not Needed.NOTHING)


def test_a_dispute_of_one_invoice_names_it_alone() -> None:
    text = said(answers.dispute_received(disputed=("2026-00245",)))
    assert "liet u ons weten dat factuur 2026-00245 volgens u niet klopt" in text


@pytest.mark.parametrize("defence", Defence)
def test_every_ground_has_its_text_with_what_stands_behind_it(defence: Defence) -> None:
    source = (BOOK / defence / f"{latest(defence)}.txt").read_text("utf-8")
    assert source.startswith("{#")
    assert "art. " in source.partition("#}")[0]
    filled = FIELD.sub(VALUE, source.partition("#}")[2])
    assert read([filled]).score >= bar_of("dispute_answered")
    text = said(answers.dispute_answered(defence=defence, defence_version=latest(defence)))
    assert "art. " not in text.partition("Waarom krijgt u dit antwoord?")[0]
    assert source.partition("#}")[2].split()[:3] == text.partition("Wat zegt de wet?")[2].split()[:3]


def test_who_is_right_is_asked_nothing() -> None:
    data = answers.dispute_answered(outcome=Outcome.UPHELD, reply_by=None)
    text = said(data)
    assert data.asked is None
    assert "U krijgt gelijk." in text
    assert "Betaal dan" not in text
    assert "IBAN" not in text.partition("Over wie gaat het?")[0].partition("Ons antwoord")[2]


@pytest.mark.parametrize(("outcome", "taken_off", "fits"), [
    (Outcome.IN_PART, "25.00", True), (Outcome.IN_PART, "0.00", False), (Outcome.REJECTED, "25.00", False),
    (Outcome.REJECTED, "0.00", True),
])
def test_something_goes_off_where_it_was_right_in_part(outcome: Outcome, taken_off: str, fits: bool) -> None:
    data = answers.dispute_answered(outcome=outcome, taken_off=D(taken_off))
    if fits:
        assert data.asked == data.total_now
        assert (f"Er gaat € {taken_off.replace('.', ',')} af" in said(data)) is (outcome is Outcome.IN_PART)
    else:
        with pytest.raises(AmountsDiffer):
            said(data)


def test_a_complaint_that_was_not_justified_needs_no_measure() -> None:
    text = said(answers.complaint_answered(found=Found.NOT_JUSTIFIED, measures=""))
    assert "Wat doen wij eraan?" not in text
    assert factories.agency().complaints_text in text


def test_the_balance_adds_up_and_names_what_was_paid_on_costs() -> None:
    now = factories.valuation(costs="187.58")
    paid = now._replace(paid=now.paid + D("50.00"), balance=now.balance - D("50.00"))
    text = said(answers.debt_help_balance(valuation=paid, total_now=paid.balance))
    assert "Betaald op kosten |  |  |  |  | -€ 50,00" in text
    with pytest.raises(AmountsDiffer):
        said(answers.debt_help_balance(valuation=now._replace(balance=D("1.00")), total_now=D("1.00")))


@pytest.mark.parametrize(("insolvency", "where", "law"), [
    (Insolvency.BANKRUPTCY, "in het faillissement van", "art. 23 en 128 Faillissementswet"),
    (Insolvency.DEBT_RESTRUCTURING, "in de schuldsanering van", "art. 303 lid 1 Faillissementswet"),
])
def test_interest_ends_the_day_before_the_order_with_its_article(
    insolvency: Insolvency, where: str, law: str
) -> None:
    text = said(answers.claim_submission(insolvency=insolvency))
    assert where in text
    assert f"tot en met 21 november 2026, de dag voor de uitspraak ({law})" in text


@pytest.mark.parametrize("preference", Preference)
def test_a_preference_is_claimed_or_not_and_needs_its_ground(preference: Preference) -> None:
    assert "aanspraak op" in said(answers.claim_submission(preference=preference, preference_basis="artikel 3:278 BW"))
    if preference is not Preference.NONE:
        with pytest.raises(FieldsMissing):
            said(answers.claim_submission(preference=preference))


def test_the_heirs_read_no_amount_and_until_when_they_are_left_alone() -> None:
    text = said(answers.to_heirs())
    assert "€" not in text
    assert "Tot 3 januari 2027 vragen wij u verder niets." in text
    assert "vragen wij u verder niets" not in said(answers.to_heirs(rests_until=None))
    assert "Volgens onze gegevens bent u de executeur of vereffenaar." in said(answers.to_heirs(to_executor=True))


def test_a_client_is_asked_what_belongs_to_the_ground_and_told_of_prescription() -> None:
    asked = {said(answers.client_question(defence=defence)) for defence in Defence}
    assert len(asked) == len(Defence)
    assert all("verjaard vanaf 1 januari 2031" in text for text in asked)
