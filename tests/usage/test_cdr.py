"""Lines of usage files: the quick way and the careful way read alike, and bad lines are told by number."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.usage.rules.cdr import CdrReading, record_text
from simcare.usage.rules.reading import NOTHING, key_of
from tests.usage.files import line

GOOD = line(1).encode()
SPELLED = b"1,2026-11-20 09:30:00+00:00,2026-11-20 09:31:00+00:00,8986003000000000001,460040000000001,1000,860000000000001,46000\n"


def _read(content: bytes, piece: int = 1 << 20) -> tuple[bytes, CdrReading]:
    reading = CdrReading()
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    return b"".join(reading.copy_text(pieces)), reading


def test_a_block_of_usual_lines_goes_through_untouched() -> None:
    text, reading = _read(GOOD * 3)
    assert (text, reading.line, reading.bad_count) == (GOOD * 3, 3, 0)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(GOOD.rstrip(), id="the last line has no end"),
        pytest.param(GOOD.replace(b"\n", b"\r\n"), id="lines end as on Windows"),
    ],
)
def test_ends_of_lines_make_no_difference(given: bytes) -> None:
    assert _read(given)[0] == GOOD


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD, id="with a byte order mark"),
        pytest.param(GOOD.replace(b" 09", b"T09"), id="times with a T"),
        pytest.param(GOOD.replace(b":00,", b":00Z,"), id="times with a Z"),
        pytest.param(GOOD.replace(b"2026-11-20", b"2026/11/20"), id="days with slashes"),
        pytest.param(b'"' + GOOD.replace(b",", b'","').replace(b"\n", b'"\n'), id="every cell quoted"),
        pytest.param(GOOD.replace(b",", b" , "), id="blanks around the cells"),
        pytest.param(GOOD.replace(b"8986003000000000001", b"8986003000000000001f"), id="an ICCID with its filler"),
        pytest.param(GOOD.replace(b"8986003000000000001", b"8986003-000000000001"), id="an ICCID in groups"),
    ],
)
def test_unusual_spellings_mean_the_same(given: bytes) -> None:
    text, reading = _read(given)
    assert (text, reading.flaws) == (SPELLED, [])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"1,2,3\n", "columns"),
        (b"\x00\x01\xff\xfe\n", "columns"),
        (b'"open,2,3\n', "columns"),
        (GOOD.replace(b"1,", b",", 1), "record_id"),
        (GOOD.replace(b"11-20", b"02-30"), "started_at"),
        (GOOD.replace(b"09:31:00", b"25:00:00"), "stopped_at"),
        (GOOD.replace(b"8986003000000000001", b"8986"), "iccid"),
        (GOOD.replace(b",1000,", b",-5,"), "used_bytes"),
        (GOOD.replace(b",1000,", b",1.5,"), "used_bytes"),
        (GOOD.replace(b",1000,", b",,"), "used_bytes"),
        (GOOD.replace(b",1000,", b",9999999999999999,"), "too_large"),
        (b"1" * 5000 + b"\n", "too_long"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_leaves_its_place(given: bytes, code: str) -> None:
    text, reading = _read(GOOD + given + GOOD)
    assert text == GOOD + NOTHING + GOOD
    assert [(flaw.line, flaw.code) for flaw in reading.flaws] == [(2, code)]


def test_a_header_and_empty_lines_are_no_records_and_keep_their_numbers() -> None:
    head = b"id,start_time,stop_time,iccid,imsi,data_usage,imei,mccmnc\n"
    text, reading = _read(head + GOOD + b"\n" + b"bad\n" + GOOD)
    assert text == NOTHING + GOOD + NOTHING * 2 + GOOD
    assert (reading.line, reading.header_count, [flaw.line for flaw in reading.flaws]) == (5, 2, [4])


def test_of_very_many_bad_lines_the_first_are_told_and_all_are_counted() -> None:
    _, reading = _read(b"bad\n" * 2500)
    assert (len(reading.flaws), reading.bad_count) == (1000, 2500)


def test_a_line_without_an_end_is_not_held_in_memory() -> None:
    reading = CdrReading()
    blocks = list(reading.copy_text(b"1" * 1000 for _ in range(10_000)))
    assert blocks == [NOTHING]
    assert max(len(flaw.text) for flaw in reading.flaws) <= 200


@given(st.integers(1, 400), st.randoms(use_true_random=False))
def test_the_size_of_pieces_makes_no_difference(piece: int, chance: random.Random) -> None:
    content = b"".join(chance.choice((GOOD, b"bad\n", b"\r\n", GOOD.replace(b"\n", b"\r\n"))) for _ in range(12))
    whole, pieces = _read(content), _read(content, piece)
    assert whole[0] == pieces[0]
    assert whole[1] == pieces[1]


@given(st.from_regex(r"20[0-9]{2}-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]", fullmatch=True))
def test_the_quick_way_takes_no_time_that_the_careful_way_refuses(time: str) -> None:
    cells = ["1", time, time, "8986003000000000001", "", "5", "", ""]
    text, reading = _read((",".join(cells) + "\n").encode())
    try:
        careful = record_text(cells)
    except ValueError:
        assert reading.bad_count == 1
    else:
        assert text.replace(b"+00:00", b"") == careful.replace(b"+00:00", b"")


def test_a_record_id_is_its_number_or_a_digest_that_stays_the_same() -> None:
    assert key_of("9223372036854775807") == 2**63 - 1
    assert key_of("a1b2") == key_of("a1b2") != key_of("a1b3")
    assert 0 <= key_of("9223372036854775808") < 2**63
