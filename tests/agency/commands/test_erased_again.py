"""What went after its term goes again when an older backup is put back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.background import erasing
from agency.background.setting import application, at_work
from agency.backup.folder import BackupFolder
from cases.amicable import legal_holds
from cases.models import Case, ClosingReason, Debtor, Erasure, LegalHold, Scope
from cases.setup import four_eyes
from cases.store import DocumentStore
from cases.trace import erased_list, sealing
from tests.agency.commands.test_backup import Office, as_the_command, office  # noqa: F401 - fixtures
from tests.cases.amicable.endings import close
from tests.cases.setup.test_second_looks import user
from tests.engines import create_engine_for
from tests.factories import TODAY, by
from tests.web import make_settings

GOES = date(2033, 11, 22)
EARLIER = "20260101T000000Z"


Work = Callable[[Session], object]


def on_record(url: str, work: Work) -> None:
    """Do something to the record, and keep it."""
    engine = create_engine_for(url)
    with Session(engine) as session:
        work(session)
        session.commit()
    engine.dispose()


def _close_all(session: Session) -> None:
    for case in session.scalars(select(Case)).all():
        close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    while sealing.seal(session):
        pass


def _confirm(session: Session) -> None:
    """Two people let all of it go."""
    anna, bram = user(session, "anna"), user(session, "bram")
    ids = list(session.scalars(select(Case.id)))
    asked = four_eyes.ask_erasure(session, by(anna.id), Scope.PERSON, ids)
    assert asked.look is not None
    four_eyes.confirm(session, by(bram.id), asked.look.id)
    while sealing.seal(session):
        pass


def _hold(session: Session) -> None:
    case = session.scalars(select(Case).order_by(Case.id)).first()
    assert case is not None
    legal_holds.place(session, by(user(session, "keeper").id), case.id, reason="Klacht loopt")


def _lift(session: Session) -> None:
    hold = session.scalars(select(LegalHold)).one()
    legal_holds.lift(session, by(hold.placed_by), hold.case_id, reason="Klacht afgedaan")


def back_up_and_erase(office: Office, *before: Work, after: Work | None = None) -> None:  # noqa: F811
    """Two closed cases in a backup; after that both went, and another backup was made."""
    office.fill(2)
    for work in (_close_all, *before):
        on_record(office.url, work)
    assert office.backup()[0] == 0
    next(iter(BackupFolder(office.backups).made())).rename(office.backups / EARLIER)
    for work in (*([after] if after else []), _confirm):
        on_record(office.url, work)
    settings = make_settings(office.url, office.instance, today=GOES)
    with at_work(application(settings)):
        assert erasing.go_on(DocumentStore(office.instance / "documents"), settings.erased) == 2
    assert office.backup("--keep-days", "3650")[0] == 0


@pytest.fixture
def pinned(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:  # noqa: F811
    """An office on the day on which who it was may go."""
    monkeypatch.setenv("AGENCY_TODAY", GOES.isoformat())
    return office


@pytest.fixture
def erased(pinned: Office) -> Office:
    """One of which everything went after its first backup."""
    back_up_and_erase(pinned)
    return pinned


def surnames(url: str) -> list[str]:
    found: list[str] = []
    on_record(url, lambda session: found.extend(session.scalars(select(Debtor.surname).order_by(Debtor.id))))
    return found


def test_an_older_backup_comes_back_without_what_went_since(erased: Office) -> None:
    status, said = erased.restore("--until", "2026-06-01T00:00")
    assert status == 0, said
    assert "zijn opnieuw gewist: 2." in said
    assert said.splitlines()[-1] == "Alles klopt."
    assert surnames(erased.restored_url) == ["persoon 1", "persoon 2"]
    assert not any(b"Proef" in path.read_bytes() for path in (erased.new / "documents").rglob("*") if path.is_file())
    assert (erased.new / "gewist.txt").read_text() == (erased.instance / "gewist.txt").read_text()
    again: list[int | None] = []
    on_record(erased.restored_url, lambda session: again.extend(
        session.scalars(select(Erasure.second_look_id).where(Erasure.source == "case"))
    ))
    assert again == [None, None]


def test_the_newest_backup_has_nothing_to_do_again(erased: Office) -> None:
    status, said = erased.restore()
    assert (status, "opnieuw gewist" in said) == (0, False)
    assert surnames(erased.restored_url) == ["persoon 1", "persoon 2"]


def test_what_that_record_keeps_stays_and_is_named(pinned: Office) -> None:
    back_up_and_erase(pinned, _hold, after=_lift)
    status, said = pinned.restore("--until", "2026-06-01T00:00")
    assert status == 0, said
    assert "zijn opnieuw gewist: 1." in said
    assert "waren gewist en zijn terug, omdat in deze back-up iets ze vasthoudt: 2026-000001." in said
    assert surnames(pinned.restored_url) == ["Proef 1", "persoon 2"]


def test_nothing_of_a_case_stands_in_the_list(erased: Office) -> None:
    assert (erased.backups / "gewist.txt").read_text() == "person 1 2026-11-21\nperson 2 2026-11-21\n"


def test_a_list_that_says_nothing_is_refused_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "gewist.txt").write_text("person 1 2026-11-21\nperson een dag\n")
    with pytest.raises(erased_list.ListUnreadable, match=r"Regel 2 van gewist\.txt"):
        erased_list.read(tmp_path / "gewist.txt")
