"""Pictures that somebody hands in: decoded to the last line, or refused."""

import struct
import zlib

import pytest

from cases.inspection import Code, look_at
from cases.inspection.pictures import examine
from cases.inspection.verdict import Kind, Objection, first_bytes_say
from tests.factories import SMALL_PDF
from tests.papers import picture


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def huge_png() -> bytes:
    """60,000 by 60,000 points of one colour in a few kilobytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    points = zlib.compress(b"\0" * 7_501)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("content", "kind"), [
    (picture("PNG"), "png"), (picture("JPEG"), "jpeg"), (picture("JPEG", (3000, 2000)), "jpeg"),
    (picture("JPEG") + b"\0" * 30, "jpeg"), (picture("PNG", (1, 1)), "png"),
])
def test_a_real_picture_is_accepted(content: bytes, kind: str) -> None:
    assert first_bytes_say(content) == kind
    examine(content, Kind(kind))


@pytest.mark.parametrize("content", [
    b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0<script>",
    picture("PNG")[:-200], picture("PNG")[:-12], picture("JPEG")[:-200],
    picture("PNG")[:90] + b"\0\0" + picture("PNG")[92:],
    picture("PNG") + SMALL_PDF, picture("JPEG") + SMALL_PDF, picture("PNG") + b"<script>alert(1)</script>",
    picture("JPEG") + b"MZ\x90\0",
    picture("JPEG")[:20] + b"\xff\xfe\x00\x20%PDF-1.4 " + picture("JPEG")[20:],
])
def test_a_fake_a_half_and_a_double_picture_are_refused(content: bytes) -> None:
    kind = first_bytes_say(content)
    assert kind is not None
    with pytest.raises(Objection) as objection:
        examine(content, kind)
    assert objection.value.code is Code.BROKEN


def test_the_child_says_what_the_picture_is() -> None:
    verdict = look_at(picture("JPEG"))
    assert (verdict.accepted, verdict.kind, verdict.pages, verdict.reason) == (True, "jpeg", None, "")
    assert look_at(picture("PNG")[:-200]).code == Code.BROKEN


def test_a_picture_that_unpacks_to_gigabytes_is_refused_with_its_size() -> None:
    verdict = look_at(huge_png())
    assert verdict.code == Code.TOO_LARGE
    assert "60000 bij 60000 beeldpunten" in verdict.reason
