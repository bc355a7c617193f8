"""`simcare bench streams`: how soon open pages hear of what happens: 2,000 streams of one process, a fifth comes back.

A whole desk runs. Pages of several accounts follow it; events of those accounts are committed at a steady rate. Midway
a fifth of the pages lose their stream and come back after a while with the last event they heard. Each page must hear
each event of its account once, in order, and none of another's. Counted from the commit to the page, by the page's
clock, which is this machine's. Options: pages (2000), accounts (10), rate (10 events a second), seconds (30).
"""

import asyncio
import importlib
import json
import time
from dataclasses import dataclass, field
from typing import Final

from simcare.world.benches import Options, Result, percentile
from simcare.world.benches._desk import RunningDesk, boot_here, running_desk

PROMISED_MS: Final = 300.0
AWAY_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 20.0
LEAVES_EACH: Final = 5
"""One page of so many loses its stream midway."""


@dataclass
class Page:
    """An open page: what it heard and when, and where its stream stands."""

    token: str
    account: int
    leaves: bool
    heard: list[tuple[int, float]] = field(default_factory=list)
    foreign: int = 0
    mark: str = ""
    is_away: bool = False

    async def follow(self, port: int, opened: asyncio.Semaphore, leave: asyncio.Event, until: asyncio.Event) -> None:
        """Stay on the stream; leave it once when asked to, and come back."""
        async with opened:
            reader, writer = await self._open(port)
        while not until.is_set():
            if self.leaves and leave.is_set() and not self.is_away:
                self.is_away = True
                writer.close()
                await asyncio.sleep(AWAY_SECONDS)
                reader, writer = await self._open(port)
            try:
                line = await asyncio.wait_for(reader.readline(), 1)
            except TimeoutError:
                continue
            self._read(line)
        writer.close()

    async def _open(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        after = f"&after={self.mark}" if self.mark else ""
        writer.write(f"GET /?token={self.token}{after} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return reader, writer

    def _read(self, line: bytes) -> None:
        if line.startswith(b"id: "):
            self.mark = line[4:].strip().decode()
        elif line.startswith(b"data: {") and b"subject" in line:
            subject = json.loads(line[6:])["subject"]
            if subject:
                account, number = (int(part) for part in subject.removeprefix("bench:").split("/"))
                self.foreign += account != self.account
                self.heard.append((number, time.time()))


def run(options: Options) -> Result:
    """The promise: p99 under 300 ms from the commit to the page, nothing missed, doubled or another's."""
    counts = {name: int(options.get(name, given)) for name, given in COUNTS.items()}
    with running_desk() as desk:
        boot_here(desk)
        pages = _pages(counts["pages"], counts["accounts"])
        told = asyncio.run(_talk(desk, pages, counts))
        peak_mb = desk.peak_memory_below_mb("simcare.gates.stream:app")
    return _result(pages, told, counts, peak_mb)


COUNTS: Final = {"pages": "2000", "accounts": "10", "rate": "10", "seconds": "30"}


def _pages(count: int, accounts: int) -> list[Page]:
    from simcare.accounts.actions import open_account
    from simcare.kernel import clock
    from simcare.kernel.streams import give_pass

    numbers = [open_account(name=f"Account {each}", by="bench", at=clock.now()).id for each in range(accounts)]
    each = ((number, numbers[number % accounts]) for number in range(count))
    return [
        Page(give_pass(account_id=account, sign_in_id=0), account, number % LEAVES_EACH == 0)
        for number, account in each
    ]


async def _talk(desk: RunningDesk, pages: list[Page], counts: dict[str, int]) -> dict[int, tuple[int, float]]:
    opened, leave, until = asyncio.Semaphore(100), asyncio.Event(), asyncio.Event()
    following = [asyncio.create_task(page.follow(desk.stream_port, opened, leave, until)) for page in pages]
    while not all(page.mark for page in pages):
        await asyncio.sleep(0.1)
    told: dict[int, tuple[int, float]] = {}
    accounts = sorted({page.account for page in pages})
    total = counts["rate"] * counts["seconds"]
    began = time.time()
    for number in range(total):
        await asyncio.sleep(max(0.0, began + number / counts["rate"] - time.time()))
        account = accounts[number % len(accounts)]
        told[number] = (account, await asyncio.to_thread(_publish, account, number))
        if number == total // 2:
            leave.set()
    await _all_heard(pages, told)
    until.set()
    await asyncio.gather(*following)
    return told


async def _all_heard(pages: list[Page], told: dict[int, tuple[int, float]]) -> None:
    ended = time.time() + PATIENCE_SECONDS
    wanted = {page.account: sum(account == page.account for account, _ in told.values()) for page in pages}
    while any(len(page.heard) < wanted[page.account] for page in pages) and time.time() < ended:
        await asyncio.sleep(0.2)


def _publish(account: int, number: int) -> float:
    from simcare.kernel import outbox

    event = importlib.import_module("simcare.support.events").TicketUpdated(ticket_id=number)
    outbox.publish(event, subject=f"bench:{account}/{number}", account_id=account)
    return time.time()


def _result(pages: list[Page], told: dict[int, tuple[int, float]], counts: dict[str, int], peak_mb: float) -> Result:
    waits, missed, doubled = [], 0, 0
    for page in pages:
        numbers = [number for number, _ in page.heard]
        wanted = [number for number, (account, _) in told.items() if account == page.account]
        missed += len(set(wanted) - set(numbers))
        doubled += numbers != sorted(set(numbers))
        waits += [at - told[number][1] for number, at in page.heard if not page.is_away and number in told]
    foreign = sum(page.foreign for page in pages)
    p99_ms = percentile(waits, 99) * 1000
    return Result(
        name="streams",
        figure=round(p99_ms, 1),
        unit="ms",
        limit=PROMISED_MS,
        kept=p99_ms < PROMISED_MS and not (missed or doubled or foreign),
        more={
            **counts,
            "p50_ms": round(percentile(waits, 50) * 1000, 1),
            "heard": sum(len(page.heard) for page in pages),
            "missed": missed,
            "doubled": doubled,
            "foreign": foreign,
            "came_back": sum(page.is_away for page in pages),
            "stream_peak_mb": round(peak_mb, 1),
        },
    )
