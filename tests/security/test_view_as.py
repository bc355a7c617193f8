"""Who looks at the desk as a colleague changes nothing, by any address of it (ux.md, "view as" is read-only)."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from simcare.accounts.values import StaffRole
from simcare.kernel.models import AuditEntry
from simcare.kernel.tenancy import acting_as_provider
from tests.security.people import browser, colleague
from tests.security.test_s32_routes import ADDRESSES, WRITES, rows
from tests.support.factories import make_ticket

pytestmark = pytest.mark.django_db
REFUSED = "Nothing can be changed"
MAY = {"staff:view_as_stop", "account_logout"}
OF_THE_VIEWER = {"django_session", "accounts_signin", "kernel_tally"}
"""What a look writes: that the viewer himself is still here, and how often an address guessed at secret links."""
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


@pytest.fixture
def viewer() -> Client:
    """An administrator who looks at the desk as Jo."""
    jo, client = colleague("Jo"), browser(colleague("Ada", StaffRole.ADMIN))
    assert client.post(f"/team/{jo.id}/view-as/").status_code == 302
    client.raise_request_exception = False
    return client


@pytest.fixture
def addresses() -> dict[str, str]:
    """Every address of the matrix; where it has a number, that of a ticket that is there."""
    with acting_as_provider():
        number = make_ticket().id
    assert sorted(ADDRESSES) == sorted(row.name for row in rows())
    return {name: address.replace("/0/", f"/{number}/") for name, address in ADDRESSES.items()}


def test_every_write_to_every_route_is_refused(viewer: Client, addresses: dict[str, str]) -> None:
    before = AuditEntry.objects.count()
    let_through = [
        (name, method)
        for name, address in addresses.items()
        for method in WRITES
        if name not in MAY
        if (answer := getattr(viewer, method)(address)).status_code != 403 or REFUSED not in answer.content.decode()
    ]
    assert let_through == []
    assert AuditEntry.objects.count() == before
    assert viewer.post(addresses["staff:view_as_stop"]).status_code == 302
    assert REFUSED not in viewer.post(addresses["staff:ticket_note"], {"text": "Mine"}).content.decode()


def test_a_look_at_every_route_writes_nothing(viewer: Client, addresses: dict[str, str]) -> None:
    wrote, seen = {}, set()
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            status = viewer.get(address).status_code
        seen |= {name} if status == 200 else set()
        if tables := {*_tables(queries)} - OF_THE_VIEWER:
            wrote[name] = tables
    assert wrote == {}
    assert {"staff:inbox", "staff:ticket", "staff:ticket_children"} <= seen


def _tables(queries: CaptureQueriesContext) -> Iterator[str]:
    return (found[1] for query in queries if (found := _WRITTEN.match(query["sql"])))
