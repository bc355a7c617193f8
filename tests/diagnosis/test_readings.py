"""AT answers as modems print them."""

import pytest

from simcare.diagnosis.rules import readings
from simcare.diagnosis.values import Cause


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("+CREG: 0,1", 1),
        ('+CREG: 2,5,"1A2B","01C3D4E5",7', 5),
        ("+CEREG: 5", 5),
        ("AT+CEREG?\r\n+CEREG: 0,3\r\nOK", 3),
        ("5", 5),
    ],
)
def test_registration(answer: str, state: int) -> None:
    assert readings.registration(answer) == state


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("+CPIN: READY", "ready"),
        ("+CPIN: SIM PIN", "pin"),
        ("+CPIN: SIM PUK", "puk"),
        ("+CPIN: SIM PIN2", ""),
        ("+CPIN: PH-SIM PIN", ""),
        ("+CME ERROR: 10", "missing"),
        ("+CME ERROR: SIM not inserted", "missing"),
        ("+CME ERROR: 100", ""),
    ],
)
def test_card_state(answer: str, state: str) -> None:
    assert readings.card_state(answer) == state


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ('+CEER: "EMM CAUSE",11,"PLMN not allowed"', Cause("EMM", 11)),
        ("+CEER: ESM cause #27", Cause("ESM", 27)),
        ("+CEER: EMM_CAUSE_7", Cause("EMM", 7)),
        ("+CEER: SM,29", Cause("SM", 29)),
        ("+CEER: No cause information available", None),
        ("+CEER: 27", None),
    ],
)
def test_cause_needs_its_table(answer: str, cause: Cause | None) -> None:
    assert readings.cause_of_ceer(answer) == cause


def test_forbidden_networks_have_two_or_three_digit_codes() -> None:
    assert readings.forbidden_plmns('+CRSM: 144,0,"64F000130062FFFFFFFFFFFF"') == ["46000", "310260"]
    assert readings.forbidden_plmns("ERROR") is None


def test_signal_in_numbers() -> None:
    assert readings.rssi_csq("+CSQ: 7,99") == 7
    assert readings.rsrp_dbm("+CESQ: 99,99,255,255,20,31") == -110
    assert readings.rsrp_dbm("+CESQ: 99,99,255,255,255,255") is None
    assert readings.hears_nothing("+CESQ: 99,99,255,255,255,255")


def test_contexts_and_addresses() -> None:
    assert readings.contexts('+CGDCONT: 1,"IPV4V6","Internet","",0,0') == [("IPV4V6", "Internet")]
    assert readings.has_address('+CGPADDR: 1,"10.23.4.5"')
    assert not readings.has_address('+CGPADDR: 1,"0.0.0.0"')
    assert not readings.has_address("+CGPADDR: 1")


def test_scanned_networks() -> None:
    scan = '+COPS: (2,"CMCC","CMCC","46000",7),(3,"CU","CU","46001",7),,(0,1,2,3,4),(0,1,2)'
    assert readings.scanned_plmns(scan) == ["46000", "46001"]
    assert readings.scanned_plmns("+COPS: ,,(0,1,2,3,4),(0,1,2)") == []
