#!/usr/bin/env python3
"""Writes what an installation consists of as CycloneDX 1.6 JSON, and says how old it is.

    PATH/TO/.venv/bin/python .ci/sbom.py FILE

Every package that this Python has, the program itself, and what browsers load that others made. Exits with 1 where a
package stands at another version than in `requirements.txt`, or is missing: then what runs is not what was tested.
"""

import json
import re
import sys
from datetime import UTC, date, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
OLDEST = 5
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)( ;)?", re.M)


def plain(name: str) -> str:
    """The name of a package as the locks spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """All packages of this Python, by name."""
    return {plain(each.metadata["Name"]): each for each in distributions()}


def package(name: str, its: Distribution) -> dict[str, Any]:
    """One component, with the licence that its makers name."""
    licence = its.metadata["License-Expression"] or _classified(its) or its.metadata["License"]
    named = [{"license": {"name": licence.splitlines()[0]}}] if licence else []
    purl = f"pkg:pypi/{name}@{its.version}"
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": its.version, "purl": purl, "licenses": named,
    }


def _classified(its: Distribution) -> str:
    """The licence by its classifiers."""
    names = [each.rpartition(" :: ")[2] for each in its.metadata.get_all("Classifier", []) if "License ::" in each]
    return ", ".join(names)


def assets() -> list[dict[str, Any]]:
    """What browsers load that others made, by the list beside it."""
    rows = re.findall(
        r"^\| `([^`]+)` \| (\S+) \| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|$",
        (ROOT / "agency/static/vendor/VERSIONS.md").read_text(encoding="utf-8"), re.M,
    )
    return [
        {
            "type": "file", "bom-ref": f"static/vendor/{path}", "name": path, "version": version,
            "purl": f"pkg:npm/{name}@{version}", "licenses": [{"license": {"name": licence}}],
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }
        for path, name, version, licence, digest in rows
    ]


def document(found: dict[str, Distribution], *, now: datetime) -> dict[str, Any]:
    """The whole of it: CycloneDX 1.6."""
    components = [package(name, its) for name, its in sorted(found.items()) if name != "incasso"]
    of_program = {
        "type": "application", "bom-ref": "incasso", "name": "incasso", "version": found["incasso"].version,
    }
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{uuid4()}", "version": 1,
        "metadata": {"timestamp": now.isoformat(timespec="seconds"), "component": of_program},
        "components": [*components, *assets()],
    }


def differences(found: dict[str, Distribution]) -> list[str]:
    """Packages that are not as they are locked. One that only another Python needs may be missing."""
    wrong = []
    for name, version, condition in PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        stands = found[name].version if name in found else None
        if stands != version and not (condition and stands is None):
            wrong.append(f"{name}: locked at {version}, installed {stands}")
    return wrong


def ages(found: dict[str, Distribution], *, today: date) -> list[tuple[int, str]]:
    """Days since the index got each version, oldest first, by the list that the locks were made with."""
    rows = (line.split("\t") for line in (ROOT / ".ci/ages.tsv").read_text(encoding="utf-8").splitlines())
    known = [(name, version, day) for name, version, day in rows if day != "unknown" and name in found]
    return sorted(
        ((today - date.fromisoformat(day)).days, f"{name} {version}") for name, version, day in known
    )[::-1]


def main() -> int:
    """Write the file and say what is in it."""
    found, now = installed(), datetime.now(UTC)
    written = document(found, now=now)
    Path(sys.argv[1]).write_text(json.dumps(written, indent=1), encoding="utf-8")
    old = ages(found, today=now.date())
    wrong = differences(found)
    sys.stdout.write("\n".join([
        f"{len(written['components'])} components; days since each came out, oldest and newest:",
        "  " + ", ".join(f"{name} ({days})" for days, name in [*old[:OLDEST], *old[-OLDEST:]]),
        *(wrong or ["all as locked"]), "",
    ]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
