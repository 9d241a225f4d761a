"""Sample files of clients that may stand beside this repository; tests that read them carry the mark `samples`."""

from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
