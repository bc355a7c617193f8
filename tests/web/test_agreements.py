"""An account's own terms, agreed on at its page and shown there."""

import pytest
from django.test import Client

from simcare.accounts.actions import open_account
from simcare.accounts.values import StaffRole
from simcare.clocks.queries.terms import terms_for
from simcare.kernel import clock
from tests.security.people import colleague

pytestmark = pytest.mark.django_db


def _signed_in(role: StaffRole) -> Client:
    client = Client()
    client.force_login(colleague("kim", role))
    return client


TOLD = {"name": "first_response.email", "target": "60", "percent": "50", "hours": "week", "source": "contract 7, 3"}


def test_terms_agreed_on_hold_for_this_account_alone() -> None:
    at = clock.now()
    mine, other = (
        open_account(name=name, language="en", zone="Europe/Berlin", by="test", at=at) for name in ("Nord", "Sud")
    )
    supervisor = _signed_in(StaffRole.SUPERVISOR)
    supervisor.post(f"/accounts/{mine.id}/agree/", TOLD)
    found = [terms_for(kind="first", account_id=one.id, at=clock.now()).values for one in (mine, other)]
    assert [each["target_minutes"] for each in found] == [60, 720]
    assert found[0]["calendar"]["zone"] == "Europe/Berlin"
    assert "contract 7, 3" in supervisor.get(f"/accounts/{mine.id}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"target": "0"}, {"target": "soon"}, {"percent": ""}, {"percent": "101"}, {"name": "refund"}]
)
def test_what_is_no_promise_changes_nothing(wrong: dict[str, str]) -> None:
    account = open_account(name="Nord", language="en", zone="UTC", by="test", at=clock.now())
    _signed_in(StaffRole.SUPERVISOR).post(f"/accounts/{account.id}/agree/", TOLD | wrong)
    assert terms_for(kind="first", account_id=account.id, at=clock.now()).values["target_minutes"] == 720


def test_an_agent_agrees_on_nothing() -> None:
    account = open_account(name="Nord", language="en", zone="UTC", by="test", at=clock.now())
    _signed_in(StaffRole.AGENT).post(f"/accounts/{account.id}/agree/", TOLD)
    assert terms_for(kind="first", account_id=account.id, at=clock.now()).values["target_minutes"] == 720
