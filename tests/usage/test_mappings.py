"""Files of other providers on a real database: by verb and by folder, each record once, cards named by their IMSI."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simcare.cards.actions.stock import add_card, change_identifier
from simcare.cards.models import Product
from simcare.cli.usage import command
from simcare.gates.files import Watch
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.actions.ingest import Loaded, ingest
from simcare.usage.actions.mappings import save_mapping
from simcare.usage.errors import MappingUnfit
from simcare.usage.models import SavedMapping, StrayRecord, UsageFile, UsageRecord
from simcare.usage.values import Layout
from tests.usage.files import AT, START, hours_of, iccid, make_card, sums

pytestmark = pytest.mark.django_db

LAYOUT = Layout({"imsi": 0, "started_at": 1, "used": 2}, has_header=False, unit="KB")
HEAD = "ICCID;Start;Data Usage (MB)\n"


def _verb(*words: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, words)))


def _mapping(layout: Layout = LAYOUT, name: str = "acme") -> SavedMapping:
    return save_mapping(name=name, source="acme", header=[], layout=layout, by="test", at=AT)


def _load(mapping: SavedMapping, *lines: str) -> Loaded:
    content = "".join(lines).encode()
    return ingest(pieces=lambda: [content], name="a.csv", source="acme", mapping=mapping, by="test", at=AT)


def _line(imsi: int | str = 460040000000001, used: int = 1) -> str:
    return f"{imsi},{START:%Y-%m-%d %H:%M:%S},{used}\n"


@pytest.mark.django_db(transaction=True)
def test_a_mapping_is_saved_from_a_file_shown_and_used_by_the_verb(tmp_path: Path) -> None:
    card, file = make_card(), tmp_path / "may.csv"
    rows = [f"{iccid(number)};2026-11-20 10:30:00;{used}\n" for number, used in ((1, "1,5"), (1, "-"), (9, "2"))]
    file.write_text(HEAD + "".join(rows))
    saved = _verb("mappings", "save", "acme", file, "--zone", "Europe/Berlin")
    assert "iccid=1, started_at=2, used=3; MB" in saved.output
    shown = _verb("import", file, "--mapping", "acme", "--dry-run", "--json")
    assert shown.exit_code == 1
    head, first, second, _ = json.loads(shown.stdout)["first"]
    assert (head, first["started_at"], first["used_bytes"]) == ({"line": 1}, "2026-11-20 09:30:00+00:00", "1500000")
    assert second == {
        "line": 3,
        "flaw": "used_bytes",
        "words": "the amount of data is not a number of bytes, or of its unit",
    }
    assert UsageFile.objects.count() == 0
    loaded = json.loads(_verb("import", file, "--mapping", "acme", "--json").stdout)
    assert {name: loaded[name] for name in ("lines", "new", "stray", "bad")} == {
        "lines": 3,
        "new": 1,
        "stray": 1,
        "bad": 1,
    }
    assert list(hours_of(card).values()) == [(1_500_000, 1)]
    assert json.loads(_verb("import", file, "--mapping", "acme", "--json").stdout)["known"]
    assert "There is no mapping called nobody." in _verb("import", file, "--mapping", "nobody").output


def test_a_record_without_an_id_counts_once_in_whatever_file_it_comes() -> None:
    add_card(iccid=iccid(1), imsi="460040000000001", product=_product(), platform="acme", at=AT)
    mapping = _mapping()
    first = _load(mapping, _line(), _line(used=2), _line()).file
    again = _load(mapping, _line(used=3), _line()).file
    assert (first.new_count, first.repeated_count, again.new_count, again.repeated_count) == (2, 1, 1, 1)
    assert sums() == (6000,) * 3


def test_an_imsi_means_the_card_that_had_it_then_and_a_stray_one_waits_for_its_card() -> None:
    mapping = _mapping()
    assert _load(mapping, _line(used=1), _line("460040000000002", used=5)).file.stray_count == 2
    cards = [add_card(iccid=iccid(n), product=_product(), platform="acme", at=AT - timedelta(days=9)) for n in (1, 2)]
    for card, at in zip(cards, (START - timedelta(days=1), START + timedelta(minutes=1)), strict=True):
        for holder in cards:
            change_identifier(card=holder, kind="imsi", value="", source="t", by="t", at=at)
        change_identifier(card=card, kind="imsi", value="460040000000001", source="t", by="t", at=at)
    with acting_as_provider():
        assert adopt_strays(at=AT) == 1
    assert [len(hours_of(card)) for card in cards] == [1, 0]
    assert StrayRecord.objects.get().iccid_key == "imsi460040000000002"
    assert _load(mapping, _line(used=1), _line("460040000000002", used=5), "\n").file.repeated_count == 2


def test_a_card_is_found_by_its_number_though_its_record_is_older_than_the_card() -> None:
    card = add_card(iccid=iccid(1), msisdn="8613800138000", product=_product(), platform="acme", at=AT)
    mapping = _mapping(Layout({"msisdn": 0, "started_at": 1, "used": 2}, has_header=False))
    assert _load(mapping, _line("+86 138 0013 8000", used=7)).file.new_count == 1
    assert UsageRecord.objects.get().card == card


def test_a_file_of_which_nothing_was_read_may_be_read_anew_by_a_mended_mapping_and_no_other() -> None:
    wrong = _mapping(Layout({"imsi": 1, "started_at": 0, "used": 2}, has_header=False))
    assert _load(wrong, _line()).file.bad_count == 1
    assert not _load(wrong, _line()).is_new
    mended = save_mapping(name="acme", source="acme", header=[], layout=LAYOUT, by="test", at=AT + timedelta(minutes=1))
    again = _load(mended, _line())
    assert (again.is_new, again.file.stray_count, UsageFile.objects.count()) == (True, 1, 1)
    assert not _load(_mapping(name="other"), _line()).is_new


@pytest.mark.parametrize(
    ("name", "layout", "words"),
    [
        ("../etc", LAYOUT, "The name of a mapping"),
        ("eiotclub", LAYOUT, "The name of a mapping"),
        ("acme", Layout({"imsi": 0}), "No column is chosen for: started_at, used."),
        ("acme", Layout(LAYOUT.columns, zone="Mars/Olympus"), "There is no time zone called Mars/Olympus."),
        ("acme", Layout(LAYOUT.columns, encoding="rot13"), "A file can't be read"),
    ],
)
def test_what_can_read_no_file_is_refused(name: str, layout: Layout, words: str) -> None:
    with pytest.raises(MappingUnfit, match=words):
        _mapping(layout, name)


@pytest.mark.django_db(transaction=True)
def test_each_mapping_has_a_folder_whose_files_it_reads(tmp_path: Path) -> None:
    make_card()
    _mapping(Layout({"iccid": 0, "started_at": 1, "used": 2}, has_header=False), "acme-eu")
    watch = Watch(tmp_path)
    watch.look(AT)
    (tmp_path / "in" / "acme-eu" / "may.csv").write_text(_line(iccid(1), used=1000))
    watch.look(AT), watch.look(AT)
    file = UsageFile.objects.get()
    assert (file.source.name, file.mapping and file.mapping.name, sums()) == ("acme", "acme-eu", (1000,) * 3)


def _product() -> Product:
    return Product.objects.get_or_create(code="P1", defaults={"name": "One"})[0]
