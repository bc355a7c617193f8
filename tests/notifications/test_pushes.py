"""A push reaches its browser and nobody else, once, through a push service that believes nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.notifications.actions.choosing import MOST_BROWSERS, add_browser
from simcare.notifications.actions.sending import push_due
from simcare.notifications.actions.telling import tell
from simcare.notifications.models import Notification, PushBrowser
from simcare.notifications.queries import get_push_key
from simcare.notifications.values import Browser, Kind
from tests.notifications.push_service import Phone, PushService, push_service, text
from tests.security.people import browser, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo() -> User:
    return colleague("Jo")


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    with push_service() as running:
        settings.SIMCARE_LOOPBACK_TARGETS = [running.target]
        yield running


def subscribed(service: PushService, user: User, name: str = "1", *, sender: str = "") -> Phone:
    phone = Phone(sender or get_push_key())
    PushBrowser.objects.create(
        user=user,
        endpoint=service.subscribe(name, phone),
        public_key=text(phone.point),
        secret=text(phone.secret),
        made_at=clock.now(),
    )
    return phone


def tell_of(user: User, ticket: int) -> None:
    key, subject = f"event {ticket}", f"ticket:{ticket}"
    tell(user_ids=[user.id], kind=Kind.ASSIGNED, subject=subject, key=key, by="desk", at=clock.now())


def waiting() -> int:
    return Notification.objects.exclude(push_at=None).count()


def test_every_browser_of_the_person_hears_it_once_and_nobody_elses(jo: User, service: PushService) -> None:
    laptop, phone, other = (subscribed(service, user, str(n)) for n, user in enumerate([jo, jo, colleague("Sam")]))
    tell_of(jo, 12)
    tell_of(jo, 12)
    assert (push_due(), push_due()) == (1, 0)
    row = Notification.objects.get()
    told = [{"title": "Ticket 12 is yours now", "url": f"/notifications/{row.id}/"}]
    assert (laptop.heard, phone.heard, other.heard, service.refused) == (told, told, [], [])


@pytest.mark.parametrize("gone", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(jo: User, service: PushService, gone: int) -> None:
    subscribed(service, jo)
    service.answers = gone
    tell_of(jo, 12)
    push_due()
    assert (PushBrowser.objects.count(), waiting()) == (0, 0)


def test_a_service_in_trouble_is_asked_again_and_one_that_refuses_is_not(jo: User, service: PushService) -> None:
    phone = subscribed(service, jo)
    service.answers = 503
    tell_of(jo, 12)
    push_due()
    assert (waiting(), push_due()) == (1, 0), "it waits its while"
    service.answers = 201
    Notification.objects.update(push_at=clock.now() - timedelta(seconds=1))
    push_due()
    assert (len(phone.heard), waiting()) == (1, 0)
    service.answers = 400
    tell_of(jo, 13)
    push_due()
    assert (PushBrowser.objects.count(), waiting()) == (1, 0)


def test_a_push_that_another_key_signed_is_taken_by_no_service(
    jo: User, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = subscribed(service, jo)
    monkeypatch.setattr("simcare.notifications.channels.push.key", lambda: ec.generate_private_key(ec.SECP256R1()))
    tell_of(jo, 12)
    push_due()
    assert (phone.heard, service.refused) == ([], ["AssertionError: another desk than the phone asked for"])


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://10.0.0.5/push/1",
        "https://169.254.169.254/x",
        "http://127.0.0.1:{port}/push/1",
        "https://localhost/push",
    ],
)
def test_nothing_is_sent_to_addresses_inside(jo: User, service: PushService, settings: Settings, endpoint: str) -> None:
    phone = subscribed(service, jo)
    PushBrowser.objects.update(endpoint=endpoint.format(port=service.server_port))
    settings.SIMCARE_LOOPBACK_TARGETS = []
    tell_of(jo, 12)
    push_due()
    assert (phone.heard, service.refused, waiting()) == ([], [], 0)


def test_a_service_that_sends_us_elsewhere_is_not_followed(jo: User, service: PushService, settings: Settings) -> None:
    with push_service() as inside:
        secret = subscribed(inside, jo, "2")
        PushBrowser.objects.all().delete()
        subscribed(service, jo)
        settings.SIMCARE_LOOPBACK_TARGETS = [service.target, inside.target]
        service.answers, service.moved_to = 307, f"http://{inside.target}/push/2"
        tell_of(jo, 12)
        push_due()
        assert (secret.heard, inside.refused) == ([], [])


def test_who_has_left_the_desk_is_pushed_nothing(jo: User, service: PushService) -> None:
    phone = subscribed(service, jo)
    tell_of(jo, 12)
    User.objects.filter(id=jo.id).update(is_active=False)
    push_due()
    assert (phone.heard, waiting()) == ([], 0)


def test_a_person_adds_and_removes_own_browsers_on_the_page_and_keeps_a_number_of_them(jo: User) -> None:
    phone, client = Phone(get_push_key()), browser(jo)
    said = {"public_key": text(phone.point), "secret": text(phone.secret)}
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    for number in range(MOST_BROWSERS + 2):
        told = {"endpoint": f"https://push.example/{number}", **said}
        client.post("/settings/notifications/browser/", told, headers=agent)
    kept = PushBrowser.objects.filter(user=jo)
    assert {each.endpoint for each in kept} == {f"https://push.example/{n}" for n in range(2, MOST_BROWSERS + 2)}
    assert "Firefox on Linux" in client.get("/settings/notifications/").content.decode()
    for endpoint in ("http://push.example/1", "https://push.example/" + "x" * 3_000, "javascript:alert(1)", ""):
        client.post("/settings/notifications/browser/", {"endpoint": endpoint, **said})
    assert kept.count() == MOST_BROWSERS
    mine = kept.latest("id")
    browser(colleague("Sam", StaffRole.ADMIN)).post(f"/settings/notifications/browsers/{mine.id}/drop/")
    assert kept.filter(id=mine.id).exists()
    client.post(f"/settings/notifications/browsers/{mine.id}/drop/")
    assert not kept.filter(id=mine.id).exists()


def test_a_browser_belongs_to_whoever_said_so_last(jo: User) -> None:
    phone, sam = Phone(get_push_key()), colleague("Sam")
    known = Browser(endpoint="https://push.example/1", public_key=text(phone.point), secret=text(phone.secret))
    for user in (jo, sam):
        add_browser(user=user, browser=known, agent="", at=clock.now())
    assert PushBrowser.objects.get().user == sam
