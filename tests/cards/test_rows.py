"""Which column is which, and what is wrong with a row: tables of what suppliers and spreadsheets make."""

from datetime import date

import pytest

from simcare.cards.rules.columns import COLUMNS, guess, is_header
from simcare.cards.rules.rows import Known, StockRow, cells_of, read_day, read_row

KNOWN = Known(products={"p1": 7}, platforms={"eiotclub": "eiotclub"}, accounts={"acme": 3}, dealers={"deal": 4})
NAMES = {"product": frozenset({"p1"}), "platform": frozenset({"eiotclub"}), "account": frozenset({"acme"})}
ICCID = "89860249213334946911"
GOOD = {"iccid": ICCID, "product": "P1", "platform": "EIOTCLUB"}


@pytest.mark.parametrize(
    ("header", "row", "mapping"),
    [
        pytest.param(["iccid", "product"], [ICCID, "P1"], {"iccid": 0, "product": 1}, id="our own names"),
        pytest.param(
            ["卡号", "套餐", "运营商"], [ICCID, "P1", "x"], {"iccid": 0, "product": 1, "platform": 2}, id="Chinese"
        ),
        pytest.param(["رقم الشريحة", "الحساب"], [ICCID, "Acme"], {"iccid": 0, "account": 1}, id="Arabic"),
        pytest.param(["Tarjeta", "Número de teléfono"], [ICCID, "34600"], {"iccid": 0, "msisdn": 1}, id="Spanish"),
        pytest.param(["Numéro de carte", "Forfait"], [ICCID, "P1"], {"iccid": 0, "product": 1}, id="French"),
        pytest.param(["Rufnummer", "Kartennummer"], ["49151", ICCID], {"msisdn": 0, "iccid": 1}, id="German"),
        pytest.param(["Cartão", "Cliente"], [ICCID, "Acme"], {"iccid": 0, "account": 1}, id="Portuguese"),
        pytest.param(["カード番号", "電話番号"], [ICCID, "8190"], {"iccid": 0, "msisdn": 1}, id="Japanese"),
        pytest.param(
            ["SIM-Number:", "Sold_On"], [ICCID, "2026-01-02"], {"iccid": 0, "sold_on": 1}, id="marks and case"
        ),
        pytest.param(
            ["a", "b", "c"], ["460040000000001", ICCID, "P1"], {"imsi": 0, "iccid": 1, "product": 2}, id="by content"
        ),
        pytest.param(["Card", "Number"], ["blue", ICCID], {"msisdn": 1}, id="a header that its cells belie"),
        pytest.param(["x", "y"], ["8.98602E+19", "z"], {}, id="only rounded numbers and no word"),
        pytest.param(["iccid"], ["8.98602E+19"], {"iccid": 0}, id="rounded numbers under the right word"),
    ],
)
def test_columns_are_guessed(header: list[str], row: list[str], mapping: dict[str, int]) -> None:
    assert guess(header, [row], NAMES) == mapping


@pytest.mark.parametrize(("row", "is_one"), [(["iccid", "x"], True), ([ICCID, "P1"], False), (["1", "2"], False)])
def test_a_header_is_told_from_a_card(row: list[str], is_one: bool) -> None:
    assert is_header(row) is is_one


@pytest.mark.parametrize(
    ("said", "flaws"),
    [
        pytest.param({}, [], id="a good row"),
        pytest.param({"iccid": "8986 0249 2133 3494 6911"}, [], id="groups"),
        pytest.param({"iccid": "8.98602E+19"}, ["iccid_rounded"], id="rounded by a spreadsheet"),
        pytest.param({"iccid": "8,94E+18"}, ["iccid_rounded"], id="rounded, with a comma"),
        pytest.param({"iccid": "8986"}, ["iccid_unreadable"], id="cut off"),
        pytest.param({"iccid": ""}, ["empty"], id="empty"),
        pytest.param({"iccid": ICCID[:-1] + "2"}, ["check_digit"], id="an odd check digit"),
        pytest.param({"product": "P9"}, ["product_unknown"], id="an unknown product"),
        pytest.param({"product": ""}, ["empty"], id="no product"),
        pytest.param({"platform": "x"}, ["platform_unknown"], id="an unknown platform"),
        pytest.param({"account": "Nobody"}, ["account_unknown"], id="an unknown account"),
        pytest.param({"dealer": "Acme"}, ["dealer_unknown"], id="an account that is no dealer"),
        pytest.param({"imsi": "46004"}, ["imsi_unreadable"], id="a short IMSI"),
        pytest.param({"imsi": "4.6004E+14"}, ["iccid_rounded"], id="a rounded IMSI"),
        pytest.param({"msisdn": "+86 10 64"}, [], id="a phone number with blanks"),
        pytest.param({"msisdn": "call me"}, ["msisdn_unreadable"], id="no phone number"),
        pytest.param({"imei": "1"}, ["imei_unreadable"], id="a short IMEI"),
        pytest.param({"eid": "890" * 5}, ["eid_unreadable"], id="a short EID"),
        pytest.param({"sold_on": "31.3.26"}, ["day_unreadable"], id="a day without its century"),
    ],
)
def test_flaws_of_a_row(said: dict[str, str], flaws: list[str]) -> None:
    row = _read({**GOOD, **said})
    assert [flaw.code for flaw in row.flaws] == flaws
    assert row.is_bad == bool(set(flaws) - {"check_digit"})
    assert all(flaw.words for flaw in row.flaws)


def test_what_a_dealer_holds_and_has_not_sold_is_his_own() -> None:
    row = _read({**GOOD, "dealer": "Deal"})
    assert (row.account_id, row.dealer_id) == (4, 4)


def test_a_value_for_all_rows_fills_empty_cells() -> None:
    assert cells_of([ICCID, ""], {"iccid": 0, "product": 1}, {"product": "P1"})["product"] == "P1"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026年3月31日", date(2026, 3, 31)),
        ("31.03.2026", date(2026, 3, 31)),
        ("03/04/2026", None),
        ("2026-02-30", None),
    ],
)
def test_days_that_can_be_only_one(text: str, day: date | None) -> None:
    assert read_day(text) == day


def _read(said: dict[str, str]) -> StockRow:
    return read_row(2, {**dict.fromkeys(COLUMNS, ""), **said}, KNOWN)
