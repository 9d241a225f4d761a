"""The package for the bailiff."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import letters
from letters.bundle import Exhibit, Package, build_package, safe_stem
from letters.dossier import dossier
from letters.errors import FieldsMissing, PackageRefused
from letters.examples import standard as factories
from letters.kinds.summons_writ import ExhibitRef

SCHEMA = json.loads((Path(letters.__path__[0]) / "dossier.schema.json").read_text())


def exhibits() -> list[Exhibit]:
    return [
        Exhibit(number=ref.number, title=ref.title, filename=f"{ref.number}.pdf", media_type="application/pdf",
                content=b"%PDF-" + bytes([ref.number]))
        for ref in factories.summons_writ().exhibits
    ]  # fmt: skip


def package(given: list[Exhibit] | None = None, **changes: Any) -> Package:
    data = dossier(factories.summons_writ(**changes))
    return build_package(data, b"PK writ", b"%PDF writ", b"%PDF specification", exhibits() if given is None else given)


def opened(made: Package) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(made.content))


def test_the_package_holds_the_draft_the_exhibits_and_the_data_under_plain_names() -> None:
    assert opened(package()).namelist() == [
        "inhoudsopgave.pdf",
        "sommatie-exploot-concept.docx",
        "sommatie-exploot-concept.pdf",
        "renteoverzicht.pdf",
        "dossier.json",
        "producties/01-overeenkomst-van-4-maart-2024.pdf",
        "producties/02-factuur-2026-00101.pdf",
        "producties/03-veertiendagenbrief-van-5-oktober-2026.pdf",
        "manifest.json",
    ]


def test_the_manifest_has_the_hash_of_every_other_file() -> None:
    made = package()
    archive = opened(made)
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest == made.manifest
    assert [entry["path"] for entry in manifest["files"]] == archive.namelist()[:-1]
    for entry in manifest["files"]:
        content = archive.read(entry["path"])
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    assert made.sha256 == hashlib.sha256(made.content).hexdigest()


def test_the_same_case_gives_the_same_package() -> None:
    assert package().content == package(list(reversed(exhibits()))).content


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x.exe", "c-windows-x-exe"),
        ("Žižka's factuur", "zizka-s-factuur"),
        ("中文", "stuk"),
        ("", "stuk"),
        ("a" * 300, "a" * 60),
    ],
)
def test_a_title_becomes_a_harmless_file_name(title: str, stem: str) -> None:
    assert safe_stem(title) == stem


def test_no_title_leads_out_of_the_folder() -> None:
    title = "../../../tmp/x"
    one = Exhibit(number=1, title=title, filename="../x", content=b"%PDF", media_type="application/pdf")
    made = package([one], exhibits=(ExhibitRef(number=1, title=title),))
    assert "producties/01-tmp-x.pdf" in opened(made).namelist()


def test_exhibits_that_are_not_those_of_the_writ_are_refused() -> None:
    first, second, third = exhibits()
    for wrong in (
        [first, second],
        [first, second, replace(third, number=2)],
        [first, second, replace(third, title="Iets anders")],
        [first, second, replace(third, content=b"")],
        [first, second, replace(third, media_type="application/x-msdownload")],
    ):
        with pytest.raises(PackageRefused):
            package(wrong)


def test_an_empty_draft_is_refused() -> None:
    with pytest.raises(PackageRefused):
        build_package(dossier(factories.summons_writ()), b"", b"%PDF", b"%PDF", exhibits())


def faults(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """What of `value` breaks `schema`, for the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], path)
    if "anyOf" in schema:
        return [] if any(not faults(value, each, path) for each in schema["anyOf"]) else [f"{path}: none fits"]
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{path}: {value}"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    allowed = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(type(value) is kinds[kind] for kind in allowed):
        return [f"{path}: not {allowed}"]
    if isinstance(value, dict):
        return _faults_of_object(value, schema, path)
    if isinstance(value, list):
        short = [f"{path}: too short"] if len(value) < schema.get("minItems", 0) else []
        return short + [fault for n, item in enumerate(value) for fault in faults(item, schema["items"], f"{path}.{n}")]
    if isinstance(value, str):
        fits = len(value) >= schema.get("minLength", 0) and re.search(schema.get("pattern", ""), value)
        return [] if fits else [f"{path}: {value}"]
    return [f"{path}: too small"] if isinstance(value, int) and value < schema.get("minimum", value) else []


def _faults_of_object(value: dict[str, Any], schema: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}.{key}: missing" for key in schema["required"] if key not in value]
    found += [f"{path}.{key}: unknown" for key in value if key not in schema["properties"]]
    for key in schema["properties"].keys() & value.keys():
        found += faults(value[key], schema["properties"][key], f"{path}.{key}")
    return found


@pytest.mark.parametrize("changes", [{}, {"consumer": False, "notice": None}, {"daily_interest": None}])
def test_the_dossier_keeps_to_its_schema(changes: dict[str, Any]) -> None:
    data = dossier(factories.summons_writ(**changes))
    assert faults(json.loads(json.dumps(data)), SCHEMA) == []
    assert faults({**data, "as_of": "21-11-2026"}, SCHEMA) == ["$.as_of: 21-11-2026"]


def test_the_dossier_has_cents_and_the_balance_of_the_writ() -> None:
    data = dossier(factories.summons_writ())
    assert data["valuation"]["balance"] == {"cents": 137565, "currency": "EUR"}
    assert data["claims"][1]["extended_payment_term"] == "2026-06-15"
    assert data["fourteen_day_notice"]["costs_claimable_from"] == "2026-10-22"


def test_a_dossier_with_holes_is_not_made() -> None:
    with pytest.raises(FieldsMissing):
        dossier(factories.summons_writ(agreement=""))
