"""A real desk with the demo's world, and a real browser at it; a journey imports the two as its fixtures."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from simcare.world.benches._desk import RunningDesk, running_desk, wait_for
from simcare.world.sign_ins import SignIn
from tests.browsers import open_browser

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def desk() -> Iterator[RunningDesk]:
    with running_desk(demo=True) as running:
        yield running


@pytest.fixture
def tab() -> Iterator[Page]:
    """A new window of a desktop's size."""
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


def sign_in(tab: Page, desk: RunningDesk, person: SignIn) -> None:
    """Come to the desk as one of its people."""
    tab.goto(desk.url)
    tab.fill("input[name=login]", person.email)
    tab.fill("input[name=password]", person.password)
    tab.press("input[name=password]", "Enter")
    expect(tab.locator("#list")).to_be_visible(timeout=PATIENCE_SECONDS * 1000)


def sent_to(desk: RunningDesk, address: str) -> EmailMessage:
    """The last mail that the desk sent to an address, as its SMTP server kept it."""

    def found() -> list[EmailMessage]:
        files = sorted((desk.var / "postbox").glob("*.eml"))
        mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [mail for mail in mails if isinstance(mail, EmailMessage) and address in str(mail["To"])]

    wait_for(found, seconds=PATIENCE_SECONDS)
    return found()[-1]
