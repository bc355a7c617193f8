"""Times of scripted cards: ISO 8601 texts, or relative to the moment of reading: "now", "now-26h", "now+3d"."""

import re
import time
from datetime import UTC, datetime

_RELATIVE = re.compile(r"now(?:([+-])(\d+)([smhd]))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> float:
    """The instant as seconds since 1970."""
    relative = _RELATIVE.fullmatch(text)
    if relative is None:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    sign, count, unit = relative.groups()
    shift = int(f"{sign}{count}") * _SECONDS[unit] if unit else 0
    return time.time() + shift


def fixed(value: object) -> object:
    """The same value with every relative time in it made absolute, once and for all."""
    if isinstance(value, dict):
        return {key: fixed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [fixed(inner) for inner in value]
    if isinstance(value, str) and _RELATIVE.fullmatch(value):
        return iso(seconds(value))
    return value


def iso(instant: float) -> str:
    """Seconds since 1970 as an ISO text in UTC."""
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds").replace("+00:00", "")


def wall(text: str) -> str:
    """An instant as platforms write it: UTC, `yyyy-MM-dd HH:mm:ss`."""
    return datetime.fromtimestamp(seconds(text), UTC).strftime("%Y-%m-%d %H:%M:%S")


def millis(text: str) -> int:
    """An instant as milliseconds since 1970."""
    return round(seconds(text) * 1000)
