"""What every journey at the desk does: open a case by its number, read its balance, find a card by its heading."""

import re

from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor, plain

EURO = r"-?€ [0-9.]+,[0-9]{2}"


def open_case(visitor: Visitor, number: str) -> None:
    """Type the case number in the search box, as on the phone; the case opens at once."""
    box = visitor.page.get_by_role("searchbox")
    visitor.page.locator("body").press("/")
    assert box.evaluate("box => box === document.activeElement"), "the key / goes to the search box"
    box.fill(number)
    box.press("Enter")
    visitor.page.get_by_role("heading", level=1, name=re.compile(number)).wait_for()


def card(visitor: Visitor, heading: str) -> Locator:
    """The part of the page with this heading."""
    return visitor.page.get_by_role("region", name=re.compile(f"^{re.escape(heading)}")).first


def amount(visitor: Visitor, item: str) -> str:
    """The amount of the line of the balance that begins so."""
    balance = card(visitor, "Saldo op")
    said = plain(balance.inner_text())
    found = re.search(rf"{re.escape(item)}[^€]*?({EURO})", said)
    assert found, f"no line {item!r} in: {said}"
    return found[1]


def euros(text: str) -> int:
    """An amount on the screen in cents."""
    return int(re.sub(r"[€ .,]", "", text))
