"""Help with debts: named to every person who is asked to pay, with the number of who helps, and to no company."""

from dataclasses import replace

import pytest

from letters.catalogue import content
from letters.document import plain_text
from letters.errors import WordingRefused
from letters.examples import makers
from letters.examples import standard as factories
from letters.kind import DebtorLetter, LetterAbout
from tests.letters.reading import said

FOR_PEOPLE = ("gemeente", "Schuldhulproute", "Juridisch Loket")
NUMBER = "Bel voor hulp 030 000 00 11."
LETTERS = {kind: make() for kind, make in makers().items()}
TO_WHO_PAYS = [
    kind for kind, made in LETTERS.items() if made.to_pay is not None and not isinstance(made, LetterAbout)
]
TO_COMPANIES = [
    kind for kind, made in LETTERS.items()
    if hasattr(made, "consumer") and kind not in ("first_notice", "added_notice", "budget_form")
]  # a first letter to a company is another one (`business_notice`); the other two go to people alone


@pytest.mark.parametrize("kind", TO_WHO_PAYS)
def test_who_is_asked_to_pay_reads_whom_to_call_for_help(kind: str) -> None:
    made = LETTERS[kind]
    assert NUMBER in said(made)
    without = said(replace(made, agency=factories.agency(debt_help_phone="")))
    assert "Bel voor hulp" not in without
    assert "Juridisch Loket" in without


@pytest.mark.parametrize("kind", TO_COMPANIES)
def test_a_company_is_sent_to_no_help_for_people(kind: str) -> None:
    made = LETTERS[kind]
    text = plain_text(content(replace(made, consumer=False)))  # type: ignore[call-arg]  # each of these has it
    assert [words for words in FOR_PEOPLE if words in text] == []
    with pytest.raises(WordingRefused, match="geen hulp van de gemeente voor een bedrijf"):
        _to_company(made).refuse(f"{text}\nEr is gratis hulp bij uw gemeente.")


def test_a_company_gets_the_first_letter_without_it_too() -> None:
    text = said(factories.business_notice())
    assert [words for words in FOR_PEOPLE if words in text] == []


def _to_company(made: DebtorLetter) -> DebtorLetter:
    return replace(made, consumer=False)  # type: ignore[call-arg]  # as above


@pytest.mark.parametrize("kind", TO_WHO_PAYS)
def test_the_number_ends_its_line(kind: str) -> None:
    text = plain_text(content(LETTERS[kind]))
    assert [line for line in text.splitlines() if NUMBER in line and not line.endswith(NUMBER)] == []
