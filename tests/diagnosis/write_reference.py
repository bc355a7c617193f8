"""Writes the generated part of docs/evidence.md: `python tests/diagnosis/write_reference.py`."""

from pathlib import Path

from simcare.diagnosis.queries.reference import tables

DOCUMENT = Path(__file__).parents[2] / "docs" / "evidence.md"
MARK = "## The fields\n\n"

if __name__ == "__main__":
    written = DOCUMENT.read_text(encoding="utf-8").partition(MARK)[0]
    DOCUMENT.write_text(written + MARK + tables(), encoding="utf-8")
