"""What the prefix of a subject says: a forward, a reply, or nothing."""

import re
from typing import Literal

from simcare.messaging.rules.forwards.words import AMBIGUOUS_PREFIXES, FORWARD_PREFIXES, REPLY_PREFIXES, fold

Prefix = Literal["forward", "reply", "ambiguous"]

_TAG = re.compile(r"^\s*(?:\[[^\]]{0,60}\]|【[^】]{0,60}】|\([^)]{0,20}\))\s*")
_PREFIX = re.compile(r"^\s*(?P<word>[^:：\[\]]{1,30}?)\s*(?:[\[(]\d+[\])])?\s*[:：]\s*")
_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def prefix_of(subject: str) -> Prefix | None:
    """The outermost prefix, list tags such as `[EXTERNAL]` skipped."""
    return _cut(subject)[0]


def without_prefix(subject: str) -> str:
    """The subject without its outermost prefix, if it has one."""
    return _cut(subject)[1]


def _cut(subject: str) -> tuple[Prefix | None, str]:
    rest = _MARKS.sub("", subject).strip()
    match = _PREFIX.match(rest)
    if match and (kind := _kind(match["word"])):
        return kind, rest[match.end() :]
    if tag := _TAG.match(rest):
        kind, stripped = _cut(rest[tag.end() :])
        return kind, stripped if kind else rest
    return None, rest


def _kind(word: str) -> Prefix | None:
    word = fold(word.strip(" ."))
    if word in FORWARD_PREFIXES:
        return "forward"
    if word in REPLY_PREFIXES:
        return "reply"
    return "ambiguous" if word in AMBIGUOUS_PREFIXES else None
