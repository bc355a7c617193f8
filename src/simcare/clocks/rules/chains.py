"""Escalation chains: read from a policy's JSON, and when each level falls due in the clock's own counted time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simcare.clocks.errors import BadTerms
from simcare.clocks.rules.dues import due_at
from simcare.clocks.values import MEANS, WHOM, Level, Promise

MOST_LEVELS = 8
FIELDS = ("percent", "minutes_over", "whom", "by", "assigns")


def read_chain(levels: object) -> tuple[Level, ...]:
    """The levels of a chain in the order of their time. Raises BadTerms, naming the field."""
    if not isinstance(levels, list | tuple) or len(levels) > MOST_LEVELS:
        raise BadTerms("levels", f"must be a list of at most {MOST_LEVELS} levels")
    found = [_level(each, f"levels[{index}]") for index, each in enumerate(levels)]
    return tuple(sorted(found, key=lambda level: (level.percent, level.minutes_over)))


def level_at(promise: Promise, level: Level) -> datetime | None:
    """When this level falls due; None while a pause without an end holds the promise."""
    target = promise.target * level.percent // 100 + timedelta(minutes=level.minutes_over)
    return due_at(replace(promise, target=target))


def next_level(promise: Promise, chain: Sequence[Level], told: int) -> datetime | None:
    """When the level after those told falls due; None when all are told, or while the promise is held."""
    return level_at(promise, chain[told]) if told < len(chain) else None


def _level(told: object, field: str) -> Level:
    if not isinstance(told, Mapping):
        raise BadTerms(field, "must be an object with whom and percent or minutes_over")
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise BadTerms(f"{field}.{unknown[0]}", f"is unknown; use {', '.join(FIELDS)}")
    if told.get("whom") not in WHOM:
        raise BadTerms(f"{field}.whom", f"must be one of {', '.join(WHOM)}")
    means = told.get("by", ["page"])
    if not isinstance(means, list | tuple) or not means or set(means) - set(MEANS):
        raise BadTerms(f"{field}.by", f"must list some of {', '.join(MEANS)}")
    over = _count(told, "minutes_over", field, 7 * 24 * 60)
    percent = 100 if over else _count(told, "percent", field, 100, least=1)
    return Level(told["whom"], percent, over, tuple(means), bool(told.get("assigns", False)))


def _count(told: Mapping[str, Any], name: str, field: str, most: int, least: int = 0) -> int:  # Any: JSON, checked here
    value = told.get(name, least if name == "minutes_over" else None)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadTerms(f"{field}.{name}", f"must be a whole number from {least} to {most}")
    return value
