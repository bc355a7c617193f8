"""Which checks the evidence of a platform can decide, and what fills the gap (diagnosis-checks.md section 7).

Nothing is listed here by hand: a check knows its fields, a platform the fields it tells, and our books theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from simcare.diagnosis.rules.catalogue import EQUIPMENT_CAUSES, INSUFFICIENT
from simcare.diagnosis.rules.findings import on_device
from simcare.diagnosis.values import Check, Party


class Coverage(StrEnum):
    """How far the evidence that comes by itself leads."""

    DECIDED = "decided"
    SUSPECTED = "suspected"
    NEVER = "never"


class Filler(StrEnum):
    """Who or what tells a field that no platform tells; the easiest first."""

    TRANSCRIPT = "transcript"
    READING = "reading"
    SWAP = "swap"
    RECORDS = "records"
    INCIDENT = "incident"
    OPERATOR = "operator"


_BY_GROUP: Final = {
    "at": Filler.TRANSCRIPT,
    "device": Filler.READING,
    "site": Filler.READING,
    "firmware": Filler.READING,
    "swap": Filler.SWAP,
    "account": Filler.RECORDS,
    "pool": Filler.RECORDS,
    "recharge": Filler.RECORDS,
    "activation": Filler.RECORDS,
    "package": Filler.RECORDS,
    "sms": Filler.RECORDS,
    "cutoff": Filler.RECORDS,
    "product": Filler.RECORDS,
    "incident": Filler.INCIDENT,
    "peers": Filler.INCIDENT,
}
_FILLERS: Final = list(Filler)


@dataclass(frozen=True, slots=True)
class Covered:
    """One check on one platform: how far it can go, what is missing on the shortest way, and who can tell it."""

    check: Check
    coverage: Coverage
    missing: tuple[str, ...]
    fillers: tuple[Filler, ...]


def cover(check: Check, known: frozenset[str]) -> Covered:
    """How far the check can go with these fields; `insufficient_evidence` always can."""
    met = [path for path in check.paths if known >= set(path)]
    if check is INSUFFICIENT or any(_decides(check, path) for path in met):
        return Covered(check, Coverage.DECIDED, (), ())
    ways = [path for path in check.paths if _decides(check, path)] or list(check.paths)
    gaps = [tuple(field for field in path if field not in known) for path in ways]
    shortest = min(gaps, key=lambda gap: (max((_rank(field) for field in gap), default=0), len(gap)))
    fillers = dict.fromkeys(filler_of(field) for gap in sorted(gaps, key=_ranks) for field in gap)
    if met and not shortest:  # the fields are there; what lacks is the proof on the device
        fillers = dict.fromkeys((Filler.TRANSCRIPT, Filler.SWAP))
    return Covered(check, Coverage.SUSPECTED if met else Coverage.NEVER, shortest, tuple(fillers))


def filler_of(field: str) -> Filler:
    """Who can tell the field."""
    return _BY_GROUP.get(field.partition(".")[0], Filler.OPERATOR)


def _decides(check: Check, path: Iterable[str]) -> bool:
    """A weak path only points there; and equipment is named only with proof from the device (rule 4)."""
    if tuple(path) in check.weak_paths:
        return False
    proven = bool(check.causes & EQUIPMENT_CAUSES) or any(on_device(field) for field in path)
    return check.party is not Party.EQUIPMENT or proven


def _rank(field: str) -> int:
    return _FILLERS.index(filler_of(field))


def _ranks(gap: tuple[str, ...]) -> tuple[int, int]:
    return max((_rank(field) for field in gap), default=0), len(gap)
