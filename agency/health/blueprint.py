"""The blueprint of what is asked by programs that watch over the installation."""

from flask import Blueprint

bp = Blueprint("health", __name__)
