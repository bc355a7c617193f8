"""`simcare bench mail`: mails taken, read and turned into tickets per second, beside bare INSERTs of the same mails.

A whole desk runs with fsync on. Counted from SMTP 250 to the ticket, the note on a timeline, or the row in quarantine
with its reason. Options: seconds (60), rate (110 a second), folder (of *.eml; default ../shared/data, else our own).
"""

import asyncio
import smtplib
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

import simcare
from simcare.world.benches import Options, Result
from simcare.world.benches._desk import RunningDesk, running_desk, wait_for
from simcare.world.benches._load import Outcome, send_all

SHARED = Path(simcare.__file__).parents[3] / "shared" / "data"
PROMISED_PER_SECOND = 100.0
MOST_BACKLOG_SECONDS = 10.0
MOST_RECEIVER_MB = 200.0
LARGE_BYTES = 25 * 1024 * 1024

_UNFINISHED = """
    SELECT (SELECT count(*) FROM messaging_rawmail WHERE state = 'waiting')
         + (SELECT count(*) FROM kernel_delivery WHERE lane = 'quick' AND done_at IS NULL AND dead_at IS NULL)
"""
_FINISHED = """
    SELECT count(*) FROM messaging_rawmail raw
    LEFT JOIN messaging_message message ON message.raw_id = raw.id
    WHERE raw.state IN ('quarantined', 'duplicate')
       OR (message.kind <> 'message')
       OR EXISTS (SELECT 1 FROM support_entry WHERE support_entry.message_id = message.id)
"""


def run(options: Options) -> Result:
    """The promise: at least 100 mails a second for the whole time, none lost, the backlog gone within 10 s of the
    end, and the receiver below 200 MB with a mail of 25 MB."""
    seconds, rate = float(options.get("seconds", "60")), float(options.get("rate", "110"))
    mails = _mails(Path(options.get("folder", SHARED)))
    with running_desk() as desk, desk.connect() as database:
        bare = _bare_inserts(database, mails)
        outcome = asyncio.run(send_all(desk.mail_port, mails, per_second=rate, seconds=seconds))
        backlog_seconds = wait_for(lambda: _count(database, _UNFINISHED) == 0, seconds=120)
        finished = _count(database, _FINISHED)
        _send_large(desk)
        receiver_mb = desk.peak_memory_mb("simcare.gates.mail")
    return _result(outcome, finished, backlog_seconds, receiver_mb, bare)


def _result(outcome: Outcome, finished: int, backlog_seconds: float, receiver_mb: float, bare: float) -> Result:
    acknowledged = len(outcome.acknowledged)
    figure = acknowledged / outcome.seconds
    lost = acknowledged - finished
    kept = (
        figure >= PROMISED_PER_SECOND
        and backlog_seconds <= MOST_BACKLOG_SECONDS
        and lost == 0
        and not outcome.refused
        and receiver_mb < MOST_RECEIVER_MB
    )
    return Result(
        name="mail",
        figure=round(figure, 1),
        unit="mails/s",
        limit=PROMISED_PER_SECOND,
        kept=kept,
        more={
            "seconds": round(outcome.seconds, 1),
            "acknowledged": acknowledged,
            "refused": len(outcome.refused),
            "finished": finished,
            "lost": lost,
            "backlog_seconds": round(backlog_seconds, 1),
            "receiver_peak_mb": round(receiver_mb, 1),
            "bare_inserts_per_second": round(bare, 1),
        },
    )


def _mails(folder: Path) -> list[bytes]:
    files = [file for part in ("forwards", "mime") for file in sorted((folder / part).rglob("*.eml"))]
    found = [file.read_bytes() for file in files]
    plain = [
        (
            f"From: user{number}@place{number % 40}.example\nTo: support@simcare.example\n"
            f"Subject: Card {number} offline\n\n"
            f"Hello,\n\nthe device at site {number} has had no data since this morning.\n\nRegards\nUser {number}\n"
        ).encode()
        for number in range(max(60, len(found) // 2))
    ]
    return found + plain


def _bare_inserts(
    database: psycopg.Connection[tuple[object, ...]], mails: Sequence[bytes], seconds: float = 4
) -> float:
    """The peer: the same mails into a plain table, one commit each."""
    database.execute("CREATE TABLE bench_raw (id bigserial PRIMARY KEY, content bytea)")
    began, number = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        database.execute("INSERT INTO bench_raw (content) VALUES (%s)", [mails[number % len(mails)]])
        number += 1
    return number / (time.monotonic() - began)


def _count(database: psycopg.Connection[tuple[int]], query: str) -> int:
    row = database.execute(query).fetchone()
    assert row is not None
    return row[0]


def _send_large(desk: RunningDesk) -> None:
    head = b"From: big@place.example\r\nTo: support@simcare.example\r\nSubject: Large\r\n\r\n"
    with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=60) as server:
        line = b"x" * 76 + b"\r\n"
        server.sendmail("big@place.example", ["support@simcare.example"], head + line * (LARGE_BYTES // len(line) - 8))
