"""Everything one simulator holds: cards, keys, faults, due effects and its own books. Guarded by one lock."""

import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from simulator.cards import Card, Record, made
from simulator.faults import Fault
from simulator.times import iso

EIOTCLUB_KEY = "000001"
EIOTCLUB_SECRET = "a1b1c1d1"  # noqa: S105 the published test vector's secret
SORACOM_KEY_ID = "keyId-simulator"
SORACOM_KEY = "secret-simulator"
RATE_LIMIT = 10
SAVED_WITHIN_SECONDS = 0.5


@dataclass
class Books:
    """Append-only record of what was asked and what was done, independent of any fault in the answer."""

    calls: list[Record] = field(default_factory=list)
    effects: list[Record] = field(default_factory=list)


class World:
    """The state behind both faces. Callers hold `lock` while they use it."""

    def __init__(self, *, seed: int = 0, rate_limit: int = RATE_LIMIT, snapshot: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.random = random.Random(seed)  # noqa: S311 repeatable chance, no secret
        self.rate_limit = rate_limit
        self.cards: dict[tuple[str, str], Card] = {}
        self.faults: list[Fault] = []
        self.books = Books()
        self.tokens: set[str] = set()
        self.traffic: Callable[[], Record] = dict  # what a drop tells of itself, where there is one
        self._recent: dict[str, deque[float]] = {}
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._snapshot = snapshot
        self._saving: threading.Timer | None = None
        if snapshot and snapshot.exists():
            self.load(json.loads(snapshot.read_text()))

    def load(self, script: Record) -> None:
        """Take over the cards and faults of a script: {"cards": [...], "faults": [...]}."""
        self.put_all(script.get("cards", []))
        for record in script.get("faults", []):
            self.add_fault(record)

    def put_all(self, records: Iterable[Record]) -> list[Card]:
        """Create or patch several cards and save once."""
        cards = [self._put(record) for record in records]
        self.save()
        return cards

    def put(self, record: Record) -> Card:
        """Create a card, or patch it where it is known and no scenario is named."""
        return self.put_all([record])[0]

    def _put(self, record: Record) -> Card:
        known = self.find(record.get("platform", "eiotclub"), record.get("iccid", ""))
        kept = asdict(known) if known and "scenario" not in record else {}
        card = made({**kept, **record})
        self.cards[card.platform, card.key] = card
        return card

    def add_fault(self, record: Record) -> Fault:
        """Strike calls from now on."""
        fault = Fault(**record)
        if fault.kind == "stale":
            fault.before = {f"{card.platform}:{card.key}": asdict(card) for card in self.cards.values()}
        self.faults.append(fault)
        return fault

    def find(self, platform: str, iccid: str) -> Card | None:
        """The card by ICCID, 19 or 20 characters."""
        return self.cards.get((platform, iccid[:19]))

    def of(self, platform: str) -> list[Card]:
        """The platform's cards in the order of their ICCIDs."""
        return sorted((card for card in self.cards.values() if card.platform == platform), key=lambda card: card.iccid)

    def struck(self, path: str, text: str) -> Fault | None:
        """The fault that this call meets, spent once."""
        for fault in self.faults:
            if fault.strikes(path, text, self.random.random()):
                fault.spend()
                return fault
        return None

    def over_limit(self, account: str) -> bool:
        """Whether this call is one too many within the second that ends now; a refused call does not count."""
        now = time.monotonic()
        recent = self._recent.setdefault(account, deque())
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= self.rate_limit:
            return True
        recent.append(now)
        return False

    def effect(self, name: str, card: Card | None, **values: object) -> None:
        """Book what has really been done."""
        iccid = card.iccid if card else ""
        self.books.effects.append({"at": iso(time.time()), "effect": name, "iccid": iccid, **values})
        self.save()

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do the work that many seconds from now, at the first call after that."""
        self._due.append((time.monotonic() + seconds, work))

    def catch_up(self) -> None:
        """Do the late work that is due."""
        now = time.monotonic()
        due = [work for at, work in self._due if at <= now]
        self._due = [entry for entry in self._due if entry[0] > now]
        for work in due:
            work()

    def save(self) -> None:
        """Write the cards to the snapshot file, where one is kept: many changes of one moment are one writing."""
        if self._snapshot and self._saving is None:
            self._saving = threading.Timer(SAVED_WITHIN_SECONDS, self.write)
            self._saving.daemon = True
            self._saving.start()

    def write(self) -> None:
        """Write them now."""
        with self.lock:
            self._saving = None
            if self._snapshot is None:
                return
            kept: dict[str, Any] = {"cards": [asdict(card) for card in self.cards.values()]}
            beside = self._snapshot.with_suffix(".new")
            beside.write_text(json.dumps(kept))
            beside.replace(self._snapshot)


def as_seen(cards: Iterable[Card], fault: Fault | None) -> list[Card]:
    """The cards as a read shows them: as they are, or as a "stale" fault froze them."""
    if fault is None or fault.kind != "stale":
        return list(cards)
    frozen = {key: Card(**record) for key, record in fault.before.items()}
    return [frozen.get(f"{card.platform}:{card.key}", card) for card in cards]
