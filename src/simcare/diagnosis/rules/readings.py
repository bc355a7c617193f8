"""What a modem prints, in numbers: AT answers as copied from a terminal, tolerant of echo, spaces and the lone value.

Source of the formats: TS 27.007; EF_FPLMN: TS 31.102 clause 4.2.16. None always means that the answer can't be read.
"""

import re

from simcare.diagnosis.rules.causes import read_cause
from simcare.diagnosis.values import Cause

HOME, ROAMING = 1, 5  # registration states of +CREG, +CGREG, +CEREG
_CEER_CAUSE = re.compile(r"(?<![A-Z0-9])(5GMM|5GSM|GMM|EMM|ESM|SM)(?![A-Z])[^0-9]{0,24}(\d{1,3})(?!\d)", re.IGNORECASE)
_CONTEXT = re.compile(r'(\d+)\s*,\s*"?(IPV4V6|IPV6|IP|PPP)"?\s*,\s*"?([^",\r\n]*)"?', re.IGNORECASE)
_SCANNED = re.compile(r"\(\s*(\d)\s*,[^()]*?\"(\d{5,6})\"[^()]*\)")
_CRSM_DATA = re.compile(r'144\s*,\s*0\s*,\s*"?([0-9A-Fa-f]+)"?')


def numbers(answer: object) -> list[int]:
    """The numbers after the colon of the last line with a value: "+CREG: 2,5" gives 2 and 5, a lone "5" gives 5."""
    text = str(answer)
    line = text.rsplit(":", 1)[-1]
    return [int(word) for word in re.findall(r"(?<![0-9A-Za-z\"])-?\d+(?![0-9A-Za-z\"])", line)]


def registration(answer: object) -> int | None:
    """State of +CREG and its kin: the second number of a query, the only one of a report."""
    found = numbers(answer)
    return found[1] if len(found) > 1 else found[0] if found else None


def rssi_csq(answer: object) -> int | None:
    """First number of +CSQ: 0 to 31, 99 not detectable."""
    found = numbers(answer)
    return found[0] if found else None


def rsrp_dbm(answer: object) -> int | None:
    """RSRP of +CESQ in dBm (index n is n - 141); None where it is not detectable (255) or not printed."""
    found = numbers(answer)
    return found[5] - 141 if len(found) > 5 and found[5] != 255 else None


def hears_nothing(answer: object) -> bool:
    """+CESQ with every value at "not detectable"."""
    found = numbers(answer)
    return len(found) >= 6 and found[0] == 99 and found[2] == 255 and found[5] == 255


def functionality(answer: object) -> int | None:
    """First number of +CFUN: 0 minimum, 1 full, 4 flight mode."""
    found = numbers(answer)
    return found[0] if found else None


def is_attached(answer: object) -> bool | None:
    """+CGATT: 1 is attached to the packet domain."""
    found = numbers(answer)
    return found[0] == 1 if found else None


def has_address(answer: object) -> bool:
    """+CGPADDR with an address other than all zeros."""
    addresses = re.findall(r"\d+(?:\.\d+){3,15}|[0-9A-Fa-f]*:[0-9A-Fa-f:]{3,}", str(answer).split("CGPADDR", 1)[-1])
    return any(set(address) - set("0.:") for address in addresses)


def contexts(answer: object) -> list[tuple[str, str]]:
    """PDN type and APN of each context of +CGDCONT, in order."""
    return [(match[2].upper(), match[3].strip()) for match in _CONTEXT.finditer(str(answer))]


def card_state(answer: object) -> str:
    """+CPIN in our words: ready, missing, pin, puk, or empty where it says something else."""
    text = str(answer).upper()
    if "NOT INSERTED" in text or re.search(r"(?:CME )?ERROR:?\s*10\b", text) or text.strip() == "10":
        return "missing"
    if re.search(r"SIM PUK(?!2)", text):
        return "puk"
    if re.search(r"(?<!PH-)SIM PIN(?!2)", text):
        return "pin"
    return "ready" if "READY" in text and "NOT READY" not in text else ""


def scanned_plmns(answer: object, *, usable_only: bool = False) -> list[str]:
    """Networks of AT+COPS=?; status 3 is forbidden, which a forbidden list on the card causes too."""
    found = _SCANNED.findall(str(answer))
    return [plmn for status, plmn in found if not (usable_only and status == "0")]


def forbidden_plmns(answer: object) -> list[str] | None:
    """Networks of EF_FPLMN as read by AT+CRSM: three bytes each with swapped half-bytes, FFFFFF is empty."""
    match = _CRSM_DATA.search(str(answer)) or re.fullmatch(r"\s*([0-9A-Fa-f]{6,})\s*", str(answer))
    if match is None:
        return None
    data = match[1].upper()
    entries = [data[start : start + 6] for start in range(0, len(data) - 5, 6)]
    return [_plmn(entry) for entry in entries if entry != "FFFFFF"]


def cause_of_ceer(answer: object) -> Cause | None:
    """Table and number of +CEER, where the modem prints both."""
    match = _CEER_CAUSE.search(str(answer).replace("_", " "))
    return read_cause({"table": match[1], "number": match[2]}) if match else None


def _plmn(entry: str) -> str:
    mcc = entry[1] + entry[0] + entry[3]
    return (mcc + entry[5] + entry[4] + entry[2]).rstrip("F")
