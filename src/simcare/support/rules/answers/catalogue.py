"""The words of one language, read once from `words/<language>.toml`.

A catalogue answers three questions: what a sentence is, what a thing is called, how a time is written.
Eight languages have one; any other language gets English, without a remark in the text.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from simcare.support.rules.answers.filling import fill
from simcare.support.rules.answers.matter import Value, Values

LANGUAGES = ("en", "zh-hans", "es", "fr", "de", "pt", "ja", "ar")
FALLBACK = "en"

_BYTES_PER_STEP = 1000
_BYTE_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def language_for(tag: str | None) -> str:
    """The catalogue for a language tag (`pt-BR`, `zh_TW`, `ko`): its own, else English."""
    base = (tag or "").replace("_", "-").lower().split("-")[0]
    if base == "zh":
        return "zh-hans"
    return base if base in LANGUAGES else FALLBACK


@cache
def catalogue(tag: str | None) -> "Catalogue":
    """The catalogue that speaks a language."""
    language = language_for(tag)
    text = (files("simcare.support.rules") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return Catalogue(language, tomllib.loads(text))


class Catalogue:
    """All sentences of one language; keys are dotted paths such as `finding.apn_wrong.next`."""

    def __init__(self, language: str, tables: Mapping[str, Any]) -> None:  # Any: tables nest as TOML does
        self.language = language
        self.version = f"{language}-{tables['version']}"
        self._texts = dict(_flat(tables))
        self._months: list[str] = tables["time"]["months"]

    def paths(self) -> frozenset[str]:
        """The keys of all its sentences."""
        return frozenset(self._texts)

    def template(self, key: str) -> str:
        return self._texts[key]

    def say(self, key: str, values: Values | None = None, /, **more: Value | None) -> str:
        """A sentence with its values written in this language."""
        known = {**(values or {}), **more}
        shown = {name: self.show(value, name) for name, value in known.items() if value is not None}
        return fill(self._texts[key], shown)

    def find(self, key: str, default: str | None = None) -> str | None:
        """A word if the catalogue has it: labels of fields, names of states."""
        return self._texts.get(key, default)

    def show(self, value: Value, name: str = "") -> str:
        """A value as this language writes it; text is never touched."""
        if isinstance(value, datetime):
            return self._moment(value)
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, int) and name.endswith("_bytes"):
            return _volume(value)
        return str(value)

    def _day(self, day: date) -> str:
        parts = {"day": str(day.day), "month": self._months[day.month - 1], "year": str(day.year)}
        return fill(self._texts["time.day"], parts)

    def _moment(self, moment: datetime) -> str:
        in_utc = moment.astimezone(UTC)
        return fill(self._texts["time.moment"], {"day": self._day(in_utc), "time": f"{in_utc:%H:%M}"})


def _flat(tables: Mapping[str, Any], path: str = "") -> list[tuple[str, str]]:  # Any: tables nest as TOML does
    found: list[tuple[str, str]] = []
    for key, value in tables.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{path}{key}.")
        elif isinstance(value, str):
            found.append((f"{path}{key}", value.strip("\n")))
    return found


def _volume(size_bytes: int) -> str:
    """Readable and exact: `2.15 GB (2147483648 bytes)`, in the decimal units in which packages are sold."""
    size, step = float(size_bytes), 0
    while abs(size) >= _BYTES_PER_STEP and step < len(_BYTE_UNITS) - 1:
        size, step = size / _BYTES_PER_STEP, step + 1
    return f"{size:.2f} {_BYTE_UNITS[step]} ({size_bytes} bytes)" if step else f"{size_bytes} bytes"
