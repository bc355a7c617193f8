"""The monthly report in words: its catalogue in eight languages, and how spans of time are written."""

import tomllib
from pathlib import Path
from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "quality.toml").read_text(encoding="utf-8")
)
LANGUAGES: Final = tuple(WORDS)


def words_of(language: str) -> dict[str, str]:
    """The words in a language, English where it is none of ours."""
    return WORDS.get(language, WORDS["en"])


def span_text(minutes: float | None, words: dict[str, str]) -> str:
    """Minutes under two hours, hours under two days, then days."""
    if minutes is None:
        return words["none"]
    if minutes < 120:
        return words["minutes"] % (f"{minutes:.0f}" if minutes >= 10 else f"{minutes:.1f}")
    if minutes < 2 * 1440:
        return words["hours"] % f"{minutes / 60:.1f}"
    return words["days"] % f"{minutes / 1440:.1f}"


def percent_text(share: float | None, words: dict[str, str]) -> str:
    """A share, or nothing to share."""
    return words["none"] if share is None else f"{share:.1f} %"
