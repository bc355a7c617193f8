"""Business time against the vectors of ../shared/data/business-hours, and small cases of our own."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simcare.clocks.queries.dues import (
    days_after,
    days_before,
    elapsed,
    is_open,
    read_calendar,
    time_after,
    time_before,
)
from simcare.clocks.values import Calendar


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "business-hours" / "cases.json").read_text(encoding="utf-8"))


def calendar_named(vectors: dict[str, Any], name: str) -> Calendar:
    data = dict(vectors["calendars"][name])
    return read_calendar({"zone": data.pop("time_zone"), **data})


@pytest.mark.shared
def test_add_business_time_vectors(vectors: dict[str, Any]) -> None:
    group = vectors["add_business_time"]
    calendar = calendar_named(vectors, group["calendar"])
    for case in group["cases"]:
        if case["unit"] == "days":
            move = {"after": days_after, "before": days_before}[case["direction"]]
            found = move(calendar, at(case["from"]), case["amount"])
        else:
            amount = timedelta(**{case["unit"]: case["amount"]})
            found = {"after": time_after, "before": time_before}[case["direction"]](calendar, at(case["from"]), amount)
        assert found == at(case["expected"]), case


@pytest.mark.shared
def test_is_open_vectors(vectors: dict[str, Any]) -> None:
    calendar = calendar_named(vectors, vectors["is_open"]["calendar"])
    for case in vectors["is_open"]["cases"]:
        assert is_open(calendar, at(case["at"])) == case["expected"], case


@pytest.mark.shared
def test_elapsed_vectors(vectors: dict[str, Any]) -> None:
    for case in vectors["elapsed"]:
        calendar = calendar_named(vectors, case["calendar"])
        assert elapsed(calendar, at(case["from"]), at(case["to"])).total_seconds() == case["expected_seconds"], case
