"""Reject causes, one table each for GMM, EMM, 5GMM, SM, ESM, 5GSM, GTPv1, GTPv2 and Diameter.

The key is always (table, number): 8 is "services not allowed" in GMM and EMM but operator barring in SM and ESM.
Words follow TS 24.008, 24.301, 24.501, 29.060 and 29.274. 5GMM and 5GSM are for display only; no check uses them.
"""

import csv
import re
from collections.abc import Mapping
from importlib.resources import files

from simcare.diagnosis.values import Cause

TABLES = ("5GMM", "5GSM", "GMM", "EMM", "ESM", "SM", "GTPv1", "GTPv2", "Diameter")
_TABLE_BY_WORD = {table.upper(): table for table in TABLES} | {"GTPV1-C": "GTPv1", "GTPV2-C": "GTPv2"}
_AS_TEXT = re.compile(r"\s*([A-Za-z0-9-]+?)\s*(?:cause)?\s*[:# ]\s*#?(\d{1,5})\s*", re.IGNORECASE)


def read_cause(value: object) -> Cause | None:
    """Reads {"table": "EMM", "number": 11}, the same under "cause", or "EMM:11"; None where there is no such pair."""
    if isinstance(value, Mapping):
        if "cause" in value:
            return read_cause(value["cause"])
        return _cause(value.get("table"), value.get("number"))
    match = _AS_TEXT.fullmatch(str(value))
    return _cause(match[1], match[2]) if match else None


def cause_words(cause: Cause) -> str:
    """What the number says in its table, or an empty text where it is not listed."""
    return _WORDS.get(cause, "")


def _cause(table: object, number: object) -> Cause | None:
    name = _TABLE_BY_WORD.get(str(table).strip().upper())
    if name is None or not str(number).strip().isdigit():
        return None
    return Cause(name, int(str(number)))


def _read_words() -> dict[Cause, str]:
    text = files(__package__).joinpath("causes.csv").read_text(encoding="utf-8")
    return {Cause(row["table"], int(row["number"])): row["words"] for row in csv.DictReader(text.splitlines())}


_WORDS = _read_words()
