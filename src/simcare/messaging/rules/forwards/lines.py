"""A body as lines with their quote depth, and what one line says by itself: a label, a separator, a rule, an ending."""

import re
from dataclasses import dataclass
from typing import Literal

from simcare.messaging.rules.forwards.words import (
    ENDS,
    FORWARD_SEPARATORS,
    LABELS,
    ORIGINAL_SEPARATORS,
    REPLY_SEPARATORS,
    Field,
    fold,
)

Style = Literal["colon", "cell", "bare"]
Separator = Literal["forward", "original", "reply", "rule"]

_QUOTE = re.compile(r"(?:[ \t]{0,3}>)+ ?")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_COLON_LABEL = re.compile(r"[\s*_|]*(?P<label>[^:：|\t<>@\d]{1,32}?)[\s*_|]*[:：][\s*_|]*(?P<value>.*)")
_CELL_LABEL = re.compile(r"[\s*|]*(?P<label>[^:：|\t<>@\d]{1,32}?)[ *]*[|\t][\s*]*(?P<value>.*)")
_BARE_LABEL = re.compile(r"[\s*]*(?P<label>[^\s:：|<>@\d]{1,20})(?:[ \u00a0\u3000]+(?P<value>.*)|)$")
_DECORATION = " \t-_=*—–─━~+#<>·•…\u00a0\u3000"
_RULE = re.compile(r"[-_=*—–─━~]{4,}(?:[^-_=*—–─━~]+[-_=*—–─━~]{4,})?")  # words in a frame say no more than a bare rule
_DECORATED = re.compile(r"[\s>|]*[-_=*—–─━~]{2,}")


@dataclass(frozen=True)
class Line:
    """One line of a body: how deep it is quoted, and its words without the quote marks."""

    depth: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Label:
    """One line of a header block, such as `Von: Anna <a@b>`: the word as looked up, its field and its value."""

    word: str
    field: Field
    value: str


def split(text: str) -> list[Line]:
    """The lines of a body, invisible marks dropped."""
    return [_line(line) for line in _INVISIBLE.sub("", text).split("\n")]


def label_of(line: Line, style: Style) -> Label | None:
    """The label that the line begins with, written in this style, or None."""
    pattern = {"colon": _COLON_LABEL, "cell": _CELL_LABEL, "bare": _BARE_LABEL}[style]
    match = pattern.match(line.text[:2_000])
    word = fold(match["label"]) if match else ""
    spaced_out = word.replace(" ", "")  # Chinese clients stretch short labels: 主　题
    if not match or (field := LABELS.get(word) or LABELS.get(spaced_out)) is None:
        return None
    return Label(word, field, (match["value"] or "").strip(" \t*_|\u00a0\u3000"))


def separator_of(line: Line) -> Separator | None:
    """What the line says about the block beneath it; the words count only if they fill the line."""
    words = fold(line.text[:300].strip(_DECORATION + "|").rstrip(":：").strip(_DECORATION))
    if words in FORWARD_SEPARATORS or words.startswith("forwarded by "):
        return "forward"
    if words in ORIGINAL_SEPARATORS:
        return "original"
    if words in REPLY_SEPARATORS:
        return "reply"
    return "rule" if _RULE.fullmatch(line.text[:300].strip()) else None


def is_end(line: Line) -> bool:
    """`--- Original Message Ends ---` and its like: decorated, and one of its words means an end."""
    text = line.text[:300].strip()
    if not _DECORATED.match(text) or not text.rstrip(":：").endswith(tuple("-_=*—–─━~")):
        return False
    words = fold(text.strip(_DECORATION))
    return any(word in ENDS for word in words.split()) or words.endswith(("结束", "結束", "ここまで", "終わり", "끝"))


def _line(line: str) -> Line:
    match = _QUOTE.match(line)
    return Line(match[0].count(">"), line[match.end() :]) if match else Line(0, line)
