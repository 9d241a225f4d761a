"""PDFs that somebody hands in: the good ones pass, what is locked, broken or does something by itself does not."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel, String

from cases.inspection import Code, look_at
from cases.inspection.pdf import examine
from cases.inspection.verdict import Objection
from tests.factories import SMALL_PDF
from tests.papers import SCRIPT, Change, action, attached, locked, on_page, pdf, picture, when_opened
from tests.samples import SAMPLES

DOCUMENTS = SAMPLES / "pdf" / "py-pdf"
NO_OPEN_PASSWORD = "libreoffice-writer-password.pdf"


def code_of(content: bytes) -> str | None:
    """What opening it says, in this process: quicker, and the same function as in the child."""
    try:
        examine(content)
    except Objection as objection:
        return objection.code
    return None


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


def named_scripts(document: Pdf) -> None:
    scripts = Dictionary(Names=Array([String("x"), action("JavaScript", **SCRIPT)]))
    document.Root.Names = Dictionary(JavaScript=document.make_indirect(scripts))


def empty_names(document: Pdf) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def form_field(document: Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("bedrag"), AA=Dictionary(C=action("JavaScript", **SCRIPT)))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


def plain_form(document: Pdf) -> None:
    button = Dictionary(FT=Name.Btn, T=String("ok"), A=action("SubmitForm", F=String("https://voorbeeld.test")))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(button)]))


def old_form(document: Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(document, b"<xdp:xdp/>"))


def outline(document: Pdf) -> None:
    item = document.make_indirect(Dictionary(Title=String("1"), A=action("Launch", F=String("cmd.exe"))))
    document.Root.Outlines = Dictionary(First=item, Last=item, Count=1)


def name_apart(document: Pdf) -> None:
    """The name of the action is an object of its own, as is the script."""
    kind, script = document.make_indirect(Name("/JavaScript")), document.make_indirect(String("app.alert(1)"))
    document.Root.OpenAction = Dictionary(S=kind, JS=script)


def forgotten(document: Pdf) -> None:
    document.Root.PieceInfo = Array([Dictionary(Anything=Array([Array([action("JavaScript", **SCRIPT)])]))])


def bomb(document: Pdf) -> None:
    stream = Stream(document, zlib.compress(b"0" * 150_000_000))
    stream.Filter = Name.FlateDecode
    document.pages[0].obj.Contents = stream


def picture_bomb(document: Pdf) -> None:
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=Stream(
        document, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=60_000, Height=60_000, BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
    )))


def far_link(document: Pdf) -> None:
    on_page("Link", A=action("URI", URI=String("https://voorbeeld.test")))(document)


@pytest.mark.parametrize("content", [
    pdf(), pdf(pages=30), pdf(object_stream_mode=ObjectStreamMode.generate), pdf(linearize=True), SMALL_PDF,
    SMALL_PDF.replace(b"startxref\n164\n", b""), b"\r\n\r\n" + SMALL_PDF, SMALL_PDF + b"\0" * 40,
    pdf(far_link), pdf(plain_form), pdf(empty_names),
    pdf(when_opened("GoTo", D=Array([0, Name.Fit]))),
    pdf(on_page("Text", Contents=String("/JavaScript"))), pdf(attached("stukken.zip", zipped(a_txt=b"x"))),
    pdf(attached("factuur-x.xml", b"<?xml version='1.0'?><Invoice/>")), pdf(attached("bijlage.pdf", pdf())),
    pdf(attached("foto.png", picture())), pdf(attached("lijst.csv", b"a;b\n")),
    pdf(on_page("Link", A=action("GoToR", F=String("voorwaarden.pdf"), D=Array([0, Name.Fit])))),
])
def test_an_ordinary_document_is_accepted(content: bytes) -> None:
    assert examine(content) in (1, 30)


def test_a_document_that_only_its_owner_may_change_can_be_read_and_is_accepted() -> None:
    assert code_of(locked(user="")) is None
    assert code_of(locked(user="geheim")) == Code.ENCRYPTED


def test_the_reason_says_what_to_do() -> None:
    assert "Sla het op als PDF zonder wachtwoord" in look_at(locked(user="geheim")).reason
    assert "script (JavaScript)" in look_at(pdf(named_scripts)).reason


@pytest.mark.parametrize("content", [
    pdf()[:400], pdf(pages=40)[:-60], pdf(pages=40, linearize=True)[:4000], SMALL_PDF[:-30],
    b"%PDF-1.4\nDit is een gewone tekst.\n%%EOF\n", b"%PDF-1.7", pdf().replace(b"/Pages ", b"/Pagina "),
    pdf(compress_streams=True).replace(b"stream\nx", b"stream\ny", 1),
    pdf(pages=40)[:4000] + pdf(pages=40)[-80:],
])
def test_half_a_document_and_text_with_the_first_line_of_one_are_broken(content: bytes) -> None:
    assert code_of(content) == Code.BROKEN


def test_a_packed_page_without_its_end_is_broken() -> None:
    def cut(document: Pdf) -> None:
        stream = Stream(document, zlib.compress(b"BT (regel) Tj ET\n" * 4000 + bytes(range(256)))[:-90])
        stream.Filter = Name.FlateDecode
        document.pages[0].obj.Contents = stream

    assert code_of(pdf(cut, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)) == Code.BROKEN


@pytest.mark.parametrize("change", [
    named_scripts, form_field, old_form, outline, name_apart, forgotten, when_opened("JavaScript", **SCRIPT),
    when_opened("GoTo", Next=action("JavaScript", **SCRIPT)), when_opened("URI", URI=String("https://x")),
    when_opened("Launch", F=String("calc.exe")), when_opened("GoToR", F=String("x.pdf")),
    when_opened("Rendition", JS=String("x")), when_opened("ImportData", F=String("x.fdf")),
    on_page("Link", A=action("GoToR", F=String("\\\\server\\x.pdf"))),
    on_page("Link", A=action("GoToR", F=String("x.exe"))),
    on_page("Link", A=action("URI", URI=String("javascript:alert(1)"))),
    on_page("Stamp", A=action("JavaScript", **SCRIPT)),
    on_page("Stamp", AA=Dictionary(E=action("SubmitForm", F=String("https://x")))), on_page("RichMedia"),
    on_page("Movie"), on_page("Sound"), on_page("Screen"), on_page("3D"), on_page("Link", A=action("Movie")),
    attached("bijlage.pdf", pdf(named_scripts)),
])
@pytest.mark.parametrize("mode", [ObjectStreamMode.disable, ObjectStreamMode.generate])
def test_what_does_something_by_itself_is_refused(change: Change, mode: ObjectStreamMode) -> None:
    assert code_of(pdf(change, object_stream_mode=mode)) == Code.SCRIPT


@pytest.mark.parametrize("written", [b"/J#61vaScript", b"/#4a#61#76#61Script", b"/JavaScrip#74"])
def test_a_name_in_code_is_the_same_name(written: bytes) -> None:
    plain = pdf(when_opened("JavaScript", **SCRIPT), object_stream_mode=ObjectStreamMode.disable)
    coded = plain.replace(b"/JavaScript", written).replace(b"/JS", b"/#4AS")
    assert b"JavaScript" not in coded
    assert code_of(coded) == Code.SCRIPT


@pytest.mark.parametrize(("name", "content"), [
    ("factuur.exe", b"x"), ("factuur.txt", b"MZ\x90\0"), ("factuur", b"\x7fELF\x02"), ("x.pdf.js", b"alert(1)"),
    ("x.VBS ", b"x"), ("fac\u202efdp.scr", b"x"), ("start.bat", b"dir"), ("lijst.csv", b"@echo off\r\ndel *"),
    ("run", b"#!/bin/sh\n"), ("snelkoppeling.lnk", b"L\0\0\0\x01\x14\x02\0"), ("lijst.docm", b"PK"),
    ("brief.docx", zipped(word_vbaProject_bin=b"x", vbaProject_bin=b"x")), ("x.zip", zipped(a_txt=b"x", b_exe=b"x")),
    ("x.zip", zipped(binnen_zip=zipped(a_js=b"x"))), ("x.zip", zipped(a_txt=b"MZ\x90")), ("x.rar", b"Rar!\x1a\x07\0"),
    ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le")), ("x.hta", b"<html>"),
    ("plaatje.svg", b"<svg onload=alert(1)>"), ("pagina.html", b"<html><script>1</script>"),
])
def test_a_program_in_the_document_is_refused(name: str, content: bytes) -> None:
    assert code_of(pdf(attached(name, content))) == Code.ATTACHMENT


def test_an_attachment_that_hangs_on_a_page_is_found_too() -> None:
    def pinned(document: Pdf) -> None:
        program = document.make_stream(b"MZ\x90\0")
        holder = Dictionary(Type=Name.Filespec, F=String("x.txt"), EF=Dictionary(F=program))
        on_page("FileAttachment", FS=holder)(document)

    assert code_of(pdf(pinned)) == Code.ATTACHMENT


@pytest.mark.parametrize("change", [bomb, picture_bomb])
def test_what_is_far_larger_than_it_looks_is_refused(change: Change) -> None:
    assert look_at(pdf(change, stream_decode_level=StreamDecodeLevel.none)).code == Code.TOO_LARGE


def test_more_pages_than_anyone_reads_are_too_many() -> None:
    def many(document: Pdf) -> None:
        for _ in range(5_001):
            document.add_blank_page()

    assert (code_of(pdf(pages=50)), code_of(pdf(many))) == (None, Code.TOO_LARGE)


@pytest.mark.parametrize("start", [b"MZ\x90\0\r\n", b"PK\x03\x04\r\n", b"GIF89a\r\n", b"<html>\r\n", b"#!/bin/sh\n"])
def test_another_format_with_a_document_in_it_is_no_pdf(start: bytes) -> None:
    assert look_at(start + SMALL_PDF).code == Code.NOT_PDF


def test_an_archive_behind_the_document_is_refused() -> None:
    assert code_of(SMALL_PDF + zipped(a_exe=b"MZ")) == Code.ATTACHMENT


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"tekst", b"<html>", b"\0" * 2000 + SMALL_PDF])
def test_what_is_no_pdf_or_picture_says_so(content: bytes) -> None:
    verdict = look_at(content)
    assert (verdict.code, verdict.kind, verdict.pages) == (Code.NOT_PDF, None, None)


def test_more_than_twenty_megabytes_are_not_opened() -> None:
    assert look_at(SMALL_PDF + b"\0" * 20 * 1024 * 1024).code == Code.TOO_LARGE


def test_the_child_says_what_the_document_is() -> None:
    verdict = look_at(pdf(pages=3))
    assert (verdict.accepted, verdict.kind, verdict.pages, verdict.code, verdict.reason) == (True, "pdf", 3, None, "")
    assert look_at(pdf(pages=3)) == verdict
    locked_one = look_at(locked(user="geheim"))
    assert (locked_one.accepted, locked_one.kind, locked_one.pages) == (False, "pdf", None)


@pytest.mark.samples
@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*/*.pdf")), ids=lambda path: path.name)
def test_real_documents_are_accepted_but_for_the_locked_one(path: Path) -> None:
    assert code_of(path.read_bytes()) == (Code.ENCRYPTED if path.name == NO_OPEN_PASSWORD else None)
