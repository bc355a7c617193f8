"""Which edition of the time-zone rules this process counts by; kept with each clock that depends on them."""

import re
import zoneinfo
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def edition_for(calendar: object) -> str:
    """The edition for a calendar with a zone of its own; empty for 24x7, which no change of rules can move."""
    if not isinstance(calendar, dict) or calendar.get("zone") in (None, "UTC", "Etc/UTC"):
        return ""
    return edition()


def edition() -> str:
    """The edition in use, such as 2026b: the system's own, which zoneinfo prefers, else the package's."""
    return _edition(zoneinfo.TZPATH)


@cache
def _edition(path: tuple[str, ...]) -> str:
    for folder in path:
        rules = Path(folder) / "tzdata.zi"
        if rules.exists():
            with rules.open(encoding="utf-8") as lines:
                found = re.match(r"# version (\S+)", lines.readline())
            return found[1] if found else "unknown"
    try:
        return f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        return "unknown"
