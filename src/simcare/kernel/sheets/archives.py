"""What an XLSX file may be as an archive: its entries are checked before anything is unpacked (security.md S21)."""

import stat
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from simcare.kernel.sheets.errors import TableTooLarge, TableUnreadable

MOST_ENTRIES: Final = 1_000
MOST_BYTES: Final = 400 * 1024 * 1024
MOST_RATIO: Final = 200
"""A worksheet of repeating numbers packs 10 to 30 times; a bomb, thousands of times."""
SMALL_BYTES: Final = 10 * 1024 * 1024


def check_archive(content: bytes) -> None:
    """Raises TableUnreadable for entries that would leave the folder, TableTooLarge for bombs."""
    try:
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as wrong:
        raise TableUnreadable(
            "The file is damaged (%(why)s). Save it anew as XLSX, or as CSV in UTF-8, and try again.",
            why=str(wrong)[:300],
        ) from wrong
    if len(entries) > MOST_ENTRIES:
        raise TableTooLarge(
            "The file is an archive of %(count)s entries; %(most)s are read. Split it into several files.",
            count=len(entries),
            most=MOST_ENTRIES,
        )
    for entry in entries:
        _check_entry(entry)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_BYTES or (unpacked > SMALL_BYTES and unpacked > MOST_RATIO * len(content)):
        raise TableTooLarge(
            "The file of %(size)s bytes would unpack to %(unpacked)s. Split it into several files.",
            size=len(content),
            unpacked=unpacked,
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[:1]:
        raise TableUnreadable("An entry of the file leaves its folder: %(name)s", name=entry.filename[:80])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise TableUnreadable("An entry of the file is a link: %(name)s", name=entry.filename[:80])
    if entry.flag_bits & 0x1:
        raise TableUnreadable(
            "The file is protected by a password. Save it anew as XLSX, or as CSV in UTF-8, and try again."
        )
