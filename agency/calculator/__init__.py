"""The interest and cost calculator for handlers and clients, the pages beside it, and the figures to read."""

from agency.calculator import aids, figures, page
from agency.calculator.area import NAVIGATION, bp

__all__ = ["NAVIGATION", "aids", "bp", "figures", "page"]
