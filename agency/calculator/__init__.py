"""The interest and cost calculator for handlers and clients, and the figures as a handler reads them."""

from agency.calculator import figures, page
from agency.calculator.area import NAVIGATION, bp

__all__ = ["NAVIGATION", "bp", "figures", "page"]
