"""What people type in Dutch fields: understood, or refused in words that help."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from agency.web.fields import (
    DutchDateField,
    EuroField,
    IbanField,
    PostcodeField,
    choices_of,
    parse_date,
    parse_euro,
    required,
    text_field,
)
from agency.web.forms import BaseForm
from cases.errors import CaseClosed
from cases.input_checks import Finding, InvalidInput


class Form(BaseForm):
    name = text_field("Naam", needed="Vul de naam in.", max_length=40)
    paid_on = DutchDateField("Datum", [required("Vul de datum in.")])
    amount = EuroField("Bedrag", [required("Vul het bedrag in.")])
    iban = IbanField("IBAN")
    postcode = PostcodeField("Postcode")
    note = text_field("Notitie", long=True, max_length=100)
    invoice = text_field("Factuurnummer", number=True)
    house = text_field("Huisnummer", digits=True)


def filled(app: Flask, **changes: str) -> Form:
    given_values = {"name": "J. de Vries", "paid_on": "21-11-2026", "amount": "1.234,56"} | changes
    with app.test_request_context(method="POST"):
        form = Form(formdata=MultiDict(given_values), meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(("typed", "day"), [
    ("21-11-2026", date(2026, 11, 21)),
    ("1-2-2026", date(2026, 2, 1)),
    ("01/02/2026", date(2026, 2, 1)),
    ("1.2.2026", date(2026, 2, 1)),
    ("2026-02-01", date(2026, 2, 1)),
    (" 29-02-2028 ", date(2028, 2, 29)),
])
def test_a_date_is_day_month_year(typed: str, day: date) -> None:
    assert parse_date(typed) == day


@pytest.mark.parametrize(("typed", "said"), [
    ("31-02-2026", "bestaat niet"),
    ("29-02-2026", "bestaat niet"),
    ("13-13-2026", "bestaat niet"),
    ("21-11-26", "vier cijfers"),
    ("21-11-1826", "tussen 1900 en"),
    ("01-01-9999", "tussen 1900 en"),
    ("morgen", "dag-maand-jaar"),
    ("２１-11-2026", "dag-maand-jaar"),
    ("2026/11/21", "dag-maand-jaar"),
])
def test_a_date_that_is_none_is_refused(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_date(typed)


@pytest.mark.parametrize(("typed", "amount"), [
    ("1.234,56", "1234.56"), ("1234,56", "1234.56"), ("1234", "1234.00"), ("0,05", "0.05"), ("€ 12,50", "12.50"),
    ("€\u00a012,50", "12.50"), ("1.234.567", "1234567.00"), (" 12,50 ", "12.50"), ("1 234,56", "1234.56"),
    ("-12,50", "-12.50"), ("1.234.567,89", "1234567.89"),
])
def test_an_amount_is_read_the_dutch_way(typed: str, amount: str) -> None:
    assert str(parse_euro(typed)) == amount


@pytest.mark.parametrize(("typed", "said"), [
    ("12.50", "achter een komma"), ("1,234.56", "bijvoorbeeld"), ("1.234", "twee dingen"), ("12,5", "12,50"),
    ("1234,567", "twee cijfers"), ("1e3", "in euro"), ("NaN", "in euro"), ("∞", "in euro"), ("", "in euro"),
    ("12,50 EUR", "in euro"), ("1.23.456,00", "in euro"), ("(12,00)", "in euro"), ("12-", "in euro"),
    ("١٢,٥٠", "in euro"), ("99999999999,00", "te groot"), (".50", "achter een komma"),
])
def test_what_could_be_another_amount_is_refused(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_euro(typed)


@given(st.decimals("0.01", "9999999999.99", places=2))
def test_every_amount_shown_in_a_field_reads_back_the_same(amount: Decimal) -> None:
    shown = EuroField.shown(None, amount)  # type: ignore[arg-type]  # needs nothing of the field
    assert parse_euro(shown) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_in_whole_cents_or_a_refusal(text: str) -> None:
    try:
        amount = parse_euro(text)
    except ValueError:
        return
    assert amount == amount.quantize(Decimal("0.01"))


def test_good_input_becomes_values(app: Flask) -> None:
    form = filled(app, iban="nl91 abna 0417 1643 00", postcode="1234ab", note=" na\u0308ht\r\nregel ")
    assert not form.errors
    assert form.amount.data == Decimal("1234.56")
    assert form.paid_on.data == date(2026, 11, 21)
    assert form.iban.data == "NL91ABNA0417164300"
    assert form.postcode.data == "1234 AB"
    assert form.note.data == "n\u00e4ht\r\nregel"


def test_empty_fields_that_may_be_empty_are_none(app: Flask) -> None:
    form = filled(app, iban=" ", postcode="")
    assert not form.errors
    assert form.iban.data is None
    assert form.postcode.data is None


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("name", "   ", "Vul de naam in."),
    ("name", "x" * 41, "ten hoogste 40 tekens"),
    ("name", "Jan\x00", "teken dat niet kan worden verwerkt"),
    ("paid_on", "", "Vul de datum in."),
    ("amount", "0,00", "meer dan nul"),
    ("amount", "-1,00", "niet negatief"),
    ("iban", "NL91 ABNA 0417 1643 01", "Dit IBAN klopt niet"),
    ("postcode", "1234", "1234 AB"),
    ("postcode", "1234 SS", "bestaat niet"),
])
def test_bad_input_is_refused_at_its_field_and_kept(app: Flask, field: str, typed: str, said: str) -> None:
    form = filled(app, **{field: typed})
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    if typed.strip() and field not in {"name"}:
        assert form[field]._value() == typed


@pytest.mark.parametrize(("field", "good"), [
    ("paid_on", "21-11-2026"), ("amount", "1.234,56"), ("iban", "NL91 ABNA 0417 1643 00"), ("postcode", "1234 AB"),
    ("invoice", "F-12"), ("house", "12a"),
])
@pytest.mark.parametrize("one", ["\uff11", "\u0661", "\U0001d7cf", "\u0967"])
def test_a_digit_of_another_width_or_script_is_refused_at_its_field_and_kept(
    app: Flask, field: str, good: str, one: str
) -> None:
    assert not filled(app, **{field: good}).errors
    typed = good.replace("1", one, 1)
    form = filled(app, **{field: typed})
    assert list(form.errors) == [field]
    assert form[field]._value() == typed
    assert form.errors[field][0]


def test_in_words_such_a_digit_stays_as_it_is(app: Flask) -> None:
    form = filled(app, note="Belde om \uff11\uff12 uur, \u0661\u0662", name="Jan \u0967")
    assert not form.errors
    assert form.note.data == "Belde om \uff11\uff12 uur, \u0661\u0662"


def test_the_page_names_each_error_twice_and_links_to_the_field(app: Flask) -> None:
    source = """{% from "macros/forms.html" import post_form, field, submit %}
    {% call post_form(form) %}
    {{ field(form.amount) }}{{ field(form.note, optional=true) }}{{ submit("Opslaan") }}
    {% endcall %}"""
    form = filled(app, amount="12.50")
    with app.test_request_context():
        page = render_template_string(source, form=form)
    assert page.count("Schrijf de centen achter een komma") == 2
    assert 'href="#amount"' in page
    assert 'aria-describedby="amount-fout"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="12.50"' in page
    assert "(niet verplicht)" in page


def test_a_refusal_of_a_service_lands_on_the_form(app: Flask) -> None:
    form = filled(app)
    form.take(CaseClosed("Dit dossier is gesloten op 1-11-2026."))
    form.take(InvalidInput([Finding(field="iban", label="IBAN", found="x", expected="een IBAN")]))
    assert form.form_errors == ["Dit dossier is gesloten op 1-11-2026."]
    assert "verwacht een IBAN" in form.errors["iban"][0]


def test_choices_come_from_a_table_of_words() -> None:
    class Channel(StrEnum):
        PHONE = "phone"

    assert choices_of({Channel.PHONE: "Telefoon"}, empty="Kies") == {"": "Kies", "phone": "Telefoon"}
