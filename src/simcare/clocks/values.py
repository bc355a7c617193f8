"""Calendars, periods and promises as plain values. Instants are aware and in UTC; periods half-open [from, until)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

Kind: TypeAlias = Literal["first", "next", "resolution", "task"]
KINDS: tuple[Kind, ...] = ("first", "next", "resolution", "task")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Slot: TypeAlias = tuple[timedelta, timedelta]
"""Working time of one day, by the wall clock: from and until as distance from 00:00; 24:00 is the day's end."""

Period: TypeAlias = tuple[datetime, datetime]
"""A stretch of real time in UTC."""

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of a pause that nobody has ended yet."""

WHOLE_DAY: Slot = (timedelta(), timedelta(days=1))


@dataclass(frozen=True, eq=False)
class Calendar:
    """When time counts: an instant is open if the zone's wall clock then reads a time inside a slot of that date.

    So a day on which the clocks change has its true length: an hour that is skipped never counts, an hour that comes
    twice counts twice. Which slots a date has is decided by the first of these that knows it: a make-up workday
    (`workdays`: date -> weekday whose hours it takes), a holiday (none), `shifts` of the date (in place of the
    weekly hours), the weekly hours (`week`, Monday first). `breaks` of the date are then cut out.
    """

    zone: ZoneInfo
    week: tuple[Sequence[Slot], ...]
    holidays: frozenset[date] = frozenset()
    workdays: Mapping[date, int] = field(default_factory=dict)
    shifts: Mapping[date, Sequence[Slot]] = field(default_factory=dict)
    breaks: Mapping[date, Sequence[Slot]] = field(default_factory=dict)


ALWAYS = Calendar(zone=ZoneInfo("UTC"), week=((WHOLE_DAY,),) * 7)
"""24x7: all time counts."""


@dataclass(frozen=True)
class Promise:
    """What was promised, since when, and what has held it up: all that a due time depends on.

    `pauses` may overlap, lie in any order and reach before the opening; one that nobody has ended lasts until FOREVER.
    """

    target: timedelta
    calendar: Calendar
    opened_at: datetime
    pauses: Sequence[Period] = ()
    answered_at: datetime | None = None


Whom: TypeAlias = Literal["assignee", "queue", "on_call", "supervisor"]
WHOM: tuple[Whom, ...] = ("assignee", "queue", "on_call", "supervisor")
MEANS = ("page", "email")


@dataclass(frozen=True)
class Level:
    """One step of an escalation: when, whom, by what, and whether the matter becomes that person's.

    `percent` of the target, or with `minutes_over` so much counted time beyond the whole of it.
    """

    whom: Whom
    percent: int = 100
    minutes_over: int = 0
    by: tuple[str, ...] = ("page",)
    assigns: bool = False


@dataclass(frozen=True)
class Turn:
    """Who is on call when, week by week: slots of each weekday by the rota's wall clock, Monday first."""

    user_id: int
    week: tuple[Sequence[Slot], ...]


@dataclass(frozen=True)
class Swap:
    """Somebody takes over a stretch of real time, whatever the week says."""

    user_id: int
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Due:
    """`due_at` is None while a pause without an end holds it; `breached_at` is None where the answer came in time."""

    due_at: datetime | None
    breached_at: datetime | None
