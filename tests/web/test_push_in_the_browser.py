"""A push from end to end in a real Chromium: asked for on the page, sealed for it, opened by it, shown, and followed.

Two things are ours, since a browser without the network has no push service: the answer to `subscribe`, whose keys the
page makes itself by WebCrypto, and the hand-over to the service worker, by Chromium's own tools for developers.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django import Settings

from simcare.accounts.models import User
from simcare.cli._supervise.needs import chromium
from simcare.kernel import clock
from simcare.notifications.actions.sending import push_due
from simcare.notifications.actions.telling import tell
from simcare.notifications.models import Notification, PushBrowser
from simcare.notifications.queries import get_push_key
from simcare.notifications.values import Kind
from simcare.web import assets
from tests.notifications.push_service import Phone, push_service
from tests.security.people import PASSWORD, colleague

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("policies"),
]
SUBSCRIBE = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const keys = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const secret = crypto.getRandomValues(new Uint8Array(16));
  const text = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const kept = { key: await crypto.subtle.exportKey("jwk", keys.privateKey), point: [...point], secret: [...secret] };
  localStorage.setItem("phone", JSON.stringify({ ...kept, sender: text(new Uint8Array(options.applicationServerKey)) }));
  const told = { endpoint: "https://push.example/1", keys: { p256dh: text(point), auth: text(secret) } };
  return { toJSON: () => told };
};
"""
OPEN = """
async (sent) => {
  const phone = JSON.parse(localStorage.getItem("phone"));
  const body = new Uint8Array(sent), words = new TextEncoder();
  const [salt, sender, sealed] = [body.slice(0, 16), body.slice(21, 21 + body[20]), body.slice(21 + body[20])];
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const mine = await crypto.subtle.importKey("jwk", phone.key, curve, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", sender, curve, false, []);
  const derived = async (bits, salt, info, length) => {
    const key = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits"]);
    return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 8 * length);
  };
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  const info = new Uint8Array([...words.encode("WebPush: info\0"), ...phone.point, ...sender]);
  const first = await derived(shared, new Uint8Array(phone.secret), info, 32);
  const key = await derived(first, salt, words.encode("Content-Encoding: aes128gcm\0"), 16);
  const iv = await derived(first, salt, words.encode("Content-Encoding: nonce\0"), 12);
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed));
  return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2)));
}
"""
SHOWN = """
async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 100; tries++) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map((each) => [each.title, each.data.url]);
    await new Promise((go) => setTimeout(go, 50));
  }
  return [];
}
"""
CLICK = """
async () => {
  const [notification] = await self.registration.getNotifications();
  self.clients.matchAll = async () => [];
  const opened = new Promise((go) => { self.clients.openWindow = async (url) => go(String(url)); });
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return opened;
}
"""
"""A click outside of the browser's own windows can't be made by a test: the event is, and who would open is asked."""


def apart(act: Callable[[], Any]) -> Any:  # of any kind: what `act` returns
    """Done in a thread of its own, since the tab holds ours."""

    def acted() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(acted).result()


@pytest.fixture
def jo(transactional_db: None) -> User:
    return colleague("Jo")


@pytest.fixture
def tab(live_server: object, jo: User) -> Iterator[Page]:
    """Signed in, in a browser that lets the desk show notifications."""
    assets.install_for_tests()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        address = str(live_server.url)  # type: ignore[attr-defined]  # pytest-django's
        context = browser.new_context(base_url=address, permissions=["notifications"])
        context.add_init_script(SUBSCRIBE)
        tab = context.new_page()
        tab.goto("/sign-in/login/")
        tab.fill("input[name=login]", jo.email)
        tab.fill("input[name=password]", PASSWORD)
        tab.press("input[name=password]", "Enter")
        tab.wait_for_url(lambda url: "sign-in" not in url)
        yield tab
        browser.close()


def deliver(tab: Page, content: str) -> None:
    """Chromium hands the worker what a push service would have brought."""
    line, versions = tab.context.new_cdp_session(tab), []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda told: versions.extend(told["registrations"]))
    line.send("ServiceWorker.enable")
    while not versions:
        tab.wait_for_timeout(20)
    origin = tab.url.split("/settings")[0]
    told = {"origin": origin, "registrationId": versions[-1]["registrationId"], "data": content}
    line.send("ServiceWorker.deliverPushMessage", told)


def test_a_push_is_asked_for_sealed_opened_shown_and_followed(jo: User, tab: Page, settings: Settings) -> None:
    tab.goto("/settings/notifications/")
    tab.get_by_role("button", name="Take pushes here").click()
    expect(tab.get_by_text("This browser takes pushes from now on.")).to_be_visible()
    assert tab.evaluate("JSON.parse(localStorage.getItem('phone')).sender") == get_push_key()
    with push_service() as service:
        settings.SIMCARE_LOOPBACK_TARGETS = [service.target]
        service.answers = 202
        endpoint = service.subscribe("1", Phone(get_push_key()))
        apart(lambda: PushBrowser.objects.update(endpoint=endpoint))
        at = clock.now()
        apart(lambda: tell(user_ids=[jo.id], kind=Kind.ASSIGNED, subject="ticket:12", key="e", by="desk", at=at))
        assert apart(push_due) == 1
        assert service.refused == []
        (body,) = service.bodies
    content = tab.evaluate(OPEN, list(body))
    number = apart(lambda: Notification.objects.get().id)
    deliver(tab, content)
    assert tab.evaluate(SHOWN) == [["Ticket 12 is yours now", f"/notifications/{number}/"]]
    (worker,) = tab.context.service_workers
    opened = worker.evaluate(CLICK)
    assert opened.endswith(f"/notifications/{number}/")
    tab.goto(opened)
    assert tab.url.endswith("/tickets/12/")
    tab.goto("/settings/notifications/")
    tab.get_by_role("button", name="Remove").click()
    expect(tab.get_by_text("It takes no pushes any more.")).to_be_visible()
