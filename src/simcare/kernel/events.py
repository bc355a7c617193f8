"""Facts that one module tells the others: frozen, past tense, made of ids and plain values, versioned.

An event class is declared in the `events.py` of the module that knows. Its name on the wire is `module.ClassName`.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

_classes: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened. Fields are ids, texts, numbers and lists of these: JSON carries them unchanged."""

    version: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _classes[cls.event_name()] = cls

    @classmethod
    def event_name(cls) -> str:
        """The stable name, such as `messaging.MessageReceived`."""
        module = cls.__module__.removeprefix("simcare.").split(".")[0]
        return f"{module}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, payload: dict[str, Any]) -> Self:
        """The event again, from its payload."""
        return cls(**payload)


def event_names() -> list[str]:
    """The names of all events whose modules are loaded."""
    return sorted(name for name in _classes if name.split(".")[0] != "kernel" and not name.startswith("tests"))


def event_class(name: str) -> type[Event]:
    """The class of a stored event. Raises KeyError for a name that no module declares any more."""
    return _classes[name]
