"""The logo: a PNG or JPEG picture, its kind and its size in dots."""

import struct

from letters.errors import LogoUnusable

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_ROOM_MM = (70, 20)
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def kind_of_picture(content: bytes) -> str:
    """ "png" or "jpeg"; raises LogoUnusable for anything else."""
    if content.startswith(_PNG):
        return "png"
    if content.startswith(_JPEG):
        return "jpeg"
    raise LogoUnusable("het logo moet een PNG- of JPEG-plaatje zijn")


def size_in_dots(content: bytes) -> tuple[int, int]:
    """Width and height. Raises LogoUnusable when the picture does not say."""
    try:
        size = struct.unpack(">II", content[16:24]) if kind_of_picture(content) == "png" else _jpeg_size(content)
    except (struct.error, IndexError) as error:
        raise LogoUnusable("het logo kan niet worden gelezen") from error
    if not all(size):
        raise LogoUnusable("het logo heeft geen afmetingen")
    return int(size[0]), int(size[1])


def size_in_mm(content: bytes) -> tuple[float, float]:
    """Width and height on paper: as large as the letterhead allows, in its own proportions. Raises LogoUnusable."""
    wide, high = size_in_dots(content)
    scale = min(_ROOM_MM[0] / wide, _ROOM_MM[1] / high)
    return wide * scale, high * scale


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise LogoUnusable("het logo kan niet worden gelezen")
