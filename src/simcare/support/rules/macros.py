"""Macros: a short sequence of steps, checked when it is saved, so that it can be trusted when one key does it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from simcare.support.errors import BadMacro
from simcare.support.rules.tagging import tag_name

MOST_STEPS: Final = 8
LONGEST_SNOOZE_HOURS: Final = 24 * 90
DEEDS: Final = ("answer", "note", "tag", "assign", "queue", "snooze", "wait", "solve", "spam")
"""What a step can do, in the order in which steps are done whatever order they were told in."""


@dataclass(frozen=True)
class Step:
    """One thing to do; `what` is the shortcut of an answer, the text of a note, a tag, a person, a queue, a reason."""

    deed: str
    what: str = ""
    hours: int = 0


def read_steps(told: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:  # JSON
    """The steps as they are kept. Raises BadMacro, saying what is wrong."""
    steps = tuple(Step(str(one["deed"]), str(one.get("what", "")), int(one.get("hours", 0))) for one in told)
    _check(steps)
    return tuple(sorted(steps, key=lambda step: DEEDS.index(step.deed)))


def told(steps: Iterable[Step]) -> list[dict[str, Any]]:  # JSON
    """The steps as a row keeps them."""
    return [asdict(step) for step in steps]


def _check(steps: tuple[Step, ...]) -> None:
    deeds = [step.deed for step in steps]
    if not 0 < len(steps) <= MOST_STEPS:
        raise BadMacro("A macro has 1 to %(most)s steps.", most=MOST_STEPS)
    if strangers := [deed for deed in deeds if deed not in DEEDS]:
        raise BadMacro("Nobody can do %(step)s.", step=strangers[0])
    if len(set(deeds)) < len(deeds):
        raise BadMacro("Each kind of step stands in a macro once.")
    if len({"snooze", "wait", "solve", "spam"} & set(deeds)) > 1:
        raise BadMacro("A ticket sleeps, waits, is solved or is spam: only one of them.")
    if {"answer", "spam"} <= set(deeds):
        raise BadMacro("Spam is not answered.")
    for step in steps:
        if step.deed in ("answer", "note", "tag", "assign", "queue", "snooze") and not step.what.strip():
            raise BadMacro("One step does not say what: choose or write it.")
        if step.deed == "tag" and not tag_name(step.what):
            raise BadMacro("A tag needs a letter or a digit.")
        if step.deed == "snooze" and not 0 < step.hours <= LONGEST_SNOOZE_HOURS:
            raise BadMacro("A ticket sleeps for 1 to %(most)s hours.", most=LONGEST_SNOOZE_HOURS)
