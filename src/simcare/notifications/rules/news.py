"""The words of mails to the people of an account about their cards, in eight languages (`news.toml`)."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

_WITH_COMMA: Final = frozenset({"de", "es", "fr", "pt"})
_STEP: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB", "PB")


def say(language: str, word: str, /, **values: object) -> str:
    """A sentence in the person's language; English where there is no other."""
    words = _words()
    return words.get(language, words["en"])[word].format(**values)


def line_of(language: str, kind: str, iccid: str, numbers: Mapping[str, int | str | None], *, zone: str) -> str:
    """What happened to a card, in one line. Days are those of `zone`."""
    until, value = numbers.get("until_at"), numbers.get("value")
    allowance = numbers.get("allowance_bytes")
    what = say(
        language,
        kind,
        value=value,
        left=amount(language, value) if kind == "left" and isinstance(value, int) else "",
        allowance=amount(language, allowance) if isinstance(allowance, int) else "",
        day=_day(until, zone) if isinstance(until, str) else "",
        what=say(language, f"kind_{numbers['kind']}") if kind == "anomaly" else "",
    )
    return f"{iccid}: {what}"


def amount(language: str, size_bytes: int) -> str:
    """Bytes as people write them, in steps of 1000, with one place where it says something."""
    step, size = 0, size_bytes * 10
    while size >= _STEP * 10 and step < len(_UNITS) - 1:
        size, step = size // _STEP, step + 1
    whole, tenth = divmod(size, 10)
    sign = "," if language in _WITH_COMMA else "."
    return f"{whole}{sign}{tenth} {_UNITS[step]}" if tenth else f"{whole} {_UNITS[step]}"


def _day(at: str, zone: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(zone)):%Y-%m-%d}"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (files("simcare.notifications.rules") / "news.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
