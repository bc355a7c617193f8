"""The API keys of an account, in every state that a key has."""

from datetime import timedelta

from simcare.accounts.values import Scope
from simcare.kernel import clock
from simcare.web.staff.views.keys import DAYS, SCOPES, KeyRow

ACCOUNT = {"id": 12, "name": "Nordlicht Tracking"}


def keys() -> list[KeyRow]:
    """One at work, one that nobody has used, one that is over."""
    now = clock.now()
    read, written = (str(SCOPES[each]) for each in (Scope.CARDS_READ, Scope.TICKETS_WRITE))
    office = "karin@nordlicht.example"
    return [
        KeyRow(3, "Stock keeping", "simcare_Zk3p", (read, written), ("203.0.113.0/24", "2001:db8:7::/48"), office,
               now - timedelta(days=40), now - timedelta(minutes=3), None, is_over=False),
        KeyRow(2, "Dashboard in the workshop", "simcare_9aQx", (read,), (), office,
               now - timedelta(days=9), None, now + timedelta(days=81), is_over=False),
        KeyRow(1, "Trial", "simcare_bb-1", (read,), (), "support@nordlicht.example",
               now - timedelta(days=70), now - timedelta(days=44), now - timedelta(days=40), is_over=True),
    ]  # fmt: skip


def page() -> dict[str, object]:
    """What the page is drawn from."""
    return {
        "account": ACCOUNT,
        "scopes": [(scope.value, words) for scope, words in SCOPES.items()],
        "days": DAYS,
        "people": ["karin@nordlicht.example", "support@nordlicht.example"],
        "address": "https://desk.example/api/v1/openapi.json",
        "here": "accounts",
    }
