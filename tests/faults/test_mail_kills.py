"""kill -9 of receiver, workers, pages and database while mails come in: every acknowledged mail is exactly one message."""

import random
import smtplib
import threading
import time
from collections.abc import Callable

import pytest

from simcare.world.benches._desk import RunningDesk, running_desk, wait_for
from tests.faults import kills

pytestmark = pytest.mark.xdist_group("embedded database")
MAILS = 1_000
VICTIMS = (kills.RECEIVER, kills.INTAKE, kills.DATABASE, kills.EVENTS, kills.WEB, kills.READER)


def _send(desk: RunningDesk, acknowledged: list[str], seed: int) -> None:
    """Send every mail until it is acknowledged, as a mail server does; a mail may so arrive twice."""
    for number in range(MAILS):
        name = f"{seed}.{number}@kills.example"
        mail = (
            f"Message-ID: <{name}>\nFrom: user{number}@place.example\nTo: support@simcare.example\n"
            f"Subject: Mail {number}\n\nThe device {number} is offline.\n"
        )
        while True:
            try:
                with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=20) as server:
                    server.sendmail("load@kills.example", ["support@simcare.example"], mail)
                break
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)
        acknowledged.append(name)


def _strike(desk: RunningDesk, points: int, seed: int, is_over: Callable[[], bool], acknowledged: list[str]) -> int:
    """At seeded counts of acknowledged mails, kill one victim after the other."""
    chance, struck = random.Random(seed), 0
    moments = sorted(chance.sample(range(MAILS // 20, MAILS - MAILS // 20), points))
    for index, moment in enumerate(moments):
        while len(acknowledged) < moment and not is_over():
            time.sleep(0.005)
        kills.kill(desk, VICTIMS[index % len(VICTIMS)])
        struck += 1
    return struck


@pytest.mark.parametrize("points", [5, pytest.param(50, marks=pytest.mark.long)], ids=["five points", "fifty points"])
def test_every_acknowledged_mail_is_exactly_one_message(points: int) -> None:
    seed, acknowledged = 4711, list[str]()
    with running_desk() as desk:
        sender = threading.Thread(target=_send, args=(desk, acknowledged, seed))
        sender.start()
        assert _strike(desk, points, seed, lambda: not sender.is_alive(), acknowledged) == points
        sender.join()
        assert len(acknowledged) == MAILS

        def is_idle() -> bool:
            with desk.connect() as database:
                row = database.execute("SELECT count(*) FROM messaging_rawmail WHERE state = 'waiting'").fetchone()
                return row == (0,)

        assert wait_for(is_idle, seconds=90) < 90
        with desk.connect() as database:
            rows = database.execute(
                "SELECT message_id, count(*) FROM messaging_message WHERE direction = 'in' GROUP BY 1"
            ).fetchall()
    assert dict(rows) == dict.fromkeys(acknowledged, 1)
