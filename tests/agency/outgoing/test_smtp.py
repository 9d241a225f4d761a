"""What a real mail server answers, and what that says of the message."""

import pytest

from agency.outgoing.server import MailServer, Security
from agency.outgoing.smtp import Line, ServerAway
from cases.amicable.mailing import Answer, Claimed, Told
from tests.agency.outgoing.mail_servers import Mailbox, free_port, mail_server

CONTENT = (
    b"From: post@voorbeeld.test\r\nTo: jansje@voorbeeld.test\r\nSubject: Bericht\r\n\r\n.een punt vooraan\r\nGroet\r\n"
)
MESSAGE = Claimed(
    delivery_id=1, token="t", sender="post@voorbeeld.test", to="jansje@voorbeeld.test", content=CONTENT
)


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


def told(box: Mailbox, *, seconds: float = 5.0) -> Told:
    with mail_server(box) as server, Line(server, seconds=seconds) as line:
        line.open()
        return line.send(MESSAGE)


def test_what_it_takes_is_there_as_it_was_sent(box: Mailbox) -> None:
    assert told(box) == Told(answer=Answer.ACCEPTED, words="250 2.0.0 Ok: queued as 1A2B")
    assert box.addresses == ["jansje@voorbeeld.test"]
    assert box.got[0].get_content().splitlines() == [".een punt vooraan", "Groet"]


@pytest.mark.parametrize(("said", "answer"), [
    ("550 5.1.1 User unknown", Answer.NO_SUCH_ADDRESS),
    ("550 No such user here", Answer.NO_SUCH_ADDRESS),
    ("553 Mailbox name not allowed", Answer.NO_SUCH_ADDRESS),
    ("550 5.7.1 Blocked by policy", Answer.REFUSED),
    ("552 5.2.2 Mailbox full", Answer.REFUSED),
    ("554 5.7.1 Relay access denied", Answer.REFUSED),
    ("450 4.2.0 Greylisted", Answer.LATER),
    ("421 4.3.2 Shutting down", Answer.LATER),
])
def test_what_it_says_of_the_address(box: Mailbox, said: str, answer: Answer) -> None:
    box.to_address = lambda _: said
    assert told(box) == Told(answer=answer, words=said)
    assert box.got == []


@pytest.mark.parametrize(("said", "answer"), [
    ("554 5.7.1 Message rejected", Answer.REFUSED),
    ("550 Message rejected", Answer.REFUSED),
    ("451 4.3.0 Try again later", Answer.LATER),
])
def test_what_it_says_of_the_message(box: Mailbox, said: str, answer: Answer) -> None:
    box.to_message = lambda _: said
    assert told(box).answer is answer


def test_one_that_takes_it_and_dies_before_it_answers_is_not_known(box: Mailbox) -> None:
    box.dies = True
    assert told(box).answer is Answer.UNKNOWN
    assert len(box.got) == 1  # it has it, and nobody told us


def test_one_that_is_too_slow_is_not_known(box: Mailbox) -> None:
    box.seconds = 1.0
    assert told(box, seconds=0.2).answer is Answer.UNKNOWN


def test_one_that_is_not_there_says_nothing_of_the_message() -> None:
    server = MailServer(host="127.0.0.1", port=free_port(), security=Security.NONE)
    with Line(server) as line, pytest.raises(ServerAway):
        line.open()


def test_one_that_hangs_up_before_the_message_says_nothing_of_it(box: Mailbox) -> None:
    with mail_server(box) as server:
        line = Line(server, seconds=5.0)
        line.open()
    with pytest.raises(ServerAway):
        line.send(MESSAGE)


def test_a_line_that_was_cut_is_opened_again(box: Mailbox) -> None:
    with mail_server(box) as server, Line(server, seconds=5.0) as line:
        line.open()
        box.dies = True
        assert line.send(MESSAGE).answer is Answer.UNKNOWN
        box.dies = False
        line.open()
        assert line.send(MESSAGE).answer is Answer.ACCEPTED


def test_nothing_goes_over_a_line_without_protection_to_a_server_that_must_have_it(box: Mailbox) -> None:
    with mail_server(box) as plain:
        asked = MailServer(host=plain.host, port=plain.port, security=Security.STARTTLS)
        with Line(asked, seconds=5.0) as line, pytest.raises(ServerAway):
            line.open()


@pytest.mark.parametrize(("url", "server"), [
    ("smtp://naam:ge%40heim@post.test", MailServer(
        host="post.test", port=587, security=Security.STARTTLS, user="naam", password="ge@heim"
    )),
    ("smtps://post.test:2465", MailServer(host="post.test", port=2465, security=Security.TLS)),
    ("smtp+plain://127.0.0.1", MailServer(host="127.0.0.1", port=25, security=Security.NONE)),
])
def test_an_address_of_a_server(url: str, server: MailServer) -> None:
    assert MailServer.read(url) == server


@pytest.mark.parametrize("url", ["post.test", "http://post.test", "smtp://", "smtp+plain://post.test"])
def test_what_is_no_address_of_a_server(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|without protection"):
        MailServer.read(url)
