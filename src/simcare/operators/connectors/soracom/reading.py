"""Soracom's SIM, history, statistics and ping as evidence. Schemas: soracom-api.en.yaml (Sim, SessionStatus, …)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from simcare.operators.connectors.facts import Entry, Notebook, flag, integer, text, unix_time
from simcare.operators.rules.use import Use, daily_use
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function

STATES = {
    "ready": "ready",
    "active": "active",
    "inactive": "suspended",
    "standby": "standby",
    "suspended": "suspended",
    "terminated": "terminated",
}
"""The platform's words for a SIM's state and ours (operator-platforms.md, section 4)."""

RADIO = {"GSM": "GSM", "3G": "UMTS", "LTE": "LTE", "LTE-M": "LTE-M", "NB-IoT": "NB-IoT"}
"""radioType of a cell, in our words."""

YIELDS = {
    Function.STATUS: frozenset(
        {
            "platform.reachable",
            "platform.known",
            "platform.first_attach_activates",
            "card.state",
            "card.raw_state",
            "card.state_changed_at",
            "card.active_since",
            "imei.locked",
            "imei.observed",
            "session.open",
            "network.plmn",
            "network.last_seen_at",
            "network.attach",
        }
    ),
    Function.USAGE: frozenset({"usage.last_traffic_at", "usage.day_bytes", "usage.baseline_day_bytes"}),
    Function.PING: frozenset({"ping.answered"}),
}
"""The fields that each read can tell; those of sessions are in `events`."""

INTERVAL = timedelta(minutes=5)  # statistics of period "minutes" count about every five minutes


def sims(page: list[Entry]) -> Iterator[tuple[str, Entry]]:
    """The SIMs of a list page with their ICCIDs."""
    for sim in page:
        if sim_id := text(sim, "simId"):
            yield sim_id, sim


def status(sim: object, *, at: datetime) -> list[Evidence]:
    """The SIM as it is now; None means that the platform does not know it."""
    book = Notebook("soracom:getSim", at)
    book.note("platform.reachable", True)
    book.note("platform.known", isinstance(sim, dict))
    if isinstance(sim, dict):
        book.note("platform.first_attach_activates", True)
        _state(book, sim)
        _presence(book, sim)
    return book.evidence


def history(entries: object, sim: object, *, at: datetime) -> list[Evidence]:
    """When the SIM entered its present state, and when it became active for the first time."""
    book = Notebook("soracom:listSimStatusHistory", at)
    steps = sorted(
        (changed_at, text(entry, "status"))
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and (changed_at := unix_time(integer(entry, "applyDateTimeEpochSec")))
    )
    current = text(sim, "status") if isinstance(sim, dict) else ""
    book.note_known("card.state_changed_at", _entered(steps, current))
    if current == "active":
        book.note_known("card.active_since", _entered(steps, current))
    return book.evidence


def usage(days: object, minutes: object, *, at: datetime, days_back: int) -> list[Evidence]:
    """Use by day, and the last interval with traffic."""
    book = Notebook("soracom:getAirStatsOfSim", at)
    figures = daily_use(_uses(days, timedelta(days=1)), since=at - timedelta(days=days_back), at=at)
    fine = [use for use in _uses(minutes, INTERVAL) if use.used_bytes]
    last_at = max((use.until_at for use in fine), default=figures.last_traffic_at)
    book.note("usage.last_traffic_at", min(last_at, at) if last_at else None)
    book.note("usage.day_bytes", figures.last_day_bytes)
    book.note_known("usage.baseline_day_bytes", figures.usual_day_bytes)
    return book.evidence


def session_bytes(minutes: object, opened_at: datetime, *, at: datetime) -> list[Evidence]:
    """The bytes of the session that has been open since then, by the five-minute counters."""
    book = Notebook("soracom:getAirStatsOfSim", at)
    book.note("session.bytes", sum(use.used_bytes for use in _uses(minutes, INTERVAL) if use.until_at > opened_at))
    return book.evidence


def ping(answer: object, *, at: datetime) -> list[Evidence]:
    """Whether the device answered."""
    book = Notebook("soracom:sendDownlinkPing", at)
    answered = flag(answer, "success") if isinstance(answer, dict) else None
    book.note_known("ping.answered", answered)
    return book.evidence


def cell_facts(cell: object) -> dict[str, str]:
    """Network code and radio technology of a cell; a network code of one digit gets its leading zero."""
    if not isinstance(cell, dict):
        return {}
    mcc, mnc = integer(cell, "mcc"), integer(cell, "mnc")
    facts = {"plmn": f"{mcc:03d}{mnc:02d}"} if mcc is not None and mnc is not None else {}
    radio = RADIO.get(text(cell, "radioType"))
    return facts | ({"rat": radio} if radio else {})


def _state(book: Notebook, sim: Entry) -> None:
    raw = text(sim, "status")
    book.note_known("card.raw_state", raw)
    book.note("card.state", STATES.get(raw, "unknown"))
    if STATES.get(raw) == "suspended":
        book.note("card.stopped_by", "unknown")
    lock = sim.get("imeiLock")
    locked = text(lock, "imei").partition("|")[0] if isinstance(lock, dict) else ""
    book.note("imei.locked", locked or None)


def _presence(book: Notebook, sim: Entry) -> None:
    session = sim.get("sessionStatus")
    session = session if isinstance(session, dict) else {}
    updated_at = unix_time(integer(session, "lastUpdatedAt"))
    registered_at = unix_time(integer(sim, "lastLocationUpdateTime"))
    book.note("session.open", bool(flag(session, "online")))
    book.note_known("imei.observed", text(session, "imei"), updated_at)
    book.note_known("network.plmn", cell_facts(session.get("cell")).get("plmn"), updated_at)
    seen_at = max(filter(None, (updated_at, registered_at)), default=None)
    book.note("network.last_seen_at", seen_at)
    if registered_at:
        book.note("network.attach", cell_facts(session.get("cell")), registered_at)


def _entered(steps: list[tuple[datetime, str]], current: str) -> datetime | None:
    """The beginning of the last unbroken run of the current state; None where the history does not end in it."""
    entered: datetime | None = None
    for changed_at, state in reversed(steps):
        if state != current:
            break
        entered = changed_at
    return entered


def _uses(stats: object, length: timedelta) -> Iterator[Use]:
    for entry in stats if isinstance(stats, list) else []:
        began_at = unix_time(integer(entry, "unixtime")) if isinstance(entry, dict) else None
        if began_at is not None:
            yield Use(began_at, began_at + length, _moved_bytes(entry))


def _moved_bytes(entry: Entry) -> int:
    """Up and down over all speed classes."""
    by_class = entry.get("dataTrafficStatsMap")
    sizes = by_class.values() if isinstance(by_class, dict) else ()
    return sum(
        (integer(size, "uploadByteSizeTotal") or 0) + (integer(size, "downloadByteSizeTotal") or 0)
        for size in sizes
        if isinstance(size, dict)
    )
