"""Columns of one UTC day as the database hands them over, and what the rules make of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import FOR_MANY, Anomaly, Sensitivity
from simcare.usage.rules.anomalies.identities import Imeis, Known, Networks
from simcare.usage.rules.anomalies.memory import Floats
from simcare.usage.rules.anomalies.peers import Peers
from simcare.usage.rules.anomalies.scan import Day, History, scan_day

Numbers = NDArray[np.int64]

HOURS: Final = 24
_A_COUNTRY: Final = 1000  # networks are mcc * 1000 + mnc
_STAYS: Final = 4  # of one day that are told apart, the latest ones
_WITHOUT_CHECK_DIGIT: Final = 10**14


@dataclass(frozen=True)
class Cards:
    """Cards that are looked at: their place in the range, ascending, whose they are (0: nobody's), and their sort.

    `sort` is any number that cards of the same sort share.
    """

    place: Numbers
    account: Numbers
    sort: Numbers


@dataclass(frozen=True)
class Use:
    """What was used, one entry for each card and hour of the day: bytes, and records that began."""

    place: Numbers
    hour: Numbers
    used_bytes: Numbers
    records: Numbers


@dataclass(frozen=True)
class Stays:
    """Where cards were and in what, one entry for each card, network and device: bytes, and when last, as a number.

    `network` is packed, `imei` has 14 to 16 digits; both 0 where unknown.
    """

    place: Numbers
    network: Numbers
    imei: Numbers
    used_bytes: Numbers
    last: Numbers


def array_of(sent: bytes | None) -> Numbers:
    """An array of bigint as PostgreSQL's `array_send` writes it: 20 bytes of head, then each value behind its length.

    None, or a head alone (12 bytes), is an empty one.
    """
    values = np.frombuffer(
        sent or b"", np.dtype([("length", ">i4"), ("value", ">i8")]), offset=min(len(sent or b""), 20)
    )
    return values["value"].astype(np.int64)


def scan_columns(
    rows: Floats,
    day: date,
    *,
    cards: Cards,
    use: Use,
    stays: Stays,
    zones: Mapping[int, str],
    known_hours: Iterable[int],
    terms: Sensitivity = FOR_MANY,
) -> Iterator[Anomaly]:
    """What was unusual on a day of a range of cards; then the day has taught: `rows`, one a card, change in place.

    `zones` is the zone of each account, UTC where it has none; `known_hours` are the hours of the day of which records
    have come at all: of the others nothing is said or learnt. A card is looked at from its first traffic on.
    """
    hours = sorted(known_hours)
    size = len(rows)
    volume = np.bincount(use.hour * size + use.place, use.used_bytes, HOURS * size).astype(np.float32)
    whole = _Whole(
        volume=volume.reshape(HOURS, size)[hours],
        records=np.bincount(use.place, use.records, size).astype(np.float32),
        hours=[datetime.combine(day, time(hour), UTC) for hour in hours],
        stays=stays,
    )
    has_begun = (rows[cards.place, 0] > 0) | (whole.volume[:, cards.place].sum(axis=0) > 0)
    begun = Cards(cards.place[has_begun], cards.account[has_begun], cards.sort[has_begun])
    if not hours or not begun.place.size:
        return
    for zone, among in _by_zone(begun, zones):
        history = History.from_kept(rows[among.place])
        _sorts, group = np.unique(among.sort, return_inverse=True)
        on_clock = whole.day_of(among.place, zone, history.known)
        for anomaly in scan_day(history, on_clock, Peers(group.astype(np.int32)), terms):
            yield replace(anomaly, card=int(among.place[anomaly.card]))
        rows[among.place] = history.kept()


@dataclass(frozen=True)
class _Whole:
    """The day of all cards of the range, before they are parted by their clocks."""

    volume: Floats
    records: Floats
    hours: list[datetime]
    stays: Stays

    def day_of(self, place: Numbers, zone: ZoneInfo, known: Known) -> Day:
        """The columns of some of the cards, whose known networks say where they are at home."""
        networks, imeis, abroad = self._identities(place, known)
        return Day(
            hours=[hour.astimezone(zone) for hour in self.hours],
            volume=np.ascontiguousarray(self.volume[:, place]),
            sessions=self.records[place],
            abroad=abroad,
            networks=networks,
            imeis=imeis,
        )

    def _identities(self, place: Numbers, known: Known) -> tuple[Networks, Imeis, Floats]:
        """Networks and devices in the order in which they were seen, and bytes in another country than that of home."""
        stays, size = self.stays, self.records.size
        order = np.lexsort((stays.last, stays.place))
        at = stays.place[order]
        later = np.searchsorted(at, at, side="right") - 1 - np.arange(at.size)  # stays that came after, of this card
        order, turn = order[later < _STAYS], _STAYS - 1 - later[later < _STAYS]
        networks, imeis = np.zeros((_STAYS, size), np.int32), np.zeros((_STAYS, size), np.int64)
        networks[turn, stays.place[order]] = stays.network[order]
        imeis[turn, stays.place[order]] = _whole_imeis(stays.imei[order])
        country = stays.network // _A_COUNTRY
        is_abroad = (country > 0) & (country != self._homes(place, known)[stays.place])
        abroad = np.bincount(stays.place, np.where(is_abroad, stays.used_bytes, 0), size).astype(np.float32)
        return networks[:, place], imeis[:, place], abroad[place]

    def _homes(self, place: Numbers, known: Known) -> Numbers:
        """The country of the oldest network that is remembered of a card; of a new one, that of its most traffic."""
        home = np.zeros(self.records.size, np.int64)
        by_size = np.argsort(self.stays.used_bytes, kind="stable")
        home[self.stays.place[by_size]] = self.stays.network[by_size] // _A_COUNTRY
        for networks in known.networks:  # the newest first, so the oldest stays
            home[place] = np.where(networks > 0, networks // _A_COUNTRY, home[place])
        return home


def _by_zone(cards: Cards, zones: Mapping[int, str]) -> Iterator[tuple[ZoneInfo, Cards]]:
    accounts, which = np.unique(cards.account, return_inverse=True)
    names = np.array([zones.get(int(account), "UTC") for account in accounts])
    for name in np.unique(names):
        here = (names == name)[which]
        yield ZoneInfo(str(name)), Cards(cards.place[here], cards.account[here], cards.sort[here])


def _whole_imeis(told: Numbers) -> Imeis:
    """IMEIs of 15 digits: one of 14 gets its check digit, of 16 the version of the software goes (3GPP TS 23.003)."""
    bare = np.where(told >= 10 * _WITHOUT_CHECK_DIGIT, told // 100, told)
    return np.where((bare > 0) & (bare < _WITHOUT_CHECK_DIGIT), bare * 10 + _check_digits(bare), bare)


def _check_digits(bare: Numbers) -> Numbers:
    """By Luhn: every second digit counts twice, from the last one on."""
    total, left = np.zeros_like(bare), bare.copy()
    for place in range(14):
        digit = left % 10 * (2 - place % 2)
        total += digit // 10 + digit % 10
        left //= 10
    return -total % 10


def days_to_scan(last: date | None, *, latest: date, most: int) -> list[date]:
    """The days after the last one that was looked at, up to the latest, at most so many."""
    first = max(last + timedelta(days=1) if last else date.min, latest - timedelta(days=most - 1))
    return [first + timedelta(days=number) for number in range((latest - first).days + 1)]
