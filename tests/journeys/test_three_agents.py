"""Three agents work one queue in three real browsers, all at the same ticket at once; counted by SQL afterwards.

Ten minutes of work are compressed into many short steps. Mails come in between; whoever is refused reads what changed
and leaves the ticket; now and then an answer is undone and sent again. Every ticket ends with exactly one answer.
"""

import random
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from simcare.world.benches._desk import RunningDesk, running_desk, wait_for
from simcare.world.sign_ins import SIGN_INS
from tests.browsers import open_browser
from tests.journeys.running import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("embedded database")]
PATIENCE_MS = 30_000
LIST = "/?view=open&queue=money&standing=unknown"


def _leave_it_to_people(desk: RunningDesk) -> None:
    """The desk answers nobody by itself, and there is time to change one's mind on a busy machine."""
    with desk.connect() as database:
        database.execute(
            "UPDATE kernel_policyversion SET values = values || CASE name"
            """ WHEN 'auto_send' THEN '{"general_answers": false}'::jsonb ELSE '{"seconds": 25}'::jsonb END"""
            " WHERE name IN ('auto_send', 'undo_send')"
        )


def _arrive(desk: RunningDesk, numbers: range) -> None:
    for number in numbers:
        mail = (
            f"Message-ID: <{number}@three.example>\nFrom: user{number}@three.example\nTo: support@simcare.example\n"
            f"Subject: Refund case {number}\n\nI want my money back for package {number}, it was never used.\n"
        )
        with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=20) as server:
            server.sendmail("load@three.example", ["support@simcare.example"], mail)


def _count(desk: RunningDesk, question: str) -> int:
    with desk.connect() as database:
        row = database.execute(question).fetchone()  # type: ignore[arg-type]  # our own words
    return int(row[0]) if row else 0


@contextmanager
def _three(desk: RunningDesk) -> Iterator[list[Page]]:
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        tabs = [browser.new_context(viewport={"width": 1440, "height": 900}).new_page() for _ in SIGN_INS]
        for tab, person in zip(tabs, SIGN_INS, strict=True):
            sign_in(tab, desk, person)
        yield tabs
        browser.close()


def _first_ticket(desk: RunningDesk, tab: Page) -> str:
    """The address of the ticket on top of the queue; empty when nothing waits."""
    tab.goto(desk.url + LIST)
    rows = tab.locator("a.ticket-row")
    return str(rows.first.get_attribute("href")) if rows.count() else ""


def _all_at_once(desk: RunningDesk, tabs: list[Page], chance: random.Random) -> int:
    """Each takes what is on top, all write, all send; returns how many were refused."""
    chosen = [(tab, href) for tab in tabs if (href := _first_ticket(desk, tab))]
    for tab, href in chosen:
        tab.goto(desk.url + href)
        tab.fill("#reply textarea", f"Answer by {tab.locator('.me strong').inner_text()} in {href.split('?')[0]}")
    refused = 0
    for tab, _href in chance.sample(chosen, len(chosen)):
        _send(tab)
        expect(tab.locator(".changes, .toast.held").first).to_be_visible(timeout=PATIENCE_MS)
        if tab.locator(".changes").count():
            refused += 1
            expect(tab.locator("#reply textarea")).to_have_value(tab.locator("#reply textarea").input_value())
            with tab.expect_response(lambda answer: answer.url.endswith("/draft/")):
                tab.fill("#reply textarea", "")
        elif chance.random() < 0.4:
            _change_ones_mind(tab)
    return refused


def _send(tab: Page) -> None:
    """Press it, and wait for the next page: what is held on this one may be the answer before."""
    with tab.expect_navigation(timeout=PATIENCE_MS):
        tab.locator("#reply button.primary").click()


def _change_ones_mind(tab: Page) -> None:
    words = "Answer"
    tab.locator("[data-undo]").first.click()
    expect(tab.get_by_text("Nothing was sent")).to_be_visible(timeout=PATIENCE_MS)
    assert tab.locator("#reply textarea").input_value().startswith(words)
    _send(tab)
    expect(tab.locator(".toast.held").first).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.parametrize("cases", [6, pytest.param(60, marks=pytest.mark.long)], ids=["six cases", "sixty cases"])
def test_three_agents_work_one_queue_without_a_lost_or_doubled_answer(cases: int) -> None:
    chance, refused = random.Random(3), 0
    mine = "FROM support_ticket t WHERE subject LIKE 'Refund case %'"
    with running_desk(demo=True) as desk, _three(desk) as tabs:
        _leave_it_to_people(desk)
        _arrive(desk, range(cases // 2))
        assert (
            wait_for(lambda: _count(desk, f"SELECT count(*) {mine} AND queue = 'money'") == cases // 2, seconds=60) < 60
        )
        _arrive(desk, range(cases // 2, cases))
        for _round in range(cases * 6):
            refused += _all_at_once(desk, tabs, chance)
            if _count(desk, f"SELECT count(*) {mine} AND state <> 'open'") == cases:
                break
        unsent = "SELECT count(*) FROM messaging_sending WHERE state = 'queued'"
        assert wait_for(lambda: _count(desk, unsent) == 0, seconds=60) < 60
        answers = (
            "SELECT count(*) FROM messaging_message m JOIN messaging_sending s ON s.message_id = m.id"
            " WHERE m.thread_id = t.thread_id AND s.state = 'sent' AND NOT s.automatic"
        )
        assert _count(desk, f"SELECT count(*) {mine}") == cases
        assert _count(desk, f"SELECT count(*) {mine} AND ({answers}) = 1") == cases
        assert refused > 0
        lines = "SELECT count(*) FROM support_entry e JOIN support_ticket t ON t.id = e.ticket_id"
        seen = f"{lines} WHERE t.subject LIKE 'Refund case %' AND e.kind = 'message' AND e.by LIKE '%@simcare.example'"
        assert _count(desk, seen) == cases
        bodies = [file.read_text(errors="replace") for file in (desk.var / "postbox").glob("*.eml")]
    assert sum("Answer by" in body and "three.example" in body for body in bodies) == cases
