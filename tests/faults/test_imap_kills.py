"""kill -9 of the IMAP door, and cut connections, while mails come in: each is exactly one message (I1, I2).

The long run takes 10,000 mails (`./simcare test -k imap_kills --long`).
"""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from simcare.kernel import clock
from simcare.messaging.actions import mailboxes
from simcare.messaging.actions.intake import count_waiting, take_in
from simcare.messaging.models import Mailbox, Message, RawMail
from simcare.messaging.rules.reading import read
from tests.faults.doors import imap_door
from tests.faults.proxy import CuttingProxy, cutting_proxy
from tests.messaging.dovecot import PASSWORD, Dovecot, running_dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True)]
USER = "support@kills.example"


def _mail(number: int) -> bytes:
    return (
        f"Message-ID: <{number}@kills.example>\r\nFrom: user{number}@place{number % 40}.example\r\nTo: {USER}\r\n"
        f"Subject: Mail {number}\r\n\r\nThe device {number} is offline.\r\n{'.' * (number % 900)}\r\n"
    ).encode()


def _add(proxy: CuttingProxy, moved_to: str = "") -> Mailbox:
    setup = mailboxes.Setup(
        name="support",
        host="127.0.0.1",
        port=proxy.port,
        security="none",
        user=USER,
        password=PASSWORD,
        everything=True,
        moved_to=moved_to,
    )
    return mailboxes.add(setup=setup, by="test", at=clock.now())


def _strike(proxy: CuttingProxy, total: int, points: list[str], chance: random.Random) -> int:
    """Start the door and kill it, at named points first and then at any instant, until every mail is kept."""
    kills, ends = 0, clock.now() + timedelta(minutes=20 if total > 1_000 else 3)
    while _kept() < total or points:
        assert clock.now() < ends, f"only {_kept()} of {total} were kept"
        point = points.pop() if points else ""
        proxy.is_honest = kills > 8 and total < 1_000
        with imap_door(proxy.port, point) as door:
            died = clock.now() + timedelta(seconds=20 if point else chance.uniform(1.5, 6))
            while door.poll() is None and clock.now() < died and (point or _kept() < total):
                time.sleep(0.05)
            kills += 1
    return kills


def _kept() -> int:
    return RawMail.objects.filter(uid__isnull=False).count()


def _messages() -> dict[str, int]:
    """Read what is kept; Message-ID -> how many messages."""
    while take_in(read=read, limit=200):
        pass
    assert count_waiting() == 0
    counts: dict[str, int] = {}
    for name in Message.objects.values_list("message_id", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return counts


@pytest.mark.parametrize(
    ("total", "moved_to"),
    [(200, ""), (100, "Taken"), pytest.param(10_000, "", marks=pytest.mark.long)],
    ids=["marked seen", "moved", "ten thousand"],
)
def test_every_mail_is_taken_in_once_through_kills_and_cuts(total: int, moved_to: str) -> None:
    chance, points = (
        random.Random(4711),
        [
            "messaging.fetched.before_commit:2",
            "messaging.fetched.after_commit:1",
            "messaging.fetched.after_settle:1",
        ],
    )
    with running_dovecot() as dovecot:
        arriving = threading.Thread(target=_arrive, args=(dovecot, total))
        for number in range(total // 2):
            dovecot.put(USER, f"{number}.old", _mail(number))
        arriving.start()
        began = time.monotonic()
        with cutting_proxy(("127.0.0.1", dovecot.port), seed=4711, most_bytes=400 * total) as proxy:
            _add(proxy, moved_to)
            kills = _strike(proxy, total, points, chance)
            arriving.join()
            proxy.is_honest = True
            with imap_door(proxy.port):
                _wait(lambda: len(dovecot.mails(USER, "Taken")) == total if moved_to else dovecot.seen(USER) == total)
        seconds = time.monotonic() - began
        assert _messages() == {f"{number}@kills.example": 1 for number in range(total)}
        assert RawMail.objects.filter(state=RawMail.QUARANTINED).count() == 0
    print(f"{total} mails once each in {seconds:.0f} s, {kills} kills, {proxy.cuts} cut connections")  # noqa: T201  # the figure is the point of the long run


def _arrive(dovecot: Dovecot, total: int) -> None:
    for number in range(total // 2, total):
        dovecot.put(USER, f"{number}.new", _mail(number))
        time.sleep(0.002)


def _wait(is_so: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "it did not come to an end"
        time.sleep(0.1)
