"""What follows from session and reject events: rates, lengths, whether a session is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

RECENT = timedelta(hours=4)
BASELINE = timedelta(days=7)


@dataclass(frozen=True)
class SessionEvent:
    """A session began (`opened`) or ended at an instant."""

    at: datetime
    opened: bool


@dataclass(frozen=True)
class SessionFigures:
    """Rates are sessions an hour, lengths seconds; None where there is nothing to measure."""

    open_since: datetime | None
    per_hour: float
    median_seconds: float | None
    baseline_per_hour: float | None
    baseline_median_seconds: float | None


def session_figures(events: Iterable[SessionEvent], *, at: datetime) -> SessionFigures:
    """Figures of the last four hours against the seven days before them. Order and repetitions do not matter."""
    ordered = sorted(set(events), key=lambda event: (event.at, event.opened))
    split_at, first_at = at - RECENT, at - RECENT - BASELINE
    recent = [event for event in ordered if split_at <= event.at <= at]
    earlier = [event for event in ordered if first_at <= event.at < split_at]
    reaches_back = bool(ordered) and ordered[0].at < split_at
    return SessionFigures(
        open_since=ordered[-1].at if ordered and ordered[-1].opened else None,
        per_hour=_per_hour(recent, RECENT),
        median_seconds=_median_seconds(recent),
        baseline_per_hour=_per_hour(earlier, min(BASELINE, split_at - ordered[0].at)) if reaches_back else None,
        baseline_median_seconds=_median_seconds(earlier),
    )


def per_hour(moments: Iterable[datetime], *, at: datetime, period: timedelta = RECENT) -> float:
    """How many of these moments fall into an hour of the period that ends now, on average."""
    return sum(at - period <= moment <= at for moment in moments) / (period / timedelta(hours=1))


def _per_hour(events: Sequence[SessionEvent], period: timedelta) -> float:
    hours = max(period / timedelta(hours=1), 1.0)
    return round(sum(event.opened for event in events) / hours, 3)


def _median_seconds(events: Sequence[SessionEvent]) -> float | None:
    """The median length of the sessions that both began and ended among these events."""
    lengths: list[float] = []
    began: datetime | None = None
    for event in events:
        if event.opened:
            began = event.at
        elif began is not None:
            lengths.append((event.at - began).total_seconds())
            began = None
    return median(lengths) if lengths else None
