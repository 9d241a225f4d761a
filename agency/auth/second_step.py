"""The second step of logging in: a code of an app, a passkey or a recovery code, besides the password."""

import logging
from typing import Any, Final

from flask import current_app, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import current_user, hash_password, verify_password
from wtforms import HiddenField

from agency import clock, database
from agency.auth import app_codes, passkeys
from agency.auth.accounts import LOGIN
from agency.auth.blueprint import bp
from agency.auth.freshness import asking_again, note_step, step_is_due
from agency.web import access
from agency.web.access import Permission, before_second_step, requires
from agency.web.errors import REFUSED
from agency.web.fields import text_field
from agency.web.forms import BaseForm
from agency.web.navigation import frame
from agency.web.once import carry_out, do
from cases.models import FactorKind, SecondFactor, StepBy
from cases.setup import logins, second_factors

log = logging.getLogger(__name__)

_NEW_SECRET: Final = "new_app"  # noqa: S105 - where it stands in the cookie, encrypted
_WRONG_CODE = "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in uw app en vul die in."
_JUST_ENDED = (
    "Deze code gold tot zojuist. Wacht op de volgende code in uw app en vul die meteen in. Gebeurt dit vaker? Laat uw "
    "telefoon de tijd dan automatisch instellen."
)
_CHANGED_APP = (
    "Deze code kunnen wij niet nagaan. Wat wij van uw app bewaren, is beschadigd of veranderd. Gebruik een herstelcode "
    "of een toegangssleutel. Meld dit bij een beheerder van het incassobureau."
)
_NO_PASSKEY = "De toegangssleutel is niet herkend. Probeer het nog eens, of gebruik een code."
_NOT_MADE = "Er is geen toegangssleutel gemaakt. Probeer het nog eens, of gebruik een app."


class CodeForm(BaseForm):
    """De code van de tweede stap."""

    code = text_field(
        "Code", needed="Vul de code in.", max_length=40, number=True,
        description="De zes cijfers die nu in uw app staan. Heeft u de app niet bij u? Vul dan een herstelcode in.",
        render_kw={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"},
    )


class NewAppForm(BaseForm):
    """Een app toevoegen."""

    code = text_field(
        "Code", needed="Vul de code in.", max_length=40, number=True,
        description="De zes cijfers die nu in uw app staan.",
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )
    name = text_field(
        "Naam", needed="Vul een naam in waaraan u de app herkent.", max_length=60, default="Telefoon",
        description="Waaraan u dit later herkent.",
    )


class PasskeyForm(BaseForm):
    """Een toegangssleutel tonen."""

    credential = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """Een toegangssleutel maken."""

    name = text_field(
        "Naam", needed="Vul een naam in waaraan u de toegangssleutel herkent.", max_length=60, default="Deze computer",
        description="Waaraan u dit later herkent.",
    )


@bp.route("/tweede-stap", methods=["GET", "POST"])
@before_second_step
@requires(Permission.ACCOUNT_OWN)
def second_step() -> ResponseReturnValue:
    """Ask for a code, and take it."""
    if current_user.is_proven and not step_is_due():
        return redirect(access.home_path())
    there = second_factors.of_user(database.session(), current_user.id)
    if not there:
        return redirect(url_for("auth.new_app"))
    form = CodeForm()
    if form.validate_on_submit():
        step_by, why_not = _by_code(form.code.data, there)
        if step_by is not None:
            return _proven(step_by)
        form.refuse(why_not, "code")
    return _step_page(form, there, PasskeyForm(formdata=None))


@bp.post("/tweede-stap/toegangssleutel")
@before_second_step
@requires(Permission.ACCOUNT_OWN)
def show_passkey() -> ResponseReturnValue:
    """Take what a passkey answered."""
    form, there = PasskeyForm(), second_factors.of_user(database.session(), current_user.id)
    shown = passkeys.shown(form.credential.data or "", _passkeys(there)) if form.validate() else None
    if shown is not None and _used(*shown):
        return _proven(StepBy.PASSKEY)
    form.refuse(_NO_PASSKEY)
    return _step_page(CodeForm(formdata=None), there, form)


@bp.get("/beveiliging")
@requires(Permission.ACCOUNT_OWN)
def list_factors() -> ResponseReturnValue:
    """The own apps and passkeys."""
    session = database.session()
    return render_template(
        "auth/factors.html", frame=frame(), factors=second_factors.of_user(session, current_user.id),
        codes_left=second_factors.codes_left(session, current_user.id), must=_must(),
    )


@bp.route("/beveiliging/app", methods=["GET", "POST"])
@before_second_step
@requires(Permission.ACCOUNT_OWN)
def new_app() -> ResponseReturnValue:
    """Show a secret to an app, and take the first code that it shows."""
    if (elsewhere := _not_now()) is not None:
        return elsewhere
    form = NewAppForm()
    user_id = access.current_user_id()
    secret = cookie.get(_NEW_SECRET) if form.is_submitted() else None
    if secret is None or not app_codes.is_of(secret, user_id):
        secret = cookie[_NEW_SECRET] = app_codes.new_secret(user_id)
    number = app_codes.matched(form.code.data or "", secret, user_id) if form.validate_on_submit() else None
    if form.is_submitted() and number is None and not form.errors:
        has_ended = app_codes.was_right(form.code.data or "", secret, user_id)
        form.refuse(_JUST_ENDED if has_ended else _WRONG_CODE, "code")
    if number is not None:
        sent = carry_out(form, lambda session, act: second_factors.add_app(
            session, act, name=form.name.data, secret=secret, counter=number
        ))
        if sent.is_done:
            cookie.pop(_NEW_SECRET, None)
            return _added(StepBy.APP)
    address = app_codes.address(secret, user_id, current_user.email)
    page = render_template(
        "auth/new_app.html", form=form, square=app_codes.square(address), address=address,
        key=app_codes.key_to_type(secret, user_id), is_first=not current_user.is_proven,
    )
    return page, REFUSED if form.errors else 200


@bp.route("/beveiliging/toegangssleutel", methods=["GET", "POST"])
@before_second_step
@requires(Permission.ACCOUNT_OWN)
def new_passkey() -> ResponseReturnValue:
    """Let the browser make a passkey, and keep it."""
    if (elsewhere := _not_now()) is not None:
        return elsewhere
    form = NewPasskeyForm()
    made = passkeys.made(form.credential.data or "") if form.validate_on_submit() else None
    if form.is_submitted() and made is None and not form.errors:
        form.refuse(_NOT_MADE)
    if made is not None:
        credential_id, public_key, counter = made
        sent = carry_out(form, lambda session, act: second_factors.add_passkey(
            session, act, name=form.name.data, credential_id=credential_id, public_key=public_key, counter=counter
        ))
        if sent.is_done:
            return _added(StepBy.PASSKEY)
    there = _passkeys(second_factors.of_user(database.session(), current_user.id))
    options = passkeys.to_make(current_user.id, current_user.email, current_user.name, there)
    page = render_template(
        "auth/new_passkey.html", form=form, options=options, is_first=not current_user.is_proven
    )
    return page, REFUSED if form.errors else 200


@bp.post("/beveiliging/<int:factor_id>/verwijderen")
@requires(Permission.ACCOUNT_OWN)
def remove_factor(factor_id: int) -> ResponseReturnValue:
    """Take one away, such as a phone that is lost."""
    if (elsewhere := _not_now()) is not None:
        return elsewhere
    sent = carry_out(None, lambda session, act: second_factors.remove(
        session, act, factor_id, must_keep_one=_must()
    ))
    if sent.is_done:
        flash("Verwijderd. Daarmee kan niemand meer inloggen.", "success")
    else:
        flash(sent.why_not, "error")
    return redirect(url_for("auth.list_factors"))


@bp.post("/beveiliging/herstelcodes")
@requires(Permission.ACCOUNT_OWN)
def new_codes() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    if (elsewhere := _not_now()) is not None:
        return elsewhere
    if not second_factors.of_user(database.session(), current_user.id):
        return redirect(url_for("auth.list_factors"))
    return _codes_page(url_for("auth.list_factors"))


def _by_code(code: str, there: list[SecondFactor]) -> tuple[StepBy | None, str]:
    """With what the step is made by what was typed; None where it is nothing of this user, and what to say then."""
    why_not, apps = _WRONG_CODE, [each for each in there if each.kind is FactorKind.APP]
    try:
        shown = app_codes.matching(code, apps)
        if shown is None and app_codes.just_ended(code, apps):
            why_not = _JUST_ENDED
    except app_codes.SecretChanged:
        log.error("the secret of an app of user %s is not what was kept", current_user.id)
        shown, why_not = None, _CHANGED_APP
    if shown is not None:
        return (StepBy.APP if _used(*shown, secret=app_codes.sealed_anew(shown[0])) else None), why_not
    return (StepBy.RECOVERY_CODE if _used_up(code) else None), why_not


def _used_up(code: str) -> bool:
    """Whether it is a recovery code of this user, which counts no more from now on.

    Looking takes as long as that of a password for each code, so it is done before anything is locked.
    """
    user_id = access.current_user_id()
    typed = second_factors.to_hash(user_id, code)
    usable = second_factors.usable_codes(database.session(), user_id) if typed else {}
    found = next((code_id for code_id, kept in usable.items() if verify_password(typed, kept)), None)
    if found is None:
        return False
    with database.transaction() as session:
        return second_factors.use_code(session, user_id, found, now=clock.now())


def _used(factor: SecondFactor, counter: int, *, secret: str | None = None) -> bool:
    factor_id, before = factor.id, factor.counter
    with database.transaction() as session:
        is_used = second_factors.use(session, factor_id, counter=counter, before=before, now=clock.now())
        if is_used and secret is not None:
            second_factors.seal_anew(session, access.act(), factor_id, secret)
    return is_used


def _proven(step_by: StepBy) -> ResponseReturnValue:
    """On to where the user wanted to be, with another token than the one that did not open it."""
    _prove(step_by)
    if step_by is StepBy.RECOVERY_CODE:
        left = second_factors.codes_left(database.session(), current_user.id)
        flash(f"Die herstelcode is nu gebruikt. U heeft er nog {left}. Bent u uw telefoon kwijt? Verwijder hem hier.",
              "warning")
        return redirect(url_for("auth.list_factors"))
    return redirect(cookie.pop(access.WANTED, None) or access.home_path())


def _prove(step_by: StepBy) -> None:
    with database.transaction() as session:
        cookie[LOGIN] = logins.prove(session, access.act(), current_user.login_id, step_by)
    note_step()


def _added(step_by: StepBy) -> ResponseReturnValue:
    """After the first one, recovery codes; after another, the list."""
    is_first = not current_user.is_proven
    if is_first:
        _prove(step_by)
    note_step()  # it was shown just now
    if not second_factors.codes_left(database.session(), current_user.id):
        wanted = cookie.pop(access.WANTED, None) or access.home_path()
        return _codes_page(wanted if is_first else url_for("auth.list_factors"))
    flash("Toegevoegd. U kunt er bij de tweede stap mee inloggen.", "success")
    return redirect(url_for("auth.list_factors"))


def _codes_page(onwards: str) -> ResponseReturnValue:
    """No redirect: the codes are kept nowhere to be shown on a next page."""
    codes, user_id = second_factors.new_codes(), access.current_user_id()
    hashes = [hash_password(second_factors.to_hash(user_id, code)) for code in codes]
    do(lambda session, act: second_factors.keep_codes(session, act, hashes))
    return render_template("auth/recovery_codes.html", codes=codes, onwards=onwards)


def _not_now() -> ResponseReturnValue | None:
    """Where to go first: a step that is open already is made, and who logged in long ago shows that it is still him."""
    if not current_user.is_proven:
        there = second_factors.of_user(database.session(), current_user.id)
        return redirect(url_for("auth.second_step")) if there else None
    return asking_again(url_for("auth.list_factors"))


def _must() -> bool:
    return bool(current_app.config["SECOND_STEP"]) and second_factors.must(
        database.session(), access.roles_of(current_user)
    )


def _passkeys(there: list[SecondFactor]) -> list[SecondFactor]:
    return [each for each in there if each.kind is FactorKind.PASSKEY]


def _step_page(form: CodeForm, there: list[SecondFactor], passkey_form: PasskeyForm) -> ResponseReturnValue:
    known = _passkeys(there)
    page: Any = render_template(
        "auth/second_step.html", form=form, passkey_form=passkey_form,
        options=passkeys.to_show(known) if known else None, has_app=len(known) < len(there),
        is_again=current_user.is_proven,
    )
    return page, REFUSED if form.errors or passkey_form.errors else 200
