"""What a business account is told by mail of its cards, as a policy says it."""

from dataclasses import dataclass, fields
from typing import Any, Final, Self

ACCOUNT_NEWS: Final = "account_news"


@dataclass(frozen=True, kw_only=True)
class NewsTerms:
    """Who is told, how long news is gathered, and which unusual traffic is news."""

    roles: tuple[str, ...] = ("owner", "support")
    gather_minutes: int = 15
    """News waits so long for more, so that an account has at most one mail in this time."""
    anomaly_kinds: tuple[str, ...] = (
        "spike",
        "night_drain",
        "level_shift",
        "roaming_burst",
        "new_country",
        "imei_changed",
    )

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:  # Any: JSON
        """The terms as a policy keeps them; what it does not say is as here."""
        known = {field.name for field in fields(cls)}
        told = dict[str, Any]()
        for name in known & values.keys():
            told[name] = tuple(values[name]) if isinstance(values[name], list) else values[name]
        return cls(**told)
