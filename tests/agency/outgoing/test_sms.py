"""The folder for messages to mobile phones: each whole or not at all, and once however often it is tried."""

import json
import os
from pathlib import Path

import pytest

from agency.outgoing.sms import Folder, ServiceAway, service_at
from agency.settings import Settings, SettingsError
from cases.amicable.mailing import Answer
from cases.amicable.messaging import Claimed

MESSAGE = Claimed(message_id=1, token="t1", mark="a" * 32, number="+31612345678", text="Wilt u ons bellen? Müller")
AGAIN = Claimed(message_id=1, token="t2", mark=MESSAGE.mark, number=MESSAGE.number, text=MESSAGE.text)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_each_message_is_one_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.open()
    told = folder.send(MESSAGE)
    assert (told.answer, told.words) == (Answer.ACCEPTED, f"{MESSAGE.mark}.json")
    assert names(tmp_path) == [f"{MESSAGE.mark}.json"]
    assert json.loads((tmp_path / told.words).read_text(encoding="utf-8")) == {
        "id": MESSAGE.mark, "to": "+31612345678", "text": "Wilt u ons bellen? Müller"
    }


def test_the_same_mark_is_the_same_message(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.send(MESSAGE)
    path = tmp_path / f"{MESSAGE.mark}.json"
    before = path.stat().st_ino
    assert folder.send(AGAIN).answer is Answer.ACCEPTED
    assert (names(tmp_path), path.stat().st_ino) == ([path.name], before)


def test_another_message_under_that_mark_is_refused_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / f"{MESSAGE.mark}.json"
    path.write_text("iets anders")
    assert Folder(tmp_path).send(MESSAGE).answer is Answer.REFUSED
    assert path.read_text() == "iets anders"


def test_a_folder_that_is_gone_is_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "weg")
    with pytest.raises(ServiceAway):
        folder.open()
    with pytest.raises(ServiceAway):
        folder.send(MESSAGE)
    (tmp_path / "weg").write_text("geen map")
    with pytest.raises(ServiceAway):
        folder.open()


def test_a_disk_that_breaks_before_the_name_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ServiceAway):
            Folder(tmp_path).send(MESSAGE)
    assert names(tmp_path) == []


def test_a_disk_that_breaks_after_the_name_leaves_it_uncertain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settles, done = os.fsync, []

    def break_second(handle: int) -> None:
        done.append(handle)
        if len(done) > 1:
            raise OSError(5, "Input/output error")
        settles(handle)

    monkeypatch.setattr(os, "fsync", break_second)
    assert Folder(tmp_path).send(MESSAGE).answer is Answer.UNKNOWN
    assert names(tmp_path) == [f"{MESSAGE.mark}.json"]


def test_the_address_names_a_folder(tmp_path: Path) -> None:
    service_at(f"file://{tmp_path}").open()
    found = Settings.load(instance=tmp_path / "instance", environ={"SMS_URL": f"file://{tmp_path}/een%20map"})
    assert found.flask_config()["SMS_URL"] == f"file://{tmp_path}/een%20map"
    assert Settings.load(instance=tmp_path / "instance", environ={}).sms_url is None


@pytest.mark.parametrize("url", [
    "file://", "file:map", "file://elders/map", "https://sleutel@sms.test", "/map", "file:///map?x=1", "sms://x",
])
def test_any_other_address_is_refused_without_repeating_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="SMS_URL") as refused:
        Settings.load(instance=tmp_path, environ={"SMS_URL": url})
    assert "sleutel" not in str(refused.value)
