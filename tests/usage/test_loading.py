"""Usage files through the verb, at the same time, and through kills: each once, none half."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.models import Sum

from simcare.cli.usage import command
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.ingest import ingest
from simcare.usage.flows import load_files, pieces_of
from simcare.usage.models import BadLine, StrayRecord, UsageFile, UsageRecord
from tests.processes import environment
from tests.usage.files import AT, START, line, load, make_card, sums

pytestmark = pytest.mark.django_db(transaction=True)


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(lines))
    return path


def test_the_verb_loads_tells_each_bad_line_and_its_exit_status(tmp_path: Path) -> None:
    make_card()
    good = _write(tmp_path / "good.csv", [line(1), line(2)])
    bad = _write(tmp_path / "bad.csv", [line(2), "nonsense\n", line(3, card=9)])
    told = CliRunner().invoke(command, ["import", str(good), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["new"]) == (0, 2)
    told = CliRunner().invoke(command, ["import", str(good), str(bad), str(tmp_path / "none.csv"), "--json"])
    by_name = {Path(outcome["file"]).name: outcome for outcome in map(json.loads, told.stdout.splitlines())}
    assert told.exit_code == 2
    assert by_name["good.csv"]["known"] and "error" in by_name["none.csv"]
    counts = {name: by_name["bad.csv"][name] for name in ("lines", "new", "repeated", "stray", "bad")}
    assert counts == {"lines": 3, "new": 0, "repeated": 1, "stray": 1, "bad": 1}
    told = CliRunner().invoke(command, ["import", str(_write(tmp_path / "worse.csv", ["a,b\n"]))])
    assert told.exit_code == 1
    assert "line 1: it has not the columns that a record has" in told.stdout


def test_neighbours_go_in_together_and_one_with_trouble_holds_up_no_other(tmp_path: Path) -> None:
    make_card()
    paths = [_write(tmp_path / f"{n}.csv", [line(n)]) for n in range(4)]
    paths[1].unlink(), paths[1].mkdir()
    told = {outcome.path: outcome for outcome in load_files(paths, source="eiotclub", by="t", at=AT, jobs=1)}
    assert {path.name: outcome.trouble for path, outcome in told.items() if not outcome.loaded} == {
        "1.csv": "Is a directory"
    }
    assert sums() == (3000,) * 3


KILLED = "from simcare.cli import main; main()"


LONG = [pytest.param(point, marks=pytest.mark.long) for point in ("staged", "before_commit", "after_commit")]


@pytest.mark.parametrize("point", ["stored", *LONG])
def test_killed_at_any_point_a_file_is_whole_or_not_there_and_loading_it_again_makes_it_whole(
    tmp_path: Path, point: str
) -> None:
    make_card()
    file = _write(tmp_path / "cdr.csv", [line(n) for n in range(500)] + ["bad\n", line(1, card=7)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "usage", "import", str(file)],
        env=environment(SIMCARE_KILL_POINT=f"usage.ingest.{point}"),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert killed.returncode == -9
    whole = point == "after_commit"
    assert sums() == ((500_000,) * 3 if whole else (0, 0, 0))
    assert UsageFile.objects.count() == BadLine.objects.count() == StrayRecord.objects.count() == whole
    loaded = ingest(pieces=lambda: pieces_of(file), name=file.name, source="eiotclub", by="t", at=AT)
    assert loaded.is_new is not whole
    assert (sums(), StrayRecord.objects.count()) == ((500_000,) * 3, 1)


def test_cards_that_come_while_their_records_are_loaded_lose_none_and_nobody_waits_for_ever() -> None:
    """Three threads load the same records of cards that a fourth brings into stock one by one, adopting each time."""
    lines = [line(n, card=n % 20, at=START - timedelta(hours=n % 50)) for n in range(300)]
    trouble = list[BaseException]()

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    def load_all(number: int) -> None:
        for turn in range(6):
            load([line(5000 + number * 10 + turn, card=99), *lines[number * 30 :], *lines[: number * 30]])

    def stock() -> None:
        for number in range(20):
            make_card(number)
            adopt_strays(at=AT)

    works = [partial(load_all, number) for number in range(3)] + [stock]
    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    adopt_strays(at=AT)
    assert trouble == []
    assert (UsageRecord.objects.count(), sums(), StrayRecord.objects.count()) == (300, (300_000,) * 3, 18)
    counted = UsageFile.objects.aggregate(new=Sum("new_count"), stray=Sum("stray_count"))
    assert counted == {"new": 300, "stray": 18}


def test_files_with_the_same_records_loaded_at_the_same_time_count_each_record_once() -> None:
    """Six threads, each with all records in an order of its own and days whose partitions nobody has made."""
    for card in range(5):
        make_card(card)
    lines = [line(n, card=n % 5, at=START - timedelta(hours=n * 7 % 200)) for n in range(400)]
    ready, trouble = threading.Barrier(6), list[BaseException]()

    def work(number: int) -> None:
        try:
            ready.wait()
            for turn in range(3):
                load([*lines[number * 60 :], *lines[: number * 60], line(1000 + number * 10 + turn)])
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trouble == []
    assert UsageRecord.objects.count() == 400 + 18
    assert sums() == (418_000,) * 3
