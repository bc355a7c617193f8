"""Soracom's session events and error logs as evidence: what began, what ended, what was refused and why.

The interface description leaves the body of an error log open. A cause is taken where the body carries one: as table
and number in fields of their own, or in the message ("ESM cause #27"). A body without a number gives no evidence.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from simcare.operators.connectors.facts import Entry, Notebook, integer, text, unix_time
from simcare.operators.connectors.soracom.reading import cell_facts
from simcare.operators.rules.sessions import SessionEvent, per_hour, session_figures
from simcare.operators.values.evidence import Evidence

REGISTRATION_TABLES = frozenset({"GMM", "EMM", "5GMM"})
SESSION_TABLES = frozenset({"SM", "ESM", "5GSM", "GTPv1", "GTPv2"})
YIELDS = frozenset(
    {
        "session.created",
        "session.deleted",
        "session.opened_at",
        "session.bytes",
        "session.per_hour",
        "session.median_seconds",
        "session.baseline_per_hour",
        "session.baseline_median_seconds",
        "session.last_request_at",
        "session.reject",
        "network.reject",
        "reject.per_hour",
    }
)
"""The fields that sessions and error logs can tell."""

MOST_EVENTS = 200
"""The newest events kept as evidence of their own; rates are counted over all."""

_CAUSE = re.compile(r"\b(5GMM|5GSM|GMM|EMM|ESM|SM|GTPv[12])\W{0,3}(?:reject )?cause\D{0,4}(\d{1,3})\b", re.IGNORECASE)
_BY_UPPER = {name.upper(): name for name in REGISTRATION_TABLES | SESSION_TABLES}


def sessions(entries: Iterable[Entry], *, at: datetime) -> list[Evidence]:
    """Session events and what follows from them. Repeated entries count once."""
    book = Notebook("soracom:listSimSessionEvents", at)
    timed = _timed(entries)
    for happened_at, entry in timed[-MOST_EVENTS:]:
        if text(entry, "event") == "Created":
            book.note("session.created", _about(entry), happened_at)
        elif text(entry, "event") == "Deleted":
            book.note("session.deleted", {}, happened_at)
    _rates(book, timed, at)
    return book.evidence


def open_since(entries: Iterable[Entry], *, at: datetime) -> datetime | None:
    """When the session that is open by the events began."""
    return session_figures(_steps(_timed(entries)), at=at).open_since


def rejects(logs: Iterable[Entry], sessions: Iterable[Entry], *, at: datetime) -> list[Evidence]:
    """Refusals with table and number, and the rate of all of them."""
    book = Notebook("soracom:getLogs", at)
    refused = [(happened_at, cause) for happened_at, log in _timed(logs) if (cause := _cause(log))]
    for happened_at, cause in refused[-MOST_EVENTS:]:
        book.note("network.reject" if cause["table"] in REGISTRATION_TABLES else "session.reject", cause, happened_at)
    book.note("reject.per_hour", per_hour((happened_at for happened_at, _ in refused), at=at))
    asked = [happened_at for happened_at, cause in refused if cause["table"] in SESSION_TABLES]
    asked += [happened_at for happened_at, entry in _timed(sessions) if text(entry, "event") == "Created"]
    book.note("session.last_request_at", max(asked, default=None))
    return book.evidence


def _rates(book: Notebook, timed: list[tuple[datetime, Entry]], at: datetime) -> None:
    figures = session_figures(_steps(timed), at=at)
    book.note_known("session.opened_at", figures.open_since)
    book.note("session.per_hour", figures.per_hour)
    book.note_known("session.median_seconds", figures.median_seconds)
    book.note_known("session.baseline_per_hour", figures.baseline_per_hour)
    book.note_known("session.baseline_median_seconds", figures.baseline_median_seconds)


def _steps(timed: list[tuple[datetime, Entry]]) -> list[SessionEvent]:
    return [
        SessionEvent(happened_at, opened=text(entry, "event") == "Created")
        for happened_at, entry in timed
        if text(entry, "event") in {"Created", "Deleted"}
    ]


def _timed(entries: Iterable[Entry]) -> list[tuple[datetime, Entry]]:
    """Entries by time, each once, whatever order and repetitions they came in."""
    known: dict[tuple[datetime, str], Entry] = {}
    for entry in entries:
        happened_at = unix_time(integer(entry, "time"))
        if happened_at is not None:
            known[happened_at, repr(sorted(entry.items(), key=lambda pair: pair[0]))] = entry
    return [(happened_at, entry) for (happened_at, _), entry in sorted(known.items(), key=lambda item: item[0])]


def _about(entry: Entry) -> dict[str, str]:
    apn = text(entry, "apn")
    return cell_facts(entry.get("cell")) | ({"apn": apn} if apn else {})


def _cause(log: Entry) -> dict[str, object] | None:
    body = log.get("body")
    if not isinstance(body, dict):
        return None
    table, number = text(body, "causeTable", "table"), integer(body, "causeCode", "cause")
    if not table or number is None:
        found = _CAUSE.search(text(body, "message", "errorMessage"))
        table, number = (found[1], int(found[2])) if found else ("", None)
    if table.upper() not in _BY_UPPER or number is None:
        return None
    return {"table": _BY_UPPER[table.upper()], "number": number, **_about(body)}
