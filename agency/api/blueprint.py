"""The blueprint of the addresses for programs, with its version in the address."""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")
