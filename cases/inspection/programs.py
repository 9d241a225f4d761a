"""Tells whether an attachment is a program: by its first bytes, by its name, and inside archives."""

import io
import re
import unicodedata
import zipfile

MAX_DEPTH = 3
MAX_MEMBERS = 1_000
MAX_MEMBER = 50 * 1024 * 1024

_EXTENSIONS = re.compile(r"""
    exe|dll|com|scr|pif|cpl|msi|msp|msu|msc|ocx|sys|drv|bat|cmd|ps1|ps1xml|psm1|psd1|vbs?|vbe|vbscript|js|jse|mjs|wsf?|wsc|
    wsh|hta|jar|jnlp|class|war|ear|py|pyc|pyw|pyz|pl|rb|php|sh|bash|zsh|csh|ksh|fish|command|run|elf|so|dylib|lua|tcl|awk|
    app|apk|xapk|ipa|deb|rpm|dmg|pkg|appimage|lnk|url|inf|ins|isp|reg|scf|sct|shb|shs|application|gadget|chm|hlp|wasm|
    docm|dotm|xlsm|xltm|xlam|xlsb|xla|xll|pptm|potm|ppam|ppsm|sldm|wll|accde|mde|ade|adp|onepkg|swf|iqy|slk|desktop|
    settingcontent-ms|library-ms|search-ms|theme|themepack|diagcab|rdp|action|workflow|osx
""", re.VERBOSE)
_PAGES = frozenset(("html", "htm", "xhtml", "xht", "mht", "mhtml", "svg", "xml", "eml"))
_STARTS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"dex\n", b"L\0\0\0\x01\x14\x02\0", b"ITSF", b"\0asm", b"FWS", b"CWS", b"ZWS", b"!<arch>",
    b"<?php", b"MSCF", b"ISc(",
)
_ARCHIVES_NOT_LOOKED_INTO = (
    b"7z\xbc\xaf'\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"**ACE**",
)
_ARCHIVE_EXTENSIONS = re.compile(r"7z|rar|t?gz|t?bz2?|xz|zst|tar|cab|iso|img|vhdx?|ace|arj|lzh|lha|z|cpio|wim")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLE_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
_BATCH = re.compile(rb"\s*@?echo\s+off|\s*<job\b|\s*\[InternetShortcut\]|\s*Windows Registry Editor", re.IGNORECASE)
_MARKUP = re.compile(rb"<script|<hta:|javascript:|vbscript:|\son(?:load|error|click)\s*=", re.IGNORECASE)
_TEXT_SAMPLE = 1_000_000


def is_program(name: str, content: bytes, *, depth: int = 0) -> bool:
    """True for a program or script, a document with macros, and an archive that holds one or cannot be looked into."""
    extension = _extension(name)
    if _EXTENSIONS.fullmatch(extension) or _ARCHIVE_EXTENSIONS.fullmatch(extension):
        return True
    if content.startswith((*_STARTS, *_ARCHIVES_NOT_LOOKED_INTO)) or content[257:262] == b"ustar":
        return True
    if content.startswith(_OLE):
        return _OLE_INSTALLER in content or _OLE_MACROS in content
    if content.startswith(b"PK") or b"PK\x05\x06" in content[-70_000:]:
        return _archive_holds_program(content, depth)
    return _is_script(content, is_page=extension in _PAGES)


def _extension(name: str) -> str:
    """What follows the last dot, as a computer sees it: without signs that are not shown, spaces or dots at the end."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char)[0] != "C")
    return plain.rstrip(" .").rpartition(".")[2].split(":")[0].casefold() if "." in plain else ""


def _is_script(content: bytes, *, is_page: bool) -> bool:
    start = content[:_TEXT_SAMPLE].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="replace").encode()
    is_page = is_page or start.lstrip().startswith(b"<")
    return bool(_BATCH.match(start)) or (is_page and bool(_MARKUP.search(start)))


def _archive_holds_program(content: bytes, depth: int) -> bool:
    """Look into a zip archive and those inside it; what cannot be looked into counts as a program."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        if depth >= MAX_DEPTH or len(members) > MAX_MEMBERS:
            return True
        return any(_member_is_program(archive, member, depth) for member in members if not member.is_dir())
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError):
        return True


def _member_is_program(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> bool:
    if member.file_size > MAX_MEMBER or member.filename.casefold().endswith("vbaproject.bin"):
        return True
    if member.filename.casefold().startswith(("xl/", "word/", "ppt/")) and member.filename.casefold().endswith(".bin"):
        return False  # printer settings and such of an office document
    with archive.open(member) as file:
        inside = file.read(MAX_MEMBER + 1)
    return is_program(member.filename, inside, depth=depth + 1)
