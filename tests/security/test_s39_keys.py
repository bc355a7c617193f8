"""S39 (Chatwoot CVE-2026-115725): what a program of one account sends reaches nothing of another, by any route.

Every route, method and key of the API: the rows of kind `api` in `routes.txt`, whose scopes stand where roles do.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpResponse
from django.test import Client

from simcare.accounts.values import Scope, StaffRole
from simcare.api.v1.urls import api
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.models import CommandJob
from simcare.support.models import Ticket
from simcare.webhooks.models import Endpoint, Shipment
from tests.api.people import Program, make_program
from tests.security.people import colleague
from tests.security.test_s32_routes import ADDRESSES, WRITES, Row, rows

pytestmark = pytest.mark.django_db
API = [row for row in rows() if row.kind == "api"]
METHODS = ("get", *WRITES)
BODIES = {
    "api:tickets": {"subject": "Riego", "text": "Riego, are you there?"},
    "api:messages": {"text": "Riego, are you there?"},
    "api:webhooks": {"url": "https://riego.example/told", "kinds": ["ticket.opened"]},
    "api:webhook_switch": {"is_on": False},
    "api:jobs": {"function": "reset_session", "reason": "hung", "matching": {"most": 99}},
}
DOCUMENT = dict(api.get_openapi_schema())


@pytest.fixture(autouse=True)
def as_often_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal for calling too often would prove nothing here."""
    for limit in ("READS_A_MINUTE", "WRITES_A_MINUTE", "WRONG_KEYS_A_MINUTE"):
        monkeypatch.setattr(f"simcare.api.v1.door.{limit}", 10_000)


@contextmanager
def sees_all(_account_id: int) -> Iterator[None]:
    """A door that forgets the wall."""
    with acting_as_provider():
        yield


def any_ticket(_account_id: int, number: int) -> Ticket:
    """A query that forgets whose tickets are meant."""
    return Ticket.objects.get(id=number)


def any_endpoint(_account_id: int, number: int) -> Endpoint:
    """The same of webhooks."""
    return Endpoint.objects.get(id=number)


def address_of(row: Row, program: Program) -> str:
    """The route's address with what this account has."""
    address = ADDRESSES[row.name]
    if "webhooks/" in address:
        address = address.replace("deliveries/x", f"deliveries/{program.delivery}").replace("/x", f"/{program.webhook}")
    address = re.sub("jobs/x", f"jobs/{program.job}", address)
    place = program.cards[0].iccid if "cards/" in address else program.ticket
    return address.replace("/x", f"/{place}")


def scope_for(row: Row, method: str) -> str:
    """Which of the row's scopes a method asks; empty where the address does not take it."""
    route = re.sub(r"/x\b", "/{}", ADDRESSES[row.name])
    taken = {
        method
        for path, methods in DOCUMENT["paths"].items()
        if re.sub(r"{\w+}", "{}", path) == route
        for method in methods
    }
    if method not in taken:
        return ""
    scopes = row.roles.split(",")
    wanted = {"get": "read", "post": "write"}.get(method, "")
    return next((scope for scope in scopes if scope.endswith(wanted)), scopes[0])


def call(client: Client, method: str, address: str, row: Row, headers: dict[str, str]) -> HttpResponse:
    told = {"data": BODIES.get(row.name, {}), "content_type": "application/json"} if method in WRITES else {}
    once = {"Idempotency-Key": f"{row.name}-{method}-{address}-{len(headers)}"}
    answer: HttpResponse = getattr(client, method)(address, headers=headers | once, **told)
    return answer


def test_every_route_of_the_api_names_scopes_that_there_are() -> None:
    assert len(API) == 20
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
        if (answer := call(client, method, address_of(row, program), row, {})).status_code not in (401, 403)
    ]
    assert passed == []


@pytest.mark.parametrize("scope", list(Scope))
def test_s39_a_key_passes_where_its_scope_is_named_and_nowhere_else(scope: Scope) -> None:
    program = make_program("Nordsol", 1_000, scopes=(scope,))
    wrong = []
    for method in sorted(METHODS, key="delete".__eq__):  # what is removed answers nothing afterwards
        for row in API:
            status = call(program.client, method, address_of(row, program), row, program.headers()).status_code
            wanted = scope_for(row, method)
            good = status == 405 if not wanted else status == 403 if wanted != scope else status in (200, 201, 204, 409)
            wrong += [] if good else [(row.name, method, status)]
    assert wrong == []


@pytest.mark.broken_by(
    ("simcare.api.v1.door.acting_as_account", sees_all),
    ("simcare.support.queries.customers.get_ticket_of", any_ticket),
    ("simcare.webhooks.queries.get_endpoint", any_endpoint),
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
    for sent in (b"Riego, are you there?", b'"subject": "Riego"', b"https://riego.example/told"):
        content = content.replace(sent, b"")
    return content


def _state_of(program: Program) -> list[object]:
    with acting_as_provider():
        tickets = Ticket.objects.filter(account=program.account).order_by("id")
        said = [(ticket.id, ticket.state, ticket.entries.count()) for ticket in tickets]
        webhooks = Endpoint.objects.filter(account=program.account).values_list("id", "off_at", "ended_at", "secret")
        jobs = CommandJob.objects.filter(account=program.account).values_list("id", "state")
        return [*said, *jobs, *webhooks, *Shipment.objects.filter(account=program.account).values_list("id", "next_at")]
