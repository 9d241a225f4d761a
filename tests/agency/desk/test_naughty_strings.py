"""The list of naughty strings, whole: through every field for text and back, in letters and in files (I13)."""

import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import StringField

from agency.web.forms import BaseForm
from cases.intake import IntakeRefused, read_claim_file, refused_rows_file
from cases.models import Case, Contact, Debtor
from letters.blocks import AddressBlock
from letters.catalogue import content, render
from letters.document import plain_text
from letters.docx.writing import to_docx
from letters.errors import LetterError
from letters.examples import standard as factories
from tests.agency.desk.test_actions import CONTACT
from tests.architecture.chances import FORM, encoded
from tests.architecture.test_form_words import unbound_fields
from tests.cases.intake.claims import TODAY as READ_ON
from tests.cases.intake.claims import row
from tests.letters.reading import docx_text, pdf_pages, squeezed
from tests.naughty import EVERY, some
from tests.web import csrf_of

NAMES = {
    "first_names": "Jansje", "initials": "", "name_prefix": "de", "company_name": "", "legal_form": "",
    "kvk_number": "", "birth_date": "01-05-1980", "trade_names": "", "language": "nl", "died_on": "", "reason": "",
}
Look = Callable[[Select[Any]], Any]


def tidy(text: str) -> str:
    """As a field keeps it."""
    return unicodedata.normalize("NFC", text).strip()


def arrived(text: str) -> str:
    """As it is read where a form is sent: of half a sign, which is no text, the bytes with percent signs."""
    return tidy(text.encode("utf-8", "surrogatepass").decode("utf-8", "werkzeug.url_quote"))


def test_every_field_of_every_form_gives_each_of_them_back_or_refuses_it(app: Flask) -> None:
    kinds = {f"f{at}": field for at, field in enumerate(unbound_fields(StringField))}
    every = type("Every", (BaseForm,), kinds)
    wrong = []
    for text in EVERY:
        with app.test_request_context(method="POST"):
            form = every(formdata=MultiDict(dict.fromkeys(kinds, text)), meta={"csrf": False})
            form.validate()
            wrong += [
                (text, field.name, field.data) for field in form
                if not field.errors and isinstance(field.data, str) and field.data not in (tidy(text), text)
                and field.name in kinds and type(field) is StringField
            ]
            [str(field()) for field in form if text == EVERY[0]]  # each can be drawn
    assert wrong == []
    assert len(kinds) > 150


def test_names_and_notes_come_back_on_the_page_as_they_were_and_none_of_it_runs(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    people = f"/dossiers/{case.id}/personen/{case.debtor_id}"
    csrf, kept = csrf_of(handler), 0

    def send(address: str, values: dict[str, str]) -> TestResponse:
        """As a browser does, halves of a sign too."""
        return handler.post(address, data=encoded([*values.items(), ("csrf_token", csrf)]), content_type=FORM)

    for number, text in enumerate(some()):
        before = look(select(Debtor.surname).where(Debtor.id == case.debtor_id))
        form = next(each for each in handler.get(people).text.split("<form") if 'name="surname"' in each)
        seen = re.findall(r'name="seen"[^>]*value="([^"]*)"', form)[0]
        answer = send(people, NAMES | {"surname": text, "seen": seen, "token": f"n{number}"})
        now = look(select(Debtor.surname).where(Debtor.id == case.debtor_id))
        is_same = tidy(text).split() == before.split()  # another kind of blank is no other name
        assert (answer.status_code, now) in ((302, arrived(text)), (422, before), (400, before)) or is_same, ascii(text)
        shown = handler.get(people).text
        assert f'value="{html.escape(now)}"'.replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in shown, ascii(text)
        kept += answer.status_code == 302

        answer = send(f"/dossiers/{case.id}/contact", CONTACT | {"note": text, "token": f"c{number}"})
        note = look(select(Contact.note).order_by(Contact.id.desc()).limit(1))
        assert answer.status_code in (302, 422, 400), ascii(text)
        page = handler.get(f"/dossiers/{case.id}").text
        if answer.status_code == 302:
            assert note.replace("\r\n", "\n") == arrived(text).replace("\r\n", "\n"), ascii(text)
            assert "".join(html.unescape(note).split()) in "".join(html.unescape(html.unescape(page)).split())
        for live in ("<script>alert", "<img src=x", "<svg/onload", "<b>vet", ">49<"):
            assert live not in page + shown, ascii(text)
    assert kept > len(some()) / 2


def test_a_letter_prints_each_of_them_as_it_is_or_names_what_it_cannot() -> None:
    printed = 0
    for number, text in enumerate(some(1)):
        data = factories.first_notice(debtor=AddressBlock(name=text, lines=("Lindelaan 7", "9712 BC Groningen")))
        try:
            document = content(data)
            papers = [plain_text(document), docx_text(to_docx(document))]
            if number % 4 == 0:
                papers.append("".join(pdf_pages(render(data).pdf)))
        except LetterError:
            continue
        wanted = squeezed(printable(text))
        assert all(wanted in squeezed(unicodedata.normalize("NFC", paper)) for paper in papers), ascii(text)
        printed += 1
    assert printed > len(some(1)) / 2


def printable(text: str) -> str:
    """Without what no paper holds: control signs, signs of direction, halves and what is no letter."""
    return unicodedata.normalize("NFC", "".join(
        char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ))


def test_a_claim_file_keeps_them_and_so_does_the_file_of_what_was_refused() -> None:
    taken = 0
    for text in EVERY:
        bad = row(1, Achternaam=text, Omschrijving=text, Bedrag="x")
        try:
            found = read_claim_file(as_csv(bad), "lijst.csv", today=READ_ON)
        except IntakeRefused:
            continue
        assert found.rows == ()
        _, content_back = refused_rows_file(found)
        back = content_back.decode(found.encoding)
        (headings, cells) = list(csv.reader(io.StringIO(back.removeprefix("\ufeff")), delimiter=found.delimiter))[:2]
        runs = [cell for cell in cells if cell[:1] in tuple("=+-@\t\r") and not re.fullmatch("-[0-9]+", cell)]
        assert runs == [], ascii(text)
        again = read_claim_file(content_back, "lijst.csv", today=READ_ON)
        told = dict(zip(headings, cells, strict=False))
        if told["Achternaam"].lstrip("'") == text:
            taken += 1
        assert [one.row for one in again.refused] == [one.row for one in found.refused], ascii(text)
    assert taken > len(EVERY) / 2


def as_csv(cells: dict[str, str]) -> bytes:
    """The row as a program writes it, with quotes where they are needed."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([list(cells), list(cells.values())])
    return out.getvalue().encode("utf-8", "surrogatepass")
