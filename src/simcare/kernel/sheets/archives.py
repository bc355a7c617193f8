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
        raise TableUnreadable(f"the archive is damaged: {wrong}") from wrong
    if len(entries) > MOST_ENTRIES:
        raise TableTooLarge(f"the archive has {len(entries)} entries; {MOST_ENTRIES} are read")
    for entry in entries:
        _check_entry(entry)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_BYTES or (unpacked > SMALL_BYTES and unpacked > MOST_RATIO * len(content)):
        raise TableTooLarge(f"the file of {len(content)} bytes would unpack to {unpacked}")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in path.parts[:1]:
        raise TableUnreadable(f"an entry of the archive leaves its folder: {entry.filename[:80]}")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise TableUnreadable(f"an entry of the archive is a link: {entry.filename[:80]}")
    if entry.flag_bits & 0x1:
        raise TableUnreadable("the file is protected by a password")
