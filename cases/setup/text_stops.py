"""A text that proves wrong is stopped at once by one person, per version and channel; two release it again.

From the next moment no letter with it is made or posted. What was ordered waits and says why; a notice that was not
posted starts no term. Releasing goes by `second_looks`. Whoever asks here whether a text may be used is told of a stop
first, and then of a text that was not approved (`text_approvals`).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import PROFILE_ID, AgencyProfile, Letter, LetterKind, SetUpSubject, TextStop
from cases.names import name
from cases.setup import text_approvals
from cases.trace import set_up_changes
from legal.counting.valuation import Channel
from letters.catalogue import catalogue
from letters.text import versions

SHOWN: Final = 50


class TextStopped(Refused):
    """The text of this letter is stopped."""

    code = "text_stopped"


def stop(
    session: Session, act: Act, *, kind: LetterKind, version: str, channels: Collection[Channel], reason: str
) -> list[TextStop]:
    """Stop a version of a text for these channels, from now on. Raises Incomplete, Refused, AlreadyDone.

    It waits for whoever confirms a posting at this moment, and after it nobody does.
    """
    if not reason.strip():
        raise Incomplete("Schrijf op waarom deze tekst wordt stilgezet.")
    if version not in versions(kind.value):
        raise Refused("Deze versie van de tekst bestaat niet.")
    session.get(AgencyProfile, PROFILE_ID, with_for_update=True)
    there = {each.channel for each in standing(session) if (each.kind, each.text_version) == (kind, version)}
    wanted = [each for each in channels if each not in there]
    if not wanted:
        raise AlreadyDone("Deze tekst is al stilgezet.")
    stops = [
        TextStop(
            kind=kind, text_version=version, channel=channel, reason=reason.strip(), stopped_at=act.now,
            stopped_by=act.person_id,
        )
        for channel in wanted
    ]
    session.add_all(stops)
    session.flush()
    for each in stops:
        set_up_changes.record(
            session, act, SetUpSubject.TEXT, each.id, before={"text_stop": ""},
            after={"text_stop": f"{about(each)}: stilgezet"},
        )
    return stops


def release(session: Session, act: Act, stop_id: int, *, reason: str) -> TextStop:
    """Let a text go on: what waited is made again, and can be posted. Raises NotFound, AlreadyDone, Incomplete."""
    found = require_standing(session, stop_id)
    if not reason.strip():
        raise Incomplete("Schrijf op waarom deze tekst weer mag.")
    found.released_at, found.released_by, found.release_reason = act.now, act.person_id, reason.strip()
    session.flush()
    set_up_changes.record(
        session, act, SetUpSubject.TEXT, found.id, before={"text_stop": f"{about(found)}: stilgezet"},
        after={"text_stop": f"{about(found)}: vrijgegeven"},
    )
    return found


def require_standing(session: Session, stop_id: int) -> TextStop:
    """A stop that stands, locked. Raises NotFound, AlreadyDone."""
    found = session.get(TextStop, stop_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Deze tekst is niet stilgezet.")
    if found.released_at is not None:
        raise AlreadyDone("Deze tekst is al vrijgegeven.")
    return found


def standing(session: Session) -> list[TextStop]:
    """What is stopped now, the oldest first."""
    query = select(TextStop).where(TextStop.released_at.is_(None)).options(joinedload(TextStop.stopper))
    return list(session.scalars(query.order_by(TextStop.id)))


def released(session: Session) -> list[TextStop]:
    """What was released last, the newest first."""
    query = (
        select(TextStop).where(TextStop.released_at.is_not(None))
        .options(joinedload(TextStop.stopper), joinedload(TextStop.releaser))
    )
    return list(session.scalars(query.order_by(TextStop.released_at.desc(), TextStop.id.desc()).limit(SHOWN)))


def about(stopped: TextStop) -> str:
    """Which text, for which channel, in Dutch."""
    return f"{name(stopped.kind)} {stopped.text_version}, {name(stopped.channel).lower()}"


def in_words(stopped: TextStop) -> str:
    """That it is stopped, by whom, since when and why; no full stop after it."""
    return (
        f"de tekst {about(stopped)} is op {stopped.stopped_at:%d-%m-%Y} stilgezet door {stopped.stopper.name}: "
        f"{stopped.reason.rstrip('.')}"
    )


def refusals(session: Session) -> dict[tuple[LetterKind, Channel], str]:
    """Of which kinds no letter is ordered now by which channel: the newest text is stopped, or was not approved."""
    unapproved = text_approvals.unapproved(session)
    waiting = {(each.kind, channel): text_approvals.in_words(each) for each in unapproved for channel in Channel}
    return waiting | {
        (each.kind, each.channel): in_words(each) for each in reversed(standing(session)) if is_newest(each)
    }


def refusal(session: Session, kind: LetterKind, channel: Channel) -> str:
    """Why no letter of this kind is ordered now by this channel; empty where it may be."""
    return refusals(session).get((kind, channel), "")


def is_newest(stopped: TextStop) -> bool:
    """Whether it is the version that new letters have."""
    return catalogue()[stopped.kind.value].version == stopped.text_version


def may_be_made(session: Session) -> ColumnElement[bool] | None:
    """The letters whose text may be used, of those that are still to be made; None where every text may."""
    stopped = [each for each in standing(session) if is_newest(each)]
    waiting = [each.kind for each in text_approvals.unapproved(session)]
    if not stopped and not waiting:
        return None
    barred = [and_(Letter.kind == each.kind, Letter.channel == each.channel) for each in stopped]
    return ~or_(Letter.kind.in_(waiting), *barred)


def stopped_of(session: Session, versions_of: Mapping[int, str]) -> set[int]:
    """Those of these letters, by id with the version of their text, that are stopped."""
    stopped = {(each.kind, each.text_version, each.channel) for each in standing(session)}
    if not stopped:
        return set()
    rows = session.execute(select(Letter.id, Letter.kind, Letter.channel).where(Letter.id.in_(versions_of)))
    return {row.id for row in rows if (row.kind, versions_of[row.id], row.channel) in stopped}


def of_batch(session: Session, batch_id: int) -> list[TextStop]:
    """The stops that hold letters of a batch back: made with that text, or still to be made with it."""
    rows = session.execute(
        select(Letter.kind, Letter.channel, Letter.text_version).where(Letter.batch_id == batch_id).distinct()
    ).all()
    return [each for each in standing(session) if any(_holds_back(each, *row) for row in rows)]


def _holds_back(stopped: TextStop, kind: LetterKind, channel: Channel, version: str) -> bool:
    return (stopped.kind, stopped.channel) == (kind, channel) and (
        version == stopped.text_version or (not version and is_newest(stopped))
    )


def let_none_come(session: Session) -> None:
    """Whoever stops a text from here on waits until this transaction ends."""
    session.get(AgencyProfile, PROFILE_ID, with_for_update={"read": True})


def require_postable(session: Session, letters: Iterable[tuple[LetterKind, Channel, str]]) -> None:
    """Raises TextStopped or TextNotApproved where one of these letters (kind, channel, version) may not leave."""
    wanted = set(letters)
    for each in standing(session):
        if (each.kind, each.channel, each.text_version) in wanted:
            raise TextStopped(f"Er gaat niets op de post: {in_words(each)}. Er loopt dus ook geen termijn.")
    text_approvals.require_approved(session, {(kind, version) for kind, _, version in wanted})
