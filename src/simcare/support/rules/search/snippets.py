"""Where a text says what was asked: a piece of it, cut into what fits and what does not. Plain text only (S15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simcare.support.rules.search.folding import fold_letter
from simcare.support.rules.search.tokens import pairs

BEFORE: Final = 40
LENGTH: Final = 180


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `fits` when it is what was asked for."""

    text: str
    fits: bool


def snippet(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """A piece of the text around the first of these folded terms; none where it has none of them."""
    flat = " ".join(text.split())
    folded, places = _folded(flat)
    marks = _marks(folded, terms) or _marks(folded, [pair for term in terms if len(term) > 2 for pair in _pairs(term)])
    if not marks:
        return ()
    spans = [(places[first], places[last - 1] + 1) for first, last in marks]
    start = max(0, spans[0][0] - BEFORE)
    return tuple(_cut(flat, start, min(len(flat), start + LENGTH), spans))


def beginning(text: str) -> tuple[Piece, ...]:
    """How a text begins, where nothing in it is marked."""
    flat = " ".join(text.split())
    return (Piece(flat[:LENGTH] + ("…" if len(flat) > LENGTH else ""), fits=False),) if flat else ()


def _pairs(term: str) -> list[str]:
    return pairs(term) if ord(term[0]) > 0x0DFF else []


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its letters where it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters = [*map(fold_letter, text)]
    sizes = [*map(len, letters)]
    if min(sizes) == max(sizes) == 1:  # nearly every text; long ones are many on a page of hits
        return "".join(letters), range(len(text))
    return "".join(letters), [at for at, size in enumerate(sizes) for _ in range(size)]


def _marks(folded: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the terms stand, in order and without overlap."""
    found: list[tuple[int, int]] = []
    for term in terms:
        at = folded.find(term)
        while at >= 0 and len(found) < 200:
            found.append((at, at + len(term)))
            at = folded.find(term, at + len(term))
    kept: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if kept and first < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(last, kept[-1][1]))
        else:
            kept.append((first, last))
    return kept


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], start
    if start:
        pieces.append(Piece("…", fits=False))
    for first, last in spans:
        if first >= end:
            break
        if first > at:
            pieces.append(Piece(text[at:first], fits=False))
        if last > at:
            pieces.append(Piece(text[max(at, first) : last], fits=True))
            at = last
    if at < end:
        pieces.append(Piece(text[at:end], fits=False))
    if end < len(text):
        pieces.append(Piece("…", fits=False))
    return pieces
