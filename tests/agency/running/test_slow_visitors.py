"""`agency serve` by itself and behind a real nginx: forty who are slow leave every page to others."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import agency
from agency.settings import MAX_UPLOAD_BYTES
from tests.agency.commands.test_cli_serve import address_in
from tests.agency.program import running, wait_for

NAME = "incasso.example"
SHIPPED = Path(agency.__file__).parent / "running" / "nginx.conf"
SLOW = 40
READERS = 10  # more than there are threads
LARGEST = "/static/vendor/bootstrap/bootstrap.min.css"
MORE_THAN_FITS = 15  # times LARGEST: the system keeps some 2.8 MB of what is not read
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@dataclass(frozen=True)
class Door:
    """Where pages are asked: the program itself, or nginx, over TLS, and without it at `plain`.

    `visitor`: an address of this machine. `log`: what nginx writes of each request, as it does unless told otherwise.
    """

    port: int
    tls: ssl.SSLContext | None = None
    plain: int = 0
    log: Path | None = None

    def call(self, visitor: str = "127.0.0.1") -> socket.socket:
        plain = socket.socket()
        plain.settimeout(20)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # who does not read soon gets nothing more
        plain.bind((visitor, 0))
        plain.connect(("127.0.0.1", self.port))
        return self.tls.wrap_socket(plain, server_hostname=NAME) if self.tls else plain

    def ask(
        self, path: str, *, form: dict[str, str] | None = None, visitor: str = "127.0.0.1", **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """The answer to one request, and its text."""
        with closing(http.client.HTTPConnection(NAME)) as connection:
            connection.sock = self.call(visitor)
            connection.request("POST" if form else "GET", path, body=urlencode(form) if form else None, headers=headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The program as it runs behind a proxy on the same machine, asked directly."""
    folder = tmp_path_factory.mktemp("program")
    behind = {"AGENCY_HTTPS": "1", "AGENCY_PROXIES": "1", "TRUSTED_HOSTS": NAME}
    with running("serve", "--port", "0", "--no-worker", "--instance", ".", cwd=folder, **behind) as process:
        yield Door(urlsplit(address_in(process.first_line)).port or 0)  # type: ignore[attr-defined]  # set at the start


@pytest.fixture(scope="module")
def proxied(program: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """nginx before it, with the configuration that operators get."""
    if NGINX is None:
        pytest.skip("nginx: it is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    write_certificate(folder)
    port, plain = free_port(), free_port()
    (folder / "site.conf").write_text(as_installed(folder, program.port, port, plain), encoding="utf-8")
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; worker_processes 1; user root;\nevents {{ worker_connections 512; }}\n"
        f"http {{ access_log {folder}/access.log; {temporary_folders(folder)} include {folder}/site.conf; }}\n"
    )
    log = folder / "error.log"
    with started_nginx(folder, log):
        tls = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        door = Door(port, tls, plain, folder / "access.log")
        wait_for(lambda: is_open(port), what=f"nginx: {log.read_text() if log.exists() else ''}")
        yield door


def as_installed(folder: Path, program: int, port: int, plain: int) -> str:
    """The shipped file after what an operator does with it."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{program}", "/var/lib/nginx/incasso": f"{folder}/cache",
        "listen [::]:443 ssl http2;": "", "listen [::]:80;": "", "listen 443 ssl http2;": f"listen {port} ssl http2;",
        "listen 80;": f"listen {plain};", f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{folder}/certificate.pem",
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{folder}/key.pem",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def temporary_folders(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)


@contextmanager
def started_nginx(folder: Path, log: Path) -> Iterator[None]:
    process = subprocess.Popen([str(NGINX), "-e", str(log), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False).sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def forty_slow(door: Door) -> Iterator[None]:
    """Forty who send a form a byte at a time, forty who send a head so, and ten who do not read what they asked."""
    with ExitStack() as stack:
        bodies, heads = ([stack.enter_context(closing(door.call())) for _ in range(SLOW)] for _ in range(2))
        for body in bodies:
            body.sendall(f"POST /inloggen HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\n".encode())
        for head in heads:
            head.sendall(f"GET /inloggen HTTP/1.1\r\nHost: {NAME[:5]}".encode())
        for _ in range(READERS):
            reader = stack.enter_context(closing(door.call()))
            reader.sendall(f"GET {LARGEST} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode() * MORE_THAN_FITS)
        enough = threading.Event()
        dripping = threading.Thread(target=drip, args=([*bodies, *heads], enough))
        dripping.start()
        try:
            yield
        finally:
            enough.set()
            dripping.join()


def drip(connections: list[socket.socket], enough: threading.Event) -> None:
    """A byte now and then, on each of them."""
    while not enough.wait(0.5):
        for each in connections:
            with suppress(OSError):
                each.send(b"a")


def guess(door: Door, visitor: str, claims: list[str]) -> list[int]:
    """What somebody hears who guesses passwords, and says each time that he comes from another address."""
    page, text = door.ask("/inloggen", visitor=visitor)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert token, text
    form = {"email": "iemand@voorbeeld.test", "password": "verkeerd wachtwoord", "csrf_token": token[1]}
    told = {
        "Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{NAME}/inloggen",
        "Cookie": (page.getheader("Set-Cookie") or "").partition(";")[0],
    }
    return [
        door.ask("/inloggen", form=form, visitor=visitor, **told, **{"X-Forwarded-For": each})[0].status
        for each in claims
    ]


@pytest.mark.parametrize("way", ["program", "proxied"])
def test_forty_slow_senders_and_readers_leave_every_page_to_others(way: str, request: pytest.FixtureRequest) -> None:
    door = request.getfixturevalue(way)
    with forty_slow(door):
        assert {door.ask("/inloggen", visitor="127.0.0.9")[0].status for _ in range(SLOW // 2)} == {200}


def test_guessing_counts_for_the_address_of_the_visitor_and_not_for_what_he_says(proxied: Door) -> None:
    assert guess(proxied, "127.0.0.2", [f"192.0.2.{number}" for number in range(11)]) == [422] * 10 + [429]
    assert guess(proxied, "127.0.0.3", ["127.0.0.2"]) == [422]


@pytest.mark.parametrize("way", ["program", "proxied"])
def test_nobody_is_told_what_he_asked(way: str, request: pytest.FixtureRequest) -> None:
    with closing(request.getfixturevalue(way).call()) as connection:
        connection.sendall(f"TRACE /inloggen HTTP/1.1\r\nHost: {NAME}\r\nCookie: geheim\r\n\r\n".encode())
        said = connection.recv(65536)
    assert said.startswith(b"HTTP/1.1 405")
    assert b"geheim" not in said


def test_without_tls_a_page_leads_to_it_and_a_program_is_refused(proxied: Door) -> None:
    without = Door(proxied.plain)
    page, _ = without.ask("/dossiers/1?op=2026-11-21")
    assert (page.status, page.getheader("Location")) == (308, f"https://{NAME}/dossiers/1?op=2026-11-21")
    assert without.ask("/api/v1/quote", form={"on": "2026-11-21"})[0].status == 403


def test_nginx_keeps_what_is_not_for_visitors_and_says_the_rest_in_dutch(proxied: Door) -> None:
    assert proxied.ask("/metrics")[0].status == 404
    page, _ = proxied.ask("/inloggen")
    assert [value for name, value in page.getheaders() if name == "Strict-Transport-Security"] == [
        "max-age=31536000; includeSubDomains"
    ]
    with closing(proxied.call()) as connection:
        size = MAX_UPLOAD_BYTES + 1
        connection.sendall(f"POST / HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {size}\r\n\r\n".encode())
        said = connection.recv(65536).decode()
    assert said.startswith("HTTP/1.1 413")
    assert "Strict-Transport-Security" in said
    limit = re.search(r"client_max_body_size (\d+)m;", SHIPPED.read_text(encoding="utf-8"))
    assert limit
    assert int(limit[1]) * 1024 * 1024 == MAX_UPLOAD_BYTES


def test_its_log_has_no_word_of_a_search_and_no_token_of_a_link(proxied: Door) -> None:
    """They go in a form; its address says where, and nothing else."""
    log = proxied.log
    assert log is not None
    proxied.ask("/zoeken", form={"q": "Quirinus"})
    proxied.ask("/wachtwoord-kiezen", form={"code": "tok-4f1e9a77c2d84b"})
    wait_for(lambda: "POST /wachtwoord-kiezen HTTP" in log.read_text(), what="the line of nginx")
    assert "POST /zoeken HTTP" in log.read_text()
    assert not any(word in log.read_text() for word in ("Quirinus", "tok-4f1e"))
