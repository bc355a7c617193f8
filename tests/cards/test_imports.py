"""A file of cards: kept first, checked without effect, taken over whole or by its good rows, once; through kills."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection

from simcare.accounts.models import Account
from simcare.cards.actions import imports
from simcare.cards.actions.intake import run_import
from simcare.cards.errors import ColumnsMissing, ImportBusy, NothingToImport
from simcare.cards.models import Batch, Card, CardAssignment, CardChange, CardImport, CardName, ImportRow, Product
from simcare.cards.queries.imports import count_flaws, flawed_rows, flaws_of
from simcare.kernel.files import FileTooLarge
from simcare.kernel.models import AuditEntry, KeptFile

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = "iccid,product,platform,imsi,sold_on,account,batch\n"
GOOD = "89860249213334946911,P1,eiotclub,460040000000001,2026-03-31,Acme,B-7\n"
ROUNDED = "8.98602E+19,P1,eiotclub,,,,\n"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stock() -> None:
    Product.objects.create(code="P1", name="One")
    Account.objects.create(name="Acme")


def _begin(content: str | bytes, name: str = "cards.csv") -> CardImport:
    raw = content.encode() if isinstance(content, str) else content
    return imports.begin(pieces=[raw], name=name, platforms=["eiotclub"], by="ana", at=AT)


def _check(origin: CardImport) -> CardImport:
    imports.check(import_id=origin.id, mapping=origin.mapping, fixed=origin.fixed, by="ana", at=AT)
    run_import(import_id=origin.id, at=AT)
    return imports.get_import(origin.id)


def _write(origin: CardImport, *, good_rows: bool = False) -> CardImport:
    imports.write(import_id=origin.id, takes_good_rows=good_rows, by="ana", at=AT)
    run_import(import_id=origin.id, at=AT)
    return imports.get_import(origin.id)


def _many(count: int) -> str:
    return HEAD + "".join(f"8986000000{n:09d},P1,eiotclub,46004{n:010d},,Acme,\n" for n in range(count))


def test_cards_come_into_stock_with_all_that_is_known_of_them() -> None:
    done = _write(_check(_begin(HEAD + GOOD)))
    card = Card.objects.select_related("account", "batch").get()
    assert (done.state, done.card_count) == ("done", 1)
    assert (str(card.account), str(card.batch), card.sold_on) == ("Acme", "B-7", date(2026, 3, 31))
    assert CardAssignment.objects.get().period.lower == AT
    assert CardName.objects.get().value == "460040000000001"
    assert CardChange.objects.get().source == f"import:{done.id}"
    assert Batch.objects.get().origin == "cards.csv"
    assert AuditEntry.objects.filter(action="cards.imported", by="ana").exists()


def test_a_dry_run_changes_nothing() -> None:
    checked = _check(_begin(HEAD + GOOD))
    assert (checked.state, checked.good_count, checked.bad_count) == ("checked", 1, 0)
    assert not Card.objects.exists()


def test_all_or_nothing_lets_no_card_in_beside_a_wrong_row() -> None:
    checked = _check(_begin(HEAD + GOOD + ROUNDED))
    assert [(flaw.line, flaw.code) for flaw in flaws_of(checked.id)] == [(3, "iccid_rounded")]
    with pytest.raises(NothingToImport):
        _write(checked)
    assert not Card.objects.exists()


def test_good_rows_only_leaves_the_others_to_be_mended() -> None:
    done = _write(_check(_begin(HEAD + GOOD + ROUNDED)), good_rows=True)
    assert (done.card_count, done.bad_count, Card.objects.count()) == (1, 1, 1)
    assert [(line, cells[0]) for line, _, cells in flawed_rows(done.id)] == [(3, "8.98602E+19")]


def test_twice_in_a_file_and_in_stock_already_are_told_apart() -> None:
    _write(_check(_begin(HEAD + GOOD)))
    second = _check(_begin(HEAD + GOOD.replace("B-7", "B-8") + GOOD))
    assert count_flaws(second.id) == {"twice_in_file": 1, "in_stock": 1} or count_flaws(second.id) == {"in_stock": 2}
    codes = [flaw.code for flaw in flaws_of(second.id)]
    assert sorted(set(codes)) == ["in_stock", "twice_in_file"]


def test_the_same_file_is_one_import() -> None:
    first = _begin(HEAD + GOOD)
    assert _begin(HEAD + GOOD, "again.csv").id == first.id
    assert KeptFile.objects.count() == 1


def test_a_dropped_file_may_come_again() -> None:
    first = _begin(HEAD + GOOD)
    imports.drop(import_id=first.id, by="ana", at=AT)
    assert _begin(HEAD + GOOD).id != first.id


def test_a_workbook_is_read_as_text_and_its_rounded_numbers_are_refused() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate((("ICCID", "套餐", "平台"), ("89860249213334946911", "P1", "eiotclub"))):
        sheet.write_row(line, 0, row)
    sheet.write_number(2, 0, 89860249213334946929)
    sheet.write_row(2, 1, ("P1", "eiotclub"))
    book.close()
    checked = _check(_begin(made.getvalue(), "cards.xlsx"))
    assert [(flaw.line, flaw.code, flaw.given) for flaw in flaws_of(checked.id)] == [
        (3, "iccid_rounded", "8.98602E+19")
    ]


def test_what_nothing_can_read_is_kept_and_says_why() -> None:
    failed = _begin(b"%PDF-1.7 not a table", "cards.pdf")
    assert failed.state == "failed"
    assert "neither CSV nor XLSX" in failed.trouble
    assert KeptFile.objects.get().size_bytes == 20


def test_a_file_over_the_limit_is_refused_as_it_comes() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1024 * 1024

    with pytest.raises(FileTooLarge):
        imports.begin(pieces=endless(), name="x", platforms=[], by="ana", at=AT)
    assert not KeptFile.objects.exists()


def test_required_columns_are_asked_for() -> None:
    origin = _begin(HEAD + GOOD)
    with pytest.raises(ColumnsMissing, match="product, platform"):
        imports.check(import_id=origin.id, mapping={"iccid": 0}, fixed={}, by="ana", at=AT)


def test_a_saved_mapping_is_offered_for_the_same_header() -> None:
    first = _begin("a,b,c\n89860249213334946911,x,y\n")
    fixed = {"product": "P1", "platform": "eiotclub"}
    imports.check(import_id=first.id, mapping={"iccid": 0, "label": 2}, fixed=fixed, by="ana", at=AT, save_as="Vendor")
    second = _begin("a,b,c\n89860249213334946929,x,y\n")
    assert (second.mapping, second.fixed) == ({"iccid": 0, "label": 2}, fixed)


def test_a_card_that_came_in_between_sends_the_file_back_to_checking() -> None:
    checked = _check(_begin(HEAD + GOOD))
    Card.objects.create(iccid=GOOD[:20], iccid_key=GOOD[:19], product=Product.objects.get(), platform="eiotclub")
    written = _write(checked)
    assert (written.state, written.card_count) == ("checking", 0)
    run_import(import_id=checked.id, at=AT)
    assert [flaw.code for flaw in flaws_of(checked.id)] == ["in_stock"]


@pytest.mark.parametrize("good_rows", [True, False], ids=["good rows", "all or nothing"])
def test_stopped_and_taken_up_again(good_rows: bool) -> None:
    checked = _check(_begin(_many(12_000)))
    imports.write(import_id=checked.id, takes_good_rows=good_rows, by="ana", at=AT)
    imports.stop(import_id=checked.id, by="ana", at=AT)
    run_import(import_id=checked.id, at=AT)
    stopped = imports.get_import(checked.id)
    assert (stopped.state, Card.objects.count()) == ("stopped", 4_999 if good_rows else 0)
    with pytest.raises(ImportBusy):
        imports.write(import_id=checked.id, takes_good_rows=good_rows, by="ana", at=AT)
    imports.resume(import_id=checked.id, by="ana", at=AT)
    run_import(import_id=checked.id, at=AT)
    assert (imports.get_import(checked.id).state, Card.objects.count()) == ("done", 12_000)


WORKER = """
import sys
from simcare.kernel.boot import boot
boot(scope="provider")
from simcare.cards.actions.intake import run_import
from simcare.kernel import clock
run_import(import_id=int(sys.argv[1]), at=clock.now())
"""


def _work(origin: CardImport, kill: str = "") -> int:
    """The worker's step in a process of its own, which dies at `kill`."""
    told = connection.settings_dict
    url = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    environment = {
        "DATABASE_URL": url,
        "SIMCARE_VAR": "/tmp",
        "PATH": "",
        **({"SIMCARE_KILL_POINT": kill} if kill else {}),
    }
    done = subprocess.run([sys.executable, "-c", WORKER, str(origin.id)], env=environment, check=False, cwd=Path.cwd())
    return done.returncode


@pytest.mark.parametrize("good_rows", [True, False], ids=["good rows", "all or nothing"])
@pytest.mark.parametrize("point", ["cards.import.before_commit:2", "cards.import.after_commit:2"])
def test_killed_in_the_middle_leaves_no_half_row_and_goes_on(point: str, good_rows: bool) -> None:
    checked = _check(_begin(_many(12_000)))
    imports.write(import_id=checked.id, takes_good_rows=good_rows, by="ana", at=AT)
    assert _work(checked, kill=point) == -9
    whole_steps = (4_999 if "before" in point else 9_999) if good_rows else 0
    assert [table.objects.count() for table in (Card, CardName, CardAssignment, CardChange)] == [whole_steps] * 4
    assert _work(checked) == 0
    assert [table.objects.count() for table in (Card, CardName, CardAssignment, CardChange)] == [12_000] * 4
    assert imports.get_import(checked.id).state == "done"


def test_killed_while_checking_begins_the_checking_again() -> None:
    origin = _begin(_many(6_000))
    imports.check(import_id=origin.id, mapping=origin.mapping, fixed=origin.fixed, by="ana", at=AT)
    assert _work(origin, kill="cards.import.checked_batch:2") == -9
    assert _work(origin) == 0
    assert (imports.get_import(origin.id).good_count, ImportRow.objects.count()) == (6_000, 6_000)


def test_the_verb_tells_each_flaw_and_its_exit_status(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from simcare.cli.cards import command
    from simcare.operators.actions import add_platform

    keys = {"appkey": "1", "secret": "2"}
    add_platform(
        name="eiotclub", connector="eiotclub", base_url="http://127.0.0.1:1", credentials=keys, by="test", at=AT
    )
    file = tmp_path / "cards.csv"
    file.write_text(HEAD + GOOD + ROUNDED)
    told = CliRunner().invoke(command, ["import", str(file), "--json"])
    assert told.exit_code == 1
    outcome = json.loads(told.stdout)
    assert (outcome["cards"], outcome["written"], outcome["flaws"][0]["line"]) == (1, False, 3)
    told = CliRunner().invoke(command, ["import", str(file), "--good-rows", "--json"])
    assert (told.exit_code, json.loads(told.stdout)["written"], Card.objects.count()) == (1, True, 1)
