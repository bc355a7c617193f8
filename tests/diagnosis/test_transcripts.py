"""Transcripts of modems as people paste them: what is understood, and what is told as unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.diagnosis.rules.transcripts import MOST_CHARACTERS, read_transcript
from simcare.operators.values import FIELDS

SIMCOM = """
AT
OK
AT+CPIN?
+CPIN: READY

OK
AT+CSQ
+CSQ: 6,99

OK
AT+CCID
89860012345678901234

OK
AT+CREG?
+CREG: 0,2

OK
AT+COPS=?
+COPS: (2,"Telekom.de","TDG","26201",7),(3,"vodafone","voda","26202",7),,(0,1,2,3,4),(0,1,2)

OK
AT+CGDCONT?
+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0
+CGDCONT: 2,"IPV4V6","ims","",0,0

OK
AT+CEER
+CEER: EMM cause 11

OK
AT+CRSM=176,28539,0,0,12
+CRSM: 144,0,"62F220FFFFFFFFFFFFFFFFFF"

OK
"""

STAMPED = """[14:02:11.120] -> AT+CPIN?
[14:02:11.200] <- +CME ERROR: SIM not inserted
2026-11-20 14:02:12 > AT+CFUN?
2026-11-20 14:02:12 < +CFUN: 4
14:02:13.001 +CEREG: 5
"""


def test_a_whole_session_of_a_modem_is_read() -> None:
    told = read_transcript(SIMCOM)
    assert told.unread == ()
    assert told.values == {
        "at.cpin": "+CPIN: READY",
        "at.csq": "+CSQ: 6,99",
        "at.ccid": "89860012345678901234",
        "at.creg": "+CREG: 0,2",
        "at.cops_scan": '+COPS: (2,"Telekom.de","TDG","26201",7),(3,"vodafone","voda","26202",7),,(0,1,2,3,4),(0,1,2)',
        "at.cgdcont": '+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0\n+CGDCONT: 2,"IPV4V6","ims","",0,0',
        "at.ceer": "+CEER: EMM cause 11",
        "at.crsm": '+CRSM: 144,0,"62F220FFFFFFFFFFFFFFFFFF"',
    }


def test_prompts_and_time_stamps_of_terminals_do_not_matter() -> None:
    told = read_transcript(STAMPED)
    assert told.unread == ()
    assert told.values == {
        "at.cpin": "+CME ERROR: SIM not inserted",
        "at.cfun": "+CFUN: 4",
        "at.cereg": "+CEREG: 5",
    }


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("+CME ERROR: 10", "at.cpin"),
        ("^ICCID: 89860012345678901234", "at.ccid"),
        ("+QCCID: 8986001234567890123F", "at.ccid"),
        ("%XICCID: 89860012345678901234", "at.ccid"),
    ],
)
def test_makers_words_for_the_same_answer(line: str, field: str) -> None:
    assert list(read_transcript(f"AT+CPIN?\n{line}").values) == [field]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("AT+CSQ\n+CSQ: 99,99\nnow it blinks red", (3, "now it blinks red")),
        ("AT+QENG=1\n+QENG: 0,1,2", (2, "+QENG: 0,1,2")),
        ("AT+CGATT?\n+CME ERROR: 100", (2, "+CME ERROR: 100")),
        ('AT+CRSM=176,28542,0,0,11\n+CRSM: 144,0,"FF"', (2, '+CRSM: 144,0,"FF"')),
        ("+CREG: searching", (1, "+CREG: searching")),
    ],
)
def test_lines_that_say_nothing_we_know_are_named(text: str, unread: tuple[int, str]) -> None:
    assert read_transcript(text).unread == (unread,)


def test_the_last_answer_counts() -> None:
    assert read_transcript("+CSQ: 3,99\n+CSQ: 20,99").values == {"at.csq": "+CSQ: 20,99"}


def test_a_paste_without_end_is_cut_and_told() -> None:
    told = read_transcript("+CSQ: 3,99\n" + "x" * MOST_CHARACTERS)
    assert told.unread[-1][1].startswith("… ")


@given(st.text(max_size=400))
def test_any_text_is_read_or_named_and_every_field_is_of_the_vocabulary(text: str) -> None:
    told = read_transcript(text)
    assert {item.field for item in told.understood} <= set(FIELDS)
    assert all(line for _, line in told.unread)
