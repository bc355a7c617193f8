"""Made-up cards with planted anomalies, how the rules do on them, and how long a day of a million cards takes."""

import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import Anomaly
from simcare.usage.rules.anomalies.peers import Peers
from simcare.usage.rules.anomalies.scan import Day, History, scan_day
from simulator.traffic import Label, Traffic, made

MIN_PRECISION = 0.9
MIN_RECALL = 0.9
QUIET_DAYS = 28
DAYS = QUIET_DAYS + 21
MONDAY = datetime(2026, 9, 28, tzinfo=UTC)
LATEST = timedelta(days=1)  # after the anomaly has ended: a day is judged when it is over
CHUNK = 50_000
CORES = 2

OF_VOLUME: Final = frozenset({"spike", "night_drain", "level_shift", "silence"})
"""What is wrong with the volume may be told by another of these names, for the first hours of a shift are a spike."""


@dataclass(frozen=True)
class Outcome:
    """How what was told and what was planted met. Told twice counts once; what meets nothing planted is false."""

    planted: Counter[str]
    found: Counter[str]
    false: Counter[str]
    named_rightly: int

    @property
    def precision(self) -> float:
        hits = self.found.total()
        return hits / (hits + self.false.total()) if hits else 0.0

    @property
    def recall(self) -> float:
        return self.found.total() / self.planted.total()

    def to_json(self) -> dict[str, object]:
        """As the bench prints it; of each kind found, planted and false."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "named_rightly": round(self.named_rightly / max(self.found.total(), 1), 3),
            "kinds": {kind: [self.found[kind], self.planted[kind], self.false[kind]] for kind in sorted(self.planted)},
        }


def judge_cards(cards: int, seed: int) -> Outcome:
    """Scans seven weeks of made-up cards, of which the first four only teach."""
    traffic = made(cards, DAYS, seed, quiet_days=QUIET_DAYS)
    starts_at = MONDAY + timedelta(days=QUIET_DAYS)
    return _met(traffic, [anomaly for anomaly in _scanned(traffic) if anomaly.at > starts_at])


def _scanned(traffic: Traffic) -> Iterator[Anomaly]:
    history = History.blank(len(traffic.kinds))
    peers = Peers(traffic.kinds)
    for number in range(traffic.days):
        yield from scan_day(history, _day(traffic, number), peers)


def _day(traffic: Traffic, number: int) -> Day:
    first_at = MONDAY + timedelta(days=number)
    return Day(
        hours=[first_at + timedelta(hours=hour) for hour in range(24)],
        volume=traffic.bytes[24 * number : 24 * number + 24].astype(np.float32),
        sessions=traffic.sessions[number].astype(np.float32),
        abroad=traffic.abroad_bytes[number].astype(np.float32),
        networks=traffic.networks[number],
        imeis=traffic.imeis[number],
    )


def _met(traffic: Traffic, anomalies: list[Anomaly]) -> Outcome:
    planted: dict[int, list[Label]] = defaultdict(list)
    for label in traffic.labels:
        planted[label.card].append(label)
    found: dict[Label, str] = {}
    false: Counter[str] = Counter()
    for anomaly in anomalies:
        told = [label for label in planted[anomaly.card] if _tells(anomaly, label)]
        for label in told[:1]:
            found.setdefault(label, anomaly.kind.code)
        false[anomaly.kind.code] += not told
    return Outcome(
        planted=Counter(label.kind for label in traffic.labels),
        found=Counter(label.kind for label in found),
        false=false,
        named_rightly=sum(label.kind == kind for label, kind in found.items()),
    )


def _tells(anomaly: Anomaly, label: Label) -> bool:
    since = MONDAY + timedelta(hours=label.from_hour)
    until = MONDAY + timedelta(hours=label.until_hour) + LATEST
    alike = {anomaly.kind.code, label.kind} <= OF_VOLUME
    return since < anomaly.at <= until and (alike or anomaly.kind.code == label.kind)


def fortnight(cards: int) -> Traffic:
    """Two weeks of made-up cards, of which two in a hundred do something odd."""
    return made(cards, QUIET_DAYS // 2, seed=1, odd_share=0.02, quiet_days=1)


def taught(traffic: Traffic) -> tuple[History, Peers]:
    """What is remembered after all days but the last."""
    history, peers = History.blank(len(traffic.kinds)), Peers(traffic.kinds)
    for number in range(traffic.days - 1):
        deque(scan_day(history, _day(traffic, number), peers), maxlen=0)
    return history, peers


def scan_seconds(cards: int) -> float:
    """How long the last day of so many cards takes on two cores, in chunks, each from its kept rows and back to them.

    All chunks have the same rows and the same day, copied anew for each; reading them from a database isn't in it.
    """
    sizes = [CHUNK] * (cards // CHUNK) + ([cards % CHUNK] if cards % CHUNK else [])
    traffic = fortnight(max(sizes))
    history, peers = taught(traffic)
    kept = history.kept()
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda size: _scan_chunk(kept[:size], _day(traffic, traffic.days - 1), peers), sizes))
    return time.perf_counter() - began


def _scan_chunk(kept: NDArray[np.float32], day: Day, peers: Peers) -> NDArray[np.float32]:
    size = len(kept)
    history = History.from_kept(kept)
    cut = replace(
        day,
        volume=day.volume[:, :size],
        sessions=day.sessions[:size],
        abroad=day.abroad[:size],
        networks=day.networks[:size],
        imeis=day.imeis[:size],
    )
    deque(scan_day(history, cut, Peers(peers.group[:size])), maxlen=0)
    return history.kept()
