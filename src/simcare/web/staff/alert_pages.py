"""What pages show of packages and alerts: plain values as in `pages`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """Something a card's meter has crossed; `ended_at` None: it still holds."""

    kind: str
    value: int
    allowance_bytes: int | None
    raised_at: datetime
    ended_at: datetime | None = None
    iccid: str = ""


@dataclass(frozen=True, kw_only=True)
class MeterRow:
    """A package of a card as it stands; None where there is no limit, or it lasts."""

    package: str
    state: str
    used_bytes: int
    allowance_bytes: int | None
    left_bytes: int | None
    used_percent: int | None
    until_at: datetime | None
    run_out_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WarningForm:
    """At what an account is warned, as it is typed: numbers parted by commas. `is_own`: it has chosen."""

    used: str = ""
    left: str = ""
    days: str = ""
    is_own: bool = False
