"""The live door: tells open pages that something changed, by Server-Sent Events, over one listening connection.

What goes out carries names and numbers only ("ticket:12 was updated"); the page then asks for what it may read. A
stream begins with a signed token that lives for minutes and says whose events may pass (security.md D2, D9).

`granian --interface asgi simcare.gates.stream:app`
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from simcare.kernel.boot import boot
from simcare.kernel.streams import Pass, read_pass

HEARTBEAT_SECONDS: Final = 10
MOST_UNREAD: Final = 200
"""A page that reads slower than this is told to look at everything again."""

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One open page."""

    may_hear: Pass
    unread: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_UNREAD))

    def tell(self, event: str) -> None:
        """Put an event in its queue; one that is full is emptied and told to look again."""
        try:
            self.unread.put_nowait(event)
        except asyncio.QueueFull:
            while not self.unread.empty():
                self.unread.get_nowait()
            self.unread.put_nowait(json.dumps({"name": "lost", "subject": ""}))


class Exchange:
    """Hears the database and tells every listener what it may hear."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()

    async def run(self) -> None:
        """Listen for ever; a lost connection is made anew, and everybody told to look again."""
        while True:
            try:
                await self._listen()
            except psycopg.Error as trouble:
                log.warning("the database went away (%s); listening again", type(trouble).__name__)
                await asyncio.sleep(1)
            self._tell_all({"name": "lost", "subject": "", "account_id": None})

    async def _listen(self) -> None:
        from simcare.kernel.outbox import CHANNEL

        address = make_conninfo(**_connection_params())
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as line:
            await line.execute(f'LISTEN "{CHANNEL}"')
            async for heard in line.notifies():
                self._tell_all(json.loads(heard.payload))

    def _tell_all(self, event: dict[str, object]) -> None:
        told = json.dumps({"name": event["name"], "subject": event["subject"]})
        for listener in self.listeners:
            if event["name"] == "lost" or listener.may_hear.covers(event["account_id"]):
                listener.tell(told)


exchange = Exchange()


async def stream(request: Request) -> Response:
    """`GET /?token=...`: events for one page until it leaves or its pass runs out. 403 in constant words otherwise."""
    may_hear = read_pass(request.query_params.get("token", ""))
    if may_hear is None:
        return PlainTextResponse("This stream needs a fresh page.", status_code=403, headers=_cross_origin())
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **_cross_origin()}
    return StreamingResponse(_events(Listener(may_hear)), media_type="text/event-stream", headers=headers)


async def _events(listener: Listener) -> AsyncIterator[str]:
    exchange.listeners.add(listener)
    try:
        yield "retry: 2000\n\nevent: hello\ndata: {}\n\n"
        while not listener.may_hear.is_over():
            try:
                event = await asyncio.wait_for(listener.unread.get(), HEARTBEAT_SECONDS)
                yield f"data: {event}\n\n"
            except TimeoutError:
                yield "event: beat\ndata: {}\n\n"
    finally:
        exchange.listeners.discard(listener)


def _cross_origin() -> dict[str, str]:
    from django.conf import settings

    return {"Access-Control-Allow-Origin": settings.SIMCARE_ORIGIN, "Vary": "Origin"}


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
