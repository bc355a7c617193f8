"""The frozen desk's unusual traffic: a list, and one of each sort looked into."""

import math
from datetime import timedelta

from django.utils.translation import gettext as _

from simcare.web.staff import anomaly_pages as pages
from simcare.web.staff.anomaly_words import KINDS, STATES
from tests.web.examples import before

MB = 1_000_000
ICCID = "89860249213334946911"
NUMBERS = {
    "spike": {"bytes": 102 * MB, "usual_from_bytes": 2 * MB, "usual_until_bytes": 6 * MB, "peers_percent": 0},
    "night_drain": {"bytes": 96 * MB, "usual_from_bytes": 0, "usual_until_bytes": 2 * MB, "peers_percent": 1},
    "level_shift": {"bytes": 44 * MB, "usual_from_bytes": 2 * MB, "usual_until_bytes": 9 * MB, "peers_percent": 0},
    "silence": {"bytes": 0, "usual_from_bytes": 3 * MB, "usual_until_bytes": 8 * MB, "peers_percent": 0},
    "many_short_sessions": {"sessions": 412, "bytes": 9 * MB, "abroad_bytes": 0},
    "roaming_burst": {"sessions": 9, "bytes": 260 * MB, "abroad_bytes": 240 * MB},
    "new_country": {"network": 208_010, "network_before": 460_000},
    "new_network": {"network": 460_001, "network_before": 460_000},
    "imei_changed": {"imei": 350_000_000_000_006, "imei_before": 860_000_000_000_027},
}


def row(kind: str = "spike", number: int = 41, state: str = "open") -> pages.AnomalyRow:
    until_at = before(hours=0).replace(minute=0, second=0, microsecond=0) - timedelta(hours=18)
    return pages.AnomalyRow(
        id=number, kind=kind, numbers=NUMBERS[kind], iccid=ICCID, account="Lumen Water Meters", account_id=7,
        from_at=until_at - timedelta(hours=1), until_at=until_at, first_seen_at=before(hours=5), score=38, state=state,
        state_at=None if state == "open" else before(hours=1), state_by="" if state == "open" else "ana@simcare.example",
        note="" if state == "open" else "a camera was left on by hand",
    )  # fmt: skip


def rows() -> tuple[pages.AnomalyRow, ...]:
    return tuple(row(kind, 41 - number) for number, kind in enumerate(NUMBERS))


def choices() -> dict[str, object]:
    return {
        "states": [("", _("Any")), *((code, word.text) for code, word in STATES.items())],
        "kinds": [("", _("Any")), *((code, word.text) for code, word in KINDS.items())],
        "chosen": {"state": "open", "kind": "", "q": ""},
    }


def hours() -> tuple[pages.UsedHour, ...]:
    """A week of days and nights; an hour of the sixth is odd."""
    ends_at = row().until_at + timedelta(hours=18)

    def hour(back: int) -> pages.UsedHour:
        at = ends_at - timedelta(hours=back)
        usual = (4 + 22 * max(0.0, math.sin((at.hour - 5) / 24 * 2 * math.pi))) * MB
        used = usual * (0.8 + 0.4 * ((at.hour * 7 + at.day) % 5) / 4)
        is_odd = at == row().from_at
        return pages.UsedHour(
            at,
            102 * MB if is_odd else round(used),
            round(usual * 0.6),
            round(usual * 1.5),
            "spike" if is_odd else "",
        )

    return tuple(hour(back) for back in range(168, 0, -1))


def investigation() -> pages.InvestigationView:
    return pages.InvestigationView(
        anomaly=row(),
        hours=hours(),
        others=(row("imei_changed", 33), row("night_drain", 29, "closed")),
        from_at=before(days=12),
        until_at=before(days=-18),
        figures=(
            pages.FigureRow("operator", 4_310 * MB, before(minutes=14)),
            pages.FigureRow("records", 3_870 * MB, before(hours=2)),
            pages.FigureRow("meter", 3_870 * MB, before(hours=2)),
        ),
        differences=(
            pages.DifferenceRow(
                "records", "operator", 440 * MB, True,
                (
                    pages.ReasonRow("files_missing", None, 5),
                    pages.ReasonRow("stray_records", 21 * MB),
                    pages.ReasonRow("records_late"),
                ),
            ),
        ),
        package=pages.PackageRow("3 GB Europe", 3_870 * MB, 3_000 * MB, 870 * MB, 0, before(days=-18)),
        suspects=("equipment", "customer_configuration"),
        cannot=(
            ("Suspend", "EIOTCLUB has no call to suspend a card"),
            ("Set a limit", "no platform that we speak to has a call for it; suspending stops the card at once"),
        ),
    )  # fmt: skip


def closed() -> pages.InvestigationView:
    """Without a package, and nothing to compare."""
    return pages.InvestigationView(
        anomaly=row("silence", 12, "closed"),
        hours=(),
        others=(),
        from_at=before(days=30),
        until_at=before(hours=0),
        figures=(
            pages.FigureRow("operator", None),
            pages.FigureRow("records", 0),
            pages.FigureRow("meter", None),
        ),
        differences=(),
    )
