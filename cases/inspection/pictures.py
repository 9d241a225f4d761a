"""PNG and JPEG: decoded to the last line, so that what is kept is a picture and nothing else."""

import io
import zipfile

from PIL import Image

from cases.inspection.verdict import Code, Kind, Objection

# What is decoded whole has to fit in the memory of the child; a JPEG is decoded at an eighth of its size.
MAX_PIXELS = {Kind.PNG: 60_000_000, Kind.JPEG: 120_000_000}
_FORMATS = {Kind.PNG: ("PNG",), Kind.JPEG: ("JPEG",)}
_ENDS = {Kind.PNG: b"IEND\xaeB`\x82", Kind.JPEG: b"\xff\xd9"}
_HIDDEN = (b"%pdf-", b"<script", b"<svg", b"<html", b"<?php", b"\x7felf")


def examine(content: bytes, kind: Kind) -> None:
    """Decode the picture. Raises Objection for one that is broken, too large, or also something else."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is told in words
    try:
        _decode(content, kind)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, OverflowError) as error:
        raise Objection(Code.BROKEN) from error
    if _is_something_else_too(content, kind):
        raise Objection(Code.BROKEN)


def _decode(content: bytes, kind: Kind) -> None:
    with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as picture:
        wide, high = picture.size
        if wide * high > MAX_PIXELS[kind]:
            raise Objection(Code.TOO_LARGE, f"de afbeelding is {wide} bij {high} beeldpunten")
        if kind is Kind.PNG:
            picture.verify()
    with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as picture:
        if kind is Kind.JPEG:
            picture.draft("RGB", (picture.size[0] // 8 or 1, picture.size[1] // 8 or 1))
        picture.load()


def _is_something_else_too(content: bytes, kind: Kind) -> bool:
    """True when a PDF starts in it, or a page, program or archive follows it."""
    if b"%PDF-" in content[:1024]:
        return True
    rest = content[content.rfind(_ENDS[kind]) + len(_ENDS[kind]) :].lower()
    return rest.lstrip(b"\0 \r\n").startswith(b"mz") or any(mark in rest for mark in _HIDDEN) or _is_archive(content)


def _is_archive(content: bytes) -> bool:
    return b"PK\x05\x06" in content[-70_000:] and zipfile.is_zipfile(io.BytesIO(content))
