"""The swap test as a protocol (diagnosis-checks.md section 5): which step is due, and what the results mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What the table of results says."""

    DEVICE = "device_defective"
    CARD = "card_defective"
    CONTACT = "contact"
    SITE = "site"
    NO_FAULT = "no_fault"
    UNSTABLE = "unstable"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Step:
    """One change at a time: which card in which device."""

    number: int
    field: str


FIRST: Final = Step(1, "swap.card_in_device")
CARD_ELSEWHERE: Final = Step(2, "swap.card_in_good_device")
OTHER_CARD: Final = Step(3, "swap.good_card_in_device")
CARD_IN_SECOND: Final = Step(4, "swap.card_in_second_good_device")
RESTORED: Final = Step(5, "swap.repeat")
STEPS: Final = (FIRST, CARD_ELSEWHERE, OTHER_CARD, CARD_IN_SECOND, RESTORED)

Results = Mapping[str, str]  # field of the step -> works, fails


def due(done: Results) -> Step | None:
    """The next step; None when the test is complete. The second device is needed where the first one failed too."""
    if done.get(FIRST.field) == "works":
        return None
    for step in STEPS:
        if step.field not in done and not (step is CARD_IN_SECOND and done.get(CARD_ELSEWHERE.field) == "works"):
            return step
    return None


def outcome(done: Results) -> Outcome:
    """What the results so far amount to; the last step only tells whether the fault is stable."""
    if done.get(FIRST.field) == "works":
        return Outcome.NO_FAULT
    elsewhere, other = done.get(CARD_ELSEWHERE.field), done.get(OTHER_CARD.field)
    if elsewhere is None or other is None:
        return Outcome.INCOMPLETE
    if done.get(RESTORED.field) == "works":
        return Outcome.UNSTABLE
    if elsewhere == "works":
        return Outcome.DEVICE if other == "fails" else Outcome.CONTACT
    if other == "fails":
        return Outcome.SITE
    second = done.get(CARD_IN_SECOND.field)
    if second is None:
        return Outcome.INCOMPLETE
    return Outcome.CARD if second == "fails" else Outcome.CONTACT
