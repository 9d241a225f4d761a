"""What goes to the printer: many letters in one PDF, with sheets that say what is in it, and the same as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from letters.document import Column, Document, Fact, Facts, Heading, Items, Paragraph, Row, Run, Table
from letters.words import short_date

NOT_FOR_THE_POST = "Dit vel gaat niet op de post."
_SHOWN_HASH = 12  # signs on the sheet; the CSV has all
_CSV_COLUMNS = ("nummer", "verzending", "dossier", "plaats", "bladzijden", "vellen", "sha256")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out


@dataclass(frozen=True, kw_only=True)
class PrintedLetter:
    """One letter of a run: `number` in the manifest, from which batch, and its PDF with its hash."""

    number: int
    batch: int
    kind: str
    letter_date: date
    case_number: str
    place: str
    sha256: str
    pages: int
    pdf: bytes

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on two sides."""
        return sheets_of(self.pages)


@dataclass(frozen=True, kw_only=True)
class Printing:
    """A whole run, in the order of the manifest. `left_out`: in Dutch, which letters are not in it and why.

    `envelope`: what stands as the sender on the outside of each envelope, by `quiet_words.return_address`.
    """

    run: int
    on: date
    agency: str
    letters: Sequence[PrintedLetter]
    left_out: Sequence[str] = ()
    envelope: Sequence[str] = ()

    def batches(self) -> list[tuple[int, list[PrintedLetter]]]:
        """The letters of each batch."""
        return [(batch, list(some)) for batch, some in groupby(self.letters, key=lambda each: each.batch)]


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from pypdf import PdfReader  # seven megabytes, for what few do

    return len(PdfReader(io.BytesIO(pdf)).pages)


def sheets_of(pages: int) -> int:
    """Sheets of paper for so many pages of one letter, printed on two sides."""
    return (pages + 1) // 2


def joined(pdfs: Iterable[bytes]) -> bytes:
    """The pages of all, in order; a letter with an odd number of pages gets a blank one, for printing on two sides."""
    from pypdf import PdfReader, PdfWriter

    result = PdfWriter()
    for content in pdfs:
        letter = PdfReader(io.BytesIO(content))
        result.append(letter, import_outline=False)
        if len(letter.pages) % 2:
            size = letter.pages[0].mediabox
            result.add_blank_page(size.width, size.height)
    result.compress_identical_objects()  # the fonts, which each letter brings
    made = io.BytesIO()
    result.write(made)
    return made.getvalue()


def as_pdf(printing: Printing) -> bytes:
    """The manifest, and each batch after a sheet of its own; the same run gives the same bytes."""
    parts = [_manifest(printing)]
    for batch, letters in printing.batches():
        parts += [_separator(printing, batch, letters), *(each.pdf for each in letters)]
    return joined(parts)


def as_csv(printing: Printing) -> bytes:
    """The manifest for a machine: UTF-8, a semicolon between columns, the totals in the last line."""
    made = io.StringIO()
    write = csv.writer(made, delimiter=";", lineterminator="\r\n").writerow
    write(_CSV_COLUMNS)
    for each in printing.letters:
        write((
            each.number, each.batch, _plain(each.case_number), _plain(each.place), each.pages, each.sheets, each.sha256,
        ))
    write(("totaal", "", len(printing.letters), "", *_totals(printing.letters), ""))
    return made.getvalue().encode()


def lacking_sheet(lacking: Sequence[str], *, today: date) -> bytes:
    """A sheet for on top of the pile, that says which letters are not in it; it is not for the post."""
    from letters.pdf import to_pdf  # what draws is large, and this is rare

    said = [
        "Dit vel is voor u en gaat niet op de post.", *lacking,
        "Laat de beheerder het bestand terugzetten en druk opnieuw af, of trek de brief in en bestel hem opnieuw.",
        "Bevestig een brief die niet is afgedrukt niet als gepost.",
    ]
    return to_pdf(Document(
        kind="lacking", version="v1", title="Niet afgedrukt", day=today,
        blocks=(Heading(1, (Run("Niet afgedrukt"),)), *(Paragraph((Run(each),)) for each in said)),
    ))


def _totals(letters: Sequence[PrintedLetter]) -> tuple[int, int]:
    """Pages and sheets."""
    return sum(each.pages for each in letters), sum(each.sheets for each in letters)


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _manifest(printing: Printing) -> bytes:
    from letters.pdf import to_pdf

    pages, sheets = _totals(printing.letters)
    head = (
        Heading(1, (Run(f"Drukwerk {printing.run}"),)),
        Paragraph((Run(f"Pakbon. {NOT_FOR_THE_POST}", bold=True),)),
        Facts(tuple(Fact(label, (Run(said),)) for label, said in (
            ("Bureau", printing.agency), ("Gemaakt op", short_date(printing.on)),
            ("Brieven", str(len(printing.letters))), ("Bladzijden", str(pages)),
            ("Vellen, dubbelzijdig", str(sheets)),
            *([("Afzender, buitenop", ", ".join(printing.envelope))] if printing.envelope else []),
        ))),
        _batches_table(printing),
    )
    left_out = (
        Heading(2, (Run("Niet meegedrukt"),)), Items(tuple((Run(each),) for each in printing.left_out)),
    ) if printing.left_out else ()
    return to_pdf(Document(
        kind="print_run", version="v1", title=f"Drukwerk {printing.run}", day=printing.on,
        blocks=(*head, *left_out, Heading(2, (Run("Brieven"),)), _letters_table(printing)),
    ))


def _batches_table(printing: Printing) -> Table:
    return _table(
        ((13, True), (39, False), (16, False), (10, True), (13, True), (9, True)),
        ("Verzending", "Brief", "Briefdatum", "Brieven", "Bladzijden", "Vellen"),
        [
            (str(batch), some[0].kind, short_date(some[0].letter_date), str(len(some)), *map(str, _totals(some)))
            for batch, some in printing.batches()
        ],
        total=("Totaal", "", "", str(len(printing.letters)), *map(str, _totals(printing.letters))),
    )


def _letters_table(printing: Printing) -> Table:
    return _table(
        ((9, True), (13, True), (22, False), (25, False), (13, True), (18, False)),
        ("Nummer", "Verzending", "Dossier", "Plaats", "Bladzijden", "SHA-256"),
        [
            (str(each.number), str(each.batch), each.case_number, each.place, str(each.pages),
             each.sha256[:_SHOWN_HASH])
            for each in printing.letters
        ],
    )


def _separator(printing: Printing, batch: int, letters: Sequence[PrintedLetter]) -> bytes:
    """The sheet before a batch."""
    from letters.pdf import to_pdf

    pages, sheets = _totals(letters)
    numbers = f"{letters[0].number} tot en met {letters[-1].number}" if len(letters) > 1 else str(letters[0].number)
    facts = (
        ("Drukwerk", str(printing.run)), ("Brief", letters[0].kind),
        ("Briefdatum", short_date(letters[0].letter_date)), ("Nummers op de pakbon", numbers),
        ("Brieven", str(len(letters))), ("Bladzijden", str(pages)), ("Vellen, dubbelzijdig", str(sheets)),
    )
    return to_pdf(Document(
        kind="print_separator", version="v1", title=f"Verzending {batch}", day=printing.on,
        blocks=(
            Heading(1, (Run(f"Verzending {batch}"),)), Paragraph((Run(f"Tussenblad. {NOT_FOR_THE_POST}", bold=True),)),
            Facts(tuple(Fact(label, (Run(said),)) for label, said in facts), framed=True),
        ),
    ))


def _table(
    columns: Sequence[tuple[int, bool]], header: Sequence[str], rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
) -> Table:
    def row(cells: Sequence[str], *, total: bool = False) -> Row:
        return Row(tuple((Run(cell),) for cell in cells), total=total)

    return Table(
        tuple(Column(share, right=right) for share, right in columns), row(header),
        (*map(row, rows), *([] if total is None else [row(total, total=True)])),
    )
