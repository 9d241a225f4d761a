"""The browser and the kind of device of a log-in, in words that its user knows again."""

from typing import Final

# In this order: most browsers name others too.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    """As "Firefox op Windows"; what a browser says of itself is kept nowhere."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "onbekende browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return browser if system is None else f"{browser} op {system}"
