"""How much a client handed in itself, claim files and evidence, and when more is kept only after asking the agency.

What its handlers add for it does not count, and goes on.
"""

from collections.abc import Iterator

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.models import Client, Document, Upload, User
from cases.store import Space

NEARLY_FULL = 0.8
_MEGABYTE = 2**20


class SpaceFull(Refused):
    """This client handed in as much as is kept without asking."""

    code = "client_space_full"


def used(session: Session, client_id: int) -> Space:
    """What users of a client handed in. Claim files of before their size was kept count as files alone."""
    counted = [session.execute(each.where(User.client_id == client_id)).one() for each in _handed_in()]
    return Space(files=sum(files for files, _ in counted), size=sum(int(size or 0) for _, size in counted))


def require(session: Session, client_id: int, *, more: int, most: Space) -> None:
    """Raises SpaceFull where one more file of `more` bytes is more than is kept.

    The client is locked, so that of two files at one moment the second counts the first.
    """
    session.get(Client, client_id, with_for_update=True)
    now = used(session, client_id)
    if Space(files=now.files + 1, size=now.size + more).share_of(most) > 1:
        raise SpaceFull(
            f"U leverde al {now.files} bestanden aan, samen {_megabytes(now.size)} MB. Meer bewaren wij niet zonder "
            "overleg. Er is niets opgeslagen. Vraag het incassobureau om meer ruimte, of stuur het bestand naar uw "
            "behandelaar: die kan het toevoegen."
        )


def nearly_full(session: Session, most: Space) -> Iterator[tuple[Client, Space]]:
    """The clients that soon cannot hand in any more, or cannot now, with what each handed in."""
    found: dict[int, Space] = {}
    for counted in _handed_in():
        by_client = counted.add_columns(User.client_id).where(User.client_id.is_not(None)).group_by(User.client_id)
        for files, size, client_id in session.execute(by_client):
            before = found.get(client_id, Space(files=0, size=0))
            found[client_id] = Space(files=before.files + files, size=before.size + int(size or 0))
    full = {client_id: space for client_id, space in found.items() if space.share_of(most) >= NEARLY_FULL}
    for client in session.scalars(select(Client).where(Client.id.in_(full)).order_by(func.lower(Client.name))):
        yield client, full[client.id]


def _handed_in() -> tuple[Select[int, int | None], Select[int, int | None]]:
    """Files and bytes of evidence, and of claim files, that users of clients handed in."""
    return (
        select(func.count(Document.id), func.sum(Document.size)).join(User, User.id == Document.stored_by),
        select(func.count(Upload.id), func.sum(Upload.size)).join(User, User.id == Upload.uploaded_by),
    )


def _megabytes(size: int) -> int:
    return round(size / _MEGABYTE)
