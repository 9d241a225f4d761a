"""The blueprint of logging in and of the own account."""

from flask import Blueprint

bp = Blueprint("auth", __name__)
