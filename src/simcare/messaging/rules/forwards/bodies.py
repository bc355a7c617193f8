"""The words above and below the beginning of an older mail, freed of quote marks, separators and closing lines."""

import re
from dataclasses import dataclass
from textwrap import dedent

from simcare.messaging.rules.forwards.blocks import Beginning, find
from simcare.messaging.rules.forwards.lines import Line, is_end, separator_of
from simcare.messaging.rules.forwards.subjects import prefix_of

_SHORT_RULE = re.compile(r"\s*[-_=*—–─]{2,}\s*")


@dataclass(frozen=True)
class Body:
    """What the original sender wrote, and the history quoted beneath it."""

    text: str
    older_text: str | None = None


def text_above(lines: list[Line], beginning: Beginning) -> str | None:
    """All that stands above the block and its separator; None where nothing does."""
    return _joined(lines[: beginning.above]) or None


def body_below(lines: list[Line], beginning: Beginning, subject: str) -> Body:
    """What stands below the block. Its history is cut off where its own subject says that it is a reply."""
    below = lines[beginning.end :]
    if below and _SHORT_RULE.fullmatch(below[0].text):
        below = below[1:]
    below = _unquoted(below, beginning.depth)
    below = below[: next((index for index, line in enumerate(below) if is_end(line)), len(below))]
    older = find(below) if prefix_of(subject) == "reply" else None
    if older and (text := _joined(below[: older.above])):
        return Body(text, _joined(below[older.above :]))
    joined = _joined(below)
    return Body(dedent(joined) if beginning.is_attribution else joined)


def own_words(lines: list[Line], beginning: Beginning | None) -> Body:
    """Of a mail that is no forward: what its sender wrote, and the history beneath."""
    if beginning and (text := text_above(lines, beginning)):
        return Body(text, _joined(lines[beginning.above :]))
    return Body(_joined(lines))


def _unquoted(lines: list[Line], depth: int) -> list[Line]:
    """The lines one level up. A quoted body ends where its quote marks do: below it the forwarder writes again."""
    if depth == 0 and not _is_all_quoted(lines):
        return lines
    depth = max(depth, 1)
    lines = lines[: _end_of_quote(lines, depth)]
    return [Line(max(0, line.depth - depth), line.text) for line in lines]


def _is_all_quoted(lines: list[Line]) -> bool:
    """Missive quotes the body but not the block above it."""
    written = [line for line in lines if not line.is_blank]
    return bool(written) and all(line.depth for line in written)


def _end_of_quote(lines: list[Line], depth: int) -> int:
    """Behind the last quoted line; an unquoted line right below a quoted one is its wrapped rest."""
    end = max((index + 1 for index, line in enumerate(lines) if line.depth >= depth), default=0)
    while end < len(lines) and end and not lines[end].is_blank and not lines[end - 1].is_blank:
        end += 1
    return end


def _joined(lines: list[Line]) -> str:
    while lines and (lines[-1].is_blank or separator_of(lines[-1]) == "rule"):
        lines = lines[:-1]
    texts = [f"{'> ' * line.depth}{line.text}".rstrip() for line in lines]
    return "\n".join(texts).strip("\n")
