"""Answers go out compressed, but for files that somebody handed in and pages that another site had fetched."""

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from cases.models.accounts import RoleName

Login = Callable[[RoleName], FlaskClient]
GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def browser(login: Login) -> FlaskClient:
    return login(RoleName.HANDLER)


def test_a_page_is_compressed_and_says_the_same(browser: FlaskClient) -> None:
    plain, packed = browser.get("/werkbak"), browser.get("/werkbak", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2
    assert packed.content_length == len(packed.data)
    assert "De werkbak is leeg" in gzip.decompress(packed.data).decode()


def test_its_length_says_nothing_exact(browser: FlaskClient) -> None:
    lengths = {len(browser.get("/werkbak", headers=GZIP).data) for _ in range(12)}
    assert max(lengths) - min(lengths) > 12


@pytest.mark.parametrize(("site", "scheme", "packed"), [
    ("same-origin", "http", True), ("none", "https", True), (None, "http", True),
    ("cross-site", "http", False), ("same-site", "https", False), (None, "https", False),
])
def test_a_page_that_another_site_had_fetched_is_not(
    client: FlaskClient, site: str | None, scheme: str, packed: bool
) -> None:
    headers = GZIP | ({} if site is None else {"Sec-Fetch-Site": site})
    answer = client.get("/inloggen", headers=headers, base_url=f"{scheme}://localhost")
    assert answer.status_code == 200
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed


def test_a_small_answer_and_a_redirect_are_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/werkbak", headers=GZIP).headers


def test_assets_are_compressed_and_found_again(client: FlaskClient) -> None:
    for path in ("theme.css", "app.js", "vendor/bootstrap/bootstrap.min.css"):
        plain = client.get(f"/static/{path}", buffered=True)
        packed = client.get(f"/static/{path}", headers=GZIP, buffered=True)
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert gzip.decompress(packed.data) == plain.data
        assert client.get(f"/static/{path}", headers=GZIP, buffered=True).data == packed.data
        kept = GZIP | {"If-None-Match": packed.headers["ETag"]}
        for headers in (kept, {"If-None-Match": plain.headers["ETag"]}):
            with client.get(f"/static/{path}", headers=headers, buffered=True) as again:
                assert again.status_code == 304


def test_nothing_follows_a_head(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.head("/inloggen", headers=GZIP).headers
