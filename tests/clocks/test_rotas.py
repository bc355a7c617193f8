"""Who is on call, and when nobody is: compared with a look at every single minute, in zones that change their clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.clocks import actions
from simcare.clocks.errors import BadTerms
from simcare.clocks.queries.rotas import list_watches
from simcare.clocks.queries.rotas import on_call as everybody_on_call
from simcare.clocks.rules.rotas import gaps, on_call
from simcare.clocks.values import Slot, Swap, Turn

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ZONES = {
    "Europe/Berlin": datetime(2026, 3, 28, tzinfo=UTC),
    "America/New_York": datetime(2026, 10, 31, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 4, tzinfo=UTC),
    "Africa/Casablanca": datetime(2026, 2, 14, tzinfo=UTC),
}
slots = st.integers(0, 1439).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 1440)))
weeks = st.lists(st.lists(slots, max_size=2), min_size=7, max_size=7)
spans = st.tuples(st.integers(0, 2880), st.integers(1, 600))


def turn(user_id: int, week: list[list[tuple[int, int]]]) -> Turn:
    return Turn(user_id, tuple([_slot(*pair) for pair in day] for day in week))


def _slot(start: int, end: int) -> Slot:
    return timedelta(minutes=start), timedelta(minutes=end)


@settings(max_examples=40, deadline=None)
@given(zone=st.sampled_from(sorted(ZONES)), first=weeks, second=weeks, swapped=st.lists(spans, max_size=2))
def test_gaps_are_exactly_the_minutes_in_which_the_wall_clock_finds_nobody(
    zone: str, first: list[list[tuple[int, int]]], second: list[list[tuple[int, int]]], swapped: list[tuple[int, int]]
) -> None:
    start, info = ZONES[zone], ZoneInfo(zone)
    turns = [turn(1, first), turn(2, second)]
    swaps = [Swap(3, start + at * MINUTE, start + (at + length) * MINUTE) for at, length in swapped]
    found = gaps(turns, swaps, info, start, start + 2 * DAY)
    for minute in range(0, 2880, 7):
        at = start + minute * MINUTE
        wall = at.astimezone(info)
        reads = wall.hour * 60 + wall.minute
        slow = {user for user, week in ((1, first), (2, second)) for a, b in week[wall.weekday()] if a <= reads < b}
        standing_in = {swap.user_id for swap in swaps if swap.from_at <= at < swap.until_at}
        assert set(on_call(turns, swaps, info, at)) == (standing_in or slow)
        assert any(a <= at < b for a, b in found) == (not slow and not standing_in)


def test_a_night_watch_has_its_true_length_when_the_clocks_change() -> None:
    """Berlin, 29 March 2026: 02:00 becomes 03:00, so that a watch from 00:00 to 06:00 lasts five hours."""
    watch = [turn(1, [[], [], [], [], [], [], [(0, 360)]])]
    midnight = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert gaps(watch, [], BERLIN, midnight, midnight + timedelta(hours=8)) == [
        (midnight + timedelta(hours=5), midnight + timedelta(hours=8))
    ]


@pytest.mark.django_db
class TestKeptRotas:
    AT = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday

    def staff(self, name: str) -> int:
        person = add_staff(
            email=f"{name}@simcare.example", name=name, role=StaffRole.AGENT, password="x" * 12, by="t", at=self.AT
        )
        return int(person.id)

    def test_a_night_turn_goes_through_midnight(self) -> None:
        rota = actions.add_rota(name="Night", zone="Europe/Berlin", by="wei", at=self.AT)
        anna = self.staff("anna")
        actions.add_turn(
            rota_id=rota.id, user_id=anna, weekdays=[0], from_minute=22 * 60, until_minute=6 * 60, by="wei", at=self.AT
        )
        night = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
        assert [everybody_on_call(night + hours * timedelta(hours=1)) for hours in (-1, 0, 7, 8)] == [
            [], [anna], [anna], [],
        ]  # fmt: skip

    def test_a_swap_stands_over_the_week_and_gaps_of_two_weeks_are_warned_of(self) -> None:
        rota = actions.add_rota(name="Day", zone="UTC", by="wei", at=self.AT)
        anna, omar = self.staff("anna"), self.staff("omar")
        actions.add_turn(
            rota_id=rota.id, user_id=anna, weekdays=[*range(7)], from_minute=0, until_minute=1440, by="wei", at=self.AT
        )
        (watch,) = list_watches(self.AT)
        assert (watch.on_call, watch.gaps) == ([anna], [])
        made = actions.swap(
            rota_id=rota.id, user_id=omar, from_at=self.AT, until_at=self.AT + DAY, by="wei", at=self.AT
        )
        assert everybody_on_call(self.AT) == [omar]
        actions.remove_swap(swap_id=made.id, by="wei", at=self.AT)
        assert everybody_on_call(self.AT) == [anna]
        actions.remove_turn(turn_id=watch.turns[0].id, by="wei", at=self.AT)
        (watch,) = list_watches(self.AT)
        assert sum((end - start for start, end in watch.gaps), timedelta()) == 2 * DAY

    @pytest.mark.parametrize(("zone", "hours"), [("Mars/Olympus", (0, 5)), ("UTC", (5, 5)), ("UTC", (0, 1441))])
    def test_what_no_clock_reads_is_refused(self, zone: str, hours: tuple[int, int]) -> None:
        anna = self.staff("anna")
        with pytest.raises(BadTerms):
            actions.add_turn(
                rota_id=actions.add_rota(name="Day", zone=zone, by="wei", at=self.AT).id,
                user_id=anna,
                weekdays=[0],
                from_minute=hours[0],
                until_minute=hours[1],
                by="wei",
                at=self.AT,
            )
