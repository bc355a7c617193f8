"""`simcare bench world`: what the pages of cards cost at ten million cards, over HTTP, for staff and in the portal.

A fleet with 30,000,000 roll-up rows is written in bulk into a database of its own; `simcare up` serves it as ever. A
tenth of the cards are one account's, whose member asks in the portal; a colleague of the desk asks about all. The
promise: card page, card list and search by a part of an identifier within 100 ms for 95 of 100 requests, one after the
other, every key uniformly random; and within 1.3 times of the same at 10,000 cards in the same run.

What is measured is a desk that has run for days: its tables have been read, its look for anomalies at night is over.

Options: cards (10000000), small (10000; 0 leaves it out), requests (2000), seed (drawn), var (a folder: keeps the
worlds, and goes on with ones begun there).
"""

import asyncio
import random
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import click

from simcare.world.benches import Options, Result, percentile
from simcare.world.benches._desk import running_desk
from simcare.world.benches._signed_in import sessions, use

if TYPE_CHECKING:
    from simcare.accounts.models import User
    from simcare.world.benches._agents import Browser, Measured

LIMIT_MS: Final = 100.0
MOST_UNEVEN: Final = 1.3
WARM: Final = 60
"""Requests before those that count: a desk that has just come up has asked nothing yet."""
STAFF: Final = "desk@bench.example"
MEMBER: Final = "member@bench.example"
PAGES: Final = ("card", "list", "search")


@dataclass(frozen=True)
class Asked:
    """One request: by whom, of which page and of what kind, and where it is."""

    is_staff: bool
    page: str
    kind: str
    path: str


def run(options: Options) -> Result:
    """Measure the small fleet, then the large one, with the same dice."""
    cards, small = int(options.get("cards", "10000000")), int(options.get("small", "10000"))
    seed = int(options.get("seed", secrets.randbelow(10**9)))
    even = _measure(options, small, seed)[0] if small else None
    large, rows = _measure(options, cards, seed)
    return _result(large, even, {"cards": cards, "rollup_rows": rows, "seed": seed})


def _measure(options: Options, cards: int, seed: int) -> "tuple[Measured, int]":
    kept = Path(options["var"]) / str(cards) if "var" in options else None
    with running_desk(var=kept) as desk:
        use(desk)
        from simcare.world.benches import _agents, _fleet

        with desk.connect_as_admin() as database:
            rows = _fleet.build(database, cards=cards, at=datetime.now(UTC))
            _fleet.warm(database)
        staff, member = sessions(_people(_fleet.LARGEST))
        warm, measured = _agents.Measured(), _agents.Measured()
        dice = random.Random(seed)  # noqa: S311  # repeatable, no secret
        for told, count in ((warm, WARM), (measured, int(options.get("requests", "2000")))):
            browsers = {True: _agents.Browser(desk.url, staff, told), False: _agents.Browser(desk.url, member, told)}
            asyncio.run(_ask_all(browsers, _asked(dice, cards, count)))
        return measured, rows


def _people(account_id: int) -> list["User"]:
    """A colleague of the desk and a member of the largest account."""
    from simcare.accounts.actions.accounts import add_member
    from simcare.accounts.models import Account, User
    from simcare.accounts.values import MemberRole

    staff, _ = User.objects.get_or_create(email=STAFF, defaults={"name": "Desk", "role": "supervisor"})
    account, at = Account.objects.get(id=account_id), datetime.now(UTC)
    member = add_member(account=account, email=MEMBER, name="Member", role=MemberRole.OWNER, by="bench", at=at)
    return [staff, member.user]


async def _ask_all(browsers: "Mapping[bool, Browser]", asked: Iterator[Asked]) -> None:
    for each in asked:
        await browsers[each.is_staff].get(
            each.path, f"{'desk' if each.is_staff else 'portal'} {each.page}, {each.kind}"
        )


def _asked(dice: random.Random, cards: int, count: int) -> Iterator[Asked]:
    """Pages in turns, each of any card; of the portal, of any card of its account."""
    from simcare.world.benches._fleet import iccid_of

    for number in range(count):
        is_staff, page = number % 2 == 0, PAGES[number // 2 % len(PAGES)]
        card = dice.randint(1, cards) if is_staff else 10 * dice.randint(1, cards // 10)
        iccid, door = iccid_of(card), "/cards/" if is_staff else "/portal/cards/"
        if page == "card":
            yield Asked(is_staff, page, "any", f"{door}{iccid}/")
        elif page == "list":
            kind, said = dice.choice(
                (
                    ("any page", {"after": iccid[:19]}),
                    ("first page", {}),
                    ("state", {"state": dice.choice(("active", "terminated")), "after": iccid[:19]}),
                )
            )
            yield Asked(is_staff, page, kind, f"{door}?{urlencode(said)}")
        else:
            kind, words = dice.choice(_parts(card, iccid))
            yield Asked(is_staff, page, kind, f"{door}?{urlencode({'q': words})}")


def _parts(card: int, iccid: str) -> tuple[tuple[str, str], ...]:
    """What people type of a card: its end, its beginning, the middle, parts of its number and device, its label."""
    msisdn, imei = f"86139{card * 104729 % 10**8:08d}", f"35{card * 15485863 % 10**13:013d}"
    return (
        ("last 5 digits", iccid[-5:]),
        ("last 8 digits", iccid[-8:]),
        ("8 in the middle", iccid[8:16]),
        ("start", iccid[:14]),
        ("end of its number", msisdn[-7:]),
        ("end of its IMEI", imei[-6:]),
        ("label", f"unit {card}"),
    )


def _result(large: "Measured", even: "Measured | None", more: Mapping[str, int]) -> Result:
    p95 = {page: percentile(_of(large, page), 95) for page in PAGES}
    uneven = {page: round(p95[page] / percentile(_of(even, page), 95), 2) for page in PAGES} if even else {}
    for kind, took in sorted(large.took_ms.items()):
        click.echo(f"{kind:32} {_told(took)}", file=sys.stderr)
    figure = max(p95.values())
    is_even = max(uneven.values(), default=1.0) <= MOST_UNEVEN
    return Result(
        name="world",
        figure=round(figure, 1),
        unit="ms p95 of the slowest of card, list, search",
        limit=LIMIT_MS,
        kept=figure < LIMIT_MS and is_even and not large.wrong,
        more={
            **more,
            "pages_p95_ms": {page: round(ms, 1) for page, ms in p95.items()},
            "to_small_fleet": uneven,
            "kinds_ms": {kind: _told(took) for kind, took in sorted(large.took_ms.items())},
            "small_kinds_ms": {kind: _told(took) for kind, took in sorted(even.took_ms.items())} if even else {},
            "wrong": dict(large.wrong),
        },
    )


def _told(took: list[float]) -> dict[str, float]:
    return {"p50": round(median(took), 1), "p95": round(percentile(took, 95), 1), "count": len(took)}


def _of(measured: "Measured", page: str) -> list[float]:
    return [ms for kind, took in measured.took_ms.items() if kind.split(",")[0].endswith(page) for ms in took]
