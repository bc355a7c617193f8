"""EIOTCLUB's answers as evidence.

Fields of cards are those observed in integrations (operator-platforms.md, section 5). Shapes that no public document
shows are read tolerantly: a list may come bare or inside `list`, `records` or `rows`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from simcare.operators.connectors.facts import Entry, Notebook, flag, integer, same_card, text, unix_time, wall_time
from simcare.operators.rules.use import Use, daily_use
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import CardFacts, Function

STATES = {
    "ACTIVATION_READY_NAME": "ready",
    "NON_ACTIVATED_NAME": "not_activated",
    "ACTIVATED_NAME": "active",
    "DEACTIVATED_NAME": "suspended",
    "RETIRED_NAME": "terminated",
}
"""The platform's words for a card's state and ours (operator-platforms.md, section 4)."""

PACKAGE_STATES = {"IN_USE": "live", "PENDING": "pending", "EXPIRED": "expired", "USED_UP": "exhausted"}
"""Words for an order's state; not documented, so an unknown one gives no evidence."""

_METER = frozenset(
    {
        "package.present",
        "package.expires_at",
        "package.total_bytes",
        "package.used_bytes",
        "package.remaining_bytes",
    }
)
YIELDS = {
    Function.STATUS: _METER
    | {
        "platform.reachable",
        "platform.known",
        "card.state",
        "card.raw_state",
        "imei.observed",
        "identity.imsi",
        "imei.locked",
        "package.throttled",
    },
    Function.USAGE: frozenset(
        {
            "usage.last_traffic_at",
            "usage.day_bytes",
            "usage.baseline_day_bytes",
            "network.plmn",
            "imei.observed",
            "imei.previous",
        }
    ),
    Function.PACKAGES: _METER | {"package.state"},
}
"""The fields that each read can tell."""

_WRAPPERS = ("list", "records", "rows")


def entries(data: object) -> list[Entry]:
    """The objects of an answer, wherever the list hides."""
    if isinstance(data, dict):
        inner = next((data[name] for name in _WRAPPERS if isinstance(data.get(name), list)), [data])
        return entries(inner)
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def status(cards: Iterable[Entry], iccid: str, *, at: datetime, call: str) -> list[Evidence]:
    """What the card's own entry says; without one, that the platform does not know the card."""
    card = next((entry for entry in cards if same_card(text(entry, "iccid"), iccid)), None)
    book = Notebook(f"eiotclub:{call}", at)
    book.note("platform.reachable", True)
    book.note("platform.known", card is not None)
    if card is not None:
        _state(book, card)
        _device(book, card)
        _meter(book, card)
    return book.evidence


def listed(cards: Iterable[Entry], *, at: datetime) -> list[CardFacts]:
    """A page of the list of all cards."""
    return [
        CardFacts(iccid, tuple(status([card], iccid, at=at, call="getAllCardInfo")))
        for card in cards
        if (iccid := text(card, "iccid"))
    ]


def packages(orders: Iterable[Entry], iccid: str, *, at: datetime) -> list[Evidence]:
    """The packages in force together, or else the one that ended last."""
    book = Notebook("eiotclub:listOrderPackageByIccid", at)
    own = [order for order in orders if same_card(text(order, "iccid") or iccid, iccid)]
    own.sort(key=lambda order: text(order, "endTime"))
    in_force = [order for order in own if (ends_at := wall_time(text(order, "endTime"))) and ends_at > at]
    book.note("package.present", bool(own))
    if own:
        _orders(book, in_force or own[-1:])
    return book.evidence


def traffic_period(iccid: str, at: datetime, days: int) -> dict[str, str]:
    """Parameters of the traffic query for the days up to now."""
    return {
        "iccids": iccid,
        "dateType": "day",
        "startDate": (at - timedelta(days=days)).strftime("%Y-%m-%d"),
        "endDate": at.strftime("%Y-%m-%d"),
    }


def usage(records: Iterable[Entry], iccid: str, *, at: datetime, days: int = 14) -> list[Evidence]:
    """Traffic records: columns as in the platform's usage files (operator-platforms.md, section 8)."""
    book = Notebook("eiotclub:cdr/traffic/query", at)
    own = [(use, record) for record in records if same_card(text(record, "iccid"), iccid) and (use := _use(record))]
    own.sort(key=lambda pair: pair[0].until_at)
    figures = daily_use((use for use, _ in own), since=at - timedelta(days=days), at=at)
    book.note("usage.last_traffic_at", figures.last_traffic_at)
    book.note("usage.day_bytes", figures.last_day_bytes)
    book.note_known("usage.baseline_day_bytes", figures.usual_day_bytes)
    if own:
        _where(book, [record for _, record in own], own[-1][0].until_at)
    return book.evidence


def _state(book: Notebook, card: Entry) -> None:
    words = [text(card, name) for name in ("cardStatus", "card_status_str", "status_str")]
    raw = next((word for word in words if word in STATES), next(filter(None, words), ""))
    state = STATES.get(raw, "unknown")
    book.note_known("card.raw_state", raw)
    book.note("card.state", state)
    if state == "suspended":
        book.note("card.stopped_by", "unknown")


def _device(book: Notebook, card: Entry) -> None:
    book.note_known("imei.observed", text(card, "imei"))
    book.note_known("identity.imsi", text(card, "imsi"))
    if "bindImei" in card:
        book.note("imei.locked", text(card, "bindImei") or None)


def _meter(book: Notebook, card: Entry) -> None:
    total, used, left = integer(card, "total"), integer(card, "used"), integer(card, "remain")
    expires_at = unix_time(integer(card, "expire_timestamp")) or wall_time(text(card, "expire_date"))
    if not total and expires_at is None:
        return
    book.note("package.present", True)
    book.note_known("package.expires_at", expires_at)
    book.note_known("package.total_bytes", total)
    book.note_known("package.used_bytes", used)
    book.note_known("package.remaining_bytes", left)
    book.note_known("package.throttled", flag(card, "throttling"))


def _orders(book: Notebook, orders: list[Entry]) -> None:
    """State and end of the one that ends last; volumes as sums, unless one of them is not told."""
    totals, used = [integer(order, "total") for order in orders], [integer(order, "used") for order in orders]
    book.note_known("package.state", PACKAGE_STATES.get(text(orders[-1], "status").upper()))
    book.note_known("package.expires_at", wall_time(text(orders[-1], "endTime")))
    if None not in totals and None not in used:
        total_bytes, used_bytes = sum(filter(None, totals)), sum(filter(None, used))
        book.note("package.total_bytes", total_bytes)
        book.note("package.used_bytes", used_bytes)
        book.note("package.remaining_bytes", max(0, total_bytes - used_bytes))


def _use(record: Entry) -> Use | None:
    from_at, until_at = wall_time(text(record, "start_time")), wall_time(text(record, "stop_time"))
    used_bytes = integer(record, "data_usage")
    if from_at is None or until_at is None or used_bytes is None:
        return None
    return Use(from_at, until_at, used_bytes)


def _where(book: Notebook, records: list[Entry], last_at: datetime) -> None:
    """Device and network of the last record, and the device before that, if there was another."""
    book.note_known("network.plmn", text(records[-1], "mccmnc"), last_at)
    imeis = [imei for record in records if (imei := text(record, "imei"))]
    if imeis:
        book.note("imei.observed", imeis[-1], last_at)
        book.note_known("imei.previous", next((imei for imei in reversed(imeis) if imei != imeis[-1]), None))
