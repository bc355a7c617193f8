"""A passkey in a real browser, whose device is Chromium's virtual authenticator: made, used, renamed, gone."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import Page, expect, sync_playwright

from simcare.accounts.values import StaffRole
from simcare.cli._supervise.needs import chromium
from simcare.kernel.models import AuditEntry
from simcare.web import assets
from tests.security.people import PASSWORD, colleague

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone or laptop that knows its person, and whose person says yes."""


@pytest.fixture
def desk(live_server: object) -> str:
    """The address of the desk by its name, which a passkey belongs to."""
    assets.install_for_tests()
    colleague("Ada", StaffRole.SUPERVISOR)
    return str(live_server.url)  # type: ignore[attr-defined]  # pytest-django's


@pytest.fixture
def tab(desk: str) -> Iterator[Page]:
    """A window on a device with an authenticator. Opened after the database and closed before it: its loop is Django's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        line = tab.context.new_cdp_session(tab)
        line.send("WebAuthn.enable")
        line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield tab
        browser.close()


def deeds() -> list[str]:
    """What was done to ways of signing in, the latest first; asked in a thread of its own, since the tab holds ours."""

    def ask() -> list[str]:
        try:
            found = AuditEntry.objects.filter(action__startswith="factor.").order_by("-id")
            return list(found.values_list("action", flat=True))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def by_password(tab: Page, desk: str) -> None:
    tab.goto(f"{desk}/sign-in/login/")
    tab.fill("input[name=login]", "ada@simcare.example")
    tab.fill("input[name=password]", PASSWORD)
    tab.press("input[name=password]", "Enter")
    expect(tab.locator("#list")).to_be_visible()


def leave(tab: Page, desk: str) -> None:
    tab.context.clear_cookies()
    tab.goto(f"{desk}/sign-in/login/")


def prove(tab: Page) -> None:
    """Says again who it is: by the passkey, since there is one."""
    expect(tab.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    tab.get_by_role("button", name="Use a passkey").click()


def test_a_passkey_is_added_signs_in_is_renamed_and_opens_nothing_once_removed(desk: str, tab: Page) -> None:
    by_password(tab, desk)
    tab.goto(f"{desk}/settings/security/")
    tab.get_by_role("link", name="Add a passkey").click()
    tab.fill("input[name=password]", PASSWORD)
    tab.get_by_role("button", name="Go on").click()
    tab.fill("input[name=name]", "My laptop")
    tab.get_by_role("button", name="Add").click()
    expect(tab.get_by_role("heading", name="Recovery codes")).to_be_visible()

    leave(tab, desk.replace("localhost", "127.0.0.1"))
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    expect(tab.get_by_role("button", name="Use a passkey")).to_be_hidden()  # a number is no name
    leave(tab, desk)
    tab.get_by_role("button", name="Use a passkey").click()
    expect(tab.locator("#list")).to_be_visible()

    tab.goto(f"{desk}/settings/security/")
    tab.get_by_role("link", name="Rename").click()
    prove(tab)
    tab.fill("input[name=name]", "Old laptop")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("Old laptop")).to_be_visible()

    tab.get_by_role("listitem").filter(has_text="Old laptop").get_by_role("link", name="Remove").click()
    tab.get_by_role("button", name="Remove").click()
    expect(tab.get_by_text("Old laptop")).to_have_count(0)

    leave(tab, desk)
    tab.get_by_role("button", name="Use a passkey").click()
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(tab.get_by_role("status")).to_be_visible()
    tab.goto(desk)
    expect(tab).to_have_url(re.compile("/sign-in/login/"))
    assert deeds() == ["factor.removed", "factor.removed", "factor.added", "factor.added"]
