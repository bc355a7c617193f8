"""What one hour's volume says: a spike, a drain at night, a level that has shifted, or silence.

The expected band reaches from the least to the most that is usual in this hour and its two neighbours, so what comes
an hour early or late, as on the days on which clocks change, is no anomaly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import MOST_SCORE, USUAL, Kind, Sensitivity
from simcare.usage.rules.anomalies.memory import Floats, Mask, Memory, track

_TINY: Final = np.float32(1e-9)
_FIRST_HOURS: Final = 6


@dataclass(frozen=True)
class Band:
    """What is usual in an hour, one entry a card."""

    low: Floats
    high: Floats
    middle: Floats
    spread: Floats

    def off(self, values: Floats) -> Floats:
        """How many spreads outside the band, below it negative; 0 within."""
        outside = np.where(values > self.high, values - self.high, np.minimum(values - self.low, 0))
        return np.asarray(np.clip(outside / self.spread, -MOST_SCORE, MOST_SCORE), np.float32)


@dataclass(frozen=True)
class Judgement:
    """What is to be said of one hour, one entry a card; `kind` is `Kind.NOTHING` where nothing is to be told.

    `outside` also marks the hours in which an earlier alert goes on.
    """

    kind: NDArray[np.int8]
    score: Floats
    outside: Mask
    band: Band


@dataclass(frozen=True)
class _Look:
    """One hour of all cards, before it has taught."""

    memory: Memory
    values: Floats
    known: Mask
    hour: int
    terms: Sensitivity
    band: Band

    @property
    def raised(self) -> Floats:
        """How many times the usual a card's bar is: the more, the oftener it has cried."""
        return np.asarray(np.float32(self.terms.raised_by) ** self.memory.alerts, np.float32)


def watch(
    memory: Memory, values: Floats, *, hour: int, weekend: bool, known: Mask | None = None, terms: Sensitivity = USUAL
) -> Judgement:
    """Judges one hour of all cards, then lets it teach.

    `values` are amounts on any scale, 0 where a card had none; `known` is false where nothing can be said. `hour` (0 to
    23) and `weekend` are those of the cards' own zone: cards of one zone come together.
    """
    known = np.ones(values.shape, np.bool_) if known is None else known
    values = np.where(known, values, 0).astype(np.float32)
    look = _Look(memory, values, known, hour, terms, usual_band(memory, hour, weekend, terms))
    off = np.where(known, look.band.off(values), 0).astype(np.float32)
    outside = _is_outside(look, off)
    silent, shifted = _fell_silent(look), _has_shifted(look)
    kind = np.where(silent, Kind.SILENCE, np.where(shifted, Kind.LEVEL_SHIFT, Kind.NOTHING)).astype(np.int8)
    begins = outside & (memory.quiet > terms.quiet_hours)
    kind[begins] = _kinds_outside(look, off)[begins]
    told = kind != Kind.NOTHING
    score = np.where(told, np.maximum(np.abs(off), np.where(silent | shifted, terms.bar, 0)), 0)
    _count(look, np.abs(off), outside, told)
    memory.relearn(np.flatnonzero(shifted))
    _learn(look, weekend, teaches=np.where(outside, terms.odd_pace, 1).astype(np.float32) * known)
    return Judgement(kind, score.astype(np.float32), outside, look.band)


def usual_band(memory: Memory, hour: int, weekend: bool, terms: Sensitivity = USUAL) -> Band:
    """What is usual in an hour of the day, for each card."""
    middle, spread = memory.usual(hour, weekend)
    low, high = middle.copy(), middle.copy()
    for beside in (hour - 1, hour + 1):
        other, its_spread = memory.usual(beside, weekend)
        np.minimum(low, other, out=low)
        np.maximum(high, other, out=high)
        np.maximum(spread, its_spread, out=spread)
    return Band(low, high, middle, np.maximum(np.maximum(spread, memory.surprise), _floor(memory, high, terms)))


def _floor(memory: Memory, high: Floats, terms: Sensitivity) -> Floats:
    floor = terms.smallest_spread * np.maximum(np.abs(memory.level), np.abs(high))
    return np.asarray(np.maximum(floor, _TINY), np.float32)


def _is_outside(look: _Look, off: Floats) -> Mask:
    """Whether an hour is off by more than the bar, and by much beside what the card did of late."""
    bar = np.maximum(look.terms.bar, look.terms.share_of_largest * look.memory.largest) * look.raised
    warm = look.memory.hours >= look.terms.warm_up_hours
    return np.asarray(look.known & warm & (np.abs(off) > bar), np.bool_)


def _kinds_outside(look: _Look, off: Floats) -> NDArray[np.int8]:
    """What an hour outside the band is called. Below it, an hour of nothing isn't told: silence has its own clock."""
    terms, values, band = look.terms, look.values, look.band
    above = np.full(values.shape, Kind.SPIKE, np.int8)
    first, end = terms.night_hours
    if first <= look.hour < end:
        drained = np.flatnonzero(off > terms.bar)
        busiest = look.memory.busiest(drained)
        at_rest = band.high[drained] < terms.rest_share * busiest
        above[drained[at_rest & (values[drained] <= terms.day_like * busiest)]] = Kind.NIGHT_DRAIN
    below = np.where(values <= terms.silent_share * band.low, Kind.NOTHING, Kind.LEVEL_SHIFT)
    return np.where(off > 0, above, below).astype(np.int8)


def _has_shifted(look: _Look) -> Mask:
    """Sums evidence for a lasting change, of which one hour gives little (CUSUM: Page, Biometrika 1954)."""
    memory, terms, band = look.memory, look.terms, look.band
    off = np.clip((look.values - band.middle) / band.spread, -terms.shift_clip, terms.shift_clip)
    counts = look.known & (memory.hours >= terms.settled_hours) & (memory.pause == 0)  # of nothing, silence tells
    for evidence, toward in ((memory.rise, off), (memory.fall, -off)):
        np.copyto(evidence, np.maximum(evidence + toward - terms.shift_drift, 0), where=counts)
    shifted = np.maximum(memory.rise, memory.fall) > terms.shift_evidence * look.raised
    memory.rise[shifted] = memory.fall[shifted] = 0
    return np.asarray(shifted, np.bool_)


def _fell_silent(look: _Look) -> Mask:
    """Whether this hour completes a silence: too many hours missed in which there is traffic else, or a pause longer
    than any of late. Told once, until traffic is back."""
    memory, terms, known = look.memory, look.terms, look.known
    traffic = known & (look.values > terms.silent_share * np.maximum(look.band.low, 0))
    np.copyto(memory.longest_pause, np.maximum(memory.longest_pause, memory.pause), where=traffic)
    memory.longest_pause *= np.where(known, _fading(terms.pause_memory_hours), 1)
    memory.pause += known
    memory.missed += known & (look.band.low > look.band.spread)
    memory.pause[traffic] = memory.missed[traffic] = memory.silence_told[traffic] = 0
    long_pause = memory.pause > terms.longer_pause * np.maximum(memory.longest_pause, terms.silent_hours)
    is_new = known & (memory.silence_told == 0) & (memory.level > 0) & (memory.hours >= terms.settled_hours)
    silent = is_new & (long_pause | (memory.missed >= terms.silent_hours))
    memory.silence_told[silent] = 1
    return np.asarray(silent, np.bool_)


def _count(look: _Look, size: Floats, outside: Mask, told: Mask) -> None:
    """Keeps what the bar of the next hours follows from."""
    memory, terms, known = look.memory, look.terms, look.known
    memory.alerts += told
    memory.alerts *= np.where(known, _fading(terms.forgiving_hours), 1)
    memory.largest *= np.where(known, _fading(terms.memory_hours), 1)
    counts = known & (memory.hours >= terms.warm_up_hours / 2)
    np.copyto(memory.largest, np.maximum(memory.largest, size), where=counts)
    memory.quiet += known
    memory.quiet[outside | told] = 0


def _fading(half_life_hours: float) -> np.float32:
    return np.float32(0.5 ** (1 / half_life_hours))


def _learn(look: _Look, weekend: bool, teaches: Floats) -> None:
    """Lets an hour teach its slot, the level of all hours, and how far an hour usually is from its slot."""
    memory, terms, band, values = look.memory, look.terms, look.band, look.values
    floor = _floor(memory, band.high, terms)
    off = np.abs(values - band.middle)
    cut = np.where(memory.hours < _FIRST_HOURS, off, np.minimum(off, terms.clip * np.maximum(memory.surprise, floor)))
    share = np.maximum(1 / (memory.hours + 1), np.float32(terms.level_pace)) * teaches
    memory.surprise += np.where(memory.hours > 0, share * (cut - memory.surprise), 0)
    slot = memory.slot(look.hour, weekend)
    track((slot.middle, slot.spread, slot.seen), values, band.spread, teaches, pace=terms.slot_pace, clip=terms.clip)
    overall = (memory.level, memory.level_spread, memory.hours)
    track(overall, values, floor, teaches, pace=terms.level_pace, clip=terms.clip)
