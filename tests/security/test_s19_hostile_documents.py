"""S19: what others sent runs no script in a real browser, even where one of the walls before it has fallen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from django.db import connection
from playwright.sync_api import Page, Route, sync_playwright

from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.cli._supervise.needs import chromium
from simcare.messaging.models import Attachment, Message
from simcare.web import assets
from tests.security.conftest import MailDesk
from tests.security.people import PASSWORD, colleague

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]
RAN: Final = "https://ran.example/"
"""Where every script below calls: a request to it is the proof that it ran."""

SCRIPT: Final = f"new Image().src='{RAN}'"
DOCUMENTS: Final = {
    "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{SCRIPT}\"><script>{SCRIPT}</script></svg>",
    "text/html": f'<!doctype html><body onload="{SCRIPT}"><script>{SCRIPT}</script><img src=x onerror="{SCRIPT}">',
    "text/xml": f"<?xml version='1.0'?><h:script xmlns:h='http://www.w3.org/1999/xhtml'>{SCRIPT}</h:script>",
    "application/pdf": f"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.launchURL('{RAN}'))>>>>endobj\n",
    "text/javascript": SCRIPT,
}
MAIL: Final = (
    "From: eve@evil.example\r\nTo: support@simcare.example\r\nSubject: Look at this\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    + DOCUMENTS["text/html"]
    + "".join(
        f"\r\n--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename=look\r\n\r\n{content}"
        for kind, content in DOCUMENTS.items()
    )
    + "\r\n--b--\r\n"
)


@pytest.fixture
def mira(transactional_db: None) -> User:
    return colleague("Mira", StaffRole.SUPERVISOR)


@pytest.fixture
def tab(live_server: object, mira: User) -> Iterator[Page]:
    """Opened after the database and closed before it, for its loop is this thread's."""
    assets.install_for_tests()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page(base_url=str(live_server.url))  # type: ignore[attr-defined]  # pytest-django's
        tab.goto("/sign-in/login/")
        tab.fill("input[name=login]", mira.email)
        tab.fill("input[name=password]", PASSWORD)
        tab.press("input[name=password]", "Enter")
        tab.wait_for_url(lambda url: "sign-in" not in url)
        yield tab
        browser.close()


def addresses() -> list[str]:
    """Where the mail's body and its files are; asked in a thread of its own, since the tab holds ours."""

    def ask() -> list[str]:
        try:
            received = Message.objects.filter(direction="in").values_list("id", flat=True)
            bodies = [f"/messages/{number}/html/?pictures=1" for number in sorted(received)]
            return bodies + [f"/attachments/{number}/" for number in Attachment.objects.values_list("id", flat=True)]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def shown_anyway(route: Route, *, with_policy: bool = True) -> None:
    """As if the file were not sent as a download, and by the type that its sender gave: the policy alone is left."""
    answer = route.fetch()
    body = answer.text()
    kind = next((kind for kind, content in DOCUMENTS.items() if content.strip() == body.strip()), "text/html")
    kept = {"content-security-policy": answer.headers["content-security-policy"]} if with_policy else {}
    route.fulfill(body=body, headers={**kept, "content-type": kind})


def test_s19_hostile_documents_run_no_script(desk: MailDesk, tab: Page) -> None:
    """In the end the last wall is taken away, too: then three of them run, so the test would see it."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_received, desk).result()
    ran: list[str] = []
    tab.context.on("request", lambda request: ran.append(request.url) if request.url.startswith(RAN) else None)
    tab.route(f"{RAN}**", lambda route: route.abort())
    opened = addresses()
    assert len(opened) == 1 + len(DOCUMENTS)
    for address in opened[1:]:
        with tab.expect_download():  # a file is never shown
            tab.evaluate("address => { location.href = address; }", address)
    tab.route("**/attachments/**", shown_anyway)
    for address in opened:
        tab.goto(address)
        tab.wait_for_timeout(100)
    assert ran == []
    tab.route("**/attachments/**", lambda route: shown_anyway(route, with_policy=False))
    for address in opened[1:]:
        tab.goto(address)
        tab.wait_for_timeout(100)
    assert len(ran) >= 3


def _received(desk: MailDesk) -> None:
    try:
        desk.receive(MAIL)
        desk.work()
    finally:
        connection.close()
