"""The frozen desk's search results, bulk work and exports."""

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
    "count": 1_000,
    "is_guess": True,
    "waiting_count": 3,
    "next_page": "?q=reporting&from=20",
    "cards": records.cards,
    "accounts": [AccountRow(12, "Nordsol Tracking", False, "en", 0)],
}
