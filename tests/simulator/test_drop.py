"""Files of CDRs: one each half hour, each record in two of them, the same after a kill at any step."""

import csv
import json
import time
from pathlib import Path

import pytest

from simulator import drop as dropping
from simulator import traffic
from simulator.cards import Card, made
from simulator.cdr import DAYS, QUIET_DAYS, Use
from simulator.drop import Drop
from simulator.pace import Pace
from simulator.world import World
from tests.usage.files import iccid

NOW = 1_796_088_600.0 + 120  # two minutes after a half hour
COUNT = 8
HALVES = 12


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)


def _drop(folder: Path) -> Drop:
    world = World()
    world.put_all([{"iccid": iccid(number), "equipment": "sensor"} for number in range(COUNT)])
    return Drop(world, folder, folder / ".books", seed=7, days_ago=HALVES / 48, day_seconds=0)


def _files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("cdr_*")}


def test_each_half_hour_has_a_file_of_the_last_hour_and_the_books_say_what_was_made(tmp_path: Path) -> None:
    drop = _drop(tmp_path)
    assert drop.drop_due() == HALVES == len(_files(tmp_path))
    assert drop.drop_due() == 0, "the next half hour is not over"
    files = [text.splitlines() for _name, text in sorted(_files(tmp_path).items())]
    news = [set(later) - set(earlier) for earlier, later in zip([[], *files], files, strict=False)]
    for earlier, later, before in zip(files, files[1:], news, strict=False):
        assert set(earlier) & set(later) == before, "what is new in one comes once more in the next"
    records = {line.split(",")[0]: line.split(",") for new in news for line in new}
    assert len(records) == sum(map(len, news)), "each record has a number of its own"
    made: dict[str, int] = {}
    for record in records.values():
        made[record[3]] = made.get(record[3], 0) + int(record[5])
    assert drop.told()["made"] == made
    assert set(made) == {iccid(number) for number in range(COUNT)}


class Killed(Exception):
    """Instead of a kill."""


@pytest.mark.parametrize("step", range(0, 2 * HALVES))
def test_killed_at_any_step_it_goes_on_as_if_nothing_had_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The importer takes each file at once, so that a file that is named twice would be seen twice."""
    whole = tmp_path / "whole"
    _drop(whole).drop_due()
    taken: list[str] = []
    steps = iter(range(10_000))

    def replace(path: Path, target: Path) -> Path:
        if next(steps) == step:
            raise Killed
        path.rename(target)
        if target.name.startswith("cdr_"):
            taken.append(target.name + target.read_text())
            target.unlink()
        return target

    monkeypatch.setattr(Path, "replace", replace)
    ended = False
    while not ended:
        try:
            drop = _drop(tmp_path / "killed")
            drop.drop_due()
            ended = True
        except Killed:
            pass
    assert taken == [name + text for name, text in sorted(_files(whole).items())]
    books = [json.loads((folder / ".books" / "books.json").read_text()) for folder in (whole, tmp_path / "killed")]
    assert books[0] == books[1]


def test_a_card_that_is_suspended_or_offline_uses_nothing(tmp_path: Path) -> None:
    drop = _drop(tmp_path)
    drop._world.put_all([{"iccid": iccid(0), "state": "suspended"}, {"iccid": iccid(1), "online": False}])
    drop.drop_due()
    assert set(drop.told()["made"]) == {iccid(number) for number in range(2, COUNT)}


def test_labels_name_the_cards_in_a_file(tmp_path: Path) -> None:
    drop = _drop(tmp_path)
    drop.drop_due()
    with (tmp_path / ".books" / "labels.csv").open() as opened:
        rows = list(csv.DictReader(opened))
    assert [row["iccid"] for row in rows] == [label["iccid"] for label in drop.told()["labels"]]
    assert {row["iccid"] for row in rows} < {iccid(number) for number in range(COUNT)}
    assert rows


def test_what_is_planted_is_in_the_records() -> None:
    """In its labelled hours each labelled card has other records than where nothing goes wrong."""
    cards = [(place, made({"iccid": iccid(place)})) for place in range(120)]
    odd, calm = (_use(share) for share in (0.3, 0.0))
    for label in odd._traffic.labels:
        slots = [
            int(odd._begins) + 1800 * half for half in range(2 * label.from_hour, 2 * min(label.until_hour, 24 * DAYS))
        ]
        assert any(_told(odd, slot, cards[label.card]) != _told(calm, slot, cards[label.card]) for slot in slots), label


def _use(odd_share: float) -> Use:
    use = Use([iccid(place) for place in range(120)], [""] * 120, since=0, seed=3)
    use._traffic = traffic.made(120, DAYS, 3, quiet_days=QUIET_DAYS, odd_share=odd_share)
    return use


def _told(use: Use, slot: int, card: tuple[int, Card]) -> list[str]:
    return [record.line for record in use.records(slot, [card])]


def test_the_clock_runs_faster_until_it_has_caught_up() -> None:
    pace = Pace(since=0, started=1_000_000, day_seconds=60)
    assert pace.seconds_until(86_400, 1_000_030) == 30
    assert pace.seconds_until(86_400, 1_000_061) == 0
    assert pace.seconds_until(9_000_010, 9_000_000) == 10, "it never runs ahead of ours"


def test_after_the_made_days_the_quiet_weeks_come_round_on_the_same_weekdays() -> None:
    use = Use([iccid(0)], ["camera"], since=0, seed=1)
    beyond = use._begins + DAYS * 86_400 + 3 * 3600
    assert use._time(beyond) == use._time(use._begins + (DAYS % QUIET_DAYS) * 86_400 + 3 * 3600)
    assert DAYS % 7 == QUIET_DAYS % 7 == 0


def test_dropping_imports_nothing_of_the_product() -> None:
    assert "simcare" not in Path(dropping.__file__).read_text()
