"""The one list of card states (operator-platforms.md section 4), states of long work, and which cards are meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self


class CardState(StrEnum):
    """What a card may do on the network, in our words, whatever the platform calls it."""

    NOT_ACTIVATED = "not_activated"
    READY = "ready"
    ACTIVE = "active"
    STANDBY = "standby"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CHANGING = "changing"
    UNKNOWN = "unknown"


class StoppedBy(StrEnum):
    """Who stopped a suspended card."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATOR = "operator"
    LIMIT = "limit"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether the network hears the card."""

    ONLINE = "online"
    ATTACHED = "attached"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class ImportState(StrEnum):
    """Where a file of cards stands."""

    NEW = "new"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    DROPPED = "dropped"


class EditState(StrEnum):
    """Where an edit of many cards stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which cards are meant: all conditions hold at once; empty ones say nothing. Days are half-open [from, until)."""

    words: str = ""
    state: str = ""
    account_id: int | None = None
    dealer_id: int | None = None
    product_id: int | None = None
    batch_id: int | None = None
    platform: str = ""
    in_stock: bool = False
    sold_from: date | None = None
    sold_until: date | None = None

    def to_json(self) -> dict[str, str | int | bool]:
        """Only what is said, for a table or an address."""
        said = {name: value for name, value in vars(self).items() if value not in (None, "", False)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}

    @classmethod
    def from_json(cls, said: Mapping[str, object]) -> Self:
        """Back from `to_json`; texts are read, and what makes no sense is left out."""
        told: dict[str, Any] = {}
        for name in cls.__dataclass_fields__:
            text = str(said.get(name, "")).strip()
            if name.endswith("_id"):
                told[name] = int(text) if text.isdecimal() and len(text) < 18 else None
            elif name in ("sold_from", "sold_until"):
                told[name] = _day(text)
            elif name == "in_stock":
                told[name] = text.lower() in ("1", "true", "on")
            else:
                told[name] = text[:200]
        return cls(**told)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
