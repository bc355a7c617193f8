"""Who is on call at an instant, and when nobody is: weekly turns by the wall clock of a zone, and swaps over them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from simcare.clocks.rules.opening import is_open, open_after
from simcare.clocks.rules.periods import merged, without
from simcare.clocks.values import Calendar, Period, Swap, Turn


def on_call(turns: Iterable[Turn], swaps: Iterable[Swap], zone: ZoneInfo, at: datetime) -> list[int]:
    """The people on call: those of a swap that covers the instant, else those whose turn it is."""
    standing_in = [swap.user_id for swap in swaps if swap.from_at <= at < swap.until_at]
    return standing_in or [turn.user_id for turn in turns if is_open(_calendar(turn, zone), at)]


def gaps(
    turns: Sequence[Turn], swaps: Sequence[Swap], zone: ZoneInfo, from_at: datetime, until_at: datetime
) -> list[Period]:
    """The stretches of [from, until) in which nobody is on call, in order."""
    covered = [(swap.from_at, swap.until_at) for swap in swaps]
    for turn in turns:
        covered += _within(_calendar(turn, zone), from_at, until_at)
    return list(without((from_at, until_at), merged(covered)))


def _within(calendar: Calendar, from_at: datetime, until_at: datetime) -> list[Period]:
    found: list[Period] = []
    if not any(calendar.week):
        return found
    for start, end in open_after(calendar, from_at):
        if start >= until_at:
            break
        found.append((start, min(end, until_at)))
    return found


def _calendar(turn: Turn, zone: ZoneInfo) -> Calendar:
    return Calendar(zone=zone, week=turn.week)
