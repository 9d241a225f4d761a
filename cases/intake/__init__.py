"""Reading claim files of clients: bytes in, values out."""

from cases.intake.dry_run import dry_run_answer, refused_rows_file
from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import (
    ClaimFile,
    ClaimRow,
    Column,
    Doubt,
    Fault,
    FaultCode,
    Field,
    FlagCode,
    MediaKind,
    RefusedRow,
    RowFlag,
    SkipCode,
    SkippedRow,
    WaitCode,
    WaitingRow,
)
from cases.intake.reader import read_claim_file

__all__ = [
    "ClaimFile",
    "ClaimRow",
    "Column",
    "Doubt",
    "Fault",
    "FaultCode",
    "Field",
    "FileFault",
    "FlagCode",
    "IntakeRefused",
    "MediaKind",
    "RefusedRow",
    "RowFlag",
    "SkipCode",
    "SkippedRow",
    "WaitCode",
    "WaitingRow",
    "dry_run_answer",
    "read_claim_file",
    "refused_rows_file",
]
