"""Whether an installation works: the log-in page, a case page, a letter that is drawn, and a sample of the checks."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Flask

    from agency.settings import Settings

SAMPLE: Final = 100  # cases and kept results that are counted again
TRIED: Final = 20    # cases of which one letter has to be possible


def troubles(settings: "Settings") -> Iterator[str]:
    """What does not work, in Dutch; nothing where all does. Nothing is kept."""
    from agency import create_app
    from agency.commands.dutch_click import Refusal

    try:
        app = create_app(settings)
    except Exception as error:  # whatever it is, the program does not start
        yield f"het programma start niet ({type(error).__name__})"
        return
    app.config["PROPAGATE_EXCEPTIONS"] = True
    for what, look in _LOOKS:
        try:
            why = look(app)
        except Exception as error:  # that is what is looked for
            why = f"fout in het programma ({type(error).__name__})"
        if why:
            yield f"{what}: {why}"
    try:
        yield from _verified(settings)
    except Refusal as refusal:
        yield f"controle: {refusal.message}"


def _login_page(app: "Flask") -> str:
    answer = app.test_client().get("/inloggen")
    return "" if answer.status_code == 200 else f"antwoord {answer.status_code}"


def _case_page(app: "Flask") -> str:
    """The page of the newest case, drawn as a member of staff sees it."""
    from flask import g
    from sqlalchemy import select

    from agency import database
    from agency.auth.accounts import AccountStore
    from agency.background.setting import at_work
    from agency.desk.case_page import render_case
    from cases.models import Case, Role, RoleName, User
    from cases.schema.viewers import INSIDE

    staff = (RoleName.HANDLER.value, RoleName.LEGAL_LEAD.value)
    with at_work(app):
        case_id = database.session().scalar(select(Case.id).order_by(Case.id.desc()).limit(1))
        email = database.session().scalar(
            select(User.email).where(User.active, User.roles.any(Role.name.in_(staff))).limit(1)
        )
        if case_id is None or email is None:
            return ""
        account = AccountStore().find_user(email=email)
    with app.test_request_context(f"/dossiers/{case_id}"):
        g._login_user = account
        database.look_as(INSIDE)
        return "" if "<h1" in render_case(case_id) else "de pagina is leeg"


def _letter(app: "Flask") -> str:
    """A letter of one of the newest open cases, drawn and kept nowhere; of none where each lacks something."""
    from sqlalchemy import select

    from agency import clock, database
    from agency.background.setting import at_work
    from agency.resources import figures
    from cases.correspondence import dossiers
    from cases.correspondence.making import REFUSALS
    from cases.correspondence.rules import rule_of
    from cases.models import Case, LetterKind, Stage
    from letters.catalogue import render

    with at_work(app):
        open_cases = select(Case.id).where(Case.stage != Stage.CLOSED).order_by(Case.id.desc()).limit(TRIED)
        read = dossiers.read(database.session(), database.session().scalars(open_cases).all(), figures=figures())
        for dossier in read.values():
            try:
                data = rule_of(LetterKind.FIRST_NOTICE).data(dossier, letter_date=clock.today())
                return "" if render(data).pdf.startswith(b"%PDF") else "het bestand is geen PDF"
            except REFUSALS:
                continue
    return ""


_LOOKS: Final[tuple[tuple[str, Callable[["Flask"], str]], ...]] = (
    ("inlogpagina", _login_page), ("dossierpagina", _case_page), ("brief", _letter),
)


def _verified(settings: "Settings") -> Iterator[str]:
    from agency.commands.verifying import look
    from cases.invariants import Flaw

    for result in look(settings, SAMPLE).results:
        if result.wrong > result.flaws[Flaw.ORPHAN]:  # a file too many was there before, and hurts nobody
            yield f"controle {result.invariant.number}, {result.invariant.holds}: {result.wrong} keer niet"
