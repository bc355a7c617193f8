"""What a card used over a time, by the hour or by the day, as sums that are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Literal

from django.db.models import Max, Sum

from simcare.usage.models import DayUsage, HourUsage

Step = Literal["hour", "day"]
MOST_POINTS: Final = 1_000
"""Six weeks by the hour; by the day, nearly three years."""


@dataclass(frozen=True)
class UsedIn:
    """Bytes of the records that began in the hour or day (UTC) from `from_at`."""

    from_at: datetime
    used_bytes: int
    record_count: int


def series_of(card_id: int, *, from_at: datetime, until_at: datetime, step: Step) -> Sequence[UsedIn]:
    """The hours or days that began in [from_at, until_at) and in which there was traffic, the oldest first."""
    return _hours(card_id, from_at, until_at) if step == "hour" else _days(card_id, from_at, until_at)


def newest_hour_of(card_id: int) -> datetime | None:
    """The hour of the newest record that has come; None where none has."""
    newest: datetime | None = HourUsage.objects.filter(card_id=card_id).aggregate(newest=Max("hour_at"))["newest"]
    return newest


def _hours(card_id: int, from_at: datetime, until_at: datetime) -> list[UsedIn]:
    rows = HourUsage.objects.filter(card_id=card_id, hour_at__gte=from_at, hour_at__lt=until_at)
    sums = rows.values_list("hour_at").annotate(used=Sum("used_bytes"), records=Sum("record_count"))
    return [UsedIn(*row) for row in sums.order_by("hour_at")]


def _days(card_id: int, from_at: datetime, until_at: datetime) -> list[UsedIn]:
    rows = DayUsage.objects.filter(card_id=card_id, day__gte=_from_day(from_at), day__lt=_from_day(until_at))
    sums = rows.values_list("day").annotate(used=Sum("used_bytes"), records=Sum("record_count"))
    return [UsedIn(datetime.combine(day, time(), UTC), used, records) for day, used, records in sums.order_by("day")]


def _from_day(at: datetime) -> date:
    """The first day that begins at this instant or later."""
    day = at.astimezone(UTC)
    return day.date() if day.time() == time() else date.fromordinal(day.toordinal() + 1)
