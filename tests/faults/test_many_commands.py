"""20,000 suspensions at 100 calls a second with faults, by two workers of which one is killed every 30 seconds.

The simulator's own books say what really happened: every card in the wanted state, no call beyond the rate, and none
made again before it was asked for.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest

from simcare.cards.models import Card, Product
from simcare.cards.values import Filters
from simcare.operators.actions import approve_job, begin_job
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries.jobs import count_results
from simcare.operators.values.jobs import JobWish
from simcare.operators.values.platforms import Function
from tests.faults.doors import running
from tests.operators.conftest import ROOT
from tests.operators.factories import make_platform
from tests.operators.running import Simulator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("policies"), pytest.mark.long]
CARDS, CALLS_PER_SECOND, KILL_EVERY_SECONDS = 20_000, 100, 30.0
FAULTS = {"server_error": 0.01, "html": 0.01, "busy": 0.01, "timeout_after": 0.01, "hang": 0.01}
"""One call in twenty fails, in one of five ways."""
LONGEST = 1.15


@pytest.fixture
def platform() -> Iterator[Simulator]:
    """A platform of its own, strict about its rate."""
    command = [sys.executable, "-m", "simulator", "--port", "0", "--rate-limit", str(CALLS_PER_SECOND)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield Simulator(process.stdout.readline().split()[-1])
    process.kill()
    process.wait(10)
    process.stdout.close()


def test_many_suspensions_end_in_the_time_that_the_rate_allows(
    platform: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(platform)
    job, took_s, kills = suspend_all(platform)
    calls = platform.control("GET", "log")["calls"]
    sent = [call for call in calls if call["path"].endswith("/suspend")]
    failed = [call for call in sent if call["fault"]]
    allowed_s = LONGEST * (CARDS + len(failed)) / CALLS_PER_SECOND
    figures = {
        "seconds": round(took_s, 1),
        "allowed": round(allowed_s, 1),
        "times_the_rate": round(took_s * CALLS_PER_SECOND / (CARDS + len(failed)), 3),
        "kills": kills,
        "sent": len(sent),
        "struck": len(failed),
        "beyond_the_rate": sum(call["status"] == 429 and not call["fault"] for call in calls),
        "reads": sum("/query/sims" in call["path"] for call in calls),
        "results": {name: count for name, count in count_results(job.id).items() if count},
    }
    with capsys.disabled():
        sys.stdout.write(f"\n{CARDS:,} suspensions: {figures}\n")
    cards = platform.control("GET", "cards/8942310")
    assert {card["state"] for card in cards} == {"suspended"}, figures
    assert Card.objects.exclude(state="suspended").count() == 0
    assert figures["results"] == {"confirmed": CARDS}
    assert repeated_unasked(calls) == []
    assert took_s <= allowed_s, figures


def fill(platform: Simulator) -> None:
    """The same cards here and there."""
    make_platform(platform, "soracom", calls_per_second=CALLS_PER_SECOND)
    product = Product.objects.create(code="many", name="Many", apn="em")
    iccids = [f"8942310000{number:09d}" for number in range(CARDS)]
    cards = (
        Card(iccid=iccid, iccid_key=iccid, product=product, platform="soracom", state="active") for iccid in iccids
    )
    Card.objects.bulk_create(cards, batch_size=2_000)
    for first in range(0, CARDS, 2_000):
        some = iccids[first : first + 2_000]
        platform.control("POST", "cards", [{"platform": "soracom", "iccid": iccid} for iccid in some])
    for kind, share in FAULTS.items():
        platform.fault(kind, path="/suspend", share=share, seconds=1)


def suspend_all(platform: Simulator) -> tuple[CommandJob, float, int]:
    """The job, how long it took from the second person's word on, and how often a worker was killed."""
    wish = JobWish(function=Function.SUSPEND, filters=Filters(), reason="unpaid")
    job = begin_job(wish=wish, key="all", by="anna", at=datetime.now(UTC))
    with ExitStack() as stack:

        def begun() -> "subprocess.Popen[bytes]":
            worker = running("simcare.project.worker", "--work", "outside", SIMCARE_LOOPBACK_TARGETS=platform.target)
            return stack.enter_context(worker)

        workers, kills = [begun(), begun()], 0
        time.sleep(5)  # they are up, as in a house that works
        approve_job(job_id=job.id, by="ben", at=datetime.now(UTC))
        began = killed_at = time.monotonic()
        while not CommandJob.objects.filter(id=job.id, ended_at__isnull=False).exists():
            assert time.monotonic() < began + 2 * LONGEST * CARDS / CALLS_PER_SECOND, told(job, workers)
            if time.monotonic() > killed_at + KILL_EVERY_SECONDS:
                killed_at += KILL_EVERY_SECONDS
                workers[kills % 2].kill()
                workers[kills % 2] = begun()
                kills += 1
            time.sleep(0.5)
        return job, time.monotonic() - began, kills


def told(job: CommandJob, workers: "list[subprocess.Popen[bytes]]") -> dict[str, Any]:
    """What there was of it when patience ended."""
    open_rows = Command.objects.filter(job=job, settled_at=None).values("state", "attempts", "next_at")[:5]
    cpu = [psutil.Process(worker.pid).cpu_times().user for worker in workers]
    return {"results": count_results(job.id), "open": list(open_rows), "cpu_seconds": cpu}


def repeated_unasked(calls: list[dict[str, Any]]) -> list[str]:
    """Cards that a command went to again with no question between. What was refused for the rate is no command."""
    in_doubt, guilty = set[str](), list[str]()
    for call in calls:
        if call["path"].endswith("/suspend") and call["status"] != 429 and call["fault"] != "busy":
            iccid = call["path"].split("/")[-2]
            guilty += [iccid] if iccid in in_doubt else []
            in_doubt.add(iccid)
        elif call["path"].endswith("/query/sims") and call["status"] == 200:
            in_doubt -= set(call["parameters"]["sim_id"].split(","))
    return guilty
