"""The desk: its blueprint, what stands in the bar, and how it tells a fragment."""

from collections.abc import Sequence
from enum import StrEnum

from flask import Blueprint

from agency.resources import figures
from agency.web.navigation import NavItem
from cases.correspondence.rules import Card, LetterRule, offered_on
from cases.models import HoldKind, LetterState
from cases.names import name, short_name
from cases.queries.desk.case_page import CaseHead
from cases.queries.desk.expiries import AwaitedLetter, Expiry, ExpiryBeside, awaited_once

bp = Blueprint("desk", __name__)
NAVIGATION = (
    NavItem("desk.show_queue", "Werkbak"),
    NavItem("desk.list_cases", "Dossiers"),
    NavItem("desk.list_tasks", "Taken"),
    NavItem("desk.list_batches", "Brieven"),
    NavItem("desk.show_outbox", "Uitgaand"),
    NavItem("calculator.calculate", "Rekenen"),
    NavItem("calculator.show_figures", "Cijfers"),
)
SEARCH = "desk.search"
_BY_MAIL = {
    LetterState.RENDERED: "Klaar om te mailen", LetterState.LEAVING: "Gemaild", LetterState.POSTED: "Gemaild",
}


@bp.app_template_filter("word")
def _word(choice: StrEnum) -> str:
    return name(choice)


@bp.app_template_filter("short_word")
def _short_word(kind: HoldKind) -> str:
    return short_name(kind)


@bp.app_template_global()
def letter_stand(state: LetterState, by_mail: bool) -> str:
    """How a letter stands, in the words of how it goes."""
    return _BY_MAIL.get(state, name(state)) if by_mail else name(state)


@bp.app_template_global()
def letters_offered_on(card: str, head: CaseHead) -> list[tuple[LetterRule, str]]:
    """The letters with a button on this card, each with why it cannot be made now, as far as the page knows."""
    barred_from = {each.claim.invoice_number: each.barred_from for each in head.expiries}
    holds = [hold.kind for hold in head.holds]
    no_address = head.people.addressee(head.today).why_not
    return [
        (rule, rule.held_back(holds) or no_address or rule.comes_too_late(
            barred_from, leaves_on=head.today, holidays=figures().holidays
        )) for rule in offered_on(Card(card))
    ]


@bp.app_template_global()
def awaited_letters(shown: Sequence[Expiry | ExpiryBeside]) -> list[AwaitedLetter]:
    """The letters of which the receipt can interrupt, each once."""
    return awaited_once(shown)
