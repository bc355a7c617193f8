"""What supervisors type, as queues and macros: read leniently, checked strictly where they are kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from simcare.support.errors import BadQueues
from simcare.support.rules.macros import Step, read_steps
from simcare.support.rules.queueing import FITS_FIRST_MINUTES, KINDS, OFFER_SECONDS, Queue, Rule
from simcare.support.rules.tagging import tag_name
from simcare.support.values import RoutingMode


def queue_from(told: Mapping[str, Sequence[str]], rules: Iterable[Mapping[str, Sequence[str]]]) -> Queue:
    """A queue with its rules; lists may be choices or words between commas. Raises BadQueues.

    A rule that names nothing is left out beside others; alone it takes every ticket.
    """
    name = _first(told, "name")
    read = [_rule(rule) for rule in rules]
    mode = _first(told, "mode") or RoutingMode.SKILL
    if mode not in list(RoutingMode):
        raise BadQueues("Choose how the tickets of a queue are given.")
    return Queue(
        slug=_first(told, "slug") or _slug(name),
        name=name,
        rules=tuple(rule for rule in read if rule != Rule()) or (Rule(),),
        mode=RoutingMode(mode),
        offer_seconds=_number(told, "minutes", OFFER_SECONDS // 60) * 60,
        fits_first_minutes=_number(told, "first", FITS_FIRST_MINUTES),
    )


def macro_steps(told: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps whose fields are filled. Raises BadMacro."""
    steps: list[dict[str, Any]] = []
    for deed in ("answer", "note", "tag", "assign", "queue", "snooze"):
        if what := told.get(deed, "").strip():
            steps.append({"deed": deed, "what": what.removeprefix("/") if deed == "answer" else what})
    steps += [{"deed": deed} for deed in ("wait", "solve", "spam") if told.get(deed)]
    hours = told.get("hours", "")
    for step in steps:
        if step["deed"] == "snooze":
            step["hours"] = int(hours) if hours.isdecimal() and len(hours) < 6 else 0
    return read_steps(steps)


def _rule(told: Mapping[str, Sequence[str]]) -> Rule:
    kinds = {kind: tuple(_words(told.get(kind, ()))) for kind in KINDS}
    return Rule(**kinds | {"tag": tuple(filter(None, map(tag_name, kinds["tag"])))})


def _first(told: Mapping[str, Sequence[str]], name: str) -> str:
    return next((one.strip() for one in told.get(name, ())), "")


def _words(told: Sequence[str]) -> list[str]:
    """Choices, or words between commas and spaces."""
    return [word for one in told for word in re.split(r"[,\s]+", one) if word]


def _number(told: Mapping[str, Sequence[str]], name: str, default: int) -> int:
    said = _first(told, name)
    return int(said) if said.isdecimal() and len(said) < 6 else default


def _slug(name: str) -> str:
    """A short name from a long one; names in other scripts get one from their letters' numbers."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return plain or "q" + "".join(f"{ord(letter):x}" for letter in name)[:30]
