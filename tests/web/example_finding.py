"""The frozen desk's search results, bulk work and exports."""

from types import SimpleNamespace

from simcare.support.queries.filters import TicketFilter
from simcare.web.staff.bulk_words import DEEDS, WARNINGS
from simcare.web.staff.bulks import BulkView, ExportView, FailedRow
from simcare.web.staff.pages import FoundRow, FoundText
from simcare.web.staff.records import AccountRow
from tests.web import example_records as records
from tests.web import examples


def hits() -> list[FoundRow]:
    """One hit for each row of the inbox, each marked somewhere."""
    said = (
        FoundText("… the unit in our van 14 stopped "),
        FoundText("reporting", fits=True),
        FoundText(" on Sunday …"),
    )
    return [FoundRow(row, (FoundText(row.subject),), said) for row in examples.rows()]


SEARCH: dict[str, object] = {
    "asked": "reporting is:open",
    "hits": hits,
    "count": 200,
    "is_guess": True,
    "waiting_count": 3,
    "most_found": 200,
    "next_page": "?q=reporting&from=20",
    "cards": records.cards,
    "accounts": [AccountRow(12, "Nordsol Tracking", False, "en", 0)],
}


def bulks() -> list[BulkView]:
    """One of each state."""
    return [running(), stopped(), done()]


def running() -> BulkView:
    counts = {"waiting": 2_613, "done": 1_587, "same": 12, "failed": 1}
    return BulkView(9, "Assign", "", "running", 1_600, 4_213, "Wei Zhang", examples.before(minutes=1), counts=counts)


def stopped() -> BulkView:
    counts = {"waiting": 10, "done": 18, "same": 0, "failed": 2}
    text = "The maintenance in Norway is over. Please restart the device once."
    at = examples.before(hours=3)
    return BulkView(8, "Answer with this text", text, "stopped", 20, 30, "Omar Haddad", at, at, counts=counts)


def done() -> BulkView:
    at = examples.before(days=1)
    counts = {"waiting": 0, "done": 50, "same": 4, "failed": 0}
    return BulkView(7, "Solve", "", "done", 54, 54, "Anna Lindqvist", at, at, counts=counts, can_undo=True)


def exports() -> list[ExportView]:
    """One that is being made, one that is there, one that was stopped."""
    at, later = examples.before(minutes=2), examples.after(days=6)
    return [
        ExportView(3, "XLSX", 61_000, 200_000, "Wei Zhang", at, later),
        ExportView(2, "CSV", 4_213, 4_213, "Wei Zhang", at, later, at, 812_000, is_there=True),
        ExportView(1, "CSV", 10, 4_213, "Wei Zhang", at, later, at),
    ]


WORKS: dict[str, object] = {"bulks": bulks, "exports": exports, "here": "works"}
BULK: dict[str, object] = {
    "bulk": stopped,
    "rows": [
        FailedRow(1041, "Tracker offline since Sunday", "The ticket changed while you wrote."),
        FailedRow(1036, "البطاقة لا تتصل بالشبكة منذ يومين", "It was changed since."),
    ],
    "here": "works",
}
NEW: dict[str, object] = {
    "filter": TicketFilter(view="overdue", category=("apn",)),
    "is_all": True,
    "count": 4_213,
    "deeds": [(name, word, WARNINGS.get(name, "")) for name, word in DEEDS.items() if name != "undo"],
    "people": [SimpleNamespace(id=1, name="Wei Zhang")],
    "places_to_go": [SimpleNamespace(slug="billing", name="Billing")],
    "canned": [SimpleNamespace(shortcut="restart", title="Restart the device")],
    "tags": ("vip", "callback"),
    "hours": (4, 24, 72),
    "may_export": True,
    "here": "works",
}
