"""The language of what a customer wrote, as ISO 639-1.

Scripts that one language of our customers uses decide by themselves, and so do the letters that only one Cyrillic
language has; Latin letters need the statistics of lingua, whose models are loaded when the first such text comes.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from simcare.messaging.rules.replies import visible_reply

if TYPE_CHECKING:
    from lingua import LanguageDetector

DEFAULT = "en"
LONGEST_READ = 2_000
"""Characters that are looked at: more makes no difference to the answer."""
_FEWEST_LETTERS = 3

_NOT_WORDS = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|[!-?A-~]{1,64}@[!-~]+|[\w.\-]*[0-9][\w.\-]*|[<\[][^<>\[\]\n]{0,200}[>\]]"
    r"|\b(?:ICCID|IMEI|IMSI|MSISDN|APN|SIM|LTE|IoT|M2M|GPS|POS|CCTV|RMA|PIN|PUK|VPN|USSD|SMS|GW|FYI|NB-IoT|Wi-?Fi|eSIM)\b",
    re.IGNORECASE | re.ASCII,
)
_SCRIPTS = {
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"),
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
_PERSIAN = re.compile(r"[پچژگی]")
_LETTERS_PER_WORD = {"zh": 2.5, "ja": 2.5, "ko": 2.5}
"""A character of these says as much as two or three letters: weighs mixed texts fairly."""
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_BULGARIAN = re.compile(r"[ъЪ]")
_NOT_BULGARIAN = re.compile(r"[ыэёЫЭЁ]")
_STATISTICAL = [
    "ENGLISH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "POLISH", "CZECH", "TURKISH",
    "VIETNAMESE", "INDONESIAN", "SWEDISH", "DANISH", "BOKMAL", "FINNISH", "HUNGARIAN", "ROMANIAN",
]  # fmt: skip
_FEW_LATIN_LETTERS = 10
"""Fewer Latin letters than these are a word or two, which statistics only guess at."""
_FEW_SURE_LETTERS = 40
_SURE = 0.8
"""Where a hint is at hand, statistics on so few letters count against it only from this confidence on."""
_AS_WRITTEN = {"nb": "no"}


def detect(text: str, hint: str | None = None) -> str:
    """The language of a text.

    Quoted mail, addresses and numbers do not count; where too little is left, the hint or English.
    """
    words = _NOT_WORDS.sub(" ", visible_reply(text)[:LONGEST_READ])
    counts = {
        script: len(pattern.findall(words)) * _LETTERS_PER_WORD.get(script, 1.0) for script, pattern in _SCRIPTS.items()
    }
    if counts["ja"] >= 4 and counts["ja"] >= counts["zh"] * 0.1:
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    script, weight = max(counts.items(), key=lambda item: item[1])
    if weight < _FEWEST_LETTERS:
        return hint or DEFAULT
    if script == "ar" and len(_PERSIAN.findall(words)) > counts["ar"] * 0.05:
        return "fa"
    if script == "cyrillic":
        return _cyrillic(words)
    if script == "latin":
        return (hint or DEFAULT) if weight < _FEW_LATIN_LETTERS else _by_statistics(words, hint, weight)
    return script


def _cyrillic(words: str) -> str:
    if _UKRAINIAN.search(words):
        return "uk"
    return "bg" if _BULGARIAN.search(words) and not _NOT_BULGARIAN.search(words) else "ru"


def _by_statistics(words: str, hint: str | None, letters: float) -> str:
    found = _detector().detect_language_of(words)
    if found is None:
        return hint or DEFAULT
    if hint and letters < _FEW_SURE_LETTERS and _detector().compute_language_confidence(words, found) < _SURE:
        return hint
    code = found.iso_code_639_1.name.lower()
    return _AS_WRITTEN.get(code, code)


@cache
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _STATISTICAL]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
