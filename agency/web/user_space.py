"""What a user of the agency or of a bailiff's office may still hand in, asked of every form with a file."""

from flask import current_app
from flask_security import current_user

from agency import database
from cases.setup import user_space
from cases.store import Space


def require(files: int, size: int) -> None:
    """Raises UserSpaceFull where these are more than the agency keeps of one of them without asking.

    A client's files count for the client as a whole, where it hands them in.
    """
    if not current_user.is_authenticated or current_user.client_id is not None:
        return
    user_space.require(
        database.session(), current_user.id, current_user.bailiff_office_id, more=Space(files=files, size=size),
        most=current_app.config["USER_SPACE"],
    )
