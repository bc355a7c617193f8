"""The browser that tests look at pages with."""

from typing import Final

from playwright.sync_api import Browser, Playwright

from simcare.cli._supervise.needs import headless

ONE_PROCESS: Final = ("--process-per-site", "--disable-site-isolation-trials")
"""All pages of the desk in one renderer: a new process for each is half of what it costs to open a page."""


def open_browser(playwright: Playwright) -> Browser:
    """A Chromium without a window. Tests about its walls open one of their own, with all of them."""
    return playwright.chromium.launch(executable_path=headless(), args=["--no-sandbox", *ONE_PROCESS])
