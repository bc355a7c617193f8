"""Super SIM's answers as evidence. Schemas: twilio_supersim_v1 (sim, usage_record)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from simcare.operators.connectors.facts import Entry, Notebook, integer, text, wall_time
from simcare.operators.rules.use import Use, daily_use
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {
    "new": "not_activated",
    "ready": "ready",
    "active": "active",
    "inactive": "suspended",
    "scheduled": "changing",
}
"""The platform's words for a SIM's state and ours (operator-platforms.md, section 4)."""

YIELDS = {
    Function.STATUS: frozenset(
        {
            "platform.reachable",
            "platform.known",
            "platform.first_attach_activates",
            "card.state",
            "card.raw_state",
        }
    ),
    Function.USAGE: frozenset(
        {
            "usage.last_traffic_at",
            "usage.day_bytes",
            "usage.baseline_day_bytes",
            "area.observed",
            "area.previous",
        }
    ),
}
"""The fields that each read can tell."""


def status(sim: Entry | None, *, at: datetime) -> list[Evidence]:
    """The SIM as it is now; None means that the account has no such SIM."""
    book = Notebook("twilio:Sims", at)
    book.note("platform.reachable", True)
    book.note("platform.known", sim is not None)
    if sim is not None:
        raw = text(sim, "status")
        state = STATES.get(raw, "unknown")
        book.note("platform.first_attach_activates", True)  # a ready SIM attaches; Twilio makes it active by itself
        book.note_known("card.raw_state", raw)
        book.note("card.state", state)
        if state == "suspended":
            book.note("card.stopped_by", "unknown")
    return book.evidence


def usage(days: Iterable[Entry], hours: Iterable[Entry], *, at: datetime, days_back: int) -> list[Evidence]:
    """Use by day; the last hour with traffic, and in which countries the card moved its last bytes."""
    book = Notebook("twilio:UsageRecords", at)
    figures = daily_use(_uses(days), since=at - timedelta(days=days_back), at=at)
    moved = sorted((use.until_at, text(record, "iso_country")) for record in hours for use in _uses([record]))
    last_at = max((until_at for until_at, _ in moved), default=figures.last_traffic_at)
    book.note("usage.last_traffic_at", min(last_at, at) if last_at else None)
    book.note("usage.day_bytes", figures.last_day_bytes)
    book.note_known("usage.baseline_day_bytes", figures.usual_day_bytes)
    _where(book, [(until_at, country) for until_at, country in moved if country], at)
    return book.evidence


def _where(book: Notebook, seen: list[tuple[datetime, str]], at: datetime) -> None:
    """The country of the last traffic, and the one before that, if there was another."""
    if seen:
        last_at, country = seen[-1]
        book.note("area.observed", country, min(last_at, at))
        book.note_known("area.previous", next((one for _, one in reversed(seen) if one != country), None))


def _uses(records: Iterable[Entry]) -> Iterable[Use]:
    """Periods with traffic."""
    for record in records:
        period, moved = record.get("period"), integer(record, "data_total")
        if not isinstance(period, dict) or not moved:
            continue
        from_at, until_at = wall_time(text(period, "start_time")), wall_time(text(period, "end_time"))
        if from_at and until_at:
            yield Use(from_at, until_at, moved)
