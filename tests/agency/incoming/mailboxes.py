"""A server of IMAP in the process of the tests: the few commands of RFC 3501 that reading a mailbox takes."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from agency.incoming.mailbox import Mailbox, Security

USER, PASSWORD = "post", "geheim woord"


class Box:
    """What lies in the mailbox, by its number; `dies` as something is marked as seen."""

    def __init__(self, *messages: bytes) -> None:
        self.messages = dict(enumerate(messages, start=1))
        self.seen: set[int] = set()
        self.refuses = self.dies = False

    def put(self, content: bytes) -> None:
        """Something came in."""
        self.messages[len(self.messages) + 1] = content


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """One connection, until it is closed."""
        self._say("* OK ready")
        for line in iter(self.rfile.readline, b""):
            tag, command = line.decode().strip().split(" ", 1)
            if not self._answer(tag, command):
                return

    def _answer(self, tag: str, command: str) -> bool:
        box: Box = self.server.box  # type: ignore[attr-defined]
        if command.upper() == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            if box.refuses or command != f'LOGIN {USER} "{PASSWORD}"':
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                return True
        elif command == 'SELECT "INBOX"':
            self._say(f"* {len(box.messages)} EXISTS")
        elif command == "UID SEARCH UNSEEN":
            self._say("* SEARCH " + " ".join(str(n) for n in sorted(set(box.messages) - box.seen)))
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0.(\d+)>\)", command):
            number, content = int(found[1]), box.messages[int(found[1])][:int(found[2])]
            self._say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS.SILENT \(\\Seen\)", command):
            if box.dies:
                return False
            box.seen.add(int(found[1]))
        else:
            self._say(f"{tag} BAD unknown")
            return True
        self._say(f"{tag} OK done")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mailbox_server(box: Box, *, port: int = 0) -> Iterator[Mailbox]:
    """The server for a while, at a port of its own unless one is asked."""
    with _Server(("127.0.0.1", port), _Talk) as server:
        server.box = box  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Mailbox(
                host="127.0.0.1", port=server.server_address[1], security=Security.NONE, user=USER, password=PASSWORD
            )
        finally:
            server.shutdown()
            thread.join()
