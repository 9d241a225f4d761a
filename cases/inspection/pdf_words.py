"""Citizen service numbers in what a PDF says: on its pages, in forms and notes, in its title, in files inside it.

A number behind a word for another number (factuur, klantnummer) is none here, nor is one whose groups stand in columns
or lines of their own: an invoice is full of those. Whoever keeps the file asks whether what is found is on record as an
invoice or customer number. Pictures of text are not read. What takes too long is read as far as it goes.
"""

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import Any, Final  # Any: what stands in a PDF is known when it is read

import pikepdf

from cases.privacy.citizen_numbers import passes_test, spans
from cases.privacy.number_shapes import WORD, is_named, is_named_otherwise

SECONDS: Final = 3.0  # of the processor
MOST_FILES: Final = 20
_BEHIND: Final = 24
# What somebody typed, or a reader is told. What the program that made the file says of itself is full of digits.
_OF_PEOPLE: Final = frozenset({
    "/Title", "/Author", "/Subject", "/Keywords", "/Contents", "/RC", "/V", "/DV", "/T", "/TU", "/Opt", "/Alt",
    "/ActualText", "/Desc", "/UF", "/F", "/URI", "/CA",
})
_DESCRIBED: Final = re.compile(r"<(dc:[a-z]+|pdf:Keywords)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")
_IN_COLUMNS: Final = re.compile(r"\s{2,}|[\n\t]")


def numbers(content: bytes, *, until: float | None = None) -> Iterator[str]:
    """The digits of each number that was found. Never raises: what cannot be read says nothing."""
    until = time.process_time() + SECONDS if until is None else until
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
            yield from _in_objects(document, until)
            plain = io.BytesIO()
            document.save(plain)  # without the lock of its owner, and whole
        yield from _on_pages(plain, until)
    except Exception:
        return


def _on_pages(plain: io.BytesIO, until: float) -> Iterator[str]:
    logging.disable()  # what the library thinks of the file would go to standard error
    from pypdf import PdfReader

    for page in PdfReader(plain).pages:
        if time.process_time() > until:
            return
        yield from found_in(page.extract_text())


def _in_objects(document: pikepdf.Pdf, until: float) -> Iterator[str]:
    """What people wrote in the document beside its pages, and the files inside it."""
    files = 0
    for each in document.objects:
        if time.process_time() > until:
            return
        if isinstance(each, pikepdf.Stream):
            kind = str(each.get("/Type", ""))
            if kind == "/EmbeddedFile" and files < MOST_FILES:
                files += 1
                yield from _in_file(each.read_bytes(), until)
            elif kind == "/Metadata":
                for _, words in _DESCRIBED.findall(each.read_bytes().decode(errors="replace")):
                    yield from found_in(_TAG.sub("\n", words))
            each = each.stream_dict
        for words in _strings(each):
            yield from found_in(words)


def _in_file(content: bytes, until: float) -> Iterator[str]:
    if content[:1024].lstrip().startswith(b"%PDF-"):
        yield from numbers(content, until=until)
        return
    try:
        yield from found_in(_TAG.sub("\n", content.decode()))
    except UnicodeDecodeError:
        return


def _strings(start: Any) -> Iterator[str]:
    """The strings of people inside one object; those it refers to come by themselves."""
    waiting = [("", start)]
    while waiting:
        key, each = waiting.pop()
        if isinstance(each, pikepdf.String) and key in _OF_PEOPLE:
            yield str(each)
        elif isinstance(each, pikepdf.Array | pikepdf.Dictionary):
            inside = each.items() if isinstance(each, pikepdf.Dictionary) else ((key, value) for value in each)
            waiting.extend((name, value) for name, value in inside if not getattr(value, "is_indirect", False))


def found_in(words: str) -> Iterator[str]:
    """The digits of each number in these words."""
    for start, end in spans(words):
        written = words[start:end]
        digits = "".join(str(int(char)) for char in written if char.isdecimal())
        is_meant = is_named(words, start) or WORD.search(words[end:end + _BEHIND])
        is_other = _IN_COLUMNS.search(written) or is_named_otherwise(words, start) or not passes_test(digits)
        if is_meant or not is_other:
            yield digits
