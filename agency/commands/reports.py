"""What commands print about a claim file and a day, in Dutch."""

from typing import Any  # Any: reports that are ready for JSON

from agency.commands.dutch_click import Refusal
from agency.web.formatting import euro, plural
from cases.intake import ClaimFile, IntakeRefused, dry_run_answer
from cases.models import Upload, UploadState

DAY_COUNTS = {
    "notice_terms_ended": ("veertiendagentermijn verstreken", "veertiendagentermijnen verstreken"),
    "instalments_missed": ("gemiste termijn van een regeling", "gemiste termijnen van regelingen"),
    "previews_dropped": ("niet bevestigde upload vervallen", "niet bevestigde uploads vervallen"),
    "prescriptions_moved": ("vordering verjaart op een andere dag", "vorderingen verjaren op een andere dag"),
    "prescription_alarms": ("dossier waarin verjaring nadert", "dossiers waarin verjaring nadert"),
}


def lines_of_file(claim_file: ClaimFile) -> list[str]:
    """A claim file that was only read: how its columns are understood, what is good, what is refused and why."""
    answer = dry_run_answer(claim_file)
    width = max(map(len, answer["columns"]), default=0)
    lines = [f"Bestand: {claim_file.filename}", "", "Kolommen zoals begrepen:"]
    for header, column in answer["columns"].items():
        other = "niet gebruikt" if column["ignored"] else "nagekeken"
        lines.append(f"  {header:<{width}}  {column['field'] or other}")
    good = f"{plural(len(claim_file.rows), 'goede regel', 'goede regels')} voor {euro(claim_file.total)}"
    lines += ["", f"{good}, {plural(claim_file.customers, 'debiteur', 'debiteuren')}."]
    lines += [*_refused(answer), *_waiting(answer)]
    lines += [f"Let op, regel {flag['row']}: {flag['why']}" for flag in answer["flagged"]]
    lines += [f"Opmerking: {note}" for note in claim_file.notes]
    return lines


def lines_of_upload(upload: Upload) -> list[str]:
    """A claim file that was taken in, or that another is still at."""
    rows = plural(upload.accepted_count, "regel", "regels")
    if upload.state is UploadState.ARRIVING:
        accepted = f"{upload.filename}: {rows} voor {euro(upload.accepted_total)} aangenomen (upload {upload.id})."
        return [accepted, "Het inlezen gebeurt op de achtergrond, na een eerder bestand van deze opdrachtgever."]
    cases = plural(upload.case_count, "dossier", "dossiers")
    head = f"{upload.filename}: {rows} voor {euro(upload.accepted_total)} ingelezen in {cases} (upload {upload.id})."
    lines = [head, *_refused(upload.report), *_waiting(upload.report)]
    lines += [f"Let op, regel {flag['row']}: {flag['why']}" for flag in upload.report.get("flagged", [])]
    return lines


def refused_answer(refusal: IntakeRefused | Refusal) -> dict[str, Any]:
    """The dry-run answer about a file that cannot be read as a whole, or not at all: nothing accepted, and why."""
    error = {"code": "no_file", "message": str(refusal)}
    if isinstance(refusal, IntakeRefused):
        error = {
            "code": refusal.code, "message": str(refusal), "found": refusal.found, "expected": refusal.expected,
            "remedy": refusal.remedy,
        }
    return {
        "accepted": 0, "total": "0.00", "refused": [], "waiting": [], "columns": {}, "documents": [], "error": error,
    }


def lines_of_day(report: dict[str, Any]) -> list[str]:
    """The counts of a daily run."""
    return [
        plural(count, *DAY_COUNTS[name]) if name in DAY_COUNTS else f"{name}: {count}"
        for name, count in report.items()
    ]


def _refused(answer: dict[str, Any]) -> list[str]:
    refused = answer["refused"]
    if not refused:
        return ["Geen regels geweigerd."]
    told = [
        f"  regel {row['row']}, {fault['column']}: gevonden ‘{fault['found']}’; verwacht: {fault['expected']}"
        for row in refused for fault in (row, *row.get("also", []))
    ]
    return [f"{plural(len(refused), 'regel', 'regels')} geweigerd:", *told]


def _waiting(answer: dict[str, Any]) -> list[str]:
    waiting = answer.get("waiting", [])
    if not waiting:
        return []
    told = [f"  regel {row['row']}: {row['reason']}." for row in waiting]
    return [f"{plural(len(waiting), 'regel', 'regels')} eerst uitzoeken, niet meegenomen:", *told]
