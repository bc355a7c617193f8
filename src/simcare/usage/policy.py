"""What holds of alerts where nobody has chosen, as policies say it."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

ALERTS: Final = "usage.alerts"


@dataclass(frozen=True, kw_only=True)
class AlertTerms:
    """At what everybody is warned who has not chosen, and what run-out and expiry mean."""

    used_percents: tuple[int, ...] = (80, 95)
    left_bytes: tuple[int, ...] = ()
    left_days: tuple[int, ...] = (7,)
    pace_days: int = 7
    """A card is expected to go on as in these last days."""
    expired_days: int = 7
    """For so long a package that is over is told as such; later nobody misses it."""

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:  # Any: JSON
        """The terms as a policy keeps them; what it does not say is as here."""
        known = {field.name for field in fields(cls)}
        told = dict[str, Any]()
        for name in known & values.keys():
            told[name] = tuple(values[name]) if isinstance(values[name], list) else values[name]
        return cls(**told)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        return asdict(self)
