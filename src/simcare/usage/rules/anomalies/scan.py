"""A day of many cards: all rules over their columns, and what is found as dated anomalies with evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import FOR_MANY, Anomaly, Kind, Sensitivity, Span
from simcare.usage.rules.anomalies.daily import DAY_ROWS, DayMemory, watch_day
from simcare.usage.rules.anomalies.identities import KEPT, Imeis, Known, Networks, meet_imeis, meet_networks
from simcare.usage.rules.anomalies.memory import ROWS, Floats, Memory
from simcare.usage.rules.anomalies.peers import Peers, apart_from_peers, odd_among_peers
from simcare.usage.rules.anomalies.volume import Judgement, usual_band, watch

_HOUR = timedelta(hours=1)
_SATURDAY = 5
_WIDTHS = (ROWS, DAY_ROWS, KEPT, 2)
BYTES_A_CARD: Final = 4 * sum(_WIDTHS)
"""What `History.kept` takes of a card."""


@dataclass(frozen=True)
class History:
    """All that is remembered of some cards; changed in place by each day."""

    volume: Memory
    days: DayMemory
    known: Known

    @classmethod
    def blank(cls, cards: int) -> "History":
        """Of cards that were never seen."""
        return cls(Memory.blank(cards), DayMemory.blank(cards), Known.blank(cards))

    @classmethod
    def from_kept(cls, rows: Floats) -> "History":
        """From rows as `kept` gave them; the rows stay as they are."""
        volume, days, networks, imei = np.split(rows, np.cumsum(_WIDTHS)[:-1], axis=1)
        return cls(
            Memory(np.ascontiguousarray(volume.T)),
            DayMemory(np.ascontiguousarray(days.T)),
            Known(np.ascontiguousarray(networks.view(np.int32).T), np.ascontiguousarray(imei).view(np.int64)[:, 0]),
        )

    def kept(self) -> Floats:
        """One row of 704 bytes a card, to be stored as it is; the last ten hold integers bit by bit."""
        networks = np.ascontiguousarray(self.known.networks.T).view(np.float32)
        imei = self.known.imei.reshape(-1, 1).view(np.float32)
        return np.concatenate([self.volume.table.T, self.days.table.T, networks, imei], axis=1, dtype=np.float32)


@dataclass(frozen=True)
class Day:
    """One day of some cards that share a clock.

    `volume` is (hours, cards) in bytes, a row for each entry of `hours`: when that hour began, on the cards' own clock.
    Hours of which nothing is known are left out; on a day on which clocks change an hour may come twice. The others
    have one entry a card: `sessions` that began, bytes `abroad`, and the network and IMEI it was seen with, both 0
    where unknown; what was seen one after the other comes in rows.
    """

    hours: Sequence[datetime]
    volume: Floats
    sessions: Floats
    abroad: Floats
    networks: Networks
    imeis: Imeis


def scan_day(history: History, day: Day, peers: Peers, terms: Sensitivity = FOR_MANY) -> Iterator[Anomaly]:
    """What was unusual on a day; then the day has taught.

    Cards may be cut as memory allows; of a group of peers as many as can be come in one call.
    """
    young = history.volume.hours < terms.warm_up_hours
    for volume, began_at in zip(day.volume, day.hours, strict=True):
        is_weekend = began_at.weekday() >= _SATURDAY
        judged = watch(history.volume, amounts(volume), hour=began_at.hour, weekend=is_weekend, terms=terms)
        own, share = apart_from_peers(judged, peers)
        yield from _of_volume(own, volume, share, _hour_from(began_at))
    seen = Span(_hour_from(day.hours[0]).from_at, _hour_from(day.hours[-1]).until_at)
    total = day.volume.sum(axis=0)
    odd, distance = odd_among_peers(total, peers, young=young, terms=terms)
    yield from (_among_peers(int(card), total, distance, seen) for card in np.flatnonzero(odd))
    kinds, scores = watch_day(history.days, sessions=day.sessions, volume=total, abroad=day.abroad, terms=terms)
    for card in np.flatnonzero(kinds):
        numbers = {
            "sessions": int(day.sessions[card]),
            "bytes": int(total[card]),
            "abroad_bytes": int(day.abroad[card]),
        }
        yield Anomaly(int(card), Kind(kinds[card]), seen, float(scores[card]), numbers)
    yield from _of_identity(history.known, day, seen)


class Remembered:
    """What is usual of one card, in bytes; nothing where nothing is remembered."""

    def __init__(self, history: History | None, terms: Sensitivity) -> None:
        self._memory, self._terms = history.volume if history else Memory.blank(1), terms

    def band(self, hour: int, *, weekend: bool) -> tuple[int, int]:
        """The least and the most that is usual in an hour of the clock."""
        usual = usual_band(self._memory, hour, weekend, self._terms)
        return _bytes(usual.low[0]), _bytes(usual.high[0])


def amounts(volume: Floats) -> Floats:
    """Bytes on the scale on which they are compared: their cube root, which makes sums of random sizes near normal
    (Wilson and Hilferty, PNAS 1931), so twice as much is as far off as half."""
    return np.asarray(np.cbrt(volume), np.float32)


def _hour_from(began_at: datetime) -> Span:
    """In UTC, for an hour after one o'clock on a clock that is put on is three o'clock."""
    from_at = began_at.astimezone(UTC)
    return Span(from_at, from_at + _HOUR)


def _bytes(amount: np.float32) -> int:
    return round(max(float(amount), 0.0) ** 3)


def _of_volume(judged: Judgement, volume: Floats, share: Floats, seen: Span) -> Iterator[Anomaly]:
    for card in np.flatnonzero(judged.kind):
        numbers = {
            "bytes": int(volume[card]),
            "usual_from_bytes": _bytes(judged.band.low[card]),
            "usual_until_bytes": _bytes(judged.band.high[card]),
            "peers_percent": round(100 * float(share[card])),
        }
        yield Anomaly(int(card), Kind(judged.kind[card]), seen, float(judged.score[card]), numbers)


def _among_peers(card: int, total: Floats, distance: Floats, seen: Span) -> Anomaly:
    kind = Kind.SPIKE if distance[card] > 0 else Kind.SILENCE
    return Anomaly(card, kind, seen, abs(float(distance[card])), {"bytes": int(total[card])})


def _of_identity(known: Known, day: Day, seen: Span) -> Iterator[Anomaly]:
    for networks in np.atleast_2d(day.networks):
        last = known.networks[0].copy()
        kinds, scores = meet_networks(known, networks)
        for card in np.flatnonzero(kinds):
            numbers = {"network": int(networks[card]), "network_before": int(last[card])}
            yield Anomaly(int(card), Kind(kinds[card]), seen, float(scores[card]), numbers)
    for imeis in np.atleast_2d(day.imeis):
        before: NDArray[np.int64] = known.imei.copy()
        changed, scores = meet_imeis(known, imeis)
        for card in np.flatnonzero(changed):
            numbers = {"imei": int(imeis[card]), "imei_before": int(before[card])}
            yield Anomaly(int(card), Kind.IMEI_CHANGED, seen, float(scores[card]), numbers)
