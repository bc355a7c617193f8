"""Cutting a text into own words, quotes and signatures, in one pass over its lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from simcare.messaging.rules.replies import quotes, signatures

MOST_LINES = 20_000
"""Lines that are looked at; what follows them goes with the last fragment."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of lines of one kind; `hidden` when nothing of the writer's own follows it."""

    text: str
    quoted: bool = False
    signature: bool = False
    hidden: bool = False


class _Kind(Enum):
    WORDS = "words"
    QUOTE = "quote"
    REST = "rest"  # a quote without marks, which runs to the end of the text
    SIGNATURE = "signature"


@dataclass
class _Run:
    kind: _Kind
    lines: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not any(self.lines)


def fragments(text: str) -> list[Fragment]:
    """The fragments of a text from top to bottom; lines lose the blanks at their ends, a wrapped quote header becomes
    one line.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    runs = _runs(lines[:MOST_LINES])
    runs[-1].lines += lines[MOST_LINES:]
    own_words = [at for at, run in enumerate(runs) if run.kind is _Kind.WORDS and not run.is_blank]
    last_shown = own_words[-1] if own_words else -1
    return [_fragment(run, hidden=at > last_shown) for at, run in enumerate(runs)]


def _fragment(run: _Run, hidden: bool) -> Fragment:
    text = "\n".join(run.lines)
    return Fragment(
        text=text if run.is_blank else text.lstrip("\n"),
        quoted=run.kind in (_Kind.QUOTE, _Kind.REST),
        signature=run.kind is _Kind.SIGNATURE,
        hidden=hidden,
    )


def _runs(lines: list[str]) -> list[_Run]:
    """The lines grouped by kind. Blank lines belong to what stands above, but after a quote to what follows it."""
    runs = [_Run(_Kind.WORDS)]
    gap: list[str] = []
    for line, kind in _kinds(lines):
        run = runs[-1]
        if not line and run.kind is _Kind.QUOTE:
            gap.append(line)
        elif not line:
            run.lines.append(line)
        elif _continues(run, kind):
            run.lines += [*gap, line]
            gap = []
        else:
            if gap and kind is _Kind.SIGNATURE:
                runs.append(_Run(_Kind.WORDS, gap))
                gap = []
            runs.append(_Run(kind, [*gap, line]))
            gap = []
    if gap:
        runs.append(_Run(_Kind.WORDS, gap))
    return runs if runs[0].lines else runs[1:] or runs


def _continues(run: _Run, kind: _Kind) -> bool:
    if run.kind is _Kind.REST:
        return True
    if run.kind is _Kind.SIGNATURE:
        return kind is _Kind.WORDS
    return run.kind is kind


def _kinds(lines: list[str]) -> Iterator[tuple[str, _Kind]]:
    """Each line with the kind it would begin or go on with."""
    at = 0
    while at < len(lines):
        line = lines[at]
        header = quotes.header_at(lines, at)
        if header is not None:
            marked = quotes.is_marked(_next_written(lines, header.end))
            yield header.text, _Kind.QUOTE if marked and not header.is_block else _Kind.REST
            at = header.end
            continue
        yield line, _kind_of(lines, at)
        at += 1


def _kind_of(lines: list[str], at: int) -> _Kind:
    line = lines[at]
    if quotes.is_marked(line) or quotes.is_broken_quote(lines, at):
        return _Kind.QUOTE
    if signatures.begins(lines, at):
        return _Kind.SIGNATURE
    return _Kind.WORDS


def _next_written(lines: list[str], at: int) -> str:
    """The next line that is not empty, of the few that a header may stand above."""
    return next((line for line in lines[at : at + 8] if line), "")
