"""emnify's SIMs, endpoints, statistics and events as evidence (API v1)."""

from collections.abc import Iterable
from datetime import datetime

from simcare.operators.connectors import core
from simcare.operators.connectors.facts import Entry, Notebook, flag, text, wall_time
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {
    "issued": "not_activated",
    "factory test": "ready",
    "activated": "active",
    "suspended": "suspended",
    "deleted": "terminated",
}
"""The platform's words for a SIM's state, in small letters, and ours (operator-platforms.md, section 4)."""

BLOCKED = "BLOCKED"
"""The presence of a SIM that has reached a limit of its traffic."""

YIELDS = {
    Function.STATUS: core.PRESENCE_YIELDS
    | {
        "platform.reachable",
        "platform.known",
        "platform.first_attach_activates",
        "card.state",
        "card.raw_state",
        "card.stopped_by",
        "card.active_since",
        "imei.observed",
        "imei.locked",
        "identity.imsi",
    },
    Function.USAGE: core.USAGE_YIELDS,
    Function.SESSIONS: core.SESSION_YIELDS,
}
"""The fields that each read can tell."""


def known(sim: Entry | None, *, at: datetime, presence: str = "") -> list[Evidence]:
    """The SIM as it is now, None where the workspace has none; a presence may say that a limit stops it."""
    book = Notebook("emnify:sim", at)
    book.note("platform.reachable", True)
    book.note("platform.known", sim is not None)
    if sim is not None:
        _state(book, sim, presence)
        book.note_known("card.active_since", wall_time(text(sim, "activation_date")))
        book.note_known("identity.imsi", text(sim, "imsi"))
    return book.evidence


def endpoint(device: Entry, connectivity: Entry, *, at: datetime) -> list[Evidence]:
    """The device that the SIM is in, and its presence in the network."""
    book = Notebook("emnify:endpoint", at)
    imei, locked = text(device, "imei", "imei_with_luhn"), flag(device, "imei_lock")
    book.note_known("imei.observed", imei)
    if locked is False or (locked and imei):
        book.note("imei.locked", imei if locked else None)
    context, location = connectivity.get("pdp_context"), connectivity.get("location")
    core.note_presence(book, presence_of(connectivity), context, location)
    return book.evidence


def usage(stats: Iterable[Entry], *, at: datetime, days_back: int) -> list[Evidence]:
    """Use by day."""
    book = Notebook("emnify:sim/stats/daily", at)
    core.note_usage(book, stats, at=at, days_back=days_back)
    return book.evidence


def sessions(events: Iterable[Entry], *, at: datetime) -> list[Evidence]:
    """Sessions and attaches by the SIM's events."""
    book = Notebook("emnify:sim/event", at)
    core.note_sessions(book, events, at=at)
    return book.evidence


def presence_of(connectivity: Entry) -> str:
    """The word for it."""
    status = connectivity.get("status")
    return text(status, "description") if isinstance(status, dict) else ""


def _state(book: Notebook, sim: Entry, presence: str) -> None:
    told = sim.get("status")
    raw = text(told, "description") if isinstance(told, dict) else ""
    state = STATES.get(raw.lower(), "unknown")
    at_limit = state == "active" and presence == BLOCKED
    book.note("platform.first_attach_activates", True)  # in factory test it attaches, and is activated by its use
    book.note_known("card.raw_state", raw)
    book.note("card.state", "suspended" if at_limit else state)
    if state == "suspended" or at_limit:
        book.note("card.stopped_by", "limit" if at_limit else "unknown")
