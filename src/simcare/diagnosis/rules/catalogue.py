"""The 69 checks as data: checks.csv is the one place for order, severity, needed fields, liability and next step."""

import csv
from importlib.resources import files

from simcare.diagnosis.rules.causes import read_cause
from simcare.diagnosis.values import Cause, Check, Party, Severity


def _read_check(row: dict[str, str]) -> Check:
    return Check(
        order=int(row["order"]),
        step=int(row["step"]),
        code=row["code"],
        layer=row["layer"],
        severity=Severity(row["severity"]),
        causes=frozenset(_cause(word) for word in row["causes"].split()),
        paths=tuple(_fields(path) for path in row["fields"].split("|") if path.strip()),
        weak_paths=frozenset(_fields(path) for path in row["fields"].split("|") if path.strip().endswith("?")),
        finding=row["finding"],
        party=Party(row["liable_party"]),
        alternatives=_alternatives(row["alternatives"]),
        explains=frozenset(row["explains"].split()),
        next_step=row["next_step"],
        who_acts=tuple(row["who_acts"].split()),
    )


def _fields(path: str) -> tuple[str, ...]:
    return tuple(field.strip() for field in path.strip().removesuffix("?").split("+"))


def _alternatives(text: str) -> dict[Party, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if part.strip())
    return {Party(party.strip()): condition.strip() for party, condition in pairs}


def _cause(word: str) -> Cause:
    cause = read_cause(word)
    assert cause is not None, word
    return cause


def _read_checks() -> dict[str, Check]:
    text = files(__package__).joinpath("checks.csv").read_text(encoding="utf-8")
    return {row["code"]: _read_check(row) for row in csv.DictReader(text.splitlines())}


CHECKS: dict[str, Check] = _read_checks()
INSUFFICIENT = CHECKS["insufficient_evidence"]
EQUIPMENT_CAUSES: frozenset[Cause] = CHECKS["equipment_barred"].causes | CHECKS["imei_not_accepted"].causes
