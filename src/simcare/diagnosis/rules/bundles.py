"""Reads an evidence bundle (docs/evidence.md): tolerant of spelling, strict about meaning, errors name the field."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from simcare.diagnosis.errors import MalformedBundle
from simcare.diagnosis.rules.causes import read_cause
from simcare.diagnosis.rules.words import plain_rat, plain_state
from simcare.diagnosis.values import Bundle
from simcare.operators.values import FIELDS, Evidence, Field, Kind, MalformedEvidence, read_moment

_ICCID = re.compile(r"[0-9A-Z]{18,22}")
_CLOCK_SKEW = timedelta(minutes=5)  # clocks of platforms and phones differ
_CAUSE_FIELDS = ("network.reject", "session.reject")


def read_bundle(data: object) -> Bundle:
    """One JSON object of a bundle file; raises MalformedBundle in words."""
    if not isinstance(data, Mapping):
        raise MalformedBundle("a bundle must be a JSON object with card, at, platform and evidence")
    items = data.get("evidence")
    if not isinstance(items, list):
        raise MalformedBundle("evidence must be a list of objects with field, value, observed_at and source")
    try:
        evidence = [_read_item(number, item) for number, item in enumerate(items, start=1)]
        iccid = _read_iccid(data.get("card"))
        at, warnings = _read_at(data.get("at"), evidence)
        return make_bundle(iccid, at, str(data.get("platform") or ""), evidence, warnings)
    except MalformedEvidence as error:
        raise MalformedBundle(str(error)) from error


def make_bundle(
    iccid: str, at: datetime, platform: str, evidence: Iterable[Evidence], warnings: Iterable[str] = ()
) -> Bundle:
    """A bundle of evidence whose values are brought into the form of the vocabulary; what can't count is told."""
    kept, told = [], list(warnings)
    for item in evidence:
        field = FIELDS.get(item.field)
        if field is None:
            told.append(f"{item.field}: unknown field, not used (docs/evidence.md lists the fields)")
        elif item.observed_at > at + _CLOCK_SKEW:
            told.append(f"{item.field}: observed after the time of the diagnosis, not used")
        else:
            value = plain_value(field, item.value)
            kept.append(Evidence(item.field, value, item.observed_at, item.received_at, item.source))
    return Bundle(iccid, at, platform.strip().lower(), tuple(kept), tuple(dict.fromkeys(told)))


def plain_value(field: Field, value: Any) -> Any:  # any JSON in, JSON of the field's kind out
    """The value in the form of the vocabulary; null stays null."""
    return None if value is None else _READERS[field.kind](field, value)


def _read_item(number: int, item: object) -> Evidence:
    try:
        return Evidence.from_json(item)  # type: ignore[arg-type]  # from_json itself refuses what is no object
    except MalformedEvidence as error:
        raise MalformedEvidence(f"evidence {number}: {error}") from None


def _read_iccid(card: object) -> str:
    written = card.get("iccid") if isinstance(card, Mapping) else card
    iccid = re.sub(r"[\s-]", "", str(written or "")).upper()
    if not _ICCID.fullmatch(iccid):
        raise MalformedBundle(f"card.iccid must be an ICCID of 19 or 20 characters, not {written!r}")
    return iccid


def _read_at(written: object, evidence: list[Evidence]) -> tuple[datetime, list[str]]:
    if written is not None:
        return read_moment(written, "at"), []
    if not evidence:
        raise MalformedBundle("at is missing: the time of the diagnosis, for example 2026-11-20T08:00:00Z")
    latest = max(item.received_at for item in evidence)
    return latest, ["at is missing: the time at which the last evidence was received is used"]


def _wrong(field: Field, value: object, expected: str) -> MalformedEvidence:
    unit = f" ({field.unit})" if field.unit else ""
    return MalformedEvidence(f"{field.name}: must be {expected}{unit}, not {value!r}")


def _text(field: Field, value: object) -> str:
    if isinstance(value, bool | list | dict):
        raise _wrong(field, value, "a text")
    return str(value).strip()


def _choice(field: Field, value: object) -> str:
    word = re.sub(r"[\s-]+", "_", _text(field, value).lower())
    if field.name == "card.state":
        word = plain_state(word)
    if word not in field.choices:
        raise _wrong(field, value, "one of " + ", ".join(field.choices))
    return word


def _number(field: Field, value: object) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(str(value))
    except ValueError:
        raise _wrong(field, value, "a number") from None


def _integer(field: Field, value: object) -> int:
    number = _number(field, value)
    if not number.is_integer():
        raise _wrong(field, value, "a whole number")
    return int(str(value)) if isinstance(value, int | str) and re.fullmatch(r"-?\d+", str(value)) else int(number)


def _boolean(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise _wrong(field, value, "true or false")


def _time(field: Field, value: object) -> str:
    text = str(value).strip()
    if field.name == "package.expires_at" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text).isoformat()
    read_moment(text, field.name)
    return text


def _list(field: Field, value: object) -> list[Any]:
    items = [part for part in re.split(r"[,;\s]+", value) if part] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise _wrong(field, value, "a list")
    return [plain_rat(item) for item in items] if field.name.endswith(".rats") else list(items)


def _record(field: Field, value: object) -> Any:
    if field.name in _CAUSE_FIELDS:
        return _refusal(field, value)
    if field.choices:  # a swap step: a word, or the word with its place
        word = value.get("result") if isinstance(value, Mapping) else value
        word = {True: "works", False: "fails"}.get(word, word) if isinstance(word, bool) else word
        return {**(value if isinstance(value, Mapping) else {}), "result": _choice(field, word)}
    if not isinstance(value, Mapping):
        raise _wrong(field, value, "an object")
    for key, inner in value.items():
        if key.endswith("_at") and inner is not None:
            read_moment(inner, f"{field.name}.{key}")
    return dict(value)


def _refusal(field: Field, value: object) -> dict[str, Any]:
    cause = read_cause(value)
    if cause is None:
        raise _wrong(field, value, 'a cause with its table, for example {"table": "EMM", "number": 11}')
    told = {key: inner for key, inner in value.items() if key != "cause"} if isinstance(value, Mapping) else {}
    return {**told, "table": cause.table, "number": cause.number}


_READERS: Mapping[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.TIME: _time,
    Kind.LIST: _list,
    Kind.RECORD: _record,
}
