"""Files of CDRs, one each half hour with the records of the last hour, as the platform drops them.

None comes twice, and none is lost: a file is written under a hidden name, entered in the books, and then named. Killed
anywhere, the next start knows from the books whether it is to be made anew or only to be named, whatever has become of
the files since.
"""

import csv
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from simulator.cards import Card
from simulator.cdr import LabelRow, Use
from simulator.pace import DAY_SECONDS, SLOT_SECONDS, Pace, slot_of
from simulator.world import World

ACCOUNT: Final = "10001"
LOOK_SECONDS: Final = 5.0
"""How often a world without cards is looked at."""


@dataclass
class Entries:
    """What is kept over a restart. `made` is bytes by ICCID; `recent` the lines that the next file repeats."""

    since: int
    started: float
    day_seconds: float
    seed: int
    next_slot: int
    iccids: list[str] = field(default_factory=list)
    equipment: list[str] = field(default_factory=list)
    files: int = 0
    last_name: str = ""
    recent: list[str] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)


class Drop:
    """Drops files into a folder; `books` is the folder of its own books."""

    def __init__(
        self,
        world: World,
        folder: Path,
        books: Path,
        *,
        seed: int,
        days_ago: float = 0,
        day_seconds: float = DAY_SECONDS,
    ) -> None:
        self._world, self._folder, self._books = world, folder, books
        for place in (folder, books):
            place.mkdir(parents=True, exist_ok=True)
        now = time.time()
        since = slot_of(now - days_ago * DAY_SECONDS)
        self.entries = self._kept() or Entries(since, now, day_seconds, seed, next_slot=since)
        self._pace = Pace(self.entries.since, self.entries.started, self.entries.day_seconds)
        self._use: Use | None = None
        if self.entries.last_name:
            self._name(self.entries.last_name)

    def start(self) -> None:
        """Drop what is due, again and again, beside all else."""
        threading.Thread(target=self._run, daemon=True).start()

    def drop_due(self) -> int:
        """Drop each file that is due by now; returns how many these were."""
        count = 0
        while self._seconds() == 0 and self._roster():
            self._drop(self.entries.next_slot)
            count += 1
        return count

    def told(self) -> dict[str, Any]:
        """What was made and what was planted, for the control API."""
        labels = self._use.labels() if self._use else []
        made = self.entries
        return {
            "until": _stamp(made.next_slot),
            "files": made.files,
            "made": made.made,
            "labels": [each._asdict() for each in labels],
        }

    def _run(self) -> None:
        while True:
            time.sleep(self._seconds() if self.drop_due() or self.entries.iccids else LOOK_SECONDS)

    def _seconds(self) -> float:
        """Until the next file is due: when its half hour is over."""
        return self._pace.seconds_until(self.entries.next_slot + SLOT_SECONDS, time.time())

    def _roster(self) -> Use | None:
        """The use of the cards that the platform has at the first file; one that comes later does as one of these."""
        entries = self.entries
        if self._use is None:
            if not entries.iccids:
                with self._world.lock:
                    cards = self._world.of("eiotclub")
                entries.iccids = [card.iccid for card in cards]
                entries.equipment = [card.equipment for card in cards]
            if entries.iccids:
                self._use = Use(entries.iccids, entries.equipment, since=entries.since, seed=entries.seed)
                self._write_labels(self._use.labels())
        return self._use

    def _drop(self, slot: int) -> None:
        assert self._use
        entries = self.entries
        records = list(self._use.records(slot, self._online()))
        lines = [record.line for record in records]
        window = (slot - SLOT_SECONDS, slot + SLOT_SECONDS, slot + SLOT_SECONDS)
        entries.last_name = f"cdr_{ACCOUNT}_{'_'.join(map(_stamp, window))}.csv"
        self._hidden(entries.last_name).write_text("".join([*entries.recent, *lines]))
        entries.recent, entries.next_slot, entries.files = lines, slot + SLOT_SECONDS, entries.files + 1
        for record in records:
            entries.made[record.iccid] = entries.made.get(record.iccid, 0) + record.used_bytes
        self._keep()
        self._name(entries.last_name)

    def _online(self) -> Sequence[tuple[int, Card]]:
        """The cards that can use anything, with their places."""
        places = {iccid: place for place, iccid in enumerate(self.entries.iccids)}
        with self._world.lock:
            cards = [card for card in self._world.of("eiotclub") if card.state == "active" and card.online]
        return [(places.get(card.iccid, int(card.iccid[6:18]) % len(places)), card) for card in cards]

    def _hidden(self, name: str) -> Path:
        return self._folder / f".{name}"

    def _name(self, name: str) -> None:
        """Let a file be seen; one that has no hidden name any more was."""
        hidden = self._hidden(name)
        if hidden.exists():
            hidden.replace(self._folder / name)

    def _kept(self) -> Entries | None:
        kept = self._books / "books.json"
        return Entries(**json.loads(kept.read_text())) if kept.exists() else None

    def _keep(self) -> None:
        beside = self._books / "books.new"
        beside.write_text(json.dumps(asdict(self.entries)))
        beside.replace(self._books / "books.json")

    def _write_labels(self, labels: Sequence[LabelRow]) -> None:
        with (self._books / "labels.csv").open("w", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(LabelRow._fields)
            writer.writerows(labels)


def _stamp(instant: float) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y%m%d%H%M%S")
