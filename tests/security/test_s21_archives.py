"""S21 (FreeScout CVE-2026-41193): an archive cannot escape its folder, link, or swell; no import unpacks one at all."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from simcare.kernel.errors import SimcareError
from simcare.kernel.sheets import TableTooLarge, TableUnreadable, open_table


def _workbook() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet().write_string(0, 0, "iccid")
    book.close()
    return made.getvalue()


def _with(name: str, content: bytes = b"x", mode: int = 0) -> bytes:
    """A good workbook with one more entry."""
    made = io.BytesIO(_workbook())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
    return made.getvalue()


def _tar(compressed: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=f"w{compressed}") as archive:
        archive.addfile(tarfile.TarInfo("../../etc/cron.d/x"), io.BytesIO())
    return made.getvalue()


def _swollen_sheet() -> bytes:
    """A workbook whose only sheet unpacks to thousands of times its size."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as good, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad:
        for entry in good.infolist():
            content = good.read(entry)
            is_sheet = entry.filename.endswith("sheet1.xml")
            bad.writestr(entry.filename, content + b" " * 60_000_000 if is_sheet else content)
    return made.getvalue()


def _many() -> bytes:
    made = io.BytesIO(_workbook())
    with zipfile.ZipFile(made, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/e{number}", b"")
    return made.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], type[SimcareError]]] = {
    "traversal": (lambda: _with("../../../etc/cron.d/x"), TableUnreadable),
    "absolute": (lambda: _with("/etc/cron.d/x"), TableUnreadable),
    "backslashes": (lambda: _with("..\\..\\x"), TableUnreadable),
    "link": (lambda: _with("xl/link", b"/etc/passwd", stat.S_IFLNK | 0o777), TableUnreadable),
    "bomb": (lambda: _with("xl/bomb", b"\0" * 60_000_000), TableTooLarge),
    "swollen sheet": (_swollen_sheet, TableTooLarge),
    "too many entries": (_many, TableTooLarge),
    "cut off": (lambda: _workbook()[:400], TableUnreadable),
    "tar": (lambda: _tar(""), TableUnreadable),
    "tar.gz": (lambda: _tar(":gz"), TableUnreadable),
    "tar.bz2": (lambda: _tar(":bz2"), TableUnreadable),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_s21_archives_cannot_escape(kind: str) -> None:
    make, refusal = HOSTILE[kind]
    with pytest.raises(refusal), open_table(make()) as table:
        list(table.batches)


def test_s21_a_good_workbook_is_read() -> None:
    with open_table(_workbook()) as table:
        assert list(table.batches) == [[["iccid"]]]
