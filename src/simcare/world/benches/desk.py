"""`simcare bench desk`: how long the pages of a full desk take over HTTP, while fifty agents work with live streams.

A world of 200,000 tickets and 1,000,000 messages is written in bulk into a database of its own; `simcare up` serves it
as ever. Fifty agents, each with a deed every 5 s on average, ask for about ten pages a second. The promise: inbox,
ticket and search within 100 ms for 95 of 100 requests, every key uniformly random; and as fast as with 2,000 tickets
(1.3 times at most, one request at a time). The peer is the bare SQL of the same list.

Options: tickets (200000), seconds (90), agents (50), pause (5: seconds between two deeds of an agent), seed (1), small
(2000: tickets of the small desk; 0 leaves it out), var (a folder: keeps the world, and goes on with one begun there).
"""

import asyncio
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import click
import psycopg

import simcare
from simcare.world.benches import Options, Result, percentile
from simcare.world.benches._desk import RunningDesk, running_desk
from simcare.world.benches._signed_in import sessions, use

if TYPE_CHECKING:
    from simcare.world.benches._agents import Measured, World

LIMIT_MS: Final = 100.0
MOST_UNEVEN: Final = 1.3
WARM_SECONDS: Final = 8.0
ALONE: Final = 40
"""Requests of each kind when one asks after the other."""
CASES: Final = Path(simcare.__file__).parents[2] / "tests" / "diagnosis" / "cases"
OTHER_PAGES: Final = ("/cards/", "/accounts/", "/policies/", "/quarantine/", "/audit/", "/search/", "/accounts/7/")
BARE: Final = """
    SELECT id, subject, snippet, due_at FROM support_ticket
    WHERE state = 'open' AND snoozed_until IS NULL ORDER BY order_at, id LIMIT 50
"""


@dataclass(frozen=True)
class Run:
    """What one desk showed: alone, under the load of all agents, and in bare SQL."""

    alone: "Measured"
    loaded: "Measured | None"
    bare_ms: float
    messages: int
    web_mb: float


def run(options: Options) -> Result:
    """Measure the small desk, then the large one, and compare."""
    tickets, small = int(options.get("tickets", "200000")), int(options.get("small", "2000"))
    even = _measure(options, small, is_loaded=False) if small and small < tickets else None
    return _result(options, tickets, _measure(options, tickets, is_loaded=True), even)


def _measure(options: Options, tickets: int, *, is_loaded: bool) -> Run:
    kept = Path(options["var"]) / str(tickets) if "var" in options else None
    with running_desk(var=kept) as desk:
        use(desk)
        from simcare.world.benches import _agents, _deskworld
        from simcare.world.benches._planted import labelled

        at = datetime.now(UTC)
        with desk.connect_as_admin() as database:
            seed = int(options.get("seed", "1"))
            messages = _deskworld.build(database, tickets=tickets, cases=list(labelled(CASES)), seed=seed, at=at)
            bare_ms = _bare(database)
        world = _agents.World(tickets, at - timedelta(days=500), at)
        sessions = _sessions(int(options.get("agents", str(_deskworld.AGENTS))))
        alone = asyncio.run(_one_by_one(desk, world, sessions[0]))
        loaded = asyncio.run(_all_at_once(desk, world, sessions, options)) if is_loaded else None
        return Run(alone, loaded, bare_ms, messages, desk.peak_memory_below_mb("granian"))


def _sessions(count: int) -> list[str]:
    """Signed-in sessions of the agents."""
    from simcare.accounts.models import User

    return sessions(User.objects.filter(email__endswith="@bench.example").order_by("id")[:count])


async def _one_by_one(desk: RunningDesk, world: "World", session: str) -> "Measured":
    """Each kind of page again and again with nobody else there; the first ones warm the caches."""
    from simcare.world.benches._agents import Agent, Browser, Measured

    warm, measured = Measured(), Measured()
    for told in (warm, measured):
        agent = Agent(Browser(desk.url, session, told), world, random.Random(5))  # noqa: S311  # repeatable
        for _ in range(ALONE):
            for deed in (agent.inbox, agent.ticket, agent.search):
                await deed()
        browser = Browser(desk.url, session, told)
        for path in OTHER_PAGES * 5:
            await browser.get(path, f"page {path}")
    return measured


async def _all_at_once(desk: RunningDesk, world: "World", sessions: Sequence[str], options: Options) -> "Measured":
    """All agents with their streams; what happens while they come in is not counted."""
    from simcare.world.benches._agents import Agent, Browser, Measured

    measured, seconds = Measured(), float(options.get("seconds", "90"))
    until, agents, streams = time.monotonic() + WARM_SECONDS + seconds, [], []
    for number, session in enumerate(sessions):
        browser = Browser(desk.url, session, measured)
        dice = random.Random(number)  # noqa: S311  # repeatable
        url = (await browser.get("/stream-pass/")).decode().split('"')[3]
        streams.append(asyncio.create_task(browser.listen(url)))
        agents.append(asyncio.create_task(Agent(browser, world, dice).work(until, float(options.get("pause", "5")))))
    await asyncio.sleep(WARM_SECONDS)
    measured.took_ms.clear()
    await asyncio.gather(*agents)
    for stream in streams:
        stream.cancel()
    return measured


def _bare(database: psycopg.Connection[tuple[Any, ...]]) -> float:
    """The peer: p95 of the bare SQL of the first page of the inbox."""
    took = []
    for _ in range(100):
        began = time.perf_counter()
        database.execute(BARE).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 95)


def _result(options: Options, tickets: int, large: Run, even: Run | None) -> Result:
    assert large.loaded is not None
    loaded = large.loaded
    groups = {
        group: [ms for kind, took in loaded.took_ms.items() if kind.split(",")[0] == group for ms in took]
        for group in ("inbox", "ticket", "search")
    }
    figure = max(percentile(took, 95) for took in groups.values())
    uneven = _uneven(large.alone, even.alone) if even else {}
    is_even = max(uneven.values(), default=1.0) <= MOST_UNEVEN
    for kind, took in sorted(loaded.took_ms.items()):
        click.echo(
            f"{kind:24} p50 {median(took):6.1f}  p95 {percentile(took, 95):6.1f} ms  ({len(took)})", file=sys.stderr
        )
    return Result(
        name="desk",
        figure=round(figure, 1),
        unit="ms p95 of the slowest of inbox, ticket, search",
        limit=LIMIT_MS,
        kept=figure < LIMIT_MS and is_even and not loaded.wrong,
        more={
            "tickets": tickets,
            "messages": large.messages,
            "agents": int(options.get("agents", "50")),
            "pages_ms": {group: _told(took) for group, took in groups.items()},
            "kinds_ms": {kind: _told(took) for kind, took in sorted(loaded.took_ms.items())},
            "alone_ms": {kind: _told(took) for kind, took in sorted(large.alone.took_ms.items())},
            "p50_to_small_desk": uneven,
            "bare_sql_p95_ms": round(large.bare_ms, 2),
            "events_heard": loaded.heard,
            "wrong": dict(loaded.wrong),
            "peak_memory_mb": large.web_mb,
        },
    )


def _told(took: Sequence[float]) -> Mapping[str, float]:
    return {
        "p50": round(median(took), 1),
        "p95": round(percentile(took, 95), 1),
        "p99": round(percentile(took, 99), 1),
        "count": len(took),
    }


def _uneven(large: "Measured", small: "Measured") -> dict[str, float]:
    """How much longer each page takes on the large desk, one request at a time."""
    groups = ("inbox", "ticket", "search")
    return {group: round(median(_of(large, group)) / median(_of(small, group)), 2) for group in groups}


def _of(measured: "Measured", group: str) -> list[float]:
    return [ms for kind, took in measured.took_ms.items() if kind.split(",")[0] == group for ms in took]
