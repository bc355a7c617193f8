"""What the pages of the portal show, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.anomaly_pages import UsedHour
from simcare.web.staff.fleet import Choice, ExportView, FleetRow
from simcare.web.staff.pages import Datum, TicketRow, Verdict


@dataclass(frozen=True)
class CardList:
    """The list of cards as it was asked for; `heads` stand above the columns that were chosen of all `columns`."""

    rows: tuple[FleetRow, ...]
    heads: tuple[str, ...]
    count: int
    most_counted: int
    words: str
    is_too_short: bool
    states: tuple[Choice, ...]
    products: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    files: tuple[ExportView, ...] = ()
    act_on_all_url: str = ""
    """Where all that match are changed; empty for who may not."""

    @property
    def is_making_files(self) -> bool:
        return any(file.progress.is_running for file in self.files)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(choice.is_chosen for choice in (*self.states, *self.products)))


@dataclass(frozen=True)
class Allowance:
    """What a package allows until when, and what of it is used. `allowance_bytes` None: as much as one likes."""

    package: str
    used_bytes: int
    allowance_bytes: int | None
    until_at: datetime | None

    @property
    def used_percent(self) -> int | None:
        """Rounded down: what is not used up shows no 100."""
        return min(100, 100 * self.used_bytes // self.allowance_bytes) if self.allowance_bytes else None


@dataclass(frozen=True)
class CardRecord:
    """One card with what its account may know of it."""

    id: int
    subject: str
    """What events call it."""
    iccid: str
    state: str
    state_at: datetime | None
    label: str
    facts: tuple[Datum, ...]
    verdict: Verdict | None
    allowance: Allowance | None
    hours: tuple[UsedHour, ...]
    used_at: datetime | None
    states: tuple[tuple[str, datetime], ...]
    tickets: tuple[TicketRow, ...]
    equipment: tuple[Datum, ...]


@dataclass(frozen=True)
class DeviceRow:
    """A device of the account, and the card it works with; none where the card has another by now."""

    kind: str
    model: str
    module: str
    imei: str
    place: str
    iccid: str


@dataclass(frozen=True)
class PersonRow:
    """A member of the account. `is_me`: the reader, who changes nothing about that."""

    id: int
    name: str
    email: str
    role: str
    role_name: str
    since_at: datetime
    is_me: bool


@dataclass(frozen=True)
class AskedIn:
    """Somebody who was invited and has not come yet."""

    id: int
    email: str
    role_name: str
    until_at: datetime
