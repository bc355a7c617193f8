"""Series in a CSV: what is read, what is refused and with which line, and how readings make hours."""

from datetime import UTC, datetime, timedelta

import pytest

from simcare.usage.rules.series import BadSeries, Reading, hours, read_series

START = datetime(2026, 3, 2)  # noqa: DTZ001  times of a file without a zone


def read(text: str) -> list[tuple[str, float]]:
    return [(reading.written, reading.value) for reading in read_series(text.splitlines(keepends=True))]


@pytest.mark.parametrize(
    ("text", "expected", "proves"),
    [
        ("timestamp,value\n2026-03-02 00:00:00,1\n", [("2026-03-02 00:00:00", 1.0)], "the plain form"),
        ("TimeStamp,Value,Label\n2026-03-02T00:00Z,1.5,0\n", [("2026-03-02T00:00Z", 1.5)], "any case, more columns"),
        ("value , timestamp\n3,2026-03-02\n", [("2026-03-02", 3.0)], "columns in any order, with blanks"),
        ("timestamp,value\n1772409600,2\n", [("1772409600", 2.0)], "epoch seconds"),
        ("timestamp,value\n2026-03-02,\n2026-03-03,4\n", [("2026-03-03", 4.0)], "no value is a gap"),
        ("timestamp,value\n\n2026-03-02,1\n\n", [("2026-03-02", 1.0)], "empty lines say nothing"),
        ("timestamp,value\n2026-03-03,2\n2026-03-02,1\n", [("2026-03-02", 1.0), ("2026-03-03", 2.0)], "order is made"),
        ("timestamp,value\n2026-03-02,1\n2026-03-02,3\n", [("2026-03-02", 2.0)], "one instant, one mean"),
        ("timestamp,value\n", [], "a series may be empty"),
        ('timestamp,value\n"2026-03-02",-1e3\n', [("2026-03-02", -1000.0)], "quotes and exponents"),
    ],
)
def test_a_series_is_read(text: str, expected: list[tuple[str, float]], proves: str) -> None:
    assert read(text) == expected, proves


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: needs the columns timestamp and value"),
        ("time,value\n2026-03-02,1\n", "line 1: needs the columns timestamp and value"),
        ("timestamp,value\n2026-03-02,1\nyesterday,2\n", "line 3: 'yesterday' is no time in ISO 8601 or epoch seconds"),
        ("timestamp,value\n2026-03-02,many\n", "line 2: 'many' is no number"),
        ("timestamp,value\n2026-03-02,inf\n", "line 2: 'inf' is no finite number"),
        ("timestamp,value\n2026-03-02\n", "line 2: has 1 columns, too few"),
        ("timestamp,value\n2026-13-02,1\n", "line 2: '2026-13-02' is no time in ISO 8601 or epoch seconds"),
        ("timestamp,value\n2026-03-02,1\n2026-03-02T01:00Z,1\n", "some timestamps have a zone and some have none"),
        ('timestamp,value\n"2026-03-02,1\n', "line 2: has 1 columns, too few"),
    ],
)
def test_what_is_no_series_names_the_line(text: str, words: str) -> None:
    with pytest.raises(BadSeries) as refusal:
        read(text)
    assert str(refusal.value) == words


def every(minutes: int, count: int, without: frozenset[int] = frozenset()) -> list[Reading]:
    times = [START + timedelta(minutes=minutes * number) for number in range(count)]
    return [Reading(at, float(number), f"{at:%d %H:%M}") for number, at in enumerate(times) if number not in without]


def closed(readings: list[Reading]) -> list[tuple[str, float]]:
    return [(hour.closed_by.written, hour.value) for hour in hours(readings)]


def test_a_reading_an_hour_is_an_hour() -> None:
    assert closed(every(60, 3)) == [("02 00:00", 0.0), ("02 01:00", 1.0), ("02 02:00", 2.0)]


def test_readings_of_an_hour_are_averaged_and_known_with_the_last() -> None:
    assert closed(every(20, 6)) == [("02 00:40", 1.0), ("02 01:40", 4.0)]


def test_an_hour_whose_last_reading_is_missing_is_known_with_the_next_one() -> None:
    assert closed(every(20, 6, without=frozenset({2}))) == [("02 01:00", 0.5), ("02 01:40", 4.0)]


def test_an_unfinished_hour_is_not_told() -> None:
    assert closed(every(20, 5)) == [("02 00:40", 1.0)]


def test_a_reading_off_the_step_does_not_open_its_hour_again() -> None:
    late = Reading(START + timedelta(minutes=59), 99.0, "late")
    assert closed([*every(20, 3), late, *every(20, 6)[3:]]) == [("02 00:40", 1.0), ("02 01:40", 4.0)]


def test_a_reading_a_day_stands_alone() -> None:
    assert closed(every(24 * 60, 2)) == [("02 00:00", 0.0), ("03 00:00", 1.0)]


def test_the_hour_that_clocks_repeat_is_judged_twice() -> None:
    """In file with offsets 2:00 comes twice in autumn, an hour apart."""
    text = "timestamp,value\n2026-10-25T02:00+02:00,1\n2026-10-25T02:00+01:00,2\n"
    readings = read_series(text.splitlines())
    assert readings[1].at - readings[0].at == timedelta(hours=1)
    assert readings[0].at.astimezone(UTC) == datetime(2026, 10, 25, tzinfo=UTC)
    assert [hour.value for hour in hours(readings)] == [1.0, 2.0]
