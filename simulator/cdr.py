"""The use of cards as EIOTCLUB writes it: a line a record, of the half hour in which it began and ended.

What a card used in a half hour follows from its equipment, the seed and its place among the cards, so it is the same
however often it is asked. After the made days, in which anomalies are planted, the quiet weeks come round again.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

import numpy as np

from simulator.cards import Card
from simulator.pace import DAY_SECONDS, SLOT_SECONDS
from simulator.traffic import ABROAD, HOME, KINDS, made

QUIET_DAYS: Final = 28
DAYS: Final = QUIET_DAYS + 35
"""Whole weeks, so that workdays stay workdays when they come round."""
_FIRST_MONDAY: Final = 4 * DAY_SECONDS  # 1970-01-05
_ABROAD_HOUR: Final = 12
_MOST_IDS: Final = 10_000_000
"""More records than any half hour has: the half hour and a record's place in it make its number."""


class Record(NamedTuple):
    """One line, and what it adds to its card."""

    line: str
    iccid: str
    used_bytes: int


class LabelRow(NamedTuple):
    """A planted anomaly of a card, in [from_at, until_at)."""

    iccid: str
    kind: str
    from_at: str
    until_at: str
    factor: float


class Use:
    """What cards use. `equipment` is what they are in, in the order of the cards, "" where anything will do."""

    def __init__(self, iccids: Sequence[str], equipment: Sequence[str], *, since: float, seed: int) -> None:
        kinds = [KINDS.index(kind) if kind in KINDS else place % len(KINDS) for place, kind in enumerate(equipment)]
        self._iccids = iccids
        self._traffic = made(len(iccids), DAYS, seed, quiet_days=QUIET_DAYS, kinds=np.array(kinds, np.int32))
        self._usual_sessions = self._traffic.sessions[:QUIET_DAYS].mean(axis=0)
        self._begins = since - (since - _FIRST_MONDAY) % (7 * DAY_SECONDS)

    def labels(self) -> list[LabelRow]:
        """What is planted."""
        return [
            LabelRow(
                self._iccids[each.card],
                each.kind,
                _wall(self._begins + 3600 * each.from_hour),
                _wall(self._begins + 3600 * each.until_hour),
                each.factor,
            )
            for each in self._traffic.labels
        ]

    def records(self, slot: int, cards: Sequence[tuple[int, Card]]) -> Iterator[Record]:
        """The records of a half hour, of these cards with their places."""
        number = slot // SLOT_SECONDS * _MOST_IDS
        for place, card in cards:
            for network, used, start, stop in self._sessions(slot, place):
                number += 1
                home = network == HOME
                imei = self._imei(slot, place) or card.imei
                mccmnc = card.mcc + card.mnc if home else f"{network:05}"
                line = f"{number},{_wall(start)},{_wall(stop)},{card.iccid},{card.imsi},{used},{imei},{mccmnc}\n"
                yield Record(line, card.iccid, used)

    def _sessions(self, slot: int, place: int) -> Iterator[tuple[int, int, float, float]]:
        """Network, bytes, start and end of each: all of an hour in one of its halves, as each card has its minute."""
        hour, day = self._time(slot)
        second = slot + (7 * place + 13 * hour) % 30 * 60
        is_half = (7 * place + 13 * hour) // 30 % 2 == slot // SLOT_SECONDS % 2
        if not is_half:
            return
        traffic = self._traffic
        if hour % 24 == _ABROAD_HOUR and (abroad := int(traffic.abroad_bytes[day, place])):
            yield ABROAD[place % len(ABROAD)], abroad, slot, second + 60
        used = int(traffic.bytes[hour, place])
        count = max(1, round(traffic.sessions[day, place] / self._usual_sessions[place]))
        length = (slot + SLOT_SECONDS - second) / count
        for each in range(count if used else 0):
            share = used // count + (used % count if each == 0 else 0)
            yield int(traffic.networks[day, place]), share, second + each * length, second + (each + 1) * length

    def _imei(self, slot: int, place: int) -> str:
        """That of another device, when the card has been put into one."""
        _hour, day = self._time(slot)
        imeis = self._traffic.imeis[:, place]
        return "" if imeis[day] == imeis[0] else str(imeis[day])

    def _time(self, slot: int) -> tuple[int, int]:
        """Hour and day of the traffic."""
        hour = int(slot - self._begins) // 3600
        hour = hour if hour < 24 * DAYS else hour % (24 * QUIET_DAYS)
        return hour, hour // 24


def _wall(instant: float) -> str:
    return datetime.fromtimestamp(int(instant), UTC).strftime("%Y-%m-%d %H:%M:%S")
