"""A week as a picture: how many of something fall into each of its hours, darker where more; and as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

SHADES: Final = 4
"""Steps from few to most; an hour without any is 0."""


@dataclass(frozen=True)
class WeekChart:
    """`counts` has seven rows of 24 numbers, Monday first, by the wall clock of `zone`."""

    title: str
    counts: Sequence[Sequence[int]]
    zone: str

    @property
    def days(self) -> list[str]:
        return [str(name) for name in WEEKDAYS_ABBR.values()]

    @property
    def hours(self) -> range:
        """The marks below the picture."""
        return range(0, 25, 6)

    @property
    def squares(self) -> Iterator[tuple[int, int, int, str]]:
        """For each hour its column, its row, its shade and its words."""
        most = max(map(max, self.counts))
        for day, row in enumerate(self.counts):
            for hour, count in enumerate(row):
                yield hour, day, -(-SHADES * count // most) if most else 0, f"{_hour(day, hour)}: {count}"

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The hours that have any, the most first."""
        found = [(count, day, hour) for day, row in enumerate(self.counts) for hour, count in enumerate(row) if count]
        return [(_hour(day, hour), count) for count, day, hour in sorted(found, key=lambda each: (-each[0], each[1:]))]

    @property
    def summary(self) -> str:
        """The picture in a sentence."""
        if not self.rows:
            return _("none")
        when, count = self.rows[0]
        return _("%(count)s of %(all)s on %(when)s, the most in one hour of the week") % {
            "count": count,
            "all": sum(map(sum, self.counts)),
            "when": when,
        }


def _hour(day: int, hour: int) -> str:
    return f"{WEEKDAYS[day]} {hour:02}:00–{hour + 1:02}:00"
