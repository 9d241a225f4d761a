"""What is shown before it is saved: the values of an address go along in the form that saves them."""

from datetime import date
from decimal import Decimal


def typed(value: object) -> object:
    """A value as a person would type it; a box is "ja" or nothing."""
    if isinstance(value, bool):
        return "ja" if value else ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else value
