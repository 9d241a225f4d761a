"""Opens a PDF and looks at every object in it: is it whole, can everybody read it, does it do anything by itself."""

import io
import re
import zlib
from contextlib import suppress
from typing import Any  # Any: what stands in a PDF is known when it is read

import pikepdf

from cases.inspection import forbidden
from cases.inspection.programs import is_program
from cases.inspection.verdict import Code, Kind, Objection, first_bytes_say

MAX_PAGES = 5_000
MAX_PIXELS = 250_000_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_UNPACKED_TOGETHER = 600 * 1024 * 1024
MAX_DEPTH = 2
_TAIL = 2_048
_LOSSLESS = {
    "/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx",
    "/RunLengthDecode", "/RL",
}
_DAMAGE = re.compile(r"damaged|recover|reconstruct|expected [0-9]+ [0-9]+ obj|expected endstream|\bEOF\b")
_START_OF_LIST = re.compile(rb"startxref\s+([0-9]{1,15})")
_REFERENCE = re.compile(rb"(?<![0-9])([0-9]{1,8}) ([0-9]{1,5}) R(?![A-Za-z0-9])")
_UNREADABLE = (
    pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError, ValueError, TypeError, KeyError,
    AttributeError, IndexError, RuntimeError, OverflowError,
)


def examine(content: bytes, *, depth: int = 0) -> int:
    """The number of pages. Raises Objection for a PDF that may not be kept."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MAX_UNPACKED, run_length_max_memory=MAX_UNPACKED, png_max_memory=MAX_UNPACKED,
        tiff_max_memory=MAX_UNPACKED, dct_max_memory=MAX_UNPACKED,
    )
    try:
        with _opened(content) as document:
            pages = _count_pages(document)
            _Search(document, depth).everything()
            _check_pages(document)
            _refuse_holes(document)
    except (MemoryError, RecursionError) as error:
        raise Objection(Code.TOO_LARGE) from error
    except _UNREADABLE as error:  # the library says in many ways that it cannot read on
        raise _objection(error) from error
    forbidden.refuse_script_in_text(content)
    if content.rfind(b"PK\x05\x06") > content.rfind(b"%%EOF") >= 0:
        raise Objection(Code.ATTACHMENT, "achter het document een archief")
    return pages


def _objection(error: Exception) -> Objection:
    text = str(error).lower()
    if isinstance(error, pikepdf.PasswordError) or "encrypt" in text:
        return Objection(Code.ENCRYPTED)
    if "limit exceeded" in text:
        return Objection(Code.TOO_LARGE, _too_much(MAX_UNPACKED))
    return Objection(Code.BROKEN)


def _opened(content: bytes) -> pikepdf.Pdf:
    """The document. A list of objects that is wrong is made again, but only where the end of the file is there."""
    try:
        return pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PdfError as error:
        objection = _objection(error)
        if objection.code is not Code.BROKEN or _lacks_a_part(content):
            raise objection from error
    return pikepdf.open(io.BytesIO(content), suppress_warnings=True)


def _lacks_a_part(content: bytes) -> bool:
    """True when the end is gone, or the end says that the file was longer."""
    tail = content[-_TAIL:]
    starts = _START_OF_LIST.findall(tail)
    return b"%%EOF" not in tail or (bool(starts) and int(starts[-1]) * 10 > len(content) * 11)


def _count_pages(document: pikepdf.Pdf) -> int:
    pages = len(document.pages)
    if pages == 0:
        raise Objection(Code.BROKEN)
    if pages > MAX_PAGES:
        raise Objection(Code.TOO_LARGE, f"het heeft {pages} bladzijden")
    return pages


def _check_pages(document: pikepdf.Pdf) -> None:
    """What is drawn on each page is there and can be read."""
    for page in document.pages:
        contents = page.obj.get("/Contents")
        if contents is None and "/Contents" not in page.obj:
            continue  # an empty page
        for part in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if not isinstance(part, pikepdf.Stream) or _unpacked_size(part) is None:
                raise Objection(Code.BROKEN)


def _refuse_holes(document: pikepdf.Pdf) -> None:
    """Raise Objection where a damaged document refers to something that is gone."""
    if not any(_DAMAGE.search(str(warning)) for warning in document.get_warnings()):
        return
    for each in document.objects:
        if isinstance(each, pikepdf.Object):
            plain = each.stream_dict if isinstance(each, pikepdf.Stream) else each
            for number, generation in _REFERENCE.findall(plain.unparse(resolved=True)):
                if document.get_object(int(number), int(generation)) is None:
                    raise Objection(Code.BROKEN)


class _Search:
    """A walk over every object, also those that nothing refers to."""

    def __init__(self, document: pikepdf.Pdf, depth: int) -> None:
        self.document = document
        self.depth = depth
        self.unpacked = 0
        self.attachments: list[tuple[str, pikepdf.Stream]] = []

    def everything(self) -> None:
        """Raise Objection at the first thing that may not be there; attachments come last."""
        forbidden.refuse(self.document.trailer)
        for each in self.document.objects:
            if isinstance(each, pikepdf.Stream):
                self._measure(each)
                if str(each.get("/Type", "")) == "/EmbeddedFile":
                    self.attachments.append(("", each))
                each = each.stream_dict
            if isinstance(each, pikepdf.Object) and b"/EF " in forbidden.refuse(each):
                self._note_attachments(each)
        for name, file in self.attachments:
            self._look_into(name, file)

    def _measure(self, stream: pikepdf.Stream) -> None:
        """Unpack it as a reader would, within limits."""
        wide, high = _number(stream.get("/Width")), _number(stream.get("/Height"))
        if wide * high > MAX_PIXELS:
            raise Objection(Code.TOO_LARGE, f"een afbeelding is {wide} bij {high} beeldpunten")
        self.unpacked += _unpacked_size(stream) or 0
        if self.unpacked > MAX_UNPACKED_TOGETHER:
            raise Objection(Code.TOO_LARGE, _too_much(self.unpacked))

    def _note_attachments(self, each: pikepdf.Object) -> None:
        for holder in forbidden.dictionaries(each):
            files = holder.get("/EF")
            if str(holder.get("/AFRelationship", "")) == "/EncryptedPayload":
                raise Objection(Code.ENCRYPTED)
            if isinstance(files, pikepdf.Dictionary):
                names = {str(holder.get(key, "")) for key in ("/UF", "/F", "/DOS", "/Mac", "/Unix")} - {""}
                streams = [file for _, file in files.items() if isinstance(file, pikepdf.Stream)]
                self.attachments.extend((name, file) for file in streams for name in names or {""})

    def _look_into(self, name: str, file: pikepdf.Stream) -> None:
        content = file.read_bytes()
        if is_program(name, content):
            raise Objection(Code.ATTACHMENT)
        if first_bytes_say(content) is Kind.PDF:
            if self.depth >= MAX_DEPTH:
                raise Objection(Code.ATTACHMENT, "een bijlage in een bijlage in een bijlage")
            examine(content, depth=self.depth + 1)


def _unpacked_size(stream: pikepdf.Stream) -> int | None:
    """How much is packed in a stream; None for a picture in a format of its own. Raises Objection or PdfError."""
    filters = _filters(stream)
    if filters == ["/FlateDecode"]:
        return _inflated_size(stream.read_raw_bytes())
    if _LOSSLESS.issuperset(filters):
        return len(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
    return None


def _inflated_size(packed: bytes) -> int:
    """The library gives damaged data as far as it can: here it must be whole."""
    unpacking = zlib.decompressobj()
    try:
        size = len(unpacking.decompress(packed, MAX_UNPACKED))
    except zlib.error as error:
        raise Objection(Code.BROKEN) from error
    if unpacking.unconsumed_tail:
        raise Objection(Code.TOO_LARGE, _too_much(MAX_UNPACKED))
    if packed and not unpacking.eof:
        raise Objection(Code.BROKEN)
    return size


def _filters(stream: pikepdf.Stream) -> list[str]:
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        return [str(each) for each in filters]
    return [] if filters is None else [str(filters)]


def _number(value: Any) -> int:
    with suppress(TypeError, ValueError, OverflowError):
        return int(value)
    return 0


def _too_much(size: int) -> str:
    return f"het is uitgepakt meer dan {size // 1024 // 1024} MB"
