"""Which card of a job can get the command, by whose hand, and what gives it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from simcare.operators.values.jobs import Share
from simcare.operators.values.platforms import Capabilities, Function

OPPOSITES: Final[Mapping[Function, Function]] = {
    Function.SUSPEND: Function.RESUME,
    Function.RESUME: Function.SUSPEND,
    Function.LOCK_IMEI: Function.UNLOCK_IMEI,
    Function.UNLOCK_IMEI: Function.LOCK_IMEI,
}
"""What gives a card back what it had. A text, a reset or a move to another network can't be taken back."""

JOBS: Final = (
    Function.SUSPEND,
    Function.RESUME,
    Function.RESET_SESSION,
    Function.LOCK_IMEI,
    Function.UNLOCK_IMEI,
    Function.SEND_SMS,
    Function.REFRESH,
)
"""What may be wanted for many cards at once. A network is chosen card by card: each may move to others."""

CALLED, BY_HAND, REFUSED = "called", "by_hand", "refused"

_REACHED_STATES: Final[Mapping[Function, frozenset[str]]] = {
    Function.SUSPEND: frozenset({"suspended"}),
    Function.RESUME: frozenset({"active", "ready"}),
}
_NO_SERVICE: Final[Mapping[Function, frozenset[str]]] = {
    Function.SUSPEND: frozenset({"not_activated"}),
    Function.RESUME: frozenset({"not_activated"}),
    Function.RESET_SESSION: frozenset({"not_activated", "suspended"}),
}


@dataclass(frozen=True)
class JobTerms:
    """The policy `command_jobs`: from how many cards on a second person has to agree, by function."""

    second_person_above: Mapping[str, int]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "JobTerms":  # JSON of a policy row
        """From the values of the policy."""
        return cls({name: int(count) for name, count in values["second_person_above"].items()})

    def needs_second(self, function: Function, count: int) -> bool:
        """Whether so many cards want a second person's word; a function without a number never does."""
        return function in self.second_person_above and count > self.second_person_above[function]


@dataclass(frozen=True)
class Group:
    """Cards alike in what decides: their platform, their state, and whether their device is known."""

    platform: str
    state: str
    has_imei: bool
    count: int


def way(function: Function, *, state: str, has_imei: bool, can: Capabilities | None) -> tuple[str, str]:
    """How the command comes to a card, and the reason where no platform is called: a code, or the platform's words."""
    if can is None:
        return REFUSED, "no_platform"
    if state == "terminated" or state in _NO_SERVICE.get(function, ()):
        return REFUSED, state
    if function is Function.LOCK_IMEI and not has_imei:
        return REFUSED, "no_imei"
    if function in can:
        return CALLED, ""
    return (BY_HAND if function in can.by_hand else REFUSED), can.why_not(function)


def shares(function: Function, groups: Iterable[Group], can: Mapping[str, Capabilities]) -> tuple[Share, ...]:
    """The groups by what happens to them, the platform's name first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for group in groups:
        how, why = way(function, state=group.state, has_imei=group.has_imei, can=can.get(group.platform))
        told = found.setdefault((group.platform, how, why), [0, 0])
        told[0] += group.count
        told[1] += group.count if how != REFUSED and group.state in _REACHED_STATES.get(function, ()) else 0
    return tuple(
        Share(platform, how, count, same, why) for (platform, how, why), (count, same) in sorted(found.items())
    )


def seconds_of(shared: Iterable[Share], calls_per_second: Mapping[str, int]) -> int:
    """How long the calls take at least: platforms work side by side, each at its own rate."""
    calls: dict[str, int] = {}
    for share in shared:
        if share.how == CALLED:
            calls[share.platform] = calls.get(share.platform, 0) + share.count - share.same
    return max((ceil(count / max(calls_per_second.get(name, 1), 1)) for name, count in calls.items()), default=0)


def given_back(function: Function, before: Mapping[str, Any] | None) -> tuple[Function, dict[str, str]] | None:
    """The command that gives a card back what it had before this one; None where nothing does."""
    opposite = OPPOSITES.get(function)
    was_locked_to = str((before or {}).get("imei.locked") or "")
    if function in {Function.LOCK_IMEI, Function.UNLOCK_IMEI}:
        if was_locked_to:
            return Function.LOCK_IMEI, {"imei": was_locked_to}
        return (Function.UNLOCK_IMEI, {}) if function is Function.LOCK_IMEI else None
    return (opposite, {}) if opposite else None
