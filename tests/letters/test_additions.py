"""A paragraph of the agency's own: what it may not say, where it stands, and that every form of the letter says it."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from letters import additions
from letters.additions import MOST
from letters.catalogue import catalogue, content, render
from letters.document import Paragraph, Run, inline_text, plain_text
from letters.errors import WordingRefused
from letters.examples import example, makers
from letters.kind import DebtorLetter
from letters.mail import message
from letters.readability import bar_of, reading_of, with_added
from letters.reviewing import addition_faults, pages, reviewed
from tests.letters.reading import docx_text, pdf_pages, squeezed
from tests.letters.test_mail import ENVELOPE, Page, part, read

ADDED = "Wij helpen u graag. Kom gerust langs op ons kantoor, of stel uw vraag aan een van onze mensen."


def with_it(kind: str, addition: str = ADDED) -> DebtorLetter:
    return replace(example(kind), addition=addition)


@pytest.mark.parametrize("kind", sorted(makers()))
def test_it_stands_above_the_greeting_and_changes_nothing_else(kind: str) -> None:
    without, made = content(example(kind)).blocks, content(with_it(kind)).blocks
    at = made.index(Paragraph((Run(ADDED),)))
    below = made[at + 1]
    assert isinstance(below, Paragraph)
    assert inline_text(below.text).startswith("Met vriendelijke groet")
    assert (*made[:at], replace(below, keep=False), *made[at + 2:]) == without


@pytest.mark.parametrize("kind", ["first_notice", "reminder", "case_closed"])
def test_paper_pdf_and_email_say_it_once_in_the_same_words(kind: str) -> None:
    made, document = render(with_it(kind)), content(with_it(kind))
    mail = read(message(document, made.pdf, ENVELOPE))
    forms = {
        "docx": docx_text(made.docx), "pdf": " ".join(pdf_pages(made.pdf)), "kept": made.text,
        "mail": part(mail, "plain"), "page": " ".join(Page(part(mail, "html")).said),
    }
    for form, text in forms.items():
        found = squeezed(text)
        assert found.count(squeezed(ADDED)) == 1, form
        assert found.index(squeezed(ADDED)) < found.index("Metvriendelijkegroet"), form


def test_the_greeting_and_the_name_stay_on_one_page() -> None:
    """Two sentences fill the page of this example up to its greeting."""
    made = render(with_it("reminder", "Wij helpen u graag. Kom gerust langs op ons kantoor."))
    first, second = pdf_pages(made.pdf)
    assert "Met vriendelijke groet" not in first
    assert second.strip().startswith("Met vriendelijke groet,")
    kept = [
        b"keepNext" in zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")
        for docx in (made.docx, render(example("reminder")).docx)
    ]
    assert kept == [True, False]


def test_a_letter_without_one_says_what_it_said() -> None:
    assert render(with_it("reminder", "")).text == render(example("reminder")).text


def test_words_of_somebody_that_look_like_a_greeting_do_not_move_it() -> None:
    document = content(example("reminder"))
    posed = replace(document, blocks=(Paragraph((Run("Met vriendelijke groet, een ander"),)), *document.blocks))
    blocks = additions.with_addition(posed, ADDED).blocks
    assert blocks.index(Paragraph((Run(ADDED),))) > 1


def test_a_document_without_a_greeting_has_no_place_for_it() -> None:
    document = content(example("reminder"))
    with pytest.raises(ValueError, match="without a greeting"):
        additions.with_addition(replace(document, blocks=document.blocks[:1]), ADDED)


def test_what_may_stand_in_it() -> None:
    assert additions.faults(ADDED) == ()
    assert additions.faults("Wij spreken ook Engels, Frans en Pools. Vraag er gerust naar.") == ()
    assert additions.faults("Twee mensen van ons kantoor lezen uw brief. Goedemorgen is ons eerste woord.") == ()
    assert additions.faults(f"{'a' * (MOST - 7)} is zo.") == ()
    assert "tekens lang" in additions.faults(f"{'a' * (MOST - 6)} is zo.")[0]
    assert additions.entered("  Wij helpen\r\n u\u200b graag.\n") == "Wij helpen u graag."


@pytest.mark.parametrize(("text", "told"), [
    ("Betaal nog € tien aan ons.", "“€”: bedragen en percentages staan al in de brief"),
    ("Betaal nog wat euro aan ons.", "“euro”: bedragen en percentages"),
    ("U krijgt de helft van het procent.", "“procent”: bedragen en percentages"),
    ("Wij helpen u in 3 stappen.", "“3”: schrijf geen cijfers"),
    ("Wij helpen u in ③ stappen.", "“③”: schrijf geen cijfers"),
    ("Bel ons op 0201234567 voor hulp.", "“0201234567”: schrijf geen cijfers"),
    ("Betaal op NL91 ABNA 0417 1643 00 aan ons.", "“NL91 ABNA 0417 1643 00”: een rekeningnummer"),
    ("Kijk op www.betaal-hier.nl voor hulp.", "“www”: website en e-mailadres"),
    ("Kijk op betaal-hier.nl voor hulp.", "“betaal-hier.nl”: website en e-mailadres"),
    ("Mail naar hulp@elders.test om hulp.", "“hulp@elders.test”: website en e-mailadres"),
    ("Betaal graag voor maandag aan ons.", "“maandag”: noem geen dag of datum"),
    ("Betaal graag voor eind mei aan ons.", "“eind mei”: noem geen dag of datum"),
    ("Betaal graag morgen aan ons.", "“morgen”: noem geen dag of datum"),
    ("Betaal binnen tien dagen aan ons.", "“dagen”: noem geen termijn"),
    ("U krijgt twee weken uitstel van ons.", "“weken”: noem geen termijn"),
    ("Betaal uiterlijk als het u past.", "“uiterlijk”: noem geen termijn"),
    ("De termijnen zijn bij ons soepel.", "“termijnen”: noem geen termijn"),
    ("U betaalt ons tweehonderd in totaal.", "“tweehonderd”: schrijf ook geen getal in letters"),
    ("U betaalt ons vijfentwintig in totaal.", "“vijfentwintig”: schrijf ook geen getal in letters"),
    ("U betaalt ons drieëndertig in totaal.", "“drieëndertig”: schrijf ook geen getal in letters"),
    ("U betaalt ons vijftien in totaal.", "“vijftien”: schrijf ook geen getal in letters"),
    ("U betaalt ons vijftienhonderd in totaal.", "“vijftienhonderd”: schrijf ook geen getal in letters"),
    ("U betaalt ons nog maar de helft.", "“helft”: schrijf ook geen getal in letters"),
    ("De incassokosten rekenen wij niet.", "“incassokosten”: kosten, rente en korting"),
    ("Wij geven u graag korting hierop.", "“korting”: kosten, rente en korting"),
    ("Beste {{ naam }}, wij helpen u.", "“{{ naam }}”: dit lijkt op een plek die nog moet worden ingevuld"),
    ("Beste [naam], wij helpen u.", "“[naam]”: dit lijkt op een plek"),
    ("Vraag het aan xxx op kantoor.", "“xxx”: dit lijkt op een plek"),
    ("Wij helpen u ... en graag.", "“...”: dit lijkt op een plek"),
    ("Wij sturen dan een deurwaarder.", "“deurwaarder”: De deurwaarder noemt u niet"),
    ("Wij leggen beslag op uw loon.", "“beslag”: Een beslag noemt u niet"),
    ("Wij melden dit bij het BKR.", "“BKR”: Een melding bij BKR noemt u niet"),
    ("Dit is uw laatste kans.", "“laatste kans”: Een laatste kans noemt u niet"),
    ("Wij laten u uit uw huis zetten.", "“uit uw huis zetten”: Ontruimen kan pas na een vonnis"),
    ("Wij vertellen het aan uw buren.", "Een schuld gaat anderen niet aan"),
    ("Wij leggen b\u0435slag op uw loon.", "“\u0435”: schrijf met gewone letters"),
    ("Wij spreken ook \u4e2d\u6587 met u.", "“\u4e2d”: schrijf met gewone letters"),
    ("Wij helpen u graag \U0001f9ff hier.", "dit teken kan niet worden afgedrukt (U+1F9FF)"),
    ("Wij helpen u graag", "eindig met een punt"),
    ("Welkom. Wij helpen u graag.", "“Welkom.”: schrijf hele zinnen"),
    (f"Wij helpen u graag{' en graag' * 50}.", f"tekens lang; ten hoogste {MOST}"),
])
def test_what_may_not_stand_in_it_is_told_and_no_letter_is_made_with_it(text: str, told: str) -> None:
    assert told in "; ".join(additions.faults(text))
    assert told in "; ".join(addition_faults("reminder", text))
    with pytest.raises(WordingRefused, match="dit mag niet in de aanvulling"):
        content(with_it("last_summons", text))


def test_it_may_not_be_harder_to_read_than_the_letter() -> None:
    hard = "De verantwoordelijkheidsverdeling betreffende overeenkomsten is privaatrechtelijk overeengekomen."
    assert additions.faults(hard) == ()
    (told,) = addition_faults("reminder", hard)
    assert told.startswith("de aanvulling is moeilijker dan mag: leesgemak")
    assert f"minstens {bar_of('reminder')}".replace(".", ",") in told


def test_the_letter_is_measured_with_it() -> None:
    reading = reviewed("reminder", ADDED).reading
    version = catalogue()["reminder"].version
    alone = reading_of("reminder", version)
    assert len(reading.sentences) == len(alone.sentences) + 2
    assert with_added("reminder", version, "") == alone


@pytest.mark.parametrize(("kind", "text"), [
    ("dispute_received", "U moet nog betalen aan ons."), ("plan_proposed", "Hiermee erkent u de schuld."),
])
def test_what_a_kind_may_never_say_is_refused_from_here_too(kind: str, text: str) -> None:
    assert addition_faults("first_notice", text) == ()
    (told,) = addition_faults(kind, text)
    assert told.startswith("in de tekst staat wel:")


def test_it_cannot_supply_what_the_letter_itself_has_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_it("reminder", "Wij bellen u zelf terug.")
    seen: list[str] = []
    monkeypatch.setattr(type(data), "refuse", lambda _data, text: seen.append(text))
    document = content(data)
    assert [re.search("Wij bellen u zelf terug", text) is not None for text in seen] == [False, True]
    assert seen[1] == plain_text(document)


def test_who_reads_it_before_it_goes_sees_it() -> None:
    review = reviewed("reminder", ADDED)
    assert [each.text for each in review.said if each.is_added] == [
        "Wij helpen u graag.", "Kom gerust langs op ons kantoor, of stel uw vraag aan een van onze mensen.",
    ]
    assert review.faults == ()
    assert pages("reminder", addition=ADDED) != pages("reminder")
