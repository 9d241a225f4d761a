"""Letters with made-up data as pictures within a page: to look at what an agency adds to them, and its letterhead."""

import base64

from agency import database
from cases.correspondence.letter_data import agency_block
from cases.models import AgencyProfile, LetterKind
from cases.setup import organisations
from letters import reviewing


def letter_pictures(kind: LetterKind, addition: str) -> list[str]:
    """The pages of the example of a kind with this paragraph, in the colour of the agency."""
    profile = organisations.agency_profile(database.session())
    accent = "" if profile is None else profile.accent
    return [_address(page) for page in reviewing.pages(kind.value, addition=addition, accent=accent)]


def letterhead_picture(profile: AgencyProfile | None) -> str:
    """The first page of a letter of this agency; empty where it lacks what a letter needs."""
    page = None if profile is None else reviewing.letterhead(agency_block(profile))
    return "" if page is None else _address(page)


def _address(page: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(page).decode()}"
