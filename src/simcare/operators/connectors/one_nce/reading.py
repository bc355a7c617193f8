"""1NCE's answers as evidence. Schemas: SIM Management v1 (SIM card, Connectivity, Daily usage, Quota, SIM event)."""

from collections.abc import Iterable
from datetime import datetime

from simcare.operators.connectors import core
from simcare.operators.connectors.facts import Entry, Notebook, flag, text, wall_time
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {"Enabled": "active", "Disabled": "suspended"}
"""The platform's words for a card's state and ours (operator-platforms.md, section 4)."""

YIELDS = {
    Function.STATUS: core.PRESENCE_YIELDS
    | {
        "platform.reachable",
        "platform.known",
        "card.state",
        "card.raw_state",
        "card.active_since",
        "imei.observed",
        "imei.locked",
        "identity.imsi",
    },
    Function.USAGE: core.USAGE_YIELDS,
    Function.SESSIONS: core.SESSION_YIELDS,
    Function.PACKAGES: frozenset(
        {
            "package.present",
            "package.total_bytes",
            "package.remaining_bytes",
            "package.used_bytes",
            "package.expires_at",
        }
    ),
}
"""The fields that each read can tell."""


def known(card: Entry | None, *, at: datetime) -> list[Evidence]:
    """The card as it is now; None means that the platform does not know it."""
    book = Notebook("1nce:sims", at)
    book.note("platform.reachable", True)
    book.note("platform.known", card is not None)
    if card is not None:
        _state(book, card)
        _device(book, card)
    return book.evidence


def presence(connectivity: Entry, *, at: datetime) -> list[Evidence]:
    """Whether the card is attached, and its session."""
    book = Notebook("1nce:sims/status", at)
    context, location = connectivity.get("pdp_context"), connectivity.get("location")
    core.note_presence(book, text(connectivity, "status"), context, location)
    return book.evidence


def usage(stats: Iterable[Entry], *, at: datetime, days_back: int) -> list[Evidence]:
    """Use by day."""
    book = Notebook("1nce:sims/usage", at)
    core.note_usage(book, stats, at=at, days_back=days_back)
    return book.evidence


def sessions(events: Iterable[Entry], *, at: datetime) -> list[Evidence]:
    """Sessions and attaches by the card's events."""
    book = Notebook("1nce:sims/events", at)
    core.note_sessions(book, events, at=at)
    return book.evidence


def packages(quota: Entry, *, at: datetime) -> list[Evidence]:
    """The data volume of the card's lifetime and what is left of it, which may be less than nothing."""
    book = Notebook("1nce:sims/quota/data", at)
    total, left = core.bytes_of(quota.get("total_volume")), core.bytes_of(quota.get("volume"))
    book.note("package.present", total is not None)
    book.note_known("package.total_bytes", total)
    if total is not None and left is not None:
        book.note("package.remaining_bytes", max(0, left))
        book.note("package.used_bytes", max(0, total - left))
    book.note_known("package.expires_at", wall_time(text(quota, "expiry_date")))
    return book.evidence


def _state(book: Notebook, card: Entry) -> None:
    raw = text(card, "status")
    state = STATES.get(raw, "unknown")
    book.note_known("card.raw_state", raw)
    book.note("card.state", state)
    if state == "suspended":
        book.note("card.stopped_by", "unknown")
    book.note_known("card.active_since", wall_time(text(card, "activation_date")))


def _device(book: Notebook, card: Entry) -> None:
    """A lock is to the device that the card is in, so that it names no other one."""
    imei, locked = text(card, "imei"), flag(card, "imei_lock")
    book.note_known("imei.observed", imei)
    book.note_known("identity.imsi", text(card, "current_imsi", "imsi"))
    if locked is False or (locked and imei):
        book.note("imei.locked", imei if locked else None)
