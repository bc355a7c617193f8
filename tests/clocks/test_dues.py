"""Due times: a table whose rows say what they prove, properties that hold for all promises, and speed years ahead."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from simcare.clocks.queries.dues import counted, due, due_at, elapsed, read_calendar, read_promise
from simcare.clocks.rules.official import official_days
from simcare.clocks.values import Promise
from tests.budget import work_budget

OFFICE = {
    "zone": "Asia/Shanghai",
    "hours": {"mon": [["09:00", "12:00"], ["13:30", "18:00"]], "tue": [["09:00", "12:00"]]},
}


def night(zone: str, *slots: list[str]) -> dict[str, Any]:
    return {"zone": zone, "hours": {day: list(slots) for day in ("sat", "sun")}}


def asked(minutes: int, calendar: Any, opened: str, *pauses: list[str | None], answered: str | None = None) -> Promise:
    return read_promise(
        {
            "target_minutes": minutes,
            "calendar": calendar,
            "opened_at": opened,
            "pauses": list(pauses),
            "answered_at": answered,
        }
    )


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        pytest.param(asked(720, "24x7", "2026-10-05T20:00:00Z"), "2026-10-06T08:00:00Z", id="all time counts"),
        pytest.param(asked(60, OFFICE, "2026-10-05T03:30:00Z"), "2026-10-05T06:00:00Z", id="lunch does not count"),
        pytest.param(asked(30, OFFICE, "2026-10-05T03:30:00Z"), "2026-10-05T04:00:00Z", id="due at the end of a slot"),
        pytest.param(asked(1, OFFICE, "2026-10-05T04:00:00Z"), "2026-10-05T05:31:00Z", id="the end of a slot is shut"),
        pytest.param(asked(0, OFFICE, "2026-10-04T04:00:00Z"), "2026-10-04T04:00:00Z", id="no target, due at once"),
        pytest.param(asked(5, OFFICE, "2026-10-07T04:00:00Z"), "2026-10-12T01:05:00Z", id="over the closed days"),
        pytest.param(
            asked(1, "24x7", "2026-10-05T00:00:00.25+08:00", ["2026-10-04T16:00:10Z", "2026-10-04T16:00:10.5Z"]),
            "2026-10-04T16:01:00.75Z",
            id="fractions of a second count",
        ),
        pytest.param(
            asked(60, "24x7", "2026-10-05T10:00:00Z", ["2026-10-05T10:30:00Z", None]), None, id="an open pause holds"
        ),
        pytest.param(
            asked(60, "24x7", "2026-10-05T10:00:00Z", ["2026-10-05T11:00:00Z", None]),
            "2026-10-05T11:00:00Z",
            id="a pause that begins at due comes too late",
        ),
        pytest.param(
            asked(0, "24x7", "2026-10-05T10:00:00Z", ["2026-10-05T09:00:00Z", None]),
            "2026-10-05T10:00:00Z",
            id="nothing to count, nothing to hold",
        ),
        pytest.param(
            asked(
                60,
                "24x7",
                "2026-10-05T10:00:00Z",
                ["2026-10-05T10:40:00Z", "2026-10-05T10:50:00Z"],
                ["2026-10-05T09:00:00Z", "2026-10-05T10:10:00Z"],
                ["2026-10-05T10:05:00Z", "2026-10-05T10:20:00Z"],
                ["2026-10-05T10:30:00Z", "2026-10-05T10:30:00Z"],
            ),
            "2026-10-05T11:30:00Z",
            id="pauses overlap, lie before the opening, in any order, and are empty",
        ),
        pytest.param(
            asked(60, night("Europe/Berlin", ["01:30", "03:30"]), "2026-03-28T23:00:00Z"),
            "2026-03-29T01:30:00Z",
            id="Berlin skips 02:00 to 03:00: the slot has one hour",
        ),
        pytest.param(
            asked(180, night("Europe/Berlin", ["01:30", "03:30"]), "2026-10-24T22:00:00Z"),
            "2026-10-25T02:30:00Z",
            id="Berlin has 02:00 to 03:00 twice: the slot has three hours",
        ),
        pytest.param(
            asked(60, night("Europe/Berlin", ["02:00", "02:30"]), "2026-10-24T22:00:00Z"),
            "2026-10-25T01:30:00Z",
            id="a slot inside the hour that comes twice opens twice",
        ),
        pytest.param(
            asked(30, night("America/New_York", ["02:00", "03:00"]), "2026-03-08T05:00:00Z"),
            "2026-03-14T06:30:00Z",
            id="New York skips the whole slot: it opens a week later",
        ),
        pytest.param(
            asked(60, night("Australia/Lord_Howe", ["01:00", "02:30"]), "2026-10-03T14:00:00Z"),
            "2026-10-03T15:30:00Z",
            id="Lord Howe skips half an hour",
        ),
        pytest.param(
            asked(90, night("Africa/Casablanca", ["02:00", "03:00"]), "2026-02-15T00:00:00Z"),
            "2026-02-15T02:30:00Z",
            id="Casablanca goes back for Ramadan",
        ),
    ],
)
def test_due_at(promise: Promise, expected: str | None) -> None:
    assert due_at(promise) == (expected and datetime.fromisoformat(expected))


@pytest.mark.parametrize(
    ("answered", "breached"),
    [
        pytest.param(None, True, id="no answer"),
        pytest.param("2026-10-05T10:59:59Z", False, id="a second before"),
        pytest.param("2026-10-05T11:00:00Z", False, id="at the very instant"),
        pytest.param("2026-10-05T11:00:00.000001Z", True, id="an instant after"),
        pytest.param("2026-10-05T09:00:00Z", False, id="before the opening, by a clock that is wrong"),
    ],
)
def test_breached_at_is_due_unless_answered_by_then(answered: str | None, breached: bool) -> None:
    found = due(asked(60, "24x7", "2026-10-05T10:00:00Z", answered=answered))
    assert found.breached_at == (found.due_at if breached else None)


def test_a_held_promise_is_not_breached() -> None:
    held = asked(60, "24x7", "2026-10-05T10:00:00Z", ["2026-10-05T10:30:00Z", None], answered="2026-10-09T10:00:00Z")
    assert due(held).breached_at is None


def test_years_ahead_take_little_work() -> None:
    with work_budget(10):
        assert due_at(asked(20 * 52 * 630, OFFICE, "2026-01-01T00:00:00Z")) is not None
        assert due_at(asked(50_000_000, "24x7", "2026-01-01T00:00:00Z")) is not None


def test_official_chinese_days_hold_make_up_workdays() -> None:
    days = official_days("CN", 2026)
    assert {"2026-10-01", "2026-10-07", "2026-02-17"} <= set(days["holidays"])
    assert days["workdays"] == dict.fromkeys(
        ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"), "mon"
    )


HOURS = {"mon": [["08:00", "12:10"]], "wed": [["00:00", "24:00"]], "sun": [["01:00", "03:30"], ["22:15", "24:00"]]}
CALENDARS = {
    zone: read_calendar({"zone": zone, "hours": HOURS})
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca")
}
calendars = some.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
instants = some.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - bounds
lengths = some.timedeltas(timedelta(), timedelta(days=9))
targets = some.timedeltas(timedelta(microseconds=1), timedelta(days=5))
stretches = some.builds(lambda start, length: (start, start + length), instants, lengths)
promises = some.builds(
    Promise, target=targets, calendar=calendars, opened_at=instants, pauses=some.lists(stretches, max_size=4)
)


@given(promises)
def test_exactly_the_target_is_counted_when_it_is_due(promise: Promise) -> None:
    at = due_at(promise)
    assert at is not None
    assert counted(promise, at) == promise.target
    assert counted(promise, at - timedelta(microseconds=1)) < promise.target


@given(promises, stretches)
def test_one_more_pause_never_makes_it_due_earlier(promise: Promise, pause: tuple[datetime, datetime]) -> None:
    longer = Promise(promise.target, promise.calendar, promise.opened_at, [*promise.pauses, pause])
    before, after = due_at(promise), due_at(longer)
    assert before is not None
    assert after is not None
    assert before <= after


@given(promises)
def test_the_order_of_pauses_does_not_matter(promise: Promise) -> None:
    turned = Promise(promise.target, promise.calendar, promise.opened_at, promise.pauses[::-1])
    assert due_at(turned) == due_at(promise)


@given(calendars, instants, lengths, lengths)
def test_elapsed_time_adds_up(calendar: Any, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    assert elapsed(calendar, start, middle) + elapsed(calendar, middle, end) == elapsed(calendar, start, end)
