"""A day at the desk without a mouse, against a real desk: sign in, read, answer, take it back, and find the way back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from simcare.cli._supervise.needs import chromium
from simcare.world.benches._desk import RunningDesk, running_desk
from simcare.world.sign_ins import SIGN_INS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("embedded database"), pytest.mark.long]
WAITING = "/?view=open"


@pytest.fixture(scope="module")
def desk() -> Iterator[RunningDesk]:
    with running_desk(demo=True) as running:
        yield running


@pytest.fixture
def tab(desk: RunningDesk) -> Iterator[Page]:
    """A window of the person who signs in by keyboard: the first field has the focus."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(desk.url.replace("127.0.0.1", "localhost"))
        page.keyboard.type(SIGN_INS[0].email)
        page.keyboard.press("Tab")
        page.keyboard.type(SIGN_INS[0].password)
        page.keyboard.press("Enter")
        expect(page.locator("#list")).to_be_visible()
        yield page
        browser.close()


def test_a_ticket_is_answered_and_taken_back_without_a_mouse(tab: Page) -> None:
    for key in ("j", "j", "k", "Enter"):
        tab.keyboard.press(key)
    expect(tab.locator("#composer")).to_be_visible()
    words = "Written without a mouse."
    tab.keyboard.press("r")
    expect(tab.locator("#reply textarea")).to_be_focused()
    tab.keyboard.press("Control+a")
    tab.keyboard.type(words)
    tab.keyboard.press("Control+Enter")
    expect(tab.locator(".toast.held").first).to_be_visible()
    tab.keyboard.press("z")
    expect(tab.get_by_text("Nothing was sent")).to_be_visible()
    expect(tab.locator("#reply textarea")).to_have_value(words)
    tab.keyboard.press("Control+k")
    tab.keyboard.type("audit")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("/audit/$"))


def test_back_returns_to_the_filtered_list_and_a_link_opens_after_signing_in(tab: Page) -> None:
    base = tab.url.split("/?")[0].rstrip("/")
    tab.goto(base + WAITING)
    row = tab.locator("a.ticket-row").last
    number = row.get_attribute("data-ticket")
    row.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#composer")).to_be_visible()
    address = tab.url
    assert f"/tickets/{number}/" in address
    tab.go_back()
    expect(tab.locator("a.ticket-row").last).to_be_visible()
    assert "view=open" in tab.url
    tab.context.clear_cookies()
    tab.goto(address)
    tab.fill("input[name=login]", SIGN_INS[0].email)
    tab.fill("input[name=password]", SIGN_INS[0].password)
    tab.keyboard.press("Enter")
    expect(tab.locator("#composer")).to_be_visible()
    assert f"/tickets/{number}/" in tab.url
