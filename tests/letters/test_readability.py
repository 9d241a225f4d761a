"""How hard a text is to read: syllables of words of known count, texts of known level, and the bar of every letter."""

import pytest

from letters.catalogue import catalogue
from letters.kind import DebtorLetter
from letters.readability import LEAST_OF_FIRST_LETTER, VALUE, bar_of, now_in_use, read, reading_of
from letters.syllables import syllables
from letters.text import versions

# Written for this test, as one would write to a neighbour (A2/B1).
EASY = (
    "U hebt de rekening nog niet betaald. Dat kan. Betaal de rekening in deze maand. Lukt dat niet? Bel ons dan.",
    "Wij zoeken met u een plan dat bij u past. Het kost u niets. U mag ook langs komen. Neem dan deze brief mee.",
)
# Written for this test, as a lawyer would write to a court.
HARD = (
    "Ingevolge het bepaalde in de tussen partijen tot stand gekomen overeenkomst van opdracht is wederpartij gehouden "
    "tot onverwijlde voldoening van de verschuldigde vergoeding, vermeerderd met de buitengerechtelijke incassokosten "
    "en de wettelijke vertragingsrente vanaf het intreden van het verzuim tot aan de dag der algehele voldoening."
)


@pytest.mark.parametrize(("word", "count"), [
    ("brief", 1), ("nieuw", 1), ("draait", 1), ("één", 1), ("vóór", 1), ("bureau", 2), ("betaalt", 2), ("draaien", 2),
    ("bijeen", 2), ("geïnd", 2), ("knieën", 2), ("reëel", 2), ("website", 2), ("e-mail", 2), ("rekening", 3),
    ("royaal", 2), ("hypotheek", 3), ("schuldeiser", 3), ("sociaal", 3), ("factuurnummer", 4), ("januari", 4),
    ("februari", 4), ("beëindigen", 4), ("situatie", 4), ("financiële", 5), ("incassobureau", 5), ("incassokosten", 5),
    ("betalingsregeling", 6), ("coördinatie", 5), ("gegevens", 3), ("vrijheid", 2), ("bemoeien", 3), ("quotum", 2),
    ("btw", 3), ("KvK", 3), ("IBAN", 2), ("enquête", 3), ("tweeëntwintig", 4), ("actueel", 3),
    ("buitengerechtelijke", 7),
])
def test_a_word_has_the_syllables_that_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_measure_is_counted_as_it_is_published() -> None:
    """Eleven words of fifteen syllables in two sentences."""
    found = read(["Betaal deze rekening in mei. Bel ons als het niet lukt."])
    assert [(each.words, each.syllables) for each in found.sentences] == [(5, 9), (6, 6)]
    assert found.score == round(206.84 - 77 * 15 / 11 - 0.93 * 11 / 2, 1)


def test_texts_of_known_level_are_told_apart() -> None:
    assert read(EASY).score > 80
    assert read(EASY).grade in ("gemakkelijk", "zeer gemakkelijk")
    assert read([HARD]).score < 30
    assert read([HARD]).grade == "zeer moeilijk"


def test_a_figure_or_a_value_is_a_word_without_syllables() -> None:
    plain = read(["Betaal nu dit bedrag."]).sentences[0]
    valued = read([f"Betaal nu {VALUE} op 21-11-2026."]).sentences[0]
    assert (valued.words, valued.spelled) == (5, 3)
    assert valued.syllables == plain.syllables - syllables("bedrag") - syllables("dit") + syllables("op")


def test_what_is_no_sentence_is_not_measured() -> None:
    assert read(["Met vriendelijke groet,", "Incassobureau Voorbeeld", "Klacht. Wij helpen u graag."]).sentences == (
        read(["Wij helpen u graag."]).sentences
    )


def test_the_hardest_sentences_come_first() -> None:
    found = read([*EASY, HARD]).hardest(2)
    assert found[0].text == HARD
    assert found[0].score < found[1].score


@pytest.mark.parametrize("kind", [name for name, each in catalogue().items() if issubclass(each, DebtorLetter)])
def test_no_letter_to_a_debtor_is_harder_than_the_first(kind: str) -> None:
    found = now_in_use(kind)
    assert found.score >= bar_of(kind), [(each.text, each.score) for each in found.hardest(5)]


def test_the_first_letter_has_a_bar_of_its_own() -> None:
    assert bar_of("first_notice") == LEAST_OF_FIRST_LETTER


@pytest.mark.parametrize(("kind", "version"), [(kind, version) for kind in catalogue() for version in versions(kind)])
def test_every_text_can_be_measured(kind: str, version: str) -> None:
    """Nothing of the language of templates is left in what is measured."""
    sentences = reading_of(kind, version).sentences
    assert [each.text for each in sentences if any(mark in each.text for mark in ("{", "}", "%}", "|"))] == []
    assert sentences or kind == "package_contents"
