"""A real desk with the demo's world, and a real browser at it; a journey imports the two as its fixtures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from simcare.world.benches._desk import RunningDesk, running_desk
from tests.browsers import open_browser


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
