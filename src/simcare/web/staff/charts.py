"""Calm charts as inline SVG, drawn by the server: lines over days, and the same as a table for who can not see them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 160
LEFT, RIGHT, TOP, BOTTOM = 0, 0, 10, 20


@dataclass(frozen=True)
class Point:
    """A day or week with its value, as numbers and in words; None where nothing was counted."""

    name: str
    value: float | None
    words: str


@dataclass(frozen=True)
class Line:
    """One line of a chart; `tone` names its colour in the style sheet."""

    name: str
    tone: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """A chart with up to two lines over the same days. `top` is the value at its upper edge."""

    title: str
    lines: tuple[Line, ...]
    top: float
    top_words: str
    summary: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(point.name for point in self.lines[0].points) if self.lines else ()

    @property
    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """The same as a table: a day with what each line says of it."""
        return [
            (name, tuple(line.points[at].words for line in self.lines))
            for at, name in enumerate(self.names)
            if any(line.points[at].value is not None for line in self.lines)
        ]

    @property
    def strokes(self) -> list[tuple[str, list[str], list[tuple[float, float, str]]]]:
        """For each line its tone, its unbroken pieces as SVG points, and its dots with their words."""
        return [(line.tone, self._pieces(line), self._dots(line)) for line in self.lines]

    def _pieces(self, line: Line) -> list[str]:
        pieces: list[list[str]] = [[]]
        for at, point in enumerate(line.points):
            if point.value is None:
                pieces.append([])
            else:
                x, y = self._place(at, point.value, len(line.points))
                pieces[-1].append(f"{x:.1f},{y:.1f}")
        return [" ".join(piece) for piece in pieces if len(piece) > 1]

    def _dots(self, line: Line) -> list[tuple[float, float, str]]:
        placed = ((self._place(at, point.value or 0, len(line.points)), point) for at, point in enumerate(line.points))
        return [(x, y, f"{point.name}: {point.words}") for (x, y), point in placed if point.value is not None]

    def _place(self, at: int, value: float, count: int) -> tuple[float, float]:
        across = WIDTH - LEFT - RIGHT
        x = LEFT + (across * at / (count - 1) if count > 1 else across / 2)
        y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(value / self.top, 1) if self.top else 1)
        return x, y


def line_of(name: str, tone: str, told: Sequence[tuple[str, float | None, str]]) -> Line:
    """A line of (day, value, words)."""
    return Line(name, tone, tuple(Point(*each) for each in told))
