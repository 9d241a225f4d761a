"""What is filled in for a letter: kept as JSON and read back as it was, and refused in Dutch where it cannot be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence import details
from cases.correspondence.details import Details, DetailsUnreadable, asked, asked_of
from cases.correspondence.rules import rules
from cases.errors import Incomplete
from cases.models import LetterBatch, LetterKind
from cases.schema.db import CitizenNumberFound
from legal.wording import InDutch
from tests.conftest import NOW
from tests.factories import TODAY


class Way(InDutch):
    PHONE = "phone", "Met de telefoon"
    LETTER = "letter", "Met een brief"


@dataclass(frozen=True, kw_only=True)
class Sample(Details):
    """One field of each kind."""

    on: date = asked("Op welke dag?", help="Een werkdag.")
    amount: Decimal = asked("Hoeveel?")
    said: str = asked("Wat zei hij?", most=40, long=True)
    way: Way = asked("Hoe?")
    term: int = asked("Welke termijn?")
    claims: tuple[int, ...] = asked("Welke rekeningen?")
    is_sure: bool = asked("Zeker", default=False)
    until: date | None = asked("Tot wanneer?", default=None)
    court: str = asked("Wat loopt er?", measures=True, default="")


FILLED = Sample(
    on=date(2026, 12, 7), amount=Decimal("50.00"), said="Ik bel u “morgen”.", way=Way.PHONE, term=2, claims=(3, 1)
)
KEPT = {
    "on": "2026-12-07", "amount": "50.00", "said": "Ik bel u “morgen”.", "way": "phone", "term": 2, "claims": [3, 1],
    "is_sure": False, "until": None, "court": "",
}


def test_it_is_kept_and_read_back_as_it_was() -> None:
    assert details.as_json(FILLED) == KEPT
    assert details.read(Sample, KEPT) == FILLED
    assert details.read(Sample, KEPT | {"until": "2026-12-31", "is_sure": True}).until == date(2026, 12, 31)


def test_nothing_filled_in_is_nothing_kept() -> None:
    assert (details.as_json(None), details.as_text(None)) == ({}, "")


@pytest.mark.parametrize(("changed", "named"), [
    ({"on": "07-12-2026"}, "Op welke dag?"), ({"on": "20261207"}, "Op welke dag?"), ({"on": None}, "Op welke dag?"),
    ({"amount": "50"}, "Hoeveel?"), ({"amount": 50}, "Hoeveel?"), ({"amount": "50.001"}, "Hoeveel?"),
    ({"amount": "NaN"}, "Hoeveel?"), ({"amount": "Infinity"}, "Hoeveel?"), ({"said": 5}, "Wat zei hij?"),
    ({"way": "fax"}, "Hoe?"), ({"way": []}, "Hoe?"), ({"term": "2"}, "Welke termijn?"),
    ({"term": True}, "Welke termijn?"),
    ({"claims": 3}, "Welke rekeningen?"), ({"claims": ["3"]}, "Welke rekeningen?"), ({"is_sure": 1}, "Zeker"),
    ({"strange": 1}, "strange"),
])
def test_what_does_not_fit_is_refused_by_its_dutch_name(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(DetailsUnreadable, match="is niet te lezen") as refused:
        details.read(Sample, KEPT | changed)
    assert named in str(refused.value)


def test_a_field_that_came_later_has_its_default_and_one_without_is_missed() -> None:
    old = {name: value for name, value in KEPT.items() if name not in ("is_sure", "until", "court")}
    assert details.read(Sample, old) == FILLED
    with pytest.raises(DetailsUnreadable, match=r"Hoeveel\?"):
        details.read(Sample, {name: value for name, value in old.items() if name != "amount"})


@pytest.mark.parametrize(("changes", "field", "why"), [
    ({"said": "x" * 41}, "said", "ten hoogste 40 tekens"), ({"said": "  "}, "said", "vul dit in"),
    ({"said": "Mijn nummer is 111222333."}, "said", "burgerservicenummer"),
    ({"said": "Anders volgt loonbeslag."}, "said", "“loonbeslag” mag hier niet"),
    ({"claims": ()}, "claims", "kies er minstens één"), ({"way": None}, "way", "vul dit in"),
])
def test_words_that_may_not_be_in_a_letter_are_refused_at_their_field(
    changes: dict[str, Any], field: str, why: str
) -> None:
    assert details.faults(FILLED) == {}
    found = details.faults(Sample(**{each.name: getattr(FILLED, each.name) for each in asked_of(Sample)} | changes))
    assert list(found) == [field]
    assert why in found[field]


def test_a_letter_about_an_insolvency_may_name_it_where_its_form_says_so() -> None:
    kept = KEPT | {"court": "Het faillissement van 1 december"}
    assert details.faults(details.read(Sample, kept)) == {}


def test_only_what_is_offered_can_be_chosen() -> None:
    offered = {"term": {1: "eerste", 2: "tweede"}, "claims": {1: "F1", 3: "F3"}}
    assert details.not_offered(FILLED, offered) == {}
    found = details.not_offered(FILLED, {"term": {1: "eerste"}, "claims": {1: "F1"}})
    assert list(found) == ["term", "claims"]


def test_a_field_that_no_page_can_ask_is_found_where_it_is_declared() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Strange(Details):
        often: float = asked("Hoe vaak?")

    with pytest.raises(TypeError, match="often"):
        asked_of(Strange)


def test_every_form_has_a_question_of_its_own_for_each_field() -> None:
    for form in [rule.form for rule in rules().values() if rule.form is not None]:
        questions = [each.label for each in asked_of(form)]
        assert all(questions)
        assert len(set(questions)) == len(questions)
        assert {"seen", "token", "csrf_token", "letter_date", "aan"}.isdisjoint(each.name for each in asked_of(form))


def test_a_citizen_number_comes_in_by_no_way(session: Session) -> None:
    batch = LetterBatch(
        kind=LetterKind.INTERRUPTION_LETTER, letter_date=TODAY, ordered_at=NOW, details={"said": "BSN 111222333"}
    )
    session.add(batch)
    with pytest.raises(CitizenNumberFound):
        session.flush()
    session.rollback()


def test_a_batch_of_before_has_nothing_filled_in(session: Session) -> None:
    session.add(LetterBatch(kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, ordered_at=NOW))
    session.flush()
    assert session.scalars(select(LetterBatch.details)).all() == [{}]


@pytest.mark.parametrize("form", [rule.form for rule in rules().values() if rule.form is not None])
def test_what_was_not_filled_in_is_asked_for_by_each_form(form: type[Details]) -> None:
    with pytest.raises(Incomplete, match=r"^(?:Vul|Kies) .{10,}\.$"):
        form.of(None)
    with pytest.raises(Incomplete):
        form.of(FILLED)
