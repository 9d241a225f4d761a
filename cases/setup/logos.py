"""The logo on the agency's letters: judged by its content, so that no letter fails on it later."""

import zlib

from cases.input_checks import Checks
from letters.errors import LogoUnusable
from letters.logo import kind_of_picture, size_in_dots

MAX_BYTES = 200_000
MAX_SIDE = 4_000
_PNG_HEAD = 8
_JPEG_END = b"\xff\xd9"
_LABEL = "Logo"


def media_type(content: bytes) -> str:
    """`image/png` or `image/jpeg`; raises LogoUnusable for anything else."""
    return f"image/{kind_of_picture(content)}"


def check(checks: Checks, field: str, content: bytes | None) -> None:
    """Note on `checks` what keeps `content` from being a logo: PNG or JPEG, whole, at most 200 kB and 4000 dots."""
    if content is None:
        return
    if len(content) > MAX_BYTES:
        checks.wrong(field, _LABEL, f"een bestand van {len(content) // 1000} kB", "ten hoogste 200 kB")
        return
    try:
        width, height = size_in_dots(content)
        whole = _is_whole_png(content) if kind_of_picture(content) == "png" else _JPEG_END in content[-64:]
    except LogoUnusable:
        whole = False
    if not whole:
        checks.wrong(field, _LABEL, "een bestand dat geen heel plaatje is", "een PNG- of JPEG-bestand")
    elif max(width, height) > MAX_SIDE:
        checks.wrong(field, _LABEL, f"{width} bij {height} punten", f"ten hoogste {MAX_SIDE} bij {MAX_SIDE} punten")


def _is_whole_png(content: bytes) -> bool:
    """Whether every chunk up to the last is there and has its own check sum."""
    at = _PNG_HEAD
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        name_and_body, check_sum = content[at + 4 : end - 4], content[end - 4 : end]
        if end > len(content) or zlib.crc32(name_and_body) != int.from_bytes(check_sum):
            return False
        if name_and_body.startswith(b"IEND"):
            return True
        at = end
    return False
