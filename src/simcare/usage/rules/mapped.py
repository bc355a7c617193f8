"""Usage files of any provider, read by a layout that somebody has chosen.

A record without an id of its own is known by all it says, so two lines that say the same are one record. A card that is
named by its IMSI or phone number only stands as `imsi` or `tel+` and its digits, until the database says whose they
are; neither is longer than the 19 characters of an ICCID, and none begins like one.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from simcare.usage.rules.reading import MOST_LINE_BYTES, NOTHING, Reading, copy_line, iccid_of, key_of, whole_lines
from simcare.usage.values import UNITS, Layout

_BETWEEN: Final = re.compile(r"[\s\-./()]")
_IMSI: Final = re.compile(r"[0-9]{14,15}")
_PHONE: Final = re.compile(r"(?:\+|00)?([1-9][0-9]{6,14})")
_AMOUNT: Final = re.compile(r"([0-9]{1,18}|[0-9]{1,3}(?:[ ,'][0-9]{3}){1,5})(?:\.([0-9]{1,18}))?")
_MOST_BYTES: Final = 10**15
_MOST_SECONDS: Final = 366 * 86_400


@dataclass
class MappedReading(Reading):
    """A file in this layout."""

    layout: Layout = field(default_factory=lambda: Layout({}))

    def copy_text(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        zone = ZoneInfo(self.layout.zone)
        for block in whole_lines(_as_utf8(pieces, self.layout.encoding)):
            lines = block.decode().split("\n")[:-1]
            yield b"".join([self._read(line, zone) for line in lines])

    def _read(self, line: str, zone: tzinfo) -> bytes:
        self.line += 1
        if (self.line == 1 and self.layout.has_header) or not line.strip():
            self.header_count += 1
            return NOTHING
        try:
            return copy_line(_record(_cells(line, self.layout), self.layout, zone))
        except ValueError as flaw:
            self.blame(self.line, str(flaw), line)
            return NOTHING


def _as_utf8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _cells(line: str, layout: Layout) -> dict[str, str]:
    """What the chosen columns say. Raises ValueError with the code of a flaw."""
    if len(line) > MOST_LINE_BYTES:
        raise ValueError("too_long")
    if '"' in line:
        try:
            cells = next(csv.reader([line], delimiter=layout.delimiter, strict=True))
        except csv.Error:
            raise ValueError("columns") from None
    else:
        cells = line.split(layout.delimiter)
    if len(cells) <= max(layout.columns.values()):
        raise ValueError("columns")
    return {name: cells[at].strip() for name, at in layout.columns.items()}


def _record(cells: dict[str, str], layout: Layout, zone: tzinfo) -> tuple[str, ...]:
    """A record for COPY. Raises ValueError with the code of its flaw."""
    started_at = moment_of(cells["started_at"], layout.time_format, zone, "started_at")
    told = (
        started_at.isoformat(sep=" "),
        _end(cells, layout, zone, started_at).isoformat(sep=" "),
        _card(cells),
        _BETWEEN.sub("", cells.get("imsi", ""))[:32],
        str(_used(cells, layout)),
        _BETWEEN.sub("", cells.get("imei", ""))[:32],
        _network(cells),
    )
    key = key_of(cells["record_id"]) if "record_id" in cells else key_of("\t".join(told))
    return (str(key), *told)


def _card(cells: dict[str, str]) -> str:
    if iccid := cells.get("iccid"):
        return iccid_of(iccid)
    if imsi := _BETWEEN.sub("", cells.get("imsi", "")):
        if not _IMSI.fullmatch(imsi):
            raise ValueError("card")
        return f"imsi{imsi}"
    phone = _PHONE.fullmatch(_BETWEEN.sub("", cells.get("msisdn", "")))
    if not phone:
        raise ValueError("card")
    return f"tel+{phone[1]}"


def moment_of(text: str, written: str, zone: tzinfo, code: str) -> datetime:
    """A time in UTC. Of an hour that a clock passes twice in autumn the first is meant."""
    try:
        if written == "iso":
            if text.isdecimal():  # fromisoformat takes any sign between day and time, even a digit
                raise ValueError(text)
            moment = datetime.fromisoformat(text.replace("/", "-"))
        elif written in ("unix", "unix_ms"):
            whole, _, _ = text.partition(".")
            moment = datetime.fromtimestamp(int(whole) // (1000 if written == "unix_ms" else 1), UTC)
        else:
            moment = datetime.strptime(text, written)  # noqa: DTZ007  # its zone follows
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(code) from None


def _end(cells: dict[str, str], layout: Layout, zone: tzinfo, started_at: datetime) -> datetime:
    """When it ended; a file that does not say gives the start."""
    if text := cells.get("stopped_at"):
        return moment_of(text, layout.time_format, zone, "stopped_at")
    seconds = cells.get("seconds") or "0"
    if not (seconds.isascii() and seconds.isdecimal()) or int(seconds) > _MOST_SECONDS:
        raise ValueError("stopped_at")
    return started_at + timedelta(seconds=int(seconds))


def _used(cells: dict[str, str], layout: Layout) -> int:
    if "used" in cells:
        return bytes_of(cells["used"], layout)
    ways = [text for name in ("up", "down") if (text := cells.get(name))]
    if not ways:
        raise ValueError("used_bytes")
    return sum(bytes_of(text, layout) for text in ways)


def bytes_of(text: str, layout: Layout) -> int:
    """An amount in whole bytes, half a byte up. Raises ValueError."""
    if layout.decimal == ",":
        text = text.replace(".", " ").replace(",", ".")
    amount = _AMOUNT.fullmatch(text.replace("\xa0", " ").replace("\u202f", " "))
    if not amount:
        raise ValueError("used_bytes")
    whole, part = re.sub(r"[^0-9]", "", amount[1]), amount[2] or ""
    scaled, below = int(whole + part) * UNITS[layout.unit], 10 ** len(part)
    used: int = (2 * scaled + below) // (2 * below)
    if used >= _MOST_BYTES:
        raise ValueError("too_large")
    return used


def _network(cells: dict[str, str]) -> str:
    """The PLMN code, from one column or from its two halves; a country's half alone says the country."""
    if whole := _BETWEEN.sub("", cells.get("network", "")):
        return whole[:16]
    mcc, mnc = cells.get("mcc", ""), cells.get("mnc", "")
    return f"{mcc}{mnc.zfill(2) if mnc else ''}"[:16]
