"""The page of an account's API keys: a new key is shown once, and a revoked one opens nothing."""

import re

import pytest
from django.test import Client

from simcare.accounts.models import ApiKey
from simcare.accounts.values import Scope, StaffRole
from tests.api.people import Program, make_program
from tests.security.people import browser, colleague

pytestmark = pytest.mark.django_db
KEY = re.compile(r"simcare_[A-Za-z0-9_-]{43}")


@pytest.fixture
def program() -> Program:
    return make_program("Nordsol", 1_000)


@pytest.fixture
def supervisor() -> Client:
    return browser(colleague("Wei", StaffRole.SUPERVISOR))


def test_a_key_is_made_shown_once_and_opens_what_was_ticked(program: Program, supervisor: Client) -> None:
    page = f"/accounts/{program.account.id}/keys/"
    asked = {"name": "Dashboard", "scope": ["cards:read"], "email": "ole@nordsol.example", "days": "30", "networks": ""}
    shown = supervisor.post(f"{page}make/", asked, follow=True)
    [told] = {*KEY.findall(shown.content.decode())}
    assert told not in str(dict(supervisor.session))
    assert KEY.findall(supervisor.get(page).content.decode()) == []
    key = ApiKey.objects.get(name="Dashboard")
    assert (key.scopes, key.made_by) == ([Scope.CARDS_READ], "wei@simcare.example")
    assert key.expires_at is not None
    headers = {"Authorization": f"Bearer {told}"}
    assert Client().get("/api/v1/cards", headers=headers).status_code == 200
    assert Client().get("/api/v1/tickets", headers=headers).status_code == 403
    supervisor.post(f"{page}{key.id}/revoke/")
    assert Client().get("/api/v1/cards", headers=headers).status_code == 401
    assert "Dashboard" not in supervisor.get(page).content.decode().partition("<main")[2].partition("Make a key")[0]


def test_what_is_wrong_is_said_and_no_key_is_made(program: Program, supervisor: Client) -> None:
    page = f"/accounts/{program.account.id}/keys/"
    asked = {"name": "Dashboard", "scope": ["cards:read"], "email": "ole@nordsol.example", "networks": "everywhere"}
    answer = supervisor.post(f"{page}make/", asked, follow=True, headers={"Referer": f"http://testserver{page}"})
    assert "everywhere is no network" in answer.content.decode()
    assert ApiKey.objects.count() == 1


def test_an_agent_sees_no_way_to_the_keys(program: Program) -> None:
    client = browser(colleague("Jo", StaffRole.AGENT))
    assert (
        f"/accounts/{program.account.id}/keys/" not in client.get(f"/accounts/{program.account.id}/").content.decode()
    )
    assert client.get(f"/accounts/{program.account.id}/keys/").status_code == 403
