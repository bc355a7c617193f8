"""kill -9 of pages, workers and database while agents send and undo: an undone answer never leaves, any other never fails.

Agents speak HTTP as a browser does: a request without an answer is sent again. What a page said is true for ever.
"""

import email
import email.policy
import http.client
import random
import re
import smtplib
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from itertools import cycle

import psycopg
import pytest

from simcare.world.benches._desk import RunningDesk, running_desk, wait_for
from simcare.world.sign_ins import SIGN_INS
from tests.faults import kills

pytestmark = pytest.mark.xdist_group("embedded database")
VICTIMS = (kills.WEB, kills.EVENTS, kills.DATABASE)
SENDER_TOO = (kills.WEB, kills.OUTSIDE, kills.EVENTS, kills.DATABASE)
"""A killed sender leaves its claims to run out, a minute each time: only a long run waits for that."""
PATIENCE_SECONDS = 60
TROUBLE = (urllib.error.URLError, http.client.HTTPException, OSError, psycopg.Error)


@dataclass
class Agent:
    """A browser without eyes: cookies, forms, and patience."""

    url: str
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path: str, told: dict[str, object] | None = None) -> str:
        """Ask until there is an answer; a 500 or a cut connection is none."""
        body = urllib.parse.urlencode(told).encode() if told is not None else None
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            request = urllib.request.Request(self.url + path, body, {"Referer": f"{self.url}/"})
            try:
                with self.opener.open(request, timeout=20) as answer:
                    text: str = answer.read().decode()
                    return text
            except urllib.error.HTTPError as refusal:
                if refusal.code < 500:
                    return refusal.read().decode()
            except TROUBLE:
                pass
            assert time.monotonic() < until, f"no answer to {path}"
            time.sleep(0.1)

    def sign_in(self) -> None:
        person = SIGN_INS[0]
        page = self.ask("/")
        action = re.search(r'<form[^>]*action="([^"]*sign-in[^"]*)"', page)
        where = action[1].replace("&amp;", "&") if action else "/sign-in/login/"
        told = {"login": person.email, "password": person.password, "csrfmiddlewaretoken": _field(page, "csrf")}
        assert 'id="list"' in self.ask(where, told)


def _field(page: str, name: str) -> str:
    label = "csrfmiddlewaretoken" if name == "csrf" else name
    found = re.search(rf'name="{label}" value="([^"]*)"', page)
    assert found, f"no field {label}"
    return found[1]


@dataclass
class Answered:
    """What an agent did with a ticket, and what the page said of it."""

    number: int
    words: str
    undone: bool = False


def _rows(desk: RunningDesk, question: str) -> list[tuple[object, ...]]:
    """Ask the database, which may just have been killed."""
    found: list[list[tuple[object, ...]]] = []

    def ask() -> bool:
        try:
            with desk.connect() as database:
                found.append(database.execute(question).fetchall())  # type: ignore[arg-type]  # our own words
        except TROUBLE:
            return False
        return True

    assert wait_for(ask, seconds=PATIENCE_SECONDS) < PATIENCE_SECONDS
    return found[-1]


def _open_tickets(desk: RunningDesk, count: int) -> list[int]:
    for number in range(count):
        mail = (
            f"Message-ID: <{number}@undo.example>\nFrom: user{number}@undo.example\nTo: support@simcare.example\n"
            f"Subject: Refund {number}\n\nI want my money back for package {number}, it was never used.\n"
        )
        with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=20) as server:
            server.sendmail("load@undo.example", ["support@simcare.example"], mail)
    mine = "SELECT id FROM support_ticket WHERE subject LIKE 'Refund %' ORDER BY id"
    wait_for(lambda: len(_rows(desk, mine)) == count, seconds=60)
    return [int(str(row[0])) for row in _rows(desk, mine)]


def _answer(agent: Agent, number: int) -> Answered:
    words = f"Answer to ticket {number}."
    page = agent.ask(f"/tickets/{number}/")
    told = {"csrfmiddlewaretoken": _field(page, "csrf"), "key": _field(page, "key"), "text": words}
    agent.ask(f"/tickets/{number}/reply/", told)
    return Answered(number, words)


def _undo(agent: Agent, answered: Answered) -> None:
    page = agent.ask(f"/tickets/{answered.number}/")
    held = re.search(rf'/tickets/{answered.number}/undo/.*?name="message" value="(\d+)"', page, re.DOTALL)
    if held:
        told = {"csrfmiddlewaretoken": _field(page, "csrf"), "message": held[1]}
        answered.undone = "Taken back" in agent.ask(f"/tickets/{answered.number}/undo/", told)


def _mails(desk: RunningDesk) -> dict[str, set[str]]:
    """What customers got: words -> Message-IDs (a mail that came twice is one to every mail client)."""
    got: dict[str, set[str]] = {}
    for file in (desk.var / "postbox").glob("*.eml"):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain",))  # type: ignore[attr-defined]  # an EmailMessage by its policy
        said = re.search(r"Answer to ticket \d+\.", body.get_content() if body else "")
        if said:
            got.setdefault(said[0], set()).add(str(mail["Message-ID"]))
    return got


@pytest.mark.parametrize(
    ("tickets", "strikes", "victims"),
    [
        pytest.param(9, 3, VICTIMS, id="each killed once"),
        pytest.param(12, 4, SENDER_TOO, id="four kills, the sender too", marks=pytest.mark.long),
        pytest.param(150, 50, SENDER_TOO, id="fifty kills", marks=pytest.mark.long),
    ],
)
def test_an_undone_answer_never_leaves_and_no_other_is_lost(
    tickets: int, strikes: int, victims: tuple[str, ...]
) -> None:
    chance = random.Random(20261125)
    with running_desk(demo=True) as desk:
        with desk.connect() as database:  # time to change one's mind on a busy machine
            database.execute("UPDATE kernel_policyversion SET values = '{\"seconds\": 25}' WHERE name = 'undo_send'")
        agent = Agent(desk.url)
        agent.sign_in()
        numbers = _open_tickets(desk, tickets)
        struck = set(chance.sample(range(tickets), strikes))
        answered: list[Answered] = []
        strike = cycle(victims)
        for place, number in enumerate(numbers):
            done = _answer(agent, number)
            answered.append(done)
            if place in struck:
                kills.kill(desk, next(strike))
            if place % 2:
                _undo(agent, done)
        waiting = "SELECT count(*) FROM messaging_sending WHERE state = 'queued'"
        assert wait_for(lambda: _rows(desk, waiting) == [(0,)], seconds=120) < 120
        got = _mails(desk)
        states = "SELECT m.text, s.state FROM messaging_sending s JOIN messaging_message m ON m.id = s.message_id"
        kept = {str(text): state for text, state in _rows(desk, f"{states} WHERE m.text LIKE 'Answer to ticket %'")}
    assert {one.words for one in answered if one.undone} == {
        words for words, state in kept.items() if state == "withdrawn"
    }
    assert set(got) == {one.words for one in answered if not one.undone}
    assert Counter(map(len, got.values())) == {1: len(got)}
    assert sum(one.undone for one in answered) > tickets // 4
