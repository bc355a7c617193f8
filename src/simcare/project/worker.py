"""The worker process: one thread per kind of work, each a loop that works while there is something to do, then waits.

`python -m simcare.project.worker` does all; `--work intake`, `--work desk` and `--work outside` are three processes in
`simcare up`, so that a slow operator never takes time from the mail that comes in.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from simcare.kernel.boot import boot
from simcare.kernel.room import with_room

log = logging.getLogger("simcare.worker")

PATIENCE_SECONDS: Final = 1.0
AFTER_TROUBLE_SECONDS: Final = 1.0
LEAVING_SECONDS: Final = 5.0
"""How long a process that shall end waits for what its threads are doing."""


@dataclass(frozen=True)
class Loop:
    """Work that is done until nothing is left, then again when the bell rings. `work` returns how much it did.

    Two rounds begin at least `breath_seconds` apart: what comes in a flood is cheaper by the batch.
    """

    name: str
    channel: str
    work: Callable[[], int]
    breath_seconds: float = 0


NICENESS: Final = 10
"""How much the work outside stands back for the desk's own: mail that comes in is never kept waiting by calls."""


def intake() -> list[Loop]:
    """Mail in: read, and stored as messages."""
    from simcare.messaging.actions.intake import take_in
    from simcare.messaging.channels.email.parsing import ParsingChild

    hasty, patient = ParsingChild(patience_seconds=1.5), ParsingChild(patience_seconds=10)
    return [
        Loop("intake", "simcare_mail", lambda: take_in(read=hasty.read, limit=40), breath_seconds=0.1),
        Loop("intake-again", "simcare_mail", lambda: take_in(read=patient.read, limit=1, again=True)),
    ]


def desk() -> list[Loop]:
    """What touches the database only and people wait for: events, clocks."""
    from simcare.clocks.jobs import sweep
    from simcare.diagnosis.jobs import look_at_all_cards
    from simcare.kernel import clock, outbox
    from simcare.support.actions.updates import write_copies
    from simcare.support.jobs import repeat_calls, share_out

    return [
        Loop("events", outbox.CHANNEL, lambda: outbox.deliver("quick"), breath_seconds=0.1),
        Loop("updates", outbox.CHANNEL, lambda: write_copies(at=clock.now())),
        Loop("incidents", "simcare_incidents", lambda: look_at_all_cards(clock.now())),
        Loop("team", "simcare_team", lambda: share_out(clock.now())),
        Loop("clocks", "simcare_clocks", lambda: sweep(clock.database_now())),
        Loop("calls", "simcare_clocks", lambda: repeat_calls(clock.database_now())),
    ]


def outside() -> list[Loop]:
    """What waits for others, or is long: operators asked, answers sent, commands taken further, many cards at once."""
    from simcare.accounts.actions.keys import drop_old_answers
    from simcare.cards.actions.imports import CHANNEL as CARDS
    from simcare.cards.jobs import advance as advance_cards
    from simcare.kernel import clock, limits, outbox
    from simcare.messaging.actions.outgoing import send_due
    from simcare.notifications.jobs import send as send_notifications
    from simcare.operators.actions.jobs import CHANNEL as JOBS
    from simcare.operators.jobs import advance_commands, advance_jobs, dispatch_jobs
    from simcare.support.actions.bulk import CHANNEL as BULK
    from simcare.support.flows.investigation import recheck
    from simcare.support.flows.quality import keep_quality
    from simcare.support.jobs import advance_bulk_work, keep_fresh
    from simcare.usage.actions.drops import CHANNEL as DROPS
    from simcare.usage.actions.uploads import CHANNEL as UPLOADS
    from simcare.usage.jobs import fetch_drops, keep_ready, load_uploads, look_for_anomalies, warn_by_time
    from simcare.webhooks.actions.endpoints import CHANNEL as WEBHOOKS
    from simcare.webhooks.actions.shipping import send_due as send_webhooks

    return [
        Loop("network-1", outbox.CHANNEL, lambda: outbox.deliver("network", 10)),
        Loop("network-2", outbox.CHANNEL, lambda: outbox.deliver("network", 10)),
        Loop("later", outbox.CHANNEL, lambda: outbox.deliver("later"), breath_seconds=0.2),
        Loop("sending", outbox.CHANNEL, send_due),
        Loop("notifications", "simcare_notifications", lambda: send_notifications(clock.now())),
        # a few at a time: after a night's standstill hundreds are due at once, and people are at work
        Loop("rechecks", "simcare_rechecks", lambda: recheck(at=clock.now()), breath_seconds=2.0),
        Loop("commands", outbox.CHANNEL, lambda: advance_commands(clock.now())),
        Loop("jobs", JOBS, lambda: advance_jobs(clock.now()), breath_seconds=0.5),
        Loop("dispatch", JOBS, lambda: dispatch_jobs(clock.now())),
        Loop("cards", CARDS, lambda: advance_cards(clock.now())),
        Loop("freshness", "simcare_freshness", lambda: keep_fresh(clock.now()), breath_seconds=5.0),
        Loop("bulk", BULK, lambda: advance_bulk_work(clock.now())),
        Loop("quality", "simcare_quality", lambda: keep_quality(at=clock.now())),
        Loop("drops", DROPS, fetch_drops),
        Loop("uploads", UPLOADS, lambda: load_uploads(clock.now())),
        Loop("usage", "simcare_usage", lambda: keep_ready(clock.now()), breath_seconds=300),
        Loop("alerts", "simcare_usage", lambda: warn_by_time(clock.now()), breath_seconds=60),
        Loop("anomalies", "simcare_usage", lambda: look_for_anomalies(clock.now()), breath_seconds=600),
        Loop("webhooks", WEBHOOKS, lambda: send_webhooks(has_failed=False)),
        Loop("webhooks-tried", "simcare_webhooks_tried", lambda: send_webhooks(has_failed=True)),
        Loop("answers", "simcare_tallies", lambda: drop_old_answers(at=clock.now()), breath_seconds=600),
        Loop("tallies", "simcare_tallies", lambda: limits.drop_old(at=clock.now()), breath_seconds=600),
    ]


AUTOGROUP: Final = Path("/proc/self/autogroup")


def stand_back() -> None:
    """Be nice, and the session too: Linux may weigh whole sessions against each other (autogroup, sched(7)).

    Where the kernel refuses that, as in the session that the machine began with, the process alone is nice.
    """
    os.nice(NICENESS)
    try:
        AUTOGROUP.write_text(str(NICENESS))
    except OSError as refusal:
        log.info("its session does not stand back: %s", refusal)


WORK: Final = {"intake": intake, "desk": desk, "outside": outside}


def run(loop: Loop, ended: threading.Event) -> None:
    """Run one loop until the process ends; trouble with the database is waited out."""
    from django.db import close_old_connections, connection

    from simcare.kernel.bell import Bell

    bell = Bell(loop.channel)
    while not ended.is_set():
        began = time.monotonic()
        try:
            if not loop.work():
                bell.wait(PATIENCE_SECONDS)
            ended.wait(began + loop.breath_seconds - time.monotonic())
        except Exception:
            log.exception("%s had trouble and goes on", loop.name)
            connection.close()
            ended.wait(AFTER_TROUBLE_SECONDS)
        close_old_connections()
    bell.close()
    connection.close()


@click.command()
@click.option("--work", type=click.Choice([*WORK]), multiple=True, help="which part to do; all when left out")
def main(work: tuple[str, ...]) -> None:
    """Do what the desk does by itself."""
    logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s")
    boot(scope="provider")
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    if work == ("outside",):  # where one process does all, nothing in it can give way
        stand_back()
    chosen = [loop for part in work or WORK for loop in WORK[part]()]
    threads = [
        threading.Thread(target=with_room(run), args=(loop, ended), name=loop.name, daemon=True) for loop in chosen
    ]
    for thread in threads:
        thread.start()
    while not ended.is_set():
        time.sleep(0.2)
    leave(threads)


def leave(threads: Sequence[threading.Thread]) -> None:
    """Let what is under way end, for a moment; then go. All work here survives a kill, and goes on where it was."""
    patience_ends = time.monotonic() + LEAVING_SECONDS
    for thread in threads:
        thread.join(timeout=max(0.0, patience_ends - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        logging.shutdown()
        os._exit(0)  # an ordinary exit waits for the threads of pools, with everything that is queued in them


if __name__ == "__main__":
    main()
