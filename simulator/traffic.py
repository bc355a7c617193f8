"""Traffic of cards by the kind of their equipment, hour by hour, with anomalies planted and named.

Columns, not cards: arrays of (hours, cards) and (days, cards), so that thousands of cards are made in a second. The
same seed makes the same traffic. What a card does follows from its kind; what goes wrong follows from the dice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
Dice = np.random.Generator

KINDS: Final = ("camera", "meter", "tracker", "terminal", "router", "sensor")
HOME: Final = 26201  # the network that a card of the simulator is usually in: MCC and MNC
_NEIGHBOUR: Final = 26202
ABROAD: Final = (20810, 22210, 31026, 45005)
_MEGABYTE: Final = 1e6


@dataclass(frozen=True)
class Label:
    """An anomaly that was planted: of which card, of which kind, in which hours, half-open, and how strong it is."""

    card: int
    kind: str
    from_hour: int
    until_hour: int
    factor: float


@dataclass
class Traffic:
    """`bytes` is (hours, cards); `sessions`, `abroad_bytes`, `networks` and `imeis` are (days, cards).

    The first hour is Monday 0:00 of the cards' own zone. `networks` is the one that a card used last on a day, 0 where
    it used none.
    """

    kinds: NDArray[np.int32]
    bytes: Amounts
    sessions: Amounts
    abroad_bytes: Amounts
    networks: NDArray[np.int32]
    imeis: NDArray[np.int64]
    labels: list[Label] = field(default_factory=list)

    @property
    def days(self) -> int:
        return len(self.sessions)


def made(
    cards: int,
    days: int,
    seed: int,
    *,
    odd_share: float = 0.3,
    quiet_days: int = 28,
    kinds: NDArray[np.int32] | None = None,
) -> Traffic:
    """Traffic of cards, of these kinds or evenly of all; a share of them goes wrong once, after the quiet days.

    One kind also does something odd all together on one night, as after an update of its firmware: no label names it,
    for it is no card's own trouble.
    """
    dice = np.random.default_rng(seed)
    kinds = np.arange(cards, dtype=np.int32) % len(KINDS) if kinds is None else kinds
    volume = np.zeros((24 * days, cards))
    for number, kind in enumerate(KINDS):
        members = np.flatnonzero(kinds == number)
        volume[:, members] = _USUAL[kind](dice, days, members.size)
    sessions = dice.poisson(np.clip((volume.reshape(days, 24, cards) > 0).sum(axis=1) * 0.5, 1, 12)).astype(float)
    imeis = 35_000_000_000_000_0 + np.arange(cards, dtype=np.int64) * 100
    traffic = Traffic(
        kinds=kinds,
        bytes=volume,
        sessions=sessions,
        abroad_bytes=np.zeros((days, cards)),
        networks=np.full((days, cards), HOME, np.int32),
        imeis=np.tile(imeis, (days, 1)),
    )
    _update_all(dice, traffic, quiet_days)
    for card in dice.choice(cards, int(cards * odd_share), replace=False):
        _go_wrong(dice, traffic, int(card), quiet_days)
    return traffic


def _camera(dice: Dice, days: int, cards: int) -> Amounts:
    """Always on; films what moves, mostly by day."""
    moving = _by_hour(days, lambda hour: np.where((hour >= 6) & (hour < 22), 1.0, 0.15))
    size = dice.uniform(10, 60, cards) * _MEGABYTE
    return 1.5 * _MEGABYTE + size * moving[:, None] * dice.lognormal(0, 0.4, (24 * days, cards))


def _meter(dice: Dice, days: int, cards: int) -> Amounts:
    """Reports once in the night, each at its own hour; one report in fifty comes an hour late."""
    volume = np.zeros((days, 24, cards))
    hour = np.tile(dice.integers(1, 5, cards), (days, 1)) + (dice.random((days, cards)) < 0.02)
    day, card = np.indices((days, cards))
    volume[day, hour, card] = 50_000 * dice.normal(1, 0.08, (days, cards))
    return volume.reshape(24 * days, cards)


def _tracker(dice: Dice, days: int, cards: int) -> Amounts:
    """Drives on workdays with pauses, and says that it lives at night."""
    driving = _by_hour(days, lambda hour: ((hour >= 6) & (hour < 18)).astype(float)) * _workdays(days)
    on_the_way = dice.random((24 * days, cards)) < 0.85
    way = dice.uniform(150, 500, cards) * 1000 * driving[:, None] * on_the_way
    return 6000 * dice.normal(1, 0.1, (24 * days, cards)) + way * dice.lognormal(0, 0.35, (24 * days, cards))


def _terminal(dice: Dice, days: int, cards: int) -> Amounts:
    """Takes payments while the shop is open, Monday to Saturday."""
    buying = _by_hour(days, lambda hour: np.where((hour >= 9) & (hour < 20), 12.0, 0.0)) * _workdays(days, 6)
    payments = dice.poisson(buying[:, None] * dice.uniform(0.7, 1.6, cards), (24 * days, cards))
    return 9000 * dice.normal(1, 0.05, (24 * days, cards)) + payments * 4000.0


def _router(dice: Dice, days: int, cards: int) -> Amounts:
    """A household: little at night, most in the evening, more at weekends; no hour is like another."""
    shape = _by_hour(days, lambda hour: 0.15 + np.exp(-(((hour - 20) / 5) ** 2)))
    size = dice.uniform(50, 400, cards) * _MEGABYTE * np.where(_workdays(days)[:, None] > 0, 1.0, 1.3)
    return shape[:, None] * size * dice.lognormal(0, 0.5, (24 * days, cards))


def _sensor(dice: Dice, days: int, cards: int) -> Amounts:
    """A small message each hour, of which one in a hundred is lost."""
    return 2000 * dice.normal(1, 0.05, (24 * days, cards)) * (dice.random((24 * days, cards)) > 0.01)


_USUAL: Final[dict[str, Callable[[Dice, int, int], Amounts]]] = {
    "camera": _camera,
    "meter": _meter,
    "tracker": _tracker,
    "terminal": _terminal,
    "router": _router,
    "sensor": _sensor,
}


def _by_hour(days: int, shape: Callable[[Amounts], Amounts]) -> Amounts:
    return np.tile(shape(np.arange(24.0)), days)


def _workdays(days: int, first: int = 5) -> Amounts:
    """1 in the hours of the first days of the week, else 0."""
    return np.repeat((np.arange(days) % 7 < first).astype(float), 24)


def _update_all(dice: Dice, traffic: Traffic, quiet_days: int) -> None:
    """All cards of one kind fetch new firmware in the same night."""
    kind = dice.integers(len(KINDS))
    hour = 24 * int(dice.integers(quiet_days, traffic.days)) + 3
    members = np.flatnonzero(traffic.kinds == kind)
    traffic.bytes[hour, members] += 25 * _MEGABYTE * dice.normal(1, 0.05, members.size)


def _go_wrong(dice: Dice, traffic: Traffic, card: int, quiet_days: int) -> None:
    """One anomaly of a kind that this equipment can have, at a random hour, of a random strength."""
    kinds = [kind for kind in _ANOMALIES if kind != "night_drain" or KINDS[traffic.kinds[card]] in _RESTING]
    kind = str(dice.choice(kinds))
    day = int(dice.integers(quiet_days, traffic.days - _ROOM_DAYS))
    from_hour, until_hour, factor = _ANOMALIES[kind](dice, traffic, card, day)
    traffic.labels.append(Label(card, kind, from_hour, until_hour, round(factor, 2)))


_RESTING: Final = ("camera", "tracker", "terminal")
_ROOM_DAYS: Final = 6
_DOWNWARD: Final = 1 / 3
Planted = tuple[int, int, float]


def _busiest(traffic: Traffic, card: int) -> float:
    """The mean of the busiest hour of the day."""
    return float(traffic.bytes[: 24 * 28, card].reshape(-1, 24).mean(axis=0).max())


def _spike(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    hour, length, factor = 24 * day + int(dice.integers(24)), int(dice.integers(1, 5)), dice.uniform(8, 40)
    traffic.bytes[hour : hour + length, card] += factor * _busiest(traffic, card)
    return hour, hour + length, factor


def _level_shift(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    hour, factor = 24 * day + int(dice.integers(24)), dice.uniform(4, 12)
    factor = 1 / factor if dice.random() < _DOWNWARD else factor
    traffic.bytes[hour:, card] *= factor
    return hour, 24 * traffic.days, factor


def _silence(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    hour = 24 * day + int(dice.integers(24))
    traffic.bytes[hour:, card] = 0
    traffic.sessions[day + 1 :, card] = 0
    return hour, 24 * traffic.days, 0.0


def _night_drain(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    nights, factor = int(dice.integers(2, 5)), dice.uniform(0.7, 2.0)
    for night in range(day, day + nights):
        traffic.bytes[24 * night : 24 * night + 5, card] += factor * _busiest(traffic, card)
    return 24 * day, 24 * (day + nights), factor


def _many_short_sessions(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    length, factor = int(dice.integers(1, 4)), dice.uniform(10, 60)
    traffic.sessions[day : day + length, card] = np.ceil(factor * np.maximum(traffic.sessions[:28, card].mean(), 2))
    return 24 * day, 24 * (day + length), factor


def _roaming_burst(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    length, megabytes = int(dice.integers(1, 4)), dice.uniform(50, 2000)
    traffic.abroad_bytes[day : day + length, card] = megabytes * _MEGABYTE
    return 24 * day, 24 * (day + length), megabytes


def _new_country(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    traffic.networks[day:, card] = dice.choice(ABROAD)
    return 24 * day, 24 * (day + 1), 1.0


def _new_network(_dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    traffic.networks[day:, card] = _NEIGHBOUR
    return 24 * day, 24 * (day + 1), 1.0


def _imei_changed(dice: Dice, traffic: Traffic, card: int, day: int) -> Planted:
    traffic.imeis[day:, card] = 86_000_000_000_000_0 + int(dice.integers(10**12))
    return 24 * day, 24 * (day + 1), 1.0


_ANOMALIES: Final[dict[str, Callable[[Dice, Traffic, int, int], Planted]]] = {
    "spike": _spike,
    "level_shift": _level_shift,
    "silence": _silence,
    "night_drain": _night_drain,
    "many_short_sessions": _many_short_sessions,
    "roaming_burst": _roaming_burst,
    "new_country": _new_country,
    "new_network": _new_network,
    "imei_changed": _imei_changed,
}
