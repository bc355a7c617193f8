"""What a mail is about: weighted words of the trade, in the customer's language and in English.

The words are data (`words/<language>.toml`, up to four weights a category). One in the subject counts more; each
counts once in each place. Where nothing points anywhere the answer is "other".
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from simcare.messaging.rules.language import detect

Category = Literal[
    "network", "usage", "apn", "recharge", "refund", "replacement", "hardware", "dealer", "presales", "other"
]
CATEGORIES: tuple[Category, ...] = get_args(Category)

LONGEST_READ = 8_000
"""Characters of a text that are looked at."""

_WEIGHTS = {"decisive": 5.0, "strong": 3.0, "plain": 1.0, "weak": 0.4}
_SUBJECT = 2.0
_PASSED_ON = 0.5
_LEAST = 1.0
"""Below this sum the words are taken for chance."""
_WITHOUT_BLANKS = {"zh", "ja", "ko", "ar", "th"}
_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one language: a pattern that finds them all, and what each says."""

    pattern: re.Pattern[str]
    meanings: dict[str, tuple[tuple[Category, float], ...]]

    def weigh(self, text: str) -> Iterator[tuple[Category, float]]:
        """What each word in a text says, each word once."""
        for word in {match.group() for match in self.pattern.finditer(text)}:
            yield from self.meanings[word]


def categorise(subject: str, text: str, language: str | None = None, *, passed_on_with: str = "") -> Category:
    """The category of a mail, whose language is detected when not given; `passed_on_with` is what a forwarder wrote
    above it.
    """
    parts = ((_plain(subject), _SUBJECT), (_plain(text), 1.0), (_plain(passed_on_with), _PASSED_ON))
    sums = dict.fromkeys(CATEGORIES, 0.0)
    for lexicon in _lexicons(language or detect(f"{subject}\n{text}")):
        for part, factor in parts:
            for category, weight in lexicon.weigh(part):
                sums[category] += weight * factor
    best = max(CATEGORIES, key=lambda category: sums[category])
    return best if sums[best] >= _LEAST else "other"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST_READ]).casefold()


def _lexicons(language: str) -> list[_Lexicon]:
    known = [_lexicon(language)] if language != _FALLBACK and _exists(language) else []
    return [*known, _lexicon(_FALLBACK)]


def _exists(language: str) -> bool:
    return re.fullmatch(r"[a-z]{2}", language) is not None and _file(language).is_file()


def _file(language: str) -> Traversable:
    return files("simcare.messaging.rules") / "words" / f"{language}.toml"


@cache
def _lexicon(language: str) -> _Lexicon:
    meanings: dict[str, list[tuple[Category, float]]] = {}
    words = tomllib.loads(_file(language).read_text("utf-8"))
    for category in CATEGORIES:
        for strength, weight in _WEIGHTS.items():
            for word in words.get(category, {}).get(strength, ()):
                meanings.setdefault(unicodedata.normalize("NFKC", word).casefold(), []).append((category, weight))
    longest_first = sorted(meanings, key=len, reverse=True)
    start = "" if language in _WITHOUT_BLANKS else r"\b"
    pattern = re.compile(start + "(?:" + "|".join(map(re.escape, longest_first)) + ")")
    return _Lexicon(pattern, {word: tuple(found) for word, found in meanings.items()})
