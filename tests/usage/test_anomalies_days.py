"""What a whole day, a network, a device and the peers say; anomalies with their evidence; what is kept of a card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simcare.usage.rules.anomalies.anomaly import Anomaly, Kind, Span
from simcare.usage.rules.anomalies.identities import KEPT, Known, meet_imeis, meet_networks, packed
from simcare.usage.rules.anomalies.peers import Peers
from simcare.usage.rules.anomalies.scan import Day, History, scan_day

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 14
MEGABYTE = 1_000_000
HOME, BESIDE, ABROAD = packed(262, 1), packed(262, 2), packed(208, 10)
IMEI = 356_938_035_643_809
Change = Callable[[Day], Day]


def day_of(number: int, cards: int = 40) -> Day:
    """A day of cards that use 1 MB an hour in three sessions at home."""
    first_at = MONDAY + timedelta(days=number)
    ones = np.ones(cards, np.float32)
    return Day(
        hours=[first_at + timedelta(hours=hour) for hour in range(24)],
        volume=np.full((24, cards), MEGABYTE * (1 + 0.05 * (number % 2)), np.float32),
        sessions=3 * ones,
        abroad=0 * ones,
        networks=np.full(cards, HOME, np.int32),
        imeis=np.full(cards, IMEI, np.int64),
    )


def with_first_card(**columns: Any) -> Change:
    """A day on which the columns of card 0 are others."""

    def change(day: Day) -> Day:
        changed = {name: getattr(day, name).copy() for name in columns}
        for name, value in columns.items():
            changed[name][..., 0] = value
        return replace(day, **changed)

    return change


def scanned(change: Change, peers: Peers | None = None, days: int = DAYS) -> list[Anomaly]:
    """What is found on the last day, which alone is changed; nothing may be found before."""
    history, groups = History.blank(40), peers or Peers(np.zeros(40, np.int32))
    for number in range(days - 1):
        assert list(scan_day(history, day_of(number), groups)) == []
    return list(scan_day(history, change(day_of(days - 1)), groups))


@pytest.mark.parametrize(
    ("change", "kind", "numbers"),
    [
        (with_first_card(sessions=90), Kind.MANY_SHORT_SESSIONS, {"sessions": 90}),
        (with_first_card(abroad=300 * MEGABYTE), Kind.ROAMING_BURST, {"abroad_bytes": 300 * MEGABYTE}),
        (with_first_card(networks=ABROAD), Kind.NEW_COUNTRY, {"network": ABROAD, "network_before": HOME}),
        (with_first_card(networks=BESIDE), Kind.NEW_NETWORK, {"network": BESIDE, "network_before": HOME}),
        (with_first_card(imeis=IMEI + 10**9), Kind.IMEI_CHANGED, {"imei": IMEI + 10**9, "imei_before": IMEI}),
    ],
)
def test_a_day_is_told_with_its_evidence(change: Change, kind: Kind, numbers: dict[str, int]) -> None:
    [anomaly] = scanned(change)
    assert (anomaly.card, anomaly.kind, anomaly.at) == (0, kind, MONDAY + timedelta(days=DAYS))
    assert numbers.items() <= anomaly.numbers.items()
    assert 0 < anomaly.score <= 100


@pytest.mark.parametrize(
    ("change", "proves"),
    [
        (with_first_card(), "a day like all"),
        (with_first_card(sessions=12), "few sessions, though more than usual"),
        (with_first_card(abroad=2 * MEGABYTE), "little abroad"),
        (with_first_card(networks=0, imeis=0), "where and in what is not known"),
    ],
)
def test_what_is_no_news_is_not_told(change: Change, proves: str) -> None:
    assert scanned(change) == [], proves


def test_a_spike_names_what_was_and_what_is_usual() -> None:
    volume = day_of(DAYS - 1).volume[:, 0].copy()
    volume[9] = 50 * MEGABYTE
    [anomaly] = scanned(with_first_card(volume=volume))
    assert (anomaly.kind, anomaly.at) == (Kind.SPIKE, MONDAY + timedelta(days=DAYS - 1, hours=10))
    assert anomaly.numbers["bytes"] == 50 * MEGABYTE
    assert anomaly.numbers["usual_from_bytes"] == pytest.approx(MEGABYTE, rel=0.05)
    assert anomaly.numbers["usual_until_bytes"] == pytest.approx(MEGABYTE, rel=0.05)
    assert anomaly.numbers["peers_percent"] == 0


def test_what_many_peers_do_at_once_is_not_told_of_each() -> None:
    def all_fetch_firmware(day: Day) -> Day:
        volume = day.volume.copy()
        volume[3, :30] = 25 * MEGABYTE
        return replace(day, volume=volume)

    assert scanned(all_fetch_firmware) == []
    apart = Peers(np.arange(40, dtype=np.int32))
    assert len(scanned(all_fetch_firmware, apart)) == 30


def test_a_young_card_is_compared_with_its_peers() -> None:
    few_days = with_first_card(volume=4000 * MEGABYTE)
    [anomaly] = scanned(few_days, days=1)
    assert (anomaly.card, anomaly.kind, anomaly.at) == (0, Kind.SPIKE, MONDAY + timedelta(days=1))


def test_a_network_is_known_after_the_first_time_until_newer_ones_took_its_place() -> None:
    known = Known.blank(1)
    first = [int(meet_networks(known, np.array([network], np.int32))[0][0]) for network in (HOME, ABROAD, HOME, ABROAD)]
    assert first == [Kind.NOTHING, Kind.NEW_COUNTRY, Kind.NOTHING, Kind.NOTHING]
    scores = [float(meet_networks(known, np.array([packed(300 + n, 1)], np.int32))[1][0]) for n in range(KEPT)]
    assert scores == sorted(scores, reverse=True)
    assert int(meet_networks(known, np.array([HOME], np.int32))[0][0]) == Kind.NEW_COUNTRY


def test_a_device_of_the_same_model_scores_less() -> None:
    known = Known.blank(3)
    meet_imeis(known, np.array([IMEI, IMEI, 0], np.int64))
    changed, scores = meet_imeis(known, np.array([IMEI + 1, IMEI + 10**9, IMEI], np.int64))
    assert changed.tolist() == [True, True, False]
    assert 0 < scores[0] < scores[1]


def test_a_history_is_kept_in_704_bytes_a_card_and_goes_on_where_it_was() -> None:
    history, peers = History.blank(40), Peers(np.zeros(40, np.int32))
    for number in range(3):
        list(scan_day(history, day_of(number), peers))
    rows = history.kept()
    again = History.from_kept(rows)
    assert rows.tobytes() == again.kept().tobytes()
    assert rows.nbytes == 40 * 704
    changed = with_first_card(networks=ABROAD, imeis=IMEI + 10**9)(day_of(3))
    assert list(scan_day(again, changed, peers)) == list(scan_day(history, changed, peers)) != []
    assert again.kept().tobytes() == history.kept().tobytes() != rows.tobytes()


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)])
def test_the_hours_of_a_day_are_those_of_its_clock(day: tuple[int, int, int], hours: int) -> None:
    """A clock that is put on or back changes what an hour is called, never how long it is."""
    berlin = ZoneInfo("Europe/Berlin")
    first_at = datetime(*day, tzinfo=berlin).astimezone(UTC)
    clock = [(first_at + timedelta(hours=number)).astimezone(berlin) for number in range(hours)]
    assert {each.date() for each in clock} == {date(*day)}
    history, peers = History.blank(40), Peers(np.zeros(40, np.int32))
    volume = np.full((hours, 40), MEGABYTE, np.float32)
    assert list(scan_day(history, replace(day_of(0), hours=clock, volume=volume), peers)) == []
    seen = [float(history.volume.slot(hour, weekend=clock[0].weekday() >= 5).seen[0]) for hour in range(24)]
    assert seen == [sum(each.hour == hour for each in clock) for hour in range(24)]


def test_an_hour_before_the_clock_is_put_on_ends_when_the_next_begins() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    volume = day_of(DAYS - 1).volume[:, 0].copy()
    volume[1] = 50 * MEGABYTE
    sunday = datetime(2026, 3, 29, tzinfo=berlin).astimezone(UTC)
    clock = [(sunday + timedelta(hours=number)).astimezone(berlin) for number in range(24)]
    [anomaly] = scanned(lambda day: replace(with_first_card(volume=volume)(day), hours=clock))
    assert anomaly.seen == Span(sunday + timedelta(hours=1), sunday + timedelta(hours=2))
