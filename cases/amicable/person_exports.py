"""That a person's data were put in one file: who did it, when, for which request. The file itself is not kept."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import Refused
from cases.events.privacy import CaseFileMade
from cases.models import Document, PersonExport, PrivacyRequest, RequestKind, RequestState

MEGABYTE: Final = 1_000_000
MOST_BYTES: Final = 200 * MEGABYTE  # a web process holds all of it while it is made
MOST_CASES: Final = 100  # somebody waits for it


def check_size(papers: Sequence[Document]) -> None:
    """Raises Refused where the papers are too large to go in one file."""
    size = sum(each.size for each in papers)
    if size > MOST_BYTES:
        raise Refused(
            f"De stukken zijn samen {size // MEGABYTE} MB, en er passen {MOST_BYTES // MEGABYTE} MB in één bestand. "
            "Maak het bestand per dossier, of geef de grote stukken apart."
        )


def check_cases(case_ids: Collection[int]) -> None:
    """Raises Refused where they are more than go in one file, or none."""
    if not case_ids:
        raise Refused("In deze periode is geen dossier geopend. Kies een andere periode.")
    if len(case_ids) > MOST_CASES:
        raise Refused(
            f"Dit zijn meer dan {MOST_CASES} dossiers, en zoveel passen er in één bestand. Kies een kortere periode en "
            "maak er meer bestanden van."
        )


def note(session: Session, act: Act, person_id: int, *, content: bytes, papers: int) -> PersonExport:
    """Put it on record, with the hash of what was made; for his open request to see his data, where there is one."""
    open_request = select(PrivacyRequest.id).where(
        PrivacyRequest.debtor_id == person_id, PrivacyRequest.kind == RequestKind.ACCESS,
        PrivacyRequest.state == RequestState.OPEN,
    )
    made = PersonExport(
        debtor_id=person_id, request_id=session.scalar(open_request), made_at=act.now, made_by=act.person_id,
        sha256=hashlib.sha256(content).hexdigest(), paper_count=papers,
    )
    session.add(made)
    session.flush()
    return made


def tell_case_files(session: Session, act: Act, case_ids: Collection[int], *, content: bytes, papers: int) -> None:
    """Tell in each of these cases that its whole file was put in one; the file itself is not kept."""
    told = CaseFileMade(sha256=hashlib.sha256(content).hexdigest(), papers=papers)
    events.record_many(session, act, ((each, told) for each in sorted(case_ids)), effective_on=act.today)
