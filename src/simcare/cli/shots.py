"""`simcare shots`: pictures of the running desk, in the sizes and looks that people see it in."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from simcare.cli._supervise.install import ROOT
from simcare.cli._supervise.needs import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

DESK, PHONE = (1440, 900), (390, 844)
TELLING = ".ticket-row:has(.via):has(.tag.ready):has(.state.blocked, .state.degraded)"
"""A forwarded ticket with a verdict and a proposed answer; else the first one of the list is taken."""
UNJUDGED = ".ticket-row:has(.marks > .mono):not(:has(.marks > .state))"
"""A ticket whose one card has no verdict yet: a desk that has just started asks its operators first."""
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: `path` empty is a ticket with a verdict."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    look: Literal["light", "dark"] = "light"
    language: str = "en"


SHOTS = (
    Shot("sign-in", "/sign-in/login/"),
    Shot("ticket", ""),
    Shot("ticket-dark", "", look="dark"),
    Shot("ticket-phone", "", PHONE),
    Shot("ticket-arabic", "", language="ar"),
    Shot("inbox-phone-dark", "/", PHONE, "dark"),
    Shot("card", "card"),
    Shot("quality", "/quality/"),
    Shot("incidents", "/incidents/"),
    Shot("cards-phone", "/cards/", PHONE),
    Shot("policies", "/policies/"),
    Shot("audit-dark", "/audit/?check=1", look="dark"),
)


@click.command()
@click.option("--base", default="http://localhost:8000", show_default=True, help="Address of the running desk.")
@click.option("--email", default="anna@simcare.example", show_default=True, help="Who signs in.")
@click.option("--password", default="demo-anna-2026", show_default=True, help="With what password.")
@click.option("--into", default=ROOT / "docs" / "screens", type=click.Path(path_type=Path), help="Folder of the PNGs.")
def command(base: str, email: str, password: str, into: Path) -> None:
    """Take pictures of every kind of page of the running desk, light and dark, desktop and phone."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise click.ClickException("Pictures need what the tests need: run `./simcare test -k nothing` once.") from None

    program = chromium()
    if program is None:
        raise click.ClickException("Chromium is not on this machine: apt-get install chromium")
    into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--hide-scrollbars"])
        _wait_for_verdicts(browser, base, (email, password))
        for shot in SHOTS:
            click.echo(take(browser, shot, base, (email, password), into))
        browser.close()


def take(browser: "Browser", shot: Shot, base: str, sign_in: tuple[str, str], into: Path) -> Path:
    """One picture in a fresh session; returns its file."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.look,
        reduced_motion="reduce",
        timezone_id="Europe/Berlin",
    )
    _speak(context, shot, base)
    page = context.new_page()
    page.goto(base + "/sign-in/login/")
    if not shot.path.startswith("/sign-in/"):
        _sign_in(page, *sign_in)
        _speak(context, shot, base)  # a sign-in brings the account's own language
        page.goto(base + _path(page, shot, base))
        if "/tickets/" in page.url:
            page.locator(".ticket-row").first.wait_for(state="attached")  # a ticket opens before its list
    file = into / f"{shot.name}.png"
    page.screenshot(path=file)
    context.close()
    return file


def _wait_for_verdicts(browser: "Browser", base: str, sign_in: tuple[str, str]) -> None:
    """Look at the inbox until every ticket of it with one card has a verdict, for two minutes at most."""
    page = browser.new_page()
    page.goto(base + "/sign-in/login/")
    _sign_in(page, *sign_in)
    gives_up_at = time.monotonic() + PATIENCE_SECONDS
    page.goto(base + "/")
    while (waiting := page.locator(UNJUDGED).count()) and time.monotonic() < gives_up_at:
        time.sleep(1)
        page.goto(base + "/")
    if waiting:
        click.echo(f"{waiting} tickets have no verdict yet; the pictures are taken all the same", err=True)
    page.close()


def _speak(context: "BrowserContext", shot: Shot, base: str) -> None:
    context.add_cookies([{"name": "django_language", "value": shot.language, "url": base}])


def _sign_in(page: "Page", email: str, password: str) -> None:
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in/login" not in url)


def _path(page: "Page", shot: Shot, base: str) -> str:
    if shot.path.startswith("/"):
        return shot.path
    page.goto(base + "/")
    rows = page.locator(TELLING).or_(page.locator(".ticket-row"))
    ticket = page.locator(TELLING).first if page.locator(TELLING).count() else rows.first
    address = ticket.get_attribute("href") or "/"
    if shot.path != "card":
        return address
    page.goto(base + address)
    return page.locator(".card-pane h3 a").first.get_attribute("href") or "/cards/"
