"""What a client may still hand in, asked before a file of its own is kept."""

from flask import current_app
from sqlalchemy.orm import Session

from agency.web.access import current_client_id
from cases.setup import client_space


def require(session: Session, content: bytes) -> None:
    """Raises SpaceFull where this file is more than the agency keeps of one client without asking."""
    client_space.require(session, current_client_id(), more=len(content), most=current_app.config["CLIENT_SPACE"])
