"""What follows from usage records: last traffic, the last whole day, the card's own usual day. Days are UTC days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

SHORTEST_BASELINE_DAYS = 3


@dataclass(frozen=True)
class Use:
    """Bytes moved in the period [from_at, until_at)."""

    from_at: datetime
    until_at: datetime
    used_bytes: int


@dataclass(frozen=True)
class DailyUse:
    """None where the records reach too short to say."""

    last_traffic_at: datetime | None
    last_day: date
    last_day_bytes: int
    usual_day_bytes: int | None


def daily_use(uses: Iterable[Use], *, since: datetime, at: datetime) -> DailyUse:
    """The figures of records that are complete from `since` on.

    The usual day is the median of the whole days before the last one, days without a record counting as 0; it needs
    three such days since the first record.
    """
    carried = sorted((use for use in uses if use.used_bytes > 0), key=lambda use: use.from_at)
    by_day: dict[date, int] = {}
    for use in carried:
        day = use.from_at.astimezone(UTC).date()
        by_day[day] = by_day.get(day, 0) + use.used_bytes
    last_day = at.astimezone(UTC).date() - timedelta(days=1)
    first_day = max(min(by_day, default=last_day), since.astimezone(UTC).date())
    earlier = [first_day + timedelta(days=offset) for offset in range(max(0, (last_day - first_day).days))]
    return DailyUse(
        last_traffic_at=max((use.until_at for use in carried), default=None),
        last_day=last_day,
        last_day_bytes=by_day.get(last_day, 0),
        usual_day_bytes=(
            round(median(by_day.get(day, 0) for day in earlier)) if len(earlier) >= SHORTEST_BASELINE_DAYS else None
        ),
    )
