"""What somebody types into the search, read: words, identifiers, conditions such as `is:open before:2026-11`.

Nothing typed is ever an error: what is no condition is a word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from simcare.support.rules.search.folding import fold
from simcare.support.rules.search.tokens import STEM, pairs, runs, stem

MOST_WORDS: Final = 12
LONGEST_QUESTION: Final = 300
SHORTEST_PART: Final = 4

CONDITIONS: Final = ("from", "account", "is", "lang", "card", "before", "after", "tag", "queue", "in")
_CONDITION: Final = re.compile(rf'\b({"|".join(CONDITIONS)}):("[^"]*"|\S+)', re.IGNORECASE)
_GROUPED_DIGITS: Final = re.compile(r"(?<![\w@.])[0-9A-Za-z]{4}(?:[ -][0-9A-Za-z]{1,4}){1,5}(?![\w@.])")
_NUMBER: Final = re.compile(r"#?(\d{1,9})$")


@dataclass(frozen=True)
class Question:
    """One question to the search. `conditions` has several values of a name where it was asked twice."""

    words: str = ""
    parts: Sequence[str] = ()
    """Folded parts of identifiers: addresses, ICCIDs, phone numbers."""
    number: int | None = None
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    from_at: datetime | None = None
    until_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.parts or self.conditions or self.number or self.from_at or self.until_at)


def read(text: str) -> Question:
    """What is meant by a text."""
    text = " ".join(text.replace("\0", " ").split())[:LONGEST_QUESTION]
    told: dict[str, list[str]] = {}
    for name, value in _CONDITION.findall(text):
        told.setdefault(name.lower(), []).append(value.strip('"'))
    rest = " ".join(_CONDITION.sub(" ", text).split())
    after, before = _dates(told.pop("after", [])), _dates(told.pop("before", []))
    number = _NUMBER.fullmatch(rest)
    words, parts = _identifiers(rest)
    parts += [_compact(value) for name in ("from", "card") for value in told.pop(name, [])]
    return Question(
        words=words,
        parts=tuple(part for part in parts if part)[:MOST_WORDS],
        number=int(number[1]) if number else None,
        conditions=told,
        from_at=max((until for _from, until in after), default=None),
        until_at=min((from_ for from_, _until in before), default=None),
    )


def terms(words: str) -> list[str]:
    """The folded runs of letters that are looked for, as a snippet shows them."""
    return list(dict.fromkeys(unspaced or word for unspaced, word in runs(words)))[:MOST_WORDS]


def alternatives(words: str, *, is_typing: bool = False) -> list[list[str]]:
    """What a text must have: one of each list. `is_typing`: the last word may go on; a trailing `*` says so."""
    wanted: list[list[str]] = []
    for unspaced, word in list(runs(words))[:MOST_WORDS]:
        if len(unspaced) == 1:
            wanted.append([f"{unspaced}*"])
        elif unspaced:
            wanted += [[pair] for pair in pairs(unspaced)]
        elif word:
            short = stem(word)
            wanted.append(list(dict.fromkeys((word, short, STEM + short))) if not word.isdecimal() else [word])
    if is_typing and wanted and not words.endswith(" ") and len(wanted[-1][0]) > 2:
        wanted[-1] = [*wanted[-1], f"{wanted[-1][0]}*"]
    return wanted


def _identifiers(text: str) -> tuple[str, list[str]]:
    """What looks like an identifier is found by any part of it; the rest are words."""
    parts = []
    for grouped in _GROUPED_DIGITS.findall(text):
        if sum(letter.isdecimal() for letter in grouped) >= 2 * SHORTEST_PART:
            parts.append(_compact(grouped))
            text = text.replace(grouped, " ", 1)
    words: list[str] = []
    for word in text.split():
        digits = sum(letter.isdecimal() for letter in word)
        is_identifier = "@" in word.strip("@") or (digits >= SHORTEST_PART and digits * 2 > len(word))
        (parts if is_identifier else words).append(_compact(word) if is_identifier else word)
    return " ".join(words), parts


def _compact(word: str) -> str:
    return re.sub(r"[\s-]+(?=\d)|[#+<>()\"',;]", "", fold(word))


def _dates(told: Sequence[str]) -> list[tuple[datetime, datetime]]:
    """Days and months as half-open periods; what is neither is left out."""
    return [period for text in told if (period := _period(text))]


def _period(text: str) -> tuple[datetime, datetime] | None:
    try:
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            last = (first + timedelta(days=31)).replace(day=1)
        else:
            first = date.fromisoformat(text)
            last = first + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return _midnight(first), _midnight(last)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
