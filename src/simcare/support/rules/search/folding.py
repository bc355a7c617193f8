"""Letters that readers take for the same become the same: case, accents, width, Arabic vowel signs and letter forms."""

import unicodedata
from functools import lru_cache
from typing import Final

_ARABIC: Final = {
    **dict.fromkeys("\u0622\u0623\u0625\u0671", "\u0627"),  # alef with madda, hamza above or below, wasla: alef
    "\u0649": "\u064a",  # alef maqsura: yeh
    "\u06cc": "\u064a",  # Farsi yeh
    "\u06a9": "\u0643",  # keheh: kaf
    "\u0629": "\u0647",  # teh marbuta: heh
    "\u0624": "\u0648",  # waw with hamza: waw
    "\u0626": "\u064a",  # yeh with hamza: yeh
    "\u0640": "",  # tatweel only stretches a word
}
_LATIN: Final = {"\u00f8": "o", "\u0111": "d", "\u0142": "l", "\u0131": "i", "\u00e6": "ae", "\u0153": "oe"}
"""Letters that Unicode does not take apart, though a reader types them without their stroke."""
_KEPT_MARKS: Final = ("\u3099", "\u309a")
"""The voicing marks of kana: a different sound, so a different letter."""


def fold(text: str) -> str:
    """The text as tokens and queries are compared."""
    return text.lower() if text.isascii() else "".join(map(fold_letter, text))


@lru_cache(maxsize=8192)
def fold_letter(letter: str) -> str:
    """One character folded; it may become none or several."""
    if letter in _ARABIC:
        return _ARABIC[letter]
    plain = unicodedata.normalize("NFKC", letter).casefold()
    parts = unicodedata.normalize("NFD", "".join(_ARABIC.get(each, each) for each in plain))
    kept = (each for each in parts if unicodedata.category(each) != "Mn" or each in _KEPT_MARKS)
    return "".join(_LATIN.get(each, each) for each in unicodedata.normalize("NFC", "".join(kept)))
