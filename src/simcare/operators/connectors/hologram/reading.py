"""Hologram's cellular links and usage records as evidence. Times are UTC, `yyyy-MM-dd HH:mm:ss`."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from simcare.operators.connectors.facts import Entry, Notebook, integer, text, wall_time
from simcare.operators.rules.use import Use, daily_use
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {"LIVE": "active", "PAUSED-USER": "suspended", "PAUSED-SYS": "suspended"}
"""The platform's words for a SIM's state and ours (operator-platforms.md, section 4); it has more."""

PENDING = "PENDING"
"""In a word for a state that is not reached yet."""

STOPPED_BY = {"PAUSED-USER": "customer"}
"""Who paused the SIM, where the state says it; the system pauses for a limit or for the provider."""
DAY = timedelta(days=1)

YIELDS = {
    Function.STATUS: frozenset(
        {
            "platform.reachable",
            "platform.known",
            "card.state",
            "card.raw_state",
            "card.stopped_by",
            "card.active_since",
            "identity.imsi",
            "network.last_seen_at",
        }
    ),
    Function.USAGE: frozenset(
        {
            "usage.last_traffic_at",
            "usage.day_bytes",
            "usage.baseline_day_bytes",
            "imei.observed",
            "imei.previous",
        }
    ),
    Function.PACKAGES: frozenset(
        {
            "package.present",
            "package.expires_at",
            "package.total_bytes",
            "package.used_bytes",
            "package.remaining_bytes",
        }
    ),
}
"""The fields that each read can tell."""


def status(link: Entry | None, *, at: datetime) -> list[Evidence]:
    """The SIM as it is now; None means that the organisation has no such SIM."""
    book = Notebook("hologram:links/cellular", at)
    book.note("platform.reachable", True)
    book.note("platform.known", link is not None)
    if link is not None:
        _state(book, link)
        book.note_known("card.active_since", wall_time(text(link, "whenclaimed")))
        book.note_known("identity.imsi", text(link, "imsi"))
        book.note_known("network.last_seen_at", wall_time(text(link, "last_connect_time")))
    return book.evidence


def usage(days: Iterable[Entry], sessions: Iterable[Entry], *, at: datetime, days_back: int) -> list[Evidence]:
    """Use by day, and the last of the sessions that have ended; a session counts when it ends."""
    book = Notebook("hologram:usage/data", at)
    figures = daily_use(_days(days), since=at - timedelta(days=days_back), at=at)
    ended = sorted(_ended(sessions), key=lambda pair: pair[0])
    last_at = max((ended_at for ended_at, _ in ended), default=figures.last_traffic_at)
    book.note("usage.last_traffic_at", min(last_at, at) if last_at else None)
    book.note("usage.day_bytes", figures.last_day_bytes)
    book.note_known("usage.baseline_day_bytes", figures.usual_day_bytes)
    _device(book, [(ended_at, imei) for ended_at, session in ended if (imei := text(session, "imei"))])
    return book.evidence


def packages(link: Entry, *, at: datetime) -> list[Evidence]:
    """The data plan in its present billing period; a plan without a volume has no meter."""
    book = Notebook("hologram:links/cellular", at)
    plan = link.get("plan")
    total, used = integer(plan, "data") if isinstance(plan, dict) else None, integer(link, "cur_billing_data_used")
    book.note("package.present", isinstance(plan, dict) or bool(text(link, "planid")))
    book.note_known("package.expires_at", wall_time(text(link, "whenexpires")))
    if total:
        book.note("package.total_bytes", total)
        book.note_known("package.used_bytes", used)
        book.note_known("package.remaining_bytes", None if used is None else max(0, total - used))
    return book.evidence


def _state(book: Notebook, link: Entry) -> None:
    raw = text(link, "state")
    state = "changing" if PENDING in raw else STATES.get(raw, "unknown")
    book.note_known("card.raw_state", raw)
    book.note("card.state", state)
    if state == "suspended":
        book.note("card.stopped_by", STOPPED_BY.get(raw, "unknown"))


def _device(book: Notebook, seen: list[tuple[datetime, str]]) -> None:
    """The device of the last session, and the one before that, if there was another."""
    if seen:
        last_at, last = seen[-1]
        book.note("imei.observed", last, last_at)
        book.note_known("imei.previous", next((imei for _, imei in reversed(seen) if imei[:14] != last[:14]), None))


def _days(records: Iterable[Entry]) -> Iterator[Use]:
    for record in records:
        began_at, used = wall_time(text(record, "timestamp")), integer(record, "bytes")
        if began_at is not None and used is not None:
            yield Use(began_at, began_at + DAY, used)


def _ended(sessions: Iterable[Entry]) -> Iterator[tuple[datetime, Entry]]:
    """Sessions with traffic, by their end."""
    for session in sessions:
        ended_at = wall_time(text(session, "timestamp"))
        if ended_at is not None and integer(session, "bytes"):
            yield ended_at, session
