"""What is installed is what was locked: every package at one version, with the hashes of its files."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
RUN, TESTS, BUILD = ROOT / "requirements.txt", ROOT / "tests/requirements.txt", ROOT / ".ci/build.txt"


def locked(*paths: Path) -> dict[str, tuple[str, int]]:
    """By name: the requirement as locked, and how many hashes it has."""
    found: dict[str, tuple[str, int]] = {}
    for path in paths:
        for package in re.split(r"\n(?=[^\s#-])", path.read_text(encoding="utf-8"))[1:]:
            line = package.partition(" \\")[0]
            assert Requirement(line).name not in found, line
            found[Requirement(line).name] = line, len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", package))
    return found


@pytest.mark.parametrize(("path", "section"), [(RUN, "run"), (TESTS, "test"), (BUILD, "build")])
def test_every_package_that_is_asked_for_is_locked(path: Path, section: str) -> None:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "run": read["project"]["dependencies"], "test": read["project"]["optional-dependencies"]["test"],
        "build": read["build-system"]["requires"],
    }
    pins = {name: Requirement(line).specifier for name, (line, _) in locked(path).items()}
    for each in map(Requirement, asked[section]):
        pin = str(pins[each.name.lower()]).removeprefix("==")
        assert pin in each.specifier, each


def test_every_locked_file_has_a_hash_and_every_version_an_age() -> None:
    pins = locked(RUN, TESTS, BUILD)
    assert [line for line, hashes in pins.values() if not hashes] == []
    ages = [line.split("\t") for line in (ROOT / ".ci/ages.tsv").read_text(encoding="utf-8").splitlines()]
    assert {name: f"=={number}" for name, number, _day in ages} == {
        name: str(Requirement(line).specifier) for name, (line, _) in pins.items()
    }
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for _name, _number, day in ages)


def test_what_runs_here_is_what_is_locked() -> None:
    found = {}
    for name, (line, _) in locked(RUN, TESTS).items():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate():
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = "missing"
            assert pin.specifier.contains(found[name], prereleases=True), f"{line}, here {found[name]}: run .ci/install"


def test_the_bill_of_materials_names_all_that_runs_and_what_is_wrong(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, ROOT / ".ci/sbom.py", tmp_path / "bom.json"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    bom = json.loads((tmp_path / "bom.json").read_text(encoding="utf-8"))
    purls = {each["purl"] for each in bom["components"]}
    assert f"pkg:pypi/flask@{version('flask')}" in purls
    assert any(purl.startswith("pkg:npm/bootstrap@") for purl in purls)
    assert len({each["bom-ref"] for each in bom["components"]}) == len(bom["components"])
    assert bom["metadata"]["component"]["name"] == "incasso"
