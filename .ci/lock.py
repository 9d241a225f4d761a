#!/usr/bin/env python3
"""Writes the locks: every package that is installed, at one version, with the hashes of its files.

    .ci/lock.py                      after a change in pyproject.toml; other pins stay as they are
    .ci/lock.py --upgrade [NAME …]   newer versions of all packages, or of these
Needs the resolver uv (`pip install uv`, in an environment of its own). Writes `.ci/build.txt` (what builds this
program, and packages that come as source), `requirements.txt` (what the program runs on), `tests/requirements.txt`
(that and the tools of the tests) and `.ci/ages.tsv` (since when the index has each). `.ci/install` installs them;
`tests/architecture/test_supply.py` holds them against each other and pyproject.toml.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AGES = ROOT / ".ci/ages.tsv"
BUILD, RUN, TEST = ROOT / ".ci/build.txt", ROOT / "requirements.txt", ROOT / "tests/requirements.txt"
HEAD = "# Made by .ci/lock.py. Only files with these hashes are installed.\n"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)


def pins(*paths: Path) -> dict[str, str]:
    """Name and version of every package in these locks."""
    return {name: version for path in paths if path.is_file() for name, version in PIN.findall(path.read_text())}


def project(kept: dict[str, str]) -> str:
    """The packages of pyproject.toml and what builds it, as a project that holds nothing else."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = read["project"]
    return (
        f'[project]\nname = "locked"\nversion = "0"\nrequires-python = "{needed["requires-python"]}"\n'
        f'dependencies = {needed["dependencies"]}\n'
        f'[project.optional-dependencies]\ntest = {needed["optional-dependencies"]["test"]}\n'
        f'[dependency-groups]\nbuild = {read["build-system"]["requires"]}\n'
        f"""[tool.uv]\npackage = false\nenvironments = ["sys_platform == 'linux'"]\n"""
        f'constraint-dependencies = {[f"{name}=={version}" for name, version in kept.items()]}\n'
    )


def uv(folder: Path, *arguments: str) -> str:
    """What the resolver answers."""
    command = ["uv", *arguments, "--quiet", "--project", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 (no shell)


def requirements(folder: Path, *arguments: str) -> dict[str, str]:
    """By name: the lines of a package, with its hashes."""
    written = uv(folder, "export", "--frozen", "--no-header", "--no-annotate", "--no-emit-project", *arguments)
    written = re.sub(r"( ;| and) sys_platform == 'linux'", "", written)  # it runs on nothing else
    packages = re.split(r"\n(?=[A-Za-z0-9])", written.strip())
    return {package.partition("==")[0]: package for package in packages}


def locked(folder: Path) -> list[dict[str, Any]]:
    """All packages with their files, by name."""
    packages = tomllib.loads((folder / "uv.lock").read_text(encoding="utf-8"))["package"]
    return sorted((each for each in packages if "registry" in each["source"]), key=itemgetter("name"))


def age(package: dict[str, Any]) -> str:
    """Name, version and the day on which its first file was published, by the index."""
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    days = [each["upload-time"][:10] for each in files if "upload-time" in each]
    return f"{package['name']}\t{package['version']}\t{min(days, default='unknown')}\n"


def write(folder: Path) -> None:
    """All four files, from what the resolver found."""
    AGES.write_text("".join(map(age, locked(folder))), encoding="utf-8")
    build = requirements(folder, "--only-group", "build")
    run = requirements(folder, "--no-default-groups")
    tools = requirements(folder, "--no-default-groups", "--extra", "test")
    BUILD.write_text(HEAD + _lines(build.values()), encoding="utf-8")
    RUN.write_text(HEAD + _lines(run.values()), encoding="utf-8")
    only = [lines for name, lines in tools.items() if name not in run]
    TEST.write_text(HEAD + _lines(["-r ../requirements.txt", *only]), encoding="utf-8")


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", nargs="*", metavar="NAME", help="take newer versions of these, or of all")
    asked = parser.parse_args()
    kept = pins(BUILD, RUN, TEST)
    if asked.upgrade is not None:
        kept = {name: version for name, version in kept.items() if asked.upgrade and name not in asked.upgrade}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "pyproject.toml").write_text(project(kept), encoding="utf-8")
        uv(folder, "lock")
        write(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
