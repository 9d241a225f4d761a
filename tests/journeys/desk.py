"""What every journey at the desk does: open a case by its number, read its balance, find a card by its heading."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

EURO = r"-?€ [0-9.]+,[0-9]{2}"


def open_case(visitor: Visitor, number: str) -> None:
    """Type the case number in the search box, as on the phone; the case opens at once."""
    box = visitor.page.get_by_role("searchbox")
    visitor.page.locator("body").press("/")
    expect(box).to_be_focused()  # the key / goes to the search box
    box.fill(number)
    with visitor.going_on():
        box.press("Enter")
    visitor.heading(re.escape(number))


def card(visitor: Visitor, heading: str) -> Locator:
    """The part of the page with this heading."""
    return visitor.page.get_by_role("region", name=re.compile(f"^{re.escape(heading)}")).first


def amount(visitor: Visitor, item: str) -> str:
    """The amount of the line of the balance that begins so."""
    said = visitor.said(item, within=card(visitor, "Saldo op"))
    found = re.search(rf"{re.escape(item)}[^€]*?({EURO})", said)
    assert found, f"no line {item!r} in: {said}"
    return found[1]


def euros(text: str) -> int:
    """An amount on the screen in cents."""
    return int(re.sub(r"[€ .,]", "", text))
