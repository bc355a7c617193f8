"""The IMAP door: one lane for every mailbox that is switched on, so that none waits for another.

`python -m simcare.gates.imap`. A lane connects, takes what is new, waits by IDLE (or asks again), and after trouble
comes back by itself, ever more patiently. Killed at any instant, it takes up where it stood.
"""

import logging
import random
import signal
import threading
from typing import TYPE_CHECKING, Final

import click

from simcare.kernel.boot import boot

if TYPE_CHECKING:
    from simcare.messaging.flows.fetching import Lane
    from simcare.messaging.models import Mailbox

IDLE_SECONDS: Final = 25.0
"""News that came just before IDLE began may go unheard; so it never lasts long."""
POLL_SECONDS: Final = 20.0
AROUND_PAUSE_SECONDS: Final = 0.3
"""Before a connection that goes around what broke the last one: a poison mail breaks five of them."""
FIRST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 120.0
REFUSED_PAUSE_SECONDS: Final = 300.0
"""After a refused password: providers lock accounts that knock too often."""
ROSTER_SECONDS: Final = 5.0

log = logging.getLogger("simcare.imap")


class LaneKeeper(threading.Thread):
    """The thread that fetches one mailbox until it is told to stop."""

    def __init__(self, mailbox_id: int, name: str) -> None:
        super().__init__(name=f"imap {name}", daemon=True)
        self._mailbox_id = mailbox_id
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self.ended = threading.Event()

    def run(self) -> None:
        from django.db import connection

        from simcare.messaging.flows.fetching import Lane

        lane = Lane(self._mailbox_id)
        while not self.ended.is_set():
            try:
                self._fetch(lane)
            except Exception as trouble:
                self._note(trouble)
                self.ended.wait(self._pause_after(trouble))
            finally:
                connection.close()

    def _fetch(self, lane: "Lane") -> None:
        """One connection, from its first look to its end."""
        with lane.opened() as box:
            while not self.ended.is_set():
                lane.take_new(box)
                self._pause_seconds = FIRST_PAUSE_SECONDS
                if box.knows_idle:
                    box.wait(IDLE_SECONDS)
                else:
                    self.ended.wait(POLL_SECONDS)

    def _note(self, trouble: Exception) -> None:
        """Said on the page in words; a fault of our own has its traceback in the log."""
        from django.db import DatabaseError

        from simcare.kernel import clock
        from simcare.kernel.errors import SimcareError
        from simcare.messaging.actions.mailboxes import note_trouble

        if isinstance(trouble, SimcareError):
            log.info("%s: %s", self.name, trouble)
            words = str(trouble)
        else:
            log.exception("%s had trouble and goes on", self.name)
            words = f"it could not be taken in ({type(trouble).__name__})"
        try:
            note_trouble(mailbox_id=self._mailbox_id, words=words, at=clock.now())
        except DatabaseError:
            log.warning("%s: the database does not answer", self.name)

    def _pause_after(self, trouble: Exception) -> float:
        """How many seconds to leave the provider alone; a poison mail must not hold up those behind it."""
        from simcare.kernel.errors import Permanent
        from simcare.messaging.errors import BrokenOff

        if isinstance(trouble, Permanent):
            return REFUSED_PAUSE_SECONDS
        if isinstance(trouble, BrokenOff):
            return AROUND_PAUSE_SECONDS
        pause = self._pause_seconds
        self._pause_seconds = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311  # spreads the knocks; nothing secret


class Roster:
    """The lanes as the mailboxes stand: started, ended, and begun anew when a mailbox was changed."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[object, ...], LaneKeeper] = {}

    def follow(self) -> None:
        """Look at the mailboxes once."""
        from simcare.messaging.queries.mailboxes import list_fetched

        wanted = {_key(each): each for each in list_fetched()}
        for key in [key for key, lane in self._lanes.items() if key not in wanted or not lane.is_alive()]:
            self._lanes.pop(key).ended.set()
        for key, mailbox in wanted.items():
            if key not in self._lanes:
                self._lanes[key] = LaneKeeper(mailbox.id, mailbox.name)
                self._lanes[key].start()


def _key(mailbox: "Mailbox") -> tuple[object, ...]:
    """What a lane was begun with. A refresh token that the provider itself renewed is no reason to begin anew."""
    return (mailbox.id, mailbox.host, mailbox.port, mailbox.user, mailbox.folder, mailbox.secret_at)


def serve(ended: threading.Event) -> None:
    """Keep the lanes until told to stop; trouble with the database is waited out."""
    from django.db import DatabaseError, close_old_connections, connection
    from psycopg import Error as ListeningTrouble

    from simcare.kernel.bell import Bell
    from simcare.messaging.actions.mailboxes import CHANNEL

    roster, bell = Roster(), Bell(CHANNEL)
    while not ended.is_set():
        try:
            roster.follow()
            bell.wait(ROSTER_SECONDS)
        except (DatabaseError, ListeningTrouble):
            log.warning("the database does not answer; trying again")
            connection.close()
            ended.wait(FIRST_PAUSE_SECONDS)
        close_old_connections()


@click.command()
def main() -> None:
    """Fetch every mailbox that is switched on."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    boot(scope="provider")
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    keeper = threading.Thread(target=serve, args=(ended,), daemon=True)
    keeper.start()
    ended.wait()


if __name__ == "__main__":
    main()
