"""How the demo's desk is set up: words that are said often, macros, a shared view, a rota, and terms of one account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from simcare.accounts.models import Account
from simcare.clocks import actions as clocks
from simcare.support.actions.canned import keep_canned, keep_macro
from simcare.support.actions.views import save_view
from simcare.support.queries.filters import TicketFilter
from simcare.support.rules.macros import Step

BY: Final = "world"
ANSWERS: Final = {
    "restart": (
        "Restart the device",
        {
            "en": "Dear {name},\n\nplease switch the device off for a minute and on again, then tell us what it shows.",
            "de": "Guten Tag {name},\n\nbitte schalten Sie das Gerät eine Minute aus und wieder ein und sagen Sie uns,"
            " was es anzeigt.",
            "zh-hans": "{name}，您好：\n\n请将设备断电一分钟后重新开机，并告诉我们显示的内容。",
        },
    ),
    "apn": (
        "Set the APN",
        {
            "en": "Dear {name},\n\nplease set the APN of our specification sheet in the device and restart it.",
            "es": "Hola, {name}:\n\nconfigure en el equipo el APN de nuestra hoja de datos y reinícielo.",
        },
    ),
}
MACROS: Final = (
    ("Ask for a restart, wait a day", (Step("answer", "restart"), Step("snooze", "waits for the restart", 24))),
    ("Send the APN", (Step("answer", "apn"),)),
)
DAY: Final = (8 * 60, 20 * 60)
WHOLE_WEEK: Final = [0, 1, 2, 3, 4, 5, 6]


def set_up(user_ids: Mapping[str, int], account: Account, at: datetime) -> None:
    """All of it; `user_ids` by role."""
    for shortcut, (title, texts) in ANSWERS.items():
        keep_canned(shortcut=shortcut, title=title, texts=texts, by=BY, at=at)
    for position, (name, steps) in enumerate(MACROS, 1):
        keep_macro(name=name, position=position, steps=steps, by=BY, at=at)
    save_view(
        name="Network and APN",
        asked=TicketFilter(category=("network", "apn")),
        owner_id=user_ids["supervisor"],
        is_shared=True,
        by=BY,
        at=at,
    )
    _watch(user_ids, at)
    clocks.agree(
        account_id=account.id,
        name="first_response.email",
        values={"target_minutes": 240, "calendar": "24x7", "escalate_percent": 50},
        source="framework contract, 4.2",
        by=BY,
        at=at,
    )


def _watch(user_ids: Mapping[str, int], at: datetime) -> None:
    """Two people, day and night in turn."""
    rota = clocks.add_rota(name="Day and night", zone="Europe/Berlin", by=BY, at=at)
    for role, (start, end) in (("supervisor", DAY), ("admin", DAY[::-1])):
        clocks.add_turn(
            rota_id=rota.id,
            user_id=user_ids[role],
            weekdays=WHOLE_WEEK,
            from_minute=start,
            until_minute=end,
            by=BY,
            at=at,
        )
