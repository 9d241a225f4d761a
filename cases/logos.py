"""The logo on the agency's letters: judged by its content, so that no letter fails on it later."""

import zlib

from cases.input_checks import Checks

MAX_BYTES = 200_000
MAX_SIDE = 4_000
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_LABEL = "Logo"


class _Broken(Exception):
    """The bytes end or contradict themselves before the picture is whole."""


def media_type(content: bytes) -> str:
    """`image/png` or `image/jpeg` of a logo that was accepted."""
    return "image/png" if content.startswith(_PNG) else "image/jpeg"


def check(checks: Checks, field: str, content: bytes | None) -> None:
    """Note on `checks` what keeps `content` from being a logo: PNG or JPEG, whole, at most 200 kB and 4000 pixels."""
    if content is None:
        return
    if len(content) > MAX_BYTES:
        checks.wrong(field, _LABEL, f"een bestand van {len(content) // 1000} kB", "ten hoogste 200 kB")
        return
    try:
        width, height = _size(content)
    except _Broken:
        checks.wrong(field, _LABEL, "een bestand dat geen heel plaatje is", "een PNG- of JPEG-bestand")
        return
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        checks.wrong(field, _LABEL, f"{width} bij {height} punten", f"ten hoogste {MAX_SIDE} bij {MAX_SIDE} punten")


def _size(content: bytes) -> tuple[int, int]:
    if content.startswith(_PNG):
        return _png_size(content)
    if content.startswith(_JPEG):
        return _jpeg_size(content)
    raise _Broken


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height, after every chunk up to the last was found whole."""
    size, at = (0, 0), len(_PNG)
    while True:
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        body, end = content[at + 8 : at + 8 + length], at + 12 + length
        if end > len(content) or zlib.crc32(name + body) != int.from_bytes(content[end - 4 : end]):
            raise _Broken
        if name == b"IHDR":
            size = int.from_bytes(body[0:4]), int.from_bytes(body[4:8])
        if name == b"IEND":
            return size
        at = end


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the frame header, for a file that has its end mark."""
    if b"\xff\xd9" not in content[-64:]:
        raise _Broken
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            raise _Broken
        mark = content[at + 1]
        if mark in _JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        if mark == 0xFF:
            at += 1
        elif mark in _JPEG_WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    raise _Broken
