"""Anomalies in words and in a picture: every kind in every language with its numbers, marks where the hours are."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from babel.numbers import get_decimal_symbol
from django.conf import settings
from django.utils import translation
from django.utils.translation import to_locale

from simcare.usage.rules.anomalies.anomaly import Kind
from simcare.web.staff.anomaly_pages import UsedHour
from simcare.web.staff.anomaly_words import KINDS
from simcare.web.templatetags.usage import HEIGHT, WIDTH, anomaly_chip, anomaly_words, usage_chart

VOLUME = {"bytes": 52_000_000, "usual_from_bytes": 800_000, "usual_until_bytes": 2_100_000, "peers_percent": 0}
NUMBERS = {
    "spike": (VOLUME, ["52 MB", "2.1 MB"]),
    "night_drain": (VOLUME, ["52 MB", "2.1 MB"]),
    "level_shift": (VOLUME, ["52 MB", "800 kB", "2.1 MB"]),
    "silence": (VOLUME, ["800 kB"]),
    "many_short_sessions": ({"sessions": 1440, "bytes": 90_000, "abroad_bytes": 0}, ["1440", "90 kB"]),
    "roaming_burst": ({"sessions": 4, "bytes": 0, "abroad_bytes": 3 * 10**9}, ["3 GB"]),
    "new_country": ({"network": 208010, "network_before": 262001}, ["208 10", "262 01"]),
    "new_network": ({"network": 262002, "network_before": 262001}, ["262 02", "262 01"]),
    "imei_changed": (
        {"imei": 356938035643809, "imei_before": 861536030196001},
        ["356938035643809", "861536030196001"],
    ),
}
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def test_every_kind_has_words() -> None:
    assert KINDS.keys() == NUMBERS.keys() == {kind.code for kind in Kind if kind != Kind.NOTHING}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_kind_is_explained_with_its_numbers(language: str) -> None:
    with translation.override(language):
        sign = get_decimal_symbol(to_locale(language))
        for kind, (numbers, expected) in NUMBERS.items():
            said = plain(anomaly_words(kind, numbers))
            assert [words for words in expected if words.replace(".", sign) not in said] == [], said
            assert "%" not in said
            assert plain(anomaly_chip(kind)).strip() == str(KINDS[kind].text)


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("spike", {"bytes": 9_000_000_000}, "9 GB on its first day, far more than cards of its kind use."),
        ("silence", {"bytes": 0}, "0 B on its first day, far less than cards of its kind use."),
        ("silence", {**VOLUME, "usual_from_bytes": 0}, "No traffic for longer than it has paused of late."),
        (
            "spike",
            {**VOLUME, "peers_percent": 2},
            "52 MB in one hour; at this time at most 2.1 MB is usual."
            " In the same hour 2 percent of the cards of its kind were as far from the usual.",
        ),
    ],
)
def test_what_the_numbers_leave_out_is_not_said(kind: str, numbers: dict[str, int], expected: str) -> None:
    assert plain(anomaly_words(kind, numbers)) == expected


def hours(count: int) -> list[UsedHour]:
    return [
        UsedHour(MONDAY + timedelta(hours=at), 9_000_000 if at == 3 else at * 1000, 500, 30_000, "spike" * (at == 3))
        for at in range(count)
    ]


def test_a_chart_marks_the_hour_of_an_anomaly() -> None:
    drawn = usage_chart(hours(5))
    [dot] = re.findall(r'<circle class="chart-anomaly" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    line = re.findall(r'<polyline class="chart-line" points="([^"]+)"', drawn)[0].split()
    assert ",".join(dot) == line[3]
    assert "anomalies marked: 1" in drawn
    places = [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.]+,[\d.]+", drawn)]
    assert len(places) == 15
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    assert plain(drawn).count("9 MB") == 1


@pytest.mark.parametrize("count", [1, 2])
def test_few_hours_are_drawn_too(count: int) -> None:
    assert "NaN" not in usage_chart(hours(count))
    assert "<table" not in usage_chart(hours(count))


def test_nothing_is_drawn_of_nothing() -> None:
    assert usage_chart([]) == ""
