"""The live door: tells open pages that something changed, by Server-Sent Events, over one listening connection.

What goes out carries names and numbers only ("ticket:12 was updated"); the page then asks for what it may read. A
stream begins with a signed token that lives for minutes and says whose events may pass (security.md D2, D9). It ends
with the sign-in that it was given to, and nothing that happens later passes (S51): the end is heard in its order.
A page that comes back names the last event it heard (Last-Event-ID, or `after`) and is told what it missed.

`granian --interface asgi simcare.gates.stream:app`
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from simcare.accounts.events import SignInEnded
from simcare.kernel import clock, streams
from simcare.kernel.boot import boot
from simcare.kernel.recent import Heard, Recent
from simcare.kernel.streams import Pass, read_pass
from simcare.usage.events import CardsUsed, CardUsed

HEARTBEAT_SECONDS: Final = 10
LOST: Final = json.dumps({"name": "lost", "subject": ""})
FOR_ACCOUNTS: Final = {CardUsed.event_name(), CardsUsed.event_name()}
"""Told to the pages of accounts alone: the provider's people would hear of every card that is used."""
MOST_UNREAD: Final = 200
"""A page that reads slower than this is told to look at everything again."""
OTHER_NAME: Final = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One open page. None among what is unread: hang up."""

    may_hear: Pass
    unread: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(MOST_UNREAD))

    def tell(self, event: Heard) -> None:
        """Put an event in its queue; one that is full is emptied and told to look again."""
        try:
            self.unread.put_nowait(f"id: {event.mark}\ndata: {event.text}\n\n")
        except asyncio.QueueFull:
            self.lose(event.mark)

    def lose(self, mark: str) -> None:
        """It may have missed something: the page looks at everything again."""
        self._put_alone(f"id: {mark}\ndata: {LOST}\n\n")

    def hang_up(self) -> None:
        """What is unread stays unread."""
        self._put_alone(None)

    def _put_alone(self, event: str | None) -> None:
        while not self.unread.empty():
            self.unread.get_nowait()
        self.unread.put_nowait(event)


class Exchange:
    """Hears the database, tells every listener what it may hear, and knows which sign-ins have ended."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.recent = Recent()
        self._ended: dict[int, float] = {}

    def may_listen(self, may_hear: Pass) -> bool:
        """Whether the sign-in of this pass still lasts."""
        return may_hear.sign_in_id not in self._ended

    def join(self, listener: Listener, after: str) -> None:
        """From now on it is told; first what it missed."""
        self.listeners.add(listener)
        missed = self.recent.missed(listener.may_hear, after)
        if missed is None:
            listener.lose(self.recent.mark)
        for event in missed or ():
            listener.tell(event)

    async def run(self) -> None:
        """Listen for ever; a lost connection is made anew, and everybody told to look again."""
        while True:
            try:
                await self._listen()
            except psycopg.Error as trouble:
                log.warning("the database went away (%s); listening again", type(trouble).__name__)
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        from simcare.kernel.outbox import CHANNEL

        address = make_conninfo(**_connection_params())
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as line:
            await line.execute(f'LISTEN "{CHANNEL}"')
            self._end(await asyncio.to_thread(_recently_ended))  # while nobody listened
            self.recent.begin()
            for listener in self.listeners:
                listener.lose(self.recent.mark)
            async for heard in line.notifies():
                if heard.payload:  # none: a bell, for those who work
                    self._heed(json.loads(heard.payload))

    def _heed(self, event: dict[str, object]) -> None:
        if event["name"] == SignInEnded.event_name():
            self._end({int(str(event["subject"]).partition(":")[2])})
        else:
            self._tell_all(event)

    def _end(self, sign_ins: set[int]) -> None:
        """Hang up on these, and remember them for as long as a pass of theirs may still come."""
        now = time.time()
        kept = {each: at for each, at in self._ended.items() if now - at <= streams.SECONDS}
        self._ended = kept | dict.fromkeys(sign_ins, now)
        for listener in [each for each in self.listeners if not self.may_listen(each.may_hear)]:
            self.listeners.discard(listener)
            listener.hang_up()

    def _tell_all(self, event: dict[str, object]) -> None:
        told = json.dumps({"name": event["name"], "subject": event["subject"]})
        heard = self.recent.add(told, event["account_id"])
        is_for_all = event["name"] not in FOR_ACCOUNTS
        for listener in self.listeners:
            if listener.may_hear.covers(event["account_id"]) and (is_for_all or listener.may_hear.account_id):
                listener.tell(heard)


exchange = Exchange()


async def stream(request: Request) -> Response:
    """`GET /?token=...&after=...`: events for one page until it leaves, its pass runs out or its sign-in ends.

    403 where the pass is no good.
    """
    may_hear = read_pass(request.query_params.get("token", ""))
    if may_hear is None or not exchange.may_listen(may_hear):
        return PlainTextResponse("This stream needs a fresh page.", status_code=403, headers=_cross_origin(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **_cross_origin(request)}
    after = request.query_params.get("after", "") or request.headers.get("Last-Event-ID", "")
    return StreamingResponse(_events(Listener(may_hear), after), media_type="text/event-stream", headers=headers)


async def _events(listener: Listener, after: str) -> AsyncIterator[str]:
    hello = "" if after else f"id: {exchange.recent.mark}\n"
    exchange.join(listener, after)
    try:
        yield f"retry: 2000\n\nevent: hello\n{hello}data: {{}}\n\n"
        while exchange.may_listen(listener.may_hear) and not listener.may_hear.is_over():
            try:
                event = await asyncio.wait_for(listener.unread.get(), HEARTBEAT_SECONDS)
                if event is None:
                    return
                yield event
            except TimeoutError:
                yield "event: beat\ndata: {}\n\n"
    finally:
        exchange.listeners.discard(listener)


def _recently_ended() -> set[int]:
    from django.db import connection

    from simcare.accounts.queries.access import ended_sign_ins

    try:
        return ended_sign_ins(since=clock.now() - timedelta(seconds=streams.SECONDS))
    finally:
        connection.close()


def _cross_origin(request: Request) -> dict[str, str]:
    """Our pages may listen and nobody else's; a desk on loopback is the same desk under both its names."""
    from django.conf import settings

    ours = (settings.SIMCARE_ORIGIN, other_name(settings.SIMCARE_ORIGIN))
    asking = request.headers.get("Origin", "")
    return {"Access-Control-Allow-Origin": asking if asking in ours else ours[0], "Vary": "Origin"}


def other_name(origin: str) -> str:
    """The same origin as people may have typed it: `localhost` for 127.0.0.1 and the other way round; or itself."""
    parts = urlsplit(origin)
    other = OTHER_NAME.get(parts.hostname or "")
    return parts._replace(netloc=parts.netloc.replace(parts.hostname or "", other)).geturl() if other else origin


def _connection_params() -> dict[str, str]:
    from django.db import connection

    params = connection.get_connection_params()
    return {name: params[name] for name in ("host", "port", "dbname", "user", "password") if params.get(name)}


@asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    boot(scope="provider")
    listening = asyncio.create_task(exchange.run())
    yield
    listening.cancel()


app = Starlette(routes=[Route("/", stream)], lifespan=_lifespan)
