"""Agents of a bench: signed-in sessions that open pages, act, and hold their live streams, all from one process."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

from simcare.support.queries.filters import VIEWS
from simcare.world.benches._deskworld import iccid_of
from simcare.world.benches._talk import TONGUES, place

CSRF: Final = "c" * 32
VIEWS_ASKED: Final = tuple(name for name in VIEWS if name != "snoozed")


@dataclass(frozen=True)
class World:
    """What may be asked for."""

    tickets: int
    begins_at: datetime
    ends_at: datetime


@dataclass
class Measured:
    """How long each kind of page took, in milliseconds, and what went wrong."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    heard: int = 0
    bytes_sent: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Browser:
    """One agent's keep-alive connection to the desk."""

    def __init__(self, url: str, session: str, measured: Measured) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = (
            f"Host: {parts.netloc}\r\nCookie: session={session}; csrftoken={CSRF}\r\n"
            f"Accept-Encoding: gzip\r\nX-CSRFToken: {CSRF}\r\nReferer: {url}/\r\n"
        )
        self._measured = measured
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, kind: str = "", headers: str = "") -> bytes:
        """A page; counted under its kind when it has one."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}{headers}\r\n".encode(), kind, (200,))

    async def post(self, path: str, form: Mapping[str, str], kind: str = "") -> None:
        """Something done."""
        body = urlencode(form).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Type: application/x-www-form-urlencoded\r\n"
        await self._ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body, kind, (302,))

    async def _ask(self, request: bytes, kind: str, wanted: Sequence[int]) -> bytes:
        began = time.perf_counter()
        reader, writer = self._line or await asyncio.open_connection(self._host, self._port)
        self._line = (reader, writer)
        try:
            writer.write(request)
            status, body = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            self._line = None
            self._measured.wrong[f"{kind}: cut"] += 1
            return b""
        if kind:
            self._measured.took_ms[kind].append((time.perf_counter() - began) * 1000)
            self._measured.bytes_sent[kind] = max(self._measured.bytes_sent[kind], len(body))
        if status not in wanted:
            self._measured.wrong[f"{kind}: {status}"] += 1
        return body

    async def listen(self, url: str) -> None:
        """Hold the live stream and count what is heard."""
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET {parts.path or '/'}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        try:
            while line := await reader.readline():
                self._measured.heard += line.startswith(b"data: {") and b"{}" not in line
            self._measured.wrong["stream: cut"] += 1
        finally:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    status = int((await reader.readline()).split()[1])
    headers: dict[bytes, bytes] = {}
    while (line := await reader.readline()).strip():
        name, _, value = line.partition(b":")
        headers[name.lower()] = value.strip()
    if headers.get(b"transfer-encoding") == b"chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return status, body
    return status, await reader.readexactly(int(headers.get(b"content-length", b"0")))


class Agent:
    """Somebody at work: looks at lists, opens tickets, searches, takes and notes; every key uniformly random."""

    def __init__(self, browser: Browser, world: World, dice: random.Random) -> None:
        self._browser, self._world, self._dice = browser, world, dice

    async def work(self, until: float, pause_seconds: float) -> None:
        """Do one thing after the other, with pauses as people make them."""
        deeds: tuple[Callable[[], Awaitable[object]], ...] = (self.inbox, self.ticket, self.search, self.act)
        while time.monotonic() < until:
            await asyncio.sleep(self._dice.uniform(0.4, 1.6) * pause_seconds)
            await self._dice.choices(deeds, (30, 38, 22, 10))[0]()

    async def inbox(self) -> None:
        """A view, at its top or anywhere inside it."""
        view = self._dice.choice(VIEWS_ASKED)
        after = "" if self._dice.random() < 0.5 else f"&after={self._somewhere(view)}"
        await self._browser.get(f"/?view={view}{after}", "inbox" if not after else "inbox, deep")

    async def ticket(self) -> None:
        """Any ticket: the whole page, or by a click in the list."""
        number = self._dice.randint(1, self._world.tickets)
        if self._dice.random() < 0.5:
            await self._browser.get(f"/tickets/{number}/", "ticket")
            await self._browser.get("/?view=open", "inbox, beside", "HX-Request: true\r\nHX-Target: list\r\n")
        else:
            click = "HX-Request: true\r\nHX-Target: ticket\r\n"
            await self._browser.get(f"/tickets/{number}/?view=all", "ticket, clicked", click)

    async def search(self) -> None:
        """Words of some language, an address, a part of an ICCID, a number, a misspelled name, a condition."""
        kind, words = self._question()
        await self._browser.get(f"/search/?{urlencode({'q': words})}", f"search, {kind}")

    async def act(self) -> None:
        """Something that others see at once."""
        number = self._dice.randint(1, self._world.tickets)
        if self._dice.random() < 0.5:
            await self._browser.post(f"/tickets/{number}/note/", {"text": "Looked at it again."}, "act")
        else:
            await self._browser.post(f"/tickets/{number}/take/", {}, "act")

    def _question(self) -> tuple[str, str]:
        dice, number = self._dice, self._dice.randint(1, self._world.tickets)
        tongue = dice.choice(TONGUES)
        asked = {
            f"words {tongue.language}": dice.choice(tongue.asked),
            "rare word": place(dice),
            "e-mail": f"user{dice.randrange(1, 60_000)}@place{dice.randrange(1, 400)}.example",
            "ICCID part": iccid_of((number + 1) // 2)[-8:],
            "number": f"#{number}",
            "misspelled": dice.choice(("lindqvsit", "fernandes lucia", "mueler jurgen", "moraeu")),
            "condition": f"is:open lang:{tongue.language} {dice.choice(tongue.asked)}",
        }
        return dice.choices(list(asked.items()), (40, 15, 10, 10, 10, 5, 10))[0]

    def _somewhere(self, view: str) -> str:
        span = self._world.ends_at - self._world.begins_at
        at = self._world.begins_at + span * self._dice.random()
        if view not in ("solved", "all"):
            at = self._world.ends_at + span * self._dice.random() / 60
        number = self._dice.randint(1, self._world.tickets)
        return f"{int(at.timestamp() * 1_000_000)}-{number}"
