"""Tables for others to open: CSV and XLSX, row by row, in constant memory; no cell can act in a spreadsheet (S24)."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Final

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Cell = str | int | float | date | datetime | None
PIECE_BYTES: Final = 1024 * 1024

_STARTS_A_FORMULA: Final = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@|%＝＋－＠])")
_SIGNED_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)


def harmless(cell: Cell) -> str:
    """The cell as text that no spreadsheet runs: what could begin a formula gets an apostrophe before it.

    A number with a sign stays a number, and a phone number keeps its plus.
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    text = str(cell).replace("\x00", "")
    if _STARTS_A_FORMULA.match(text) and not _SIGNED_NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_table(kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces; `kind` is csv or xlsx. Texts stay texts, so that long identifiers keep their digits."""
    with tempfile.TemporaryFile() as target:
        if kind == "xlsx":
            _write_xlsx(target, columns, rows)
        else:
            _write_csv(target, columns, rows)
        target.seek(0)
        while piece := target.read(PIECE_BYTES):
            yield piece


def _write_csv(target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    target.write("\ufeff".encode())  # spreadsheets take CSV for UTF-8 by this mark only
    writer = csv.writer(_Encoded(target))
    writer.writerow([harmless(name) for name in columns])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])


def _write_xlsx(target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    import xlsxwriter  # 10 MB that a process without workbooks does without

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    workbook = xlsxwriter.Workbook(target, options)
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(columns) - 1, 0), 22, workbook.add_format({"num_format": "@"}))
    bold = workbook.add_format({"bold": True})
    for column, name in enumerate(columns):
        sheet.write_string(0, column, harmless(name), bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, harmless(cell))
    workbook.close()


class _Encoded:
    """A text file's `write` over a binary one."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def write(self, text: str) -> int:
        return self._target.write(text.encode())
