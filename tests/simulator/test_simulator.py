"""The stand-in keeps the rules of the platforms that it stands for."""

import ast
import time
from pathlib import Path

import pytest

import simulator
from simulator.cards import made
from simulator.faults import KINDS, Fault
from simulator.scenarios import SCENARIOS
from simulator.signing import is_signed, signature
from simulator.times import seconds
from simulator.world import World

ICCID = "89860412345678900099"


def test_it_imports_nothing_from_the_product() -> None:
    for file in Path(simulator.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith("simcare") for name in names), file.name


def test_its_signature_equals_the_published_vector() -> None:
    vector = {
        "appkey": "000001",
        "timestamp": "1556595508",
        "nonce": "24523",
        "userName": "wx",
        "age": "24",
        "sex": "1",
    }
    right = signature(vector, "a1b1c1d1")
    assert right == "963A56BAEBED746F2746E4D9B3B77BE0F2E171E7"
    assert is_signed({**vector, "sign": right}, "a1b1c1d1")
    assert not is_signed({**vector, "age": "25", "sign": right}, "a1b1c1d1")
    assert not is_signed(vector, "a1b1c1d1")


@pytest.mark.parametrize("platform", ["eiotclub", "soracom"])
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_every_scenario_makes_a_card_with_fixed_times(platform: str, scenario: str) -> None:
    card = made({"platform": platform, "iccid": ICCID, "scenario": scenario})
    assert (card.platform, card.key) == (platform, ICCID[:19])
    assert "'now" not in repr(card)


@pytest.mark.parametrize("record", [{}, {"iccid": ICCID, "scenario": "x"}, {"iccid": ICCID, "colour": "red"}])
def test_a_mistake_in_a_script_is_told(record: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"iccid|scenario|field"):
        made(record)


def test_a_patch_keeps_the_rest_of_the_card() -> None:
    world = World()
    world.put({"iccid": ICCID, "scenario": "suspended", "imei_lock": "355555070000002"})
    card = world.put({"iccid": ICCID[:19], "state": "active"})
    assert (card.state, card.imei_lock, len(world.cards)) == ("active", "355555070000002", 1)


def test_the_eleventh_call_within_a_second_is_refused() -> None:
    world = World(rate_limit=10)
    assert [world.over_limit("a") for _ in range(11)] == [False] * 10 + [True]
    assert world.over_limit("b") is False


def test_a_fault_strikes_as_often_as_it_says() -> None:
    world = World()
    world.add_fault({"kind": "busy", "path": "getCardsInfo", "times": 2})
    struck = [world.struck("/api/v3/card/getCardsInfo", "") is not None for _ in range(3)]
    assert struck == [True, True, False]
    assert world.struck("/api/v3/card/cancelLocation", "") is None


def test_an_unknown_fault_is_told() -> None:
    with pytest.raises(ValueError, match="busy"):
        Fault("sleepy")
    assert all(KINDS.values())


def test_late_work_is_done_when_its_time_has_come() -> None:
    world, done = World(), []
    world.later(0.05, lambda: done.append(1))
    world.catch_up()
    assert done == []
    time.sleep(0.06)
    world.catch_up()
    world.catch_up()
    assert done == [1]


def test_cards_outlive_a_restart_in_the_snapshot(tmp_path: Path) -> None:
    file = tmp_path / "cards.json"
    World(snapshot=file).put({"iccid": ICCID, "scenario": "suspended"})
    ended = time.monotonic() + 10
    while not file.exists() and time.monotonic() < ended:
        time.sleep(0.05)
    card = World(snapshot=file).find("eiotclub", ICCID)
    assert card is not None
    assert card.state == "suspended"


def test_relative_times() -> None:
    assert seconds("now-2h") == pytest.approx(time.time() - 7200, abs=1)
    assert seconds("2026-11-23T00:00:00") == 1795392000
