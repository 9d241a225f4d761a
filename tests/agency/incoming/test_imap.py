"""A mailbox by IMAP, over a real line: what is new, as it lies there, and nothing marked that was not kept."""

from pathlib import Path

import pytest

from agency.incoming.imap import Line, MailboxAway
from agency.incoming.mailbox import Mailbox, Security
from agency.settings import Settings, SettingsError
from cases.inspection import mails
from tests.agency.incoming.mailboxes import Box, mailbox_server
from tests.agency.outgoing.mail_servers import free_port

MESSAGE = b"From: a@b.test\r\nSubject: x\r\n\r\nHallo \xff )\r\n* 1 OK\r\n"


def test_new_ones_are_read_as_they_lie_there_and_stay_new_until_they_are_kept() -> None:
    with mailbox_server(Box(MESSAGE, b"tweede")) as where, Line(where) as line:
        line.open()
        assert [line.content(each) for each in line.new()] == [MESSAGE, b"tweede"]
        assert line.new() == ["1", "2"]
        line.mark_seen("1")
        assert line.new() == ["2"]


def test_of_one_that_is_too_large_no_more_than_shows_that() -> None:
    with mailbox_server(Box(b"x" * (mails.MAX_BYTES + 5000))) as where, Line(where) as line:
        line.open()
        assert len(line.content("1")) == mails.MAX_BYTES + 1


def test_a_wrong_password_is_told_without_it() -> None:
    box = Box()
    box.refuses = True
    with mailbox_server(box) as where, Line(where) as line, pytest.raises(MailboxAway) as told:
        line.open()
    assert where.password not in str(told.value)


def test_a_server_that_is_away_and_one_that_dies_are_the_same() -> None:
    where = Mailbox(host="127.0.0.1", port=free_port(), security=Security.NONE, user="a", password="b")
    with Line(where) as line, pytest.raises(MailboxAway):
        line.open()
    box = Box(MESSAGE)
    box.dies = True
    with mailbox_server(box) as where, Line(where) as line:
        line.open()
        with pytest.raises(MailboxAway):
            line.mark_seen("1")


def test_how_it_is_set() -> None:
    found = Mailbox.read("imaps://post%40bureau.test:geheim%2F1@imap.bureau.test/Antwoorden")
    assert (found.user, found.password, found.port, found.folder) == (
        "post@bureau.test", "geheim/1", 993, "Antwoorden"
    )
    assert "geheim" not in repr(found)


@pytest.mark.parametrize("url", [
    "pop3://a:b@c", "imaps://server", "imap+plain://a:b@elders.test", 'imaps://a:b@c/x"y', "imaps://a:b@c/x%0d%0ay",
])
def test_what_cannot_be_a_mailbox_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as told:
        Settings.load(instance=tmp_path, environ={"IMAP_URL": url})
    assert url not in str(told.value)
