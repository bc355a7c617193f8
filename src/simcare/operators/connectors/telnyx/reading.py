"""Telnyx's SIM cards and connectivity logs as evidence. Schemas: SIMCard, WirelessConnectivityLog (API v2)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from simcare.operators.connectors.facts import Entry, Notebook, plmn, text, wall_time
from simcare.operators.rules.sessions import SessionEvent, session_figures
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {
    "registering": "changing",
    "enabling": "changing",
    "enabled": "active",
    "disabling": "changing",
    "disabled": "suspended",
    "data_limit_exceeded": "suspended",
    "setting_standby": "changing",
    "standby": "standby",
    "unauthorized_imei": "suspended",
}
"""The platform's words for a card's state and ours (operator-platforms.md, section 4)."""

STOPPED_BY = {"data_limit_exceeded": "limit", "unauthorized_imei": "provider"}
"""Who stopped the card, where the state says it."""

LIVE = {"connected": True, "disconnected": False}

YIELDS = {
    Function.STATUS: frozenset(
        {
            "platform.reachable",
            "platform.known",
            "card.state",
            "card.raw_state",
            "card.stopped_by",
            "imei.observed",
            "imei.locked",
            "identity.imsi",
            "session.open",
            "network.plmn",
        }
    ),
    Function.SESSIONS: frozenset(
        {
            "session.created",
            "session.deleted",
            "session.opened_at",
            "session.per_hour",
            "session.median_seconds",
            "session.baseline_per_hour",
            "session.baseline_median_seconds",
            "network.attach",
            "network.last_seen_at",
        }
    ),
}
"""The fields that each read can tell."""

MOST_EVENTS = 200
"""The newest events kept as evidence of their own; rates are counted over all."""


def status(card: Entry | None, *, at: datetime) -> list[Evidence]:
    """The card as it is now; None means that the account has no such card."""
    book = Notebook("telnyx:sim_cards", at)
    book.note("platform.reachable", True)
    book.note("platform.known", card is not None)
    if card is not None:
        _state(book, card)
        _device(book, card)
        book.note_known("session.open", LIVE.get(text(card, "live_data_session")))
        book.note_known("network.plmn", plmn({"mcc": card.get("current_mcc"), "mnc": card.get("current_mnc")}))
    return book.evidence


def sessions(logs: Iterable[Entry], *, at: datetime) -> list[Evidence]:
    """Data sessions and registrations by the connectivity logs, and the rates that follow."""
    book = Notebook("telnyx:wireless_connectivity_logs", at)
    known = sorted(_began(logs), key=lambda pair: pair[0])
    for began_at, log in known[-MOST_EVENTS:]:
        if text(log, "log_type") == "registration":
            book.note("network.attach", _about(log), began_at)
        else:
            book.note("session.created", _about(log), began_at)
            if (ended_at := wall_time(text(log, "stop_time"))) is not None:
                book.note("session.deleted", {}, ended_at)
    _figures(book, [log for _, log in known if text(log, "log_type") != "registration"], at)
    seen = (wall_time(text(log, "last_seen", "start_time")) for _, log in known)
    book.note_known("network.last_seen_at", max(filter(None, seen), default=None))
    return book.evidence


def _state(book: Notebook, card: Entry) -> None:
    told = card.get("status")
    raw = text(told, "value") if isinstance(told, dict) else str(told or "")
    state = STATES.get(raw, "unknown")
    book.note_known("card.raw_state", raw)
    book.note("card.state", state)
    if state == "suspended":
        book.note("card.stopped_by", STOPPED_BY.get(raw, "unknown"))


def _device(book: Notebook, card: Entry) -> None:
    """Where several devices are admitted, the first stands for the lock."""
    book.note_known("imei.observed", text(card, "current_imei"))
    book.note_known("identity.imsi", text(card, "imsi"))
    if "authorized_imeis" in card:
        admitted = card["authorized_imeis"]
        book.note("imei.locked", str(admitted[0]) if isinstance(admitted, list) and admitted else None)


def _figures(book: Notebook, logs: Iterable[Entry], at: datetime) -> None:
    figures = session_figures(_steps(logs), at=at)
    book.note_known("session.opened_at", figures.open_since)
    book.note("session.per_hour", figures.per_hour)
    book.note_known("session.median_seconds", figures.median_seconds)
    book.note_known("session.baseline_per_hour", figures.baseline_per_hour)
    book.note_known("session.baseline_median_seconds", figures.baseline_median_seconds)


def _steps(logs: Iterable[Entry]) -> Iterator[SessionEvent]:
    for began_at, log in _began(logs):
        yield SessionEvent(began_at, opened=True)
        if (ended_at := wall_time(text(log, "stop_time"))) is not None:
            yield SessionEvent(ended_at, opened=False)


def _began(logs: Iterable[Entry]) -> Iterator[tuple[datetime, Entry]]:
    for log in logs:
        if (began_at := wall_time(text(log, "start_time"))) is not None:
            yield began_at, log


def _about(log: Entry) -> dict[str, str]:
    network = plmn({"mcc": log.get("mobile_country_code"), "mnc": log.get("mobile_network_code")})
    told = {"apn": text(log, "apn"), "plmn": network}
    return {name: value for name, value in told.items() if value}
