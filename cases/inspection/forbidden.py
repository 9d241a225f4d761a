"""What a PDF may not do: run a script, start something, play something. Looks at one object at a time."""

import re
from collections.abc import Iterator
from typing import Any  # Any: what stands in a PDF is known when it is read

import pikepdf

from cases.inspection.verdict import Code, Objection

SCRIPT = "een script (JavaScript)"
LAUNCH = "een opdracht die een ander programma of bestand opent"
MEDIA = "beeld, geluid of 3D dat wordt afgespeeld"
XFA = "een invulformulier dat als programma werkt (XFA)"

_ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": LAUNCH, "/ImportData": LAUNCH, "/Rendition": MEDIA, "/Movie": MEDIA,
    "/Sound": MEDIA, "/RichMediaExecute": MEDIA, "/GoTo3DView": MEDIA,
}
_OUTWARD_ACTIONS = {"/URI", "/GoToR", "/GoToE", "/SubmitForm"}
_MEDIA_ANNOTATIONS = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
# What a reader does without a click: opening, closing, printing, saving, moving the pointer over a field.
_BY_ITSELF = ("/O", "/C", "/PO", "/PC", "/PV", "/PI", "/WC", "/WS", "/DS", "/WP", "/DP", "/E", "/X", "/Fo", "/Bl")
_UNSAFE_SCHEME = rb"(?i:\s*(?:javascript|vbscript|file|data|ms-[a-z-]+|search-ms)\s*:)"
# Names that ask for a closer look, in an object as the library writes it: in one notation, without #-codes.
_WORTH_A_LOOK = re.compile(
    rb"/(?:JavaScript|JS|Launch|ImportData|Rendition|Movie|Sound|RichMedia\w*|GoTo3DView|GoToR|Screen|3D|XFA|"
    rb"NeedsRendering|AA|OpenAction|Navigator)(?![A-Za-z0-9])|/URI (?:[0-9<]|\(" + _UNSAFE_SCHEME + rb")"
)
_CERTAIN = re.compile(
    rb"/S /(?:JavaScript|Launch|ImportData|Rendition|RichMediaExecute)(?![A-Za-z0-9])|"
    rb"/JS (?:[(<]|[0-9]+ [0-9]+ R)|/XFA "
)
_UNSAFE_LINK = re.compile(_UNSAFE_SCHEME.decode())
_RAW_SCRIPT = re.compile(rb"/S\s*/(?:JavaScript|Launch)(?![A-Za-z0-9])")
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NESTING = 500


def refuse_script_in_text(content: bytes) -> None:
    """Raise Objection for a script anywhere in the bytes: a reader that repairs a file may find other objects."""
    if _RAW_SCRIPT.search(_CODED.sub(lambda code: bytes([int(code[1], 16)]), content)):
        raise Objection(Code.SCRIPT, SCRIPT)


def refuse(each: pikepdf.Object) -> bytes:
    """The text of this object, without what it refers to. Raises Objection when it holds what may not be there."""
    if isinstance(each, pikepdf.Name):
        _refuse_name(str(each))
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Array):
        return b""
    text = each.unparse(resolved=True)
    if not _WORTH_A_LOOK.search(text):
        return text
    try:
        for inner in dictionaries(each):
            _check(inner)
    except UnicodeError:  # what stands in the text decides
        if _CERTAIN.search(text):
            raise Objection(Code.SCRIPT, SCRIPT) from None
    return text


def dictionaries(start: Any) -> Iterator[Any]:
    """The dictionaries written inside one object; those it refers to come by themselves.

    Raises UnicodeError at a name in an old character set.
    """
    waiting: list[tuple[Any, int]] = [(start, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _NESTING:
            raise Objection(Code.BROKEN)
        inside = list(each)
        if isinstance(each, pikepdf.Dictionary):
            yield each
            inside = [each.get(key) for key in inside if key.encode()]
        waiting.extend(
            (value, depth + 1) for value in inside
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        )


def _refuse_name(name: str) -> None:
    """A name that stands alone, for others to refer to."""
    if name in _ACTIONS:
        raise Objection(Code.SCRIPT, _ACTIONS[name])
    if name in _MEDIA_ANNOTATIONS:
        raise Objection(Code.SCRIPT, MEDIA)


def _check(each: Any) -> None:
    kind = str(each.get("/S", ""))
    if kind in _ACTIONS:
        raise Objection(Code.SCRIPT, _ACTIONS[kind])
    if isinstance(each.get("/JS"), pikepdf.String | pikepdf.Stream) or _lists_scripts(each.get("/JavaScript")):
        raise Objection(Code.SCRIPT, SCRIPT)
    if str(each.get("/Subtype", "")) in _MEDIA_ANNOTATIONS or "/Navigator" in each:
        raise Objection(Code.SCRIPT, MEDIA)
    if each.get("/XFA") is not None or each.get("/NeedsRendering") is True:
        raise Objection(Code.SCRIPT, XFA)
    if _goes_astray(each, kind):
        raise Objection(Code.SCRIPT, LAUNCH)
    for action in _automatic_actions(each):
        done = str(action.get("/S", ""))
        if done in _ACTIONS or done in _OUTWARD_ACTIONS:
            raise Objection(Code.SCRIPT, _ACTIONS.get(done, LAUNCH))


def _lists_scripts(names: Any) -> bool:
    """True for a list of scripts that is not empty."""
    if not isinstance(names, pikepdf.Dictionary):
        return isinstance(names, pikepdf.Array | pikepdf.String | pikepdf.Stream)
    return any(len(names.get(key, ())) > 0 for key in ("/Names", "/Kids"))


def _goes_astray(each: Any, kind: str) -> bool:
    """True for a link that opens something else than a page or another PDF beside this one."""
    if kind == "/URI":
        return bool(_UNSAFE_LINK.match(str(each.get("/URI", ""))))
    if kind != "/GoToR":
        return False
    target = each.get("/F")
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/UF", target.get("/F", ""))
    name = str(target or "").strip().lower().replace("\\", "/")
    return name.startswith("//") or "://" in name or not name.endswith(".pdf")


def _automatic_actions(each: Any) -> Iterator[Any]:
    """What a reader does by itself with this object, with what follows each."""
    waiting = [each.get("/OpenAction")]
    by_itself = each.get("/AA")
    if isinstance(by_itself, pikepdf.Dictionary):
        waiting.extend(by_itself.get(key) for key in _BY_ITSELF)
    seen = 0
    while waiting and seen < _NESTING:
        action = waiting.pop()
        seen += 1
        if isinstance(action, pikepdf.Array):
            waiting.extend(one for one in action if isinstance(one, pikepdf.Dictionary) and "/S" in one)
        elif isinstance(action, pikepdf.Dictionary):
            yield action
            waiting.append(action.get("/Next"))
