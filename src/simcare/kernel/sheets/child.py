"""The limited child that reads a table: the file comes on standard input, lines of JSON leave on standard output.

The first line tells the file's kind, encoding and sheets; each further line is a batch of rows, every cell a text. A
refusal is a line with `error`. It may use CPU_SECONDS and MEMORY_BYTES, opens no file of its own and can write none.
"""

import csv
import json
import math
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, Final

CPU_SECONDS: Final = 40
MEMORY_BYTES: Final = 768 * 1024 * 1024
BATCH: Final = 2_000
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 200
MOST_CHARACTERS: Final = 2_000
EXACT_BELOW: Final = 1e15
"""A spreadsheet keeps fifteen digits of a number; of a longer one only the magnitude is true."""


def main() -> None:
    """Answer for one file; the first argument names the sheet, empty for the first."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from simcare.kernel.sheets.errors import TableTooLarge, TableUnreadable

    content = sys.stdin.buffer.read()
    try:
        head, rows = _open(content, sys.argv[1] if len(sys.argv) > 1 else "")
        _say(head)
        for batch in _batches(rows):
            _say({"rows": batch})
    except (TableTooLarge, TableUnreadable) as refusal:
        _say({"error": refusal.code, "words": refusal.words, "values": refusal.values})
    except MemoryError:
        _say({"error": TableTooLarge.code, "words": "", "values": {}})
    except Exception as wrong:  # whatever a reader of foreign bytes may raise
        _say({"error": TableUnreadable.code, "words": "", "values": {"why": f"{type(wrong).__name__}: {wrong}"[:300]}})


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _open(content: bytes, sheet: str) -> tuple[dict[str, Any], Iterable[Iterable[object]]]:
    from simcare.kernel.sheets.errors import TableUnreadable

    if content.startswith(b"PK\x03\x04"):
        return _open_workbook(content, sheet)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"Rar!", b"7z\xbc\xaf", b"BZh")) or _is_tar(
        content
    ):
        raise TableUnreadable("This is neither CSV nor XLSX. Save it anew as XLSX, or as CSV in UTF-8, and try again.")
    text, encoding = _decoded(content)
    csv.field_size_limit(MOST_CHARACTERS * 10)
    delimiter = _delimiter(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    return {"kind": "csv", "encoding": encoding, "delimiter": delimiter, "sheets": []}, rows


def _open_workbook(content: bytes, sheet: str) -> tuple[dict[str, Any], Iterable[Iterable[object]]]:
    from python_calamine import CalamineWorkbook

    from simcare.kernel.sheets.archives import check_archive

    check_archive(content)
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    names = [str(name) for name in workbook.sheet_names]
    chosen = sheet if sheet in names else names[0]
    head = {"kind": "xlsx", "encoding": "", "delimiter": "", "sheets": names, "sheet": chosen}
    return head, workbook.get_sheet_by_name(chosen).iter_rows()


def _is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar"


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 first; UTF-16 by its mark; then what Chinese and Western spreadsheets write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace"), "cp1252"


def _delimiter(text: str) -> str:
    """What stands most often in the first line that says anything."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    return max(",;\t|", key=lambda mark: (first.count(mark), mark == ","))


def _batches(rows: Iterable[Iterable[object]]) -> Iterator[list[list[str]]]:
    from simcare.kernel.sheets.errors import TableTooLarge

    batch: list[list[str]] = []
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise TableTooLarge("The table has more than %(most)s rows. Split it into several files.", most=MOST_ROWS)
        batch.append([_text(cell) for cell in list(row)[:MOST_COLUMNS]])
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.replace("\x00", "").strip()[:MOST_CHARACTERS]
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, (int, float)):
        return _number(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def _number(value: float) -> str:
    if math.isfinite(value) and abs(value) < EXACT_BELOW:
        return str(int(value)) if value.is_integer() else repr(value)
    return f"{value:.5E}".replace("E+0", "E+")


if __name__ == "__main__":
    main()
