"""What a pack holds. Nothing of it names a person or the customer: the supplier needs the device and the proof."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the swap test: what was done, what it showed, and what the platform said of the card meanwhile."""

    number: int
    field: str
    result: str
    at: datetime
    notes: Mapping[str, str]
    card_state: str = ""
    photo_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the platform reported in the window."""

    at: datetime
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A pack when it was made. Events, incidents and notices were looked for in the window, which is half-open."""

    iccid: str
    equipment: tuple[tuple[str, str], ...]
    code: str
    liable: str
    confidence: float
    params: Mapping[str, Any]  # of the verdict's sentence: plain JSON values
    examined_at: datetime
    window_from_at: datetime
    window_until_at: datetime
    circumstances: tuple[tuple[str, str], ...] = ()
    steps: tuple[StepLine, ...] = ()
    events: tuple[Event, ...] = ()
    incidents: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    photo_ids: tuple[int, ...] = field(default=())

    @property
    def is_clear(self) -> bool:
        """No incident and no notice covered the window: the fault is not the network's."""
        return not self.incidents and not self.notices

    def to_json(self) -> dict[str, Any]:
        """As it is kept; times as ISO texts."""
        told: dict[str, Any] = _plain(asdict(self))
        return told

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Contents":
        """The contents again."""
        times = {name: datetime.fromisoformat(told[name]) for name in told if name.endswith("_at")}
        steps = tuple(
            StepLine(**{**step, "at": datetime.fromisoformat(step["at"]), "photo_ids": tuple(step["photo_ids"])})
            for step in told["steps"]
        )
        events = tuple(Event(**{**event, "at": datetime.fromisoformat(event["at"])}) for event in told["events"])
        pairs = {name: tuple((str(label), str(value)) for label, value in told[name]) for name in _PAIRS}
        lists = {name: tuple(told[name]) for name in ("incidents", "notices", "photo_ids")}
        return cls(**{**told, **times, **pairs, **lists, "steps": steps, "events": events})


_PAIRS = ("equipment", "circumstances")


def _plain(value: Any) -> Any:  # any value of the dataclasses above
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value
