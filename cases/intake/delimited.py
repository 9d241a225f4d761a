"""Delimited text: encoding by byte-order mark, UTF-8 or Windows-1252; delimiter by trying each on the first records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice

from cases.intake import headers
from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import MediaKind
from cases.intake.table import AT_ONCE, Extent, Record, Sheet, Table, too_long

DELIMITERS = (";", ",", "\t", "|")
HEADER_SEARCH = 25
_LIKELY_HEADER = 3
MAX_RECORD_LENGTH = 1_000_000
SAMPLE_RECORDS = 1_000
SAMPLE_LENGTH = 1_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = re.compile(r"[^\r\n]++(?:\r\n|[\r\n])?|\r\n|[\r\n]")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])(?:\r\n|\r|\n)", re.IGNORECASE)


def decode(content: bytes) -> tuple[str, str]:
    """Text and encoding of `content`: by mark, else strict UTF-8, else Windows-1252; nothing is replaced."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding), encoding
    sample = content[:4096]
    if sample.count(0) * 4 > len(sample):  # UTF-16 without its mark, or no text at all; a stray zero is harmless
        raise _unknown_encoding()
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(content, "cp1252"), "cp1252"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _unknown_encoding() from None


def _unknown_encoding() -> IntakeRefused:
    return IntakeRefused(
        FileFault.ENCODING,
        found="De tekens van dit bestand zijn niet te lezen.",
        expected="tekst in UTF-8, UTF-16 of Windows-1252, of een Excel-bestand.",
        remedy="Sla het bestand opnieuw op als ‘CSV UTF-8’ en lever het nogmaals aan.",
    )


def parse(content: bytes) -> Table:
    """The records of delimited text. A first line `sep=;` is an instruction to Excel and is not counted as a row."""
    text, encoding = decode(content)
    told = _SEPARATOR_LINE.match(text)
    prologue = told.group(0) if told else ""
    text = text[len(prologue) :]
    if not text or text.isspace():
        raise empty_file()
    delimiters = DELIMITERS if told is None else (told.group(1),)
    delimiter, records = _likely_reading(text, delimiters) or _best_reading(text, delimiters)
    ends = Counter[str]()
    for tail, many in Counter(record.raw[-2:] for record in records).items():
        ends[_line_end(tail)] += many
    del ends[""]
    return Table(
        kind=MediaKind.CSV,
        sheets=(Sheet("", tuple(records)),),
        encoding=encoding,
        delimiter=delimiter,
        newline=ends.most_common(1)[0][0] if ends else "\r\n",
        prologue=prologue,
    )


def empty_file() -> IntakeRefused:
    """Refusal of a file in which nothing stands."""
    return IntakeRefused(
        FileFault.EMPTY,
        found="Het bestand is leeg.",
        expected="een regel met kolomnamen en daaronder een regel per factuur.",
        remedy="Maak de uitvoer opnieuw en controleer of er regels in staan.",
    )


class _RecordTooLong(csv.Error):
    """A record that never ends, with this delimiter."""

    def __init__(self, row: int) -> None:
        super().__init__(f"regel {row}")
        self.row = row


def _best_reading(text: str, delimiters: tuple[str, ...]) -> tuple[str, list[Record]]:
    """Delimiter and records of the reading with the most known headers, then the most even width.

    The first records of each reading decide; where the best breaks off further on, the next one is read.
    """
    faults: list[csv.Error] = []
    broken: list[csv.Error] = []  # of a delimiter that splits a line of known headers
    scores: dict[str, tuple[int, float, int]] = {}
    for delimiter in delimiters:
        try:
            scores[delimiter] = _score(_first_records(text, delimiter))
        except csv.Error as error:
            faults.append(error)
            if _splits_headers(text, delimiter):
                broken.append(error)
    if broken and max((score[0] for score in scores.values()), default=0) < _LIKELY_HEADER:
        for delimiter in delimiters:
            if _splits_headers(text, delimiter) and (plain := _line_by_line(text, delimiter)):
                return delimiter, plain
        raise _refused(broken[0])
    for delimiter in sorted(scores, key=lambda one: scores[one], reverse=True):
        extent = Extent()
        try:
            return delimiter, [extent.add(record) for record in _records(text, delimiter)]
        except csv.Error as error:
            faults.append(error)
    raise _refused(faults[0])


def _likely_reading(text: str, delimiters: tuple[str, ...]) -> tuple[str, list[Record]] | None:
    """The best reading, where the very first records show which it is and it does not break off."""
    likely, extent = _likely(text, delimiters), Extent()
    if likely is None:
        return None
    try:
        return likely, [extent.add(record) for record in _records(text, likely)]
    except (csv.Error, IntakeRefused):
        return None  # which fault of which reading counts is seen when all are compared


def _likely(text: str, delimiters: tuple[str, ...]) -> str | None:
    """The delimiter with more known headers than any other in the very first records, where there is one."""
    known: dict[str, int] = {}
    for delimiter in delimiters:
        try:
            known[delimiter] = _known_headers(_first_records(text, delimiter, enough=HEADER_SEARCH))
        except csv.Error:
            continue
    most = max(known.values(), default=0)
    best = [delimiter for delimiter, count in known.items() if count == most]
    return best[0] if len(best) == 1 and most >= _LIKELY_HEADER else None


def _line_by_line(text: str, delimiter: str) -> list[Record] | None:
    """Each line a record, a stray quotation mark (an inch) a sign like others; None unless every line is as wide."""
    extent = Extent()
    records = [
        extent.add(Record(row, tuple(_unquoted(cell) for cell in line.rstrip("\r\n").split(delimiter)), line))
        for row, line in enumerate((match.group() for match in _LINE.finditer(text)), start=1)
    ]
    filled = [record for record in records if not record.is_blank]
    widest = max((len(record.cells) for record in filled), default=0)
    return records if all(len(record.cells) == widest for record in filled) else None


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if quoted else cell


def _splits_headers(text: str, delimiter: str) -> bool:
    """Whether one of the first lines, quotation marks aside, holds known headers between these delimiters."""
    lines = text[:SAMPLE_LENGTH].splitlines()[:HEADER_SEARCH]
    return any(headers.known_fields(line.replace('"', "").split(delimiter)) >= _LIKELY_HEADER for line in lines)


def _refused(fault: csv.Error) -> IntakeRefused:
    if isinstance(fault, _RecordTooLong):
        return too_long(fault.row, MAX_RECORD_LENGTH, what="de tekst")
    return IntakeRefused(
        FileFault.BROKEN_QUOTES,
        found=f"De aanhalingstekens in het bestand kloppen niet ({fault}).",
        expected="velden die met \" beginnen en eindigen, met \"\" voor een aanhalingsteken in de tekst.",
        remedy="Sla het bestand opnieuw op vanuit uw rekenblad als CSV of XLSX.",
    )


def _first_records(text: str, delimiter: str, *, enough: int = SAMPLE_RECORDS) -> list[Record]:
    """As many records as it takes to see how the file is laid out, or to have `enough` that are not blank."""
    sample: list[Record] = []
    length = filled = 0
    for record in _records(text, delimiter):
        sample.append(record)
        length += len(record.raw)
        filled += not record.is_blank
        if len(sample) == SAMPLE_RECORDS or length > SAMPLE_LENGTH or filled == enough:
            break
    return sample


def _records(text: str, delimiter: str) -> Iterator[Record]:
    """The records one by one, so that a limit stops the reading and not only its result. Raises csv.Error."""
    return _of_more_lines(text, delimiter) if '"' in text else _of_one_line(text, delimiter)


def _of_one_line(text: str, delimiter: str) -> Iterator[Record]:
    """Records without a quotation mark: each line is one, so that many are taken apart together."""
    lines = map(re.Match.group, _LINE.finditer(text))
    row = 0
    while some := list(islice(lines, AT_ONCE)):
        too_long_at = next((at for at, line in enumerate(some) if len(line) > MAX_RECORD_LENGTH), None)
        reader = csv.reader(some[:too_long_at], delimiter=delimiter, strict=True)
        try:
            yield from map(Record, count(row + 1), map(tuple, reader), some)
        except csv.Error as error:
            raise csv.Error(f"tekstregel {row + reader.line_num}") from error
        if too_long_at is not None:
            raise _RecordTooLong(row + too_long_at + 1)
        row += len(some)


def _of_more_lines(text: str, delimiter: str) -> Iterator[Record]:
    lines: list[str] = []
    row = 0

    def next_lines() -> Iterator[str]:
        length = 0
        for match in _LINE.finditer(text):
            line = match.group()
            length = length + len(line) if lines else len(line)
            if length > MAX_RECORD_LENGTH:
                raise _RecordTooLong(row + 1)
            lines.append(line)
            yield line

    reader = csv.reader(next_lines(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            row += 1
            yield Record(row, tuple(cells), "".join(lines))
            lines.clear()
    except _RecordTooLong:
        raise
    except csv.Error as error:
        raise csv.Error(f"tekstregel {reader.line_num}") from error


def _score(records: list[Record]) -> tuple[int, float, int]:
    filled = [record for record in records if not record.is_blank]
    widths = Counter(len(record.cells) for record in filled)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return _known_headers(filled), (count / len(filled) if width > 1 else 0.0), width


def _known_headers(records: list[Record]) -> int:
    """The most known headers in one of the first records that are not blank."""
    filled = islice((record for record in records if not record.is_blank), HEADER_SEARCH)
    return max((headers.known_fields(record.cells) for record in filled), default=0)


def _line_end(raw: str) -> str:
    for end in ("\r\n", "\n", "\r"):
        if raw.endswith(end):
            return end
    return ""


def write(records: list[tuple[str, ...]], *, delimiter: str, newline: str, quote_all: bool = False) -> str:
    """Delimited text of `records`."""
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    ).writerows(records)
    return out.getvalue()


def rewritten(record: Record, cells: tuple[str, ...], *, delimiter: str) -> str:
    """Text of `record` with `cells` instead of its own; its own text to the letter when nothing changed."""
    if cells == record.cells:
        return record.raw
    return write([cells], delimiter=delimiter, newline=_line_end(record.raw), quote_all=record.raw.startswith('"'))
