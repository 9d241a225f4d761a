"""The base of all forms: what a form is, and what it says when something is wrong; its fields are in `fields`."""

import re
import secrets
from decimal import Decimal
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import BooleanField, Field, HiddenField, RadioField
from wtforms.fields.choices import SelectFieldBase

from agency.web import tracing, user_space
from agency.web.errors import message_for
from agency.web.fields import NOT_SENT, CheckField, UploadField
from cases.errors import DomainError, Questioned
from cases.input_checks import InvalidInput

PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")


class BaseForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form with Dutch messages. A POST with wrong input answers 422 with what was typed.

    `is_whole`: it carries all values of one thing, and one that was not sent is an error, never its default.
    """

    is_whole: ClassVar[bool] = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the library has no types
        """Messages of the library in Dutch."""

        locales = ("nl",)

        def wrap_formdata(self, form: "BaseForm", formdata: Any) -> Any:  # Any: what the library takes and gives
            """What was sent: a file counts at a field for one alone, so that every other field gets text.

            JSON is no form: it holds values that no browser sends, such as half a sign.
            """
            if request and request.is_json:
                return MultiDict()
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            files = MultiDict(
                (name, file) for name, file in request.files.items(multi=True)
                if name in form and isinstance(form[name], FileField)
            )
            return CombinedMultiDict((files, request.form))

    def validate(self, extra_validators: Any = None) -> bool:  # Any: what the library takes
        """Whether every field is right; of a whole form also whether every field was sent."""
        is_valid = bool(super().validate(extra_validators))
        if any(_is_not_offered(item) for item in self):
            tracing.remember_what_no_page_offers()
        lacking = [item for item in self if self.is_whole and _is_lacking(item) and not item.errors]
        for item in lacking:
            self.refuse(NOT_SENT, item.name)
        return is_valid and not lacking and self._has_room()

    def _has_room(self) -> bool:
        """Whether its files together may still be kept of who hands them in."""
        handed_in = [item for item in self if isinstance(item, UploadField) and item.data]
        try:
            if handed_in:
                user_space.require(len(handed_in), sum(item.size for item in handed_in))
        except DomainError as refusal:
            self.refuse(message_for(refusal), handed_in[0].name)
            return False
        return True

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a refusal of a service on the form, at `field` when it is about one."""
        if field is None:
            self.form_errors.append(message)
        else:
            self[field].errors = [*self[field].errors, message]

    def take(self, refusal: DomainError) -> None:
        """Put a refusal of a service on the form: each finding at its field, anything else above the form."""
        if not isinstance(refusal, InvalidInput):
            self.refuse(message_for(refusal))
            return
        for finding in refusal.findings:
            self.refuse(finding.message, finding.field if finding.field in self else None)


class QueryForm(BaseForm):
    """A question that is sent in the address, because it saves nothing."""

    class Meta(BaseForm.Meta):
        """No token in an address."""

        csrf = False


class VeiledQuery(QueryForm):
    """Such a question with words of people in it, which go by a form and stand in the address veiled (`veiled`)."""


class PaperForm(BaseForm):
    """A form with a `file` that must be chosen; that is asked once the rest is right."""

    def validate(self, extra_validators: Any = None) -> bool:  # Any: what the library takes
        """Whether every field is right, and a file was chosen."""
        if not super().validate(extra_validators):
            return False
        if not self["file"].data:
            self.refuse("Kies een bestand.", "file")
        return bool(self["file"].data)


class AskingForm(BaseForm):
    """A form that may come back with questions; it counts with a yes to exactly those."""

    sure = BooleanField("Ja, dit klopt")
    seen = HiddenField()
    questions: tuple[str, ...] = ()

    @property
    def answered(self) -> str:
        """The mark of the questions that were answered with yes; "" without one."""
        return self.seen.data or "" if self.sure.data else ""

    def take(self, refusal: DomainError) -> None:
        """Show what is asked; what was typed stays, a yes to earlier questions does not."""
        if not isinstance(refusal, Questioned):
            super().take(refusal)
            return
        self.questions, self.seen.data, self.sure.data = refusal.questions, refusal.mark, False


def new_token() -> str:
    """A token that nothing else has."""
    return secrets.token_urlsafe(24)


class OnceForm(BaseForm):
    """A form that counts once, however often it is sent: `once.carry_out` keeps its token."""

    token = HiddenField(default=new_token)


class AmountShownForm(OnceForm):
    """A form about the amount that stands on its page."""

    seen = HiddenField()

    def show(self, amount: Decimal | None) -> None:
        """Carry what is on the page."""
        self.seen.data = "" if amount is None else str(amount)

    def seen_amount(self) -> Decimal | None:
        """What was on the page; None where nothing could be counted there."""
        typed = self.seen.data or ""
        return Decimal(typed) if PLAIN_AMOUNT.fullmatch(typed) else None


# Without a choice or a file a browser sends nothing of these; where a choice is needed its own check says so.
_SENT_WHEN_CHOSEN = (RadioField, FileField, HiddenField)


def _is_not_offered(item: Field) -> bool:
    """Whether it is refused for a choice that is none of those on the page."""
    if not isinstance(item, SelectFieldBase) or not item.errors:
        return False
    offered = {str(choice[0]) for choice in item.iter_choices()}
    return any(sent and sent not in offered for sent in item.raw_data or ())


def _is_lacking(item: Field) -> bool:
    if isinstance(item, BooleanField) and not isinstance(item, CheckField):
        return False
    return not isinstance(item, _SENT_WHEN_CHOSEN) and not item.raw_data
