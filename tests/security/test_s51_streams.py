"""S51: an ended sign-in hears nothing any more: its open streams close, and a pass that it still holds opens none.

A real stream server on the test's database; sign-ins end in the pages, as people end them.
"""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.test import Client

from simcare.accounts.actions.staff import change_role, deactivate
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.cli._supervise.ports import any_free
from simcare.kernel import clock, outbox
from simcare.kernel.streams import give_pass
from simcare.support.events import TicketUpdated
from tests.processes import running
from tests.security.people import PASSWORD, browser, colleague

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies")]
CLOSES_WITHIN_SECONDS = 5
"""The promise of the row: a stream that says nothing for so long, and is still open, fails the test."""


PAGES = (
    "http://localhost:8000",
    "http://127.0.0.1:8000",
    "http://localhost:8001",
    "https://localhost:8000",
    "http://evil.example:8000",
)
"""The desk on loopback by both its names, and pages that are not ours."""


@dataclass
class Stream:
    """One open stream."""

    line: http.client.HTTPConnection
    answer: http.client.HTTPResponse
    heard: list[str] = field(default_factory=list)

    def hear(self) -> str | None:
        """The next event's subject; '' where the page shall look at everything again; None when the stream is closed."""
        subject: str | None = None
        while text := self.answer.readline().decode():
            if text.startswith("data: ") and text != "data: {}\n":
                subject = json.loads(text[6:])["subject"]
            elif text == "\n" and subject is not None:
                self.heard += [subject] if subject else []
                return subject
        return None


@dataclass
class Streams:
    """The stream server."""

    port: int
    opened: list[Stream] = field(default_factory=list)

    def ask(self, token: str, **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CLOSES_WITHIN_SECONDS)
        line.request("GET", f"/?token={token}", headers=headers)
        answer = line.getresponse()
        self.opened.append(Stream(line, answer))
        return answer

    def follow(self, token: str) -> Stream:
        """A stream that hears what happens."""
        assert self.ask(token).status == 200
        stream = self.opened[-1]
        say(0)
        while (heard := stream.hear()) != "ticket:0":
            assert heard == "", "the server listens to the database only now"
            say(0)
        return stream


@pytest.fixture
def streams(transactional_db: None) -> Iterator[Streams]:
    port = any_free()
    program = ("granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "simcare.gates.stream:app")
    with running(*program, port=port):
        server = Streams(port)
        yield server
        for stream in server.opened:
            stream.line.close()


def say(number: int) -> None:
    outbox.publish(TicketUpdated(ticket_id=number), subject=f"ticket:{number}")


def token_of(client: Client) -> str:
    return urlsplit(client.get("/stream-pass/").json()["url"]).query.removeprefix("token=")


def may_read(streams: Streams, token: str, origin: str) -> bool:
    """Whether a browser hands the answer to a page of this origin (CORS)."""
    return streams.ask(token, Origin=origin).headers["Access-Control-Allow-Origin"] == origin


def leaves(_ada: User, _jo: User, client: Client) -> None:
    client.post("/sign-in/logout/")


def is_ended_from_elsewhere(_ada: User, jo: User, _client: Client) -> None:
    browser(jo).post("/settings/security/sign-ins/end/")


def gets_another_role(ada: User, jo: User, _client: Client) -> None:
    change_role(user_id=jo.id, role=StaffRole.FINANCE, by=ada.email, at=clock.now())


def is_switched_off(ada: User, jo: User, _client: Client) -> None:
    deactivate(user_id=jo.id, by=ada.email, at=clock.now())


def changes_the_password(_ada: User, jo: User, _client: Client) -> None:
    browser(jo).post("/settings/security/password/", {"old": PASSWORD, "new": "quite another password"})


WAYS = (leaves, is_ended_from_elsewhere, gets_another_role, is_switched_off, changes_the_password)


@pytest.mark.broken_by(
    ("simcare.accounts.actions.sign_ins._tell", lambda *_: None), raises=(AssertionError, TimeoutError)
)
def test_s51_revocation_closes_open_sockets(streams: Streams) -> None:
    ada = colleague("Ada", StaffRole.ADMIN)
    for number, end in enumerate(WAYS, start=1):
        jo, other = colleague(f"Jo{number}"), colleague(f"Bo{number}")
        client, theirs = browser(jo), browser(other)
        token = token_of(client)
        closing, lasting = streams.follow(token), streams.follow(token_of(theirs))
        _end_and_speak(end, ada, jo, client, number)
        while closing.hear() is not None:
            pass
        assert f"ticket:{number}" not in closing.heard, f"{end.__name__}: heard what came later"
        assert streams.ask(token).status == 403, f"{end.__name__}: the pass still opens a stream"
        while lasting.hear() != f"ticket:{number}":
            pass
        assert set(lasting.heard) == {"ticket:0", f"ticket:{number}"}, "others hear on, and nothing of sign-ins"


def _end_and_speak(end: Callable[[User, User, Client], None], ada: User, jo: User, client: Client, number: int) -> None:
    end(ada, jo, client)
    say(number)


@pytest.mark.usefixtures("transactional_db")
def test_a_pass_of_a_sign_in_that_ended_before_the_server_began_opens_nothing_and_only_our_pages_listen() -> None:
    jo = colleague("Jo")
    client = browser(jo)
    token = token_of(client)
    client.post("/sign-in/logout/")
    port = any_free()
    program = ("granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "simcare.gates.stream:app")
    with running(*program, port=port):
        server = Streams(port)
        server.follow(give_pass(account_id=None, sign_in_id=0))
        assert server.ask(token).status == 403
        assert [may_read(server, token, origin) for origin in PAGES] == [True, True, False, False, False]
        for opened in server.opened:
            opened.line.close()
