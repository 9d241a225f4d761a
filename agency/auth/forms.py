"""Log-in and change of password: the library's checks with Dutch labels, and nothing that it offers beyond them."""

from typing import Any

from flask_security import ChangePasswordForm, LoginForm, VerifyForm
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length

from agency.auth.passwords import MAX_LENGTH, MIN_LENGTH


def _password(label: str, autocomplete: str, missing: str) -> PasswordField:
    return PasswordField(
        label,
        validators=[InputRequired(missing), Length(max=MAX_LENGTH, message="Dit wachtwoord is te lang.")],
        render_kw={"autocomplete": autocomplete},
    )


def _new_password(missing: str) -> PasswordField:
    return PasswordField(
        "Nieuw wachtwoord",
        description=f"Minstens {MIN_LENGTH} tekens. Een zin van vier woorden is goed te onthouden.",
        validators=[InputRequired(missing)], render_kw={"autocomplete": "new-password"},
    )


def _once_more(unlike: str) -> PasswordField:
    return PasswordField(
        "Nieuw wachtwoord nog eens", validators=[EqualTo("new_password", message=unlike)],
        render_kw={"autocomplete": "new-password"},
    )


class DutchLoginForm(LoginForm):
    """Inloggen."""

    email = EmailField(
        "E-mailadres",
        validators=[InputRequired("Vul uw e-mailadres in."), Length(max=254, message="Dit e-mailadres is te lang.")],
        render_kw={"autocomplete": "username", "autofocus": True, "spellcheck": "false"},
    )
    password = _password("Wachtwoord", "current-password", "Vul uw wachtwoord in.")
    submit = SubmitField("Inloggen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.remember  # a cookie of a year would outlive the session limits


class DutchChangePasswordForm(ChangePasswordForm):
    """Wachtwoord wijzigen."""

    password = _password("Huidig wachtwoord", "current-password", "Vul uw huidige wachtwoord in.")
    new_password = _new_password("Vul een nieuw wachtwoord in.")
    new_password_confirm = _once_more("De twee nieuwe wachtwoorden zijn niet gelijk.")
    submit = SubmitField("Wachtwoord wijzigen")


class ChoosePasswordForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Een wachtwoord kiezen, met een link."""

    # of the link, which may have been pasted as a whole
    code = HiddenField(filters=[lambda text: (text or "").rpartition("#")[2].strip()])
    new_password = _new_password("Kies een wachtwoord.")
    new_password_confirm = _once_more("De twee wachtwoorden zijn niet gelijk.")
    submit = SubmitField("Wachtwoord vastleggen")


class DutchVerifyForm(VerifyForm):
    """Het wachtwoord nog eens vragen."""

    password = _password("Wachtwoord", "current-password", "Vul uw wachtwoord in.")
    submit = SubmitField("Verder")
