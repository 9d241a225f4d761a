"""What a debtor may not be pressed with, phrase by phrase, and what only looks like it."""

import pytest

from legal.debtor.pressure import Step, pressing


def codes(text: str, step: Step = Step.VOLUNTARY, *, is_consumer: bool = True) -> set[str]:
    return {each.code for each in pressing(text, step=step, is_consumer=is_consumer)}


@pytest.mark.parametrize(("text", "code"), [
    ("Betaal, of wij leggen beslag op uw loon.", "seizure"),
    ("Anders volgt loonbeslag.", "seizure"),
    ("Dan laten wij beslag leggen.", "seizure"),
    ("Het beslag op uw rekening kost geld.", "seizure"),
    ("Uw auto wordt in beslag genomen.", "seizure"),
    ("BESLAG\u00adLEGGING volgt", "seizure"),
    ("Er komt een deurwaarder bij u langs.", "bailiff"),
    ("Wij schakelen een gerechtsdeurwaarder in.", "bailiff"),
    ("Straks staat de deurwaarder aan de deur.", "bailiff"),
    ("Wij sturen uw zaak naar de deurwaarder.", "bailiff"),
    ("U wordt gedagvaard of krijgt een dagvaarding.", "court"),
    ("Wij nemen gerechtelijke stappen.", "court"),
    ("Dan gaan wij naar de rechter.", "court"),
    ("Wij brengen de zaak voor de rechter.", "court"),
    ("Dan starten wij een procedure.", "court"),
    ("Wij vragen uw faillissement aan.", "bankruptcy"),
    ("Wij laten u failliet verklaren.", "bankruptcy"),
    ("Wij melden u bij het BKR.", "credit_register"),
    ("U krijgt een BKR-registratie.", "credit_register"),
    ("U komt op een zwarte lijst.", "credit_register"),
    ("Dit is uw **laatste kans**.", "last_chance"),
    ("Allerlaatste waarschuwing", "last_chance"),
    ("Er komen administratiekosten bij.", "extra_costs"),
    ("U betaalt ook € 25,00 aanmaningskosten.", "extra_costs"),
    ("Kosten van de regeling moet u betalen.", "extra_costs"),
    ("De kosten kunnen flink oplopen.", "rising_costs"),
    ("De kosten lopen snel op.", "rising_costs"),
    ("U kunt in gijzeling worden genomen.", "detention"),
    ("Wij doen aangifte tegen u.", "detention"),
    ("Dan lichten wij uw werkgever in.", "other_people"),
    ("Uw buren zullen wij hierover inlichten.", "other_people"),
    ("Dan wordt u uit uw huis gezet.", "eviction"),
    ("Wij ontruimen dan uw woning.", "eviction"),
])
def test_a_phrase_that_presses_is_found(text: str, code: str) -> None:
    found = pressing(text)
    assert code in {each.code for each in found}
    assert all(each.found and each.message and each.law for each in found)


@pytest.mark.parametrize("text", [
    "Deurbeslag, zwart, twee stuks | € 40,00",
    "Er is geen beslag op uw inkomen.",
    "Wij sturen u gratis een kopie. De deurwaarder kent u niet.",
    "Vindt u de boete te hoog? De rechter kan haar verlagen (art. 6:94 BW).",
    "Bent u het niet eens met ons antwoord? U kunt zelf naar de rechter.",
    "De rechtbank heeft u op 3 november 2026 failliet verklaard.",
    "Wij vragen u om onze vordering in het faillissement te erkennen.",
    "BKR-toets woning | € 75,00",
    "Misbruikt iemand uw naam? Doe aangifte bij de politie.",
    "U betaalt geen administratiekosten.",
    "Dan betaalt u geen incassokosten. Dat kost u niets extra.",
    "Administratiekosten cursus Engels | 01-02-2026 | € 25,00",
    "De rente loopt door tot de dag waarop u alles hebt betaald.",
    "Verandert er iets in uw werk of bij uw familie? Vertel het ons.",
    "Wat is uw woning aan huur per maand?",
])
def test_what_only_looks_like_it_is_let_through(text: str) -> None:
    assert pressing(text) == ()


@pytest.mark.parametrize(("text", "allowed_from"), [
    ("Wij leggen beslag op uw loon.", Step.TITLE),
    ("Wij ontruimen dan uw woning.", Step.TITLE),
    ("Er komt een deurwaarder bij u langs.", Step.COURT_NEXT),
    ("Dan gaan wij naar de rechter.", Step.COURT_NEXT),
    ("Dit is de laatste mogelijkheid om dat te voorkomen.", Step.COURT_NEXT),
    ("De kosten kunnen oplopen.", Step.COURT_NEXT),
    ("Wij melden u bij het BKR.", None),
    ("Wij vragen uw faillissement aan.", None),
    ("Wij doen aangifte tegen u.", None),
    ("U betaalt ook € 25,00 aanmaningskosten.", None),
])
def test_what_is_true_later_may_be_said_later(text: str, allowed_from: Step | None) -> None:
    assert [bool(codes(text, step)) for step in Step] == [allowed_from is None or step < allowed_from for step in Step]


def test_other_costs_are_barred_for_consumers_alone() -> None:
    """Art. 6:96 lid 5 BW protects who does not act in business."""
    assert codes("U betaalt ook € 25,00 aanmaningskosten.", is_consumer=False) == set()


def test_a_name_is_printed_to_the_letter() -> None:
    text = "Kringloop De Laatste Kans B.V. heeft ons gevraagd om deze rekening te innen."
    names = ("Kringloop De Laatste Kans B.V.",)
    assert codes(text) == {"last_chance"}
    assert pressing(text, names=names) == ()
    assert [each.code for each in pressing(f"{text} Dit is uw laatste kans.", names=names)] == ["last_chance"]


def test_words_do_not_join_across_lines_and_cells() -> None:
    assert pressing("Wij schrijven u over een deurwaarder | komt straks\nlangs") == ()
