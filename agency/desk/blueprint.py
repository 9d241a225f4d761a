"""The desk: its blueprint, what stands in the bar, and how it tells a fragment."""

from collections.abc import Sequence
from enum import StrEnum

from flask import Blueprint

from agency.web.navigation import NavItem
from cases.correspondence.rules import Card, LetterRule, offered_on
from cases.models import HoldKind
from cases.names import name, short_name
from cases.queries.desk.expiries import AwaitedLetter, Expiry, awaited_once

bp = Blueprint("desk", __name__)
NAVIGATION = (
    NavItem("desk.show_queue", "Werkbak"),
    NavItem("desk.list_cases", "Dossiers"),
    NavItem("desk.list_tasks", "Taken"),
    NavItem("desk.list_batches", "Brieven"),
    NavItem("calculator.calculate", "Rekenen"),
    NavItem("calculator.show_figures", "Cijfers"),
)
SEARCH = "desk.search"


@bp.app_template_filter("word")
def _word(choice: StrEnum) -> str:
    return name(choice)


@bp.app_template_filter("short_word")
def _short_word(kind: HoldKind) -> str:
    return short_name(kind)


@bp.app_template_global()
def letters_offered_on(card: str) -> list[LetterRule]:
    """The letters with a button on this card."""
    return offered_on(Card(card))


@bp.app_template_global()
def awaited_letters(shown: Sequence[Expiry]) -> list[AwaitedLetter]:
    """The letters of which the receipt can interrupt, each once."""
    return awaited_once(shown)
