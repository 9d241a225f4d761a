"""What browsers load: our own files only, unchanged, and nothing inline that the policy would refuse."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import agency

ROOT = Path(agency.__file__).parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAX_GZIPPED = 80 * 1024
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "evaluated script": re.compile(r"\shx-(?:on|vals\s*=\s*[\"']js:)|javascript:", re.IGNORECASE),
    "something from another host": re.compile(r"""(?:src|srcset|action|data|hx-\w+)\s*=\s*["'](?:https?:)?//"""),
    "a style sheet from another host": re.compile(r"""<link[^>]*href=["'](?:https?:)?//""", re.IGNORECASE),
    "a hand-made number or date": re.compile(r"strftime|\|\s*round\b|\|\s*format\b"),
}


def listed() -> dict[str, str]:
    text = (VENDOR / "VERSIONS.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", text, re.MULTILINE))


def test_every_vendored_file_is_listed_and_unchanged() -> None:
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*") if path.is_file() and path.name != "VERSIONS.md"
    }
    assert found == listed()


def test_each_vendored_package_has_its_licence() -> None:
    for folder in VENDOR.iterdir():
        assert folder.is_file() or (folder / "LICENSE").is_file(), folder.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_that_the_policy_refuses(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for what, pattern in FORBIDDEN.items():
        found = pattern.search(text)
        assert found is None, f"{what}: {found.group() if found else ''}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_form_that_posts_carries_the_token(template: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", template.read_text(encoding="utf-8"), re.DOTALL):
        if re.search(r"""method=["']post""", form, re.IGNORECASE):
            assert "csrf_token" in form or "hidden_tag()" in form, form[:80]


def test_nothing_marks_text_of_people_as_safe() -> None:
    for template in TEMPLATES:
        if template.name != "icons.html":
            assert not re.search(r"\|\s*safe\b|autoescape\s+false", template.read_text(encoding="utf-8")), template


def test_our_own_files_load_nothing_from_elsewhere() -> None:
    for path in (ROOT / "static").glob("*.*"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\beval\(|innerHTML|document\.write", text), path.name


def test_a_page_loads_at_most_eighty_kilobytes() -> None:
    base = (ROOT / "templates" / "layout" / "base.html").read_text(encoding="utf-8")
    files = re.findall(r"asset\('([^']+\.(?:css|js))'\)", base)
    assert {"vendor/htmx/htmx.min.js", "theme.css", "app.js"} <= set(files)
    assert sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in files) <= MAX_GZIPPED


def test_our_own_script_stays_small() -> None:
    for name, most in (("app.js", 150), ("leaving.js", 110), ("passkeys.js", 40), ("theme.js", 20)):
        text = (ROOT / "static" / name).read_text(encoding="utf-8")
        assert len(text.splitlines()) <= most, name
        assert "Object.assign" not in text, "nothing is merged"


def test_htmx_evaluates_nothing_and_keeps_no_pages() -> None:
    base = (ROOT / "templates" / "layout" / "base.html").read_text(encoding="utf-8")
    for setting in ("allowEval", "includeIndicatorStyles"):
        assert f'"{setting}":false' in base
    assert '"selfRequestsOnly":true' in base
    assert '"historyCacheSize":0' in base
