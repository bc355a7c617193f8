"""A stock list says what is wrong line by line, and is taken over whole or not at all."""

from datetime import UTC, date, datetime

import pytest

from simcare.accounts.models import Account
from simcare.cards.actions.imports import import_stock
from simcare.cards.models import Card, CardAssignment, Product
from simcare.cards.rules.stocklists import read_stock_list

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEAD = "iccid,product,platform,imsi,sold_on,account\n"
GOOD = "89860249213334946911,P1,eiotclub,460040000000001,2026-03-31,Acme\n"


def _read(text: str) -> list[tuple[int, str]]:
    read = read_stock_list(text, products=["P1"], platforms=["eiotclub"])
    return [(flaw.line, flaw.column) for flaw in read.flaws if not flaw.is_warning]


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        pytest.param(HEAD + GOOD, [], id="a good line"),
        pytest.param(HEAD.replace(",", ";") + GOOD.replace(",", ";"), [], id="semicolons, as spreadsheets write"),
        pytest.param("\ufeff" + HEAD + GOOD, [], id="a byte order mark"),
        pytest.param("iccid,product\n", [(1, "platform")], id="a missing column"),
        pytest.param(HEAD + GOOD + GOOD, [(3, "iccid")], id="the same card twice"),
        pytest.param(HEAD + GOOD.replace("P1", "P9"), [(2, "product")], id="an unknown product"),
        pytest.param(HEAD + GOOD.replace("89860249213334946911", "8.98603E+19"), [(2, "iccid")], id="a rounded ICCID"),
        pytest.param(HEAD + GOOD.replace("2026-03-31", "31.3.26"), [(2, "sold_on")], id="a day in another form"),
        pytest.param(HEAD + GOOD.replace("460040000000001", "46004"), [(2, "imsi")], id="a short IMSI"),
    ],
)
def test_flaws_name_their_line_and_column(text: str, flaws: list[tuple[int, str]]) -> None:
    assert _read(text) == flaws


def test_an_odd_check_digit_is_only_a_warning() -> None:
    read = read_stock_list(HEAD + GOOD.replace("6911,", "6912,"), products=["P1"], platforms=["eiotclub"])
    assert [flaw.is_warning for flaw in read.flaws] == [True]
    assert len(read.rows) == 1


@pytest.fixture
def _stock(db: None) -> None:
    Product.objects.create(code="P1", name="One")
    Account.objects.create(name="Acme")


def _import(text: str, *, dry_run: bool = False) -> bool:
    return import_stock(text=text, platforms=["eiotclub"], dry_run=dry_run, by="user:1", at=AT).written


@pytest.mark.usefixtures("_stock")
class TestImport:
    def test_cards_are_in_stock_and_assigned_from_then_on(self) -> None:
        assert _import(HEAD + GOOD)
        card = Card.objects.get()
        assert (card.iccid_key, card.sold_on, card.account.name) == ("8986024921333494691", date(2026, 3, 31), "Acme")
        assert CardAssignment.objects.get().period.lower == AT

    def test_one_wrong_line_keeps_the_whole_file_out(self) -> None:
        assert not _import(HEAD + GOOD + GOOD.replace("89860249213334946911", "12"))
        assert not Card.objects.exists()

    def test_a_dry_run_writes_nothing(self) -> None:
        assert not _import(HEAD + GOOD, dry_run=True)
        assert not Card.objects.exists()

    def test_a_card_in_stock_is_not_imported_again_under_its_other_spelling(self) -> None:
        assert _import(HEAD + GOOD)
        assert not _import(HEAD + GOOD.replace("89860249213334946911", "8986024921333494691"))
        assert Card.objects.count() == 1
