"""What is shown before it is saved: a question in the address, and the form that saves what it was answered with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from agency.web import veiled
from agency.web.errors import REFUSED
from agency.web.fields import given_file
from agency.web.forms import OnceForm, PaperForm, QueryForm, VeiledQuery
from agency.web.once import answer_to, carry_out
from cases.acts import Act
from cases.claims.following import Basis, Foreseen
from cases.errors import PreviewOutdated

Query = TypeVar("Query", bound=QueryForm)


class ShownForm(OnceForm, PaperForm):
    """Save what was shown, with its `reason` and its paper; a hidden field for each one of the question."""

    seen = HiddenField()

    def basis(self) -> Basis:
        """Why it is saved, with the mark of what was shown."""
        return Basis(reason=self["reason"].data or "", paper=given_file(self["file"]), seen=self.seen.data or "")


@dataclass(frozen=True, kw_only=True)
class Shown(Generic[Query]):
    """What stands on the page: the question, what it would change, and the form that saves that.

    `is_done`: it is on record.
    """

    query: Query
    foreseen: Foreseen | None = None
    save: ShownForm | None = None
    status: int = 200
    is_done: bool = False


@dataclass(frozen=True)
class ShownFirst(Generic[Query]):
    """A question and the form that saves what it was answered with; their fields have the same names in code."""

    query: type[Query]
    form: type[ShownForm]

    def look(self, foresee: Callable[[Query], Foreseen]) -> Shown[Query]:
        """Answer the question in the address, if there is one; nothing is kept."""
        asked = veiled.asked() if issubclass(self.query, VeiledQuery) else request.args
        is_asked = any(asked.get(field.name) for field in self.query(None))
        query = self.query(asked if is_asked else None)
        foreseen = answer_to(query, lambda: foresee(query)).result if is_asked and query.validate() else None
        if foreseen is None:
            return Shown(query=query, status=REFUSED if query.errors else 200)
        kept = {field: _typed(value) for field, value in query.data.items()}
        return Shown(query=query, foreseen=foreseen, save=self.form(formdata=None, data=kept | {"seen": foreseen.mark}))

    def save(
        self, foresee: Callable[[Query], Foreseen], book: Callable[[Session, Act, Query, Basis], object]
    ) -> Shown[Query]:
        """Book what was shown; refused, and shown anew, when it would change something else by now."""
        form = self.form()
        empty = self.query(None)
        query = self.query(MultiDict({empty[field].name: form[field].data for field in empty.data if form[field].data}))
        if not query.validate():
            return Shown(query=query, status=REFUSED)
        sent = carry_out(form, lambda session, act: book(session, act, query, form.basis()))
        if sent.is_done:
            return Shown(query=query, is_done=True)
        foreseen = answer_to(query, lambda: foresee(query)).result
        if isinstance(sent.refusal, PreviewOutdated) and foreseen is not None:
            form.seen.data = foreseen.mark
        return Shown(query=query, foreseen=foreseen, save=form, status=sent.status)


def _typed(value: object) -> object:
    """A value as a person would type it; a box is "ja" or nothing."""
    if isinstance(value, bool):
        return "ja" if value else ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else value
