"""A day at the desk without a mouse, against a real desk: sign in, read, answer, take it back, and find the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from simcare.world.benches._desk import RunningDesk
from simcare.world.sign_ins import SIGN_INS
from tests.journeys.running import desk, tab

__all__ = ["desk", "tab"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("embedded database"), pytest.mark.long]
WAITING = "/?view=open"


@pytest.fixture
def signed_in(desk: RunningDesk, tab: Page) -> Page:
    """Signed in by keyboard: the first field has the focus."""
    tab.goto(desk.url)
    tab.keyboard.type(SIGN_INS[0].email)
    tab.keyboard.press("Tab")
    tab.keyboard.type(SIGN_INS[0].password)
    tab.keyboard.press("Enter")
    expect(tab.locator("#list")).to_be_visible()
    return tab


def test_a_ticket_is_answered_and_taken_back_without_a_mouse(signed_in: Page) -> None:
    tab = signed_in
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


def test_back_returns_to_the_filtered_list_and_a_link_opens_after_signing_in(signed_in: Page) -> None:
    tab = signed_in
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
