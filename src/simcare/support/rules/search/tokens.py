"""Text to tokens. Languages that write spaces give words; the others give every pair of neighbouring letters.

A pair is how Chinese, Japanese, Korean and Thai are found without a dictionary: what is asked is cut into the same
pairs, and a text that has all of them nearly always has the word. A word also gives its stem, marked by `~`, so
that "cards" finds "card" and the exact word is never hidden behind it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from simcare.support.rules.search.folding import fold

LONGEST: Final = 64
MOST_TOKENS: Final = 20_000
"""Of one ticket: what a very long conversation says beyond that is found by its newest words."""
STEM: Final = "~"

_UNSPACED: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han, kana
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul: spaced, but its words carry their particles
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\U00020000-\U0003134f"
)
_RUNS: Final = re.compile(f"([{_UNSPACED}]+)|([^\\W_{_UNSPACED}]+)")
_UMLAUTS: Final = {"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"}
_ENDINGS: Final = ("ungen", "ing", "ung", "ern", "es", "en", "er", "ed", "os", "as", "s", "e", "n", "a", "o")
"""Plurals and common endings of the written languages, the longest first. What is left must still say something."""
_ARTICLES: Final = (
    "\u0648\u0627\u0644",
    "\u0628\u0627\u0644",
    "\u0643\u0627\u0644",
    "\u0641\u0627\u0644",
    "\u0627\u0644",
    "\u0644\u0644",
)
"""Arabic "and the", "with the", "like the", "so the", "the", "for the", written in front of the word."""
_SHORTEST_STEM: Final = 4


def tokens(text: str) -> Iterator[str]:
    """What a text is found by."""
    for unspaced, word in runs(text):
        if unspaced:
            yield from pairs(unspaced)
            yield unspaced[-1]
        else:
            yield from _of_word(word)
    yield from _spelled_out(text)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Its folded runs of letters: (run of a language without spaces, "") or ("", word)."""
    for found in _RUNS.finditer(fold(text)):
        yield found[1] or "", (found[2] or "")[:LONGEST]


def pairs(run: str) -> list[str]:
    """Every two neighbours of a run; a lone letter stands for itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def stem(word: str) -> str:
    """The word without a common ending, or an Arabic one without its article."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    if word.endswith("oes") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "a"  # Portuguese -oes is the plural of -ao
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - 1:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[str, ...]:
    """Kept, because what people write has few words, many times."""
    if word.isdecimal() or (short := stem(word)) == word:
        return (word,)
    return (word, STEM + short)


def _spelled_out(text: str) -> Iterator[str]:
    """German vowels as they are typed without their keys: a Gerät is a geraet, too."""
    lowered = text.casefold()
    if any(vowel in lowered for vowel in _UMLAUTS):
        for word in re.findall(r"[^\W_]*[\u00e4\u00f6\u00fc][^\W_]*", lowered):
            spelled = fold("".join(_UMLAUTS.get(letter, letter) for letter in word))
            yield from _of_word(spelled[:LONGEST])
