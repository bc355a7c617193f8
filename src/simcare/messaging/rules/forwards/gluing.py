"""Yahoo writes the whole header block of a forward in one line: here it is cut into lines again."""

import re
from functools import cache

from simcare.messaging.rules.forwards import words
from simcare.messaging.rules.forwards.words import LABEL_SPELLINGS, fold

_GLUED = re.compile(
    r"^(?P<quote>[\s>]*)(?P<separator>-{3,}\s*(?P<words>[^\n-][^\n]{1,60}?)\s*-{3,})[ \t\u00a0]+(?P<rest>\S[^\n]*)$",
    re.M,
)
_CHARS = 5_000  # a longer line is no header block


def unglue(text: str) -> str:
    """Put each label of a glued block on its own line; a text without one comes back as it is."""
    return _GLUED.sub(_cut, text) if "---" in text else text


def _cut(match: "re.Match[str]") -> str:
    known = words.FORWARD_SEPARATORS | words.ORIGINAL_SEPARATORS
    if fold(match["words"]) not in known or len(match["rest"]) > _CHARS:
        return match[0]
    starts = [found.start() for found in _labels().finditer(match["rest"])]
    if not starts or starts[0] != 0:
        return match[0]
    rest = match["rest"]
    pieces = [rest[start:end].strip() for start, end in zip(starts, [*starts[1:], len(rest)], strict=True)]
    return "\n".join(match["quote"].strip(" ") + line for line in [match["separator"], *_with_subject(pieces)])


def _with_subject(pieces: list[str]) -> list[str]:
    """Yahoo's Portuguese subject label has no colon: it ends the last piece, right behind the time."""
    if any(_subjects().match(piece) for piece in pieces):
        return pieces
    found = _subjects().search(pieces[-1])
    if found is None:
        return pieces
    return [*pieces[:-1], pieces[-1][: found.start()].strip(), f"{found[1]}: {pieces[-1][found.end() :].lstrip(' :')}"]


@cache
def _labels() -> "re.Pattern[str]":
    """Every label before a colon; short ones must not be the tail of a word."""
    long = "|".join(re.escape(word) for word in LABEL_SPELLINGS if len(word) > 3)
    short = "|".join(re.escape(word) for word in LABEL_SPELLINGS if len(word) <= 3)
    return re.compile(rf"(?:(?:{long})|(?<![^\W\d_])(?:{short}))\s?[:：]")


@cache
def _subjects() -> "re.Pattern[str]":
    spellings = [word for word in LABEL_SPELLINGS if len(word) > 3 and words.LABELS[fold(word)] == "subject"]
    return re.compile(rf"({'|'.join(re.escape(word) for word in spellings)})(?=\s)")
