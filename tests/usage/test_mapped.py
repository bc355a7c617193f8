"""Files of any provider, read by a layout: columns, signs, times and amounts; and the layout guessed from a file."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.usage.rules.columns import guess
from simcare.usage.rules.mapped import MappedReading, bytes_of
from simcare.usage.rules.reading import first_lines
from simcare.usage.values import Layout, Line

ICCID = "8986003000000000001"
PLAIN = Layout({"iccid": 0, "started_at": 1, "used": 2}, has_header=False)


def _read(text: str | bytes, layout: Layout) -> list[Line]:
    content = text if isinstance(text, bytes) else text.encode()
    return list(first_lines(MappedReading(layout=layout), content, 50))


def _one(text: str, layout: Layout) -> Line:
    (line,) = _read(text, layout)
    return line


@pytest.mark.parametrize(
    ("given", "layout", "used"),
    [
        ("1536", {}, 1536),
        ("1.5", {"unit": "MB"}, 1_500_000),
        ("1.5", {"unit": "KiB"}, 1536),
        ("0.1", {"unit": "GB"}, 100_000_000),
        ("0.0000005", {"unit": "MB"}, 1),
        ("0.0000004", {"unit": "MB"}, 0),
        ("1,234,567", {}, 1_234_567),
        ("1.234.567,5", {"unit": "KB", "decimal": ","}, 1_234_567_500),
        ("1 234,25", {"unit": "MB", "decimal": ","}, 1_234_250_000),
        ("900719925474.993", {"unit": "KB"}, 900_719_925_474_993),
    ],
)
def test_amounts_are_whole_bytes_and_exact(given: str, layout: dict[str, str], used: int) -> None:
    assert bytes_of(given, replace(PLAIN, **layout)) == used


@given(st.integers(0, 10**12 - 1))
def test_an_amount_in_megabytes_with_six_decimals_loses_no_byte(used: int) -> None:
    assert bytes_of(f"{used // 10**6}.{used % 10**6:06}", replace(PLAIN, unit="MB")) == used


@pytest.mark.parametrize("given", ["", "-1", "1e3", "1,23", "12,34,567", "NaN", "١٢٣", "1.", "five"])
def test_what_is_no_amount_is_told(given: str) -> None:
    line = _one(f"{ICCID};2026-11-20 09:30:00;{given}\n", replace(PLAIN, delimiter=";"))
    assert (line.cells, line.flaw and line.flaw.code) == ((), "used_bytes")


@pytest.mark.parametrize(
    ("given", "written", "zone", "utc"),
    [
        ("2026-11-20 09:30:00", "iso", "UTC", "2026-11-20 09:30:00"),
        ("2026-11-20T09:30:00+08:00", "iso", "Europe/Berlin", "2026-11-20 01:30:00"),
        ("2026-07-01 00:30:00", "iso", "Europe/Berlin", "2026-06-30 22:30:00"),
        ("2026-10-25 02:30:00", "iso", "Europe/Berlin", "2026-10-25 00:30:00"),
        ("20.11.2026 09:30:00", "%d.%m.%Y %H:%M:%S", "UTC", "2026-11-20 09:30:00"),
        ("11/20/2026 09:30:00", "%m/%d/%Y %H:%M:%S", "America/New_York", "2026-11-20 14:30:00"),
        ("20261120093000", "%Y%m%d%H%M%S", "Asia/Shanghai", "2026-11-20 01:30:00"),
        ("1795167000", "unix", "Asia/Shanghai", "2026-11-20 09:30:00"),
        ("1795167000123", "unix_ms", "UTC", "2026-11-20 09:30:00"),
    ],
)
def test_times_are_those_of_their_zone(given: str, written: str, zone: str, utc: str) -> None:
    line = _one(f"{ICCID},{given},5\n", replace(PLAIN, time_format=written, zone=zone))
    assert line.cells[1] == line.cells[2] == f"{utc}+00:00"


def test_up_and_down_are_added_and_an_end_comes_from_the_duration() -> None:
    layout = Layout(
        {"iccid": 0, "started_at": 1, "seconds": 2, "up": 3, "down": 4, "mcc": 5, "mnc": 6}, has_header=False
    )
    line = _one(f"{ICCID},2026-11-20 09:30:00,90,5,,262,1\n", layout)
    assert line.cells[1:] == (
        "2026-11-20 09:30:00+00:00",
        "2026-11-20 09:31:30+00:00",
        ICCID,
        "",
        "5",
        "",
        "26201",
    )


def test_a_card_is_named_by_its_iccid_else_its_imsi_else_its_number() -> None:
    layout = Layout({"iccid": 0, "imsi": 1, "msisdn": 2, "started_at": 3, "used": 4}, has_header=False)
    rest = "2026-11-20 09:30:00,5\n"
    text = f"{ICCID},460040000000001,1,{rest},460040000000001,,{rest},,+86 138-0013-8000,{rest},,008613800138000,{rest}"
    text += f",12,,{rest},,0,{rest}"
    lines = _read(text, layout)
    assert [line.cells[3] for line in lines[:4]] == [
        ICCID,
        "imsi460040000000001",
        "tel+8613800138000",
        "tel+8613800138000",
    ]
    assert [line.flaw and line.flaw.code for line in lines[4:]] == ["card", "card"]
    assert all(len(line.cells[3]) <= 19 for line in lines[:4])


def test_a_record_without_an_id_is_known_by_all_it_says() -> None:
    first, same, other = _read("".join(f"{ICCID},2026-11-20 09:30:00,{used}\n" for used in (5, 5, 6)), PLAIN)
    assert first.cells == same.cells
    assert first.cells[0] != other.cells[0]


def test_bad_lines_are_told_by_their_number_and_an_open_quote_spoils_its_own_line_only() -> None:
    good = f'"{ICCID}","2026-11-20 09:30:00",5\n'
    lines = _read(f'head,er,\n{good}"{ICCID},2026\nshort\n\n{good}', replace(PLAIN, has_header=True))
    assert [line.flaw and line.flaw.code for line in lines] == [None, None, "columns", "columns", None, None]
    assert [bool(line.cells) for line in lines] == [False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param(
            "ICCID;Start Time (UTC);Stop Time (UTC);Data Usage (MB);PLMN;Session ID\n"
            f"{ICCID};20.11.2026 09:30:00;20.11.2026 09:31:00;1,5;262-01;a1\n",
            "utf-8-sig",
            Layout(
                {"iccid": 0, "started_at": 1, "stopped_at": 2, "used": 3, "network": 4, "record_id": 5},
                delimiter=";",
                time_format="%d.%m.%Y %H:%M:%S",
                unit="MB",
                decimal=",",
            ),
            id="a German spreadsheet",
        ),
        pytest.param(
            f"卡号,开始时间,上行流量(KB),下行流量(KB)\n{ICCID},2026/11/20 09:30:00,12,30\n",
            "gb18030",
            Layout({"iccid": 0, "started_at": 1, "up": 2, "down": 3}, encoding="gb18030", unit="KB"),
            id="a Chinese one",
        ),
        pytest.param(
            f"startTime\tsimId\tbytes\n2026-11-20T09:30:00Z\t{ICCID}\t512\n",
            "utf-16",
            Layout({"started_at": 0, "iccid": 1, "used": 2}, delimiter="\t", encoding="utf-16"),
            id="UTF-16 with tabs",
        ),
        pytest.param(
            f"7,{ICCID},2026-11-20 09:30:00,2026-11-20 09:31:00,512\n",
            "utf-8",
            Layout({"iccid": 1, "started_at": 2, "stopped_at": 3}, has_header=False),
            id="without a header",
        ),
    ],
)
def test_a_layout_is_guessed_from_a_file(text: str, encoding: str, expected: Layout) -> None:
    content = text.encode(encoding)
    found = guess(content)
    assert found.layout == expected
    if not expected.missing:
        assert [line.flaw for line in _read(content, found.layout)] == [None, None]


@given(st.binary(max_size=300))
def test_whatever_bytes_come_a_guess_is_made_and_reading_ends(content: bytes) -> None:
    layout = guess(content).layout
    if not layout.missing:
        _read(content, layout)
