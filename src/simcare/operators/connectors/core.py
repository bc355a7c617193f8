"""What emnify's core tells, of its own cards and of 1NCE's, which lives on it: presence, sessions, use by the day.

Words and kinds of events: docs.emnify.com, event types; volumes are megabytes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from simcare.operators.connectors.facts import Entry, Notebook, flag, plmn, text, wall_time
from simcare.operators.rules.sessions import SessionEvent, session_figures
from simcare.operators.rules.use import Use, daily_use

PRESENCE: Final = {"ONLINE": "attached", "ATTACHED": "attached", "OFFLINE": "detached", "BLOCKED": "detached"}
CREATED, DELETED = "create pdp context", "delete pdp context"
ATTACHED: Final = ("update location", "update gprs location")
"""Kinds of events, in small letters."""

PRESENCE_YIELDS = frozenset(
    {
        "attach.state",
        "session.open",
        "session.opened_at",
        "network.plmn",
        "network.last_seen_at",
    }
)
USAGE_YIELDS = frozenset({"usage.last_traffic_at", "usage.day_bytes", "usage.baseline_day_bytes"})
SESSION_YIELDS = frozenset(
    {
        "session.created",
        "session.deleted",
        "session.opened_at",
        "session.per_hour",
        "session.median_seconds",
        "session.baseline_per_hour",
        "session.baseline_median_seconds",
        "network.attach",
    }
)
"""The fields that each can tell."""

MEGABYTE: Final = 1024 * 1024
"""A megabyte is 1,024 kilobytes (1NCE SIM Management v2, quota)."""
DAY: Final = timedelta(days=1)
MOST_EVENTS: Final = 200
"""The newest events kept as evidence of their own; rates are counted over all."""


def note_presence(book: Notebook, word: str, context: object, location: object) -> None:
    """Whether the card is attached, and its session."""
    book.note_known("attach.state", PRESENCE.get(word))
    if word in PRESENCE:
        book.note("session.open", word == "ONLINE")
    if isinstance(context, dict):
        book.note_known("session.opened_at", wall_time(text(context, "created", "tunnel_created")))
        book.note_known("network.plmn", plmn(context))
    if isinstance(location, dict):
        times = (wall_time(text(location, name)) for name in ("last_updated", "last_updated_gprs"))
        book.note_known("network.last_seen_at", max(filter(None, times), default=None))


def note_usage(book: Notebook, stats: Iterable[Entry], *, at: datetime, days_back: int) -> None:
    """Use by day. Of the last of it the day alone is known: it ends with the day, or now."""
    figures = daily_use(_uses(stats), since=at - timedelta(days=days_back), at=at)
    book.note("usage.last_traffic_at", min(figures.last_traffic_at, at) if figures.last_traffic_at else None)
    book.note("usage.day_bytes", figures.last_day_bytes)
    book.note_known("usage.baseline_day_bytes", figures.usual_day_bytes)


def note_sessions(book: Notebook, events: Iterable[Entry], *, at: datetime) -> None:
    """Sessions that began and ended, accepted attaches, and the rates that follow. Repeated events count once."""
    timed = _timed(events)
    for happened_at, event in timed[-MOST_EVENTS:]:
        _note_event(book, event, happened_at)
    steps = [
        SessionEvent(happened_at, opened=kind_of(event) == CREATED)
        for happened_at, event in timed
        if kind_of(event) in {CREATED, DELETED}
    ]
    figures = session_figures(steps, at=at)
    book.note_known("session.opened_at", figures.open_since)
    book.note("session.per_hour", figures.per_hour)
    book.note_known("session.median_seconds", figures.median_seconds)
    book.note_known("session.baseline_per_hour", figures.baseline_per_hour)
    book.note_known("session.baseline_median_seconds", figures.baseline_median_seconds)


def kind_of(event: Entry) -> str:
    """The kind of an event in small letters; emnify writes it as an object, 1NCE as a text."""
    kind = event.get("event_type")
    return (text(kind, "description") if isinstance(kind, dict) else text(event, "event_type")).lower()


def bytes_of(megabytes: object) -> int | None:
    """A volume, written as a number or a text; None for anything else."""
    try:
        return round(float(str(megabytes)) * MEGABYTE)
    except (ValueError, OverflowError):
        return None


def _note_event(book: Notebook, event: Entry, happened_at: datetime) -> None:
    kind, about = kind_of(event), _about(event)
    if kind == CREATED:
        book.note("session.created", about, happened_at)
    elif kind == DELETED:
        book.note("session.deleted", {}, happened_at)
    elif kind in ATTACHED and not flag(event, "alert"):
        book.note("network.attach", {"plmn": about["plmn"]} if "plmn" in about else {}, happened_at)


def _about(event: Entry) -> dict[str, str]:
    """Network and APN: 1NCE tells the codes in the event itself, emnify in its detail."""
    detail = event.get("detail")
    context = detail.get("pdp_context") if isinstance(detail, dict) else None
    told = context if isinstance(context, dict) else event
    facts = {"plmn": plmn(told), "apn": text(told, "apn")}
    return {name: value for name, value in facts.items() if value}


def _timed(events: Iterable[Entry]) -> list[tuple[datetime, Entry]]:
    found: dict[tuple[datetime, str], Entry] = {}
    for event in events:
        if (happened_at := wall_time(text(event, "timestamp"))) is not None:
            found[happened_at, kind_of(event)] = event
    return [(happened_at, event) for (happened_at, _), event in sorted(found.items(), key=lambda pair: pair[0])]


def _uses(stats: Iterable[Entry]) -> Iterator[Use]:
    for entry in stats:
        data, began_at = entry.get("data"), wall_time(text(entry, "date"))
        used = bytes_of(data.get("volume")) if isinstance(data, dict) else None
        if began_at is not None and used:
            yield Use(began_at, began_at + DAY, used)
