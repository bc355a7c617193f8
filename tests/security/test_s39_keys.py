"""S39 (Chatwoot CVE-2026-115725): what a program of one account sends reaches nothing of another, by any route.

Every route, method and key of the API: the rows of kind `api` in `routes.txt`, whose scopes stand where roles do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpResponse
from django.test import Client

from simcare.accounts.values import Scope, StaffRole
from simcare.kernel.tenancy import acting_as_provider
from simcare.support.models import Ticket
from tests.api.people import Program, make_program
from tests.security.people import colleague
from tests.security.test_s32_routes import ADDRESSES, WRITES, Row, rows

pytestmark = pytest.mark.django_db
API = [row for row in rows() if row.kind == "api"]
METHODS = ("get", *WRITES)
BODIES = {
    "api:tickets": {"subject": "Riego", "text": "Riego, are you there?"},
    "api:messages": {"text": "Riego, are you there?"},
}


@contextmanager
def sees_all(_account_id: int) -> Iterator[None]:
    """A door that forgets the wall."""
    with acting_as_provider():
        yield


def any_ticket(_account_id: int, number: int) -> Ticket:
    """A query that forgets whose tickets are meant."""
    return Ticket.objects.get(id=number)


def address_of(row: Row, program: Program) -> str:
    """The route's address with what this account has."""
    place = str(program.ticket) if row.name in ("api:ticket", "api:messages") else program.cards[0].iccid
    return ADDRESSES[row.name].replace("/x", f"/{place}")


def call(client: Client, method: str, address: str, row: Row, headers: dict[str, str]) -> HttpResponse:
    told = {"data": BODIES.get(row.name, {}), "content_type": "application/json"} if method in WRITES else {}
    once = {"Idempotency-Key": f"{row.name}-{method}-{address}-{len(headers)}"}
    answer: HttpResponse = getattr(client, method)(address, headers=headers | once, **told)
    return answer


def test_every_route_of_the_api_names_scopes_that_there_are() -> None:
    assert len(API) == 6
    assert {scope for row in API for scope in row.roles.split(",")} == set(Scope)


def test_s39_nobody_without_a_key_passes_whoever_is_signed_in() -> None:
    program, signed_in = make_program("Nordsol", 1_000), []
    for user in (colleague("Ada", StaffRole.ADMIN), program.account.members.get().user):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        signed_in.append(client)
    passed = [
        (row.name, method, answer.status_code)
        for client in (Client(), *signed_in)
        for row in API
        for method in METHODS
        if (answer := call(client, method, address_of(row, program), row, {})).status_code not in (401, 403, 429)
    ]
    assert passed == []


@pytest.mark.parametrize("scope", list(Scope))
def test_s39_a_key_passes_where_its_scope_is_named_and_nowhere_else(scope: Scope) -> None:
    program = make_program("Nordsol", 1_000, scopes=(scope,))
    wrong = []
    for row in API:
        for method in METHODS:
            status = call(program.client, method, address_of(row, program), row, program.headers()).status_code
            wanted = {"get": ":read", "post": ":write"}.get(method, "")
            passes = any(each == scope and each.endswith(wanted) for each in row.roles.split(",")) and wanted != ""
            good = status in (200, 201) if passes else status in (403, 405)
            wrong += [] if good else [(row.name, method, status)]
    assert wrong == []


@pytest.mark.broken_by(
    ("simcare.api.v1.door.acting_as_account", sees_all),
    ("simcare.support.queries.customers.get_ticket_of", any_ticket),
)
def test_s39_bots_and_keys_stay_in_their_tenant() -> None:
    """With everything that another account has in the address or the body, no byte of it appears and nothing changes."""
    nordsol, riego = make_program("Nordsol", 1_000), make_program("Riego", 2_000)
    before = _state_of(riego)
    told = []
    for row in API:
        for method in METHODS:
            answer = call(nordsol.client, method, address_of(row, riego), row, nordsol.headers())
            told.append((row.name, method, answer.status_code, _without_what_was_sent(answer.content)))
    for query in (
        {"q": "Riego"},
        {"q": riego.cards[0].imsi},
        {"cursor": riego.cards[0].iccid[:-1] + "0"},
        {"limit": 200},
    ):
        answer = nordsol.get("/cards", **query)
        told.append(("api:cards", str(query), answer.status_code, answer.content))
    told.append(("api:tickets", "cursor", 200, nordsol.get("/tickets", cursor=riego.ticket + 1).content))
    leaked = [(name, how, status) for name, how, status, content in told if b"riego" in content.lower()]
    assert leaked == []
    assert _state_of(riego) == before
    assert b"Riego" in riego.get("/cards").content, "the canary is there for its own account"


def _without_what_was_sent(content: bytes) -> bytes:
    return content.replace(b"Riego, are you there?", b"").replace(b'"subject": "Riego"', b"")


def _state_of(program: Program) -> list[object]:
    with acting_as_provider():
        tickets = Ticket.objects.filter(account=program.account).order_by("id")
        return [
            (ticket.id, ticket.state, ticket.entries.count(), ticket.thread and ticket.thread.messages.count())
            for ticket in tickets
        ]
