"""Small readers that all connectors share: tolerant of texts for numbers, strict about what they give back."""

from collections.abc import Mapping
from datetime import UTC, datetime

from simcare.operators.values.evidence import Evidence, moment_text

Entry = Mapping[str, object]

_MILLISECONDS_FROM = 100_000_000_000  # a Unix time this large counts milliseconds (it would be the year 5138)


class Notebook:
    """Collects the evidence of one answer: same source, same arrival."""

    def __init__(self, source: str, received_at: datetime) -> None:
        self._source = source
        self._received_at = received_at
        self.evidence: list[Evidence] = []

    def note(self, field: str, value: object, observed_at: datetime | None = None) -> None:
        """One fact; without a time of its own it is as old as the answer. Times are kept as ISO texts."""
        kept = moment_text(value) if isinstance(value, datetime) else value
        self.evidence.append(Evidence(field, kept, observed_at or self._received_at, self._received_at, self._source))

    def note_known(self, field: str, value: object, observed_at: datetime | None = None) -> None:
        """The fact, unless the platform did not say it."""
        if value not in (None, ""):
            self.note(field, value, observed_at)


def text(entry: Entry, *names: str) -> str:
    """The first of these that is there and not empty, as text."""
    for name in names:
        value = entry.get(name)
        if value not in (None, ""):
            return str(value).strip()
    return ""


def integer(entry: Entry, *names: str) -> int | None:
    """The first of these that is a whole number, written as number or text."""
    for name in names:
        value = str(entry.get(name, "")).strip()
        if value.removeprefix("-").isdigit() and value.isascii():
            return int(value)
    return None


def flag(entry: Entry, name: str) -> bool | None:
    """A truth value, written in any of the usual ways."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(entry.get(name)).lower())


def entries(answer: object, name: str) -> list[Entry]:
    """The objects of the list of that name in an answer."""
    found = answer.get(name) if isinstance(answer, dict) else None
    return objects(found)


def objects(answer: object) -> list[Entry]:
    """The objects of an answer that is a list."""
    return [entry for entry in answer if isinstance(entry, dict)] if isinstance(answer, list) else []


def plmn(entry: Entry) -> str:
    """The network code of `mcc` and `mnc`; an `mnc` of one digit gets its leading zero."""
    mcc, mnc = text(entry, "mcc"), text(entry, "mnc")
    return f"{mcc}{mnc.zfill(2)}" if mcc.isdigit() and mnc.isdigit() else ""


def unix_time(count: int | None) -> datetime | None:
    """Seconds or milliseconds since 1970; None for nothing or an impossible time."""
    if not count or count < 0:
        return None
    try:
        return datetime.fromtimestamp(count / 1000 if count >= _MILLISECONDS_FROM else count, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def wall_time(value: str) -> datetime | None:
    """`yyyy-MM-dd HH:mm:ss`, which platforms mean as UTC; None where it is no such time."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def same_card(one: str, other: str) -> bool:
    """Whether two ICCIDs name one card: equal in their first 19 characters."""
    return bool(one) and one[:19].upper() == other[:19].upper()
