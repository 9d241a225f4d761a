"""The web application, its processes and its commands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from agency.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The application with these settings, or with those of the environment.

    Its parts are imported here and not above: `agency quote` needs none of them and must start fast.
    """
    from agency.application import build

    return build(settings)
