"""Packages and alerts in the console over a real database: watched, warned of, and at what."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from simcare.accounts.models import Account
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry
from simcare.kernel.tenancy import acting_as_provider
from simcare.usage.models import Alert, Meter, Thresholds
from simcare.usage.values import AlertKind, MeterState
from simcare.web.staff import alert_words
from tests.security.people import browser, colleague
from tests.usage.files import iccid, load, make_card
from tests.usage.test_alerts import held

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


@pytest.fixture
def account() -> Account:
    account = Account.objects.create(name="Lumen")
    held(make_card(), account)
    return account


@pytest.fixture
def keeper() -> Client:
    return browser(colleague("Ana", StaffRole.SUPERVISOR))


def _words(keeper: Client, address: str) -> str:
    """A page without its tags."""
    text = re.sub(r"<[^>]+>", "", keeper.get(address).content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def _use(used: int) -> None:
    at = f"{clock.now():%Y-%m-%d %H:%M:%S}"
    load(f"1,{at},{at},{iccid(1)},,{used},,46000\n", at=clock.now())


def _watch(keeper: Client, **said: str) -> None:
    today = clock.now().date()
    days = {"first": (today - timedelta(days=2)).isoformat(), "last": (today + timedelta(days=20)).isoformat()}
    keeper.post(f"/cards/{iccid(1)}/packages/open/", {"name": "10 MB", "amount": "10"} | days | said)


def test_a_package_is_watched_and_its_alerts_stand_on_the_pages_of_card_and_account(
    keeper: Client, account: Account
) -> None:
    _watch(keeper)
    _use(9_600_000)
    alerts = Alert.objects.filter(account=account, ended_at=None)
    assert sorted(alerts.values_list("kind", "value")) == [("used", 80), ("used", 95)]
    card_page = _words(keeper, f"/cards/{iccid(1)}/")
    assert "95 % of 10 MB used" in card_page
    assert "9.6 MB of 10 MB · 96 % · 400 kB left" in card_page
    account_page = _words(keeper, f"/accounts/{account.id}/")
    assert "95 % of 10 MB used" in account_page


def test_a_supervisor_chooses_at_what_an_account_is_warned(keeper: Client, account: Account) -> None:
    _watch(keeper)
    keeper.post(f"/accounts/{account.id}/warn/", {"used": "50, 50 60", "left": "3,4", "days": ""})
    row = Thresholds.objects.get()
    assert (row.used_percents, row.left_bytes, row.left_days) == ([50, 60], [3_000_000, 4_000_000], [])
    assert 'value="50, 60"' in keeper.get(f"/accounts/{account.id}/").content.decode()
    assert AuditEntry.objects.filter(action="usage.thresholds_chosen", subject=f"account:{account.id}").count() == 1
    keeper.post(f"/accounts/{account.id}/warn/", {"usual": "1", "used": "1"})
    assert not Thresholds.objects.exists()


@pytest.mark.parametrize("said", [{"used": "many"}, {"used": "0"}, {"left": "-1"}, {"days": "9999"}, {"used": "٪"}])
def test_what_is_no_threshold_is_refused_in_words(keeper: Client, account: Account, said: dict[str, str]) -> None:
    answer = keeper.post(f"/accounts/{account.id}/warn/", said, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert not Thresholds.objects.exists()


@pytest.mark.parametrize("said", [{"first": "soon"}, {"amount": "much"}, {"last": "2020-01-01"}, {"name": " "}])
def test_what_is_no_package_is_refused_in_words(keeper: Client, account: Account, said: dict[str, str]) -> None:
    _watch(keeper, **said)
    assert not Meter.objects.exists()


def test_an_agent_changes_nothing(account: Account) -> None:
    agent = browser(colleague("Jo"))
    agent.post(f"/accounts/{account.id}/warn/", {"used": "50"})
    _watch(agent)
    assert not Thresholds.objects.exists()
    assert not Meter.objects.exists()
    assert "/warn/" not in agent.get(f"/accounts/{account.id}/").content.decode()
    assert "/packages/open/" not in agent.get(f"/cards/{iccid(1)}/").content.decode()


def test_every_kind_and_state_has_words() -> None:
    assert set(alert_words.ALERTS) == set(AlertKind)
    assert set(alert_words.METERS) == set(MeterState)
