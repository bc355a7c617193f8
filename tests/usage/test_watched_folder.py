"""The watched folder: finished files are loaded once and put aside, half ones wait, and a kill loses nothing."""

from pathlib import Path

import pytest

from simcare.gates.files import Watch
from simcare.usage.models import StrayRecord, UsageFile
from tests.faults.doors import running
from tests.usage.files import AT, line, make_card, sums

pytestmark = pytest.mark.django_db(transaction=True)


def _drop(folder: Path, name: str, *lines: str, source: str = "eiotclub") -> Path:
    place = folder / "in" / source
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_text("".join(lines))
    return path


def _aside(folder: Path, place: str) -> list[str]:
    return sorted(path.name.partition("-")[2] for path in (folder / place).iterdir())


def test_a_finished_file_is_loaded_and_put_aside_and_a_growing_or_half_one_waits(tmp_path: Path) -> None:
    make_card()
    watch = Watch(tmp_path)
    _drop(tmp_path, "a.csv", line(1))
    growing = _drop(tmp_path, "b.csv", line(2))
    half = [_drop(tmp_path, name, line(3)) for name in (".c.csv", "c.csv.part")]
    assert watch.look(AT) == 0
    growing.write_text(growing.read_text() + line(4))
    assert (watch.look(AT), _aside(tmp_path, "done")) == (1, ["a.csv"])
    assert (watch.look(AT), _aside(tmp_path, "done")) == (1, ["a.csv", "b.csv"])
    assert (watch.look(AT), sums()) == (0, (3000,) * 3)
    assert all(path.exists() for path in half)


def test_a_file_that_holds_no_record_goes_to_the_bad_ones_and_a_folder_names_its_source(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    _drop(tmp_path, "photo.csv", "\x00\x01\n", "PNG\n")
    _drop(tmp_path, "some.csv", line(1), "bad\n", source="eiotclub-2")
    _drop(tmp_path, "empty.csv")
    watch.look(AT), watch.look(AT)
    assert (_aside(tmp_path, "bad"), _aside(tmp_path, "done")) == (["photo.csv"], ["empty.csv", "some.csv"])
    assert dict(UsageFile.objects.values_list("name", "source__name"))["some.csv"] == "eiotclub-2"
    assert StrayRecord.objects.count() == 1


@pytest.mark.long
@pytest.mark.parametrize("point", ["usage.ingest.before_commit", "usage.ingest.after_commit", "gates.files.loaded"])
def test_killed_while_it_loads_the_file_is_loaded_once_and_put_aside_by_the_next(tmp_path: Path, point: str) -> None:
    make_card()
    dropped = _drop(tmp_path, "a.csv", line(1), line(2))
    with running("simcare.gates.files", str(tmp_path), SIMCARE_KILL_POINT=point) as killed:
        assert killed.wait(60) == -9
    assert dropped.exists()
    watch = Watch(tmp_path)
    watch.look(AT), watch.look(AT)
    assert (_aside(tmp_path, "done"), dropped.exists(), sums()) == (["a.csv"], False, (2000,) * 3)
