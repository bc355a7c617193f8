"""The whole journey as people see it: a real desk, a real browser, mail over SMTP in and out."""

import email.utils
import re
import smtplib
import tomllib
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from simcare.world import demo
from simcare.world.benches._desk import RunningDesk, wait_for
from simcare.world.sign_ins import SIGN_INS
from tests.journeys.running import PATIENCE_SECONDS, desk, sent_to, sign_in, tab

__all__ = ["desk", "tab"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("embedded database")]


def _deliver(desk: RunningDesk, mail: EmailMessage, to: str = "support@simcare.example") -> None:
    with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=20) as server:
        server.send_message(mail, from_addr="someone@place.example", to_addrs=[to])


def _settle(desk: RunningDesk) -> None:
    """Wait until the mails that the demo world begins with are answered."""
    with desk.connect() as database:

        def is_quiet() -> bool:
            waiting = "SELECT (SELECT count(*) FROM kernel_delivery WHERE done_at IS NULL)"
            row = database.execute(f"{waiting} + (SELECT count(*) FROM messaging_rawmail WHERE state = 'waiting')")
            return row.fetchone() == (0,)

        assert wait_for(is_quiet, seconds=60) < 60


def _take_news_until_visible(tab: Page, row: Locator) -> None:
    """The list says that there is news, of this ticket or of another; whoever takes each soon sees the row."""

    def is_there() -> bool:
        news = tab.locator("#news")
        if news.is_visible():
            news.click()
        tab.wait_for_timeout(100)
        return row.is_visible()

    wait_for(is_there, seconds=PATIENCE_SECONDS)
    expect(row).to_be_visible()


def test_a_forwarded_complaint_is_answered_and_the_reply_comes_back(desk: RunningDesk, tab: Page) -> None:
    _settle(desk)
    agent = SIGN_INS[0]
    sign_in(tab, desk, agent)

    told = tomllib.loads((demo.HERE / "mails.toml").read_text())["mails"][0]
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{told['name']} <{told['from']}>", "support@simcare.example"
    mail["Subject"], mail["Message-ID"] = "WG: Kamera an der B96, die zweite", "<second@nordlicht-kameras.example>"
    mail.set_content(told["text"].replace("Betreff: Kamera an der B96 sendet", "Betreff: Kamera zwei sendet"))
    _deliver(desk, mail)
    row = tab.locator("a.ticket-row", has_text="Kamera zwei").first
    _take_news_until_visible(tab, row)
    tab.goto(f"{desk.url}{row.get_attribute('href')}")  # a click could meet the list while it is drawn anew
    expect(tab.get_by_role("heading", name=re.compile("Kamera zwei"))).to_be_visible()
    for words in ("Jens Albers", "Karin Vogt", "Operator", "First response"):
        expect(tab.get_by_text(words).locator("visible=true").first).to_be_visible()
    expect(tab.locator("#composer textarea[name=text]").first).to_have_value(re.compile("8949020000012345671"))

    tab.locator("#reply button.primary").click()
    sent = sent_to(desk, told["from"])
    assert sent["In-Reply-To"] == "<second@nordlicht-kameras.example>"
    assert "Auto-Submitted" not in sent

    reply = EmailMessage()
    reply["From"], reply["To"] = mail["From"], str(sent["Reply-To"])
    reply["Subject"], reply["In-Reply-To"] = f"Re: {sent['Subject']}", str(sent["Message-ID"])
    reply["Message-ID"] = "<thanks@nordlicht-kameras.example>"
    reply.set_content("Vielen Dank, das Umschalten hat geholfen.")
    _deliver(desk, reply, to=email.utils.parseaddr(str(sent["Reply-To"]))[1])
    expect(tab.get_by_text("das Umschalten hat geholfen").first).to_be_visible()


def test_words_that_are_typed_while_fresh_parts_are_on_their_way_stay(desk: RunningDesk, tab: Page) -> None:
    """A slow line: the page asks for what changed, somebody begins to write, and only then the answer comes."""
    sign_in(tab, desk, SIGN_INS[0])
    address = f"{desk.url}{tab.locator('a.ticket-row').first.get_attribute('href')}"
    tab.goto(address)
    field, held = tab.locator("#reply textarea"), []
    tab.route(
        lambda url: "/tickets/" in url, lambda route: held.append(route) if _is_fresh(route) else route.continue_()
    )
    other = tab.context.browser.new_page()
    sign_in(other, desk, SIGN_INS[1])
    other.goto(address)
    other.locator("#tab-note").click()
    other.fill("#note textarea", "A remark from elsewhere.")
    other.locator("#note button").click()
    expect(other.locator("#timeline")).to_contain_text("A remark from elsewhere.")
    assert _comes(tab, lambda: bool(held)), "the open page heard of it"
    field.fill("What I have to say.")
    tab.locator("h1, h2").first.click()  # whoever looks elsewhere has not given up the words
    while held:
        held.pop().continue_()
    expect(tab.locator("#timeline")).to_contain_text("A remark from elsewhere.")
    expect(field).to_have_value("What I have to say.")


def _is_fresh(route: Route) -> bool:
    return route.request.method == "GET" and route.request.headers.get("hx-target") == "ticket"


def _comes(tab: Page, condition: Callable[[], bool]) -> bool:
    """Whether it comes to be so; the page goes on meanwhile."""

    def looked() -> bool:
        tab.wait_for_timeout(50)
        return condition()

    return wait_for(looked, seconds=PATIENCE_SECONDS) < PATIENCE_SECONDS
