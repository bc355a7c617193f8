"""S63, S64: nothing typed into filters, sort orders, searches, sign-in or reset ever becomes SQL."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

import simcare
from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.support.actions.search import keep_texts
from simcare.support.models import Ticket
from simcare.support.queries.filters import CHOICES
from tests.support.factories import AT, make_ticket

pytestmark = pytest.mark.django_db

PAYLOADS = (
    "'",
    '"',
    "\\",
    "\\'",
    "%' OR '1'='1",
    "' OR 1=1 --",
    "1; UPDATE accounts_user SET role='admin' --",
    "1) OR (SELECT count(*) FROM accounts_user) > 0 --",
    "'; DROP TABLE support_ticket CASCADE; --",
    "' UNION SELECT password FROM accounts_user --",
    "$$; DELETE FROM support_ticket; $$",
    "a' & !'b",
    "':*' | 'x",
    "!!( | & <-> ) :A :*",
    "\\x27 OR 1=1",
    "from:' OR 1=1 --",
    'account:"\' OR 1=1"',
    "before:2026-11-01' --",
    "is:open') | ('is:solved",
    "%%s %(x)s {0} ${jndi:x}",
    "\u2019 OR 1=1",
    "a\u0000' OR 1=1",
    "0-0 OR 1=1",
    "9" * 30 + "-1",
    "_" * 50,
)
RAW_SQL = {
    "cards/actions/intake.py": "rows of an import, set by set",
    "cards/actions/staging.py": "COPY of an import",
    "diagnosis/queries/peers.py": "cards of one network counted together",
    "kernel/clock.py": "the database's time",
    "kernel/limits.py": "counters that several processes share",
    "messaging/actions/raw.py": "bytes of mails in one statement",
    "operators/actions/evidence.py": "facts in one statement",
    "support/actions/presence.py": "NOTIFY",
    "support/actions/routing.py": "an advisory lock",
    "messaging/actions/threads.py": "many rows by one statement",
    "kernel/alone.py": "advisory locks",
    "kernel/audit.py": "advisory locks",
    "kernel/bell.py": "LISTEN and NOTIFY",
    "kernel/outbox.py": "NOTIFY",
    "kernel/statements.py": "a setting of the planner",
    "kernel/tenancy.py": "the scope of a transaction",
    "gates/stream.py": "LISTEN",
    "support/actions/bulk.py": "rows by state",
    "support/actions/search.py": "the door of the index",
    "support/queries/finding.py": "the doors of the index",
    "kernel/asking.py": "questions that go together; their SQL is made elsewhere",
    "support/queries/lists.py": "counts of views in one go",
    "usage/actions/adopt.py": "stray records, set by set",
    "usage/actions/alerts.py": "alerts of the meters that have moved, set by set",
    "usage/actions/meters.py": "which meters of a card have moved",
    "usage/actions/thresholds.py": "which meters of an account, product or card have moved",
    "usage/actions/unload.py": "a file taken out of records and sums, set by set",
    "usage/actions/recount.py": "what came of lines, of the files of a stage",
    "usage/actions/scan.py": "anomalies, set by set, and what is remembered of cards",
    "usage/queries/figures.py": "hours without a file, of a made row of hours",
    "usage/queries/columns.py": "a day of many cards, packed by the server",
    "usage/actions/partitions.py": "the door of the partitions",
    "usage/actions/staging.py": "COPY of usage files, and records set by set",
}
"""The files that speak SQL themselves, each for its reason; what people type is a parameter in all of them."""


@pytest.fixture
def agent(client: Client) -> Client:
    user = add_staff(email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=AT)
    client.force_login(user)
    return client


def _addresses(number: int, payload: str) -> list[str]:
    """Each page with the payload in all that it reads from an address."""
    asked = {
        "/": (*(name for name in CHOICES if name != "tag"), "after", "q", "overdue", "sort", "order_by"),
        "/search/": ("q", "from"),
        "/cards/": ("q", "account", "after"),
        "/audit/": ("from",),
        f"/tickets/{number}/": ("before", "view", "tag"),
        "/works/new/": ("ticket", "view", "queue"),
    }
    return [f"{path}?{urlencode(dict.fromkeys(names, payload))}" for path, names in asked.items()]


def test_s63_filters_and_sorts_never_reach_sql(agent: Client) -> None:
    secret = make_ticket(subject="only by its own words", email="hidden@nordsol.example")
    keep_texts(ticket_ids=[secret.id])
    failed, leaked = {}, []
    for payload in PAYLOADS:
        for path in _addresses(secret.id, payload):
            answer = agent.get(path)
            if answer.status_code >= 500:
                failed[path] = answer.status_code
            if path.startswith("/search/") and "only by its own words" in answer.content.decode():
                leaked.append(path)
    assert (failed, leaked) == ({}, [])
    assert (Ticket.objects.count(), User.objects.get().role) == (1, StaffRole.AGENT)


def test_s63_only_listed_files_speak_sql() -> None:
    house = Path(simcare.__file__).parent
    spoken = re.compile(r"\.execute\(|\.raw\(|\.extra\(|RawSQL\(|\.executemany\(")
    found = {
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if spoken.search(path.read_text(encoding="utf-8")) and not {"migrations", "cli", "world"} & set(path.parts)
    }
    assert found - RAW_SQL.keys() == set()


def test_s64_login_reset_search_resist_injection(client: Client) -> None:
    add_staff(email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=AT)
    for payload in PAYLOADS:
        tried = [
            client.post("/sign-in/login/", {"login": payload, "password": payload}),
            client.post("/sign-in/login/", {"login": f"jo@simcare.example{payload}", "password": payload}),
            client.post("/sign-in/login/", {"login": "jo@simcare.example", "password": payload}),
            client.post("/sign-in/password/reset/", {"email": payload}),
            client.get("/search/", {"q": payload}),
            client.get("/sign-in/login/", {"next": payload}),
        ]
        assert max(answer.status_code for answer in tried) < 500, payload
        assert "_auth_user_id" not in client.session, payload
    assert User.objects.get().role == StaffRole.AGENT
