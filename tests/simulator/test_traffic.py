"""Made-up traffic: the same seed makes the same, each kind has its shape, labels say where the columns are odd."""

import numpy as np
import pytest

from simulator.traffic import KINDS, Traffic, made

QUIET = 28


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    return made(240, 42, seed=3)


def test_the_same_seed_makes_the_same_traffic(traffic: Traffic) -> None:
    again, other = made(240, 42, seed=3), made(240, 42, seed=4)
    assert again.labels == traffic.labels != other.labels
    assert (again.bytes == traffic.bytes).all()
    assert (other.bytes != traffic.bytes).any()


def test_labels_are_of_distinct_cards_after_the_quiet_days(traffic: Traffic) -> None:
    assert len({label.card for label in traffic.labels}) == len(traffic.labels) == 72
    assert min(label.from_hour for label in traffic.labels) >= 24 * QUIET
    assert all(label.from_hour < label.until_hour <= 24 * 42 for label in traffic.labels)


def test_odd_cards_are_odd_where_their_label_says(traffic: Traffic) -> None:
    """Up to the first labelled hour each card does what it does in a world where nothing goes wrong."""
    calm = made(240, 42, seed=3, odd_share=0)
    for label in traffic.labels:
        before = slice(0, label.from_hour)
        assert (traffic.bytes[before, label.card] == calm.bytes[before, label.card]).all()
        day = slice(label.from_hour // 24, None)
        hours = slice(label.from_hour, None)
        assert (
            (traffic.bytes[hours, label.card] != calm.bytes[hours, label.card]).any()
            or (traffic.sessions[day, label.card] != calm.sessions[day, label.card]).any()
            or traffic.abroad_bytes[day, label.card].any()
            or (traffic.networks[day, label.card] != calm.networks[day, label.card]).any()
            or (traffic.imeis[day, label.card] != calm.imeis[day, label.card]).any()
        )


@pytest.mark.parametrize(
    ("kind", "most_active_hours", "quiet_at_night"),
    [("camera", 24, True), ("meter", 1, False), ("tracker", 24, True), ("terminal", 24, True), ("sensor", 24, False)],
)
def test_each_kind_has_its_day(traffic: Traffic, kind: str, most_active_hours: int, quiet_at_night: bool) -> None:
    members = np.flatnonzero(traffic.kinds == KINDS.index(kind))
    day = traffic.bytes[:24, members]
    assert (day > 0).sum(axis=0).max() == most_active_hours
    assert (day[1:5].mean() < 0.5 * day[10:17].mean()) == quiet_at_night
    assert (traffic.bytes >= 0).all()
